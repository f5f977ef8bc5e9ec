begin;
select plan(34);
select tests.user('ola');
select tests.user('vic');
select tests.user('bo');

-- Oneself -------------------------------------------------------------------------
select tests.be('ola');
select is((select handle::text from public.choose_handle('  Ola_N ')), 'ola_n',
  'a person takes a handle, in lower case');
select is((select handle::text from public.choose_handle('ola_n')), 'ola_n',
  'a second click changes nothing');
select results_eq($$ select handle, used_until from public.handle_history $$,
  $$ values ('ola_n', null::timestamptz) $$, 'and leaves one entry');
select throws_ok(format('select public.choose_handle(%L)', handle), '23514',
  'new row for relation "profiles" violates check constraint "profiles_handle_format"', because)
from (values
  ('ol', 'two characters are too few'),
  (repeat('x', 31), '31 too many'),
  ('ola-n', 'a dash is no part of a handle'),
  ('ola n', 'nor is a blank'),
  ('оla', 'nor a letter that only looks like one'),
  ('', 'nothing is no handle'),
  (null, 'and takes none away'),
  (repeat('x', 1000000), 'a million too many')
) as refused (handle, because);
select tests.refuses(format('select public.choose_handle(%L)', handle), '409 handle_reserved',
  because)
from (values
  ('admin', 'some words are kept back'),
  ('Support', 'in any case'),
  ('_a_d_m_i_n_', 'and with underscores between')
) as refused (handle, because);
select is((select handle::text from public.profiles where id = tests.id('ola')), 'ola_n',
  'what was refused changed nothing');

select lives_ok($$ select public.choose_handle('ola_rows') $$, 'a handle can be changed');
select set_eq($$ select handle, used_until is null from public.handle_history $$,
  $$ values ('ola_n', false), ('ola_rows', true) $$, 'the former one is kept');
select lives_ok($$ select public.choose_handle('ola_n') $$, 'one may go back to it');
select set_eq($$ select handle, used_until is null from public.handle_history $$,
  $$ values ('ola_n', true), ('ola_rows', false) $$, 'and then it is the present one');
select lives_ok($$ select public.choose_handle('ola_sails') $$, 'a third new one is fine');
select tests.refuses($$ select public.choose_handle('ola_dives') $$,
  '429 handle_changed_too_often', 'a fourth within 30 days is not');
select lives_ok($$ select public.choose_handle('ola_n') $$, 'going back still is');
select throws_ok($$ insert into public.handle_history (handle, profile_id)
    values ('mine', tests.id('ola')) $$, '42501', null, 'nobody writes history by hand');
select throws_ok($$ delete from public.handle_history $$, '42501', null, 'nor rewrites it');

-- Another person ------------------------------------------------------------------
select tests.be('vic');
select results_eq($$ select id, handle::text from public.find_profile(' OLA_ROWS ') $$,
  $$ values (tests.id('ola'), 'ola_n') $$, 'a former handle leads to its person');
select results_eq($$ select id from public.find_profile('ola_n') $$,
  $$ values (tests.id('ola')) $$, 'so does the present one');
select tests.refuses($$ select public.find_profile('nobody_here') $$,
  '404 person_not_found', 'one that nobody had leads nowhere');
select is_empty($$ select 1 from public.handle_history $$,
  'what others were called is not listed');
select tests.refuses($$ select public.choose_handle('ola_n') $$,
  '409 handle_taken', 'nobody takes another''s handle');
select tests.refuses($$ select public.choose_handle('ola_rows') $$,
  '409 handle_taken', 'nor one they had before: it would pass for them');

-- Across a block ------------------------------------------------------------------
select public.block_person(tests.id('ola'));
select tests.be('ola');
select public.block_person(tests.id('vic'));
select tests.be('vic');
select tests.refuses($$ select public.find_profile('ola_rows') $$,
  '404 person_not_found', 'a block hides a person by any of their handles');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.find_profile('ola_n') $$, '42501', null, 'anon finds nobody');
select throws_ok($$ select 1 from public.handle_history $$, '42501', null, 'anon has no grant');

-- Gone ----------------------------------------------------------------------------
select tests.be_owner();
delete from public.handle_history where profile_id = tests.id('ola');
update public.profiles set handle = null where id = tests.id('ola');
select tests.be('bo');
select tests.refuses($$ select public.choose_handle('ola_rows') $$,
  '409 handle_taken', 'nobody takes the handle of who is gone');

select * from finish();
rollback;
