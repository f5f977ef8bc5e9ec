begin;
select plan(45);
select tests.user('ada');
select tests.user('vic');

-- Reference -----------------------------------------------------------------------
select tests.be_anon();
select results_eq($$ select level::integer, count(*)::integer from public.expertise_domains
    group by level order by level $$,
  $$ values (1, 11), (2, 29), (3, 80) $$, 'everyone reads the fields: broad, narrow, detailed');
select results_eq($$ select code, parent_code, path::text from public.expertise_domains
    where path operator(extensions.<@) '06' order by path $$,
  $$ values ('06', null, '06'), ('061', '06', '06.061'), ('0611', '061', '06.061.0611'),
    ('0612', '061', '06.061.0612'), ('0613', '061', '06.061.0613') $$,
  'a code says where its field hangs');
select is((select weight_value from public.score_configurations
    where weight_name = 'ethical_multiplier_cap'), 1500000::bigint,
  'and what scoring reckons with');
select throws_ok($$ select 1 from public.expertise_scores $$, '42501', null, 'but no score');
select throws_ok($$ select 1 from public.score_history $$, '42501', null, 'and no history');

-- Service role --------------------------------------------------------------------
select tests.be_service();
select results_eq($$ select raw_score, weighted_score from public.record_expertise(
    tests.id('ada'), '0613', 800000, 600000, 400000, 'Certificate.') $$,
  -- (0.8·1 + 0.6·1.5 + 0.4·0.75) / 3.25 = 0.61538…
  $$ values (1800000::bigint, 615385::bigint) $$, 'three metrics make a score by their weights');
select is((select weighted_score from public.record_expertise(
    tests.id('ada'), '0613', 1000000, 1000000, 1000000, 'Prize.', '{"prize": "Turing"}')),
  1000000::bigint, 'all of everything is 1.0');
select lives_ok($$ select public.record_expertise(tests.id('vic'), '0511', 1, 2, 3, 'A talk.') $$,
  'the service records for anyone');
select throws_ok($$
    select public.record_expertise(tests.id('ada'), '0613', 1000001, 0, 0, 'Too good.') $$,
  '23514', null, 'a metric ends at 1.0');
select throws_ok($$ select public.record_expertise(tests.id('ada'), '0613', 0, -1, 0, 'Bad.') $$,
  '23514', null, 'and begins at 0');
select throws_ok($$ select public.record_expertise(tests.id('ada'), '0613', 0, null, 0, 'No.') $$,
  '23502', null, 'a missing metric is no zero');
select throws_ok($$ select public.record_expertise(tests.id('ada'), '0613', 0, 0, 0, ' ') $$,
  '23514', null, 'nothing is recorded without a reason');
select tests.refuses($$ select public.record_expertise(tests.id('ada'), '0699', 0, 0, 0, 'Odd.') $$,
  '404 domain_not_found', 'nor in a field that does not exist');
select tests.refuses($$ select public.record_expertise(gen_random_uuid(), '0613', 0, 0, 0, 'Odd.') $$,
  '404 person_not_found', 'nor of nobody');
select public.record_ethics_event(tests.id('ada'), 'identity_verified', 'passport', 'Verified.');
select throws_ok($$ update public.expertise_scores set quality = 0 $$, '42501', null,
  'even the service writes no score around its function');
select throws_ok($$ insert into public.score_history (profile_id, new_value, metrics, reason,
    evidence) values (tests.id('ada'), 1, '{}', 'Made up.', '{}') $$,
  '42501', null, 'nor any history');
select throws_ok($$ delete from public.score_history $$, '42501', null, 'which it cannot erase');
select throws_ok($$ update public.score_history set reason = 'Other.' $$, '42501', null,
  'nor rewrite');
select throws_ok($$ delete from public.expertise_domains $$, '42501', null, 'fields stay');

-- A person ------------------------------------------------------------------------
select tests.be('ada');
select results_eq($$ select domain_code, weighted_score, reason from public.expertise_scores $$,
  $$ values ('0613', 1000000::bigint, 'Prize.') $$, 'a person reads their own scores');
select results_eq($$ select multiplier from public.ethics_scores $$,
  $$ values (1200000::bigint) $$, 'and their own multiplier');
select results_eq($$ select domain_code, old_value, new_value, reason, evidence
    from public.score_history order by id $$,
  $$ values ('0613', null::bigint, 615385::bigint, 'Certificate.', '{}'::jsonb),
    ('0613', 615385, 1000000, 'Prize.', '{"prize": "Turing"}'),
    (null, null, 1200000, 'Verified.', '{}') $$, 'and how these came to be');
select throws_ok($$ select public.record_expertise(tests.id('ada'), '06', 9, 9, 9, 'I am good.') $$,
  '42501', null, 'nobody records their own expertise');
select throws_ok($$ insert into public.expertise_scores
    (profile_id, domain_code, quality, expertise, frequency, weighted_score, reason)
    values (tests.id('ada'), '05', 1, 1, 1, 1, 'Mine.') $$, '42501', null, 'nor inserts it');
