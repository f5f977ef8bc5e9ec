begin;
select plan(51);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'mia');
select tests.member('rowing', 'bob', 'contributor', 'banned');
select tests.user('vic');

-- Contributor ---------------------------------------------------------------------
select tests.be('cay');
select results_eq($$
    select title, status::text, visibility::text, lens::text, quorum_bps, threshold_bps,
      author_id = tests.identity('rowing', 'cay')
    from public.create_poll(tests.space('rowing'), ' New boat? ', 'yes_no') $$,
  $$ values ('New boat?', 'draft', 'private', 'equal', 3300, 5100, true) $$,
  'a contributor drafts a poll');
select results_eq($$ select position::integer, label from public.poll_options
    where poll_id = tests.poll('New boat?') order by position $$,
  $$ values (0, 'Yes'), (1, 'No') $$, 'yes or no brings its own options');
select lives_ok($$ select public.create_poll(tests.space('rowing'), 'Colour', 'plurality',
    '{" Red ", Green, Blue}', closes_at => now() + interval '1 day') $$,
  'other methods take theirs');
select results_eq($$ select label from public.poll_options where poll_id = tests.poll('Colour')
    order by position $$, $$ values ('Red'), ('Green'), ('Blue') $$, 'in the order given');
select lives_ok($$ select public.create_poll(tests.space('rowing'), 'Route', 'approval',
    '{North, South, East}', lens => 'ekoh', relevance => '{"0311": 600000, "05": 400000}',
    parameters => '{"maxChoices": 2}', target_type => 'trip', target_id => gen_random_uuid()) $$,
  'a poll may weigh expertise and decide on something');

select tests.refuses(format($$ select public.create_poll(tests.space('rowing'), 'X', %s) $$, bad),
  refusal, because)
from (values
  ($$ 'lottery' $$, '422 unknown_modality', 'a method has to exist'),
  ($$ 'yes_no', '{Yes, No}' $$, '422 invalid_options', 'yes or no takes no other options'),
  ($$ 'plurality' $$, '422 invalid_options', 'other methods need options'),
  ($$ 'plurality', '{One}' $$, '422 invalid_options', 'two at least'),
  ($$ 'plurality', array(select n::text from generate_series(1, 101) n) $$,
    '422 invalid_options', 'and a hundred at most'),
  ($$ 'plurality', '{One, " One"}' $$, '422 invalid_options', 'no two alike'),
  ($$ 'plurality', '{One, " "}' $$, '422 invalid_options', 'none blank'),
  ($$ 'plurality', array['One', null] $$, '422 invalid_options', 'none missing'),
  ($$ 'approval', '{A, B}', parameters => '{"maxChoices": 3}' $$,
    '422 invalid_parameters', 'nobody can choose three of two'),
  ($$ 'approval', '{A, B}', parameters => '{"maxChoices": 0}' $$,
    '422 invalid_parameters', 'or none'),
  ($$ 'approval', '{A, B}', parameters => '{"maxChoices": 1.5}' $$,
    '422 invalid_parameters', 'or one and a half'),
  ($$ 'approval', '{A, B}', parameters => '{"maxChoices": "1"}' $$,
    '422 invalid_parameters', 'a number is no text'),
  ($$ 'plurality', '{A, B}', parameters => '{"maxChoices": 1}' $$,
    '422 invalid_parameters', 'a method knows its parameters'),
  ($$ 'plurality', '{A, B}', parameters => '[1]' $$,
    '422 invalid_parameters', 'which have names'),
  ($$ 'yes_no', lens => 'ekoh' $$, '422 invalid_relevance', 'expertise needs domains'),
  ($$ 'yes_no', lens => 'ekoh', relevance => '{"05": 999999}' $$,
    '422 invalid_relevance', 'whose relevance sums to one'),
  ($$ 'yes_no', lens => 'ekoh', relevance => '{"05": 500000, "0599": 500000}' $$,
    '422 invalid_relevance', 'which exist'),
  ($$ 'yes_no', lens => 'ekoh', relevance => '{"05": 2000000, "06": -1000000}' $$,
    '422 invalid_relevance', 'and count for something'),
  ($$ 'yes_no', lens => 'ekoh', relevance => '{"05": "1000000"}' $$,
    '422 invalid_relevance', 'in numbers'),
  ($$ 'yes_no', lens => 'ekoh', relevance => '3' $$, '422 invalid_relevance', 'by domain'),
  ($$ 'yes_no', relevance => '{"05": 1000000}' $$,
    '422 invalid_relevance', 'one person, one vote has no use for them'),
  ($$ 'yes_no', quorum_bps => 10001 $$, '23514', 'no quorum is above all'),
  ($$ 'yes_no', threshold_bps => 0 $$, '23514', 'no threshold is nothing'),
  ($$ 'yes_no', target_type => 'trip' $$, '23514', 'a target has type and id'),
  ($$ 'yes_no', opens_at => now(), closes_at => now() $$, '23514', 'opening comes before closing'),
  ($$ 'yes_no', description => repeat('x', 20001) $$, '23514', 'a description ends somewhere')
) as refused (bad, refusal, because);
select throws_ok($$ select public.create_poll(tests.space('rowing'), ' ', 'yes_no') $$,
  '23514', null, 'a poll has a title');
