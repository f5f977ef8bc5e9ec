--                      anon   signed in   themselves   service role
--   expertise_events     -      -           read         read; record_evidence(),
--                                                        record_expertise(), retract_evidence()
alter table public.expertise_events enable row level security;

grant select on public.expertise_events to authenticated, service_role;

create policy expertise_events_select_self on public.expertise_events
  for select to authenticated
  using (profile_id = (select auth.uid()));

revoke execute on function
  private.apply_evidence, private.evidence_steps, private.fold_evidence,
  private.lock_scored_person, private.refold_expertise, private.record_event,
  private.record_evidence, private.record_expertise, private.retract_evidence,
  private.apply_configuration,
  public.record_evidence, public.record_expertise, public.retract_evidence
from public;
grant execute on function
  private.record_evidence, private.record_expertise, private.retract_evidence,
  public.record_evidence, public.record_expertise, public.retract_evidence
to service_role;
