begin;
select plan(36);

-- Sign-up -------------------------------------------------------------------------
select tests.user('ola');
select tests.user('vic');
select results_eq($$
    select display_name, handle::text, global_role::text from public.profiles
    where id = tests.id('ola') $$,
  $$ values ('Ola', null::text, 'member') $$,
  'signing up creates a profile: a name, no handle, no rank');

create function pg_temp.name_from(metadata jsonb) returns text language plpgsql as $$
declare
  person uuid := gen_random_uuid();
begin
  insert into auth.users (id, email, raw_user_meta_data)
  values (person, person || '@example.com', metadata);
  return (select display_name from public.profiles where id = person);
end;
$$;
select is(pg_temp.name_from('{"full_name": "Vic Full", "name": "Vic"}'), 'Vic Full',
  'a full name serves where there is no display name');
select is(pg_temp.name_from('{"display_name": "  ", "name": "Vic"}'), 'Vic',
  'a blank name is passed over');
select is(pg_temp.name_from('{"display_name": " Two\n\t words\u0007 "}'), 'Two words',
  'control characters and surplus blanks are dropped');
select is(pg_temp.name_from(jsonb_build_object('name', repeat('ż', 5000))), repeat('ż', 80),
  'a long name is cut to 80 characters');
select is(pg_temp.name_from('{"display_name": {"first": "Vic"}}'), '', 'an object is no name');
select is(pg_temp.name_from('{"display_name": 7, "full_name": null}'), '',
  'nor is a number or null');
select is(pg_temp.name_from('["display_name"]'), '', 'metadata that is a list breaks nothing');
select is(pg_temp.name_from('"display_name"'), '', 'nor does a bare string');
select is(pg_temp.name_from('null'), '', 'nor JSON null');
select is(pg_temp.name_from(null), '', 'nor its absence');
select is(pg_temp.name_from('{"name": "Vic", "global_role": "admin", "role": "admin"}'), 'Vic',
  'metadata that claims a rank is taken for what it is');
select is_empty($$ select 1 from public.profiles where global_role <> 'member' $$,
  'and grants none');

-- Oneself -------------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    update public.profiles
    set display_name = 'Ola N', bio = 'Rows.', website = 'https://ola.example',
      location = 'Gdańsk', locale = 'pl-PL', timezone = 'Europe/Warsaw',
      avatar_path = id || '/me.webp'
    where id = tests.id('ola') returning display_name $$,
  $$ values ('Ola N') $$, 'a person edits what they show');
select throws_ok($$ update public.profiles set global_role = 'admin' $$,
  '42501', null, 'nobody gives themselves a global role: no column grant');
select throws_ok($$ update public.profiles set handle = 'admin' $$,
  '42501', null, 'nor takes a handle by hand');
select throws_ok($$ update public.profiles set erased_at = now() $$,
  '42501', null, 'nor marks themselves erased');
select throws_ok($$ insert into public.profiles (id) values (gen_random_uuid()) $$,
  '42501', null, 'nor makes up a person');
select throws_ok($$ delete from public.profiles $$, '42501', null, 'nor deletes one');
select throws_ok(
  $$ update public.profiles set website = 'javascript:alert(1)' where id = tests.id('ola') $$,
  '23514', null, 'a website is a web address');
select throws_ok($$
    update public.profiles set avatar_path = tests.id('vic') || '/me.webp'
    where id = tests.id('ola') $$,
  '23514', null, 'an avatar lies in one''s own folder');
select throws_ok(
  $$ update public.profiles set timezone = 'Mars/Olympus' where id = tests.id('ola') $$,
  '22023', null, 'a time zone is one that exists');
select throws_ok($$
    update public.profiles set display_name = repeat('x', 81) where id = tests.id('ola') $$,
  '23514', null, 'a name has at most 80 characters');
select throws_ok(
  $$ update public.profiles set display_name = E'Two\nlines' where id = tests.id('ola') $$,
  '23514', null, 'and one line');

-- Another person ------------------------------------------------------------------
select tests.be('vic');
select results_eq($$ select display_name from public.profiles where id = tests.id('ola') $$,
  $$ values ('Ola N') $$, 'a signed-in person reads another''s profile');
select is_empty(
  $$ update public.profiles set bio = 'Hacked' where id = tests.id('ola') returning 1 $$,
  'and edits nothing of it: USING hides the row, so no error');
select hasnt_column('public', 'profiles', 'email', 'a profile holds no e-mail');
select throws_ok(
  $$ select email from auth.users $$,
  '42501', null, 'nor is there another way to one');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.profiles $$, '42501', null, 'anon has no grant');
select throws_ok($$ select private.caller_id() $$, '42501', null, 'and no way into private');

-- Service -------------------------------------------------------------------------
select tests.be_service();
select lives_ok($$ update public.profiles set handle = 'ola_n' where id = tests.id('ola') $$,
  'the service role writes what people may not');
select throws_ok($$ update public.profiles set handle = 'Ola' where id = tests.id('vic') $$,
  '23514', null, 'even it stores handles in lower case');
select tests.refuses($$ update public.profiles set handle = 'ola_n' where id = tests.id('vic') $$,
  '409 handle_taken', 'and each only once');
select throws_ok($$ update public.profiles set global_role = 'owner' where id = tests.id('vic') $$,
  '23514', null, 'nobody owns the installation');

-- Owner ---------------------------------------------------------------------------
select tests.be_owner();
select throws_ok($$ update public.profiles set erased_at = now() where id = tests.id('ola') $$,
  '23514', null, 'a profile is erased only when it is blank');
delete from auth.users where id = tests.id('ola');
select is_empty($$ select 1 from public.profiles where handle = 'ola_n' $$,
  'what a profile shows goes with its account');

select * from finish();
rollback;
