-- What people gave to the assembly: one in their name, one anonymously, of which half went back, and one
-- that a bank said no to. Told as the sandbox would tell it.
update public.feature_flags set is_enabled = true where key = 'donations_v1';

create function pg_temp.gives(person integer, key text, details jsonb, covers_fee boolean)
returns uuid language plpgsql
as $$
declare
  somebody constant uuid :=
    ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid;
  payment uuid;
begin
  payment := (private.start_payment(
    'donation', '00000000-0000-4000-8001-000000000001', null, details, covers_fee, 'sandbox', true,
    somebody, key
  )).id;
  insert into private.receipt_names (payment_id, payer_name)
  select payment, p.display_name from public.profiles p
  where p.id = somebody and p.display_name is not null;
  return payment;
end;
$$;

create function pg_temp.sealed(id text)
returns jsonb language sql
as $$
  select jsonb_build_object(
    'digests', jsonb_build_array(encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', null,
    'key_version', 1)
$$;

create function pg_temp.tells(key text, kind text, payment uuid, status text, amount bigint default null)
returns text language sql
as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:' || key || ':' || kind, 'type', kind || '.' || status, 'at', now(), 'account', null, 'live', false,
    'object', jsonb_build_object(
      'kind', kind,
      'id', pg_temp.sealed(kind || ':' || key), 'payment', pg_temp.sealed('payment:' || payment),
      'reference', payment, 'status', status, 'currency', 'EUR', 'failure',
      case status when 'failed' then 'generic_decline' end,
      'amount', coalesce(amount, (
        select p.total_amount from public.payments p where p.id = payment)))
      || case kind when 'payment'
        then jsonb_build_object('id', pg_temp.sealed('payment:' || payment)) else '{}' end
  ), null, null)
$$;

do $$
declare
  payment uuid;
begin
  payment := pg_temp.gives(5, 'seed:garden',
    '{"currency": "EUR", "amount": 2000, "message": "For the garden on the mill meadow"}', true);
  perform pg_temp.tells('garden', 'payment', payment, 'succeeded');

  payment := pg_temp.gives(6, 'seed:quiet',
    '{"currency": "EUR", "amount": 5000, "is_anonymous": true}', false);
  perform pg_temp.tells('quiet', 'payment', payment, 'succeeded');
  perform pg_temp.tells('quiet', 'refund', payment, 'succeeded', 2500);

  payment := pg_temp.gives(7, 'seed:refused', '{"currency": "EUR", "amount": 1000}', false);
  perform pg_temp.tells('refused', 'payment', payment, 'failed');
end
$$;
