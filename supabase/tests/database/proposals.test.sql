-- Of a proposal: written, talked over, seconded, voted on, done.
begin;
select plan(62);

select tests.user(n) from unnest('{ola,kim,rui,sam,tom,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{rui,sam,tom}'::text[]) as n;

-- Author -----------------------------------------------------------------------------
select tests.be('rui');
select is((public.create_proposal(tests.space('rowing'), 'quest', ' A dock ', 'Of oak.')).status,
  'draft', 'a member drafts a proposal');
select is((public.create_proposal(tests.space('rowing'), 'quest', 'A dock', 'Of oak.')).id,
  tests.proposal('A dock'), 'a double click is one draft');
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'funding', 'A dock', 'Of oak.') $$,
  'PT409', 'You have a draft with this title. Revise that one.', 'another with its title is refused');
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C', stake => 5) $$,
  'PT409', 'Nothing can be staked here. Propose without a stake.', 'nothing can be staked');
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C', stake => -5) $$,
  '23514', null, 'nor less than nothing');
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C', true) $$,
  '23514', null, 'only governance is constitutional');
select throws_ok(
  $$ select public.withdraw_proposal(tests.proposal('A dock')) $$,
  'PT409', null, 'a draft is deleted, not withdrawn: nobody saw it');
select is((public.revise_proposal(tests.proposal('A dock'), 'A dock', 'Of larch.')).revision::integer, 0,
  'a draft is revised and has no revisions');
select throws_ok($$ select public.open_proposal(tests.proposal('A dock')) $$,
  'PT409', 'Only what is talked over comes to the vote.', 'a draft does not come to the vote');
select throws_ok($$ update public.proposals set status = 'accepted' $$, '42501', null,
  'nobody writes a stage');
select throws_ok($$ insert into public.proposal_seconds select $$, '42501', null,
  'nor a second');

select tests.be('kim');
select is_empty($$ select from public.proposals $$, 'an organizer reads no draft');
select throws_ok($$ select public.submit_proposal(tests.proposal('A dock')) $$,
  'PT404', 'There is no such proposal.', 'nor learns that there is one');
select is_empty($$ delete from public.proposals returning 1 $$, 'nor deletes it');

select tests.be('rui');
select is((public.submit_proposal(tests.proposal('A dock'))).deliberates_until, now() + interval '14 days',
  'what is submitted is talked over for 14 days');
select is((public.submit_proposal(tests.proposal('A dock'))).revision::integer, 1,
  'a second click changes nothing');
select is_empty($$ delete from public.proposals returning 1 $$,
  'what was shown is not deleted');
select throws_ok($$ select public.second_proposal(tests.proposal('A dock'), 1) $$,
  'PT409', 'Others have to stand behind it.', 'nobody seconds their own');
select throws_ok($$ select public.open_proposal(tests.proposal('A dock')) $$,
  'PT409', 'Talk it over until deliberates_until.', 'nor opens the vote before its time');

-- Member -----------------------------------------------------------------------------
select tests.be('sam');
select is((select p.title from public.proposals p), 'A dock', 'members read it');
select lives_ok($$ select public.second_proposal(tests.proposal('A dock'), 1) $$, 'and second it');
select lives_ok($$ select public.second_proposal(tests.proposal('A dock'), 1) $$, 'twice is once');
select is((select count(*) from public.proposal_seconds), 1::bigint, 'as the list says');
select throws_ok($$ select public.revise_proposal(tests.proposal('A dock'), 'Mine', 'All mine.') $$,
  'PT403', 'Only its author does this.', 'a member does not revise it');
select throws_ok($$ select public.withdraw_proposal(tests.proposal('A dock')) $$,
  'PT403', 'Only its author does this.', 'nor withdraw it');
select throws_ok($$ select public.open_proposal(tests.proposal('A dock')) $$,
  'PT403', 'Ask its author or an organizer.', 'nor put it to the vote');
select throws_ok($$ select public.enact_proposal(tests.proposal('A dock')) $$,
  'PT403', 'Ask an organizer.', 'nor say it is done');

