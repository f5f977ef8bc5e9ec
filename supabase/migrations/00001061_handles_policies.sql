--                   anon   signed in        themselves
--   handle_history   -     find_profile()   read
--
-- Whoever knows an old handle finds its person; what a person was called before is not listed.
alter table public.handle_history enable row level security;

grant select on public.handle_history to authenticated;
grant select on public.handle_history to service_role;

create policy handle_history_select_self on public.handle_history
  for select to authenticated
  using (profile_id = (select auth.uid()));
