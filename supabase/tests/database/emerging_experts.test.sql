begin;
select plan(10);
select tests.user(nickname) from unnest('{ada,ben,cleo,dan}'::text[]) as nickname;
alter table public.score_history disable trigger user;
alter table public.expertise_events disable trigger user;

-- What was, and what came -------------------------------------------------------------
select public.record_expertise(tests.id(nickname), '0613', base, base, base, 'Looked at.')
from (values ('ada', 200000), ('ben', 99999), ('cleo', 200000), ('dan', 200000))
  as p (nickname, base);
update public.score_history set changed_at = changed_at - interval '40 days',
  evidence_at = evidence_at - interval '40 days';
update public.expertise_events set recorded_at = recorded_at - interval '40 days',
  occurred_at = occurred_at - interval '40 days';
-- 200,000 decays to 199,242 within the 10 days before the base is taken.
select public.record_expertise(tests.id('ada'), '0613', 300000, 300000, 300000, 'A prize.');
select public.record_expertise(tests.id('ben'), '0613', 900000, 900000, 900000, 'A prize.');
select public.record_expertise(tests.id('cleo'), '0613', 220000, 220000, 220000, 'A talk.');
select public.record_expertise(tests.id('dan'), '0612', 900000, 900000, 900000, 'A prize.');

select private.flag_emerging_experts();
select results_eq($$ select profile_id, domain_code, base_score, score, lapsed_at
    from public.emerging_experts $$,
  $$ values (tests.id('ada'), '0613', 199242::bigint, 300000::bigint, null::timestamptz) $$,
  'who rose enough in a domain, from enough, is flagged');
select private.flag_emerging_experts();
select is((select count(*) from public.emerging_experts), 1::bigint, 'once');
update public.score_configurations set weight_value = 50000 where weight_name = 'emerging_rise';
update public.score_configurations set weight_value = 50000 where weight_name = 'emerging_base';
select private.flag_emerging_experts();
select is((select count(*) from public.emerging_experts), 3::bigint, 'the rule is configured');

-- Time ----------------------------------------------------------------------------
select private.flag_emerging_experts(clock_timestamp() + interval '31 days');
select is((select count(*) from public.emerging_experts where lapsed_at is null), 0::bigint,
  'who does not go on rising is flagged no longer');
select private.flag_emerging_experts(clock_timestamp() + interval '32 days');
select is((select count(*) from public.emerging_experts), 3::bigint, 'and it is noted once');
select is((select count(*) from cron.job where jobname = 'flag-emerging-experts'), 1::bigint,
  'a job sees to it every night');

-- People --------------------------------------------------------------------------
select tests.be('ada');
select is((select count(*) from public.emerging_experts), 1::bigint, 'a person reads their own flags');
select throws_ok($$ delete from public.emerging_experts $$, '42501', null, 'and keeps them');
select throws_ok($$ select private.flag_emerging_experts() $$, '42501', null, 'nobody flags');
select tests.be_anon();
select throws_ok($$ select 1 from public.emerging_experts $$, '42501', null, 'nobody reads all');

select * from finish();
rollback;
