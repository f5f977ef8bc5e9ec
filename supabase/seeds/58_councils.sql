-- A council whose first election is talked over; two stand in it.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  council uuid;
  election uuid;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  council := (public.create_council(
    riverside, 'Town council', 3, 365, 'Speaks for the assembly between its meetings.',
    terms_in_row => 2
  )).id;

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  election := (public.propose_election(
    council, 'Who sits on the town council?', 'Three seats, for a year.'
  )).id;
  perform public.submit_proposal(election);
  perform public.stand_for_council(election, 'I bring the water reports, and read them.');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.stand_for_council(election, 'Somebody has to speak for the meadow.');
  perform set_config('request.jwt.claims', '', true);
end
$$;
