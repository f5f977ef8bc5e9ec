-- What the schema knows about a person, column by column: the one list that export, erasure and
-- tracing walk. A table that refers to a person says here what happens to the reference.
create type private.erasure as enum ('delete', 'detach', 'keep');
comment on type private.erasure is
  'delete: the row goes; detach: the reference becomes null; keep: it points at the blank profile.';

create type public.trace_action as enum (
  'insert', 'update', 'delete', 'access', 'export', 'erase'
);
create type public.trace_origin as enum (
  'user_provided', 'system_generated', 'derived', 'external'
);
comment on type public.trace_action is 'What happened to a person''s data.';
comment on type public.trace_origin is
  'user_provided: the person did it; system_generated: somebody else or the system; derived: '
  'computed from other data; external: from another system.';

create table private.personal_columns (
  table_name    regclass not null,
  column_name   name not null,
  erasure       private.erasure not null,
  is_exported   boolean not null,
  is_traced     boolean not null,
  origin        public.trace_origin,
  exported_when text,

  primary key (table_name, column_name)
);
comment on table private.personal_columns is
  'Every column that refers to a person, what erasure does with it, whether the row is handed to '
  'them by export_my_data(), and whether changes of it are traced.';
comment on column private.personal_columns.origin is
  'Of traced changes. Null: user_provided where the person acts, else system_generated.';
comment on column private.personal_columns.exported_when is
  'A condition on the row, for rows that the person is not to know of. Null: always.';

create table private.withheld_columns (
  table_name    regclass not null,
  column_name   name not null,
  writer_column name,

  primary key (table_name, column_name)
);
comment on table private.withheld_columns is
  'Columns that no export contains: secrets, and with a writer_column the words of whoever it '
  'names, which only they take along.';

create type private.personal_task as enum ('erase', 'export');
comment on type private.personal_task is 'What a domain does for a person beyond its columns.';

-- By name, because a database with regprocedure in a table cannot be upgraded in place.
create table private.personal_routines (
  task    private.personal_task not null,
  routine name not null,
  place   integer generated always as identity,

  primary key (task, routine)
);
comment on table private.personal_routines is
  'Functions of schema private with one argument, the person. For erase they run before the columns '
  'are walked, and again in later sweeps; for export they return jsonb under their own name.';

create table private.erasures (
  profile_id  uuid primary key,
  sweeps_left smallint not null default 2,
  due_at      timestamptz not null default now(),

  constraint erasures_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint erasures_sweeps_left_1_or_2 check (sweeps_left in (1, 2))
);
comment on table private.erasures is
  'People erased lately, whom sweep_erasures() looks up again: soon, for what was being written '
  'while they left, and once more when their last access token has expired. Then the row goes.';

create index erasures_due_at_idx on private.erasures (due_at);

create table public.traceability_records (
  id              bigint generated always as identity primary key,
  profile_id      uuid not null,
  table_name      text not null,
  row_key         jsonb not null default '{}',
  action          public.trace_action not null,
  changed_columns text[] not null default '{}',
  actor_id        uuid,
  is_own_act      boolean not null generated always as (
    coalesce(actor_id = profile_id, false)
  ) stored,
  origin          public.trace_origin not null,
  purpose         text not null default 'service',
  consent_id      uuid,
  created_at      timestamptz not null default now(),

  constraint traceability_records_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint traceability_records_actor_id_fkey foreign key (actor_id)
    references public.profiles on delete set null,
  constraint traceability_records_row_key_is_object check (jsonb_typeof(row_key) = 'object'),
  constraint traceability_records_purpose_1_to_100 check (
    btrim(purpose) <> '' and char_length(purpose) <= 100
  )
);
comment on table public.traceability_records is
  'What happened to whose data, and when: names of columns, never values. Append-only. Not '
  'partitioned: it is asked by person, and rows go with their person rather than with their month.';
comment on column public.traceability_records.row_key is
  'The row''s key without the people in it.';
comment on column public.traceability_records.actor_id is
  'Who did it. For the service role: somebody may act under a pseudonym.';
comment on column public.traceability_records.consent_id is 'The consent it rested on, if any.';

create index traceability_records_profile_id_idx
  on public.traceability_records (profile_id, id desc);
