-- What payment providers tell us. A delivery is stored and takes effect in one transaction, or is
-- stored with the reason why not. They come at least once, in any order, several at a time: what
-- counts is the newest state of each of the provider's objects, and every booking is the difference
-- between what that state asks for and what was booked before.
create type public.payment_event_status as enum (
  'applied', 'ignored', 'waiting', 'parked', 'failed', 'resolved'
);
comment on type public.payment_event_status is
  'applied: it had its effect; ignored: older than what is known, or of no meaning here; waiting: for '
  'the payment it is about; parked: refused with a reason, for a person to look at; failed: tried, and '
  'tried again; resolved: a person looked at it.';

create table public.payment_events (
  id              bigint generated always as identity primary key,
  provider        public.payment_provider not null,
  event_id        text not null,
  type            text not null,
  happened_at     timestamptz not null,
  account_digests text[],
  is_live         boolean not null,
  object          jsonb,
  sealed_body     text,
  key_version     smallint,
  status          public.payment_event_status not null,
  reason          text,
  waits_for       text,
  payment_id      uuid,
  attempts        smallint not null,
  last_error      text,
  due_at          timestamptz,
  received_at     timestamptz not null default now(),
  settled_at      timestamptz,

  constraint payment_events_provider_event_id_key unique (provider, event_id),
  constraint payment_events_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint payment_events_key_version_fkey foreign key (key_version)
    references private.sealing_keys on delete restrict,
  constraint payment_events_event_id_1_to_255 check (
    event_id <> '' and char_length(event_id) <= 255
  ),
  constraint payment_events_type_at_most_255 check (char_length(type) <= 255),
  constraint payment_events_sealed_with_a_key check (
    (sealed_body is null) = (key_version is null)
  ),
  constraint payment_events_waiting_for_something check (
    status <> 'waiting' or waits_for is not null
  )
);
comment on table public.payment_events is
  'Everything payment providers told us, once each. What was told is never rewritten; what became of '
  'it is.';
comment on column public.payment_events.object is
  'The provider''s object in our words, with digests for its ids: see _shared/payments/port.ts.';
comment on column public.payment_events.sealed_body is 'The delivery as it came, sealed.';
comment on column public.payment_events.reason is 'Why it was ignored, waits or is parked.';
comment on column public.payment_events.due_at is 'When it is tried again.';

create index payment_events_due_at_idx on public.payment_events (due_at)
  where status in ('waiting', 'failed');
create index payment_events_waits_for_idx on public.payment_events (waits_for, id)
  where status = 'waiting';
create index payment_events_status_idx on public.payment_events (status, id desc)
  where status in ('waiting', 'parked', 'failed');
create index payment_events_payment_id_idx on public.payment_events (payment_id, id)
  where payment_id is not null;
create index payment_events_key_version_idx on public.payment_events (key_version);

create function private.keep_payment_event()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE'
    and (new.provider, new.event_id, new.type, new.happened_at, new.is_live, new.received_at)
      = (old.provider, old.event_id, old.type, old.happened_at, old.is_live, old.received_at)
    and new.object is not distinct from old.object
    and new.account_digests is not distinct from old.account_digests
    and (old.status not in ('applied', 'ignored') or new.status = old.status)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'What a provider told stays as it came.');
  return null;
end;
$$;
comment on function private.keep_payment_event is 'Errors: 409 append_only, for every role.';

create trigger payment_events_before_change_keep
  before update or delete on public.payment_events
  for each row execute function private.keep_payment_event();

-- The provider's objects -----------------------------------------------------------------------

create table private.provider_objects (
  id          bigint generated always as identity primary key,
  provider    public.payment_provider not null,
  kind        text not null,
  digest      text not null,
  sealed_id   text,
  key_version smallint not null,
  subject_id  uuid,
  rank        smallint not null default -1,
  as_of       timestamptz not null default '-infinity',
  event_id    text not null default '',
  created_at  timestamptz not null default now(),
  asked_at    timestamptz,

  constraint provider_objects_provider_digest_key unique (provider, digest),
  constraint provider_objects_key_version_fkey foreign key (key_version)
    references private.sealing_keys on delete restrict,
  constraint provider_objects_kind_format check (kind ~ '^[a-z_]+$' and char_length(kind) <= 40),
  constraint provider_objects_digest_is_sha_256 check (
    digest ~ '^[0-9a-f]+$' and char_length(digest) = 64
  )
);
comment on table private.provider_objects is
  'What providers have, by digests of their ids, and which row of ours it is. The ids themselves are '
  'sealed.';
comment on column private.provider_objects.sealed_id is
  'For the functions, which ask the provider by it. Null: we were not told.';
comment on column private.provider_objects.subject_id is 'Our payment, refund and the like.';
comment on column private.provider_objects.rank is
  'How far its state is, as of which event. A state supersedes what is less far, and an older one that '
  'is as far.';

