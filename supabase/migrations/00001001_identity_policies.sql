--               anon   signed in       themselves
--   profiles     -     read            edit what they show
--   blocks       -     -               read those they made
--
-- Every signed-in person may read every profile, except across a block and what is left of the
-- erased: to who is blocked both look alike. A rule "people who share a space with me" would build
-- the union of all my spaces' members for each statement, and hide nothing: a profile holds only
-- what its person shows. Who is a member of what is space_members' secret, not this table's.
alter table public.profiles enable row level security;
alter table public.blocks enable row level security;

-- Definer, or the blocked could not be kept from reading who blocked them; plpgsql keeps its plan
-- for the session.
create function private.my_hidden_profile_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
declare
  person uuid := auth.uid();
begin
  return array(
    select b.blocked_id from public.blocks b where b.blocker_id = person
    union all
    select b.blocker_id from public.blocks b where b.blocked_id = person
  );
end;
$$;
comment on function private.my_hidden_profile_ids is
  'For policies: people whom the caller blocked or who blocked the caller. Never the caller.';
revoke execute on function private.my_hidden_profile_ids from public;
grant execute on function private.my_hidden_profile_ids to authenticated;

-- For policies that let people write about themselves: a token outlives its account by up to an
-- hour, and what is written after the erasure would stay.
create function private.my_profile_id()
returns uuid
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return (
    select p.id from public.profiles p where p.id = (select auth.uid()) and p.erased_at is null
  );
end;
$$;
comment on function private.my_profile_id is
  'For policies: the caller, unless nobody is signed in or the person was erased.';
revoke execute on function private.my_profile_id from public;
grant execute on function private.my_profile_id to authenticated;

grant select on public.profiles, public.blocks to authenticated;
grant update (display_name, bio, avatar_path, website, location, locale, timezone)
  on public.profiles to authenticated;
-- People are erased, not deleted.
grant select, insert, update on public.profiles to service_role;
grant select, insert, update, delete on public.blocks to service_role;

create policy profiles_select_signed_in on public.profiles
  for select to authenticated
  using (erased_at is null and id <> all ((select private.my_hidden_profile_ids())::uuid[]));

-- A token outlives its account by up to an hour, and a blank profile stays blank.
create policy profiles_update_self on public.profiles
  for update to authenticated
  using (id = (select auth.uid()) and erased_at is null);

create policy blocks_select_blocker on public.blocks
  for select to authenticated
  using (blocker_id = (select auth.uid()));
