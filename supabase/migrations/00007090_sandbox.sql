-- What the sandbox provider remembers, so that it goes on where it was after a restart. Where real
-- money moves, nothing is in here.
create table private.sandbox_entries (
  id       text primary key,
  kind     text not null,
  position bigint generated always as identity,
  body     jsonb not null
);
comment on table private.sandbox_entries is
  'The sandbox''s own book: objects, events, and answers under their keys.';

create index sandbox_entries_kind_idx on private.sandbox_entries (kind, position);

create function private.sandbox_lock()
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select pg_advisory_xact_lock(hashtextextended('private.sandbox_entries', 0));
end;
comment on function private.sandbox_lock is 'The sandbox does one thing at a time.';

create function private.sandbox_entries(id text default null, kind text default null)
returns table (id text, kind text, body jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select e.id, e.kind, e.body
  from private.sandbox_entries e
  where e.id = sandbox_entries.id or e.kind = sandbox_entries.kind
  order by e.position;
end;
comment on function private.sandbox_entries is 'The entry of this id, or all of a kind in order.';

create function private.sandbox_put(id text, kind text, body jsonb)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into private.sandbox_entries (id, kind, body) values (id, kind, body)
  on conflict on constraint sandbox_entries_pkey do update set body = excluded.body;
end;
comment on function private.sandbox_put is 'Keeps an entry as it is now.';

revoke execute on function
  private.sandbox_lock, private.sandbox_entries, private.sandbox_put
from public;
grant execute on function
  private.sandbox_lock, private.sandbox_entries, private.sandbox_put
to service_role;
