--                     anon   member   who views simulations
--   simulation_runs    -      -       of the space
--
-- Nobody writes here directly: see the actions.
alter table public.simulation_runs enable row level security;

grant select on public.simulation_runs to authenticated, service_role;

create policy simulation_runs_select_viewer on public.simulation_runs
  for select to authenticated
  using (space_id = any ((select private.my_space_ids_with('simulations.view'))::uuid[]));
