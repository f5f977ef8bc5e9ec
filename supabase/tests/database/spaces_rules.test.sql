begin;
select plan(58);
select tests.user(n) from unnest(array['ola', 'vic', 'bob']) n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Rowing', 'rowing');
select tests.member('harbour', 'bob', 'member', 'banned');
select tests.member(space, nickname, role::public.space_role)
from unnest(array['harbour', 'rowing']) space,
  (values ('mod', 'moderator'), ('gus', 'organizer'), ('con', 'contributor'), ('max', 'member'))
    as person (nickname, role);
select tests.member('rowing', 'ida', 'member', 'invited');

-- Organizer ---------------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select title, body, position, is_active, author_id
    from public.add_space_rule(tests.space('rowing'), 'rule', ' Be kind ', 'To all.') $$,
  $$ values ('Be kind', 'To all.', 1, true, tests.identity('rowing', 'gus')) $$, 'an organizer writes a rule');
select is(
  (select position from public.add_space_rule(tests.space('rowing'), 'rule', 'No ads')), 2,
  'the next one comes after it');
select is((
    select position from public.add_space_rule(
      tests.space('rowing'), 'flair', 'News', value => '{"colour": "#00aaFF"}')
  ), 1, 'each kind has a list of its own');
select public.add_space_rule(tests.space('rowing'), 'template', 'Report', 'What I saw:');
select tests.refuses($$ select public.add_space_rule(tests.space('rowing'), 'rule', 'Be kind') $$,
  '409 title_taken', 'a double click is told so');
select tests.refuses($$
    select public.add_space_rule(tests.space('rowing'), 'automod', 'Spam',
      value => '{"words": ["casino"], "action": "hold"}') $$,
  '403 moderator_required', 'what moderators hold back is theirs to say');
select throws_ok(
  format('select public.add_space_rule(tests.space(%L), %L, %L, %L, %L)',
    'rowing', kind, title, body, value), '23514', null, why)
from (values
  ('rule', '  ', '', '{}', 'a rule has a title'),
  ('rule', repeat('x', 121), '', '{}', 'of at most 120 characters'),
  ('rule', E'a\tb', '', '{}', 'on one line'),
  ('rule', 'Long', repeat('x', 4001), '{}', 'and at most 4,000 characters to explain it'),
  ('rule', 'Odd', '', '{"colour": "#000000"}', 'a rule has no value'),
  ('flair', repeat('x', 41), '', '{"colour": "#000000"}', 'a flair has at most 40 characters'),
  ('flair', 'Odd', '', '{}', 'a flair has a colour'),
  ('flair', 'Odd', '', '{"colour": "red"}', 'in six digits'),
  ('flair', 'Odd', '', '{"colour": ["#000000"]}', 'not in a list'),
  ('flair', 'Odd', '', '{"colour": "#000000", "size": 3}', 'and nothing else'),
  ('template', 'Odd', ' ', '{}', 'a template has a text')
) as refused (kind, title, body, value, why);
select results_eq($$
    update public.space_rules set body = 'To everybody.' where title = 'Be kind' returning body $$,
  $$ values ('To everybody.') $$, 'an organizer changes the words');
select throws_ok($$ update public.space_rules set position = 9 $$,
  '42501', null, 'not the position');
select throws_ok($$ update public.space_rules set visibility = 'public' $$,
  '42501', null, 'nor who reads it');
select throws_ok($$
    insert into public.space_rules (space_id, kind, title, position, visibility)
    values (tests.space('harbour'), 'rule', 'Mine', 1, 'public') $$,
  '42501', null, 'nor adds one past the command');
select throws_ok($$
    select public.add_space_rule(tests.space('rowing'), 'rule', 'Value', value => 'null') $$,
  '23514', null, 'a value is an object');

-- Order -------------------------------------------------------------------------------
select results_eq($$
    select title, position from public.reorder_space_rules(tests.space('rowing'), 'rule',
      array(select id from public.space_rules where kind = 'rule' order by title desc)) $$,
  $$ values ('No ads', 1), ('Be kind', 2) $$, 'an organizer puts them in order');
select results_eq($$ select title, position from public.space_rules where kind <> 'rule' $$,
  $$ values ('News', 1), ('Report', 1) $$, 'other kinds stay where they are');
select tests.refuses($$
    select public.reorder_space_rules(tests.space('rowing'), 'rule',
      array(select id from public.space_rules where title = 'No ads')) $$,
  '409 list_changed', 'an order names all of them');
select tests.refuses($$
    select public.reorder_space_rules(tests.space('rowing'), 'rule',
      array(select id from public.space_rules where title = 'No ads')
        || array(select id from public.space_rules where title = 'No ads')) $$,
  '409 list_changed', 'once');
select tests.refuses($$
    select public.reorder_space_rules(tests.space('rowing'), 'rule',
      array(select id from public.space_rules)) $$,
  '409 list_changed', 'and nothing else');
