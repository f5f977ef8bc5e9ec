begin;
select plan(34);
select tests.user('vic');
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'mod', 'moderator');
select tests.member('rowing', 'mia', 'moderator');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'max');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.member('harbour', 'hal', 'moderator');
select tests.user('una');
select tests.user('ivo');
select tests.be('gus');
select public.invite_member(tests.space('rowing'), tests.id('una'));
select tests.be('ana');
select public.invite_member(tests.space('rowing'), tests.id('ivo'), 'moderator');

-- Moderator -----------------------------------------------------------------------
select tests.be('mod');
select results_eq($$
    select status::text, role::text, decided_by, decided_at is not null, decision_reason
    from public.ban_member(tests.space('rowing'), tests.id('gus'), ' Oars. ') $$,
  $$ values ('banned', 'member', tests.id('mod'), true, 'Oars.') $$,
  'a moderator bans an organizer, who loses the rank');
select is((
    select decision_reason from public.ban_member(tests.space('rowing'), tests.id('gus'), 'Again.')
  ), 'Oars.', 'banning twice is banning once');
select is_empty($$
    select 1 from public.space_members
    where space_id = tests.space('rowing') and profile_id = tests.id('una') $$,
  'the invitations of who is banned are void');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('mia')) $$,
  '403 rank_too_high', 'nobody bans their equals');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('ola')) $$,
  '403 rank_too_high', 'let alone who ranks above them');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('ivo')) $$,
  '403 rank_too_high', 'even where the rank is only offered');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('mod')) $$,
  '409 not_yourself', 'nobody bans themselves');
select results_eq($$
    select status::text, request_message
    from public.ban_member(tests.space('rowing'), tests.id('pia')) $$,
  $$ values ('banned', null::text) $$, 'who asks to join can be banned');
select is((select status::text from public.ban_member(tests.space('rowing'), tests.id('vic'))),
  'banned', 'so can somebody who never was a member');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), gen_random_uuid()) $$,
  '404 person_not_found', 'but not somebody who does not exist');
select tests.refuses($$
    select public.ban_member(tests.space('rowing'), tests.id('max'), repeat('x', 241)) $$,
  '422 rule_broken', 'a reason has at most 240 characters');

-- Banned --------------------------------------------------------------------------
select tests.be('gus');
select is_empty($$ select slug from public.spaces where slug = 'rowing' $$,
  'a banned person reads nothing there from the next statement on');
select results_eq($$ select status::text, decision_reason from public.my_memberships() $$,
  $$ values ('banned', 'Oars.') $$, 'but why');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '403 banned', 'and does not come back by joining');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '403 banned', 'nor by leaving first');
select tests.refuses($$ select public.unban_member(tests.space('rowing'), tests.id('gus')) $$,
  '404 not_found', 'nor by lifting the ban themselves');
select tests.be('ana');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('gus')) $$,
  '409 banned', 'nor by an invitation');
select tests.refuses($$ select public.approve_request(tests.space('rowing'), tests.id('pia')) $$,
  '409 banned', 'nor by a request that was waiting');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('gus'), 'organizer') $$,
  '404 member_not_found', 'nor by a promotion');
select tests.be_owner();
select tests.refuses($$
    select private.admit(tests.space('rowing'), tests.id('gus'), 'member', tests.id('ola')) $$,
  '403 banned', 'nor by whatever admits people');

-- Lifting -------------------------------------------------------------------------
select tests.be('mia');
select lives_ok($$ select public.unban_member(tests.space('rowing'), tests.id('gus')) $$,
  'a moderator lifts a ban');
select tests.refuses($$ select public.unban_member(tests.space('rowing'), tests.id('gus')) $$,
  '409 not_banned', 'once');
select tests.refuses($$ select public.unban_member(tests.space('rowing'), tests.id('max')) $$,
  '409 not_banned', 'and throws no member out by it');
select tests.be('gus');
select is_empty($$ select 1 from public.my_memberships() $$, 'who was banned is a stranger again');
select tests.be('ana');
select is((select role::text from public.invite_member(tests.space('rowing'), tests.id('gus'))),
  'member', 'and can be invited');

-- Owners --------------------------------------------------------------------------
select tests.member('rowing', 'oto', 'owner');
select tests.be('oto');
select lives_ok($$ select public.ban_member(tests.space('rowing'), tests.id('ola')) $$,
  'an owner bans an owner');
select tests.be('ola');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('oto')) $$,
  '404 not_found', 'who has no say any more');

-- Organizer, member, moderator elsewhere, anonymous -------------------------------
select tests.member('rowing', 'gil', 'organizer');
select tests.be('gil');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('max')) $$,
  '403 moderator_required', 'an organizer bans nobody');
select tests.refuses($$ select public.unban_member(tests.space('rowing'), tests.id('vic')) $$,
  '403 moderator_required', 'and lifts no ban');
select tests.be('max');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('oto')) $$,
  '403 moderator_required', 'nor does a member');
select tests.be('hal');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('max')) $$,
  '404 not_found', 'a rank in one space is none in another');
select tests.be_anon();
select throws_ok($$ select public.ban_member(tests.space('harbour'), tests.id('max')) $$,
  '42501', null, 'anon may not ban');

-- Archived, erased ----------------------------------------------------------------
select tests.be_owner();
update public.profiles set display_name = '', erased_at = now() where id = tests.id('una');
select tests.be('mod');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('una')) $$,
  '404 person_not_found', 'nobody is left to ban who was erased');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('mod');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('max')) $$,
  '409 space_archived', 'an archived space bans nobody');

select * from finish();
rollback;