-- Stranger, anonymous ------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select from public.proposals $$, 'a stranger reads nothing');
select throws_ok($$ select public.second_proposal(tests.proposal('A dock'), 1) $$,
  'PT404', 'There is no such proposal.', 'and learns nothing');
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C') $$,
  'PT404', 'There is no such space.', 'nor proposes anything');
select tests.be_anon();
select throws_ok($$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C') $$,
  '42501', null, 'anon calls nothing');

-- Revision -----------------------------------------------------------------------------
select tests.be('rui');
select tests.talked_over(tests.proposal('A dock'));
select is((public.revise_proposal(tests.proposal('A dock'), 'A dock', 'Of ash.')).deliberates_until,
  now() + interval '3 days', 'a revision gives three more days');
select is_empty($$ select from public.proposal_seconds $$,
  'and takes off who stood behind another text');
select results_eq($$ select number::integer, body from public.proposal_revisions order by 1 $$,
  $$ values (1, 'Of larch.'), (2, 'Of ash.') $$, 'every text is kept');
select tests.be('sam');
select throws_ok($$ select public.second_proposal(tests.proposal('A dock'), 1) $$,
  'PT409', 'Read the text as it is now.', 'nobody seconds a text they have not read');
select public.second_proposal(tests.proposal('A dock'), 2);
select tests.be('tom');
select public.second_proposal(tests.proposal('A dock'), 2);
select public.unsecond_proposal(tests.proposal('A dock'));
select is((select count(*) from public.proposal_seconds), 1::bigint, 'a second is taken back');

-- Organizer ----------------------------------------------------------------------------
select tests.be('kim');
select tests.talked_over(tests.proposal('A dock'));
select throws_ok($$ select public.open_proposal(tests.proposal('A dock')) $$,
  'PT409', 'More members have to second it.', 'too few stand behind it');
select public.second_proposal(tests.proposal('A dock'), 2);
select tests.be_owner();
select tests.member('rowing', 'sam', 'member', 'banned');
select tests.be('kim');
select throws_ok($$ select public.open_proposal(tests.proposal('A dock')) $$,
  'PT409', 'More members have to second it.', 'who was banned stands behind nothing');
select tests.be('tom');
select public.second_proposal(tests.proposal('A dock'), 2);
select tests.be('kim');
select is((public.open_proposal(tests.proposal('A dock'))).status, 'voting', 'an organizer opens the vote');
select is((public.open_proposal(tests.proposal('A dock'))).poll_id, tests.poll_on('A dock'),
  'a second click finds it open');
select results_eq(
  $$ select status::text, threshold_bps, quorum_bps, target_id from public.polls $$,
  $$ values ('open', 5100, 3300, tests.proposal('A dock')) $$,
  'one poll, by the rules');
select throws_ok($$ select public.close_poll(tests.poll_on('A dock')) $$,
  'PT409', 'A proposal is voted on to the last day.', 'nobody closes it early');
select throws_ok($$ select public.second_proposal(tests.proposal('A dock'), 2) $$,
  'PT409', 'It is seconded while it is talked over.', 'seconding is over');
select tests.be_owner();
select tests.member('rowing', 'rui', 'contributor');
select tests.be('rui');
select throws_ok($$ select public.revise_proposal(tests.proposal('A dock'), 'A dock', 'Of gold.') $$,
  'PT409', 'What is voted on is not changed any more.', 'the text is frozen');
select throws_ok($$ select public.withdraw_proposal(tests.proposal('A dock')) $$,
  'PT409', null, 'its author cannot flee the vote');
select throws_ok($$ select public.cancel_poll(tests.poll_on('A dock')) $$,
  'PT403', 'Ask an organizer.', 'nor call it off');
select tests.be('kim');
select public.cancel_poll(tests.poll_on('A dock'));
select is((select p.status from public.proposals p), 'deliberation',
  'an organizer can: it is talked over again');
select is((select p.deliberates_until from public.proposals p), now() + interval '3 days',
  'for three more days');
select tests.talked_over(tests.proposal('A dock'));
select public.open_proposal(tests.proposal('A dock'));

