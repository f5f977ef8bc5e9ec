-- Riverside takes stakes in what people earned, and gives them back whatever the outcome. Somebody
-- means it.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  benches uuid;
begin
  update public.spaces s
  set settings = s.settings || jsonb_build_object('proposals',
    coalesce(s.settings -> 'proposals', '{}')
      || jsonb_build_object('stake', jsonb_build_object('asset', private.asset_id('LIVE'))))
  where s.id = riverside;

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  benches := (public.create_proposal(
    riverside, 'funding', 'Benches by the weir', 'Three, of oak, where the evening sun is.',
    stake => 25
  )).id;
  perform public.submit_proposal(benches);
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.second_proposal(benches, 1);
  perform set_config('request.jwt.claims', '', true);
end
$$;
