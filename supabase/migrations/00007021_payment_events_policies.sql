--                    anon   operators of the installation   anybody else
--   payment_events    -      read                            -
--
-- Without what is sealed. Operators look at what is parked, and try again what failed.
select private.declares_permission('payment_events.view', 'admin',
  'See what payment providers told, and what became of it.', is_tunable => false,
  scope => 'installation');
select private.declares_permission('payment_events.edit', 'admin',
  'Try again what payment providers told, or put it aside.', is_tunable => false,
  scope => 'installation');

alter table public.payment_events enable row level security;

grant select (
  id, provider, event_id, type, happened_at, is_live, status, reason, payment_id, attempts,
  last_error, due_at, received_at, settled_at
) on public.payment_events to authenticated;
grant select on public.payment_events to service_role;

create policy payment_events_select_operator on public.payment_events
  for select to authenticated
  using ((select private.has_global_permission('payment_events.view')));
