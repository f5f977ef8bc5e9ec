begin;
select plan(60);
select tests.user('ola');
select tests.user('ida');
select tests.user('vic');
select tests.user('bob');
select tests.user('eve');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', 'ida');
select tests.member('rowing', 'bob');
select tests.member('rowing', 'eve');

-- Two who agree, one who does not (vic), one who has nothing in common (bob), one unknown (eve).
create function pg_temp.writes(nickname text, vals jsonb, archetypes text[], hours int4multirange)
returns void language plpgsql as $$
begin
  perform tests.be(nickname);
  insert into public.value_profiles (values, archetypes, available_hours)
  values (vals, archetypes, hours);
end $$;
select pg_temp.writes('ola', '{"honesty": 100, "play": 40}', '{caregiver}', '{[0,10)}');
select pg_temp.writes('ida', '{"honesty": 100, "play": 20}', '{explorer}', '{[5,15)}');
select pg_temp.writes('vic', '{"honesty": 100}', '{caregiver}', '{[0,10)}');
select pg_temp.writes('bob', '{"order": 100}', '{ruler}', '{[100,110)}');
select tests.be('ola');
select public.grant_consent('matching');
select tests.be('ida');
select public.grant_consent('matching');
select tests.be('bob');
select public.grant_consent('matching');
select tests.be('eve');
select public.grant_consent('matching');

-- The numbers ---------------------------------------------------------------------
select tests.be_owner();
select is(private.weighted_overlap('{"a": 100, "b": 40}', '{"a": 100, "b": 20}'), 8571,
  'values: (100 + 20) of (100 + 40)');
select is(private.weighted_overlap('{"a": 100}', '{"b": 100}'), 0, 'nothing in common is 0');
select is(private.weighted_overlap('{}', '{"b": 100}'), 0, 'also where one side is empty');
select is(private.weighted_overlap('{}', '{}'), null, 'nothing on both sides is not known');
select is(private.weighted_overlap('{"a": 0}', '{"b": 0}'), null, 'nor is what matters to nobody');
select is(private.overlap('{a,b,c}', '{b,c,d}'), 5000, 'motifs: 2 of 4');
select is(private.overlap('{a,a}', '{b}'), 0, 'what one side says twice is not shared');
select is(private.overlap('{}', '{}'), null, 'no motifs at all are not known');
select is(private.archetype_overlap('{caregiver}', '{explorer}'), 5000,
  'complementary roles count half');
select is(private.archetype_overlap('{caregiver,sage}', '{explorer,sage}'), 6666,
  'next to one they share: 1 + ½ + ½ of 3');
select is(private.archetype_overlap('{caregiver,explorer}', '{caregiver,explorer}'), 10000,
  'a pair within one person adds nothing');
select is(private.archetype_overlap('{}', '{}'), null, 'no roles are not known');
select is(private.hours_overlap('{[0,10)}', '{[5,15)}'), 3333, 'hours: 5 of 15');
select is(private.hours_overlap('{[0,1),[9,10)}', '{[2,4)}'), 0, 'no common hour is 0');
select is(private.hours_overlap('{}', '{}'), null, 'no hours are not known');
select results_eq($$ select similarity from private.trust_overlaps(
    tests.id('ola'), array[tests.id('ida'), tests.id('vic')]) order by similarity desc $$,
  $$ values (10000), (0) $$, 'trust: one space of one; none of one');
select tests.be('ola');
select public.request_connection(tests.id('ida'), 'friendship');
select public.request_connection(tests.id('vic'), 'friendship');
select tests.be('ida');
select public.accept_connection(id) from public.connections;
select tests.be('vic');
select public.accept_connection(id) from public.connections;
select tests.be_owner();
select results_eq($$ select similarity from private.trust_overlaps(
    tests.id('ola'), array[tests.id('ida'), tests.id('vic')]) order by similarity desc $$,
  $$ values (5000), (0) $$,
  'knowing each other is no link to others; a friend the other does not have divides');
select tests.be('ida');
select public.request_connection(tests.id('vic'), 'friendship');
select tests.be('vic');
select public.accept_connection(id) from public.connections where requester_id = tests.id('ida');
select tests.be_owner();
select results_eq($$ select similarity from private.trust_overlaps(
    tests.id('ola'), array[tests.id('ida')]) $$,
  $$ values (10000) $$, 'a friend of both and a space of both are all there is');

