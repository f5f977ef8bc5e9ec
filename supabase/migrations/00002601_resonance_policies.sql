--                              anon   signed in   service
--   resonance_configurations   read   read        read, add
--
-- How people are compared is no secret; what comes out is: see the actions.
alter table public.resonance_configurations enable row level security;

grant select on public.resonance_configurations to anon, authenticated;
grant select, insert on public.resonance_configurations to service_role;

create policy resonance_configurations_select_all on public.resonance_configurations
  for select to anon, authenticated
  using (true);
