begin;
select plan(38);
select tests.user('vic');
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Quay', 'quay', parent => tests.space('harbour'));
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'max');
select tests.member('harbour', 'hal', 'organizer');
select tests.member('harbour', 'ana');
select tests.member('rowing', 'ida', 'member', 'invited');

-- Owner: the tree -----------------------------------------------------------------
select results_eq($$
    select parent_id from public.move_space(tests.space('rowing'), tests.space('harbour')) $$,
  $$ values (tests.space('harbour')) $$, 'an owner moves a space below another');
select lives_ok($$ select public.move_space(tests.space('rowing'), tests.space('harbour')) $$,
  'moving twice is moving once');
select tests.refuses($$ select public.move_space(tests.space('harbour'), tests.space('rowing')) $$,
  '409 space_cycle', 'nothing stands below what stands below it');
select public.move_space(tests.space('rowing'), tests.space('quay'));
select tests.refuses($$ select public.move_space(tests.space('harbour'), tests.space('rowing')) $$,
  '409 space_cycle', 'however far below');
select tests.refuses($$ select public.move_space(tests.space('harbour'), tests.space('harbour')) $$,
  '409 space_cycle', 'nor below itself');
select tests.refuses($$ select public.move_space(tests.space('rowing'), gen_random_uuid()) $$,
  '404 parent_not_found', 'nor below what does not exist');
select is((
    select parent_id from public.move_space(tests.space('rowing'))
  ), null, 'without a parent it stands on top');

-- Levels --------------------------------------------------------------------------
do $$
begin
  for n in 1..8 loop
    perform public.create_space('Level ' || n, 'level-' || n,
      parent => case when n > 1 then tests.space('level-' || n - 1) end);
  end loop;
end
$$;
select tests.refuses($$
    select public.create_space('Level 9', 'level-9', parent => tests.space('level-8')) $$,
  '409 too_deep', 'spaces go eight levels deep');
select tests.refuses($$ select public.move_space(tests.space('rowing'), tests.space('level-8')) $$,
  '409 too_deep', 'by moving, too');
select lives_ok($$ select public.move_space(tests.space('rowing'), tests.space('level-7')) $$,
  'and no less');
select public.move_space(tests.space('rowing'));
select tests.refuses($$ select public.move_space(tests.space('harbour'), tests.space('level-7')) $$,
  '409 too_deep', 'what stands below counts with what is moved');
select lives_ok($$ select public.move_space(tests.space('harbour'), tests.space('level-6')) $$,
  'to the last level');
select public.move_space(tests.space('harbour'));
select tests.be_service();
select tests.refuses($$
    update public.spaces set parent_id = tests.space('quay') where slug = 'harbour' $$,
  '409 space_cycle', 'the secret key makes no ring either');

-- Admin, organizer ----------------------------------------------------------------
select tests.be('ana');
select tests.refuses($$ select public.move_space(tests.space('rowing'), tests.space('harbour')) $$,
  '403 organizer_required', 'an admin moves it only where they organize');
select tests.member('harbour', 'ana', 'organizer');
select lives_ok($$ select public.move_space(tests.space('rowing'), tests.space('harbour')) $$,
  'and then may');
select tests.refuses($$ select public.archive_space(tests.space('rowing')) $$,
  '403 owner_required', 'an admin archives nothing');
select tests.be('hal');
select tests.refuses($$ select public.move_space(tests.space('harbour')) $$,
  '403 admin_required', 'an organizer moves nothing');
select tests.refuses($$ select public.move_space(tests.space('rowing')) $$,
  '404 not_found', 'least of all what they do not know');

-- Owner: the archive --------------------------------------------------------------
select tests.be('max');
update public.space_members set preferences = '{"theme": "dark"}'
where space_id = tests.space('rowing');
select tests.be('ola');
select ok((select archived_at is not null from public.archive_space(tests.space('rowing'))),
  'an owner archives a space');
select lives_ok($$ select public.archive_space(tests.space('rowing')) $$,
  'archiving twice is archiving once');
select tests.refuses($$ select public.move_space(tests.space('rowing')) $$,
  '409 space_archived', 'what is archived stays where it is');
select is_empty($$ update public.spaces set name = 'Mine' where slug = 'rowing' returning 1 $$,
  'as it is');
select tests.refuses($$ select public.move_space(tests.space('quay'), tests.space('rowing')) $$,
  '409 space_archived', 'and takes nothing below it');
select tests.be('max');
select results_eq($$ select slug from public.spaces where slug = 'rowing' $$,
  $$ values ('rowing') $$, 'its members still read it');
select is_empty($$
    update public.space_members set preferences = '{}'
    where space_id = tests.space('rowing') returning 1 $$,
  'and change nothing in it');
select lives_ok($$ select public.leave_space(tests.space('rowing')) $$, 'but may leave');
select tests.be('ida');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '409 space_archived', 'nobody joins it, invited or not');
select tests.be('ola');
select is((select archived_at from public.restore_space(tests.space('rowing'))), null,
  'an owner restores it');
select lives_ok($$ select public.restore_space(tests.space('rowing')) $$,
  'restoring twice is restoring once');
select tests.be('ida');
select lives_ok($$ select public.join_space(tests.space('rowing')) $$,
  'and everything goes on');

-- Member, stranger, anonymous -----------------------------------------------------
select tests.be('ida');
select tests.refuses($$ select public.archive_space(tests.space('rowing')) $$,
  '403 owner_required', 'a member archives nothing');
select tests.refuses($$ select public.restore_space(tests.space('rowing')) $$,
  '403 owner_required', 'and restores nothing');
select tests.be('vic');
select tests.refuses($$ select public.archive_space(tests.space('rowing')) $$,
  '404 not_found', 'a stranger does not know it');
select tests.refuses($$ select public.move_space(tests.space('harbour')) $$,
  '403 admin_required', 'and moves nothing they know');
select tests.be_anon();
select throws_ok($$ select public.archive_space(tests.space('harbour')) $$,
  '42501', null, 'anon may not archive');
select throws_ok($$ select public.restore_space(tests.space('harbour')) $$,
  '42501', null, 'nor restore');
select throws_ok($$ select public.move_space(tests.space('harbour')) $$,
  '42501', null, 'nor move');
select throws_ok($$ select private.set_archived(tests.space('harbour'), true) $$,
  '42501', null, 'by no door');

select * from finish();
rollback;
