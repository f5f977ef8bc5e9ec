--                        anon   signed in   service role
--   conversion_values    read   read        read, write
alter table public.conversion_values enable row level security;

grant select on public.conversion_values to anon, authenticated;
grant select, insert, update, delete on public.conversion_values to service_role;

create policy conversion_values_select_all on public.conversion_values
  for select to anon, authenticated
  using (true);
