begin;
select plan(19);
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'max');
select tests.member('rowing', 'ida', 'admin', 'invited');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.member('rowing', 'bob', 'member', 'banned');
select tests.member('rowing', 'oto', 'owner', 'invited');

-- Member, invited, pending --------------------------------------------------------
select tests.be('max');
select lives_ok($$ select public.leave_space(tests.space('rowing')) $$, 'a member leaves');
select is_empty($$ select slug from public.spaces where slug = 'rowing' $$,
  'and sees no more of it');
select lives_ok(
  $$ select public.leave_space(tests.space('rowing')) $$,
  'leaving twice is leaving once');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '404 not_found', 'there is no way back but a new invitation');
select tests.be('ida');
select public.leave_space(tests.space('rowing'));
select is_empty($$ select 1 from public.my_memberships() $$, 'who is invited declines by leaving');
select tests.be('pia');
select public.leave_space(tests.space('rowing'));
select is_empty($$ select 1 from public.my_memberships() $$, 'who asked withdraws by leaving');

-- Banned --------------------------------------------------------------------------
select tests.be('bob');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '403 banned', 'nobody sheds a ban by leaving');
select results_eq($$ select status::text from public.my_memberships() $$,
  $$ values ('banned') $$, 'it stays');

-- Owner ---------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '409 last_owner', 'the last owner stays; one who is only invited does not count');
select tests.be('oto');
select public.join_space(tests.space('rowing'));
select tests.be('ola');
select lives_ok($$ select public.leave_space(tests.space('rowing')) $$,
  'with another owner there, one leaves');
select is_empty($$ select slug from public.spaces where slug = 'rowing' $$,
  'and the founder too sees no more of it');
select tests.be('oto');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '409 last_owner', 'then the other one is the last');
select tests.member('rowing', 'bob', 'owner', 'banned');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '409 last_owner', 'a banned owner is none');

-- Stranger, anonymous -------------------------------------------------------------
select tests.be('vic');
select lives_ok($$ select public.leave_space(tests.space('rowing')) $$,
  'a stranger leaves nothing');
select lives_ok($$ select public.leave_space(gen_random_uuid()) $$,
  'and learns nothing: one that does not exist is left the same way');
select tests.be_anon();
select throws_ok($$ select public.leave_space(tests.space('harbour')) $$,
  '42501', null, 'anon may not call the command');
select throws_ok($$ select private.leave_space(tests.space('harbour')) $$,
  '42501', null, 'nor what is behind it');

-- Effects -------------------------------------------------------------------------
select tests.be_owner();
select set_eq($$
    select profile_id from public.space_members
    where space_id = tests.space('rowing') and status = 'active' $$,
  array[tests.id('oto')], 'nobody was thrown out with those who left');
select is((select count(*) from public.spaces where slug = 'rowing'), 1::bigint,
  'and the space is still there');

select * from finish();
rollback;
