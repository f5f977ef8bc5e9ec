begin;
select plan(41);
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
update public.spaces set join_policy = 'request' where slug = 'harbour';
select public.create_space('Rowing', 'rowing');
select tests.member('harbour', 'gus', 'organizer');
select tests.member('harbour', 'con', 'contributor');
select tests.member('harbour', 'ida', 'member', 'invited');
select tests.member('harbour', 'bob', 'member', 'banned');
select tests.user('pia');
select tests.user('pip');
select tests.user('pam');
select tests.be('pia');
select public.join_space(tests.space('harbour'), 'I row.');
select tests.be('pip');
select public.join_space(tests.space('harbour'), 'I sail.');
select tests.be('pam');
select public.join_space(tests.space('harbour'));

-- Organizer -----------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select profile_id, role::text, status::text, decided_by, decided_at is not null,
      joined_at is not null, request_message
    from public.approve_request(tests.space('harbour'), tests.id('pia')) $$,
  $$ values (tests.id('pia'), 'member', 'active', tests.id('gus'), true, true, null::text) $$,
  'an organizer lets a person in; who decided stands there, what they wrote is gone');
select is((select status::text from public.approve_request(tests.space('harbour'), tests.id('pia'))),
  'active', 'approving twice is approving once');
select tests.refuses($$
    select public.approve_request(tests.space('harbour'), tests.id('pia'), 'contributor') $$,
  '409 already_member', 'it promotes nobody who is in');
select tests.refuses($$
    select public.approve_request(tests.space('harbour'), tests.id('pam'), 'organizer') $$,
  '403 rank_too_high', 'nobody lets in at their own rank');
select tests.refuses($$
    select public.approve_request(tests.space('harbour'), tests.id('pam'), 'owner') $$,
  '403 rank_too_high', 'let alone above it');
select is((
    select role::text
    from public.approve_request(tests.space('harbour'), tests.id('pam'), 'contributor')
  ), 'contributor', 'but below it');
select results_eq($$
    select status::text, decided_by, decided_at is not null, decision_reason, request_message
    from public.decline_request(tests.space('harbour'), tests.id('pip'), '  No sails.  ') $$,
  $$ values ('declined', tests.id('gus'), true, 'No sails.', null::text) $$,
  'an organizer says no, and why');
select is((
    select decision_reason
    from public.decline_request(tests.space('harbour'), tests.id('pip'), 'Because.')
  ), 'No sails.', 'declining twice is declining once');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '404 request_not_found', 'what is declined is not approved');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('vic')) $$,
  '404 request_not_found', 'who does not ask is not let in');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('ida')) $$,
  '404 request_not_found', 'nor who was asked, and has yet to answer');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), gen_random_uuid()) $$,
  '404 request_not_found', 'nor who does not exist');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('bob')) $$,
  '409 banned', 'approval does not lift a ban');
select tests.refuses($$ select public.decline_request(tests.space('harbour'), tests.id('bob')) $$,
  '404 request_not_found', 'nor does a refusal');
select tests.refuses($$ select public.decline_request(tests.space('harbour'), tests.id('con')) $$,
  '404 request_not_found', 'a refusal throws no member out');
select tests.refuses($$ select public.approve_request(tests.space('rowing'), tests.id('pia')) $$,
  '404 not_found', 'a space they do not know does not exist');

-- Who was declined ----------------------------------------------------------------
select tests.be('pip');
select results_eq($$ select status::text, decision_reason from public.my_memberships() $$,
  $$ values ('declined', 'No sails.') $$, 'who was declined reads why');
select is_empty($$
    select 1 from public.space_members
    where space_id = tests.space('harbour') and profile_id <> tests.id('pip') $$,
  'and no members');
select results_eq($$
    select status::text, request_message, decided_by, decision_reason
    from public.join_space(tests.space('harbour'), 'I learned to row.') $$,
  $$ values ('pending', 'I learned to row.', null::uuid, null::text) $$, 'and may ask again');
select tests.be('gus');
select tests.refuses($$
    select public.decline_request(tests.space('harbour'), tests.id('pip'), repeat('x', 241)) $$,
  '422 rule_broken', 'a reason has at most 240 characters');
select is((
    select decision_reason
    from public.decline_request(tests.space('harbour'), tests.id('pip'), '   ')
  ), null, 'a blank reason is none');
select is((select status::text from public.invite_member(tests.space('harbour'), tests.id('pip'))),
  'invited', 'who was declined can be invited');
select tests.be('pip');
select is((select status::text from public.join_space(tests.space('harbour'))), 'active',
  'and comes in');
select public.leave_space(tests.space('harbour'));
select public.join_space(tests.space('harbour'));
select tests.be('gus');
select public.decline_request(tests.space('harbour'), tests.id('pip'));
select tests.be('pip');
select public.leave_space(tests.space('harbour'));
select is_empty($$ select 1 from public.my_memberships() $$,
  'who was declined clears that away by leaving');

-- Owner ---------------------------------------------------------------------------
select public.join_space(tests.space('harbour'));
select tests.be('ola');
select is((
    select role::text from public.approve_request(tests.space('harbour'), tests.id('pip'), 'owner')
  ), 'owner', 'an owner may let in an owner');
select throws_ok($$
    update public.space_members set status = 'active' where profile_id = tests.id('ida') $$,
  '42501', null, 'but not past the commands');

-- Contributor, pending, banned, stranger ------------------------------------------
select tests.be('pip');
select public.leave_space(tests.space('harbour'));
select public.join_space(tests.space('harbour'));
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'nobody approves themselves');
select tests.be('con');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'a contributor approves nobody');
select tests.refuses($$ select public.decline_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'and declines nobody');
select tests.be('bob');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'nor does a banned person');
select tests.be('vic');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'nor does a stranger');
select tests.refuses($$ select public.decline_request(tests.space('harbour'), tests.id('pip')) $$,
  '403 organizer_required', 'who declines nobody either');
select tests.refuses($$ select public.approve_request(tests.space('rowing'), tests.id('pip')) $$,
  '404 not_found', 'and knows of no private space');
select tests.refuses($$ select public.decline_request(tests.space('rowing'), tests.id('pip')) $$,
  '404 not_found', 'whatever they try');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '42501', null, 'anon may not approve');
select throws_ok($$ select public.decline_request(tests.space('harbour'), tests.id('pip')) $$,
  '42501', null, 'nor decline');
select throws_ok($$
    select private.admit(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '42501', null, 'nor admit');

-- Signed in, behind the doors -------------------------------------------------------
select tests.be('gus');
select throws_ok($$
    select private.admit(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '42501', null, 'nobody who is signed in admits past the commands');
select throws_ok($$
    select private.member_to_decide(tests.space('harbour'), tests.id('vic'), 'owner') $$,
  '42501', null, 'or lends themselves a rank');

-- Archived ------------------------------------------------------------------------
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'harbour';
select tests.be('gus');
select tests.refuses($$ select public.approve_request(tests.space('harbour'), tests.id('pip')) $$,
  '409 space_archived', 'an archived space lets nobody in');
select tests.refuses($$ select public.decline_request(tests.space('harbour'), tests.id('pip')) $$,
  '409 space_archived', 'and decides nothing');

select * from finish();
rollback;
