--                   anon   signed in   themselves   service role
--   ethics_scores     -      -           read         read
--   ethics_events     -      -           read         read, record_ethics_event()
--
-- Nobody else reads either, whatever their rank: a multiplier is no badge.
alter table public.ethics_scores enable row level security;
alter table public.ethics_events enable row level security;

grant select on public.ethics_scores, public.ethics_events to authenticated, service_role;

create policy ethics_scores_select_self on public.ethics_scores
  for select to authenticated
  using (profile_id = (select auth.uid()));

create policy ethics_events_select_self on public.ethics_events
  for select to authenticated
  using (profile_id = (select auth.uid()));

revoke execute on function
  private.fold_ethics, private.log_ethics, private.apply_bounds, private.record_ethics_event,
  private.ethics_as_of, public.record_ethics_event
from public;
grant execute on function private.record_ethics_event, public.record_ethics_event to service_role;
