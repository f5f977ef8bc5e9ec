begin;
select plan(31);
select tests.user('ola');
select tests.user('vic');
select tests.user('ida');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Quay', 'quay', visibility => 'public');
update public.spaces set join_policy = 'request' where slug = 'quay';
select public.create_space('Dock', 'dock', visibility => 'public');
update public.spaces set join_policy = 'invite' where slug = 'dock';
select public.create_space('Night', 'night', visibility => 'unlisted');
select public.create_space('Rowing', 'rowing');
select public.create_space('Sailing', 'sailing');
update public.spaces set join_policy = 'open' where slug = 'sailing';
select public.invite_member(tests.space('rowing'), tests.id('ida'), 'admin');
select tests.member('harbour', 'bob', 'owner', 'banned');
select tests.member('rowing', 'bob', 'owner', 'banned');

-- Stranger, open ------------------------------------------------------------------
select tests.be('vic');
select results_eq($$
    select profile_id, role::text, status::text, joined_at is not null, request_message
    from public.join_space(tests.space('harbour'), 'Let me in') $$,
  $$ values (tests.id('vic'), 'member', 'active', true, null::text) $$,
  'a stranger enters an open space as member; the message is for nobody and is not kept');
select lives_ok(
  $$ select public.join_space(tests.space('harbour')) $$,
  'entering twice is entering once');
select is((select count(*) from public.my_memberships()), 1::bigint,
  'a double click makes one row');

-- Stranger, by request ------------------------------------------------------------
select results_eq($$
    select status::text, request_message, requested_at is not null, joined_at
    from public.join_space(tests.space('quay'), '  I row.  ') $$,
  $$ values ('pending', 'I row.', true, null::timestamptz) $$, 'a request waits, with its message');
select results_eq($$
    select status::text, request_message from public.join_space(tests.space('quay'), 'Hello?') $$,
  $$ values ('pending', 'I row.') $$, 'asking again is the same request');
select is((select status::text from public.join_space(tests.space('night'), '   ')), 'pending',
  'who knows an unlisted space may ask too');
select is((
    select request_message from public.my_memberships() where space_id = tests.space('night')
  ), null, 'a blank message is none');
select tests.refuses($$ select public.join_space(tests.space('dock')) $$,
  '403 invitation_required', 'a space by invitation is visible and shut');
select is_empty($$
    select profile_id from public.space_members
    where space_id = tests.space('quay') and profile_id <> tests.id('vic') $$,
  'who waits sees no members');
select throws_ok($$ update public.space_members set status = 'active' $$,
  '42501', null, 'nobody approves themselves');
select throws_ok($$
    insert into public.space_members (space_id, profile_id, status, joined_at)
    values (tests.space('dock'), tests.id('vic'), 'active', now()) $$,
  '42501', null, 'nor enters by insert');

-- Stranger, private ---------------------------------------------------------------
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '404 not_found', 'a private space does not exist');
select tests.refuses($$ select public.join_space(tests.space('sailing')) $$,
  '404 not_found', 'whatever its join policy says');
select tests.refuses($$ select public.join_space(gen_random_uuid()) $$,
  '404 not_found', 'just like one that was never founded');
select tests.refuses($$ select public.join_space(null) $$, '404 not_found', 'or none at all');

-- Another stranger ----------------------------------------------------------------
select tests.be('ida');
select tests.refuses($$ select public.join_space(tests.space('quay'), repeat('x', 241)) $$,
  '422 rule_broken', 'a message has at most 240 characters');

-- Invited -------------------------------------------------------------------------
select results_eq($$
    select role::text, status::text from public.join_space(tests.space('rowing')) $$,
  $$ values ('admin', 'active') $$,
  'who is invited joins in the role they were offered');
select results_eq($$ select slug from public.spaces where slug = 'rowing' $$,
  $$ values ('rowing') $$, 'and reads the space from then on');
select lives_ok(
  $$ select public.join_space(tests.space('rowing')) $$,
  'accepting twice is accepting once');
select is((
    select role::text from public.my_memberships() where space_id = tests.space('rowing')
  ), 'admin', 'and keeps the rank');

-- Banned --------------------------------------------------------------------------
select tests.be('bob');
select tests.refuses($$ select public.join_space(tests.space('harbour')) $$,
  '403 banned', 'a banned person does not come back by an open door');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '403 banned', 'nor by a shut one');
select set_eq($$ select status::text from public.my_memberships() $$, array['banned'],
  'and stays banned');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.join_space(tests.space('harbour')) $$,
  '42501', null, 'anon may not call the command');
select throws_ok($$ select private.join_space(tests.space('harbour'), null) $$,
  '42501', null, 'nor what is behind it');
select throws_ok($$ select public.my_memberships() $$, '42501', null, 'and has no memberships');

-- Changes of policy ---------------------------------------------------------------
select tests.be('ola');
update public.spaces set join_policy = 'open' where slug = 'quay';
update public.spaces set visibility = 'private' where slug = 'night';
select tests.be('vic');
select results_eq($$
    select status::text, joined_at is not null, request_message
    from public.join_space(tests.space('quay')) $$,
  $$ values ('active', true, null::text) $$, 'who waited when the space opened walks in');
select tests.refuses($$ select public.join_space(tests.space('night')) $$,
  '404 not_found', 'who waited when it went private is outside');
select tests.be_owner();
update public.spaces set archived_at = now();
select tests.be('ida');
select tests.refuses($$ select public.join_space(tests.space('harbour')) $$,
  '409 space_archived', 'nobody joins an archived space');
select lives_ok($$ select public.join_space(tests.space('rowing')) $$, 'whose members remain');

-- What must hold whoever writes ---------------------------------------------------
select tests.be_owner();
select throws_ok($$
    update public.space_members set request_message = 'I row.'
    where profile_id = tests.id('ida') $$,
  '23514', null, 'only a request carries a message');

select * from finish();
rollback;
