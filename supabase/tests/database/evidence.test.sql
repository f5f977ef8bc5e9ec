begin;
select plan(34);
select tests.user('ada');
select tests.user('vic');
create temp table said (label text primary key, id bigint);
grant all on said to service_role;

-- Service role --------------------------------------------------------------------
select tests.be_service();
insert into said select 'certificate', id from public.record_evidence(
  tests.id('ada'), '0613', 'certificate', 'course:1', 'Passed.', '{"grade": "A"}');
select results_eq($$ select quality, expertise, frequency, weighted_score, reason, evidence
    from public.expertise_scores $$,
  -- (0.1·1 + 0.3·1.5 + 0.05·0.75) / 3.25 = 0.180769…
  $$ values (100000::bigint, 300000::bigint, 50000::bigint, 180769::bigint, 'Passed.',
    '{"grade": "A"}'::jsonb) $$, 'evidence makes a score');
select is((select id from public.record_evidence(
    tests.id('ada'), '0613', 'certificate', 'course:1', 'Passed again.')),
  (select id from said where label = 'certificate'), 'the same evidence twice is one event');
select is((select count(*) from public.score_history), 1::bigint, 'which changes a score once');
insert into said select 'answer', id from public.record_evidence(
  tests.id('ada'), '0613', 'accepted_answer', 'post:1', 'Answered.');
select results_eq($$ select quality, expertise, frequency from public.expertise_scores $$,
  -- 0.1 + 0.9·0.08, 0.3 + 0.7·0.03, 0.05 + 0.95·0.1
  $$ values (172000::bigint, 321000::bigint, 145000::bigint) $$,
  'each piece adds a part of what is lacking');
select public.record_evidence(tests.id('ada'), '0613', 'publication', 'isbn:1', 'A book.',
  occurred_at => now() - interval '1825 days');
select results_eq($$ select evidence_at = (select max(occurred_at) from public.expertise_events)
    from public.expertise_scores $$, $$ values (true) $$,
  'what comes to be known late counts from when it happened');
select results_eq($$ select old_value, new_value, metrics ->> 'weights' from public.score_history
    order by id $$,
  $$ values (null::bigint, 180769::bigint, '[1000000, 1500000, 750000]'),
    (180769, 234538, '[1000000, 1500000, 750000]'),
    (234538, 294850, '[1000000, 1500000, 750000]') $$,
  'history has every value and what it was weighed with');

select tests.refuses($$ select public.record_evidence(
    gen_random_uuid(), '0613', 'certificate', 'course:1', 'Passed.') $$,
  '404 person_not_found', 'evidence is somebody''s');
select tests.refuses($$ select public.record_evidence(
    tests.id('ada'), '0699', 'certificate', 'course:1', 'Passed.') $$,
  '404 domain_not_found', 'in a field that exists');
select tests.refuses($$ select public.record_evidence(
    tests.id('ada'), '0613', 'assessment', 'x', 'Passed.') $$,
  '422 invalid_evidence', 'an assessment says its values');
select tests.refuses($$ select public.record_evidence(
    tests.id('ada'), '0613', 'context_adjustment', 'x', 'Passed.') $$,
  '422 invalid_evidence', 'nobody shifts a score around the moderators');
select throws_ok($$ select public.record_evidence(tests.id('ada'), '0613', 'certificate', 'c', 'Later.',
    occurred_at => now() + interval '1 day') $$, '23514', null, 'evidence is of what happened');
select throws_ok($$ select public.record_evidence(tests.id('ada'), '0613', 'certificate', '', 'P.') $$,
  '23514', null, 'and from somewhere');
select throws_ok($$ select public.record_evidence(tests.id('ada'), '0613', 'certificate', null, 'P.') $$,
  '23514', null, 'that can be named');
select throws_ok($$ select public.record_evidence(tests.id('ada'), '0613', 'certificate', 'c', ' ') $$,
  '23514', null, 'with a reason');

-- Taking back ---------------------------------------------------------------------
insert into said select 'retraction', id from public.retract_evidence(
  (select id from said where label = 'answer'), 'Copied.');
select is((select id from public.retract_evidence(
    (select id from said where label = 'answer'), 'Copied!')),
  (select id from said where label = 'retraction'), 'evidence is taken back once');
select tests.be_owner();
select tests.user('eve');
select tests.be_service();
select public.record_evidence(tests.id('eve'), '0613', 'publication', 'isbn:1', 'A book.',
  occurred_at => now() - interval '1825 days');
