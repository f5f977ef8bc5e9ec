--                          anon   signed in   themselves         service role
--   traceability_records    -       -         read, not by whom  read
--
-- The registry and its routines are the server's alone.
alter table public.traceability_records enable row level security;

-- All but the actor: whoever acted may be known here by another name.
grant select (
  id, profile_id, table_name, row_key, action, changed_columns, is_own_act, origin, purpose,
  consent_id, created_at
) on public.traceability_records to authenticated;
grant select on public.traceability_records to service_role;

create policy traceability_records_select_self on public.traceability_records
  for select to authenticated
  using (profile_id = (select auth.uid()));