comment on column private.provider_objects.asked_at is
  'When the provider was last to be asked of a payment or refund that we heard no end of.';

create index provider_objects_subject_id_idx on private.provider_objects (subject_id, kind);
create index provider_objects_key_version_idx on private.provider_objects (key_version);

-- Digests come in the order of their keys, newest first; an object may be kept under an older one.
create function private.digests(value jsonb)
returns text[]
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return array(select jsonb_array_elements_text(value));
end;
$$;

create function private.lock_provider_object(provider public.payment_provider, digests text[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(
    'private.provider_objects' || provider || (select min(d) from unnest(digests) as d), 0));
end;
$$;
comment on function private.lock_provider_object is
  'Whatever a payment goes through is written one after the other, also before we know the payment.';

create function private.provider_object(
  provider public.payment_provider, kind text, id jsonb, subject uuid default null
)
returns private.provider_objects
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_object private.provider_objects;
begin
  select o.* into found_object
  from private.provider_objects o
  where o.provider = provider_object.provider
    and o.digest = any (private.digests(provider_object.id -> 'digests'));
  if not found then
    insert into private.provider_objects (provider, kind, digest, sealed_id, key_version, subject_id)
    values (
      provider_object.provider, provider_object.kind, provider_object.id -> 'digests' ->> 0,
      provider_object.id ->> 'sealed', (provider_object.id ->> 'key_version')::smallint, subject
    )
    on conflict on constraint provider_objects_provider_digest_key do update
    set sealed_id = coalesce(provider_objects.sealed_id, excluded.sealed_id)
    returning * into found_object;
  end if;
  if subject is not null and found_object.subject_id is null then
    update private.provider_objects o set subject_id = subject
    where o.id = found_object.id
    returning o.* into found_object;
  end if;
  return found_object;
end;
$$;
comment on function private.provider_object is
  'The object of this id, noted where it is new. An id is {digests, sealed, key_version}.';

create function private.supersedes(
  object private.provider_objects, rank integer, event public.payment_events
)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update private.provider_objects o
  set rank = supersedes.rank, as_of = event.happened_at, event_id = event.event_id
  where o.id = object.id
    and (o.rank, o.as_of, o.event_id)
      < (supersedes.rank::smallint, event.happened_at, event.event_id);
  return found;
end;
$$;
comment on function private.supersedes is
  'Is this the newest state of the object? Then it is noted. The newest of a set of events is the same '
  'in whatever order they come.';

-- Effects by kind of object ----------------------------------------------------------------------

create type private.payment_event_outcome as (
  status     public.payment_event_status,
  reason     text,
  waits_for  text,
  payment_id uuid
);

create function private.outcome(
  status public.payment_event_status, reason text default null, payment uuid default null
)
returns private.payment_event_outcome
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return (status, reason, null::text, payment)::private.payment_event_outcome;
end;
$$;
comment on function private.outcome is 'What becomes of an event that waits for nothing.';

create table private.provider_object_kinds (
  kind   text primary key,
  effect name not null
);
comment on table private.provider_object_kinds is
  'What follows from the state of an object: functions of schema private, (event '
  'public.payment_events) returns private.payment_event_outcome.';

create function private.handles_provider_objects(kind text, effect name)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.provider_object_kinds (kind, effect) values (kind, effect);
end;
comment on function private.handles_provider_objects is
  'Makes events about a kind of object mean something. A domain calls it in its own migration.';

create function private.knows_account(event public.payment_events)
returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    -- An account tells of itself before we know it.
    select event.account_digests is null or event.object ->> 'kind' = 'account' or exists (
      select from private.provider_objects o
      where o.provider = event.provider and o.kind = 'account'
        and o.digest = any (event.account_digests) and o.subject_id is not null
    )
  );
end;
$$;
comment on function private.knows_account is
  'Did it happen in our own account or in that of somebody whom we pay out to?';

create function private.effect_of(inout event public.payment_events)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  outcome private.payment_event_outcome;
  effect name;
begin
  select k.effect into effect
  from private.provider_object_kinds k
  where k.kind = event.object ->> 'kind';
  event.last_error := null;
  if event.object is null or effect is null then
    outcome := private.outcome('ignored', 'unknown_type');
  elsif not private.knows_account(event) then
    outcome := private.outcome('parked', 'foreign_account');
  else
    for attempt in 1..3 loop
      begin
        execute format('select * from private.%I($1)', effect) into outcome using event;
        event.last_error := null;
        exit;
      exception when others then
        outcome := private.outcome('failed');
        get stacked diagnostics event.last_error = message_text;
        -- Others waited in a circle with this one, and can go on now.
        exit when sqlstate <> '40P01';
      end;
    end loop;
  end if;

  event.status := outcome.status;
  event.reason := outcome.reason;
  event.waits_for := outcome.waits_for;
  event.payment_id := coalesce(outcome.payment_id, event.payment_id);
  event.attempts := event.attempts + 1;
  -- Twelve tries in two days.
  event.due_at := case
    when outcome.status in ('waiting', 'failed') and event.attempts < 12
      then now() + least(interval '1 minute' * power(2, event.attempts - 1), interval '6 hours')
  end;
  event.settled_at := case when outcome.status in ('applied', 'ignored') then now() end;