select throws_ok($$ delete from public.expertise_scores $$, '42501', null, 'nor deletes it');
select throws_ok($$ update public.score_configurations set weight_value = 0 $$, '42501', null,
  'nor turns the scale');

-- Another person ------------------------------------------------------------------
select tests.be('vic');
select results_eq($$ select domain_code from public.score_history $$, $$ values ('0511') $$,
  'a person reads nobody else''s history');
select is_empty($$ select 1 from public.expertise_scores where profile_id = tests.id('ada') $$,
  'nor scores');
select is_empty($$ select 1 from public.ethics_scores $$, 'nor multiplier');

-- As it was -----------------------------------------------------------------------
select tests.be_owner();
create temp table moment as select clock_timestamp() as before_changes;
select public.record_expertise(tests.id('ada'), '0612', 500000, 500000, 500000, 'Course.');
select public.record_expertise(tests.id('ada'), '0613', 100000, 100000, 100000, 'Outdated.');
select public.record_ethics_event(tests.id('ada'), 'sanction_applied', 'case:1', 'Sanction.');
select results_eq($$
    select domain_code, score from private.expertise_as_of(
      array[tests.id('ada'), tests.id('vic')], '{06,0612,05,01}', clock_timestamp())
    order by profile_id = tests.id('vic'), domain_code $$,
  $$ values ('06', 500000::bigint), ('0612', 500000), ('05', 2) $$,
  'a score counts for every field above it; the best one counts; the unknown is no row');
select results_eq($$
    select domain_code, score from private.expertise_as_of(
      array[tests.id('ada')], '{06,0612}', (select before_changes from moment)) $$,
  $$ values ('06', 1000000::bigint) $$, 'an earlier moment has its own scores');
select is((select multiplier from private.ethics_as_of(
    array[tests.id('ada')], (select before_changes from moment))), 1200000::bigint,
  'and its own multiplier');

-- Owner of the schema -------------------------------------------------------------
select tests.refuses($$ update public.score_history set new_value = 0 $$,
  '409 append_only', 'not even the owner rewrites history');
select tests.refuses($$ delete from public.score_history $$, '409 append_only', 'or erases it');

-- Service role, turning the scale -------------------------------------------------
select tests.be_service();
update public.score_configurations set weight_value = 0 where weight_name like 'raw_weight_%';
select is((select weighted_score from public.record_expertise(
    tests.id('vic'), '0511', 1000000, 0, 0, 'Paper.')), 333333::bigint,
  'where no metric weighs anything, all weigh the same');
insert into public.score_configurations (weight_name, weight_value, field)
values ('raw_weight_frequency', 1000000, '05');
select results_eq($$ select new_value, reason from public.score_history
    where profile_id = tests.id('vic') order by id desc limit 1 $$,
  $$ values (0::bigint, 'The score configuration changed.') $$,
  'a new weight for a field reweighs the scores below it, and history says so');
select is_empty($$ select n.kind, n.axis
    from (
      select k::text as kind, a as axis
      from unnest(enum_range(null::public.evidence_kind)) as k,
        unnest('{quality,expertise,frequency}'::text[]) as a
    ) as n
    where n.kind not in ('assessment', 'context_adjustment', 'retraction') and not exists (
      select from public.score_configurations c
      where c.weight_name = format('points_%s_%s', n.kind, n.axis)
    ) $$, 'every kind of evidence has its points on every axis');
select throws_ok($$ insert into public.score_configurations (weight_name, weight_value, field)
    values ('points_charm_quality', 1, '05') $$, '23514', null, 'and nothing else has');
select throws_ok($$ insert into public.score_configurations (weight_name, weight_value, field)
    values ('half_life_days', 29000000, '05') $$, '23514', null, 'a half-life is no less than 30 days');
select throws_ok($$ insert into public.score_configurations (weight_name, weight_value, field)
    values ('half_life_days', 40500000, '05') $$, '23514', null, 'in whole days');
select throws_ok($$ insert into public.score_configurations (weight_name, weight_value, field)
    values ('expertise_bonus_cap', 1, '05') $$, '23514', null, 'the cap is the same everywhere');
select throws_ok($$ update public.score_configurations set weight_value = 5000001
    where weight_name = 'raw_weight_quality' $$, '23514', null, 'a weight ends at 5.0');
select tests.refuses($$ delete from public.score_configurations where field is null $$,
  '409 append_only', 'what everyone falls back on stays');
select tests.be_owner();
delete from auth.users where id = tests.id('vic');
select is_empty($$ select 1 from public.score_history where domain_code = '0511' $$,
  'an erased person''s history goes with them');

-- Rounding ------------------------------------------------------------------------
select results_eq($$ select private.divide_half_even(n, 10)
    from unnest('{4,5,6,15,25,35}'::bigint[]) with ordinality as t (n, place) order by place $$,
  $$ values (0::bigint), (0), (1), (2), (2), (4) $$, 'halves go to the even side');

select * from finish();
rollback;
