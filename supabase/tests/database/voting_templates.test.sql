begin;
select plan(25);
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour');
select tests.member('rowing', 'con', 'contributor');
insert into public.governance_templates (space_id, code, name, voting_days, quorum_bps,
  threshold_bps, strong_consensus_bps, modality, parameters, lens, relevance, minimum_role,
  eligibility, secrecy, revisable, live_results)
values (tests.space('rowing'), 'boats', 'Boats', 3, 1000, 6000, 8000, 'approval',
  '{"maxChoices": 2}', 'ekoh', '{"0521": 1000000}', 'contributor', '{"member_days": 9}', 'public',
  false, true);

-- Author --------------------------------------------------------------------------
select tests.be('con');
create temporary table made as
select * from public.create_poll(tests.space('rowing'), 'By template', options => '{a,b,c}', template => 'boats');
select results_eq($$
    select modality, parameters, lens::text, relevance, minimum_role::text, eligibility,
      secrecy::text, revisable, live_results, quorum_bps, threshold_bps, strong_consensus_bps,
      voting_days::integer
    from made $$,
  $$ values ('approval', '{"maxChoices": 2}'::jsonb, 'ekoh', '{"0521": 1000000}'::jsonb,
    'contributor', '{"member_days": 9}'::jsonb, 'public', false, true, 1000, 6000, 8000, 3) $$,
  'what the author leaves open the template says');
select is((public.open_poll(id)).closes_at, now() + interval '3 days', 'for as long as it says')
from made;
select results_eq($$
    select modality, parameters, lens::text, relevance, minimum_role::text, eligibility,
      secrecy::text, revisable, live_results, quorum_bps, threshold_bps, strong_consensus_bps
    from public.create_poll(tests.space('rowing'), 'Otherwise', 'score', '{a,b}', template => 'boats',
      lens => 'equal', minimum_role => 'member', eligibility => '{}', secrecy => 'pseudonymous',
      revisable => true, live_results => false, quorum_bps => 0, threshold_bps => 5000,
      strong_consensus_bps => 9000) $$,
  $$ values ('score', '{}'::jsonb, 'equal', '{}'::jsonb, 'member', '{}'::jsonb, 'pseudonymous', true,
    false, 0, 5000, 9000) $$,
  'what the author says goes first, and nothing of another method or lens comes along');
select is((public.create_poll(tests.space('rowing'), 'Own', 'approval', '{a,b}', template => 'boats',
    relevance => '{"0311": 1000000}', parameters => '{"maxChoices": 1}')).relevance,
  '{"0311": 1000000}', 'a template''s lens with domains of one''s own');
select is((public.create_poll(tests.space('rowing'), 'Rules', template => 'constitutional')).threshold_bps,
  6600, 'two thirds for a constitution');
select is((public.create_poll(tests.space('rowing'), 'Null', 'yes_no', template => null,
    quorum_bps => null)).quorum_bps, 3300, 'null is standard');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'None', template => 'standard') $$,
  '422 unknown_modality', 'the standard leaves the method to the author');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'None', 'yes_no', template => 'x') $$,
  '422 unknown_template', 'there is no such template');
select tests.be('ola');
select tests.refuses($$ select public.create_poll(tests.space('harbour'), 'None', 'yes_no', template => 'boats') $$,
  '422 unknown_template', 'another space''s is none');

-- Organizer -----------------------------------------------------------------------
update public.governance_templates set quorum_bps = 9999 where code = 'boats';
select is((select quorum_bps from public.polls where title = 'By template'), 1000,
  'what was made keeps its numbers');
select throws_ok(format('update public.governance_templates set %I = %L where code = %L', field, value, 'boats'),
  state, null, why)
from (values
  ('modality', 'oracle', '23503', 'a method exists'),
  ('parameters', '[]', '23514', 'parameters have names'),
  ('parameters', jsonb_build_object('a', repeat('x', 4096))::text, '23514', 'and are few'),
  ('relevance', '{}', '23514', 'a lens by expertise has domains'),
  ('relevance', '{"0521": 5}', '23514', 'that sum to one'),
  ('secrecy', 'secret', '23514', 'what is secret shows nothing live'),
  ('eligibility', '{"shoe_size": 42}', 'PT422', 'rules exist'),
  ('eligibility', '[]', 'PT422', 'and have names')
) as refused (field, value, state, why);
update public.governance_templates set lens = 'equal', relevance = '{}', parameters = '{}', modality = null
where code = 'boats';
select throws_ok($$ update public.governance_templates set parameters = '{"max": 3}' where code = 'boats' $$,
  '23514', null, 'parameters are a method''s');
update public.governance_templates set modality = 'approval', parameters = '{"max": 3}' where code = 'boats';
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Max', options => '{a,b}', template => 'boats') $$,
  '422 invalid_parameters', 'what the method does not know is refused when it is used');
select tests.refuses(format($$ update public.governance_templates
    set eligibility = jsonb_build_object('space', %L::text) where code = 'boats' $$, gen_random_uuid()),
  '422 invalid_eligibility', 'a template asks for the members of a space that one organizes');
select lives_ok($$ update public.governance_templates
    set eligibility = jsonb_build_object('space', tests.space('harbour')) where code = 'boats' $$, 'and does');

-- The clock -----------------------------------------------------------------------
select public.create_poll(tests.space('rowing'), 'Lonely', 'yes_no',
  eligibility => '{"verified": true}', opens_at => now() + interval '1 hour', closes_at => now() + interval '1 day');
select public.open_poll(p.id) from public.polls p where p.title = 'Lonely';
select tests.be_owner();
alter table public.polls disable trigger user;
update public.polls set opens_at = now() - interval '1 minute' where title = 'Lonely';
alter table public.polls enable trigger user;
select lives_ok($$ select private.advance_polls() $$, 'nobody is there to be refused');
select is((select status from public.polls where title = 'Lonely'), 'cancelled',
  'what too few could vote in is called off');
select is((select count(*) from private.poll_qualifications), 0::bigint, 'and nothing is kept');
select * from finish();
rollback;
