begin;
select plan(28);
select tests.user('ada');
select tests.user('vic');
create temp table said (label text primary key, id bigint);
grant all on said to service_role;

-- Service role --------------------------------------------------------------------
select tests.be_service();
insert into said select 'verified', id from public.record_ethics_event(
  tests.id('ada'), 'identity_verified', 'passport', 'Seen.', '{"by": "town hall"}');
select results_eq($$ select multiplier, reason, evidence from public.ethics_scores $$,
  $$ values (1200000::bigint, 'Seen.', '{"by": "town hall"}'::jsonb) $$, 'an event moves it');
select is((select id from public.record_ethics_event(
    tests.id('ada'), 'identity_verified', 'passport', 'Seen again.')),
  (select id from said where label = 'verified'), 'the same event twice is one');
select tests.refuses($$ select public.record_ethics_event(
    tests.id('ada'), 'identity_verified', 'licence', 'Seen.') $$,
  '409 already_verified', 'nobody is verified twice at once');
insert into said select 'sanction ' || n, id
from generate_series(1, 6) as n, lateral public.record_ethics_event(
  tests.id('ada'), 'sanction_applied', 'case:' || n, 'Insults.') as e;
select is((select multiplier from public.ethics_scores), 200000::bigint,
  'sanctions stop at the floor');
select public.record_ethics_event(tests.id('ada'), 'appeal_upheld', 'appeal:1', 'It was not her.',
  ends => (select id from said where label = 'sanction 1'));
select is((select multiplier from public.ethics_scores), 200000::bigint,
  'one less is still below it');
select public.record_ethics_event(tests.id('ada'), 'sanction_expired', 'case:' || n, 'Over.',
  ends => (select id from said where label = 'sanction ' || n))
from generate_series(2, 6) as n;
select is((select multiplier from public.ethics_scores), 1200000::bigint,
  'all ended, it is exactly what it was');
select tests.refuses($$ select public.record_ethics_event(tests.id('ada'), 'sanction_expired',
    'case:1', 'Over.', ends => (select id from said where label = 'sanction 1')) $$,
  '409 already_ended', 'a sanction ends once');
select tests.refuses($$ select public.record_ethics_event(tests.id('ada'), 'sanction_expired',
    'case:9', 'Over.') $$, '404 ethics_event_not_found', 'an end ends something');
select tests.refuses($$ select public.record_ethics_event(tests.id('ada'), 'appeal_upheld',
    'appeal:9', 'Over.', ends => (select id from said where label = 'verified')) $$,
  '404 ethics_event_not_found', 'of the right kind');
select tests.refuses($$ select public.record_ethics_event(tests.id('vic'), 'identity_revoked',
    'x', 'Forged.', ends => (select id from said where label = 'verified')) $$,
  '404 ethics_event_not_found', 'and of the same person');
select tests.refuses($$ select public.record_ethics_event(tests.id('ada'), 'conduct_commended',
    'x', 'Kind.', ends => (select id from said where label = 'verified')) $$,
  '422 invalid_ethics_event', 'praise ends nothing');
select tests.refuses($$ select public.record_ethics_event(gen_random_uuid(), 'conduct_commended',
    'x', 'Kind.') $$, '404 person_not_found', 'events are somebody''s');
select throws_ok($$ select public.record_ethics_event(tests.id('ada'), 'conduct_commended', 'y', ' ') $$,
  '23514', null, 'with a reason');
select throws_ok($$ select public.record_ethics_event(tests.id('ada'), 'conduct_commended', '', 'K.') $$,
  '23514', null, 'and a source');
select public.record_ethics_event(tests.id('ada'), 'conduct_commended', 'year:' || n, 'Kind.')
from generate_series(1, 9) as n;
select is((select multiplier from public.ethics_scores), 1500000::bigint, 'praise stops at the cap');
select public.record_ethics_event(tests.id('ada'), 'identity_revoked', 'passport', 'Forged.',
  ends => (select id from said where label = 'verified'));
select is((select multiplier from public.ethics_scores), 1450000::bigint,
  'what the cap held back counts when there is room');
select throws_ok($$ update public.ethics_scores set multiplier = 1 $$, '42501', null,
  'the service sets no multiplier');
select throws_ok($$ insert into public.ethics_events (profile_id, kind, amount, source, reason)
    values (tests.id('ada'), 'conduct_commended', 500000, 'z', 'Kind.') $$, '42501', null,
  'and no amount');
update public.score_configurations set weight_value = 1300000
where weight_name = 'ethical_multiplier_cap';
select is((select multiplier from public.ethics_scores), 1300000::bigint,
  'a lower cap lowers who was above it');
update public.score_configurations set weight_value = 1500000
where weight_name = 'ethical_multiplier_cap';
select results_eq($$ select old_value, new_value, reason from public.score_history
    order by id desc limit 2 $$,
  $$ values (1300000::bigint, 1450000::bigint, 'The score configuration changed.'),
    (1450000, 1300000, 'The score configuration changed.') $$,
  'a higher one gives back, and history says so');

-- A person ------------------------------------------------------------------------
select tests.be('ada');
select is((select count(*) from public.ethics_events), 23::bigint, 'a person reads their events');
select throws_ok($$ select public.record_ethics_event(
    tests.id('ada'), 'conduct_commended', 'mine', 'I am good.') $$, '42501', null,
  'and adds none');
select throws_ok($$ update public.ethics_scores set multiplier = 1500000 $$, '42501', null,
  'nor sets a multiplier');
select tests.be('vic');
select is_empty($$ select 1 from public.ethics_events $$, 'nobody else reads them');
select tests.be_anon();
select throws_ok($$ select 1 from public.ethics_events $$, '42501', null, 'least of all nobody');

-- Owner of the schema -------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ delete from public.ethics_events $$, '409 append_only', 'events stay');
select results_eq($$
    select count(*) filter (where h.old_value is distinct from before)
    from (
      select old_value, lag(new_value) over (order by id) as before from public.score_history
    ) as h $$, $$ values (0::bigint) $$, 'every value follows from the one before');
delete from auth.users where id = tests.id('ada');
select is_empty($$ select 1 from public.ethics_events $$, 'and go with their person');

select * from finish();
rollback;
