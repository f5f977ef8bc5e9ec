begin;
select plan(31);
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'mod', 'moderator');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'con', 'contributor');
select tests.member('rowing', 'bob', 'member', 'banned');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.user('ida');
select tests.user('una');
select tests.user('vic');

-- Organizer -----------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select profile_id, role::text, status::text, invited_by, joined_at
    from public.invite_member(tests.space('rowing'), tests.id('ida')) $$,
  $$ values (tests.id('ida'), 'member', 'invited', tests.id('gus'), null::timestamptz) $$,
  'an organizer invites a person as member');
select results_eq($$
    select role::text, created_at
    from public.invite_member(tests.space('rowing'), tests.id('ida')) $$,
  $$ select 'member', created_at from public.space_members where profile_id = tests.id('ida') $$,
  'inviting twice changes nothing');
select is((
    select role::text
    from public.invite_member(tests.space('rowing'), tests.id('ida'), 'contributor')
  ), 'contributor', 'an organizer may offer more, up to contributor');
select tests.refuses($$
    select public.invite_member(tests.space('rowing'), tests.id('una'), 'organizer') $$,
  '403 rank_too_high', 'nobody invites to their own rank');
select tests.refuses($$
    select public.invite_member(tests.space('rowing'), tests.id('una'), 'owner') $$,
  '403 rank_too_high', 'let alone above it');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('con')) $$,
  '409 already_member', 'an active member is not invited again, nor demoted by it');
select tests.refuses(
  $$ select public.invite_member(tests.space('rowing'), tests.id('gus'), 'contributor') $$,
  '409 already_member', 'nobody invites themselves');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('bob')) $$,
  '409 banned', 'an invitation does not lift a ban');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), gen_random_uuid()) $$,
  '404 person_not_found', 'a person who does not exist is not invited');
select tests.refuses($$ select public.invite_member(tests.space('harbour'), tests.id('una')) $$,
  '403 organizer_required', 'rank in one space is no rank in another');
select results_eq($$
    select status::text, role::text, decided_by, joined_at is not null, request_message
    from public.invite_member(tests.space('rowing'), tests.id('pia')) $$,
  $$ values ('active', 'member', tests.id('gus'), true, null::text) $$,
  'who had asked to join is in as soon as they are invited');

-- Moderator, admin, owner ---------------------------------------------------------
select tests.be('mod');
select lives_ok(
  $$ select public.invite_member(tests.space('rowing'), tests.id('una'), 'organizer') $$,
  'a moderator invites an organizer');
select tests.be('gus');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('una')) $$,
  '403 rank_too_high', 'whom an organizer then cannot lower');
select tests.be('ana');
select lives_ok(
  $$ select public.invite_member(tests.space('rowing'), tests.id('una'), 'moderator') $$,
  'an admin raises the offer to moderator');
select tests.refuses(
  $$ select public.invite_member(tests.space('rowing'), tests.id('una'), 'admin') $$,
  '403 rank_too_high', 'but not to admin');
select tests.be('ola');
select lives_ok($$ select public.invite_member(tests.space('rowing'), tests.id('una'), 'owner') $$,
  'an owner invites an owner');

-- Contributor, invited, banned, stranger ------------------------------------------
select tests.be('con');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  '403 organizer_required', 'a contributor invites nobody');
select tests.be('una');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  '403 organizer_required', 'nor does an owner who has not joined yet');
select tests.refuses(
  $$ select public.invite_member(tests.space('rowing'), tests.id('una'), 'owner') $$,
  '403 organizer_required', 'nor do they invite themselves');
select tests.be('bob');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  '404 not_found', 'to a banned person a private space does not exist');
select tests.be('vic');
select tests.refuses(
  $$ select public.invite_member(tests.space('rowing'), tests.id('vic'), 'owner') $$,
  '404 not_found', 'nor to a stranger');
select tests.refuses($$ select public.invite_member(gen_random_uuid(), tests.id('vic')) $$,
  '404 not_found', 'who cannot tell it from one that does not exist');
select tests.refuses(
  $$ select public.invite_member(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '403 organizer_required', 'a stranger invites nobody to a public space, least of all themselves');
select throws_ok($$
    update public.space_members set invited_by = tests.id('ola')
    where profile_id = tests.id('vic') $$,
  '42501', null, 'nobody forges an invitation');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.invite_member(tests.space('harbour'), tests.id('vic')) $$,
  '42501', null, 'anon may not call the command');
select throws_ok($$
    select private.invite_member(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '42501', null, 'nor what is behind it');

-- Effects -------------------------------------------------------------------------
select tests.be_owner();
select is((select count(*) from public.space_members where profile_id = tests.id('vic')), 0::bigint,
  'after all of that the stranger is in nothing');
update public.space_members set role = 'member'
where space_id = tests.space('rowing') and profile_id = tests.id('gus');
select tests.be('gus');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  '403 organizer_required', 'a demotion takes effect at once');
select tests.be('ola');
select is_empty($$
    select 1 from public.space_members
    where space_id = tests.space('rowing') and profile_id = tests.id('ida') $$,
  'and voids what the person had promised');
select tests.be_owner();
update public.profiles set display_name = '', erased_at = now() where id = tests.id('vic');
select tests.be('ola');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  '404 person_not_found', 'an erased person is not invited');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('ola');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('con')) $$,
  '409 space_archived', 'an archived space invites nobody');

select * from finish();
rollback;
