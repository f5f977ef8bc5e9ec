--                          anon           stranger       member           organizer
--   voice_credit_settings  -              -              read             read; write by command
--   credit_cycles          -              -              read             read
--   voice_votes            -              -              own              own
--
-- Whose votes are whose, an organizer learns no more than anybody else.
alter table public.voice_credit_settings enable row level security;
alter table public.credit_cycles enable row level security;
alter table public.voice_votes enable row level security;

grant select on public.voice_credit_settings, public.credit_cycles to authenticated;
grant select on public.voice_votes to authenticated;
grant select on public.voice_credit_settings, public.credit_cycles, public.voice_votes
  to service_role;

create policy voice_credit_settings_select_member on public.voice_credit_settings
  for select to authenticated
  using ((select private.my_spaces()) @> space_id);

create policy credit_cycles_select_member on public.credit_cycles
  for select to authenticated
  using ((select private.my_spaces()) @> space_id);

create policy voice_votes_select_self on public.voice_votes
  for select to authenticated
  using (profile_id = (select auth.uid()));
