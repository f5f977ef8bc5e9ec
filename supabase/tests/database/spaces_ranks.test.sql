begin;
select plan(56);
select tests.user('vic');
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'oto', 'owner');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'abe', 'admin');
select tests.member('rowing', 'mod', 'moderator');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'con', 'contributor');
select tests.member('rowing', 'max');
select tests.member('rowing', 'may');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.member('rowing', 'bob', 'member', 'banned');

-- Organizer -----------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select role::text, status::text, decided_by, decided_at is not null
    from public.set_member_role(tests.space('rowing'), tests.id('max'), 'contributor') $$,
  $$ values ('contributor', 'active', tests.id('gus'), true) $$,
  'an organizer promotes to the rank below their own');
select lives_ok($$
    select public.set_member_role(tests.space('rowing'), tests.id('max'), 'contributor') $$,
  'promoting twice is promoting once');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('max'), 'organizer') $$,
  '403 rank_too_high', 'but not to their own');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('max'), 'owner') $$,
  '403 rank_too_high', 'let alone above it');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('gus'), 'admin') $$,
  '403 rank_too_high', 'nobody promotes themselves');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('mod'), 'member') $$,
  '403 rank_too_high', 'nobody demotes whoever ranks above them');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('pia'), 'contributor') $$,
  '404 member_not_found', 'who only asks has no rank to change');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('bob'), 'contributor') $$,
  '404 member_not_found', 'nor has who is banned');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('vic'), 'contributor') $$,
  '404 member_not_found', 'nor has a stranger');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('con'), null) $$,
  '422 rule_broken', 'no rank at all is none');
select results_eq($$
    select level from public.set_member_level(tests.space('rowing'), tests.id('max'), 3) $$,
  $$ values (3) $$, 'an organizer sets a member''s level');
select tests.refuses($$
    select public.set_member_level(tests.space('rowing'), tests.id('max'), 0) $$,
  '422 rule_broken', 'levels start at 1');
select tests.refuses($$
    select public.set_member_level(tests.space('rowing'), tests.id('gus'), 9) $$,
  '403 rank_too_high', 'but not their own');
select tests.refuses($$
    select public.set_member_level(tests.space('rowing'), tests.id('ana'), 9) $$,
  '403 rank_too_high', 'nor that of somebody above');
select tests.refuses($$
    select public.set_member_level(tests.space('rowing'), tests.id('pia'), 9) $$,
  '404 member_not_found', 'nor that of somebody who is not in');

-- Admin ---------------------------------------------------------------------------
select tests.be('ana');
select lives_ok($$
    select public.set_member_role(tests.space('rowing'), tests.id('con'), 'moderator') $$,
  'an admin makes a moderator');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('con'), 'admin') $$,
  '403 rank_too_high', 'but no second of their kind');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('abe'), 'member') $$,
  '403 rank_too_high', 'and unmakes none');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('ola'), 'member') $$,
  '403 rank_too_high', 'and no owner');
select tests.refuses($$ select public.transfer_ownership(tests.space('rowing'), tests.id('max')) $$,
  '403 owner_required', 'and gives away nothing they do not own');

-- Stepping down -------------------------------------------------------------------
select tests.be('gus');
select public.invite_member(tests.space('rowing'), tests.id('vic'), 'contributor');
select tests.be('mod');
select public.invite_member(tests.space('rowing'), tests.user('una'), 'organizer');
select public.invite_member(tests.space('rowing'), tests.user('uwe'), 'member');
select results_eq($$
    select role::text
    from public.set_member_role(tests.space('rowing'), tests.id('mod'), 'organizer') $$,
  $$ values ('organizer') $$, 'anybody may step down');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('mod'), 'moderator') $$,
  '403 rank_too_high', 'and not up again');
select set_eq($$ select profile_id from public.space_members where status = 'invited' $$,
  array[tests.id('vic'), tests.id('uwe')],
  'what the lower rank could not have promised is void; the rest stands');
select tests.be('una');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '404 not_found', 'and lets nobody in');
select tests.be('max');
select lives_ok($$ select public.set_member_role(tests.space('rowing'), tests.id('max'), 'member') $$,
  'a contributor, too, may step down');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('may'), 'contributor') $$,
  '403 organizer_required', 'and ranks nobody');
select tests.refuses($$ select public.set_member_level(tests.space('rowing'), tests.id('max'), 9) $$,
  '403 organizer_required', 'least of all by levels');
select throws_ok($$
    update public.space_members set role = 'owner' where profile_id = tests.id('max') $$,
  '42501', null, 'nor past the commands');

