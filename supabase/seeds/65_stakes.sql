-- Whoever stands behind their vote with what they earned: the lens stake.
do $$
declare
  live constant uuid := private.asset_id('LIVE');
  poll uuid;
  person record;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  poll := (public.create_poll(
    space => '00000000-0000-4000-8001-000000000001',
    title => 'Who keeps the tool shed key?',
    modality => 'plurality', options => '{"The café", "The library"}',
    lens => 'stake', lens_settings => jsonb_build_object('asset', live)
  )).id;
  perform public.open_poll(poll);
  for person in select * from (values (2, 0, 16), (4, 1, 100), (7, 0, 25)) as b (number, choice, amount)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person.number::text, 12, '0'))::text, true);
    perform public.cast_ballot(poll, to_jsonb(person.choice));
    perform public.stake_on_poll(poll, live, person.amount);
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
