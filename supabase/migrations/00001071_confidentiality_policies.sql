--                             anon   signed in   themselves
--   confidentiality_settings    -        -       read; set_confidentiality()
alter table public.confidentiality_settings enable row level security;

grant select on public.confidentiality_settings to authenticated, service_role;

create policy confidentiality_settings_select_self on public.confidentiality_settings
  for select to authenticated
  using (profile_id = (select auth.uid()));
