-- What the function `payments` asks the database for.

create function private.payment_as_told(payment public.payments)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', payment.id, 'space_id', payment.space_id, 'purpose', payment.purpose,
    'status', payment.status, 'provider', payment.provider, 'amount', payment.amount,
    'fee_amount', payment.fee_amount, 'total_amount', payment.total_amount,
    'currency', (select a.code from public.assets a where a.id = payment.asset_id),
    'description', payment.description
  );
end;
comment on function private.payment_as_told is 'A payment as who pays may see it.';

create function private.start_own_payment(
  purpose      public.payment_purpose,
  space        uuid,
  target       uuid,
  details      jsonb,
  covers_fee   boolean,
  receipt_name text,
  provider     public.payment_provider,
  has_page     boolean,
  request_key  text
)
returns public.payments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  payment public.payments;
begin
  payment := private.start_payment(
    purpose, space, target, details, covers_fee, provider, has_page, private.caller_id(),
    request_key);
  if receipt_name is not null and payment.status = 'pending' then
    insert into private.receipt_names (payment_id, payer_name) values (payment.id, receipt_name)
    on conflict on constraint receipt_names_pkey do nothing;
  end if;
  return payment;
end;
$$;
comment on function private.start_own_payment is
  'As start_payment, for the caller; with the name they want on the receipt.';

create function private.start_page_payment(
  purpose      public.payment_purpose,
  space        uuid,
  target       uuid,
  details      jsonb,
  covers_fee   boolean,
  receipt_name text,
  provider     public.payment_provider,
  request_key  text
)
returns jsonb
language sql volatile security definer set search_path = ''
begin atomic
  select private.payment_as_told(private.start_own_payment(
    purpose, space, target, details, covers_fee, receipt_name, provider, true, request_key));
end;
comment on function private.start_page_payment is 'As start_own_payment, to be paid on a page.';

create function private.note_checkout(payment uuid, id jsonb)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select private.provider_object(p.provider, 'checkout', note_checkout.id, p.id)
  from public.payments p
  where p.id = payment;
end;
comment on function private.note_checkout is 'Which page a payment is made on.';

create function private.give_up_payment(payment uuid, failure text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  given_up public.payments;
begin
  update public.payments p
  set status = 'failed', failure = left(give_up_payment.failure, 100)
  where p.id = payment and p.status < 'failed'
  returning * into given_up;
  if found then
    perform private.follow_payment(given_up, 'given_up');
  end if;
end;
$$;
comment on function private.give_up_payment is 'The provider does not take it at all.';

create function private.refund_to_ask_for(refund uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'status', r.status, 'amount', r.amount, 'reason', r.reason, 'currency', a.code,
    'provider', p.provider, 'sealed_payment', private.sealed_id_of(p.id, 'payment')
  )
  from public.refunds r
  join public.payments p on p.id = r.payment_id
  join public.assets a on a.id = p.asset_id
  where r.id = refund;
end;
comment on function private.refund_to_ask_for is 'What to tell the provider.';

create function private.refund_as_told(refund uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select jsonb_build_object(
    'id', r.id, 'payment_id', r.payment_id, 'amount', r.amount, 'status', r.status,
    'reason', r.reason, 'failure', r.failure, 'created_at', r.created_at
  )
  from public.refunds r
  where r.id = refund;
end;
comment on function private.refund_as_told is 'A refund as its space may see it.';

revoke execute on function
  private.payment_as_told, private.start_own_payment, private.start_page_payment, private.note_checkout, private.give_up_payment,
  private.refund_to_ask_for, private.refund_as_told
from public;
grant execute on function
  private.start_page_payment, private.note_checkout, private.give_up_payment,
  private.refund_to_ask_for, private.refund_as_told
to service_role;
