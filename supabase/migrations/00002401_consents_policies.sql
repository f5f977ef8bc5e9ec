--                      anon   signed in   service
--   consent_purposes   read   read        read, edit
--   consents            -     read own    read
--
-- Consents are written by commands alone, whoever asks.
alter table public.consent_purposes enable row level security;
alter table public.consents enable row level security;

grant select on public.consent_purposes to anon, authenticated;
grant select, insert, update on public.consent_purposes to service_role;
grant select on public.consents to authenticated, service_role;

create policy consent_purposes_select_all on public.consent_purposes
  for select to anon, authenticated
  using (true);

create policy consents_select_self on public.consents
  for select to authenticated
  using (profile_id = (select auth.uid()));