select public.record_evidence(tests.id('eve'), '0613', 'certificate', 'course:1', 'Passed.');
select is(
  (select weighted_score from public.expertise_scores where profile_id = tests.id('ada')),
  (select weighted_score from public.expertise_scores where profile_id = tests.id('eve')),
  'and it is as if it had never been, in whatever order the rest came to be known');
select tests.refuses($$ select public.retract_evidence(
    (select id from said where label = 'retraction'), 'No.') $$,
  '404 evidence_not_found', 'that is not taken back itself');
select tests.refuses($$ select public.retract_evidence(0, 'No.') $$,
  '404 evidence_not_found', 'nor what never was');
select public.retract_evidence(id, 'All wrong.') from public.expertise_events
where profile_id = tests.id('eve') order by id;
select is_empty($$ select 1 from public.expertise_scores where profile_id = tests.id('eve') $$,
  'without evidence there is no score');
select results_eq($$ select old_value, new_value from public.score_history
    where profile_id = tests.id('eve') order by id desc limit 1 $$,
  $$ values (180769::bigint, null::bigint) $$, 'which is not zero, and history says so');

-- Time ----------------------------------------------------------------------------
select public.record_expertise(tests.id('vic'), '0511', 1000000, 1000000, 1000000, 'Prize.');
select tests.be_owner();
select results_eq($$
    select (select score from private.expertise_as_of(array[tests.id('vic')], '{05}',
      clock_timestamp() + days * interval '1 day'))
    from unnest('{0,1,1825,3650,912,36500000}'::integer[]) with ordinality as t (days, place)
    order by place $$,
  -- 2^(-1/1825), 1/2, 1/4, 2^(-912/1825)
  $$ values (1000000::bigint), (999620), (500000), (250000), (707241), (0) $$,
  'a score loses half in five years, and is stored once');
select is_empty($$ select 1 from private.expertise_as_of(array[tests.id('eve')], '{06}',
    clock_timestamp()) $$, 'what was taken back is not known to a poll');
select tests.be_service();
insert into public.score_configurations (weight_name, weight_value, field)
values ('half_life_days', 365000000, '05');
select tests.be_owner();
select is((select score from private.expertise_as_of(array[tests.id('vic')], '{0511}',
    clock_timestamp() + interval '365 days')), 500000::bigint, 'sooner where a field is fast');
select results_eq($$ select old_value, new_value, half_life_days, reason from public.score_history
    where profile_id = tests.id('vic') order by id desc limit 1 $$,
  $$ values (1000000::bigint, 1000000::bigint, 365, 'The score configuration changed.') $$,
  'and from that moment on only');

-- The scale after the fact ---------------------------------------------------------
select tests.be_service();
update public.score_configurations set weight_value = 1000000
where weight_name = 'points_certificate_expertise';
select results_eq($$ select weighted_score from public.expertise_scores
    where profile_id = tests.id('ada') $$, $$ values (244808::bigint) $$,
  'what evidence gave stays, whatever the next will give');

-- A person ------------------------------------------------------------------------
select tests.be('ada');
select results_eq($$ select kind, source from public.expertise_events order by id $$,
  $$ values ('certificate'::public.evidence_kind, 'course:1'), ('accepted_answer', 'post:1'),
    ('publication', 'isbn:1'), ('retraction', null) $$, 'a person reads what is known of them');
select throws_ok($$ insert into public.expertise_events default values $$, '42501', null,
  'and adds nothing');
select throws_ok($$ select public.record_evidence(
    tests.id('ada'), '0613', 'certificate', 'mine', 'I am good.') $$, '42501', null,
  'by no function');
select throws_ok($$ select public.retract_evidence(1, 'I was not bad.') $$, '42501', null,
  'nor takes any back');

-- Another, and nobody -------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.expertise_events where profile_id <> tests.id('vic') $$,
  'another person reads none of it');
select tests.be_anon();
select throws_ok($$ select 1 from public.expertise_events $$, '42501', null, 'nor does nobody');

-- Owner of the schema -------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ update public.expertise_events set quality = 0 $$, '409 append_only',
  'not even the owner rewrites evidence');
select tests.refuses($$ delete from public.expertise_events $$, '409 append_only', 'or removes it');
delete from auth.users where id = tests.id('ada');
select is_empty($$ select 1 from public.expertise_events where source in ('course:1', 'post:1')
    and profile_id <> tests.id('eve') $$, 'an erased person''s goes with them');

select * from finish();
rollback;
