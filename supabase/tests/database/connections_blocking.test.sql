begin;
select plan(44);
select tests.user('ola');
select tests.user('vic');
select tests.user('ida');
select tests.user('bob');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', 'vic');
select tests.member('rowing', 'ida');
select tests.member('rowing', 'bob', 'organizer');
select public.request_connection(tests.id('vic'), 'friendship');
select public.request_connection(tests.id('vic'), 'mentorship', 'Teach me.');
select tests.be('vic');
select public.accept_connection(id) from public.connections where kind = 'friendship';
select public.request_connection(tests.id('ola'), 'collaboration', 'A boat?');
select public.request_connection(tests.id('ida'), 'friendship');
create temp table friendship as
select id from public.connections where status = 'accepted';

-- Blocker -------------------------------------------------------------------------
select tests.be('vic');
select results_eq($$ select blocker_id, blocked_id from public.block_person(tests.id('ola')) $$,
  $$ values (tests.id('vic'), tests.id('ola')) $$, 'a person blocks another');
select lives_ok($$ select public.block_person(tests.id('ola')) $$, 'once or twice');
select results_eq($$ select blocked_id from public.blocks $$,
  $$ values (tests.id('ola')) $$, 'and reads whom they block');
select is_empty($$ select 1 from public.traceability_records where table_name = 'blocks' $$,
  'of which no trace says when');
select is_empty($$ select 1 from public.profiles where id = tests.id('ola') $$,
  'whose profile is gone for them');
select is((select count(*) from public.profiles where id = tests.id('vic')), 1::bigint,
  'their own is not');
select is_empty($$ select 1 from public.space_members where profile_id = tests.id('ola') $$,
  'nor do they meet in the list of members');
select results_eq($$ select addressee_id from public.connections $$,
  $$ values (tests.id('ida')) $$, 'nor among connections: only others are left');
select tests.refuses($$ select public.block_person(tests.id('vic')) $$,
  '409 not_yourself', 'nobody blocks themselves');
select tests.refuses($$ select public.block_person(gen_random_uuid()) $$,
  '404 person_not_found', 'nor somebody who never was');
select tests.refuses($$ select public.request_connection(tests.id('ola'), 'friendship') $$,
  '404 person_not_found', 'and asks for nothing across a block');
select throws_ok($$ insert into public.blocks values (tests.id('vic'), tests.id('ida'), now()) $$,
  '42501', null, 'blocks are made by command');
select throws_ok($$ delete from public.blocks $$, '42501', null, 'and lifted by command');

-- Blocked -------------------------------------------------------------------------
select tests.be('ola');
select is_empty($$ select 1 from public.blocks $$, 'the blocked does not see the block');
select is_empty($$ select 1 from public.profiles where id = tests.id('vic') $$,
  'but no profile either');
select is_empty($$ select 1 from public.connections $$, 'nor what was between them');
select is_empty($$ select 1 from public.my_connections() $$, 'in any list');
select tests.refuses($$ select public.end_connection(id) from friendship $$,
  '404 connection_not_found', 'nor by its id');
select tests.refuses($$ select public.request_connection(tests.id('vic'), 'friendship') $$,
  '404 person_not_found', 'and asks as if nobody was there');
select results_eq($$
    select count(*) from public.space_members where space_id = tests.space('rowing') $$,
  $$ values (4::bigint) $$, 'who runs the space sees who is in it, though');

-- A blocked member of no rank -----------------------------------------------------
select tests.be('ida');
select public.block_person(tests.id('vic'));
select tests.be('vic');
select is_empty($$ select 1 from public.space_members where profile_id = tests.id('ida') $$,
  'members do not see who blocked them');
select results_eq($$ select count(*) from public.space_members $$,
  $$ values (2::bigint) $$, 'but themselves and the others');
select lives_ok($$ select public.block_person(tests.id('ida')) $$,
  'who is blocked may block, as they might the erased');
