-- Asking for a refund. The money is set aside first, then the provider is asked; what it says comes
-- back like any other event.

create function private.left_to_refund(paid public.payments)
returns bigint
language plpgsql stable security definer set search_path = ''
as $$
begin
  return paid.total_amount - paid.refunded_amount - paid.disputed_amount - (
    select coalesce(sum(r.amount), 0)
    from public.refunds r
    where r.payment_id = paid.id and r.status in ('requested', 'pending')
  );
end;
$$;
comment on function private.left_to_refund is
  'How much of a payment is neither gone nor on its way back.';

create function private.note_refund(
  paid public.payments, amount bigint, reason public.refund_reason, person uuid, request_key text
)
returns public.refunds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  refund public.refunds;
  left_of_it constant bigint := private.left_to_refund(paid);
  gone constant bigint := paid.total_amount - left_of_it;
  kept bigint;
begin
  select r.* into refund
  from public.refunds r
  where r.payment_id = paid.id and r.request_key = note_refund.request_key;
  if found then
    if refund.reason <> note_refund.reason or refund.amount <> coalesce(amount, refund.amount) then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return refund;
  elsif paid.status <> 'succeeded' then
    perform private.fail(409, 'payment_not_settled', 'Nothing was paid yet.');
  elsif (coalesce(amount, left_of_it) between 1 and left_of_it) is not true then
    perform private.fail(422, 'amount_out_of_range',
      format('%s minor units are left of it.', greatest(left_of_it, 0)));
  end if;

  insert into public.refunds
    (payment_id, space_id, profile_id, amount, reason, requested_by, request_key)
  values (
    paid.id, paid.space_id, paid.profile_id, coalesce(note_refund.amount, left_of_it),
    note_refund.reason, person, note_refund.request_key
  )
  returning * into refund;
  kept := refund.amount
    - (private.fee_given_back(paid, gone + refund.amount) - private.fee_given_back(paid, gone));
  -- The last cent may be all fee.
  if kept > 0 then
    update public.refunds r
    set hold_id = (private.place_hold(
      private.account_of_payment(paid), kept, 'refund', 'refund:' || refund.id,
      reference => 'refunds/' || refund.id)).id
    where r.id = refund.id
    returning * into refund;
  end if;
  return refund;
end;
$$;
comment on function private.note_refund is
  'Notes a refund of a payment that the caller has locked, and sets its money aside; the schedule then '
  'asks the provider. Without an amount it is all that is left. The same key again is the refund that '
  'is there. Errors: 409 payment_not_settled, 409 request_key_reused, 422 amount_out_of_range, '
  '409 insufficient_funds.';

create function private.request_refund(
  payment uuid, amount bigint, reason public.refund_reason, request_key text
)
returns public.refunds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  paid public.payments;
begin
  select p.* into paid from public.payments p where p.id = payment for no key update;
  if paid.id is null or not (
    paid.profile_id is not distinct from person
    or private.has_permission(paid.space_id, person, 'treasury.view')
  ) then
    perform private.fail(404, 'payment_not_found', 'There is no such payment.');
  elsif not private.has_permission(paid.space_id, person, 'treasury.edit') then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury of the space.');
  elsif (private.purpose_of(paid.purpose)).is_kept_for_others then
    perform private.fail(409, 'kept_for_others', 'It goes where what it was paid for says.');
  end if;
  return private.note_refund(paid, amount, reason, person, request_key);
end;
$$;
comment on function private.request_refund is
  'For the function `payments`, which asks the provider at once: note_refund for who keeps the '
  'treasury. Errors: 401 sign_in_required, 404 payment_not_found, 403 permission_required, '
  '409 kept_for_others, and those of note_refund.';

create function private.refuse_refund(refund uuid, failure text)
returns public.refunds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  paid public.payments;
  refused public.refunds;
begin
  select p.* into paid
  from public.payments p
  where p.id = (select r.payment_id from public.refunds r where r.id = refund)
  for no key update;
  perform private.account_of_payment(paid);
  update public.refunds r
  set status = 'failed', failure = left(refuse_refund.failure, 100), settled_at = now()
  where r.id = refund and r.status = 'requested'
  returning * into refused;
  if found then
    perform private.release_hold(refused.hold_id);
  else
    select r.* into refused from public.refunds r where r.id = refund;
  end if;
  return refused;
end;
$$;
comment on function private.refuse_refund is
  'For the function `payments`: the provider does not do it. What it tells of later counts all the '
  'same.';

create function private.sealed_id_of(subject uuid, kind text)
returns text
language sql stable security definer set search_path = ''
begin atomic
  select o.sealed_id
  from private.provider_objects o
  where o.subject_id = subject and o.kind = sealed_id_of.kind and o.sealed_id is not null
  order by o.rank desc, o.id desc
  limit 1;
end;
comment on function private.sealed_id_of is
  'For the functions: what the provider calls a row of ours, sealed.';

create function private.refunds_to_ask_for()
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select r.id
  from public.refunds r
  where r.status = 'requested' and r.created_at < now() - interval '1 minute'
  order by r.created_at
  limit 100;
end;
comment on function private.refunds_to_ask_for is
  'Refunds that a provider has not heard of, or whose answer was lost.';

revoke execute on function
  private.left_to_refund, private.note_refund, private.request_refund, private.refuse_refund, private.sealed_id_of, private.refunds_to_ask_for
from public;
grant execute on function
  private.request_refund, private.refuse_refund, private.refunds_to_ask_for
to service_role;
