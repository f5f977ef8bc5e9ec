begin;
select plan(47);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.baseline(title text) returns uuid
language sql stable security definer set search_path = ''
return (select r.id from public.poll_results r
  where r.poll_id = tests.poll(title) and r.lens = 'equal' and r.status = 'current');
create function tests.count(title text) returns uuid language sql volatile security invoker
set search_path = '' as $$
  select (private.record_reading(gen_random_uuid(), tests.poll(title), 'equal', '1',
    '{"kind": "equal"}', repeat('a', 64), repeat('b', 64), repeat('c', 64), 1, 1000000, '{0}',
    '{}')).id
$$;
grant execute on function tests.poll, tests.baseline, tests.count
  to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'mia');
select tests.member('rowing', 'max');
select tests.member('rowing', 'eve', 'member', 'pending');
select tests.user('vic');
select tests.be('cay');
select public.create_poll(tests.space('rowing'), 'Boat', 'yes_no');
select public.create_poll(tests.space('rowing'), 'Board', 'yes_no', minimum_role => 'contributor');
select public.create_poll(tests.space('rowing'), 'Draft', 'yes_no');
select public.open_poll(tests.poll('Boat'));
select public.open_poll(tests.poll('Board'));
select public.cast_ballot(tests.poll('Boat'), '"yes"');
select public.cast_ballot(tests.poll('Board'), '"yes"');

-- Before there is a result --------------------------------------------------------
select tests.be('mia');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'Early.') $$,
  '409 invalid_transition', 'an open poll has no result to contest');
select tests.refuses($$ select public.contest_poll(tests.poll('Draft'), 'Early.') $$,
  '404 poll_not_found', 'a draft is not there for others');
select tests.be('cay');
select public.close_poll(tests.poll('Boat'));
select public.close_poll(tests.poll('Board'));
select tests.be_service();
select tests.count('Boat');
select tests.count('Board');
select private.mark_tallied(tests.poll('Boat'));
select private.mark_tallied(tests.poll('Board'));
select tests.be('mia');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'Early.') $$,
  '409 invalid_transition', 'nor a tallied one, to members');
select tests.refuses($$ select public.invalidate_reading(tests.baseline('Boat'), 'No.') $$,
  '404 not_found', 'to members its reading is not there');
select tests.be('ana');
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), 'No.') $$,
  '409 invalid_transition', 'nothing is dismissed that nobody contests');
select tests.refuses($$ select public.invalidate_reading(tests.baseline('Boat'), 'No.') $$,
  '409 not_contested', 'and nothing invalidated');
select tests.be('cay');
select public.publish_poll(tests.poll('Boat'));
select public.publish_poll(tests.poll('Board'));

-- Who contests --------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'I object.') $$,
  '404 poll_not_found', 'to a stranger the poll does not exist');
select tests.be('eve');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'I object.') $$,
  '404 poll_not_found', 'nor to an applicant');
select tests.be_anon();
select throws_ok($$ select public.contest_poll(tests.poll('Boat'), 'I object.') $$, '42501', null,
  'anon contests nothing');
select tests.be('mia');
select tests.refuses($$ select public.contest_poll(tests.poll('Board'), 'I object.') $$,
  '403 not_eligible', 'who could not vote does not contest');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), ' ') $$,
  '422 invalid_reason', 'a contest has a reason');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), repeat('x', 2001)) $$,
  '422 invalid_reason', 'and no treatise');
select is((select status::text from public.contest_poll(tests.poll('Boat'), ' My vote is missing. ')),
  'contested', 'a voter contests');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'Again.') $$,
  '409 invalid_transition', 'a double click changes nothing');
select results_eq($$ select kind::text, reason, author_id from public.poll_events $$,
  $$ values ('contested', 'My vote is missing.', tests.identity('rowing', 'mia')) $$,
  'everybody in the space reads why, and who says so as they appear there');
select results_eq($$ select status::text from public.poll_results r
    where r.poll_id = tests.poll('Boat') $$,
  $$ values ('current') $$, 'the result stays to be read');

-- Who settles ---------------------------------------------------------------------
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), 'Fine.') $$,
  '403 organizer_required', 'members do not settle it');
select tests.refuses($$ select public.invalidate_reading(tests.baseline('Boat'), 'Wrong.') $$,
  '403 organizer_required', 'or invalidate the reading');
select tests.be('cay');
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), 'Fine.') $$,
  '403 organizer_required', 'nor does its author, who is a party');
select tests.refuses($$ select public.publish_poll(tests.poll('Boat')) $$,
  '409 poll_contested', 'or by publishing it once more');
select tests.be_service();
select set_config('request.jwt.claims',
  jsonb_build_object('sub', tests.id('cay'), 'role', 'service_role')::text, true);
select tests.refuses($$ select private.poll_to_tally(tests.poll('Boat')) $$,
  '409 poll_contested', 'or by counting it once more without a word');
select tests.be('ana');
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), '') $$,
  '422 invalid_reason', 'an organizer says why');
