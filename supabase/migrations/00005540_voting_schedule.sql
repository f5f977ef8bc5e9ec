-- Whom the clock closed is counted without anybody asking. Publishing stays a person's decision.

create index polls_closed_at_idx on public.polls (closed_at) where status = 'closed';

create function private.polls_due_for_tally()
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select p.id
  from public.polls p
  where p.status = 'closed' and p.closed_at >= p.closes_at
  order by p.closed_at
  limit 100;
end;
comment on function private.polls_due_for_tally is
  'Polls that closed by themselves and are not counted. Who closes one early counts it.';

create function private.lock_due_poll(poll uuid)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.polls p
  where p.id = poll and p.status = 'closed' and p.closed_at >= p.closes_at
  for no key update skip locked;
  return found;
end;
$$;
comment on function private.lock_due_poll is
  'Takes a poll to count it; false where somebody counts it now or did already.';

create function private.tally_polls()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from private.polls_due_for_tally()) then
    perform private.call_function('tallies/due');
  end if;
end;
$$;
comment on function private.tally_polls is
  'Calls the function that counts, where there is anything to count.';

select cron.schedule('tally-polls', '* * * * *', 'select private.tally_polls()');

revoke execute on function
  private.polls_due_for_tally, private.lock_due_poll, private.tally_polls
from public;
grant execute on function private.polls_due_for_tally, private.lock_due_poll to service_role;