end;
$$;
comment on function private.effect_of is
  'Lets an event have its effect; the event, with what became of it.';

create function private.apply_payment_event(event public.payment_events)
returns public.payment_event_status
language plpgsql volatile security definer set search_path = ''
as $$
begin
  event := private.effect_of(event);
  update public.payment_events e
  set status = event.status, reason = event.reason, waits_for = event.waits_for,
    payment_id = event.payment_id, attempts = event.attempts, last_error = event.last_error,
    due_at = event.due_at, settled_at = event.settled_at
  where e.id = event.id;
  return event.status;
end;
$$;
comment on function private.apply_payment_event is
  'Tries an event that is stored once more, and writes down what became of it.';

-- Whatever an effect looks up it finds by a key: one plan serves, where Postgres would make another for
-- each array of digests.
create function private.receive_payment_event(
  provider public.payment_provider, event jsonb, sealed_body text, key_version smallint
)
returns text
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
as $$
declare
  told public.payment_events;
begin
  -- Whoever is told the same at the same time waits here, and finds it stored.
  perform pg_advisory_xact_lock(hashtextextended(
    'public.payment_events' || receive_payment_event.provider || (event ->> 'id'), 0));
  if exists (
    select from public.payment_events e
    where e.provider = receive_payment_event.provider and e.event_id = event ->> 'id'
  ) then
    return 'duplicate';
  end if;

  told.provider := receive_payment_event.provider;
  told.event_id := event ->> 'id';
  told.type := event ->> 'type';
  told.happened_at := (event ->> 'at')::timestamptz;
  told.account_digests := case
    when event -> 'account' <> 'null' then private.digests(event -> 'account' -> 'digests')
  end;
  told.is_live := (event ->> 'live')::boolean;
  told.object := nullif(event -> 'object', 'null');
  told.sealed_body := receive_payment_event.sealed_body;
  told.key_version := receive_payment_event.key_version;
  told.attempts := 0;
  told := private.effect_of(told);
  insert into public.payment_events (
    provider, event_id, type, happened_at, account_digests, is_live, object, sealed_body,
    key_version, status, reason, waits_for, payment_id, attempts, last_error, due_at, settled_at
  )
  values (
    told.provider, told.event_id, told.type, told.happened_at, told.account_digests, told.is_live,
    told.object, told.sealed_body, told.key_version, told.status, told.reason, told.waits_for,
    told.payment_id, told.attempts, told.last_error, told.due_at, told.settled_at
  );
  return told.status;
end;
$$;
comment on function private.receive_payment_event is
  'For the function `payment-webhooks`, which has verified who sends it: stores an event and applies '
  'it. Returns what became of it, or duplicate.';

create function private.apply_waiting_events(provider public.payment_provider, digests text[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  event public.payment_events;
begin
  for event in
    select e.*
    from public.payment_events e
    where e.status = 'waiting' and e.waits_for = any (digests)
      and e.provider = apply_waiting_events.provider
    order by e.id
    for no key update skip locked
  loop
    perform private.apply_payment_event(event);
  end loop;
end;
$$;
comment on function private.apply_waiting_events is 'What waited for an object that is there now.';

create function private.retry_payment_events(page integer default 100)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  event public.payment_events;
  count integer := 0;
begin
  -- One at a time: two that hold each a payment the other wants would wait in a circle.
  if not pg_try_advisory_xact_lock(hashtextextended('private.retry_payment_events', 0)) then
    return 0;
  end if;
  for event in
    select e.*
    from public.payment_events e
    where e.status in ('waiting', 'failed') and e.due_at <= now()
    order by e.due_at
    limit page
    for no key update skip locked
  loop
    perform private.apply_payment_event(event);
    count := count + 1;
  end loop;
  return count;
end;
$$;
comment on function private.retry_payment_events is 'Tries again what failed or waits, and says how much.';

select cron.schedule('retry-payment-events', '* * * * *', 'select private.retry_payment_events()');

revoke execute on function
  private.keep_payment_event, private.digests, private.lock_provider_object,
  private.provider_object, private.supersedes, private.outcome, private.handles_provider_objects,
  private.knows_account, private.effect_of, private.apply_payment_event, private.receive_payment_event,
  private.apply_waiting_events, private.retry_payment_events
from public;
grant execute on function private.receive_payment_event to service_role;
