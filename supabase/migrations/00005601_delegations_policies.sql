--                anon   delegator   delegate             others, organizers
--   delegations   -     read        read while it stands  -
--
-- Who ended one, and when, is the delegator's own. Service role reads everything; the tally reads
-- private.frozen_delegations, which has no names.
alter table public.delegations enable row level security;

grant select on public.delegations to authenticated, service_role;

-- coalesce hides the arms from the planner, as in connections_select_party: lists ask by one side.
create policy delegations_select_party on public.delegations
  for select to authenticated
  using (
    coalesce(delegator_id = any ((select private.my_identity_ids())::uuid[]), false)
    or coalesce(
      ended_on is null and delegate_id = any ((select private.my_identity_ids())::uuid[]), false
    )
  );
