begin;
select plan(22);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.user('vic');

-- Who imports ---------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.create_import(tests.space('rowing'), 'Paper', 'yes_no',
    'Ballots of 3 May', 20) $$, '404 not_found', 'a stranger imports nothing');
select tests.be('cay');
select tests.refuses($$ select public.create_import(tests.space('rowing'), 'Paper', 'yes_no',
    'Ballots of 3 May', 20) $$, '403 organizer_required', 'nor does a contributor');
select is_empty($$ select 1 from public.polls $$, 'and leaves no draft behind');
select public.create_poll(tests.space('rowing'), 'Own', 'yes_no');
select public.open_poll(tests.poll('Own'));
select tests.be_anon();
select throws_ok($$ select public.import_ballots(gen_random_uuid(), '{a}', '[1]') $$, '42501',
  null, 'nor anon');
select tests.be('ana');
select throws_ok($$ select public.create_import(tests.space('rowing'), 'Paper', 'yes_no', ' ', 20) $$,
  '23514', null, 'an import names its source');
select throws_ok($$ select public.create_import(tests.space('rowing'), 'Paper', 'yes_no', 'Hall', -1) $$,
  '23514', null, 'and how many could vote');
select results_eq($$ select import_source, import_electorate, status::text
    from public.create_import(tests.space('rowing'), 'Paper', 'yes_no', 'Ballots of 3 May', 20) $$,
  $$ values ('Ballots of 3 May', 20, 'draft') $$, 'an organizer drafts an import');
select throws_ok($$ update public.polls set import_source = null $$, '42501', null,
  'which stays one');
select tests.refuses($$ select public.import_ballots(tests.poll('Own'), '{a}', '["yes"]') $$,
  '409 not_an_import', 'nobody brings ballots into a poll in which people vote');
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), '{a}', '["yes"]') $$,
  '409 poll_not_open', 'or into a draft');
select public.open_poll(tests.poll('Paper'));

-- What is imported ----------------------------------------------------------------
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), '{a}', '["yes", "no"]') $$,
  '422 invalid_batch', 'each voter has a choice');
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), '{}', '[]') $$,
  '422 invalid_batch', 'and there is one at least');
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), null, '[]') $$,
  '422 invalid_batch', 'a list, that is');
select is(public.import_ballots(tests.poll('Paper'), '{a,b,c,c,NULL}',
    '["yes", "maybe", "no", "no", "no"]'),
  '{"imported": 1, "unchanged": 0, "errors": [{"row": 1, "code": "invalid_choice"},
    {"row": 2, "code": "repeated_voter"}, {"row": 3, "code": "repeated_voter"},
    {"row": 4, "code": "invalid_voter"}]}', 'rows are judged one by one');
select is(public.import_ballots(tests.poll('Paper'), '{a,b}', '["yes", "no"]'),
  '{"imported": 1, "unchanged": 1, "errors": []}', 'what was sent before is not sent twice');
select is(public.import_ballots(tests.poll('Paper'), '{a}', '["no"]'),
  '{"imported": 0, "unchanged": 0, "errors": [{"row": 0, "code": "already_cast"}]}',
  'nor changed');
select tests.be('cay');
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), '{z}', '["no"]') $$,
  '403 organizer_required', 'a contributor adds none');
select tests.refuses($$ select public.cast_ballot(tests.poll('Paper'), '"no"') $$,
  '409 cast_elsewhere', 'nobody votes in an import');
select tests.be('vic');
select tests.refuses($$ select public.import_ballots(tests.poll('Paper'), '{z}', '["no"]') $$,
  '404 poll_not_found', 'to a stranger there is none');
select tests.be_owner();
select is_empty($$ select 1 from public.ballots
    where poll_id = tests.poll('Paper') and profile_id is not null $$,
  'imported ballots are nobody''s');

-- What readings say ---------------------------------------------------------------
select tests.be('ana');
select is((select eligible_count from public.close_poll(tests.poll('Paper'))), 20,
  'who could vote was said by the import');
select tests.be_service();
select is((private.record_reading(gen_random_uuid(), tests.poll('Paper'), 'equal', '1',
    '{"kind": "equal"}', repeat('a', 64), repeat('b', 64), repeat('c', 64), 2, 2000000, '{0}',
    '{}', warnings => '{insufficient_sample_size}')).warnings,
  '{insufficient_sample_size,imported_ballots}', 'every reading tells that it rests on an import');

select * from finish();
rollback;
