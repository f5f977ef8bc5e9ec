--                  anon   signed in            member
--   reward_rules    -     the installation's   of the space
--
-- Nobody writes here directly: see the actions.
alter table public.reward_rules enable row level security;

grant select on public.reward_rules to authenticated, service_role;

create policy reward_rules_select_member on public.reward_rules
  for select to authenticated
  using (space_id is null or (select private.my_spaces()) @> space_id);
