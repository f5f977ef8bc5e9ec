begin;
select plan(69);
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Rowing', 'rowing');
select tests.member('harbour', 'ada', 'admin');
select tests.member('harbour', 'moe', 'moderator');
select tests.member('harbour', 'org', 'organizer');
select tests.member('harbour', 'cay', 'contributor');
select tests.member('harbour', 'mia');
select tests.member('harbour', 'bob', 'admin', 'banned');
select tests.member('rowing', 'rex', 'admin');

-- Member --------------------------------------------------------------------------
select tests.be('mia');
select is(public.my_permissions(tests.space('harbour')),
  '{amendments.create,bounties.create,candidacies.create,proposal_seconds.create,proposals.create}',
  'the ladder lets a member propose, amend, second and stand');
select isnt_empty($$ select key from public.permissions where is_tunable $$,
  'everybody reads what can be permitted');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  '403 admin_required', 'a member tunes nothing');
select tests.refuses($$ select public.reset_permission(tests.space('harbour'), 'member', 'polls.create') $$,
  '403 admin_required', 'and resets nothing');
select tests.refuses($$ select public.create_poll(tests.space('harbour'), 'Boat?', 'yes_no') $$,
  '403 contributor_required', 'nor drafts polls');
select throws_ok($$ insert into public.role_permissions (space_id, permission, role, is_allowed)
    values (tests.space('harbour'), 'polls.create', 'member', true) $$,
  '42501', null, 'not around the command either');
select throws_ok($$ update public.permissions set least_role = 'member' $$,
  '42501', null, 'the catalogue is nobody''s to edit');
select is(public.may('permissions.edit', tests.space('harbour')), false,
  'and may() says so beforehand');

-- Moderator -----------------------------------------------------------------------
select tests.be('moe');
select is(public.my_permissions(tests.space('harbour')),
  '{amendments.create,bounties.create,bounty_disputes.approve,'
    'campaigns.create,candidacies.create,councils.create,governance_templates.edit,'
    'hours.approve,imports.create,invitations.create,polls.create,polls.edit,proposal_seconds.create,'
    'proposals.approve,proposals.create,rewards.edit,rewards.view,simulations.create,'
    'simulations.view,spaces.create,treasury.view}',
  'the ladder says what a rank may do');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  '403 admin_required', 'a moderator does not tune');

-- Admin ---------------------------------------------------------------------------
select tests.be('ada');
select is(public.my_permissions(tests.space('harbour')),
  '{amendments.create,bounties.create,bounty_disputes.approve,'
    'campaigns.create,candidacies.create,councils.create,governance_templates.edit,'
  'hours.approve,imports.create,invitations.create,permissions.edit,plans.edit,polls.create,polls.edit,'
  'proposal_seconds.create,proposals.approve,proposals.create,rewards.edit,rewards.view,'
  'simulations.create,simulations.view,space_features.edit,spaces.create,spaces.edit,'
  'tokens.create,treasury.edit,treasury.view}',
  'an admin may all but archive');
select results_eq($$
    select permission, role::text, is_allowed
    from public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  $$ values ('polls.create', 'member', true) $$, 'an admin lets members draft polls');
select lives_ok(
  $$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  'twice is once');
select lives_ok(
  $$ select public.tune_permission(tests.space('harbour'), 'organizer', 'polls.edit', false) $$,
  'and takes other people''s polls from organizers');
select lives_ok(
  $$ select public.tune_permission(tests.space('harbour'), 'moderator', 'polls.create', false) $$,
  'what is denied to one rank');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'admin', 'polls.create', true) $$,
  '403 rank_too_high', 'an admin does not tune admins, themselves least of all');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'owner', 'polls.create', false) $$,
  '403 rank_too_high', 'nor owners');
select tests.refuses($$ select public.reset_permission(tests.space('harbour'), 'admin', 'polls.create') $$,
  '403 rank_too_high', 'nor resets what an owner tuned of theirs');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), null, 'polls.create', false) $$,
  '403 rank_too_high', 'nor nobody');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.brew', true) $$,
  '404 permission_not_found', 'what nobody declared cannot be permitted');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', null, true) $$,
  '404 permission_not_found', 'nor nothing');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'features.edit', true) $$,
  '404 permission_not_found', 'nor what belongs to the installation');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'permissions.edit', true) $$,
  '409 permission_fixed', 'who tunes goes by rank');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'moderator', 'spaces.delete', true) $$,
  '409 permission_fixed', 'and who archives');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', null) $$,
  '422 invalid_permission', 'yes or no');
