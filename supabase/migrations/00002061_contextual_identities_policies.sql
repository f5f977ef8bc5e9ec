--                           anon   stranger        member   organizer
--   contextual_identities    -     public spaces   read     read; person_behind()
--
-- An unlisted space opens to whoever knows its address, its roster only to members. Nobody writes
-- here, and nobody but the server reads identity_owners: see the actions.
alter table public.contextual_identities enable row level security;

create function private.my_identity_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select o.identity_id from private.identity_owners o where o.profile_id = (select auth.uid())
  );
end;
$$;
comment on function private.my_identity_ids is
  'For policies: the caller''s identities in all spaces, former ones included, whose words are '
  'still theirs.';
revoke execute on function private.my_identity_ids from public;
grant execute on function private.my_identity_ids to authenticated;

-- Column by column, which leaves out Postgres' own: xmin is the same for the identity that went and
-- the one that came.
grant select (
  id, space_id, space_visibility, level, shown_profile_id, display_name, avatar_path, bio, role,
  joined_at
) on public.contextual_identities to authenticated;
grant select on public.contextual_identities to service_role;

create policy contextual_identities_select_signed_in on public.contextual_identities
  for select to authenticated
  using (
    (space_visibility = 'public' or coalesce((select private.my_spaces()) @> space_id, false))
    and coalesce(
      shown_profile_id <> all ((select private.my_hidden_profile_ids())::uuid[]), true
    )
  );