-- Outcome ------------------------------------------------------------------------------
select tests.be_owner();
select tests.end_of_vote(tests.poll_on('A dock'));
select tests.count_votes(tests.poll_on('A dock'), '{0}');
select tests.be('kim');
select is((select p.status from public.proposals p), 'voting', 'a count decides nothing');
select public.publish_poll(tests.poll_on('A dock'));
select is((select p.status from public.proposals p), 'accepted', 'its publication does');
select tests.be('tom');
select public.contest_poll(tests.poll_on('A dock'), 'I count otherwise.');
select tests.be('kim');
select throws_ok($$ select public.enact_proposal(tests.proposal('A dock')) $$,
  'PT409', 'Settle the contest of its poll first.', 'what is contested is not done');
select public.dismiss_contest(tests.poll_on('A dock'), 'Counted twice.');
select is((public.enact_proposal(tests.proposal('A dock'))).status, 'enacted', 'then it is done');
select is((public.enact_proposal(tests.proposal('A dock'))).status, 'enacted', 'once');

-- Without its quorum -----------------------------------------------------------------------
select tests.be('ola');
update public.spaces set settings = '{"proposals": {"seconds_needed": 0}}';
select throws_ok($$ update public.spaces set settings = '{"proposals": {"seconds_needed": "a"}}' $$,
  '23514', null, 'a setting has its bounds');
select public.create_proposal(tests.space('rowing'), 'governance', 'Charter', 'New.', true);
select is((public.submit_proposal(tests.proposal('Charter'))).deliberates_until,
  now() + interval '28 days', 'the constitution takes twice as long');
select tests.talked_over(tests.proposal('Charter'));
select public.open_proposal(tests.proposal('Charter'));
select is((select p.threshold_bps from public.polls p where p.id = tests.poll_on('Charter')), 6600,
  'and two thirds');
select tests.be_owner();
select tests.end_of_vote(tests.poll_on('Charter'));
select tests.count_votes(tests.poll_on('Charter'), '{0}', '{quorum_not_met}');
select tests.be('ola');
select public.publish_poll(tests.poll_on('Charter'));
select is((select p.status from public.proposals p where p.title = 'Charter'), 'rejected',
  'without its quorum nothing is accepted');

-- By a template of the space's ---------------------------------------------------------------
insert into public.governance_templates
  (space_id, code, name, deliberation_days, voting_days, quorum_bps, threshold_bps)
values (tests.space('rowing'), 'quick', 'Quick', 3, 2, 1000, 6000);
select throws_ok($$ update public.spaces set settings = '{"proposals": {"templates": {"A": "b"}}}' $$,
  '23514', null, 'a space chooses for kinds there are');
update public.spaces set settings =
  '{"proposals": {"seconds_needed": 0, "templates": {"quest": "quick", "funding": "gone"}}}';
select public.create_proposal(tests.space('rowing'), 'quest', 'A bell', 'Loud.');
select results_eq(
  $$ select template, deliberates_until from public.submit_proposal(tests.proposal('A bell')) $$,
  $$ values ('quick', now() + interval '3 days') $$, 'and quests take what it chose');
update public.governance_templates set quorum_bps = 0, voting_days = 1 where code = 'quick';
select tests.talked_over(tests.proposal('A bell'));
select public.open_proposal(tests.proposal('A bell'));
select results_eq(
  $$ select p.quorum_bps, p.threshold_bps, p.closes_at from public.polls p
    where p.id = tests.poll_on('A bell') $$,
  $$ values (1000, 6000, now() + interval '2 days') $$,
  'as it was when the proposal was submitted');
select public.create_proposal(tests.space('rowing'), 'funding', 'A motor', 'Loud.');
select is((public.submit_proposal(tests.proposal('A motor'))).template, 'standard',
  'a template that is gone is the standard');

-- Archived -------------------------------------------------------------------------------
select public.archive_space(tests.space('rowing'));
select throws_ok(
  $$ select public.create_proposal(tests.space('rowing'), 'quest', 'B', 'C') $$,
  'PT409', 'This space is archived.', 'an archived space takes no proposals');

select * from finish();
rollback;
