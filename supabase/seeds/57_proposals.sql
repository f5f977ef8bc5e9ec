-- One proposal that is talked over, with people behind it and an amendment that waits, and one that
-- is voted on.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  garden uuid;
  minutes uuid;
  amendment uuid;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  garden := (public.create_proposal(
    riverside, 'quest', 'A garden on the mill meadow',
    'Beds for whoever wants one, from March on. Water comes from the weir.'
  )).id;
  perform public.submit_proposal(garden);

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  minutes := (public.create_proposal(
    riverside, 'governance', 'Minutes within a week',
    'What the council decides is written up and shown to all within seven days.'
  )).id;
  perform public.submit_proposal(minutes);
  perform public.second_proposal(garden, 1);
  amendment := (public.amend_proposal(
    garden, 1, 'A garden on the mill meadow',
    'Beds for whoever wants one, from March on. Water comes from the weir. One bed is the school''s.',
    'The children asked for it.'
  )).id;

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000007"}', true);
  perform public.second_proposal(minutes, 1);
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.second_proposal(minutes, 1);
  perform public.second_amendment(amendment, 1);

  -- Two weeks ago, as it were.
  perform set_config('request.jwt.claims', '', true);
  update public.proposals p set deliberates_until = now() where p.id = minutes;
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  perform public.open_proposal(minutes);
  perform set_config('request.jwt.claims', '', true);
end
$$;
