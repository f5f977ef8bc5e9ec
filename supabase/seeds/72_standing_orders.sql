-- A pledge that goes on, a quiet one, and a membership that is paid for. Told as the sandbox would tell
-- it; what is due in a month finds no card that could be charged.
create function pg_temp.is_person(person integer)
returns void language sql
as $$
  select set_config('request.jwt.claims', json_build_object(
    'sub', '00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::text, true)
$$;

create function pg_temp.pays(purpose public.payment_purpose, standing_order uuid)
returns void language plpgsql
as $$
declare
  payment public.payments;
begin
  payment := private.start_payment(
    purpose, '00000000-0000-4000-8001-000000000001', standing_order, '{}', false, 'sandbox', true,
    auth.uid(), 'seed:' || standing_order);
  perform private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:' || payment.id, 'type', 'payment.succeeded', 'at', now(), 'account', null,
    'live', false, 'object', jsonb_build_object(
      'kind', 'payment', 'id', pg_temp.sealed('payment:' || payment.id), 'reference', payment.id,
      'status', 'succeeded', 'currency', 'EUR', 'amount', payment.total_amount)), null, null);
end;
$$;

do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  plan uuid;
begin
  perform pg_temp.is_person(5);
  perform pg_temp.pays('pledge', public.make_pledge(
    riverside, 'EUR', 1000, 'month', 'seed:garden', message => 'For the garden, as long as it grows'));
  perform pg_temp.is_person(6);
  perform pg_temp.pays('pledge', public.make_pledge(
    riverside, 'EUR', 2500, 'year', 'seed:quiet', is_anonymous => true));

  perform pg_temp.is_person(1);
  perform public.create_plan(riverside, 'premium', 'Friend of the river', 'EUR', 500, 'month',
    description => 'Pays for the hall and the tea.');
  plan := (public.create_plan(riverside, 'superachiever', 'Patron of the river', 'EUR', 9000, 'year')).id;
  perform pg_temp.is_person(7);
  perform pg_temp.pays('subscription', public.subscribe(plan, 'seed:patron'));
  perform set_config('request.jwt.claims', '', true);
end
$$;
