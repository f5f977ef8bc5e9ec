--                      anon   signed in   themselves   service role
--   emerging_experts     -      -           read         read
alter table public.emerging_experts enable row level security;

grant select on public.emerging_experts to authenticated, service_role;

create policy emerging_experts_select_self on public.emerging_experts
  for select to authenticated
  using (profile_id = (select auth.uid()));

revoke execute on function private.score_at, private.flag_emerging_experts from public;
