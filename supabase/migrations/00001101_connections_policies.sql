--                anon   requester            addressee
--   connections   -     all but declined     all but withdrawn
--
-- A requester is not told that they were declined: the request is no longer in their list, as if
-- they had taken it back. Across a block there is nothing at all.
alter table public.connections enable row level security;

grant select on public.connections to authenticated;
grant select, insert, update, delete on public.connections to service_role;

-- coalesce hides the arms from the planner: it would multiply them with the list's own
-- `requester_id =`, expect a handful of rows and sort all of a person's history for one page.
create policy connections_select_party on public.connections
  for select to authenticated
  using (
    coalesce(
      requester_id = (select auth.uid()) and status <> 'declined'
        and addressee_id <> all ((select private.my_hidden_profile_ids())::uuid[]),
      false
    )
    or coalesce(
      addressee_id = (select auth.uid()) and status <> 'withdrawn'
        and requester_id <> all ((select private.my_hidden_profile_ids())::uuid[]),
      false
    )
  );