-- Service -------------------------------------------------------------------------
select tests.be_service();
select results_eq($$
    select version, factor::text, weight_bps, similarity_bps, total_bps, harmony::text
    from public.resonance_breakdown(tests.id('ola'), tests.id('ida')) $$,
  $$ values
    (1, 'values', 3000, 8571, 7160, 'good_harmony'),
    (1, 'traits', 2000, null, 7160, 'good_harmony'),
    (1, 'archetypes', 1500, 5000, 7160, 'good_harmony'),
    (1, 'narrative', 1500, null, 7160, 'good_harmony'),
    (1, 'temporal', 1000, 3333, 7160, 'good_harmony'),
    (1, 'trust', 1000, 10000, 7160, 'good_harmony') $$,
  'the server reads every factor; what is not known leaves its weight to the others');
select results_eq($$ select distinct total_bps
    from public.resonance_breakdown(tests.id('ida'), tests.id('ola')) $$,
  $$ values (7160) $$, 'it is the same seen from the other side');
select results_eq($$ select profile_id, purpose from public.traceability_records
    where action = 'access' and profile_id = tests.id('ola') limit 1 $$,
  $$ values (tests.id('ola'), 'matching') $$, 'and its reading is recorded');
select tests.refuses($$ select public.resonance_breakdown(tests.id('ola'), tests.id('vic')) $$,
  '404 person_not_found', 'without consent there is nothing to compute');
select throws_ok($$ update public.resonance_configurations set values_bps = 0 $$,
  '42501', null, 'a configuration stays as it was');
select throws_ok($$ insert into public.resonance_configurations
    (values_bps, traits_bps, archetypes_bps, narrative_bps, temporal_bps, trust_bps)
    values (3000, 3000, 3000, 3000, 3000, 3000) $$,
  '23514', null, 'weights make a whole');
select throws_ok($$ insert into public.resonance_configurations
    (values_bps, traits_bps, archetypes_bps, narrative_bps, temporal_bps, trust_bps)
    values (11000, -1000, 0, 0, 0, 0) $$, '23514', null, 'of parts that are not negative');
select throws_ok($$ insert into public.resonance_configurations
    (values_bps, traits_bps, archetypes_bps, narrative_bps, temporal_bps, trust_bps, good_from_bps)
    values (10000, 0, 0, 0, 0, 0, 8000) $$, '23514', null, 'and words follow each other');

-- A person ------------------------------------------------------------------------
select tests.be('ola');
select results_eq($$ select person_id, harmony::text, strongest::text[]
    from public.resonance_with(tests.id('ida')) $$,
  $$ values (tests.id('ida'), 'good_harmony', '{values,trust}'::text[]) $$,
  'a person gets words');
select results_eq($$ select harmony::text from public.resonance_with(tests.id('bob')) $$,
  $$ values ('different_paths') $$, 'for who is different, too');
select tests.refuses($$ select public.resonance_with(tests.id('vic')) $$,
  '404 person_not_found', 'who does not consent is not there');
select tests.refuses($$ select public.resonance_with(gen_random_uuid()) $$,
  '404 person_not_found', 'like who never was');
select tests.refuses($$ select public.resonance_with(tests.id('ola')) $$,
  '404 person_not_found', 'and oneself');
select tests.refuses($$ select public.resonance_with(null) $$,
  '404 person_not_found', 'and nobody');
select throws_ok($$ select public.resonance_breakdown(tests.id('ola'), tests.id('ida')) $$,
  '42501', null, 'the numbers are not for people');
select results_eq($$ select person_id, harmony::text from public.resonant_people(tests.space('rowing')) $$,
  $$ values (tests.id('ida'), 'good_harmony') $$,
  'in a space, they find who fits, and neither themselves nor who is different');
select throws_ok($$ insert into public.resonance_configurations (values_bps) values (1) $$,
  '42501', null, 'nobody chooses the weights');
select isnt_empty($$ select 1 from public.resonance_configurations $$, 'and everybody reads them');

-- Who does not consent ------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.resonance_with(tests.id('ola')) $$,
  '404 person_not_found', 'who does not consent finds nobody');
select tests.refuses($$ select public.resonant_people(tests.space('rowing')) $$,
  '404 not_found', 'nor a private space they are not in');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.be('vic');
select tests.refuses($$ select public.resonant_people(tests.space('harbour')) $$,
  '403 member_required', 'nor people of a space they only look at');
select public.join_space(tests.space('harbour'));
select tests.refuses($$ select public.resonant_people(tests.space('harbour')) $$,
  '403 consent_required', 'nor in their own');
select public.grant_consent('matching', space => tests.space('harbour'));
select results_eq($$ select person_id, harmony::text from public.resonant_people(tests.space('harbour')) $$,
  $$ values (tests.id('ola'), 'high_harmony') $$, 'consent for one space opens that one');
