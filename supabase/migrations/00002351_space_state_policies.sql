--                 anon   the member   anybody else, whatever their rank
--   space_state    -     read, write          -
--
-- Writing takes an active membership and a space that is not archived; reading and deleting do not.
alter table public.space_state enable row level security;

grant select, delete on public.space_state to authenticated;
-- Nobody names the person: it is the caller. The key is in the list for update because an upsert
-- through the Data API sets every column that it sends.
grant insert (space_id, key, value), update (space_id, key, value)
  on public.space_state to authenticated;
grant select, insert, update, delete on public.space_state to service_role;

create policy space_state_select_self on public.space_state
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy space_state_insert_self on public.space_state
  for insert to authenticated
  with check (
    profile_id = (select auth.uid())
    and space_id = any ((select private.my_live_space_ids())::uuid[])
  );

create policy space_state_update_self on public.space_state
  for update to authenticated
  using (
    profile_id = (select auth.uid())
    and space_id = any ((select private.my_live_space_ids())::uuid[])
  );

create policy space_state_delete_self on public.space_state
  for delete to authenticated
  using (profile_id = (select auth.uid()));
