--                      anon           stranger       member
--   matching_rounds    public space   public space   read
--   matching_entries   public space   public space   read
--
-- Written by commands only, for who may spend the treasury.
alter table public.matching_rounds enable row level security;
alter table public.matching_entries enable row level security;

grant select on public.matching_rounds, public.matching_entries
  to anon, authenticated, service_role;

create policy matching_rounds_select_anon on public.matching_rounds
  for select to anon
  using (visibility = 'public');

create policy matching_rounds_select_signed_in on public.matching_rounds
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy matching_entries_select_anon on public.matching_entries
  for select to anon
  using (visibility = 'public');

create policy matching_entries_select_signed_in on public.matching_entries
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);
