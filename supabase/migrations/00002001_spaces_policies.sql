--                   anon     stranger   invited   member           organizer   admin, owner
--   spaces          public   public     read      read             read        read, edit
--   space_members   -        own row    own row   public members   everybody   everybody
--
-- Nobody inserts or deletes here, whatever their rank: see the actions. A member edits their own
-- preferences, and reads them with my_memberships(). Whoever is active under a pseudonym or under no
-- name is met in contextual_identities. Members do not see each other across a block. Organizers do,
-- and see who is behind a name: they have to know whom they let in and ban.

-- Spaces where the caller is active with at least this role, as a set that is searched in logarithmic
-- time. Definer, because nobody reads space_access. plpgsql keeps its plan for the session; planning
-- an SQL function anew for each statement would cost more than the look-up. The array around the value
-- fetches it from its storage once; without it every comparison would.
create function private.my_spaces(at_least public.space_role default 'member')
returns private.uuid_multirange
language plpgsql stable parallel safe security definer set search_path = ''
as $$
declare
  person uuid := auth.uid();
begin
  return coalesce(
    (
      select (array[
        case at_least
          when 'member' then a.member
          when 'contributor' then a.contributor
          when 'organizer' then a.organizer
          when 'moderator' then a.moderator
          when 'admin' then a.admin
          when 'owner' then a.owner
        end
      ])[1]
      from private.space_access a
      where a.profile_id = person
    ),
    '{}'
  );
end;
$$;
comment on function private.my_spaces is
  'For policies: spaces where the caller is an active member with at least this role.';
revoke execute on function private.my_spaces from public;
grant execute on function private.my_spaces to authenticated;  -- policies run as the caller

create function private.my_readable_spaces()
returns private.uuid_multirange
language plpgsql stable parallel safe security definer set search_path = ''
as $$
declare
  person uuid := auth.uid();
begin
  return coalesce(
    (select (array[a.readable])[1] from private.space_access a where a.profile_id = person), '{}'
  );
end;
$$;
comment on function private.my_readable_spaces is
  'For the policy of spaces: those the caller is an active member of or invited to.';
revoke execute on function private.my_readable_spaces from public;
grant execute on function private.my_readable_spaces to authenticated;

create function private.my_live_space_ids(at_least public.space_role default 'member')
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select m.space_id
    from public.space_members m
    join public.spaces s on s.id = m.space_id
    where m.profile_id = (select auth.uid()) and m.status = 'active' and m.role >= at_least
      and s.archived_at is null
  );
end;
$$;
comment on function private.my_live_space_ids is
  'For policies on writing: as my_spaces, without the archived ones.';
revoke execute on function private.my_live_space_ids from public;
grant execute on function private.my_live_space_ids to authenticated;

alter table public.spaces enable row level security;
alter table public.space_members enable row level security;

grant select on public.spaces to anon, authenticated;
grant update (name, description, branding, visibility, join_policy, settings)
  on public.spaces to authenticated;
grant select, insert, update, delete on public.spaces to service_role;

-- All but preferences, and but who invited and who decided, who may be pseudonymous here: a grant
-- cannot tell one's own row from another's.
grant select (
  space_id, profile_id, role, status, level, confidentiality, requested_at, request_message,
  decided_at, decision_reason, joined_at, last_active_at, created_at, updated_at
) on public.space_members to authenticated;
grant update (preferences) on public.space_members to authenticated;
grant select, insert, update, delete on public.space_members to service_role;

create policy spaces_select_anon on public.spaces
  for select to anon
  using (visibility = 'public');

create policy spaces_select_signed_in on public.spaces
  for select to authenticated
  using (
    visibility = 'public' or (select private.my_readable_spaces()) @> id
  );

create policy spaces_update_admin on public.spaces
  for update to authenticated
  using (archived_at is null and (select private.my_spaces('admin')) @> id);

-- coalesce hides the space arms from the planner: it would multiply them with the list's own
-- `space_id =`, expect a handful of rows and sort a whole membership for one page.
create policy space_members_select_signed_in on public.space_members
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or coalesce(
      status = 'active' and confidentiality = 'public'
        and (select private.my_spaces()) @> space_id
        and profile_id <> all ((select private.my_hidden_profile_ids())::uuid[]),
      false
    )
    or coalesce((select private.my_spaces('organizer')) @> space_id, false)
  );

create policy space_members_update_self on public.space_members
  for update to authenticated
  using (
    profile_id = (select auth.uid())
    and space_id = any ((select private.my_live_space_ids())::uuid[])
  );
