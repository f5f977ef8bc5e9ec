-- Three campaigns of the assembly: a draft; one that people give to, in a matching round; and one whose
-- day passed below its goal, so that everything went back. Told as the sandbox would tell it.
update public.feature_flags set is_enabled = true where key in ('donations_v1', 'campaigns_v1');

create function pg_temp.tells_of_campaign(payment uuid, kind text, about jsonb)
returns text language sql
as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:' || payment || ':' || kind, 'type', kind || '.succeeded', 'at', now(),
    'account', null, 'live', false,
    'object', jsonb_build_object(
      'kind', kind, 'status', 'succeeded', 'currency', 'EUR', 'failure', null,
      'payment', pg_temp.sealed('payment:' || payment),
      'id', pg_temp.sealed(kind || ':' || payment)
    ) || about
  ), null, null)
$$;

create function pg_temp.contributes(person integer, campaign uuid, details jsonb)
returns uuid language plpgsql
as $$
declare
  somebody constant uuid :=
    ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid;
  payment public.payments;
begin
  payment := private.start_payment(
    'campaign', '00000000-0000-4000-8001-000000000001', campaign, details, false, 'sandbox', true,
    somebody, 'seed:campaign:' || campaign);
  perform pg_temp.tells_of_campaign(payment.id, 'payment',
    jsonb_build_object('reference', payment.id, 'amount', payment.total_amount));
  return payment.id;
end;
$$;

do $$
declare
  space constant uuid := '00000000-0000-4000-8001-000000000001';
  weir uuid;
  bells uuid;
  round uuid;
  refund record;
begin
  perform set_config(
    'request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  perform private.draft_campaign(space, 'A roof for the market', 'EUR', 1500000,
    now() + interval '60 days', 'Rain or shine, the market takes place.', 'keep_it_all', null);
  weir := (private.draft_campaign(space, 'Mend the weir', 'EUR', 50000, now() + interval '20 days',
    'Two beams are rotten.', 'all_or_nothing', null)).id;
  bells := (private.draft_campaign(space, 'New bells', 'EUR', 900000, now() + interval '1 second',
    'The old ones are cracked.', 'all_or_nothing', null)).id;
  perform private.open_campaign(weir);
  perform private.open_campaign(bells);

  perform pg_temp.contributes(5, weir, '{"amount": 2500, "message": "For the beams"}');
  perform pg_temp.contributes(6, weir, '{"amount": 4000, "is_anonymous": true}');
  perform pg_temp.contributes(7, weir, '{"amount": 900}');
  perform pg_temp.contributes(5, bells, '{"amount": 1200}');

  round := (private.open_matching_round(space, 'Spring round', 'EUR', now() + interval '30 days',
    null, '{}')).id;
  perform private.fund_matching_round(round, 1500, 'seed:round');
  perform private.enter_matching_round(round, weir);

  -- Its day has passed.
  alter table public.campaigns disable trigger campaigns_before_change_guard;
  update public.campaigns set deadline = now() where id = bells;
  alter table public.campaigns enable trigger campaigns_before_change_guard;
  perform private.end_campaigns();
  perform private.send_back_contributions();
  for refund in
    select r.id, r.payment_id, r.amount
    from public.refunds r
    join public.payments p on p.id = r.payment_id
    where p.target_id = bells
  loop
    perform pg_temp.tells_of_campaign(refund.payment_id, 'refund',
      jsonb_build_object('reference', refund.id, 'amount', refund.amount));
  end loop;
  perform private.send_back_contributions();
end
$$;