select is((select count(*)::integer from public.polls), 3, 'what was refused left nothing behind');

-- Its author, editing -------------------------------------------------------------
select results_eq($$ update public.polls set title = 'A new boat?' where title = 'New boat?'
    returning title $$, $$ values ('A new boat?') $$, 'an author edits the draft');
select lives_ok($$ update public.poll_options set position = 1 - position
    where poll_id = tests.poll('A new boat?') $$, 'and swaps options');
select lives_ok($$ insert into public.poll_options (poll_id, position, label)
    values (tests.poll('Colour'), 7, 'White') $$, 'adds one');
select lives_ok($$ delete from public.poll_options where label = 'Green' $$, 'takes one away');
select throws_ok($$ update public.polls set status = 'published' $$, '42501', null,
  'but the state is not theirs to write');
select throws_ok($$ update public.polls set relevance = '{}' $$, '42501', null, 'nor the lens');
select throws_ok($$ insert into public.polls (space_id, title, modality)
    values (tests.space('rowing'), 'Around', 'yes_no') $$, '42501', null,
  'nor is a poll made by insert');
select lives_ok($$ delete from public.polls where title = 'Route' $$, 'a draft can go');

-- Organizer -----------------------------------------------------------------------
select tests.be('ana');
select results_eq($$ update public.polls set description = 'Eight seats.'
    where title = 'A new boat?' returning author_id $$,
  $$ values (tests.identity('rowing', 'cay')) $$, 'an organizer edits what others draft');

-- Member, stranger, banned --------------------------------------------------------
select tests.be('mia');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'X', 'yes_no') $$,
  '403 contributor_required', 'a mere member drafts nothing');
select is_empty($$ select 1 from public.polls $$, 'and sees no draft');
select is_empty($$ select 1 from public.poll_options $$, 'nor its options');
select throws_ok($$ insert into public.poll_options (poll_id, position, label)
    values (tests.poll('Colour'), 9, 'Pink') $$, '42501', null, 'nor adds any');
select tests.be('vic');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'X', 'yes_no') $$,
  '404 not_found', 'to a stranger a private space does not exist');
select tests.refuses($$ select public.create_poll(tests.space('harbour'), 'X', 'yes_no') $$,
  '403 contributor_required', 'a public one does, and refuses');
select tests.be('bob');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'X', 'yes_no') $$,
  '404 not_found', 'who was banned is a stranger');

-- Anonymous, archived -------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.create_poll(tests.space('harbour'), 'X', 'yes_no') $$,
  '42501', null, 'anon drafts nothing');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('cay');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'X', 'yes_no') $$,
  '409 space_archived', 'an archived space takes no polls');

select * from finish();
rollback;