select tests.be('bob');
select public.create_space('Sailing', 'sailing');
select public.block_person(tests.id('vic'));
select tests.refuses(
  $$ select public.invite_member(tests.space('sailing'), tests.id('vic')) $$,
  '404 person_not_found', 'nobody is invited across a block');

-- What they take along --------------------------------------------------------------
select tests.be('ola');
select is(public.export_my_data() -> 'data' -> 'connections', '[]',
  'the blocked takes nothing along that tells of the block');
select is(public.export_my_data() -> 'data' -> 'blocks', '[]', 'least of all the block');
select is_empty($$
    select 1 from public.traceability_records where table_name in ('blocks', 'connections') $$,
  'and nothing is traced to them');
select tests.be('vic');
select is(jsonb_array_length(public.export_my_data() -> 'data' -> 'blocks'), 2,
  'the blocker takes their blocks along');
select tests.be('ida');
select public.unblock_person(tests.id('vic'));
select tests.be('vic');
select public.unblock_person(tests.id('ida'));
select is(public.export_my_data() -> 'data' -> 'connections', '[]',
  'and not the request that was declined');
select tests.be('ida');
select is(public.export_my_data() -> 'data' -> 'connections' -> 0 ->> 'status', 'declined',
  'which who declined it does');
select public.block_person(tests.id('vic'));
select tests.be('vic');
select public.block_person(tests.id('ida'));

-- The history, as the schema's owner sees it --------------------------------------
select tests.be_owner();
select set_eq($$
    select kind::text, status::text, message, ended_at is not null
    from public.connections where tests.id('ola') in (requester_id, addressee_id) $$,
  $$ values ('friendship', 'ended', null::text, true), ('mentorship', 'declined', null, false),
    ('collaboration', 'withdrawn', null, false) $$,
  'a block ends connections, declines what was asked and withdraws what the blocker asked');
select is((
    select count(*) from public.blocks
    where array[blocker_id, blocked_id] @> array[tests.id('ida'), tests.id('vic')]
  ), 2::bigint, 'blocks that cross both hold');

-- Lifting -------------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ select public.unblock_person(tests.id('vic')) $$,
  'lifting what one did not set does nothing');
select is_empty($$ select 1 from public.profiles where id = tests.id('vic') $$, 'indeed');
select tests.be('vic');
select public.unblock_person(tests.id('ola'));
select lives_ok($$ select public.unblock_person(tests.id('ola')) $$, 'who blocked unblocks');
select is((select count(*) from public.profiles where id = tests.id('ola')), 1::bigint,
  'and they meet again');
select is_empty($$ select 1 from public.my_connections() $$, 'as strangers');
select public.unblock_person(tests.id('ida'));
select is_empty($$ select 1 from public.profiles where id = tests.id('ida') $$,
  'of two blocks the other still holds');

-- Erased --------------------------------------------------------------------------
select tests.be_owner();
select private.erase_person(tests.id('ida'));
select tests.be('ola');
select is_empty($$ select 1 from public.profiles where id = tests.id('ida') $$,
  'the erased are as absent as who blocked');
select lives_ok($$ select public.block_person(tests.id('ida')) $$, 'and as blockable');

-- A thousand ----------------------------------------------------------------------
select tests.be_owner();
insert into auth.users (id, aud, role, email)
select gen_random_uuid(), 'authenticated', 'authenticated', 'crowd' || n || '@example.com'
from generate_series(1, 1000) as n;
insert into public.blocks (blocker_id, blocked_id)
select tests.id('bob'), u.id from auth.users u where u.email like 'crowd%' and u.email <> 'crowd7@example.com';
select tests.be('bob');
select tests.refuses($$ select public.block_person(tests.id('crowd7')) $$,
  '409 too_many_blocks', 'there is an end to it');
select lives_ok($$ select public.block_person(tests.id('vic')) $$, 'old ones stay what they are');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.blocks $$, '42501', null, 'anon has no grant');
select throws_ok($$ select private.my_hidden_profile_ids() $$,
  '42501', null, 'and asks no helper');

select * from finish();
rollback;
