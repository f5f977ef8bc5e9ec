-- Jonas mended Farid's gate, and looked after the town's ladder; the ladder waits to be verified.
do $$
declare
  riverside constant uuid := '00000000-0000-4000-8001-000000000001';
  gate uuid;
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000010"}', true);
  gate := (public.log_hours(riverside, 250, current_date, 'A new hinge for the gate',
    '00000000-0000-4000-8007-000000000001',
    private.identity_of('00000000-0000-4000-8000-000000000006', riverside))).id;
  perform public.log_hours(riverside, 75, current_date, 'Oiled the ladder',
    '00000000-0000-4000-8007-000000000002');
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000006"}', true);
  perform public.verify_hours(gate);
  perform set_config('request.jwt.claims', '', true);
end
$$;
