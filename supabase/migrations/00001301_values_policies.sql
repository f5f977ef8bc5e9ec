--                              anon   signed in          service
--   value_profiles              -     own: read, write    -
--   complementary_archetypes   read   read               read, write
--
-- A value profile is read by its person and by resonance; no rank and no key opens it.
alter table public.value_profiles enable row level security;
alter table public.complementary_archetypes enable row level security;

grant select,
  insert (
    values, traits, archetypes, motifs, glyphs, available_hours, masked_factors, masked_names
  ),
  update (
    values, traits, archetypes, motifs, glyphs, available_hours, masked_factors, masked_names
  )
  on public.value_profiles to authenticated;
grant select on public.complementary_archetypes to anon, authenticated;
grant select, insert, delete on public.complementary_archetypes to service_role;
-- The rules of the row are the writer's to meet.
grant execute on function private.is_importance_map, private.is_name, private.are_names
  to authenticated, service_role;

create policy value_profiles_select_self on public.value_profiles
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy value_profiles_insert_self on public.value_profiles
  for insert to authenticated
  with check (profile_id = (select private.my_profile_id()));

create policy value_profiles_update_self on public.value_profiles
  for update to authenticated
  using (profile_id = (select private.my_profile_id()));

create policy complementary_archetypes_select_all on public.complementary_archetypes
  for select to anon, authenticated
  using (true);
