-- Asking, answering, parting and blocking. Every command locks both people first, lower id first:
-- requests that cross, an answer beside a block, or an erasure happen one after the other.
create function private.caller_beside(other uuid)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform p.id
  from public.profiles p
  where p.id in ((select auth.uid()), other)
  order by p.id
  for no key update;
  return private.caller_id();
end;
$$;
comment on function private.caller_beside is
  'The caller''s profile, locked together with the other person''s. Errors: 401 sign_in_required.';

create function private.request_connection(
  person uuid, kind public.connection_kind, message text
)
returns public.connections
language plpgsql volatile security definer set search_path = ''
as $$
declare
  asker uuid := private.caller_beside(person);
  connection public.connections;
begin
  if person = asker then
    perform private.fail(409, 'not_yourself', 'Ask somebody else.');
  end if;
  if not private.knows_person(person, asker) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;

  select c.* into connection
  from public.connections c
  where least(c.requester_id, c.addressee_id) = least(asker, person)
    and greatest(c.requester_id, c.addressee_id) = greatest(asker, person)
    and c.kind = request_connection.kind and c.status in ('pending', 'accepted');
  if connection.status = 'pending' and connection.requester_id = person then
    -- They asked, now the caller asks: both agree.
    update public.connections c
    set status = 'accepted', decided_at = now(), message = null
    where c.id = connection.id
    returning c.* into connection;
  end if;
  if connection.id is not null then
    return connection;
  end if;

  if exists (
    select from public.connections c
    where c.requester_id = asker and c.addressee_id = person
      and c.status in ('declined', 'withdrawn') and c.decided_at > now() - interval '30 days'
  ) then
    perform private.fail(429, 'asked_recently',
      'You asked this person not long ago. Wait until 30 days have passed.');
  elsif (
    select count(*) >= 50 from public.connections c
    where c.requester_id = asker and c.status = 'pending'
  ) then
    perform private.fail(429, 'too_many_requests',
      'You have 50 open requests. Wait for answers, or withdraw some.');
  end if;

  insert into public.connections (requester_id, addressee_id, kind, message)
  values (asker, person, request_connection.kind, nullif(btrim(message), ''))
  returning * into connection;
  return connection;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.settle_connection(connection uuid, becoming public.connection_status)
returns public.connections
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := (select auth.uid());
  counterpart uuid;
  settled public.connections;
begin
  select case person when c.requester_id then c.addressee_id else c.requester_id end
  into counterpart
  from public.connections c
  where c.id = connection and person in (c.requester_id, c.addressee_id);
  person := private.caller_beside(counterpart);
  select c.* into settled from public.connections c where c.id = connection;

  -- As the policy: what the caller cannot read does not exist.
  if counterpart is null or settled.id is null
    or not private.knows_person(counterpart, person)
    or (settled.status = 'declined' and person = settled.requester_id)
    or (settled.status = 'withdrawn' and person = settled.addressee_id)
  then
    perform private.fail(404, 'connection_not_found', 'There is no such request or connection.');
  elsif becoming in ('accepted', 'declined') and person = settled.requester_id then
    perform private.fail(403, 'addressee_required', 'The person who was asked decides.');
  elsif becoming = 'withdrawn' and person = settled.addressee_id then
    perform private.fail(403, 'requester_required', 'Decline it; only who asked can withdraw.');
  elsif settled.status = becoming then
    return settled;
  end if;

  update public.connections c
  set status = becoming, message = null, decided_at = coalesce(c.decided_at, now()),
    ended_at = case becoming when 'ended' then now() end
  where c.id = connection
  returning c.* into settled;
  return settled;
end;
$$;
comment on function private.settle_connection is
  'Answers, withdraws or ends, once; the trigger on connections knows what can follow what. Errors: '
  '401 sign_in_required, 404 connection_not_found, 403 addressee_required, '
  '403 requester_required, 409 invalid_transition.';

create function private.block_person(person uuid)
returns public.blocks
language plpgsql volatile security definer set search_path = ''
as $$
declare
  blocker uuid := private.caller_beside(person);
  block public.blocks;
begin
  if person = blocker then
    perform private.fail(409, 'not_yourself', 'Block somebody else.');
  end if;
  -- Whoever blocked the caller can be blocked, and so can the erased: refusing either would tell
  -- them apart.
  if not exists (select from public.profiles p where p.id = person) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;

  select b.* into block
  from public.blocks b
  where b.blocker_id = blocker and b.blocked_id = person;
  if found then
    return block;
  elsif (select count(*) >= 1000 from public.blocks b where b.blocker_id = blocker) then
    perform private.fail(409, 'too_many_blocks', 'You block 1000 people. Unblock some first.');
  end if;

  insert into public.blocks (blocker_id, blocked_id) values (blocker, person) returning * into block;
  update public.connections c
  set status = (case
      when c.status = 'accepted' then 'ended'
      when c.requester_id = blocker then 'withdrawn'
      else 'declined'
    end)::public.connection_status,
    message = null, decided_at = coalesce(c.decided_at, now()),
    ended_at = case c.status when 'accepted' then now() end
  where c.status in ('pending', 'accepted')
    and least(c.requester_id, c.addressee_id) = least(blocker, person)
    and greatest(c.requester_id, c.addressee_id) = greatest(blocker, person);
  return block;
