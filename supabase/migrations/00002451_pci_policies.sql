--                  anon   signed in               service
--   pci_profiles    -     own: read, write, drop  with pci_profile_of
--   pci_consents    -     own: read               with private.pci_allows
alter table public.pci_profiles enable row level security;
alter table public.pci_consents enable row level security;

grant select, delete,
  insert (calibration, interaction_preferences), update (calibration, interaction_preferences)
  on public.pci_profiles to authenticated;
grant select on public.pci_consents to authenticated;

create policy pci_profiles_select_self on public.pci_profiles
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy pci_profiles_insert_self on public.pci_profiles
  for insert to authenticated
  with check (profile_id = (select private.my_profile_id()));

create policy pci_profiles_update_self on public.pci_profiles
  for update to authenticated
  using (profile_id = (select private.my_profile_id()));

create policy pci_profiles_delete_self on public.pci_profiles
  for delete to authenticated
  using (profile_id = (select auth.uid()));

create policy pci_consents_select_self on public.pci_consents
  for select to authenticated
  using (profile_id = (select auth.uid()));
