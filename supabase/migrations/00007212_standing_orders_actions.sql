-- What people do about what they let us charge. Making one is their purpose's: see pledges and
-- subscriptions.

create function private.own_order(standing_order uuid)
returns public.standing_orders
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  own public.standing_orders;
begin
  -- As whoever charges it, and whoever takes a method back: the person first.
  perform from public.profiles p where p.id = person for no key update;
  select o.* into own
  from public.standing_orders o
  where o.id = standing_order and o.profile_id = person
  for no key update;
  if not found then
    perform private.fail(404, 'order_not_found', 'You have no such standing order.');
  end if;
  return own;
end;
$$;
comment on function private.own_order is
  'The caller''s standing order, locked. Errors: 401 sign_in_required, 404 order_not_found.';

create function private.own_running_order(standing_order uuid)
returns public.standing_orders
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_order(standing_order);
begin
  if own.status in ('cancelled', 'ended') then
    perform private.fail(409, 'order_ended', 'It is over. Make a new one.');
  end if;
  return own;
end;
$$;
comment on function private.own_running_order is
  'As own_order. Errors: those, and 409 order_ended.';

create function private.make_order(
  purpose public.payment_purpose, space uuid, currency text, amount bigint,
  period public.charge_period, covers_fee boolean, request_key text, details jsonb
)
returns public.standing_orders
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  hash constant bytea := sha256(convert_to(
    jsonb_build_array(purpose, space, currency, amount, period, covers_fee, details)::text, 'utf8'));
  asset constant uuid := private.asset_id(currency);
  place public.spaces;
  made public.standing_orders;
begin
  perform from public.profiles p where p.id = person for no key update;
  select o.* into made
  from public.standing_orders o
  where o.profile_id = person and o.request_key = make_order.request_key;
  if found then
    if made.request_hash <> hash then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return made;
  elsif (
    select count(*)
    from public.standing_orders o
    where o.profile_id = person and o.status = 'incomplete'
      and o.created_at > now() - interval '1 hour'
  ) >= 20 then
    perform private.fail(429, 'too_many_attempts', 'Finish one, or come back in an hour.');
  end if;
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  perform private.require_feature('donations_v1', space);
  perform private.check_amount(private.terms_of(space, asset), amount);
  insert into public.standing_orders (
    purpose, space_id, profile_id, identity_id, asset_id, amount, is_fee_covered, period,
    request_key, request_hash, due_at
  )
  values (
    make_order.purpose, space, person, private.identity_of(person, space), asset,
    make_order.amount, make_order.covers_fee, make_order.period, make_order.request_key, hash,
    now() + interval '1 day'
  )
  returning * into made;
  return made;
end;
$$;
comment on function private.make_order is
  'For the purposes: the caller lets us charge this. The same key again is the one that is there. '
  'Errors: 401 sign_in_required, 404 asset_not_found, 404 not_found (the space), 409 space_archived, '
  '404 feature_off, 409 request_key_reused, 422 currency_not_taken, 422 amount_out_of_range, '
  '429 too_many_attempts (20 unpaid in an hour).';

create function private.cancel_standing_order(standing_order uuid)
returns public.standing_order_status
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_order(standing_order);
begin
  if own.status in ('cancelled', 'ended') then
    return own.status;
  elsif own.purpose = 'subscription' and own.paid_until > now() and own.returned_at is null then
    update public.standing_orders o
    set cancel_at_period_end = true
    where o.id = own.id;
    return own.status;
  end if;
  perform private.end_order(own.id, 'by_person');
  return 'cancelled';
end;
$$;

