-- What some of them agreed to, by the same commands that an app calls.
do $$
declare
  said record;
begin
  for said in
    select * from (values
      (1, 'matching', null), (2, 'matching', null), (3, 'matching', null), (4, 'matching', null),
      (5, 'matching', null), (7, 'matching', null), (8, 'matching', 3), (10, 'matching', null),
      (1, 'ai_interpretation', null), (8, 'ai_interpretation', null), (12, 'research', null),
      (6, 'messaging', null)
    ) as consent (person, purpose, space)
  loop
    perform set_config('request.jwt.claims', jsonb_build_object(
      'sub', '00000000-0000-4000-8000-' || lpad(said.person::text, 12, '0'))::text, true);
    perform public.grant_consent(said.purpose, space =>
      ('00000000-0000-4000-8001-' || lpad(said.space::text, 12, '0'))::uuid);
  end loop;

  -- Lena thought better of it.
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000012"}', true);
  perform public.revoke_consent('research');

  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000008"}', true);
  perform public.grant_pci_consent('calibration');
  perform public.grant_pci_consent('memory', 'whisper', 30, '{"agent": "library helper"}');
  insert into public.pci_profiles (calibration, interaction_preferences)
  values ('{"detail": "high"}', '{"tone": "plain", "language": "en"}');
  perform set_config('request.jwt.claims', '', true);
end
$$;
