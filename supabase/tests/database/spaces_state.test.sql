begin;
select plan(45);
select tests.user(n) from unnest(array['ola', 'vic']) n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Sailing', 'sailing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'max');
select tests.member('sailing', 'max');
select tests.member('rowing', 'bob');

-- Member ------------------------------------------------------------------------------
select tests.be('max');
select results_eq($$
    select profile_id, key, value
    from public.set_space_state(tests.space('rowing'), 'tour.seen', 'true') $$,
  $$ values (tests.id('max'), 'tour.seen', 'true'::jsonb) $$, 'a member''s client remembers');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'tour.seen', 'true') $$,
  'twice is once');
select lives_ok($$
    insert into public.space_state (space_id, key, value)
    values (tests.space('rowing'), 'tour.seen', '2')
    on conflict (space_id, profile_id, key)
    do update set space_id = excluded.space_id, key = excluded.key, value = excluded.value $$,
  'an upsert, as the Data API sends it');
select results_eq($$ select key, value from public.space_state $$,
  $$ values ('tour.seen', '2'::jsonb) $$, 'keeps the last value');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'tour.seen', null) $$,
  'null forgets');
select is_empty($$ select 1 from public.space_state $$, 'and the row is gone');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'tour.seen', null) $$,
  'forgetting twice, too');
select public.set_space_state(tests.space('rowing'), 'tab', '"polls"');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'tab', 'null') $$,
  'a null in JSON');
select is_empty($$ select 1 from public.space_state $$, 'forgets as well');
select throws_ok(
  format('select public.set_space_state(tests.space(%L), %L, %L)', 'rowing', key, value),
  '23514', null, why)
from (values
  ('', '1', 'a key has a character'),
  ('Tab', '1', 'and no capitals'),
  (repeat('k', 65), '1', 'at most 64'),
  ('big', to_jsonb(repeat('x', 16384))::text, 'a value has at most 16 KB')
) as refused (key, value, why);
select public.set_space_state(tests.space('rowing'), 'k' || n, to_jsonb(n))
from generate_series(1, 100) n;
select tests.refuses($$ select public.set_space_state(tests.space('rowing'), 'k101', '1') $$,
  '409 too_many_keys', 'a hundred keys are enough');
select tests.refuses($$
    insert into public.space_state (space_id, key, value)
    values (tests.space('rowing'), 'k101', '1') $$,
  '409 too_many_keys', 'whichever way they come');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'k100', '0') $$,
  'a key that is there is changed');
select public.set_space_state(tests.space('sailing'), 'k', '1');
select tests.refuses($$
    update public.space_state set space_id = tests.space('rowing'), key = 'new'
    where space_id = tests.space('sailing') $$,
  '409 too_many_keys', 'no key moves into a full space');
select throws_ok($$
    insert into public.space_state (space_id, profile_id, key, value)
    values (tests.space('rowing'), tests.id('ola'), 'tab', '1') $$,
  '42501', null, 'nobody writes for another: no column grant');
select throws_ok($$ update public.space_state set profile_id = tests.id('ola') $$,
  '42501', null, 'nor gives theirs away');

-- Owner -------------------------------------------------------------------------------
select tests.be('ola');
select is_empty($$ select 1 from public.space_state $$, 'an owner reads nobody''s state');
select is_empty($$ delete from public.space_state returning 1 $$, 'and deletes none');
select lives_ok($$ select public.set_space_state(tests.space('rowing'), 'tab', '1') $$,
  'they have their own');
select is((select count(*) from public.space_state), 1::bigint, 'beside the others''');

-- Stranger, anonymous -----------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.set_space_state(tests.space('rowing'), 'tab', '1') $$,
  '404 not_found', 'to a stranger the space does not exist');
select tests.refuses($$ select public.set_space_state(tests.space('harbour'), 'tab', '1') $$,
  '403 member_required', 'a public space remembers its members only');
select throws_ok($$
    insert into public.space_state (space_id, key, value)
    values (tests.space('harbour'), 'tab', '1') $$,
  '42501', null, 'by insert, too');
select tests.be_anon();
select throws_ok($$ select 1 from public.space_state $$, '42501', null, 'anon reads nothing');
select throws_ok($$ select public.set_space_state(tests.space('harbour'), 'tab', '1') $$,
  '42501', null, 'and sets nothing');

-- Leaving, banned, archived -----------------------------------------------------------
select tests.be('max');
select public.leave_space(tests.space('rowing'));
select results_eq($$ select key from public.space_state $$, $$ values ('k') $$,
  'who leaves takes the state along');
select tests.be('bob');
select public.set_space_state(tests.space('rowing'), 'tab', '"polls"');
select tests.be_owner();
select tests.member('rowing', 'bob', 'member', 'banned');
select tests.be('bob');
select tests.refuses($$ select public.set_space_state(tests.space('rowing'), 'tab', '1') $$,
  '404 not_found', 'who is banned writes nothing');
select is_empty($$ update public.space_state set value = '1' returning 1 $$, 'whichever way');
select results_eq($$ select value from public.space_state $$, $$ values ('"polls"'::jsonb) $$,
  'the state waits for the end of the ban');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'sailing';
select tests.be('max');
select tests.refuses($$ select public.set_space_state(tests.space('sailing'), 'k', '2') $$,
  '409 space_archived', 'an archived space remembers what it remembers');
select throws_ok($$
    insert into public.space_state (space_id, key, value)
    values (tests.space('sailing'), 'tab', '1') $$,
  '42501', null, 'and takes nothing new');
select isnt_empty($$ delete from public.space_state returning 1 $$, 'deleting one''s own is free');

-- What a space says of itself -----------------------------------------------------------
select tests.be('ola');
select lives_ok($$
    update public.spaces set
      settings = '{"role_labels": {"member": "Rower", "owner": "Cox"}, "digest": "weekly"}',
      branding = '{
        "theme": {"accent": "#00aaff"}, "components": {"header": {"logo": "left"}}, "motto": 1
      }'
    where slug = 'rowing' $$,
  'a space names its ranks, its colours and its components, and keeps what else it likes');
select throws_ok(format('update public.spaces set %I = %L where slug = %L', field, value, 'rowing'),
  '23514', null, why)
from (values
  ('settings', '{"role_labels": null}', 'nothing is not a list of labels'),
  ('settings', '{"role_labels": ["Cox"]}', 'labels are an object'),
  ('settings', '{"role_labels": {"king": "Cox"}}', 'of ranks that exist'),
  ('settings', '{"role_labels": {"owner": 1}}', 'named by texts'),
  ('settings', '{"role_labels": {"owner": " "}}', 'that say something'),
  ('branding', '{"theme": "dark"}', 'a theme is an object'),
  ('branding', '{"theme": {"accent": "blue"}}', 'of colours in six digits'),
  ('branding', '{"theme": {"accent": ["#00aaff"]}}', 'one each'),
  ('branding', '{"components": {"header": "left"}}', 'components are objects')
) as refused (field, value, why);

select * from finish();
rollback;
