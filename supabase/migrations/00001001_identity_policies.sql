--               anon   signed in   themselves
--   profiles     -       read      edit what they show
--
-- Every signed-in person may read every profile. A rule "people who share a space with me" would
-- build the union of all my spaces' members for each statement, and hide nothing: a profile holds
-- only what its person shows. Who is a member of what is space_members' secret, not this table's.
alter table public.profiles enable row level security;

grant select on public.profiles to authenticated;
grant update (display_name, bio, avatar_path, website, location, locale, timezone)
  on public.profiles to authenticated;
grant select, insert, update, delete on public.profiles to service_role;

create policy profiles_select_signed_in on public.profiles
  for select to authenticated
  using (true);

create policy profiles_update_self on public.profiles
  for update to authenticated
  using (id = (select auth.uid()));