select tests.refuses(
  $$ select public.reorder_space_rules(tests.space('rowing'), 'automod', '{}') $$,
  '403 moderator_required', 'and not what is the moderators''');
select is((
    select count(*) from generate_series(3, 100) n,
      lateral public.add_space_rule(tests.space('rowing'), 'rule', 'Rule ' || n)
  ), 98::bigint, 'a hundred rules');
select tests.refuses($$ select public.add_space_rule(tests.space('rowing'), 'rule', 'One more') $$,
  '409 too_many_rules', 'are enough');
delete from public.space_rules where title like 'Rule %';
select is((select count(*) from public.space_rules where kind = 'rule'), 2::bigint,
  'an organizer deletes');
update public.space_rules set is_active = false where title = 'No ads';

-- Moderator ---------------------------------------------------------------------------
select tests.be('mod');
select lives_ok($$
    select public.add_space_rule(tests.space('rowing'), 'automod', 'Spam',
      value => '{"words": ["casino", "crypto"], "action": "hold"}') $$,
  'a moderator lists what is held back');
select throws_ok(
  format('select public.add_space_rule(tests.space(%L), %L, %L, value => %L)',
    'rowing', 'automod', 'Odd', value), '23514', null, why)
from (values
  ('{"words": ["a"]}', 'with an action'),
  ('{"action": "flag"}', 'and words'),
  ('{"words": ["a"], "action": ["flag"]}', 'with one action'),
  ('{"words": ["a"], "action": "shoot"}', 'that exists'),
  ('{"words": [], "action": "flag"}', 'with words'),
  ('{"words": "a", "action": "flag"}', 'in a list'),
  ('{"words": ["a", 1], "action": "flag"}', 'of texts'),
  ('{"words": ["a", " "], "action": "flag"}', 'that are not blank'),
  ('{"words": ["a"], "action": "flag", "regex": "."}', 'and nothing else')
) as refused (value, why);
select set_eq($$ select title from public.space_rules $$,
  array['Be kind', 'No ads', 'News', 'Report', 'Spam'], 'a moderator reads all');

-- Contributor, member, invited ----------------------------------------------------------
select tests.be('gus');
select set_eq($$ select title from public.space_rules $$,
  array['Be kind', 'No ads', 'News', 'Report'], 'an organizer what is switched off, no automod');
select is_empty($$
    update public.space_rules set title = 'x' where kind = 'automod' returning 1 $$,
  'and changes none');
select tests.be('con');
select set_eq($$ select title from public.space_rules $$, array['Be kind', 'News', 'Report'],
  'a contributor reads templates');
select is_empty($$ update public.space_rules set title = 'x' returning 1 $$, 'and writes nothing');
select tests.refuses($$ select public.add_space_rule(tests.space('rowing'), 'rule', 'Mine') $$,
  '403 organizer_required', 'by command neither');
select tests.be('max');
select set_eq($$ select title from public.space_rules $$, array['Be kind', 'News'],
  'a member reads rules and flairs');
select is_empty($$ delete from public.space_rules returning 1 $$, 'and deletes nothing');
select tests.be('ida');
select set_eq($$ select title from public.space_rules $$, array['Be kind', 'News'],
  'who is invited knows what to expect');

-- Stranger, anonymous -----------------------------------------------------------------
select tests.be('gus');
select public.add_space_rule(tests.space('harbour'), 'rule', 'No swimming');
select public.add_space_rule(tests.space('harbour'), 'template', 'Berth', 'I need a berth.');
select tests.be('vic');
select set_eq($$ select title from public.space_rules $$, array['No swimming'],
  'a stranger reads the rules of public spaces');
select tests.refuses($$ select public.add_space_rule(tests.space('rowing'), 'rule', 'Mine') $$,
  '404 not_found', 'to whom a private one does not exist');
select tests.refuses($$ select public.reorder_space_rules(tests.space('harbour'), 'rule', '{}') $$,
  '403 organizer_required', 'and who orders nothing');
select tests.be_anon();
select set_eq($$ select title from public.space_rules $$, array['No swimming'], 'so does anon');
select throws_ok($$ delete from public.space_rules $$, '42501', null, 'who deletes nothing');

-- Changes of the space ----------------------------------------------------------------
select tests.be('ola');
update public.spaces set visibility = 'private' where slug = 'harbour';
select tests.be_anon();
select is_empty($$ select 1 from public.space_rules $$, 'rules go private with their space');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('gus');
select tests.refuses($$ select public.add_space_rule(tests.space('rowing'), 'rule', 'Late') $$,
  '409 space_archived', 'an archived space takes no rule');
select is_empty($$
    update public.space_rules set title = 'x' where space_id = tests.space('rowing') returning 1 $$,
  'nor a change');
select is_empty($$
    delete from public.space_rules where space_id = tests.space('rowing') returning 1 $$,
  'and loses none');

select * from finish();
rollback;
