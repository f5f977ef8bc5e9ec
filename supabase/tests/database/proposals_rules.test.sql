-- What a template says of polls, proposals are voted on by.
begin;
select plan(14);

select tests.user(n) from unnest('{ola,rui,sam}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Cellar', 'cellar');
update public.spaces set settings =
  '{"proposals": {"seconds_needed": 0, "templates": {"quest": "sworn", "funding": "known"}}}'
where slug = 'rowing';
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{rui,sam,m1,m2,m3}'::text[]) as n;
select tests.member('cellar', n) from unnest('{rui,sam,m1,m2,m3}'::text[]) as n;

select tests.be_owner();
create function tests.stage(title text) returns text language sql stable security definer
as $$ select p.status from public.proposals p where p.title = stage.title $$;
create function tests.tick() returns void language sql volatile security definer
as $$ select private.end_deliberations() $$;
create function tests.rules_of(title text)
returns table (secrecy public.poll_secrecy, eligibility jsonb, lens text, minimum_role text,
  revisable boolean, strong_consensus_bps integer)
language sql stable security definer
as $$
  select p.secrecy, p.eligibility, p.frozen_lens ->> 'kind', p.minimum_role::text, p.revisable,
    p.strong_consensus_bps
  from public.polls p where p.id = tests.poll_on(rules_of.title)
$$;
grant execute on function tests.stage, tests.tick, tests.rules_of to authenticated;

-- Organizers write templates -----------------------------------------------------------
select tests.be('kim');
insert into public.governance_templates
  (space_id, code, name, secrecy, eligibility, lens, lens_settings, minimum_role, revisable,
    strong_consensus_bps)
values (tests.space('rowing'), 'sworn', 'Sworn', 'secret', '{"joined_by": "2200-01-01"}', 'quadratic',
  '{}', 'contributor', false, 9000);
insert into public.governance_templates (space_id, code, name, eligibility)
values (tests.space('rowing'), 'known', 'Known', '{"verified": true}');
select tests.refuses($$
    insert into public.governance_templates (space_id, code, name, lens, lens_settings)
    values (tests.space('rowing'), 'cellar', 'Cellar', 'cohort',
      jsonb_build_object('filter', jsonb_build_object('space', tests.space('cellar')))) $$,
  '422 invalid_lens', 'who organizes a space only here asks for no other''s members');
select throws_ok($$
    insert into public.governance_templates (space_id, code, name, lens, lens_settings)
    values (tests.space('rowing'), 'odd', 'Odd', 'cohort', '{"filter": 5}') $$,
  '23514', null, 'a filter is one');
select tests.be('ola');
select lives_ok($$
    insert into public.governance_templates (space_id, code, name, lens, lens_settings)
    values (tests.space('rowing'), 'cellar', 'Cellar', 'cohort',
      jsonb_build_object('filter', jsonb_build_object('space', tests.space('cellar')))) $$,
  'who organizes both does');

-- As it was submitted ------------------------------------------------------------------
select tests.be('rui');
select public.create_proposal(tests.space('rowing'), 'quest', 'A dock', 'Of oak.');
select is((select p.poll_rules from public.proposals p), null, 'a draft follows no template yet');
select public.submit_proposal(tests.proposal('A dock'));
select tests.be('kim');
update public.governance_templates set secrecy = 'public', lens = 'equal' where code = 'sworn';
select tests.talked_over(tests.proposal('A dock'));
select tests.tick();
select results_eq($$ select * from tests.rules_of('A dock') $$,
  $$ values ('secret'::public.poll_secrecy, '{"joined_by": "2200-01-01"}'::jsonb, 'quadratic',
    'contributor', false, 9000) $$, 'it is voted on as its template said then');
select public.cancel_poll(tests.poll_on('A dock'));
select is(tests.stage('A dock'), 'deliberation', 'called off, it is talked over again');
select tests.talked_over(tests.proposal('A dock'));
select tests.tick();
select results_eq($$ select secrecy, lens from tests.rules_of('A dock') $$,
  $$ values ('secret'::public.poll_secrecy, 'quadratic') $$, 'and voted on by the same rules');

-- What there is not --------------------------------------------------------------------
select tests.be('rui');
select public.create_proposal(tests.space('rowing'), 'funding', 'A bell', 'Of brass.');
select public.submit_proposal(tests.proposal('A bell'));
select public.create_proposal(tests.space('rowing'), 'quest', 'A boat', 'Of ash.');
select public.submit_proposal(tests.proposal('A boat'));
select tests.talked_over(tests.proposal(title)) from unnest('{A bell,A boat}'::text[]) as title;
select tests.refuses($$ select public.open_proposal(tests.proposal('A bell')) $$,
  '409 too_few_eligible', 'where too few meet the rules, its author is told');
select is(tests.stage('A bell'), 'deliberation', 'and nothing is changed');
select tests.tick();
select is(tests.stage('A bell'), 'lapsed', 'the clock lets it lapse');
select is(tests.stage('A boat'), 'voting', 'and goes on to the next');

-- By a cohort --------------------------------------------------------------------------
select tests.be('ola');
update public.spaces set settings =
  '{"proposals": {"seconds_needed": 0, "templates": {"funding": "cellar"}}}'
where slug = 'rowing';
select tests.be('sam');
select public.create_proposal(tests.space('rowing'), 'funding', 'A lamp', 'Of tin.');
select public.submit_proposal(tests.proposal('A lamp'));
select tests.talked_over(tests.proposal('A lamp'));
select is((public.open_proposal(tests.proposal('A lamp'))).status, 'voting',
  'whoever opens it asks what the template may ask');
select is((select r.lens from tests.rules_of('A lamp') r), 'cohort', 'by the lens of the template');
select tests.be('rui');
select public.create_proposal(tests.space('rowing'), 'governance', 'A law', 'Of ours.');
select public.submit_proposal(tests.proposal('A law'));
select tests.talked_over(tests.proposal('A law'));
select tests.tick();
select results_eq($$ select secrecy, lens, strong_consensus_bps from tests.rules_of('A law') $$,
  $$ values ('pseudonymous'::public.poll_secrecy, 'equal', 7500) $$, 'what is standard stays so');

select * from finish();
rollback;