create function private.pause_standing_order(standing_order uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_running_order(standing_order);
begin
  if own.status = 'paused' then
    return;
  elsif own.purpose <> 'pledge' or own.status = 'incomplete' then
    perform private.fail(409, 'cannot_pause', 'Only a pledge that was paid can be paused.');
  elsif exists (
    select from private.order_payments n
    join private.charges c on c.payment_id = n.payment_id
    where n.standing_order_id = own.id
  ) then
    perform private.fail(409, 'charge_pending', 'It is being charged. Look again in a minute.');
  end if;
  update public.standing_orders o
  set status = 'paused', due_at = null, past_due_since = null
  where o.id = own.id;
end;
$$;

create function private.resume_standing_order(standing_order uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_running_order(standing_order);
begin
  if own.status = 'paused' then
    perform private.restart_periods(own.id);
    update public.standing_orders o
    set due_at = o.paid_until, status = 'active'
    where o.id = own.id;
  elsif own.cancel_at_period_end then
    update public.standing_orders o set cancel_at_period_end = false where o.id = own.id;
  end if;
end;
$$;

create function private.set_order_method(standing_order uuid, method uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_running_order(standing_order);
begin
  if method is not null and not exists (
    select from public.payment_methods m where m.id = method and m.profile_id = own.profile_id
  ) then
    perform private.fail(404, 'method_not_found', 'You have no such payment method.');
  end if;
  update public.standing_orders o set method_id = method where o.id = own.id;
end;
$$;

create function private.my_standing_orders(before timestamptz, before_id uuid, page integer)
returns table (
  id uuid, purpose public.payment_purpose, space_id uuid, currency text, amount bigint,
  next_amount bigint, is_fee_covered boolean, period public.charge_period,
  next_period public.charge_period, method_id uuid, status public.standing_order_status,
  paid_until timestamptz, returned_at timestamptz, tries smallint, failure text,
  due_at timestamptz, past_due_since timestamptz, cancel_at_period_end boolean,
  end_reason public.order_end_reason, ended_at timestamptz, created_at timestamptz
)
language sql stable security definer set search_path = ''
begin atomic
  select o.id, o.purpose, o.space_id, a.code, o.amount, o.next_amount, o.is_fee_covered, o.period,
    o.next_period, o.method_id, o.status, o.paid_until, o.returned_at, o.tries, o.failure, o.due_at,
    o.past_due_since, o.cancel_at_period_end, o.end_reason, o.ended_at, o.created_at
  from public.standing_orders o
  join public.assets a on a.id = o.asset_id
  where o.profile_id = (select auth.uid())
    and (o.created_at, o.id)
      < (coalesce(before, 'infinity'), coalesce(before_id, '00000000-0000-0000-0000-000000000000'))
  order by o.created_at desc, o.id desc
  limit least(page, 100);
end;

create function public.cancel_standing_order(standing_order uuid)
returns public.standing_order_status
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_standing_order(standing_order);
end;
comment on function public.cancel_standing_order is
  'Stops the caller''s pledge at once, or their subscription when what is paid or free runs out. What is '
  'with the provider already may still be charged, and then counts. Its status. Errors: '
  '401 sign_in_required, 404 order_not_found.';

create function public.pause_standing_order(standing_order uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.pause_standing_order(standing_order);
end;
comment on function public.pause_standing_order is
  'Nothing is charged for the caller''s pledge until they resume it. Errors: 401 sign_in_required, '
  '404 order_not_found, 409 order_ended, 409 cannot_pause, 409 charge_pending.';

create function public.resume_standing_order(standing_order uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.resume_standing_order(standing_order);
end;
comment on function public.resume_standing_order is
  'Goes on with a pledge that is paused, from today or when what is paid runs out, or with a '
  'subscription that would have ended then. Errors: 401 sign_in_required, 404 order_not_found, '
  '409 order_ended.';

create function public.set_order_method(standing_order uuid, method uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_order_method(standing_order, method);
end;
comment on function public.set_order_method is
  'Which of the caller''s payment methods is charged for it; null: their default. Errors: '
  '401 sign_in_required, 404 order_not_found, 404 method_not_found, 409 order_ended.';

create function public.my_standing_orders(
  before timestamptz default null, before_id uuid default null, page integer default 50
)
returns table (
  id uuid, purpose public.payment_purpose, space_id uuid, currency text, amount bigint,
  next_amount bigint, is_fee_covered boolean, period public.charge_period,
  next_period public.charge_period, method_id uuid, status public.standing_order_status,
  paid_until timestamptz, returned_at timestamptz, tries smallint, failure text,
  due_at timestamptz, past_due_since timestamptz, cancel_at_period_end boolean,
  end_reason public.order_end_reason, ended_at timestamptz, created_at timestamptz
)
language sql stable security invoker set search_path = ''
begin atomic
  select o.* from private.my_standing_orders(before, before_id, page) o;
end;
comment on function public.my_standing_orders is
  'What the caller lets us charge, newest first; amounts in minor units, method_id null is their '
  'default. Next page: before the last created_at and id; at most 100.';

revoke execute on function
  private.own_order, private.own_running_order, private.make_order, private.cancel_standing_order,
  private.pause_standing_order, private.resume_standing_order, private.set_order_method,
  private.my_standing_orders, public.cancel_standing_order, public.pause_standing_order,
  public.resume_standing_order, public.set_order_method, public.my_standing_orders
from public;
grant execute on function
  private.cancel_standing_order, private.pause_standing_order, private.resume_standing_order,
  private.set_order_method, private.my_standing_orders, public.cancel_standing_order,
  public.pause_standing_order, public.resume_standing_order, public.set_order_method,
  public.my_standing_orders
to authenticated;
