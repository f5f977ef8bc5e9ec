-- What operators do about deliveries that had no effect.

create function private.event_to_settle(event bigint)
returns public.payment_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  found_event public.payment_events;
begin
  if not private.has_permission(null, person, 'payment_events.edit') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the installation.');
  end if;
  select e.* into found_event from public.payment_events e where e.id = event for no key update;
  if not found then
    perform private.fail(404, 'event_not_found', 'There is no such event.');
  elsif found_event.status in ('applied', 'ignored') then
    perform private.fail(409, 'event_settled', 'It had its effect.');
  end if;
  return found_event;
end;
$$;
comment on function private.event_to_settle is
  'An event without effect, locked, for an operator. Errors: 401 sign_in_required, '
  '403 permission_required, 404 event_not_found, 409 event_settled.';

create function private.retry_payment_event(event bigint)
returns public.payment_event_status
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.apply_payment_event(private.event_to_settle(event));
end;
$$;

create function private.resolve_payment_event(event bigint, reason text)
returns public.payment_event_status
language plpgsql volatile security definer set search_path = ''
as $$
declare
  resolved constant public.payment_events := private.event_to_settle(event);
begin
  if char_length(btrim(resolve_payment_event.reason)) not between 1 and 200 then
    perform private.fail(422, 'reason_required', 'Say in up to 200 characters what you found.');
  end if;
  update public.payment_events e
  set status = 'resolved', reason = concat_ws(': ', e.reason, btrim(resolve_payment_event.reason)),
    due_at = null, settled_at = now()
  where e.id = resolved.id;
  return 'resolved';
end;
$$;

create function public.retry_payment_event(event bigint)
returns public.payment_event_status
language sql volatile security invoker set search_path = ''
begin atomic
  select private.retry_payment_event(event);
end;
comment on function public.retry_payment_event is
  'Lets an event that failed, waits or is parked have its effect now, and says what became of it. For '
  'operators. Errors: 401 sign_in_required, 403 permission_required, 404 event_not_found, '
  '409 event_settled.';

create function public.resolve_payment_event(event bigint, reason text)
returns public.payment_event_status
language sql volatile security invoker set search_path = ''
begin atomic
  select private.resolve_payment_event(event, reason);
end;
comment on function public.resolve_payment_event is
  'Puts an event aside that is not to have its effect, with what was found. For operators. Errors: '
  '401 sign_in_required, 403 permission_required, 404 event_not_found, 409 event_settled, '
  '422 reason_required.';

revoke execute on function
  private.event_to_settle, private.retry_payment_event, private.resolve_payment_event,
  public.retry_payment_event, public.resolve_payment_event
from public;
grant execute on function
  private.retry_payment_event, private.resolve_payment_event,
  public.retry_payment_event, public.resolve_payment_event
to authenticated;