select tests.refuses($$ select public.resonance_with(tests.id('ola')) $$,
  '404 person_not_found', 'and no more');
select public.grant_consent('matching', counterpart => tests.id('ola'));
select lives_ok($$ select public.resonance_with(tests.id('ola')) $$,
  'towards one person it opens that person');
select tests.refuses($$ select public.resonance_with(tests.id('ida')) $$,
  '404 person_not_found', 'alone');

-- Masks ---------------------------------------------------------------------------
select tests.be('ida');
update public.value_profiles set masked_factors = '{values,trust}', masked_names = '{explorer}';
select tests.be_service();
select results_eq($$ select factor::text, similarity_bps
    from public.resonance_breakdown(tests.id('ola'), tests.id('ida')) $$,
  $$ values ('values', null), ('traits', null), ('archetypes', 0), ('narrative', null),
    ('temporal', 3333), ('trust', null) $$, 'what is masked takes no part, from either side');
select tests.be('ida');
update public.value_profiles
set masked_factors = '{values,traits,archetypes,narrative,temporal,trust}';
select results_eq($$ select harmony::text, strongest::text[]
    from public.resonance_with(tests.id('ola')) $$,
  $$ values ('not_known_yet', '{}'::text[]) $$, 'who masks everything is not known');
select is_empty($$ select 1 from public.resonant_people(tests.space('rowing')) $$,
  'and meets nobody');
update public.value_profiles set masked_factors = '{}';
select tests.be('eve');
select results_eq($$ select harmony::text, strongest::text[]
    from public.resonance_with(tests.id('ola')) $$,
  $$ values ('different_paths', '{trust}'::text[]) $$,
  'who wrote nothing has only a circle to share');

-- Under another name --------------------------------------------------------------
select tests.be('ola');
select isnt_empty($$ select 1 from public.resonant_people(tests.space('rowing'))
    where person_id = tests.id('ida') $$, 'who is in a space under their own name is found there');
select tests.be('ida');
select public.set_confidentiality('anonymous', tests.space('rowing'));
select tests.be('ola');
select is_empty($$ select 1 from public.resonant_people(tests.space('rowing'))
    where person_id = tests.id('ida') $$, 'who is not is not, even by its owner');
select tests.be_owner();
select results_eq($$ select similarity from private.trust_overlaps(
    tests.id('ola'), array[tests.id('ida')]) $$,
  $$ values (3333) $$, 'and being there is nothing they share: vic, of vic and two spaces');
select tests.be('ida');
select public.set_confidentiality('public', tests.space('rowing'));
select tests.be_owner();
select results_eq($$ select similarity from private.trust_overlaps(
    tests.id('ola'), array[tests.id('ida')]) $$,
  $$ values (6666) $$, 'until they are there as themselves again');

-- Blocked, revoked, gone ----------------------------------------------------------
select tests.be('ida');
select public.block_person(tests.id('ola'));
select tests.be('ola');
select tests.refuses($$ select public.resonance_with(tests.id('ida')) $$,
  '404 person_not_found', 'who blocked somebody is not there for them');
select is_empty($$ select 1 from public.resonant_people(tests.space('rowing'))
    where person_id = tests.id('ida') $$, 'nor in a list');
select tests.be('ida');
select tests.refuses($$ select public.resonance_with(tests.id('ola')) $$,
  '404 person_not_found', 'nor are they for who blocked them');
select public.unblock_person(tests.id('ola'));
select lives_ok($$ select public.resonance_with(tests.id('ola')) $$, 'until the block is lifted');
select public.revoke_consent('matching');
select tests.be('ola');
select tests.refuses($$ select public.resonance_with(tests.id('ida')) $$,
  '404 person_not_found', 'consent taken back counts on the next call');
select is_empty($$ select 1 from public.resonant_people(tests.space('rowing'))
    where person_id = tests.id('ida') $$, 'in lists as well');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.resonance_with(tests.id('ola')) $$,
  '42501', null, 'nobody is compared by nobody');

-- The shape of an answer ----------------------------------------------------------
select tests.be_owner();
select is_empty($$
    select p.oid::regprocedure
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname ~ 'resona'
      and has_function_privilege('authenticated', p.oid, 'execute')
      and p.prorettype <> 'public.resonance'::regtype
    union all
    select a.atttypid from pg_attribute a
    where a.attrelid = 'public.resonance'::regclass
      and a.atttypid not in (
        'uuid'::regtype, 'public.harmony'::regtype, 'public.resonance_factor[]'::regtype) $$,
  'no answer that a person can get has room for a number');

select * from finish();
rollback;
