-- Who is whose friend, mentor or partner in work. One asks and the other answers; each request is a
-- row, and stays as history once it is over.
create type public.connection_kind as enum ('friendship', 'mentorship', 'collaboration');
create type public.connection_status as enum (
  'pending', 'accepted', 'declined', 'withdrawn', 'ended'
);
comment on type public.connection_kind is
  'What the requester asks for. mentorship: to be mentored by the addressee.';
comment on type public.connection_status is
  'pending: asked; accepted: both agreed; declined: the addressee did not; withdrawn: the requester '
  'took it back; ended: was accepted, until one of them left it.';

create table public.connections (
  id           uuid primary key default gen_random_uuid(),
  requester_id uuid not null,
  addressee_id uuid not null,
  kind         public.connection_kind not null,
  status       public.connection_status not null default 'pending',
  message      text,
  requested_at timestamptz not null default now(),
  decided_at   timestamptz,
  ended_at     timestamptz,

  constraint connections_requester_id_fkey foreign key (requester_id)
    references public.profiles on delete cascade,
  constraint connections_addressee_id_fkey foreign key (addressee_id)
    references public.profiles on delete cascade,
  constraint connections_not_oneself check (requester_id <> addressee_id),
  constraint connections_message_at_most_240 check (char_length(message) <= 240),
  -- The words are for the one who decides, and go when it is decided.
  constraint connections_message_only_pending check (message is null or status = 'pending'),
  constraint connections_decided_has_date check ((status = 'pending') = (decided_at is null)),
  constraint connections_ended_has_date check ((status = 'ended') = (ended_at is not null))
);
comment on table public.connections is
  'Requests between two people and what became of them. Written by commands only.';
comment on column public.connections.message is 'Said with the request; gone once it is decided.';
comment on column public.connections.decided_at is 'When it was accepted, declined or withdrawn.';

-- Whoever asked, two people have one request or connection of a kind at a time.
create unique index connections_live_pair_key on public.connections (
  least(requester_id, addressee_id), greatest(requester_id, addressee_id), kind
) where status in ('pending', 'accepted');

create index connections_requester_id_idx on public.connections (requester_id, addressee_id);
create index connections_addressee_id_idx on public.connections (addressee_id, requester_id);
-- Lists. As for memberships, a client's status filter chooses a partial index.
create index connections_outgoing_idx on public.connections (requester_id, requested_at desc, id)
  where status = 'pending';
create index connections_incoming_idx on public.connections (addressee_id, requested_at desc, id)
  where status = 'pending';
create index connections_requester_accepted_idx
  on public.connections (requester_id, decided_at desc, id) where status = 'accepted';
create index connections_addressee_accepted_idx
  on public.connections (addressee_id, decided_at desc, id) where status = 'accepted';

create function private.guard_connection()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if (new.id, new.requester_id, new.addressee_id, new.kind, new.requested_at)
    is distinct from (old.id, old.requester_id, old.addressee_id, old.kind, old.requested_at)
    or (new.status <> old.status and (old.status, new.status) not in (
      ('pending', 'accepted'), ('pending', 'declined'), ('pending', 'withdrawn'),
      ('accepted', 'ended')
    ))
  then
    perform private.fail(409, 'invalid_transition',
      format('What is %s cannot become %s, nor another request.', old.status, new.status));
  end if;
  return new;
end;
$$;
comment on function private.guard_connection is
  'Holds a request to its life: pending to accepted, declined or withdrawn; accepted to ended. '
  'Errors: 409 invalid_transition, for every role.';
revoke execute on function private.guard_connection from public;

create trigger connections_before_update_guard
  before update on public.connections
  for each row execute function private.guard_connection();

-- Who is blocked never learns it.
select private.holds_personal_data('public.blocks', 'blocker_id', 'delete', is_traced => false);
select private.holds_personal_data('public.blocks', 'blocked_id', 'delete', false);
-- As in the policy: a trace or a copy would tell that a request was declined, or a block set.
select private.holds_personal_data('public.connections', 'requester_id', 'delete',
  is_traced => false,
  exported_when => $$
    r.status <> 'declined' and private.knows_person(r.addressee_id, r.requester_id) $$);
select private.holds_personal_data('public.connections', 'addressee_id', 'delete',
  is_traced => false,
  exported_when => $$
    r.status <> 'withdrawn' and private.knows_person(r.requester_id, r.addressee_id) $$);
select private.withholds_from_export('public.connections', 'message', 'requester_id');
