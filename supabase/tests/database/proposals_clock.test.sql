-- What becomes of proposals when nobody does anything.
begin;
select plan(26);

select tests.user(n) from unnest('{ola,kim,rui,sam}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
update public.spaces set settings = '{"proposals": {"seconds_needed": 1}}';
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{rui,sam}'::text[]) as n;

create function tests.stage(title text) returns text language sql stable security definer
as $$ select p.status from public.proposals p where p.title = stage.title $$;
create function tests.tick() returns void language plpgsql volatile security definer
as $$ begin perform private.end_deliberations(); perform private.publish_proposal_polls(); end $$;
grant execute on function tests.stage, tests.tick to authenticated;

select results_eq(
  $$ select jobname, schedule from cron.job where command ~ 'end_delib|publish_prop' order by 1 $$,
  $$ values ('end-deliberations', '* * * * *'), ('publish-proposal-polls', '* * * * *') $$,
  'every minute the clock looks');
select tests.be('rui');
select throws_ok($$ select private.end_deliberations() $$, '42501', null, 'which nobody else moves');

-- With its seconds ---------------------------------------------------------------------
select public.create_proposal(tests.space('rowing'), 'quest', 'A dock', 'Of oak.');
select public.submit_proposal(tests.proposal('A dock'));
select tests.be('sam');
select public.second_proposal(tests.proposal('A dock'), 1);
select tests.tick();
select is(tests.stage('A dock'), 'deliberation', 'not before its time');
select tests.talked_over(tests.proposal('A dock'));
select tests.tick();
select is(tests.stage('A dock'), 'voting', 'then it is voted on');
select results_eq(
  $$ select status::text, author_id, closes_at from public.polls $$,
  $$ values ('open', tests.identity('rowing', 'rui'), now() + interval '7 days') $$,
  'in a poll of its author''s');
select tests.tick();
select is((select count(*) from public.polls), 1::bigint, 'once');
select tests.be('rui');
select tests.refuses($$ select public.submit_proposal(tests.proposal('A dock')) $$,
  '409 invalid_transition', 'what is voted on is not submitted again');

-- Count and publication ------------------------------------------------------------------
select tests.be_owner();
select tests.end_of_vote(tests.poll_on('A dock'));
select tests.count_votes(tests.poll_on('A dock'), '{1}');
select tests.be('rui');
select is(tests.stage('A dock'), 'voting', 'what is counted is not known yet');
select tests.tick();
select is(tests.stage('A dock'), 'rejected', 'and is published whether its author likes it or not');
select tests.tick();
select is((select p.status from public.polls p), 'published', 'once');

-- Without --------------------------------------------------------------------------------
select public.create_proposal(tests.space('rowing'), 'quest', 'A boat', 'Of ash.');
select public.submit_proposal(tests.proposal('A boat'));
select tests.talked_over(tests.proposal('A boat'));
select tests.tick();
select is(tests.stage('A boat'), 'lapsed', 'without its seconds it lapses');
select tests.be('sam');
select throws_ok($$ select public.second_proposal(tests.proposal('A boat'), 1) $$,
  'PT409', 'It is seconded while it is talked over.', 'and is not seconded any more');
select throws_ok($$ select public.submit_proposal(tests.proposal('A boat')) $$,
  'PT403', 'Only its author does this.', 'others do not take it up again');
select tests.be('kim');
select throws_ok($$ select public.open_proposal(tests.proposal('A boat')) $$,
  'PT409', 'Only what is talked over comes to the vote.', 'nor does an organizer put it to the vote');

-- Again ------------------------------------------------------------------------------------
select tests.be('rui');
select is((public.revise_proposal(tests.proposal('A boat'), 'A boat', 'Of oak.')).status, 'lapsed',
  'its author revises what lapsed');
select results_eq(
  $$ select status::text, revision::integer, submissions::integer, deliberates_until, ended_at
    from public.submit_proposal(tests.proposal('A boat')) $$,
  $$ values ('deliberation', 2, 2, now() + interval '14 days', null::timestamptz) $$,
  'and submits it again, for the whole time');
select is((public.submit_proposal(tests.proposal('A boat'))).submissions::integer, 2,
  'a second click changes nothing');
select tests.be('sam');
select public.second_proposal(tests.proposal('A boat'), 2);
select tests.be_owner();
update public.spaces set settings = '{}';
update public.proposals set seconds_needed = 2;
select tests.talked_over(tests.proposal('A boat'));
select tests.tick();
select tests.be('rui');
select is(tests.stage('A boat'), 'lapsed', 'one second of two is not enough');
select public.submit_proposal(tests.proposal('A boat'));
select is((select count(*) from public.proposal_seconds s
  where s.proposal_id = tests.proposal('A boat')), 1::bigint,
  'who stands behind the same text need not say so again');
select tests.talked_over(tests.proposal('A boat'));
select tests.tick();
select throws_ok($$ select public.submit_proposal(tests.proposal('A boat')) $$,
  'PT409', 'It was submitted three times. Propose something else.', 'three times is enough');
select is((public.withdraw_proposal(tests.proposal('A boat'))).status, 'withdrawn',
  'what lapsed is given up');

-- Of who left ------------------------------------------------------------------------------
select public.create_proposal(tests.space('rowing'), 'quest', 'A bell', 'Of brass.');
select public.submit_proposal(tests.proposal('A bell'));
select tests.be('sam');
select public.second_proposal(tests.proposal('A bell'), 1);
select tests.be('kim');
select public.second_proposal(tests.proposal('A bell'), 1);
select tests.be_owner();
select tests.member('rowing', 'sam', 'member', 'banned');
select tests.talked_over(tests.proposal('A bell'));
select tests.tick();
select is(tests.stage('A bell'), 'lapsed', 'who was banned stands behind nothing');

-- Twenty under way ---------------------------------------------------------------------------
select tests.be('rui');
select public.create_proposal(tests.space('rowing'), 'quest', 'Idea ' || n, 'x')
from generate_series(1, 20) as n;
select throws_ok($$ select public.submit_proposal(tests.proposal('A bell')) $$,
  'PT409', 'You have 20 under way here. End one first.', 'what lapsed counts when it comes back');

-- Archived -----------------------------------------------------------------------------------
select public.submit_proposal(tests.proposal('Idea 1'));
select tests.talked_over(tests.proposal('Idea 1'));
select tests.be_owner();
update public.spaces set archived_at = now();
select tests.tick();
select is(tests.stage('Idea 1'), 'deliberation', 'in an archived space nothing moves');
update public.spaces set archived_at = null;
select tests.tick();
select is(tests.stage('Idea 1'), 'lapsed', 'until it is back');

-- Anonymous ----------------------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select private.publish_proposal_polls() $$, '42501', null,
  'anon moves no clock');

select * from finish();
rollback;
