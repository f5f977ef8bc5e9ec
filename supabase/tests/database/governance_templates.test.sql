begin;
select plan(31);
select tests.user(n) from unnest(array['ola', 'vic']) n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select public.create_space('Harbour', 'harbour');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'con', 'contributor');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select results_eq($$
    select code, deliberation_days::integer, voting_days::integer, quorum_bps, threshold_bps,
      strong_consensus_bps
    from public.governance_templates order by code $$,
  $$ values ('constitutional', 28, 7, 3300, 6600, 7500), ('standard', 14, 7, 3300, 5100, 7500),
    ('strong_consensus', 14, 7, 3300, 7500, 7500) $$, 'everybody''s templates are there for all');
select throws_ok($$ insert into public.governance_templates (code, name) values ('mine', 'Mine') $$,
  '42501', null, 'anon writes none');

-- Organizer -----------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    insert into public.governance_templates (space_id, code, name, voting_days)
    values (tests.space('rowing'), 'quick', 'Quick', 2)
    returning code, deliberation_days::integer, voting_days::integer, threshold_bps $$,
  $$ values ('quick', 14, 2, 5100) $$, 'an organizer writes one; what it leaves open is standard');
select throws_ok($$
    insert into public.governance_templates (space_id, code, name)
    values (tests.space('rowing'), 'quick', 'Quick') $$,
  '23505', null, 'a double click writes no second');
select tests.refuses($$
    insert into public.governance_templates (space_id, code, name, threshold_bps)
    values (tests.space('rowing'), 'constitutional', 'Constitutional', 1) $$,
  '409 code_taken', 'nobody makes the constitution easier to change by its name');
select throws_ok(
  format('insert into public.governance_templates (space_id, code, name, %I)
    values (tests.space(%L), %L, %L, %L)', field, 'rowing', 'odd', 'Odd', value), '23514', null, why)
from (values
  ('voting_days', '0', 'a vote takes a day'),
  ('voting_days', '366', 'and at most a year'),
  ('deliberation_days', '-1', 'nobody talks for less than no time'),
  ('quorum_bps', '10001', 'a quorum is at most everybody'),
  ('threshold_bps', '0', 'something is needed to pass'),
  ('strong_consensus_bps', '10001', 'and no more than all'),
  ('description', repeat('x', 501), 'a description is short')
) as refused (field, value, why);
select throws_ok(
  format('insert into public.governance_templates (space_id, code, name)
    values (tests.space(%L), %L, %L)', 'rowing', code, name), '23514', null, why)
from (values ('Odd one', 'Odd', 'a code is a plain word'), ('odd', ' ', 'a name is something'),
  ('odd', E'a\tb', 'on one line')) as refused (code, name, why);
select throws_ok($$
    insert into public.governance_templates (code, name) values ('mine', 'Mine') $$,
  '42501', null, 'everybody''s come with the installation');
select throws_ok($$
    insert into public.governance_templates (space_id, code, name)
    values (tests.space('harbour'), 'mine', 'Mine') $$,
  '42501', null, 'and another space''s are its own');
select results_eq($$
    update public.governance_templates set quorum_bps = 1000 where code = 'quick'
    returning quorum_bps $$, $$ values (1000) $$, 'an organizer changes one');
select is_empty($$
    update public.governance_templates set threshold_bps = 1 where code = 'constitutional'
    returning code $$, 'but none of everybody''s');
select is_empty($$ delete from public.governance_templates where code = 'standard' returning 1 $$,
  'nor takes one away');
select throws_ok($$ update public.governance_templates set code = 'slow' where code = 'quick' $$,
  '42501', null, 'a code stays');
select throws_ok($$
    update public.governance_templates set space_id = tests.space('harbour') where code = 'quick' $$,
  '42501', null, 'and so does the space');
insert into public.governance_templates (space_id, code, name)
select tests.space('rowing'), 'more_' || n, 'More' from generate_series(2, 50) n;
select tests.refuses($$
    insert into public.governance_templates (space_id, code, name)
    values (tests.space('rowing'), 'one_more', 'More') $$,
  '409 too_many_templates', 'fifty are enough');
delete from public.governance_templates where code like 'more%';

-- Member --------------------------------------------------------------------------
select tests.be('con');
select results_eq($$ select code from public.governance_templates where space_id is not null $$,
  $$ values ('quick') $$, 'a member reads them');
select is_empty($$ update public.governance_templates set voting_days = 1 returning 1 $$,
  'and changes none');
select throws_ok($$
    insert into public.governance_templates (space_id, code, name)
    values (tests.space('rowing'), 'mine', 'Mine') $$, '42501', null, 'nor writes one');

-- Stranger ------------------------------------------------------------------------
select tests.be('vic');
select is((select count(*) from public.governance_templates), 3::bigint,
  'a stranger reads everybody''s only, in a public space, too');
select throws_ok($$
    insert into public.governance_templates (space_id, code, name)
    values (tests.space('rowing'), 'standard', 'Mine') $$,
  '42501', null, 'and is refused without a word about the space');

-- Server --------------------------------------------------------------------------
select tests.be_owner();
select is((private.governance_template(tests.space('rowing'), 'quick')).voting_days::integer, 2,
  'a space finds its own');
select tests.refuses($$ select private.governance_template(tests.space('harbour'), 'quick') $$,
  '422 unknown_template', 'and none of another''s');
insert into public.governance_templates (code, name, voting_days) values ('quick', 'Quick', 3);
select is((private.governance_template(tests.space('rowing'), 'quick')).voting_days::integer, 3,
  'everybody''s come first');
select * from finish();
rollback;
