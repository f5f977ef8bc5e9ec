begin;
select plan(26);

select tests.user('ola');
select tests.user('vic');

create function pg_temp.last_trace() returns public.traceability_records language sql as $$
  select r from public.traceability_records r order by r.id desc limit 1;
$$;
create function pg_temp.traces() returns bigint language sql as $$
  select count(*) from public.traceability_records;
$$;

-- The person ----------------------------------------------------------------------
select results_eq($$ select table_name, action::text, is_own_act, origin::text
    from public.traceability_records where profile_id = tests.id('ola') $$,
  $$ values ('profiles', 'insert', false, 'system_generated') $$, 'sign-up makes a profile');

select tests.be('ola');
update public.profiles set bio = 'Rows.', location = 'Gdańsk' where id = tests.id('ola');
select results_eq($$ select table_name, row_key, action::text, changed_columns, is_own_act,
      origin::text, purpose
    from public.traceability_records order by id desc limit 1 $$,
  $$ values ('profiles', '{}'::jsonb, 'update', '{bio,location}'::text[], true, 'user_provided',
    'service') $$,
  'an edit is traced by its columns, and says who provided it');
select is_empty($$ select 1 from public.traceability_records
    where concat(table_name, row_key, changed_columns) ~ 'Gdańsk|Rows' $$,
  'but not what is in them');
update public.profiles set bio = 'Rows.' where id = tests.id('ola');
select is((select count(*) from public.traceability_records), 2::bigint,
  'writing the same again is no change');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select results_eq($$ select table_name, row_key, action::text from public.traceability_records
    order by id desc limit 1 $$,
  $$ select 'space_members', jsonb_build_object('space_id', tests.space('rowing')), 'insert' $$,
  'a row is named by its key without the people in it');
update public.space_members set preferences = '{"quiet": true}' where profile_id = tests.id('ola');
select results_eq($$ select changed_columns from public.traceability_records
    order by id desc limit 1 $$, $$ values ('{preferences}'::text[]) $$,
  'a membership is a person''s data, too');
select throws_ok($$ select actor_id from public.traceability_records $$, '42501', null,
  'who acted is not told: they may be known here by another name');
select throws_ok($$ insert into public.traceability_records (profile_id, table_name, action, origin)
    values (tests.id('ola'), 'x', 'access', 'external') $$, '42501', null, 'nobody makes a trace up');
select throws_ok($$ delete from public.traceability_records $$, '42501', null, 'or removes one');

-- Somebody else -------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.traceability_records where table_name <> 'profiles' $$,
  'another person reads only their own');
select public.join_space(tests.space('rowing'));
select tests.be_owner();
update public.space_members set role = 'organizer' where profile_id = tests.id('vic');
select tests.be('vic');
select results_eq($$ select action::text, changed_columns, is_own_act, origin::text
    from public.traceability_records order by id desc limit 2 $$,
  $$ values ('update', '{role}'::text[], false, 'system_generated'),
    ('insert', '{}', true, 'user_provided') $$, 'they see what others did to their data');
select public.leave_space(tests.space('rowing'));
select results_eq($$ select action::text, changed_columns from public.traceability_records
    order by id desc limit 1 $$, $$ values ('delete', '{}'::text[]) $$, 'and what is gone');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.traceability_records $$, '42501', null,
  'anon has no grant');

-- Service role --------------------------------------------------------------------
select tests.be_service();
select public.record_ethics_event(tests.id('vic'), 'identity_verified', 'id', 'Verified.');
select results_eq($$ select table_name, origin::text, is_own_act from public.traceability_records
    order by id desc limit 1 $$, $$ values ('ethics_scores', 'derived', false) $$,
  'a table says itself where its data comes from');
select throws_ok($$ update public.traceability_records set purpose = 'none' $$, '42501', null,
  'the secret key rewrites nothing');
select throws_ok($$ delete from public.traceability_records $$, '42501', null, 'nor erases');

-- Owner of the schema -------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ update public.traceability_records set purpose = 'none' $$,
  '409 append_only', 'not even the owner rewrites a trace');
select tests.refuses($$ update public.traceability_records set actor_id = null
    where actor_id is not null $$, '409 append_only', 'or hides who acted');
select tests.refuses($$ delete from public.traceability_records $$, '409 append_only', 'or erases one');
select tests.refuses($$ truncate public.traceability_records $$, '409 append_only', 'or all');

create temp table before as select pg_temp.traces() as count;
update public.profiles set last_active_at = now();
select is(pg_temp.traces(), (select count from before), 'being active is no change');
insert into auth.users (id, email)
select gen_random_uuid(), 'guest' || n || '@example.com' from generate_series(1, 3) as n;
select is(pg_temp.traces(), (select count + 3 from before), 'a bulk write is traced row by row');
select private.trace(tests.id('ola'), 'space_members', 'access', purpose => 'matching',
  consent_id => '00000000-0000-4000-8000-000000000001');
select is((pg_temp.last_trace()).action::text || ' ' || (pg_temp.last_trace()).purpose,
  'access matching', 'what reads on the ground of a consent says so');

-- A table declared today ------------------------------------------------------------
create table public.whispers (
  id      integer primary key,
  from_id uuid references public.profiles on delete cascade,
  to_id   uuid references public.profiles on delete cascade,
  words   text
);
select private.holds_personal_data('public.whispers', 'from_id', 'delete');
select private.holds_personal_data('public.whispers', 'to_id', 'delete', false);
insert into public.whispers values (1, tests.id('ola'), tests.id('vic'), 'Hush.');
select results_eq($$ select profile_id, row_key from public.traceability_records
    where table_name = 'whispers' $$, $$ select tests.id('ola'), '{"id": 1}'::jsonb $$,
  'a table is traced from its declaration on, but not for whom it must not be told');
update public.whispers set from_id = tests.id('vic');
select set_eq($$ select profile_id from public.traceability_records
    where table_name = 'whispers' and action = 'update' $$,
  $$ values (tests.id('ola')), (tests.id('vic')) $$, 'who loses a row hears of it as who gets it');
select lives_ok($$ delete from public.profiles where id = tests.id('ola') $$,
  'rows that go with their person take their traces with them');

select * from finish();
rollback;
