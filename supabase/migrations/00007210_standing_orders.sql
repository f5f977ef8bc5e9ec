-- What a person lets us charge again and again: what pledges and subscriptions have in common. How far
-- one is paid follows from its payments alone, so that it is the same in whatever order a provider
-- tells of them; the schedule only starts what is due, and moves on what was left alone.
create type public.charge_period as enum ('week', 'month', 'year');
create type public.standing_order_status as enum (
  'incomplete', 'trialing', 'active', 'past_due', 'paused', 'cancelled', 'ended'
);
create type public.order_end_reason as enum (
  'by_person', 'never_paid', 'unpaid', 'returned', 'membership_ended', 'space_archived', 'erased'
);
comment on type public.charge_period is 'How often is charged.';
comment on type public.standing_order_status is
  'incomplete: nothing was paid yet; trialing: nothing is due yet; active: paid, or tried again; '
  'past_due: tried five times in vain, and waiting a week for the person; paused: by the person; '
  'cancelled: given up, whose reason is in end_reason; ended: ran out as it was meant to.';
comment on type public.order_end_reason is
  'by_person: they wanted no more; never_paid: the first payment did not come; unpaid: the last tries '
  'failed; returned: what was paid last went back as a whole; membership_ended: they left the space or '
  'were put out; space_archived; erased: they are no more.';

create table public.standing_orders (
  id                   uuid primary key default gen_random_uuid(),
  purpose              public.payment_purpose not null,
  space_id             uuid not null,
  profile_id           uuid,
  identity_id          uuid,
  method_id            uuid,
  asset_id             uuid not null,
  amount               bigint not null,
  next_amount          bigint,
  is_fee_covered       boolean not null,
  period               public.charge_period not null,
  next_period          public.charge_period,
  status               public.standing_order_status not null default 'incomplete',
  anchor_at            timestamptz,
  anchor_payments      integer not null default 0,
  paid_until           timestamptz,
  returned_at          timestamptz,
  tries                smallint not null default 0,
  failure              text,
  due_at               timestamptz,
  past_due_since       timestamptz,
  cancel_at_period_end boolean not null default false,
  end_reason           public.order_end_reason,
  ended_at             timestamptz,
  request_key          text not null,
  request_hash         bytea not null,
  created_at           timestamptz not null default now(),

  constraint standing_orders_profile_id_request_key_key unique (profile_id, request_key),
  constraint standing_orders_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint standing_orders_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint standing_orders_identity_id_fkey foreign key (identity_id)
    references public.contextual_identities on delete set null,
  constraint standing_orders_method_id_fkey foreign key (method_id)
    references public.payment_methods on delete set null,
  constraint standing_orders_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint standing_orders_amount_positive check (amount > 0 and next_amount > 0),
  constraint standing_orders_tries_not_negative check (tries >= 0),
  constraint standing_orders_paid_from_anchor check ((anchor_at is null) = (paid_until is null)),
  constraint standing_orders_ended_has_reason check (
    (status in ('cancelled', 'ended')) = (end_reason is not null)
    and (end_reason is null) = (ended_at is null)
  ),
  constraint standing_orders_ended_is_not_due check (
    status not in ('paused', 'cancelled', 'ended') or due_at is null
  ),
  constraint standing_orders_request_key_1_to_100 check (
    request_key <> '' and char_length(request_key) <= 100
  )
);
comment on table public.standing_orders is
  'What people let us charge again and again. Each charge is a payment with target_id set to it. Kept '
  'as payments are. Written by commands, by what providers tell, and by the schedule.';
comment on column public.standing_orders.profile_id is 'Who pays; null once they are erased.';
comment on column public.standing_orders.method_id is
  'What is charged; null: their default. For the server: it would tell a person in two spaces.';
comment on column public.standing_orders.amount is
  'Minor units: of the period that is paid or due.';
comment on column public.standing_orders.next_amount is 'From the next period on, where that differs.';
comment on column public.standing_orders.next_period is
  'As long as the next period and those after it are, where that differs.';
comment on column public.standing_orders.anchor_at is 'From when periods are counted.';
comment on column public.standing_orders.anchor_payments is
  'How many payments had succeeded before the anchor: those count for earlier periods.';
comment on column public.standing_orders.paid_until is 'Then the next period begins and is due.';
comment on column public.standing_orders.returned_at is
  'Since when the latest payment is back with who paid. Nothing is given or charged while it is.';
comment on column public.standing_orders.tries is
  'How often the period that is due was charged in vain: tried again 1, 3, 5 and 7 days after the '
  'first time, and then only by the person, or when they resume it.';
