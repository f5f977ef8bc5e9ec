-- People for the stories. Loaded once and kept, so that each story only says who acts.
create extension if not exists pgtap with schema extensions;

create schema if not exists tests;
grant usage on schema tests to anon, authenticated, service_role;

create or replace function tests.user(nickname text)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select u.id into person from auth.users u where u.email = nickname || '@example.com';
  if not found then
    insert into auth.users (id, aud, role, email, raw_user_meta_data)
    values (
      gen_random_uuid(), 'authenticated', 'authenticated', nickname || '@example.com',
      jsonb_build_object('display_name', initcap(nickname))
    )
    returning id into person;
  end if;
  return person;
end;
$$;
comment on function tests.user is 'Signs a person up, or finds them.';

create or replace function tests.id(nickname text)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select u.id into strict person from auth.users u where u.email = nickname || '@example.com';
  return person;
end;
$$;
comment on function tests.id is 'A person who has signed up; an unknown nickname is an error.';

-- Invoker, all of these: a definer function may not change the role.
create or replace function tests.be(nickname text)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  person uuid := tests.id(nickname);
begin
  perform set_config('request.jwt.claims', json_build_object(
    'sub', person, 'role', 'authenticated', 'aud', 'authenticated',
    'email', nickname || '@example.com'
  )::text, true);
  perform set_config('role', 'authenticated', true);
end;
$$;
comment on function tests.be is 'From here on a signed-in person acts, until the transaction ends.';

create or replace function tests.be_anon()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '{"role":"anon"}', true);
  perform set_config('role', 'anon', true);
end;
$$;

create or replace function tests.be_service()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '{"role":"service_role"}', true);
  perform set_config('role', 'service_role', true);
end;
$$;

create or replace function tests.be_owner()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '', true);
  perform set_config('role', 'postgres', true);
end;
$$;
comment on function tests.be_owner is 'Back to the owner of the schema, who sees everything.';

grant execute on all functions in schema tests to anon, authenticated, service_role;

begin;
select plan(1);
select has_schema('tests', 'the helpers are loaded');
select * from finish();
rollback;
