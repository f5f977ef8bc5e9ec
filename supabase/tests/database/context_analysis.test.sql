begin;
select plan(27);
select tests.user('ada');
select tests.user('mod');
select tests.user('vic');
update public.profiles set global_role = 'moderator' where id = tests.id('mod');
create temp table said (label text primary key, id uuid);
grant all on said to service_role, authenticated;

-- Service role --------------------------------------------------------------------
select tests.be_service();
select public.record_expertise(tests.id('ada'), '0613', 400000, 400000, 400000, 'Looked at.');
insert into said select 'first', id from public.propose_context_adjustment(
  tests.id('ada'), '0613', 'run:1', 'Cited often this month.', quality => 200000,
  frequency => -500000);
select is((select id from public.propose_context_adjustment(
    tests.id('ada'), '0613', 'run:1', 'Cited.', quality => 900000)),
  (select id from said where label = 'first'), 'the same run proposes once');
select is((select weighted_score from public.expertise_scores), 400000::bigint,
  'a proposal changes no score');
select is((select count(*) from public.score_history), 1::bigint, 'and no history');
insert into said select 'second', id from public.propose_context_adjustment(
  tests.id('ada'), '0613', 'run:2', 'Cited again.', quality => 1);
insert into said select 'own', id from public.propose_context_adjustment(
  tests.id('mod'), '0613', 'run:2', 'Cited.', quality => 1);
insert into said select 'unknown', id from public.propose_context_adjustment(
  tests.id('vic'), '0613', 'run:2', 'Cited.', quality => 1);
select throws_ok($$ select public.propose_context_adjustment(
    tests.id('ada'), '0613', 'run:3', 'Nothing.') $$, '23514', null, 'a proposal proposes something');
select throws_ok($$ select public.propose_context_adjustment(
    tests.id('ada'), '0613', 'run:3', ' ', quality => 1) $$, '23514', null, 'and says why');
select tests.refuses($$ select public.propose_context_adjustment(
    tests.id('ada'), '0699', 'run:3', 'Odd.', quality => 1) $$, '404 domain_not_found',
  'in a field that exists');
select tests.refuses($$ select public.propose_context_adjustment(
    gen_random_uuid(), '0613', 'run:3', 'Odd.', quality => 1) $$, '404 person_not_found',
  'about somebody');
select throws_ok($$ update public.context_analysis_logs set status = 'applied' $$, '42501', null,
  'the service decides nothing');
select throws_ok($$ select public.decide_context_adjustment(
    (select id from said where label = 'first'), 'applied', 'Mine.') $$, '42501', null,
  'by no function');

-- The person ----------------------------------------------------------------------
select tests.be('ada');
select is((select count(*) from public.context_analysis_logs), 2::bigint,
  'a person reads what is proposed about them');
select throws_ok($$ select decided_by from public.context_analysis_logs $$, '42501', null,
  'but not who decides');
select tests.refuses($$ select public.decide_context_adjustment(
    (select id from said where label = 'first'), 'applied', 'Yes.') $$, '403 moderator_required',
  'and decides nothing');
select throws_ok($$ select public.propose_context_adjustment(
    tests.id('ada'), '0613', 'mine', 'Brilliant.', quality => 1) $$, '42501', null,
  'nor proposes');
select tests.be('vic');
select is_empty($$ select 1 from public.context_analysis_logs where profile_id = tests.id('ada') $$,
  'nobody else reads it');

-- A moderator of the installation ---------------------------------------------------
select tests.be('mod');
select is((select count(*) from public.context_analysis_logs where status = 'proposed'), 4::bigint,
  'a moderator reads what is open');
select tests.refuses($$ select public.decide_context_adjustment(
    (select id from said where label = 'own'), 'applied', 'Why not.') $$, '409 not_yourself',
  'but does not decide about themselves');
select tests.refuses($$ select public.decide_context_adjustment(
    (select id from said where label = 'first'), 'proposed', 'Hm.') $$, '422 decision_required',
  'leaving it open is no decision');
select tests.refuses($$ select public.decide_context_adjustment(gen_random_uuid(), 'applied', 'Y.') $$,
  '404 proposal_not_found', 'nor is there one about nothing');
select tests.refuses($$ select public.decide_context_adjustment(
    (select id from said where label = 'unknown'), 'applied', 'Y.') $$, '409 nothing_to_adjust',
  'what is not known cannot be adjusted');
select throws_ok($$ select public.decide_context_adjustment(
    (select id from said where label = 'first'), 'applied', ' ') $$, '23514', null,
  'a decision has a reason');
select is((select status from public.decide_context_adjustment(
    (select id from said where label = 'first'), 'applied', 'It is true.')),
  'applied'::public.context_proposal_status, 'a moderator applies');
select is((select status from public.decide_context_adjustment(
    (select id from said where label = 'first'), 'applied', 'It is true.')),
  'applied'::public.context_proposal_status, 'once, however often');
select tests.refuses($$ select public.decide_context_adjustment(
    (select id from said where label = 'first'), 'rejected', 'Oh.') $$, '409 already_decided',
  'and for good');
select is((select status from public.decide_context_adjustment(
    (select id from said where label = 'second'), 'rejected', 'Noise.')),
  'rejected'::public.context_proposal_status, 'or rejects');

-- What became of it -----------------------------------------------------------------
select tests.be_owner();
select results_eq($$ select quality, expertise, frequency, reason from public.expertise_scores $$,
  $$ values (600000::bigint, 400000::bigint, 0::bigint, 'It is true.') $$,
  'the metrics are shifted by what was applied, and end at 0');
select is((select count(*) from public.score_history), 2::bigint, 'once');
select results_eq($$ select decided_by from public.context_analysis_logs
    where status <> 'proposed' $$, $$ values (tests.id('mod')), (tests.id('mod')) $$,
  'the service reads who decided');

select * from finish();
rollback;
