begin;
select plan(87);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing', visibility => 'public');
select tests.member('rowing', 'mia');
select tests.user('vic');

-- Everybody -----------------------------------------------------------------------
select tests.be_anon();
select results_eq($$ select count(*)::integer from public.vote_modalities where is_active $$,
  $$ values (18) $$, 'everybody reads which methods there are');
select throws_ok($$ update public.vote_modalities set is_active = false $$,
  '42501', null, 'and nobody changes them');

-- Author --------------------------------------------------------------------------
select tests.be('ola');
select lives_ok(format(
  $$ select public.create_poll(tests.space('rowing'), %L, %1$L, %L, parameters => %L, seats => %s) $$,
  title, options, parameters, seats), format('a poll by %s', title))
from (values
  ('consent', '{}'::text[], '{"maxObjectionBps": 1000}', 1),
  ('score', '{A, B, C}', '{"min": -5, "max": 5, "aggregate": "mean"}', 2),
  ('star', '{A, B, C}', '{"max": 9}', 1),
  ('stance', '{A, B, C}', '{}', 1),
  ('majority_judgment', '{A, B, C}', '{"grades": 7}', 1),
  ('cumulative', '{A, B, C}', '{"points": 5}', 1),
  ('budget_split', '{A, B, C}', '{}', 3),
  ('quadratic', '{A, B, C}', '{"allowNegative": true}', 1),
  ('borda', '{A, B, C}', '{"base": 1}', 1),
  ('irv', '{A, B, C}', '{}', 1),
  ('stv', '{A, B, C}', '{"quota": "hare"}', 2),
  ('schulze', '{A, B, C}', '{"pairStrength": "margins"}', 1),
  ('ranked_pairs', '{A, B, C}', '{"unranked": "no_preference"}', 1),
  ('minimax', '{A, B, C}', '{}', 1),
  ('copeland', '{A, B, C}', '{}', 1)
) as polls (title, options, parameters, seats);

select tests.refuses(format(
  $$ select public.create_poll(tests.space('rowing'), 'X', %s) $$, bad), refusal, because)
from (values
  ($$ 'score', '{A, B}', parameters => '{"min": 5, "max": 5}' $$,
    '422 invalid_parameters', 'a highest score is above the lowest'),
  ($$ 'score', '{A, B}', parameters => '{"min": 10}' $$,
    '422 invalid_parameters', 'also where one of them is the default'),
  ($$ 'score', '{A, B}', parameters => '{"max": "ten"}' $$,
    '422 invalid_parameters', 'and a score is a number'),
  ($$ 'score', '{A, B}', parameters => '{"aggregate": "median"}' $$,
    '422 invalid_parameters', 'a choice is one of those listed'),
  ($$ 'quadratic', '{A, B}', parameters => '{"allowNegative": "true"}' $$,
    '422 invalid_parameters', 'a text is no truth value'),
  ($$ 'borda', '{A, B}', parameters => '{"base": 2}' $$,
    '422 invalid_parameters', 'a base is 0 or 1'),
  ($$ 'stv', '{A, B}', parameters => '{"quota": null}' $$,
    '422 invalid_parameters', 'absent is not null'),
  ($$ 'majority_judgment', '{A, B}', parameters => '{"grades": 101}' $$,
    '422 invalid_parameters', 'no more grades than a hundred'),
  ($$ 'irv', '{A, B}', seats => 2 $$, '422 invalid_seats', 'a run-off has one winner'),
  ($$ 'schulze', '{A, B}', seats => 3 $$, '422 invalid_seats', 'two cannot fill three seats'),
  ($$ 'schulze', '{A, B}', seats => 0 $$, '422 invalid_seats', 'nor does anybody fill none'),
  ($$ 'schulze', '{A, B}', seats => null $$, '422 invalid_seats', 'seats are a number'),
  ($$ 'stv', array(select n::text from generate_series(1, 20) n), seats => 13 $$,
    '422 invalid_seats', 'a transferable vote fills twelve')
) as refusals (bad, refusal, because);

select results_eq($$ select parameters, seats::integer from public.polls
    where id = tests.poll('quadratic') $$,
  $$ values ('{"allowNegative": true}'::jsonb, 1) $$, 'a draft has the parameters given');
select results_eq($$ select parameters from public.open_poll(tests.poll('quadratic')) $$,
  $$ values ('{"credits": 100, "allowNegative": true}'::jsonb) $$, 'opening adds the defaults');
select results_eq($$ select parameters, seats::integer from public.open_poll(tests.poll('stv')) $$,
  $$ values ('{"quota": "hare", "unranked": "last"}'::jsonb, 2) $$, 'to those that were given');