-- Removing ------------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select status::text, role::text, joined_at, decided_by, decision_reason
    from public.remove_member(tests.space('rowing'), tests.id('may'), ' Moved away. ') $$,
  $$ values ('removed', 'member', null::timestamptz, tests.id('gus'), 'Moved away.') $$,
  'an organizer puts a member out');
select is((
    select decision_reason from public.remove_member(tests.space('rowing'), tests.id('may'), 'Hm.')
  ), 'Moved away.', 'removing twice is removing once');
select tests.refuses($$ select public.remove_member(tests.space('rowing'), tests.id('mod')) $$,
  '403 rank_too_high', 'nobody removes their equals');
select tests.refuses($$ select public.remove_member(tests.space('rowing'), tests.id('gus')) $$,
  '409 not_yourself', 'themselves one leaves');
select tests.refuses($$ select public.remove_member(tests.space('rowing'), tests.id('pia')) $$,
  '404 member_not_found', 'a request is declined, not removed');
select tests.refuses($$ select public.remove_member(tests.space('rowing'), tests.id('bob')) $$,
  '404 member_not_found', 'a ban is not softened by a removal');
select is((
    select status::text from public.remove_member(tests.space('rowing'), tests.id('uwe'))
  ), 'removed', 'an invitation is taken back');
select tests.be('uwe');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '404 not_found', 'and accepted no more');
select tests.be('may');
select is_empty($$ select slug from public.spaces where slug = 'rowing' $$,
  'who was put out reads nothing there');
select results_eq($$ select status::text, decision_reason from public.my_memberships() $$,
  $$ values ('removed', 'Moved away.') $$, 'but why');
select tests.be('max');
select tests.refuses($$ select public.remove_member(tests.space('rowing'), tests.id('ola')) $$,
  '403 organizer_required', 'a member puts nobody out');

-- Owner ---------------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ select public.set_member_level(tests.space('rowing'), tests.id('ola'), 9) $$,
  'an owner sets levels, even their own');
select lives_ok($$ select public.set_member_role(tests.space('rowing'), tests.id('oto'), 'admin') $$,
  'owners decide among owners');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('ola'), 'admin') $$,
  '409 last_owner', 'the last one does not step down');
select tests.refuses($$ select public.transfer_ownership(tests.space('rowing'), tests.id('bob')) $$,
  '404 member_not_found', 'a banned person is given nothing');
select tests.refuses($$ select public.transfer_ownership(tests.space('rowing'), tests.id('ola')) $$,
  '409 not_yourself', 'nor does one hand over to oneself');
select results_eq($$
    select profile_id, role::text
    from public.transfer_ownership(tests.space('rowing'), tests.id('max')) $$,
  $$ values (tests.id('max'), 'owner') $$, 'an owner hands over to a member');
select set_eq($$
    select profile_id from public.space_members
    where space_id = tests.space('rowing') and role = 'owner' and status = 'active' $$,
  array[tests.id('max')], 'who owns it from then on');
select is((
    select role::text from public.my_memberships() where space_id = tests.space('rowing')
  ), 'admin', 'and is an admin after');
select tests.refuses($$ select public.transfer_ownership(tests.space('rowing'), tests.id('max')) $$,
  '403 owner_required', 'once');
select tests.be('max');
select lives_ok($$ select public.set_member_role(tests.space('rowing'), tests.id('ola'), 'owner') $$,
  'an owner makes another owner');
select lives_ok($$ select public.remove_member(tests.space('rowing'), tests.id('ola')) $$,
  'and removes one');

-- Stranger, anonymous -------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$
    select public.set_member_role(tests.space('harbour'), tests.id('ola'), 'member') $$,
  '403 organizer_required', 'a stranger ranks nobody in a public space');
select tests.refuses($$
    select public.set_member_role(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '403 member_required', 'nor themselves');
select tests.refuses($$ select public.remove_member(gen_random_uuid(), tests.id('max')) $$,
  '404 not_found', 'in a space that does not exist there is nobody');
select tests.be_anon();
select throws_ok($$
    select public.set_member_role(tests.space('harbour'), tests.id('ola'), 'member') $$,
  '42501', null, 'anon may not rank');
select throws_ok($$ select public.transfer_ownership(tests.space('harbour'), tests.id('vic')) $$,
  '42501', null, 'nor hand over');

-- Archived ------------------------------------------------------------------------
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('max');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('ana'), 'member') $$,
  '409 space_archived', 'an archived space keeps its ranks');

select * from finish();
rollback;
