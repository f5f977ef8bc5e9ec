--                anon   whoever staked   anybody else
--   poll_stakes   -     read             -
--
-- How much stands behind whose ballot, an organizer learns no more than anybody else.
alter table public.poll_stakes enable row level security;

grant select on public.poll_stakes to authenticated, service_role;

create policy poll_stakes_select_self on public.poll_stakes
  for select to authenticated
  using (profile_id = (select auth.uid()));