select tests.refuses($$ select public.tune_permission(tests.space('rowing'), 'member', 'polls.create', true) $$,
  '404 not_found', 'in a space that they know');
select results_eq($$ select permission, role::text, was_allowed, is_allowed, changed_by
    from public.permission_changes order by id $$,
  $$ values ('polls.create', 'member', null::boolean, true, tests.id('ada')),
    ('polls.edit', 'organizer', null, false, tests.id('ada')),
    ('polls.create', 'moderator', null, false, tests.id('ada')) $$,
  'admins read what was tuned, each change once');
select throws_ok($$ delete from public.permission_changes $$, '42501', null, 'and cannot unwrite it');

-- Those who were tuned ------------------------------------------------------------
select tests.be('mia');
select is(public.my_permissions(tests.space('harbour')),
  '{amendments.create,bounties.create,candidacies.create,polls.create,proposal_seconds.create,proposals.create}',
  'it holds at once');
select is(public.may('polls.create', tests.space('harbour')), true, 'may() says the same');
select lives_ok($$ select public.create_poll(tests.space('harbour'), 'Boat?', 'yes_no') $$,
  'a member drafts a poll where the space lets them');
select isnt_empty($$ update public.polls set description = 'For two.' where title = 'Boat?' returning id $$,
  'edits it');
select lives_ok($$ select public.open_poll((select id from public.polls where title = 'Boat?')) $$,
  'and runs it');
select results_eq($$ select permission, role::text from public.role_permissions order by 1, 2 $$,
  $$ values ('polls.create', 'member'), ('polls.create', 'moderator'), ('polls.edit', 'organizer') $$,
  'members read what their space tuned');
select is_empty($$ select id from public.permission_changes $$, 'not who did it');
select tests.be('moe');
select tests.refuses($$ select public.create_poll(tests.space('harbour'), 'Oars?', 'yes_no') $$,
  '403 contributor_required', 'a moderator drafts none where the space denies it');
select tests.be('cay');
select lives_ok($$ select public.create_poll(tests.space('harbour'), 'Oars?', 'yes_no') $$,
  'the ranks around are as they were');
select tests.be('org');
select tests.refuses($$ select public.close_poll((select id from public.polls where title = 'Boat?')) $$,
  '403 organizer_required', 'an organizer without polls.edit runs nobody else''s poll');
select is(public.my_permissions(tests.space('rowing')), '{}', 'tuned in one space is tuned nowhere else');

-- Inviting ------------------------------------------------------------------------
select tests.be('ada');
select public.tune_permission(tests.space('harbour'), 'contributor', 'invitations.create', true);
select public.tune_permission(tests.space('harbour'), 'member', 'invitations.create', true);
select tests.be('cay');
select lives_ok($$ select public.create_invite_code(tests.space('harbour')) $$,
  'a contributor invites where the space lets them');
select tests.refuses($$ select public.create_invite_code(tests.space('harbour'), 'contributor') $$,
  '403 rank_too_high', 'below their own rank, as everybody');
select tests.refuses($$ select public.invite_member(tests.space('harbour'), tests.id('vic')) $$,
  '403 organizer_required', 'and by code: to name people is for those who read all memberships');
select tests.be('mia');
select tests.refuses($$ select public.create_invite_code(tests.space('harbour')) $$,
  '403 rank_too_high', 'a member has no rank to give, whatever they may');
select tests.be('org');
select public.invite_member(tests.space('harbour'), tests.id('vic'));
select tests.be('ada');
select public.invite_member(tests.space('harbour'), tests.id('rex'));
select tests.be('ola');
select public.tune_permission(tests.space('harbour'), 'organizer', 'invitations.create', false);
select tests.be('org');
select tests.refuses($$ select public.invite_member(tests.space('harbour'), tests.id('rex')) $$,
  '403 organizer_required', 'an organizer invites nobody where the space denies it');

