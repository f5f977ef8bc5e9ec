--                           anon   signed in   themselves   moderator of the installation
--   context_analysis_logs     -      -           read         read; decide_context_adjustment()
--
-- The service role proposes. Who decided is in a column that only it reads.
alter table public.context_analysis_logs enable row level security;

grant select (
  id, profile_id, domain_code, source, analysis, input, quality_change, expertise_change,
  frequency_change, status, decided_at, decision_reason, created_at
) on public.context_analysis_logs to authenticated;
grant select on public.context_analysis_logs to service_role;

create policy context_analysis_logs_select_signed_in on public.context_analysis_logs
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or (select private.has_global_permission('context_proposals.approve'))
  );

revoke execute on function
  private.propose_context_adjustment, private.decide_context_adjustment,
  public.propose_context_adjustment, public.decide_context_adjustment
from public;
grant execute on function
  private.propose_context_adjustment, public.propose_context_adjustment
to service_role;
grant execute on function
  private.decide_context_adjustment, public.decide_context_adjustment
to authenticated;
