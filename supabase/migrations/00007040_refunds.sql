-- Money on its way back: by refunds, which a space decides, and by disputes, which a bank decides. What
-- they ask for is booked as a difference to what was booked before.
create type public.refund_status as enum ('requested', 'pending', 'succeeded', 'cancelled', 'failed');
create type public.refund_reason as enum ('requested_by_customer', 'duplicate', 'fraudulent');
create type public.dispute_status as enum ('inquiry', 'closed', 'open', 'lost', 'won');
comment on type public.refund_status is
  'requested: the provider was not heard of yet; pending: on its way; succeeded: arrived; cancelled, '
  'failed: it did not go or came back, and the money is the space''s again.';
comment on type public.refund_reason is 'Why, as banks ask for it.';
comment on type public.dispute_status is
  'inquiry: the bank asks; closed: it asked and let go; open: it took the money; lost: for good; won: '
  'and gave it back.';

create table public.refunds (
  id            uuid primary key default gen_random_uuid(),
  payment_id    uuid not null,
  space_id      uuid not null,
  profile_id    uuid,
  amount        bigint not null,
  status        public.refund_status not null default 'requested',
  reason        public.refund_reason not null,
  failure       text,
  requested_by  uuid,
  request_key   text,
  hold_id       uuid,
  booked_amount bigint not null default 0,
  bookings      integer not null default 0,
  created_at    timestamptz not null default now(),
  settled_at    timestamptz,

  constraint refunds_payment_id_request_key_key unique (payment_id, request_key),
  constraint refunds_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint refunds_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint refunds_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint refunds_requested_by_fkey foreign key (requested_by)
    references public.profiles on delete set null,
  constraint refunds_hold_id_fkey foreign key (hold_id)
    references public.ledger_holds on delete restrict,
  constraint refunds_amount_positive check (amount > 0),
  constraint refunds_failure_1_to_100 check (failure <> '' and char_length(failure) <= 100),
  constraint refunds_request_key_1_to_100 check (
    request_key <> '' and char_length(request_key) <= 100
  )
);
comment on table public.refunds is 'What of payments goes back to who paid.';
comment on column public.refunds.profile_id is 'Who paid; null once they are erased.';
comment on column public.refunds.request_key is 'Null: made at the provider, not here.';
comment on column public.refunds.hold_id is 'Sets the money aside until the provider has it sent.';
comment on column public.refunds.booked_amount is 'How much of it is booked, in so many bookings.';

create index refunds_space_id_idx on public.refunds (space_id, created_at desc, id desc);
create index refunds_profile_id_idx on public.refunds (profile_id, created_at desc, id desc);
create index refunds_requested_by_idx on public.refunds (requested_by);
create index refunds_hold_id_idx on public.refunds (hold_id);
create index refunds_requested_idx on public.refunds (created_at) where status = 'requested';
create index refunds_pending_idx on public.refunds (created_at) where status = 'pending';

create table public.disputes (
  id            uuid primary key default gen_random_uuid(),
  payment_id    uuid not null,
  space_id      uuid not null,
  profile_id    uuid,
  amount        bigint not null,
  status        public.dispute_status not null,
  reason        text not null,
  due_at        timestamptz,
  booked_amount bigint not null default 0,
  bookings      integer not null default 0,
  opened_at     timestamptz not null,
  decided_at    timestamptz,

  constraint disputes_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint disputes_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint disputes_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint disputes_amount_positive check (amount > 0),
  constraint disputes_reason_at_most_100 check (char_length(reason) <= 100)
);
comment on table public.disputes is
  'Payments that who paid, or who says so, disputes with their bank. Answered at the provider.';
comment on column public.disputes.due_at is 'Until when the provider takes evidence.';
comment on column public.disputes.booked_amount is
  'How much of it the bank has, as booked, in so many bookings.';

create index disputes_payment_id_idx on public.disputes (payment_id);
create index disputes_space_id_idx on public.disputes (space_id, opened_at desc, id desc);
create index disputes_profile_id_idx on public.disputes (profile_id, opened_at desc, id desc);

