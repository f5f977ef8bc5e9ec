--                             anon   operators of the installation   anybody else
--   reconciliation_findings    -      read, resolve                   -
--
-- Operators see no persons here, and no spaces: what a finding is about is the id of a row.
alter table public.reconciliation_findings enable row level security;

grant select (
  id, provider, kind, reference, asset_id, expected, actual, moved_at, found_at, gone_at, resolved_at,
  resolution
) on public.reconciliation_findings to authenticated;
grant select on public.reconciliation_findings to service_role;

create policy reconciliation_findings_select_operator on public.reconciliation_findings
  for select to authenticated
  using ((select private.has_global_permission('payment_events.view')));
