-- Three bounties of the assembly: one that takes work, one that was awarded, and one over which somebody
-- objected and Ada decided.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  sign uuid;
  benches uuid;
  survey uuid;
  work uuid[];
  dispute uuid;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  sign := (public.create_bounty(
    riverside, 'A sign for the mill path', 'LIVE', now() + interval '30 days', 'seed:sign',
    'People walk into the meadow and turn round.', 'It can be read from the bridge, also in rain.'
  )).id;
  perform public.fund_bounty(sign, 30, 'seed:sign');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000004"}', true);
  perform public.fund_bounty(sign, 10, 'seed:sign:more');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000002"}', true);
  perform public.hand_in(sign, 'Painted on larch, drawing attached. It could hang on Saturday.', 'seed:sign');

  benches := (public.create_bounty(
    riverside, 'Carry the benches in', 'LIVE', now() + interval '7 days', 'seed:benches'
  )).id;
  perform public.fund_bounty(benches, 20, 'seed:benches');
  work := '{}';
  for person in 4..5 loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::text, true);
    work := work || (public.hand_in(benches, 'Four of them, before the rain.', 'seed:benches')).id;
  end loop;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000002"}', true);
  perform public.award_bounty(benches, work, '{60, 40}');

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000004"}', true);
  survey := (public.create_bounty(
    riverside, 'Count the swifts', 'LIVE', now() + interval '14 days', 'seed:swifts',
    terms => 'Three evenings, with times.'
  )).id;
  perform public.fund_bounty(survey, 15, 'seed:swifts');
  work := '{}';
  for person in 2..3 loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::text, true);
    work := work || (public.hand_in(survey, 'Eleven pairs under the mill roof.', 'seed:swifts')).id;
  end loop;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000004"}', true);
  perform public.award_bounty(survey, work[1:1]);
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000003"}', true);
  dispute := (public.dispute_bounty(survey, 'We counted together, and I have the notes.')).id;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  perform public.decide_dispute(dispute, 'The notes are of two hands: half each.', work);
  perform set_config('request.jwt.claims', '', true);
end
$$;
