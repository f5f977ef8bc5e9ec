begin;
select plan(28);
select tests.user('ola');
select tests.user('max');
select tests.user('vic');

-- Founder -------------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    select slug, name, kind::text, visibility::text, join_policy::text, created_by
    from public.create_space('  Rowing club ', ' Rowing ') $$,
  $$ values ('rowing', 'Rowing club', 'community', 'private', 'invite', tests.id('ola')) $$,
  'a new space is a private community by invitation; its address is lower case');
select results_eq($$
    select profile_id, role::text, status::text from public.space_members
    where space_id = tests.space('rowing') and joined_at is not null $$,
  $$ values (tests.id('ola'), 'owner', 'active') $$, 'its founder is its only member, and owner');
select is((
    select join_policy::text from public.create_space('Harbour', 'harbour', visibility => 'public')
  ), 'open', 'a public space starts open');
select is((
    select join_policy::text from public.create_space('Night', 'night', visibility => 'unlisted')
  ), 'request', 'an unlisted one takes requests');
select tests.refuses($$ select public.create_space('Other', 'ROWING') $$,
  '409 slug_taken', 'an address is given once, whatever its case');
select throws_ok($$ select public.create_space('Rowing', '-rowing') $$,
  '23514', null, 'an address begins with a letter or digit');
select throws_ok($$ select public.create_space('Rowing', 'row club') $$,
  '23514', null, 'and holds no blanks');
select throws_ok($$ select public.create_space('Rowing', 'ab') $$,
  '23514', null, 'and has at least 3 characters');
select throws_ok($$ select public.create_space('  a  ', 'short-name') $$,
  '23514', null, 'a name has at least 3 characters, blanks around it not counted');
select throws_ok($$
    select public.create_space('Rowing', 'long-text', description => repeat('x', 501)) $$,
  '23514', null, 'a description has at most 500');
select is_empty($$ select 1 from public.spaces where slug in ('short-name', 'long-text') $$,
  'a refused founding leaves nothing behind');

-- Space in a space ----------------------------------------------------------------
select is((
    select parent_id from public.create_space('Juniors', 'juniors', 'team',
      parent => tests.space('rowing'))
  ), tests.space('rowing'), 'an owner founds a space below theirs');
select tests.member('rowing', 'max', 'contributor');
select tests.member('rowing', 'ana', 'organizer');
select tests.be('max');
select tests.refuses(
  $$ select public.create_space('Mine', 'mine', parent => tests.space('rowing')) $$,
  '403 organizer_required', 'below organizer nobody does');
select is_empty($$ select 1 from public.spaces where slug = 'juniors' $$,
  'a member of the parent is no member of the child');
select tests.be('ana');
select lives_ok(
  $$ select public.create_space('Seniors', 'seniors', parent => tests.space('rowing')) $$,
  'an organizer does');
select tests.be('vic');
select tests.refuses(
  $$ select public.create_space('Mine', 'mine', parent => tests.space('rowing')) $$,
  '404 parent_not_found', 'to a stranger a private parent does not exist');
select tests.refuses(
  $$ select public.create_space('Mine', 'mine', parent => tests.space('harbour')) $$,
  '403 organizer_required', 'a public one does, and refuses');
select tests.refuses($$ select public.create_space('Mine', 'mine', parent => gen_random_uuid()) $$,
  '404 parent_not_found', 'a parent that does not exist looks the same as a private one');

-- Around the command --------------------------------------------------------------
select throws_ok($$
    insert into public.spaces (name, slug, created_by) values ('Mine', 'mine', tests.id('vic')) $$,
  '42501', null, 'nobody founds a space by insert');
select throws_ok($$ delete from public.spaces where slug = 'harbour' $$,
  '42501', null, 'nobody deletes one');
select throws_ok($$
    insert into public.space_members (space_id, profile_id, role, status, joined_at)
    values (tests.space('harbour'), tests.id('vic'), 'owner', 'active', now()) $$,
  '42501', null, 'nobody makes themselves its owner by insert');

-- Anonymous, service --------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.create_space('Mine', 'mine') $$,
  '42501', null, 'anon may not call the command');
select throws_ok($$ select private.create_space('Mine', 'mine', 'group', 'public', '', null) $$,
  '42501', null, 'nor what is behind it');
select tests.be_service();
select throws_ok($$ select public.create_space('Mine', 'mine') $$,
  '42501', null, 'the service role founds nothing: it is nobody');

-- A token that outlived its account -----------------------------------------------
select tests.be_owner();
update public.profiles set display_name = '', erased_at = now() where id = tests.id('vic');
select tests.be('vic');
select tests.refuses($$ select public.create_space('Mine', 'mine') $$,
  '401 sign_in_required', 'an erased person founds nothing');

-- What must hold whoever writes ---------------------------------------------------
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('ola');
select tests.refuses(
  $$ select public.create_space('Late', 'late', parent => tests.space('rowing')) $$,
  '409 space_archived', 'nothing is founded below an archived space');
select tests.be_owner();
select throws_ok($$ delete from public.spaces where slug = 'rowing' $$,
  '23503', null, 'a parent stays while it has children');
select throws_ok($$ update public.spaces set settings = '[]' where slug = 'harbour' $$,
  '23514', null, 'settings are an object');

select * from finish();
rollback;