create index traceability_records_actor_id_idx on public.traceability_records (actor_id);

-- What may go depends on a fact, not on a setting that anybody could set: the person is erased.
create function private.guard_trace()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and old.action <> 'erase' and private.is_erased(old.profile_id) then
    return old;
  elsif tg_op = 'UPDATE' and new.actor_id is null and private.is_erased(old.actor_id)
    and to_jsonb(new) - '{actor_id,is_own_act}'::text[]
      = to_jsonb(old) - '{actor_id,is_own_act}'::text[]
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'What happened to somebody''s data stays recorded.');
end;
$$;
comment on function private.guard_trace is
  'Traces go with their person and lose an erased actor; else errors: 409 append_only, for every '
  'role.';

create function private.is_erased(person uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select person is not null and not exists (
    select from public.profiles p where p.id = person and p.erased_at is null
  );
end;
comment on function private.is_erased is
  'For append-only tables, which give way where the person they speak of is no more.';

-- For logs. What was written stays. It gives way to one fact that nobody can pretend: the person
-- that a column refers to is erased, and the table's declaration says what then becomes of it.
create function private.refuse_change()
returns trigger
language plpgsql stable security definer set search_path = ''
as $$
begin
  if exists (
    select
    from private.personal_columns c
    where c.table_name = coalesce(pg_partition_root(tg_relid), tg_relid)
      and private.is_erased((to_jsonb(old) ->> c.column_name)::uuid)
      and case c.erasure
        when 'delete' then tg_op = 'DELETE'
        when 'detach' then tg_op = 'UPDATE'
          and to_jsonb(new) = to_jsonb(old) || jsonb_build_object(c.column_name, null)
        else false
      end
  ) then
    return coalesce(new, old);
  end if;
  perform private.fail(409, 'append_only', format('Rows of %s stay as written.', tg_table_name));
end;
$$;
comment on function private.refuse_change is
  'Trigger of append-only tables. Errors: 409 append_only, for every role.';
revoke execute on function private.refuse_change from public;

create trigger traceability_records_before_change_guard
  before update or delete on public.traceability_records
  for each row execute function private.guard_trace();
create trigger traceability_records_before_truncate_refuse
  before truncate on public.traceability_records
  for each statement execute function private.guard_trace();

create function private.trace(
  person     uuid,
  table_name text,
  action     public.trace_action,
  row_key    jsonb default '{}',
  purpose    text default 'service',
  consent_id uuid default null,
  origin     public.trace_origin default 'system_generated'
)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into public.traceability_records
    (profile_id, table_name, row_key, action, actor_id, origin, purpose, consent_id)
  values (
    person, table_name, row_key, action,
    (select p.id from public.profiles p where p.id = (select auth.uid())),
    origin, purpose, consent_id
  );
end;
comment on function private.trace is
  'For what no trigger sees, such as reading somebody''s data on the ground of a consent.';

-- Statement by statement, so that a bulk write pays once. It is one dynamic statement for every
-- table, because the columns that name people differ.
create function private.trace_change()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := (select p.id from public.profiles p where p.id = (select auth.uid()));
  people constant name[] := array(
    select c.column_name
    from private.personal_columns c
    where c.table_name = tg_relid and c.is_traced
  );
  key constant name[] := array(
    select a.attname
    from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = tg_relid and i.indisprimary
  );
  changes text;
begin
  changes := case tg_op
    when 'INSERT' then 'select array[to_jsonb(r)] as states, ''{}''::text[] as columns from new_rows r'
    when 'DELETE' then 'select array[to_jsonb(r)] as states, ''{}''::text[] as columns from old_rows r'
    else format(
      'select array[to_jsonb(n), to_jsonb(o)] as states, array(
          select f.key from jsonb_each(to_jsonb(n)) f
          where f.value is distinct from to_jsonb(o) -> f.key
            and f.key not in (''updated_at'', ''last_active_at'')
        ) as columns
      from new_rows n join old_rows o on %s',
      (select string_agg(format('n.%1$I = o.%1$I', k), ' and ') from unnest(key) as k)
    )
  end;
  execute format(
    'insert into public.traceability_records
      (profile_id, table_name, row_key, action, changed_columns, actor_id, origin)
    select p.id, $1, (
        select coalesce(jsonb_object_agg(k, c.states[1] -> k), ''{}'') from unnest($4) as k
      ), $2, c.columns, $5, coalesce(
        w.origin,
        case when p.id = $5 then ''user_provided'' else ''system_generated'' end::public.trace_origin
      )
    from (%s) as c
    cross join lateral (
      select (s.state ->> t.column_name)::uuid as person, min(t.origin) as origin
      from unnest(c.states) as s (state), private.personal_columns t
      where t.table_name = $3 and t.is_traced
      group by 1
    ) as w
    join public.profiles p on p.id = w.person and p.erased_at is null
    where $2 <> ''update'' or c.columns <> ''{}''',
    changes
  )
  using tg_table_name, lower(tg_op)::public.trace_action, tg_relid,
    array(
      select k from unnest(key) as k
      where not exists (
        select from private.personal_columns c
        where c.table_name = tg_relid and c.column_name = k
      )
    ), actor;
  return null;
end;
$$;
comment on function private.trace_change is
  'Records whose data a statement changed, once per row and person. What erasure does is not '
  'traced row by row, and last_active_at alone is no change.';

-- Every domain calls this at the end of its file, once for each column that refers to profiles.
create function private.holds_personal_data(
  table_name    regclass,
  column_name   name,
  erasure       private.erasure,
  is_exported   boolean default true,
  is_traced     boolean default null,
  origin        public.trace_origin default null,
  exported_when text default null
)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  event text;
  rows text;
  traced constant boolean := coalesce(is_traced, erasure = 'delete' and is_exported);
  bare_name constant name := (select c.relname from pg_class c where c.oid = table_name);
begin
  insert into private.personal_columns
    (table_name, column_name, erasure, is_exported, is_traced, origin, exported_when)
  values (table_name, column_name, erasure, is_exported, traced, origin, exported_when);

  if traced then
    foreach event in array array['insert', 'update', 'delete'] loop
      rows := concat_ws(' ',
        case when event <> 'insert' then 'old table as old_rows' end,
        case when event <> 'delete' then 'new table as new_rows' end);
      execute format(
        'create or replace trigger %I after %s on %s referencing %s
         for each statement execute function private.trace_change()',
        format('%s_after_%s_trace', bare_name, event), event, table_name, rows);
    end loop;
  end if;
end;
$$;
comment on function private.holds_personal_data is
  'Declares a column that refers to a person. Rows are exported where they are about the person or '
  'by them; not where the person only decided about somebody else: a column that is detached and not '
  'exported is left out of the others'' exports, too. Changes are traced where the row is about the '
  'person: exported and deleted with them, unless said otherwise. Say no for what must not be told '
  '(a block, a declined request), and for what is a log itself or comes by the million (ballots).';

create function private.withholds_from_export(
  table_name regclass, column_name name, writer_column name default null
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.withheld_columns (table_name, column_name, writer_column)
  values (table_name, column_name, writer_column);
end;
comment on function private.withholds_from_export is
  'Leaves a column out of exports: always, or for all but the person in writer_column.';

create function private.erases_with(routine name)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.personal_routines (task, routine) values ('erase', routine);
end;
comment on function private.erases_with is
  'A function private.<routine>(person uuid) that does what deleting and detaching rows cannot. It '
  'finds the profile erased already, and may run again.';

create function private.exports_with(routine name)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.personal_routines (task, routine) values ('export', routine);
end;
comment on function private.exports_with is
  'A function private.<routine>(person uuid) returning jsonb, for what no column of a person leads '
  'to.';

revoke execute on function
  private.guard_trace, private.is_erased, private.trace, private.trace_change,
  private.holds_personal_data, private.withholds_from_export, private.erases_with,
  private.exports_with
from public;

select private.holds_personal_data('public.profiles', 'id', 'keep', is_traced => true);
-- forget_traces() removes them; what stays says that the person was erased.
select private.holds_personal_data('public.traceability_records', 'profile_id', 'keep');
select private.holds_personal_data('public.traceability_records', 'actor_id', 'detach', false);
select private.holds_personal_data('private.erasures', 'profile_id', 'keep', false);
