begin;
select plan(41);
select tests.user('vic');
select tests.user('ola');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Night', 'night', visibility => 'unlisted');
select public.create_space('Rowing', 'rowing');
select public.create_space('Other', 'other');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'max');
select tests.member('rowing', 'ida', 'contributor', 'invited');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.member('rowing', 'bob', 'owner', 'banned');
select tests.member('night', 'bob', 'member', 'banned');
select tests.member('other', 'zoe', 'admin');

-- Owner ---------------------------------------------------------------------------
select set_eq($$ select slug from public.spaces $$, array['harbour', 'night', 'rowing', 'other'],
  'an owner sees their spaces, and the policy of space_members does not call itself for ever');
select results_eq($$
    update public.spaces
    set name = 'Rowers', branding = '{"colour": "blue"}', join_policy = 'request'
    where slug = 'rowing' returning name $$,
  $$ values ('Rowers') $$, 'an owner edits the space');
select throws_ok($$ update public.spaces set slug = 'crew' where slug = 'rowing' $$,
  '42501', null, 'the address stays');
select throws_ok($$ update public.spaces set created_by = null $$,
  '42501', null, 'so does the founder');
select throws_ok($$ update public.spaces set parent_id = tests.space('other') $$,
  '42501', null, 'and its place');

-- Admin, organizer ----------------------------------------------------------------
select tests.be('ana');
select results_eq($$
    update public.spaces set settings = '{"digest": "weekly"}'
    where slug = 'rowing' returning slug $$,
  $$ values ('rowing') $$, 'an admin edits the space');
select tests.be('gus');
select is_empty($$ update public.spaces set name = 'Mine' where slug = 'rowing' returning 1 $$,
  'an organizer does not: USING hides the row, so no error');
select set_eq($$ select profile_id from public.space_members $$,
  $$ select tests.id(n) from unnest(array['ola', 'ana', 'gus', 'max', 'ida', 'pia', 'bob']) n $$,
  'an organizer sees who was invited, who asks and who is banned');

-- Member --------------------------------------------------------------------------
select tests.be('max');
select set_eq($$ select slug from public.spaces $$, array['harbour', 'rowing'],
  'a member sees public spaces and their own');
select set_eq($$ select profile_id from public.space_members $$,
  $$ select tests.id(n) from unnest(array['ola', 'ana', 'gus', 'max']) n $$,
  'a member sees the active members only');
select throws_ok($$ select * from public.space_members $$,
  '42501', null, 'nobody reads others'' preferences: no column grant');
select lives_ok($$
    update public.space_members set preferences = '{"theme": "dark"}'
    where space_id = tests.space('rowing') and profile_id = tests.id('max') $$,
  'a member sets their own preferences');
select results_eq($$ select preferences ->> 'theme' from public.my_memberships() $$,
  $$ values ('dark') $$, 'and reads them');
select throws_ok($$ update public.space_members set preferences = '7' $$,
  '23514', null, 'preferences are an object');
select throws_ok($$
    update public.space_members set preferences = jsonb_build_object('x', repeat('x', 20000)) $$,
  '23514', null, 'of at most 16 kB');
select throws_ok($$ update public.space_members set role = 'owner' $$,
  '42501', null, 'a member does not promote themselves: no column grant');
select throws_ok($$ update public.space_members set level = 99 $$, '42501', null, 'nor level up');
select throws_ok($$ delete from public.space_members $$, '42501', null, 'nor throws anybody out');
select tests.be_owner();
select results_eq($$
    select count(*) from public.space_members where preferences <> '{}' $$,
  $$ values (1::bigint) $$, 'those preferences touched no other row');

-- Invited -------------------------------------------------------------------------
select tests.be('ida');
select set_eq($$ select slug from public.spaces $$, array['harbour', 'rowing'],
  'who is invited sees what to');
select results_eq($$ select profile_id, role::text from public.space_members $$,
  $$ values (tests.id('ida'), 'contributor') $$, 'and of its members only their own row');
select is_empty($$
    update public.space_members set preferences = '{"theme": "dark"}' returning space_id $$,
  'and has nothing to set yet');

-- Pending -------------------------------------------------------------------------
select tests.be('pia');
select set_eq($$ select slug from public.spaces $$, array['harbour'],
  'asking to join opens no private space');
select results_eq($$ select profile_id, status::text from public.space_members $$,
  $$ values (tests.id('pia'), 'pending') $$, 'who asks sees that they asked');

-- Banned --------------------------------------------------------------------------
select tests.be('bob');
select set_eq($$ select slug from public.spaces $$, array['harbour'],
  'a banned person reads nothing there, whatever their rank was');
select set_eq($$ select status::text from public.space_members $$, array['banned'],
  'and sees no row but their own');
select is_empty($$ update public.spaces set name = 'Mine' where slug = 'rowing' returning 1 $$,
  'and edits nothing');
select is_empty($$
    update public.space_members set preferences = '{"theme": "dark"}' returning space_id $$,
  'not even preferences');
select tests.refuses($$ select public.find_space('night') $$,
  '404 not_found', 'an unlisted space that banned them is gone');

-- Admin of another space ----------------------------------------------------------
select tests.be('zoe');
select set_eq($$ select slug from public.spaces $$, array['harbour', 'other'],
  'an admin of one space sees nothing of another');
select is_empty($$ update public.spaces set name = 'Mine' where slug = 'rowing' returning 1 $$,
  'and edits nothing there');

-- Stranger ------------------------------------------------------------------------
select tests.be('vic');
select set_eq($$ select slug from public.spaces $$, array['harbour'],
  'a stranger sees public spaces only');
select is_empty($$ select space_id from public.space_members $$, 'and no members, not even theirs');
select results_eq($$ select slug from public.find_space('NIGHT') $$,
  $$ values ('night') $$, 'an unlisted space opens to whoever knows its address');
select tests.refuses($$ select public.find_space('rowing') $$,
  '404 not_found', 'a private one does not');
select tests.refuses($$ select public.find_space('nowhere') $$,
  '404 not_found', 'and cannot be told from one that does not exist');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select set_eq($$ select slug from public.spaces $$, array['harbour'], 'anon sees public spaces');
select throws_ok($$ select profile_id from public.space_members $$,
  '42501', null, 'and no members: no grant');
select throws_ok(
  $$ select public.find_space('night') $$,
  '42501', null, 'and finds no unlisted ones');
select throws_ok($$ select private.my_spaces() $$, '42501', null, 'and calls no helper');

-- Archived ------------------------------------------------------------------------
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('ola');
select is_empty($$ update public.spaces set name = 'Mine' where slug = 'rowing' returning 1 $$,
  'an archived space is read, not edited');

select * from finish();
rollback;