comment on column public.standing_orders.failure is 'Why, in the provider''s word.';
comment on column public.standing_orders.due_at is
  'When the schedule turns to it: to charge, to try again, or to give it up.';

create index standing_orders_space_id_idx
  on public.standing_orders (space_id, created_at desc, id desc);
create index standing_orders_profile_id_idx
  on public.standing_orders (profile_id, created_at desc, id desc);
create index standing_orders_identity_id_idx on public.standing_orders (identity_id);
create index standing_orders_method_id_idx on public.standing_orders (method_id);
create index standing_orders_asset_id_idx on public.standing_orders (asset_id);
create index standing_orders_due_at_idx on public.standing_orders (due_at)
  where due_at is not null;

create trigger standing_orders_before_delete_refuse
  before delete on public.standing_orders
  for each row execute function private.refuse_change();

create table private.order_payments (
  standing_order_id uuid not null,
  number            integer not null,
  payment_id        uuid not null,

  primary key (standing_order_id, number),
  constraint order_payments_payment_id_key unique (payment_id),
  constraint order_payments_standing_order_id_fkey foreign key (standing_order_id)
    references public.standing_orders on delete restrict,
  constraint order_payments_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict
);
comment on table private.order_payments is
  'Everything that was tried to be paid for a standing order, in the order in which it was begun. What '
  'else has it as its target, such as a gift, which names what it likes, is not for it.';

-- Charges ------------------------------------------------------------------------------------------

create table private.charges (
  payment_id   uuid primary key,
  method_id    uuid,
  asked_at     timestamptz,
  leased_until timestamptz,
  created_at   timestamptz not null default now(),

  constraint charges_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint charges_method_id_fkey foreign key (method_id)
    references public.payment_methods on delete set null
);
comment on table private.charges is
  'Payments with a kept method of which we do not know the end. The provider is asked by whoever holds '
  'the lease, again and again under one key until it answers, so that none is lost or made twice.';
comment on column private.charges.asked_at is
  'When the provider was asked for the first time; from then on it may have been done.';

create index charges_method_id_idx on private.charges (method_id);
create index charges_leased_until_idx on private.charges (leased_until nulls first);

create function private.forget_charge()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.charges c where c.payment_id = new.id;
  return null;
end;
$$;
comment on function private.forget_charge is 'What has an end is not asked about any more.';

create trigger payments_after_update_forget_charge
  after update of status on public.payments
  for each row when (not new.has_page and new.status not in ('pending', 'action_required'))
  execute function private.forget_charge();

-- The machine ----------------------------------------------------------------------------------------

create function private.periods_after(
  anchor timestamptz, period public.charge_period, count bigint
)
returns timestamptz
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  -- From the anchor, not from one to the next: 31 January is followed by 28 February and 31 March.
  select (anchor at time zone 'utc' + count * ('1 ' || period)::interval) at time zone 'utc';
end;
comment on function private.periods_after is 'When so many periods are over, by UTC.';

create function private.may_take_up(ended public.standing_orders)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select case ended.purpose
    when 'pledge' then ended.profile_id is not null and ended.end_reason in ('never_paid', 'unpaid')
    else ended.end_reason in ('never_paid', 'unpaid', 'by_person')
      and private.has_space_role(ended.space_id, ended.profile_id, 'member')
      and not exists (
        select from public.standing_orders o
        where o.profile_id = ended.profile_id and o.space_id = ended.space_id
          and o.purpose = ended.purpose and o.status not in ('cancelled', 'ended')
      )
  end;
end;
comment on function private.may_take_up is
  'Does money that comes after all take this up again? What was paid of a membership is given, also '
  'where its owner wanted no more just before; unless they are no member or have another.';

