-- Dmitri decides who runs the repair café, and who stays away from it.
do $$
declare
  cafe constant uuid := '00000000-0000-4000-8001-000000000003';
  jonas constant uuid := '00000000-0000-4000-8000-000000000010';
  farid constant uuid := '00000000-0000-4000-8000-000000000006';
begin
  perform set_config('request.jwt.claims',
    '{"sub": "00000000-0000-4000-8000-000000000004"}', true);
  perform public.set_member_role(cafe, jonas, 'organizer');
  perform public.set_member_level(cafe, jonas, 3);
  perform public.ban_member(cafe, farid, 'Took the soldering iron home, twice.');
  perform set_config('request.jwt.claims', '', true);

  -- Decided then, whenever the seed is loaded.
  update public.space_members m
  set decided_at = '2026-10-04 16:00+00'
  where m.space_id = cafe and m.profile_id in (jonas, farid);
end
$$;
