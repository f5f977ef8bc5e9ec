begin;
select plan(22);
select tests.user(nickname) from unnest('{ola,ada,ben,cleo,mia,vic}'::text[]) as nickname;
select tests.be_service();
select public.record_expertise(tests.id(nickname), '0613', score, score, score, 'Looked at.')
from (values ('ada', 876543), ('ben', 876543), ('cleo', 876543), ('ola', 99999)) as p (nickname, score);
select public.record_evidence(tests.id('ada'), '0613', 'accepted_answer', 'post:1', 'Answered.',
  '{"post": 1}');
insert into public.score_configurations (weight_name, weight_value, field)
values ('half_life_days', 30000000, '05');
select tests.be_owner();
select private.record_event(tests.id('ada'), '0511', 'assessment', '{800000, 600000, 400000}', null,
  'Thesis.', '{}', now() - interval '30 days');
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.be(nickname) is null, public.join_space(tests.space('rowing')) is null
from unnest('{ada,ben,cleo,mia}'::text[]) as nickname;
select tests.be('ben');
select public.set_confidentiality('pseudonym', tests.space('rowing'), 'The Oar');
select public.set_confidentiality('pseudonym');
select tests.be('cleo');
select public.set_confidentiality('anonymous', tests.space('rowing'));
select public.set_confidentiality('anonymous');

-- Oneself -------------------------------------------------------------------------
select tests.be('ada');
create temp table told as select public.explain_expertise('05') as it;
select is((select it ->> 'score' from told), '307692', 'a person is told their score now');
select results_eq($$ select s -> 'weighted_score', s -> 'days', s -> 'half_life_days', s -> 'weights'
    from told, jsonb_array_elements(it -> 'scores') as s $$,
  -- (0.8·1 + 0.6·1.5 + 0.4·0.75) / 3.25 = 0.61538…
  $$ values ('615385'::jsonb, '30'::jsonb, '30'::jsonb, '3250000'::jsonb) $$,
  'and what it was before it decayed');
select results_eq($$ select t ->> 'axis', (t -> 'product')::bigint
    from told, jsonb_array_elements(it #> '{scores,0,terms}') as t $$,
  $$ values ('quality', 800000000000), ('expertise', 900000000000), ('frequency', 300000000000) $$,
  'term by term');
select is(public.explain_expertise('0613') #>> '{scores,0,events,1,evidence,post}', '1',
  'with all evidence');
select is(public.explain_expertise('0613') #> '{scores,0,events,1,after}',
  (select jsonb_build_array(quality, expertise, frequency) from public.expertise_scores
    where domain_code = '0613'), 'and what it made of the axes');
select is(public.explain_expertise('01'),
  jsonb_build_object('domain', '01', 'as_of', now(), 'score', null, 'scores', '[]'::jsonb),
  'what is not known is not zero');
select tests.refuses($$ select public.explain_expertise('99') $$, '404 domain_not_found',
  'there are no other fields');

-- Somebody in the space -------------------------------------------------------------
select tests.be('mia');
select results_eq($$ select identity_id, score from public.space_expertise(
    tests.space('rowing'), '06') $$,
  $$ select i, s from (values
    (tests.identity('rowing', 'ada'), 884141::bigint),
    (tests.identity('rowing', 'ben'), 800000), (tests.identity('rowing', 'ola'), 99999)) as v (i, s) $$,
  'the public in full, pseudonyms in tenths, the anonymous not at all');
select results_eq($$ select identity_id from public.space_expertise(
    tests.space('rowing'), '0613', 800000, tests.identity('rowing', 'ben')) $$,
  $$ values (tests.identity('rowing', 'ola')) $$, 'page after page');
select is((select count(*) from public.expertise_of(tests.id('ada'))), 2::bigint,
  'a public person shows scores with their profile');
select is_empty($$ select * from public.expertise_of(tests.id('ben')) $$, 'a pseudonymous one none');
select is_empty($$ select * from public.expertise_of(tests.id('cleo')) $$, 'nor an anonymous one');
select tests.refuses($$ select * from public.expertise_of(gen_random_uuid()) $$,
  '404 person_not_found', 'nor nobody');
select public.block_person(tests.id('ada'));
select tests.refuses($$ select * from public.expertise_of(tests.id('ada')) $$,
  '404 person_not_found', 'across a block there is nobody');
select is_empty($$ select * from public.space_expertise(tests.space('rowing'), '06')
    where identity_id = tests.identity('rowing', 'ada') $$, 'in a space neither');
select tests.refuses($$ select * from public.space_expertise(tests.space('rowing'), '99') $$,
  '404 domain_not_found', 'a space knows the same fields');
select tests.refuses($$ select * from public.space_expertise(gen_random_uuid(), '06') $$,
  '404 not_found', 'and has to exist');

-- A pseudonym, to themselves ----------------------------------------------------------
select tests.be('ben');
select is((select score from public.expertise_of(tests.id('ben'))), 876543::bigint,
  'who is pseudonymous sees their own in full');

-- Who left, who is a stranger, and nobody -----------------------------------------------
select tests.be('ada');
select public.leave_space(tests.space('rowing'));
select tests.be('ola');
select is((select count(*) from public.space_expertise(tests.space('rowing'), '06')), 2::bigint,
  'who left is not shown there');
select tests.be('vic');
select tests.refuses($$ select * from public.space_expertise(tests.space('rowing'), '06') $$,
  '403 member_required', 'strangers are not shown who knows what');
select tests.be_anon();
select throws_ok($$ select public.explain_expertise('06') $$, '42501', null, 'nobody is told');
select throws_ok($$ select * from public.expertise_of(null) $$, '42501', null, 'anything');

select * from finish();
rollback;