create function private.settle_order(standing_order uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  was public.standing_orders;
  now_is public.standing_orders;
  paid integer;
  latest_number integer;
  latest public.payments;
  failed integer;
  failure text;
begin
  select o.* into was from public.standing_orders o where o.id = standing_order for no key update;
  now_is := was;
  select count(*), coalesce(max(n.number), 0) into paid, latest_number
  from private.order_payments n
  join public.payments p on p.id = n.payment_id
  where n.standing_order_id = standing_order and p.status = 'succeeded';
  select p.* into latest
  from private.order_payments n
  join public.payments p on p.id = n.payment_id
  where n.standing_order_id = standing_order and n.number = latest_number;
  select count(*), (array_agg(p.failure order by n.number desc))[1] into failed, failure
  from private.order_payments n
  join public.payments p on p.id = n.payment_id
  where n.standing_order_id = standing_order and n.number > latest_number and not p.has_page
    and p.status in ('failed', 'expired', 'cancelled');

  if paid > 0 and was.anchor_at is null then
    now_is.anchor_at := now();
  end if;
  now_is.paid_until := private.periods_after(
    now_is.anchor_at, was.period, greatest(paid - was.anchor_payments, 0));
  now_is.returned_at := case
    when latest.refunded_amount + latest.disputed_amount >= latest.total_amount
      then coalesce(was.returned_at, now())
  end;
  now_is.tries := failed;
  now_is.failure := failure;

  if now_is.paid_until > coalesce(was.paid_until, '-infinity') and paid > 0 then
    if was.status in ('incomplete', 'trialing', 'active', 'past_due')
      or private.may_take_up(was)
    then
      now_is.status := 'active';
      now_is.cancel_at_period_end := was.cancel_at_period_end
        or coalesce(was.end_reason = 'by_person', false);
      now_is.end_reason := null;
      now_is.ended_at := null;
      now_is.due_at := now_is.paid_until;
    end if;
    now_is.past_due_since := null;
  elsif now_is.tries > was.tries and was.status in ('trialing', 'active')
    and now_is.paid_until <= now()
  then
    -- 1, 3, 5 and 7 days after the first time; then a week for the person.
    if now_is.tries < 5 then
      now_is.due_at := now() + (array[1, 2, 2, 2])[now_is.tries] * interval '1 day';
    else
      now_is.status := 'past_due';
      now_is.past_due_since := now();
      now_is.due_at := now() + interval '7 days';
    end if;
  end if;
  if now_is is distinct from was then
    update public.standing_orders o
    set anchor_at = now_is.anchor_at, paid_until = now_is.paid_until,
      returned_at = now_is.returned_at, tries = now_is.tries, failure = now_is.failure,
      status = now_is.status, end_reason = now_is.end_reason, ended_at = now_is.ended_at,
      due_at = now_is.due_at, past_due_since = now_is.past_due_since,
      cancel_at_period_end = now_is.cancel_at_period_end
    where o.id = standing_order;
  end if;
end;
$$;
comment on function private.settle_order is
  'Brings a standing order to where its payments say that it is. Each that succeeded pays a period, the '
  'latest decides whether it stands, and those that failed since then are its tries.';

create function private.end_order(
  standing_order uuid, reason public.order_end_reason,
  status public.standing_order_status default 'cancelled'
)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.standing_orders o
  set status = end_order.status, end_reason = reason, ended_at = now(), due_at = null
  where o.id = standing_order and o.status not in ('cancelled', 'ended');
  -- What was not asked for yet never is; what was may be done, and counts when it is. Whoever holds a
  -- payment waits for the order: not for them, too.
  update public.payments p
  set status = 'cancelled'
  where p.id in (
    select u.id
    from private.order_payments n
    join public.payments u on u.id = n.payment_id
    join private.charges c on c.payment_id = u.id
    where n.standing_order_id = standing_order and u.status = 'pending' and c.asked_at is null
    for no key update of u, c skip locked
  );
end;
comment on function private.end_order is 'Nothing more is charged. Does nothing where it is over.';

create function private.restart_periods(standing_order uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.standing_orders o
  set anchor_at = greatest(o.paid_until, now()), paid_until = greatest(o.paid_until, now()),
    anchor_payments = (
      select count(*)
      from private.order_payments n
      join public.payments p on p.id = n.payment_id
      where n.standing_order_id = o.id and p.status = 'succeeded'
    )
  where o.id = standing_order and o.paid_until is not null;
end;
comment on function private.restart_periods is
  'Counts periods anew from when the one that is paid ends, or from now.';

-- What a payment for it is -------------------------------------------------------------------------

create function private.order_price(person uuid, space uuid, target uuid, details jsonb)
returns private.payment_price
language plpgsql volatile security definer set search_path = ''
as $$
declare
  standing_order public.standing_orders;
  price private.payment_price;
begin
  select o.* into standing_order
  from public.standing_orders o
  where o.id = target and o.space_id = space and o.profile_id = person
  for no key update;
  if not found then
    perform private.fail(404, 'order_not_found', 'You have no such standing order here.');
  elsif details <> '{}' then
    perform private.fail(422, 'invalid_details', 'A standing order says itself what it costs.');
  elsif standing_order.status in ('paused', 'cancelled', 'ended')
    or standing_order.paid_until > now() or standing_order.returned_at is not null
  then
    perform private.fail(409, 'nothing_due', 'Nothing is due.');
  elsif exists (
    select
    from private.order_payments n
    join public.payments p on p.id = n.payment_id
    join private.charges c on c.payment_id = p.id
    where n.standing_order_id = target and p.status = 'pending'
  ) then
    perform private.fail(409, 'charge_pending', 'It is being charged. Look again in a minute.');
  end if;
  select standing_order.amount, standing_order.asset_id, left(
    case standing_order.purpose when 'pledge' then 'Pledge to ' else 'Membership of ' end || s.name,
    200)
  into price
  from public.spaces s
  where s.id = space;
  return price;
end;
$$;
comment on function private.order_price is
  'What is due, while nobody is charging it. Errors: 404 order_not_found, 422 invalid_details, '
  '409 nothing_due, 409 charge_pending.';

create function private.next_order_payment(standing_order uuid)
returns integer
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(max(n.number), 0) + 1
  from private.order_payments n
  where n.standing_order_id = standing_order;
end;
comment on function private.next_order_payment is 'The number of what is begun next, by whoever holds it.';

create function private.follow_order(payment public.payments, change text, details jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  standing_order public.standing_orders;
begin
  if change = 'started' then
    select o.* into standing_order from public.standing_orders o where o.id = payment.target_id;
    if payment.purpose <> standing_order.purpose then
      perform private.fail(404, 'order_not_found', 'You have no such standing order here.');
    elsif payment.is_fee_covered <> standing_order.is_fee_covered then
      perform private.fail(422, 'invalid_details', 'Whether the fee is covered is agreed already.');
    end if;
    insert into private.order_payments (standing_order_id, number, payment_id)
    values (payment.target_id, private.next_order_payment(payment.target_id), payment.id);
    return;
  end if;
  perform private.settle_order(payment.target_id);
  if change = 'succeeded' then
    perform private.issue_receipt(payment);
  end if;
end;
$$;
comment on function private.follow_order is
  'A standing order is what its payments are. Errors: 404 order_not_found, 422 invalid_details.';

create function private.adopt_method()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.standing_orders o
  set method_id = new.method_id
  from private.order_payments n
  where n.payment_id = new.id and o.id = n.standing_order_id;
  return null;
end;
$$;
comment on function private.adopt_method is
  'What a person kept when they paid for a standing order is charged for it from then on.';

create trigger method_requests_after_update_adopt
  after update of method_id on private.method_requests
  for each row when (new.method_id is not null)
  execute function private.adopt_method();

-- Whoever is not a member any more --------------------------------------------------------------------

create function private.end_orders(
  reason public.order_end_reason, space uuid default null, person uuid default null
)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select private.end_order(o.id, reason)
  from public.standing_orders o
  where (space is null or o.space_id = space) and (person is null or o.profile_id = person)
    and o.status not in ('cancelled', 'ended')
  order by o.id;
end;
comment on function private.end_orders is 'Ends what a person has in a space, or either of them at all.';

create function private.end_orders_of_member()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.end_orders('membership_ended', old.space_id, old.profile_id);
  return null;
end;
$$;
comment on function private.end_orders_of_member is
  'Whoever leaves a space, or is put out, is charged for nothing there any more.';

create trigger space_members_after_update_end_orders
  after update of status on public.space_members
  for each row when (old.status = 'active' and new.status <> 'active')
  execute function private.end_orders_of_member();
create trigger space_members_after_delete_end_orders
  after delete on public.space_members
  for each row when (old.status = 'active')
  execute function private.end_orders_of_member();

create function private.end_orders_of_space()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.end_orders('space_archived', space => new.id);
  return null;
end;
$$;
comment on function private.end_orders_of_space is 'An archived space takes no money any more.';

create trigger spaces_after_update_end_orders
  after update of archived_at on public.spaces
  for each row when (old.archived_at is null and new.archived_at is not null)
  execute function private.end_orders_of_space();

create function private.forget_orders(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select private.end_orders('erased', person => forget_orders.person);
end;
comment on function private.forget_orders is 'Whoever is erased is charged for nothing any more.';

select private.erases_with('forget_orders');
select private.holds_personal_data('public.standing_orders', 'profile_id', 'detach');
select private.withholds_from_export('public.standing_orders', 'request_hash');

revoke execute on function
  private.forget_charge, private.periods_after, private.may_take_up, private.settle_order, private.end_order,
  private.restart_periods, private.order_price, private.next_order_payment,
  private.follow_order, private.adopt_method,
  private.end_orders, private.end_orders_of_member, private.end_orders_of_space, private.forget_orders
from public;