create temp table before as select p.published_at from public.polls p where p.title = 'Boat';
select results_eq($$ select d.status::text, d.published_at
    from public.dismiss_contest(tests.poll('Boat'), 'The root shows it.') d $$,
  $$ select 'published', published_at from before $$,
  'and dismisses it: the result stands as it was published');
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), 'Again.') $$,
  '409 invalid_transition', 'once');
select tests.be('mia');
select tests.refuses($$ select public.contest_poll(tests.poll('Boat'), 'Still.') $$,
  '409 already_contested', 'nobody contests twice');

-- A wrong reading -----------------------------------------------------------------
select tests.be('max');
select lives_ok($$ select public.contest_poll(tests.poll('Boat'), 'It counts 1 of 2.') $$,
  'somebody else does');
select tests.be('vic');
select tests.refuses($$ select public.invalidate_reading(tests.baseline('Boat'), 'Wrong.') $$,
  '404 not_found', 'a stranger knows of no reading');
select tests.be('ana');
select tests.refuses($$ select public.invalidate_reading(gen_random_uuid(), 'Wrong.') $$,
  '404 not_found', 'no reading, nothing to invalidate');
select tests.refuses($$ select public.invalidate_reading(tests.baseline('Boat'), '  ') $$,
  '422 invalid_reason', 'nothing is wrong without a reason');
create temp table wrong as select tests.baseline('Boat') as id;
select results_eq($$ select r.status::text, r.invalidated_reason
    from wrong, public.invalidate_reading(wrong.id, 'Wrong list.') r $$,
  $$ values ('invalidated', 'Wrong list.') $$, 'an organizer invalidates a reading');
select tests.refuses($$ select public.invalidate_reading(id, 'Again.') from wrong $$,
  '409 reading_not_current', 'once');
select tests.refuses($$ select public.dismiss_contest(tests.poll('Boat'), 'Fine.') $$,
  '409 baseline_missing', 'then the contest cannot be waved away');
select tests.be('mia');
select results_eq($$ select r.status::text, r.invalidated_reason from public.poll_results r
    where r.poll_id = tests.poll('Boat') $$,
  $$ values ('invalidated', 'Wrong list.') $$, 'all read that it was wrong, and what it said');
select tests.be_owner();
update public.spaces set visibility = 'public' where slug = 'rowing';
select is((select status::text from public.polls where title = 'Boat'), 'contested',
  'what else changes about the poll is not in the way');
select tests.be_anon();
select is((select count(*)::integer from public.poll_events), 4,
  'a public space shows its disputes to all');
select tests.be_owner();
update public.spaces set visibility = 'private' where slug = 'rowing';
select tests.be_anon();
select is_empty($$ select 1 from public.poll_events $$, 'a private one does not');

-- Counted again -------------------------------------------------------------------
select tests.be_service();
select set_config('request.jwt.claims',
  jsonb_build_object('sub', tests.id('mia'), 'role', 'service_role')::text, true);
select tests.refuses($$ select private.poll_to_recount(tests.poll('Boat'), 'Please.') $$,
  '403 organizer_required', 'members have nothing counted');
select set_config('request.jwt.claims',
  jsonb_build_object('sub', tests.id('cay'), 'role', 'service_role')::text, true);
select tests.refuses($$ select private.poll_to_recount(tests.poll('Board'), 'For fun.') $$,
  '409 invalid_transition', 'what nobody contests is not counted again');
select lives_ok($$ select private.poll_to_recount(tests.poll('Boat'), 'The right list.') $$,
  'whoever runs the poll has it counted');
select tests.count('Boat');
select is(private.end_recount(tests.poll('Boat'))::text, 'published',
  'and it is published again at once');
select tests.be('max');
select results_eq($$ select kind::text from public.poll_events order by id $$,
  $$ values ('contested'), ('dismissed'), ('contested'), ('invalidated'), ('recounted') $$,
  'the whole dispute can be read');

-- Too late, and archived ------------------------------------------------------------
select tests.be_owner();
update public.polls set published_at = now() - interval '7 days 1 second' where title = 'Board';
select tests.be('cay');
select tests.refuses($$ select public.contest_poll(tests.poll('Board'), 'Late.') $$,
  '409 contest_too_late', 'after seven days a result stands');
select tests.be_owner();
update public.polls set published_at = now() where title = 'Board';
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('cay');
select tests.refuses($$ select public.contest_poll(tests.poll('Board'), 'Late.') $$,
  '409 space_archived', 'and in an archived space');

-- Forging -------------------------------------------------------------------------
select throws_ok($$ insert into public.poll_events (poll_id) values (tests.poll('Boat')) $$,
  '42501', null, 'no client writes down what did not happen');
select tests.be_owner();
select tests.refuses($$ update public.poll_events set reason = 'Nothing.' $$, '409 append_only',
  'nobody rewrites a reason');
select tests.refuses($$ delete from public.poll_events $$, '409 append_only', 'or takes it away');
select is((select jsonb_array_length(private.authored_poll_events(tests.id('mia')))), 1,
  'a person''s export holds what they said');

select * from finish();
rollback;
