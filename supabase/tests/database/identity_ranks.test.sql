begin;
select plan(18);
select tests.user('ola');
select tests.user('ana');
select tests.user('max');

-- Nobody yet ----------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.set_global_role(tests.id('ola'), 'admin') $$,
  '403 admin_required', 'nobody appoints themselves');
select throws_ok($$ update public.profiles set global_role = 'admin' $$,
  '42501', null, 'not past the command either');
select tests.be_anon();
select throws_ok($$ select public.set_global_role(tests.id('ola'), 'admin') $$,
  '42501', null, 'anon may not ask');

-- Service role --------------------------------------------------------------------
select tests.be_service();
select results_eq($$
    select id, global_role::text from public.set_global_role(tests.id('ola'), 'admin') $$,
  $$ values (tests.id('ola'), 'admin') $$, 'the secret key appoints the first admin');
select throws_ok($$ select public.set_global_role(tests.id('max'), 'owner') $$,
  '23514', null, 'nobody owns the installation');
select tests.refuses($$ select public.set_global_role(gen_random_uuid(), 'admin') $$,
  '404 person_not_found', 'an unknown person gets no rank');

-- Admin ---------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.set_global_role(tests.id('ola'), 'member') $$,
  '409 last_admin', 'the last admin does not step down');
select is((select global_role::text from public.set_global_role(tests.id('max'), 'moderator')),
  'moderator', 'an admin gives a rank');
select is((select global_role::text from public.set_global_role(tests.id('ana'), 'admin')),
  'admin', 'even their own, as owners do in a space');
select lives_ok($$ select public.set_global_role(tests.id('ana'), 'admin') $$,
  'twice is once');
select is((select global_role::text from public.set_global_role(tests.id('ola'), 'member')),
  'member', 'with another one there an admin steps down');
select tests.refuses($$ select public.set_global_role(tests.id('ola'), 'admin') $$,
  '403 admin_required', 'and not up again');

-- Moderator -----------------------------------------------------------------------
select tests.be('max');
select tests.refuses($$ select public.set_global_role(tests.id('max'), 'admin') $$,
  '403 admin_required', 'a moderator gives no ranks');
select tests.refuses($$ select public.set_global_role(tests.id('ana'), 'member') $$,
  '403 admin_required', 'and takes none');

-- No rank in a space --------------------------------------------------------------
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be('ana');
select is_empty($$ select 1 from public.spaces where slug = 'rowing' $$,
  'an admin of the installation reads no private space');
select tests.refuses($$ select public.ban_member(tests.space('rowing'), tests.id('ola')) $$,
  '404 not_found', 'and holds no rank in it');

-- Erased --------------------------------------------------------------------------
select tests.be_owner();
update public.profiles set display_name = '', global_role = 'member', erased_at = now()
where id = tests.id('max');
select tests.be('ana');
select tests.refuses($$ select public.set_global_role(tests.id('max'), 'admin') $$,
  '404 person_not_found', 'an erased person gets no rank');

-- Service role, again -------------------------------------------------------------
select tests.be_service();
select is((select global_role::text from public.set_global_role(tests.id('ana'), 'member')),
  'member', 'the secret key takes a rank even from the last admin');

select * from finish();
rollback;
