-- What every Supabase database holds before the first migration: schemas, ownership, auth helpers,
-- Realtime and the schema-cache reload of the Data API. New objects get no API grants.
do $$ begin
  execute format('alter database %I owner to postgres', current_database());
  execute format(
    'grant create on database %I to supabase_auth_admin, supabase_storage_admin',
    current_database()
  );
end $$;

alter schema public owner to postgres;
grant usage on schema public to anon, authenticated, service_role;

create schema extensions;
grant usage on schema extensions to public;
grant all on schema extensions to postgres;
-- Supabase lets `postgres` create these, though Postgres itself asks for a superuser.
create extension pgcrypto with schema extensions;
create extension "uuid-ossp" with schema extensions;
create extension moddatetime with schema extensions;
create schema vault;
create extension supabase_vault with schema vault;

create schema auth authorization supabase_auth_admin;
create schema storage authorization supabase_storage_admin;
grant usage on schema auth to anon, authenticated, service_role, postgres;
grant usage on schema storage to anon, authenticated, service_role, postgres;

create schema realtime;
grant usage on schema realtime to anon, authenticated, service_role, postgres;

create table realtime.messages (
  id          uuid not null default gen_random_uuid(),
  topic       text not null,
  extension   text not null,
  payload     jsonb,
  event       text,
  private     boolean default false,
  inserted_at timestamp not null default now(),
  updated_at  timestamp not null default now(),
  primary key (id, inserted_at)
);
-- Migrations write its policies, too.
alter table realtime.messages owner to postgres;
alter table realtime.messages enable row level security;
grant select, insert on realtime.messages to anon, authenticated, service_role, postgres;

-- A broadcast that cannot be stored warns and never fails the transaction that sends it.
create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into realtime.messages (payload, event, topic, private, extension)
  values (send.payload, send.event, send.topic, send.private, 'broadcast');
exception when others then
  raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end;
$$;

create function realtime.topic() returns text
language sql stable set search_path = ''
begin atomic
  select nullif(current_setting('realtime.topic', true), '');
end;

create publication supabase_realtime;
alter publication supabase_realtime owner to postgres;

create function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql set search_path = ''
as $$
begin
  notify pgrst, 'reload schema';
end;
$$;
create event trigger pgrst_ddl_watch on ddl_command_end execute function extensions.pgrst_ddl_watch();
create event trigger pgrst_drop_watch on sql_drop execute function extensions.pgrst_ddl_watch();