end;
$$;

create function private.unblock_person(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  blocker uuid := private.caller_id();
begin
  delete from public.blocks b where b.blocker_id = blocker and b.blocked_id = person;
end;
$$;

-- A filter on either side would sort all of a person's connections for one page; here each side
-- comes from its index in order. Across a block nothing is accepted.
create function private.my_connections(
  kind public.connection_kind, before timestamptz, page integer
)
returns setof public.connections
language plpgsql stable security definer rows 20 set search_path = ''
as $$
declare
  person uuid := (select auth.uid());
begin
  return query
    select mine.*
    from (
      (
        select c.*
        from public.connections c
        where c.requester_id = person and c.status = 'accepted' and c.decided_at < before
          and (my_connections.kind is null or c.kind = my_connections.kind)
        order by c.decided_at desc, c.id
        limit least(page, 100)
      )
      union all
      (
        select c.*
        from public.connections c
        where c.addressee_id = person and c.status = 'accepted' and c.decided_at < before
          and (my_connections.kind is null or c.kind = my_connections.kind)
        order by c.decided_at desc, c.id
        limit least(page, 100)
      )
    ) as mine
    order by mine.decided_at desc, mine.id
    limit least(page, 100);
end;
$$;

-- Doors: what a client calls.

create function public.request_connection(
  person uuid, kind public.connection_kind, message text default null
)
returns public.connections
language sql volatile security invoker set search_path = ''
begin atomic
  select private.request_connection(person, kind, message);
end;
comment on function public.request_connection is
  'Asks a person, with a message of at most 240 characters; where they had asked the same, both are '
  'connected at once. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '409 not_yourself, 404 person_not_found, 429 asked_recently (30 days after the caller''s last '
  'request to them was declined or withdrawn), 429 too_many_requests (50 open ones).';

create function public.accept_connection(connection uuid)
returns public.connections
language sql volatile security invoker set search_path = ''
begin atomic
  select private.settle_connection(connection, 'accepted');
end;
comment on function public.accept_connection is
  'Says yes to a request. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 connection_not_found, 403 addressee_required, 409 invalid_transition.';

create function public.decline_connection(connection uuid)
returns public.connections
language sql volatile security invoker set search_path = ''
begin atomic
  select private.settle_connection(connection, 'declined');
end;
comment on function public.decline_connection is
  'Says no to a request; whoever asked is not told, and waits 30 days to ask again. Repeating it '
  'changes nothing. Errors: 401 sign_in_required, 404 connection_not_found, '
  '403 addressee_required, 409 invalid_transition.';

create function public.withdraw_connection(connection uuid)
returns public.connections
language sql volatile security invoker set search_path = ''
begin atomic
  select private.settle_connection(connection, 'withdrawn');
end;
comment on function public.withdraw_connection is
  'Takes a request back; asking the same person again takes 30 days. Repeating it changes nothing. '
  'Errors: 401 sign_in_required, 404 connection_not_found, 403 requester_required, '
  '409 invalid_transition.';

create function public.end_connection(connection uuid)
returns public.connections
language sql volatile security invoker set search_path = ''
begin atomic
  select private.settle_connection(connection, 'ended');
end;
comment on function public.end_connection is
  'Leaves a connection, on either side. Repeating it changes nothing. Errors: '
  '401 sign_in_required, 404 connection_not_found, 409 invalid_transition.';

create function public.block_person(person uuid)
returns public.blocks
language sql volatile security invoker set search_path = ''
begin atomic
  select private.block_person(person);
end;
comment on function public.block_person is
  'Hides a person and the caller from each other; requests and connections between them are over. '
  'Repeating it changes nothing. Errors: 401 sign_in_required, 409 not_yourself, '
  '404 person_not_found, 409 too_many_blocks (1000).';

create function public.unblock_person(person uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.unblock_person(person);
end;
comment on function public.unblock_person is
  'Lifts the caller''s block, if there is one; what it ended stays ended. Errors: '
  '401 sign_in_required.';

create function public.my_connections(
  kind   public.connection_kind default null,
  before timestamptz default 'infinity',
  page   integer default 50
)
returns setof public.connections
language sql stable security invoker rows 20 set search_path = ''
begin atomic
  select private.my_connections(kind, before, page);
end;
comment on function public.my_connections is
  'The caller''s accepted connections of one kind or all, whoever asked, newest first. Next page: '
  'before the last decided_at; at most 100.';

revoke execute on function
  private.caller_beside, private.request_connection, private.settle_connection,
  private.block_person, private.unblock_person, private.my_connections,
  public.request_connection, public.accept_connection, public.decline_connection,
  public.withdraw_connection, public.end_connection, public.block_person, public.unblock_person,
  public.my_connections
from public;
grant execute on function
  private.request_connection, private.settle_connection, private.block_person,
  private.unblock_person, private.my_connections,
  public.request_connection, public.accept_connection, public.decline_connection,
  public.withdraw_connection, public.end_connection, public.block_person, public.unblock_person,
  public.my_connections
to authenticated;
