-- Promising gifts, and promising others.

create function private.make_pledge(
  space uuid, currency text, amount bigint, period public.charge_period, request_key text,
  covers_fee boolean, is_anonymous boolean, message text
)
returns public.standing_orders
language plpgsql volatile security definer set search_path = ''
as $$
declare
  made public.standing_orders;
begin
  made := private.make_order(
    'pledge', space, currency, amount, period, covers_fee, request_key,
    jsonb_build_array(is_anonymous, message));
  insert into public.pledges (
    standing_order_id, space_id, profile_id, shown_identity_id, is_anonymous, asset_id, amount,
    period, message
  )
  values (
    made.id, made.space_id, made.profile_id,
    case when make_pledge.is_anonymous then null else made.identity_id end,
    make_pledge.is_anonymous, made.asset_id, made.amount, made.period,
    coalesce(btrim(make_pledge.message), '')
  )
  on conflict on constraint pledges_pkey do nothing;
  return made;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.change_pledge(standing_order uuid, amount bigint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  changed constant public.standing_orders := private.own_running_order(standing_order);
begin
  if changed.purpose <> 'pledge' or changed.status = 'incomplete' then
    perform private.fail(409, 'cannot_change', 'Only a pledge that was paid can be changed.');
  end if;
  perform private.check_amount(
    private.terms_of(changed.space_id, changed.asset_id), change_pledge.amount);
  update public.standing_orders o
  set next_amount = nullif(change_pledge.amount, o.amount)
  where o.id = changed.id;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.make_pledge(
  space uuid, currency text, amount bigint, period public.charge_period, request_key text,
  covers_fee boolean default false, is_anonymous boolean default false, message text default ''
)
returns uuid
language sql volatile security invoker set search_path = ''
begin atomic
  select (private.make_pledge(
    space, currency, amount, period, request_key, covers_fee, is_anonymous, message)).id;
end;
comment on function public.make_pledge is
  'Promises to give an amount (minor units) to a space every week, month or year. It begins with the '
  'first payment: take the id that is returned as target to POST payments/checkouts or '
  'payments/charges, with purpose pledge. The same key again is the same pledge. Errors: '
  '401 sign_in_required, 404 not_found (the space), 404 asset_not_found, 404 feature_off, '
  '409 space_archived, 409 request_key_reused, 422 currency_not_taken, 422 amount_out_of_range, '
  '429 too_many_attempts; 23514 names the rule broken.';

create function public.change_pledge(standing_order uuid, amount bigint)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.change_pledge(standing_order, amount);
end;
comment on function public.change_pledge is
  'Gives another amount (minor units) from the next period on. Errors: 401 sign_in_required, '
  '404 order_not_found, 409 order_ended, 409 cannot_change, 422 amount_out_of_range.';

revoke execute on function
  private.make_pledge, private.change_pledge, public.make_pledge, public.change_pledge
from public;
grant execute on function
  private.make_pledge, private.change_pledge, public.make_pledge, public.change_pledge
to authenticated;
