--                       anon   signed in
--   eligibility_rules   read   read
--
-- Rules come with migrations.
alter table public.eligibility_rules enable row level security;

grant select on public.eligibility_rules to anon, authenticated, service_role;

create policy eligibility_rules_select_everyone on public.eligibility_rules
  for select to anon, authenticated
  using (true);