select throws_ok($$ update public.polls set seats = 1 where id = tests.poll('stv') $$,
  '42501', null, 'nobody edits the seats');
delete from public.poll_options where poll_id = tests.poll('budget_split') and label = 'C';
select tests.refuses($$ select public.open_poll(tests.poll('budget_split')) $$,
  '422 invalid_seats', 'a poll does not open with fewer options than seats');

-- Member --------------------------------------------------------------------------
select tests.be('mia');
select is(
  (public.cast_ballot(tests.poll('quadratic'), '[6, null, -8]')).choice, '[6, null, -8]',
  'a ballot may spend every credit');
select tests.refuses($$ select public.change_ballot(tests.poll('quadratic'), '[7, null, -8]') $$,
  '422 invalid_choice', 'and not one more');
select is(
  (public.cast_ballot(tests.poll('stv'), '[[2], [0, 1]]')).choice, '[[2], [0, 1]]',
  'a ranking may hold equals');
select tests.refuses($$ select public.change_ballot(tests.poll('stv'), '[[2], [1, 0]]') $$,
  '422 invalid_choice', 'in ascending order');

-- The server ----------------------------------------------------------------------
reset role;
create function pg_temp.judge(method text, parameters jsonb, choice jsonb) returns boolean
language sql as $$
  select private.is_valid_choice(
    method, 3, private.completed_parameters(method, parameters), choice)
$$;
select ok(pg_temp.judge(method, parameters, choice), format('%s takes %s', method, choice))
from (values
  ('consent', '{}'::jsonb, '"stand_aside"'::jsonb),
  ('score', '{}', '[10, null, 0]'),
  ('score', '{"min": -5}', '[-5, -1, 10]'),
  ('star', '{}', '[5, 0, null]'),
  ('stance', '{}', '[-3, 3, 0]'),
  ('majority_judgment', '{"grades": 3}', '[2, 1, 0]'),
  ('cumulative', '{}', '[4, 6, 0]'),
  ('budget_split', '{}', '[null, null, null]'),
  ('quadratic', '{"credits": 14}', '[1, 2, 3]'),
  ('schulze', '{}', '[[0, 1, 2]]'),
  ('irv', '{}', '[]'),
  ('borda', '{}', '[[2], [0]]')
) as choices (method, parameters, choice);
select is(pg_temp.judge(method, parameters, choice), false,
  format('%s does not take %s', method, choice))
from (values
  ('consent', '{}'::jsonb, '"yes"'::jsonb),
  ('yes_no', '{}', '"object"'),
  ('score', '{}', '[11, 0, 0]'),
  ('score', '{}', '[-1, 0, 0]'),
  ('score', '{}', '[1, 2]'),
  ('score', '{}', '[1, 2, 3, 4]'),
  ('score', '{}', '[1, 2, 3.0]'),
  ('score', '{}', '[1, 2, "3"]'),
  ('score', '{}', '[1, 2, true]'),
  ('score', '{}', '[1, 2, [3]]'),
  ('score', '{}', '{"0": 1}'),
  ('score', '{}', '5'),
  ('score', '{}', 'null'),
  ('star', '{}', '[6, 0, 0]'),
  ('stance', '{}', '[4, 0, 0]'),
  ('majority_judgment', '{"grades": 3}', '[3, 0, 0]'),
  ('cumulative', '{}', '[4, 6, 1]'),
  ('cumulative', '{}', '[11, 0, 0]'),
  ('cumulative', '{}', '[-1, 5, 5]'),
  ('budget_split', '{}', '[60, 41, 0]'),
  ('quadratic', '{"credits": 13}', '[1, 2, 3]'),
  ('quadratic', '{}', '[-1, 0, 0]'),
  ('quadratic', '{}', '[99999999, 0, 0]'),
  ('quadratic', '{}', '[1000000, 0, 0]'),
  ('schulze', '{}', '[[0], [0]]'),
  ('schulze', '{}', '[[0, 0]]'),
  ('schulze', '{}', '[[1, 0]]'),
  ('schulze', '{}', '[[3]]'),
  ('schulze', '{}', '[[-1]]'),
  ('schulze', '{}', '[[]]'),
  ('schulze', '{}', '[0, 1]'),
  ('schulze', '{}', '[["0"]]'),
  ('schulze', '{}', '[[0], null]'),
  ('schulze', '{}', '[[[0]]]'),
  ('lottery', '{}', '0')
) as choices (method, parameters, choice);
select ok(private.is_valid_choice('star', 3, '{}', '[1, 2, 3]') is not true,
  'without its parameters no ballot is valid');
select * from finish();
rollback;
