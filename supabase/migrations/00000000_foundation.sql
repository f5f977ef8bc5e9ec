-- Deny by default, so that every right is a line somebody wrote. The first line names no schema on
-- purpose: a per-schema revoke cannot take away the EXECUTE that Postgres itself gives to PUBLIC.
alter default privileges for role postgres revoke execute on functions from public;
alter default privileges for role postgres in schema public
  revoke all on tables from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke all on sequences from anon, authenticated, service_role;
alter default privileges for role postgres in schema public
  revoke execute on functions from anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;

-- A page looks up fifty rows by their keys, each once. Under row level security the planner would
-- remember every one in case it came again, which costs more than the look-ups.
alter role anon set enable_memoize = off;
alter role authenticated set enable_memoize = off;

create schema private;
comment on schema private is
  'Policy helpers, triggers, commands and secrets. Never exposed by the Data API; the service role '
  'enters over a direct connection only.';

create extension if not exists citext with schema extensions;
create extension if not exists ltree with schema extensions;
create extension if not exists moddatetime with schema extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists pg_cron with schema pg_catalog;
create extension if not exists pg_net with schema extensions;

-- One ladder for a space and for the whole installation. Ascending, so that >= reads as "at least".
create type public.space_role as enum (
  'member', 'contributor', 'organizer', 'moderator', 'admin', 'owner'
);
comment on type public.space_role is 'The ladder of rights, lowest first.';

-- The one way to refuse a command. PostgREST turns SQLSTATE PTnnn into HTTP status nnn.
create function private.fail(status integer, code text, message text)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using
    errcode = 'PT' || fail.status,
    message = fail.message,
    hint = fail.code;
end;
$$;
comment on function private.fail is
  'Refuses: HTTP status, a stable snake_case code (arrives as "hint"), and what the person can do.';
revoke execute on function private.fail from public;

-- Commands write as the owner, to whom Postgres shows the whole row that breaks a rule, whoever's it
-- is and whatever else it holds. A command that writes what a caller says ends with
--   exception when check_violation or not_null_violation then
--     perform private.withhold_row(sqlstate, sqlerrm);
create function private.withhold_row(state text, message text)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using errcode = state, message = withhold_row.message;
end;
$$;
comment on function private.withhold_row is
  'Raises an error again without its details: which rule is broken, and nothing of the row.';
revoke execute on function private.withhold_row from public;