select tests.be_owner();
select is((select status::text from public.space_members
    where space_id = tests.space('harbour') and profile_id = tests.id('rex')), 'invited',
  'what others sent stays');
select is_empty($$ select status from public.space_members
    where space_id = tests.space('harbour') and profile_id = tests.id('vic') $$,
  'who may not invite any more has not invited');

-- Demoted author ------------------------------------------------------------------
select tests.be('ada');
select lives_ok($$ select public.reset_permission(tests.space('harbour'), 'member', 'polls.create') $$,
  'an admin leaves it to the ladder again');
select lives_ok($$ select public.reset_permission(tests.space('harbour'), 'member', 'polls.create') $$,
  'once');
select results_eq($$ select was_allowed, is_allowed from public.permission_changes
    where role = 'member' and permission = 'polls.create' order by id $$,
  $$ values (null::boolean, true), (true, null) $$, 'both are on record');
select tests.be('mia');
select tests.refuses($$ select public.close_poll((select id from public.polls where title = 'Boat?')) $$,
  '403 organizer_required', 'an author who may not draft any more runs no poll');

-- Owner ---------------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ select public.tune_permission(tests.space('harbour'), 'admin', 'invitations.create', false) $$,
  'an owner tunes admins');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'owner', 'invitations.create', false) $$,
  '403 rank_too_high', 'not owners');
select tests.be('ada');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'invitations.create', true) $$,
  '403 permission_required', 'nobody gives what they do not hold');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'moderator', 'invitations.create', false) $$,
  '403 permission_required', 'or takes it');
select tests.refuses($$ select public.reset_permission(tests.space('harbour'), 'moderator', 'invitations.create') $$,
  '403 permission_required', 'or resets it');

-- Stranger, banned, admin of another space ----------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.tune_permission(tests.space('rowing'), 'member', 'polls.create', true) $$,
  '404 not_found', 'a stranger does not learn of a private space');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  '403 admin_required', 'and tunes no public one');
select is(public.my_permissions(tests.space('rowing')), public.my_permissions(gen_random_uuid()),
  'a private space and none permit alike');
select is_empty($$ select permission from public.role_permissions $$, 'a stranger reads no tuning');
select tests.be('bob');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  '403 admin_required', 'a ban ends an admin''s rights');
select tests.be('rex');
select is_empty($$ select id from public.permission_changes $$, 'an admin reads no other space''s log');

-- Anonymous, service --------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.my_permissions() $$, '42501', null, 'anon has no permissions');
select throws_ok($$ select key from public.permissions $$, '42501', null, 'and reads none');
select tests.be_service();
select throws_ok($$ insert into public.role_permissions (space_id, permission, role, is_allowed)
    values (tests.space('harbour'), 'polls.create', 'member', true) $$,
  '42501', null, 'the secret key reads tunings and makes none');

-- Archived ------------------------------------------------------------------------
select tests.be_owner();
select private.declares_permission('attics.view', 'member', 'See the attic.');
update public.spaces set archived_at = now() where slug = 'harbour';
select tests.be('ada');
select tests.refuses($$ select public.tune_permission(tests.space('harbour'), 'member', 'polls.create', true) $$,
  '409 space_archived', 'an archived space is not tuned');
select is(public.my_permissions(tests.space('harbour')), '{attics.view,rewards.view,simulations.view,treasury.view}', 'only viewing is left');

-- What must hold whoever writes ---------------------------------------------------
select tests.be_owner();
select throws_ok($$ insert into public.role_permissions (space_id, permission, role, is_allowed)
    values (tests.space('harbour'), 'polls.create', 'owner', false) $$,
  '23514', null, 'owners are never tuned');
select tests.refuses($$ update public.permission_changes set changed_by = null $$,
  '409 append_only', 'the log stays as written');
update public.permissions set is_tunable = false where key = 'polls.create';
update public.spaces set archived_at = null where slug = 'harbour';
select tests.be('moe');
select is(public.may('polls.create', tests.space('harbour')), true,
  'what is not tunable any more goes by the ladder, whatever was tuned');

select * from finish();
rollback;