-- What is gone of a payment decides how much of its fee comes back with it.
create function private.book_return(payment public.payments, kind text, key text, amount bigint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  gone constant bigint := payment.refunded_amount + payment.disputed_amount;
begin
  perform private.book_payment(
    payment, kind, key, -amount,
    private.fee_given_back(payment, gone) - private.fee_given_back(payment, gone + amount)
  );
end;
$$;
comment on function private.book_return is
  'Books what goes back of a payment, or, negative, comes to us again.';

create function private.apply_refund(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  payment public.payments := private.settled_payment(event.provider, object -> 'payment');
  known private.provider_objects;
  refund public.refunds;
  told constant public.refund_status := object ->> 'status';
  due bigint;
begin
  if payment.id is null then
    return private.waiting_for(object -> 'payment');
  elsif private.asset_of(object ->> 'currency') is distinct from payment.asset_id then
    return private.outcome('parked', 'unknown_currency', payment.id);
  end if;
  known := private.provider_object(event.provider, 'refund', object -> 'id');
  select r.* into refund
  from public.refunds r
  where r.payment_id = payment.id
    and (r.id = known.subject_id
      or known.subject_id is null and r.id::text = object ->> 'reference')
  for no key update;
  if refund.id is null then
    insert into public.refunds (payment_id, space_id, profile_id, amount, reason)
    values (
      payment.id, payment.space_id, payment.profile_id, (object ->> 'amount')::bigint,
      'requested_by_customer'
    )
    returning * into refund;
  elsif refund.amount <> (object ->> 'amount')::bigint then
    return private.outcome('parked', 'amount_mismatch', payment.id);
  end if;
  known := private.provider_object(event.provider, 'refund', object -> 'id', refund.id);
  if not private.supersedes(
    known, array_position('{pending,succeeded,cancelled,failed}', told::text) - 1, event
  ) then
    return private.outcome('ignored', 'older', payment.id);
  end if;

  due := case told when 'succeeded' then refund.amount else 0 end - refund.booked_amount;
  if told <> 'pending' and refund.hold_id is not null then
    perform private.lock_accounts_of(payment);
    perform private.release_hold(refund.hold_id);
  end if;
  if due <> 0 then
    perform private.book_return(
      payment, case when due > 0 then 'refund' else 'refund_returned' end,
      format('refund:%s:%s', refund.id, refund.bookings + 1), due);
    update public.payments p set refunded_amount = p.refunded_amount + due
    where p.id = payment.id
    returning p.* into payment;
  end if;
  update public.refunds r
  set status = told, failure = left(nullif(object ->> 'failure', ''), 100),
    booked_amount = r.booked_amount + due, bookings = r.bookings + (due <> 0)::integer,
    settled_at = case when told <> 'pending' then now() end, hold_id = case
      when told = 'pending' then r.hold_id end
  where r.id = refund.id;
  if due <> 0 then
    perform private.follow_payment(
      payment, case when due > 0 then 'refunded' else 'returned' end,
      jsonb_build_object('amount', abs(due)));
  end if;
  return private.outcome('applied', null, payment.id);
end;
$$;
comment on function private.apply_refund is 'Effect of a refund''s state.';

create function private.release_hold(hold uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (
    select from public.ledger_holds h where h.id = hold and h.status = 'pending'
  ) then
    perform private.void_hold(hold);
  end if;
end;
$$;
comment on function private.release_hold is 'Voids a hold that is still pending.';

create function private.release_moot_holds(payment public.payments, due bigint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_accounts_of(payment);
  perform private.release_hold(r.hold_id)
  from public.refunds r
  where r.payment_id = payment.id and r.hold_id is not null and (
    select sum(o.amount) from public.refunds o
    where o.payment_id = payment.id and o.status in ('requested', 'pending')
  ) > payment.total_amount - payment.refunded_amount - payment.disputed_amount - due;
end;
$$;
comment on function private.release_moot_holds is
  'A bank takes what was set aside for refunds of the same payment: nothing is kept of it twice.';

create function private.apply_dispute(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  payment public.payments := private.settled_payment(event.provider, object -> 'payment');
  known private.provider_objects;
  dispute public.disputes;
  told constant public.dispute_status := object ->> 'status';
  due bigint;
begin
  if payment.id is null then
    return private.waiting_for(object -> 'payment');
  elsif private.asset_of(object ->> 'currency') is distinct from payment.asset_id then
    return private.outcome('parked', 'unknown_currency', payment.id);
  elsif (object ->> 'amount')::bigint > payment.total_amount then
    return private.outcome('parked', 'amount_mismatch', payment.id);
  end if;
  known := private.provider_object(event.provider, 'dispute', object -> 'id');
  if known.subject_id is null then
    insert into public.disputes
      (payment_id, space_id, profile_id, amount, status, reason, opened_at)
    values (
      payment.id, payment.space_id, payment.profile_id, (object ->> 'amount')::bigint, told,
      left(object ->> 'reason', 100), event.happened_at
    )
    returning * into dispute;
    known := private.provider_object(event.provider, 'dispute', object -> 'id', dispute.id);
  else
    select d.* into dispute from public.disputes d where d.id = known.subject_id for no key update;
    -- It was opened when it was first told of, in whatever order that came.
    update public.disputes d set opened_at = event.happened_at
    where d.id = dispute.id and d.opened_at > event.happened_at;
  end if;
  -- Lost and won are equally far: of the two the later counts.
  if not private.supersedes(known, case told
    when 'inquiry' then 0 when 'closed' then 1 when 'open' then 2 else 3
  end, event) then
    return private.outcome('ignored', 'older', payment.id);
  end if;
  due := case when told in ('open', 'lost') then (object ->> 'amount')::bigint else 0 end
    - dispute.booked_amount;
  if due <> 0 then
    perform private.release_moot_holds(payment, due);
    perform private.book_return(
      payment, case when due > 0 then 'dispute' else 'dispute_won' end,
      format('dispute:%s:%s', dispute.id, dispute.bookings + 1), due);
    update public.payments p set disputed_amount = p.disputed_amount + due
    where p.id = payment.id
    returning p.* into payment;
  end if;
  update public.disputes d
  set amount = (object ->> 'amount')::bigint, status = told,
    reason = left(object ->> 'reason', 100), due_at = (object ->> 'dueBy')::timestamptz,
    booked_amount = d.booked_amount + due, bookings = d.bookings + (due <> 0)::integer,
    decided_at = case when told in ('closed', 'lost', 'won') then event.happened_at end
  where d.id = dispute.id;
  if due <> 0 then
    perform private.follow_payment(
      payment, case when due > 0 then 'disputed' else 'returned' end,
      jsonb_build_object('amount', abs(due)));
  end if;
  return private.outcome('applied', null, payment.id);
end;
$$;
comment on function private.apply_dispute is 'Effect of a dispute''s state.';

select private.handles_provider_objects('refund', 'apply_refund');
select private.handles_provider_objects('dispute', 'apply_dispute');

create function private.keep_return()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' or (new.id, new.payment_id, new.space_id) <> (old.id, old.payment_id, old.space_id)
    or new.profile_id is distinct from old.profile_id and not private.is_erased(old.profile_id)
  then
    perform private.fail(409, 'append_only', 'What went back is kept.');
  end if;
  return new;
end;
$$;
comment on function private.keep_return is
  'Refunds and disputes stay with their payment. Errors: 409 append_only, for every role.';

create trigger refunds_before_change_keep
  before update or delete on public.refunds
  for each row execute function private.keep_return();
create trigger disputes_before_change_keep
  before update or delete on public.disputes
  for each row execute function private.keep_return();

revoke execute on function
  private.book_return, private.apply_refund, private.release_hold, private.release_moot_holds,
  private.apply_dispute, private.keep_return
from public;

select private.holds_personal_data('public.refunds', 'profile_id', 'detach');
select private.holds_personal_data('public.refunds', 'requested_by', 'detach', false);
select private.holds_personal_data('public.disputes', 'profile_id', 'detach');
