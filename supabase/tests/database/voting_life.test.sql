begin;
select plan(39);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'mia');
select tests.member('rowing', 'eve', 'member', 'pending');
select tests.user('vic');
select tests.be('cay');
select public.create_poll(tests.space('rowing'), 'Colour', 'plurality', '{Red, Green, Blue}',
  lens => 'ekoh', relevance => '{"05": 400000, "06": 600000}');
select public.create_poll(tests.space('rowing'), 'Boat', 'yes_no', minimum_role => 'contributor');
select public.create_poll(tests.space('rowing'), 'Trip', 'yes_no',
  opens_at => now() + interval '1 hour', closes_at => now() + interval '2 hours');
select public.create_poll(tests.space('rowing'), 'Late', 'yes_no',
  opens_at => now() + interval '1 hour', closes_at => now() + interval '2 hours');
select public.create_poll(tests.space('rowing'), 'Past', 'yes_no',
  closes_at => now() - interval '1 second');
delete from public.poll_options where label = 'Red';
update public.poll_options set position = 40 where label = 'Green';
insert into public.poll_options (poll_id, position, label) values (tests.poll('Boat'), 2, 'Both');

-- Who opens -----------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.open_poll(tests.poll('Colour')) $$,
  '404 poll_not_found', 'to a stranger the poll does not exist');
select tests.be('mia');
select tests.refuses($$ select public.open_poll(tests.poll('Colour')) $$,
  '404 poll_not_found', 'to a member neither, while a draft');
select tests.be_anon();
select throws_ok($$ select public.open_poll(tests.poll('Colour')) $$, '42501', null,
  'anon opens nothing');

-- Author, opening -----------------------------------------------------------------
select tests.be('cay');
select results_eq($$
    select status::text, opened_at is not null, closes_at - now(), option_count::integer,
      eligible_count
    from public.open_poll(tests.poll('Colour')) $$,
  $$ values ('open', true, interval '7 days', 2, null::integer) $$,
  'an author opens the poll, for 7 days unless said otherwise');
select results_eq($$ select position::integer, label from public.poll_options
    where poll_id = tests.poll('Colour') order by position $$,
  $$ values (0, 'Blue'), (1, 'Green') $$, 'opening numbers the options');
select is((select frozen_lens from public.polls where title = 'Colour'),
  '{"kind": "ekoh", "cap": 1000000, "relevance": {"05": 400000, "06": 600000}}'::jsonb,
  'and freezes the lens');
select is((select tie_seed from public.polls where title = 'Colour'),
  (select encode(sha256(convert_to(tests.poll('Colour') || E'\n' || min(id::text collate "C")
      || E'\n' || max(id::text collate "C"), 'UTF8')), 'hex')
    from public.poll_options where poll_id = tests.poll('Colour')),
  'and publishes the seed that will break ties');
select tests.refuses($$ select public.open_poll(tests.poll('Colour')) $$,
  '409 invalid_transition', 'a poll opens once');
select tests.refuses($$ select public.open_poll(tests.poll('Boat')) $$,
  '422 invalid_options', 'yes or no has no third option');
select tests.refuses($$ select public.open_poll(tests.poll('Past')) $$,
  '422 invalid_schedule', 'no poll opens that has to close at once');
delete from public.poll_options where label = 'Both';
select is((select frozen_lens from public.open_poll(tests.poll('Boat'))),
  '{"kind": "equal"}'::jsonb, 'one person, one vote is a lens too');
select is((select status::text from public.open_poll(tests.poll('Trip'))), 'scheduled',
  'a poll with a time to come is scheduled');
select is((select status::text from public.open_poll(tests.poll('Trip'))), 'scheduled',
  'which a second click does not hasten');
select public.open_poll(tests.poll('Late'));

-- Author, too late ----------------------------------------------------------------
select tests.refuses($$ update public.polls set title = 'Paint' where title = 'Colour' $$,
  '409 poll_frozen', 'an open poll keeps its title');
select tests.refuses($$ update public.polls set closes_at = now() where title = 'Colour' $$,
  '409 poll_frozen', 'and its end');
select tests.refuses($$ update public.polls set title = 'Tour' where title = 'Trip' $$,
  '409 poll_frozen', 'so does a scheduled one');
select tests.refuses($$ insert into public.poll_options (poll_id, position, label)
    values (tests.poll('Colour'), 5, 'Pink') $$, '409 poll_frozen', 'no option is added');
select tests.refuses($$ update public.poll_options set label = 'Pink' where label = 'Blue' $$,
  '409 poll_frozen', 'or renamed');
select tests.refuses($$ update public.poll_options set poll_id = tests.poll('Past')
    where label = 'Blue' $$, '42501', 'or moved');
select tests.refuses($$ delete from public.poll_options where label = 'Blue' $$,
  '409 poll_frozen', 'or removed');
select is_empty($$ delete from public.polls where title = 'Colour' returning 1 $$,
  'and the poll stays');

-- Who closes ----------------------------------------------------------------------
select tests.be('mia');
select tests.refuses($$ select public.close_poll(tests.poll('Colour')) $$,
  '403 organizer_required', 'a member sees the open poll and cannot close it');
select tests.be('ana');
select results_eq($$ select status::text, closed_at is not null, eligible_count
    from public.close_poll(tests.poll('Colour')) $$,
  $$ values ('closed', true, 4) $$, 'an organizer closes it; who could vote is counted');
select is((select eligible_count from public.close_poll(tests.poll('Boat'))), 3,
  'by the rank that voting asked for');
select tests.refuses($$ select public.close_poll(tests.poll('Colour')) $$,
  '409 invalid_transition', 'a poll closes once');
select tests.refuses($$ select public.cancel_poll(tests.poll('Colour')) $$,
  '409 invalid_transition', 'and is not called off any more');
select tests.refuses($$ select public.publish_poll(tests.poll('Colour')) $$,
  '409 invalid_transition', 'nothing is published uncounted');
select tests.refuses($$ select public.close_poll(gen_random_uuid()) $$,
  '404 poll_not_found', 'no poll, nothing to close');
select is((select status::text from public.cancel_poll(tests.poll('Past'))), 'cancelled',
  'a draft can be called off');
select tests.refuses($$ select public.open_poll(tests.poll('Past')) $$,
  '409 invalid_transition', 'for good');

-- Author no more ------------------------------------------------------------------
select tests.be_owner();
select tests.member('rowing', 'cay');
select tests.be('cay');
select tests.refuses($$ select public.cancel_poll(tests.poll('Trip')) $$,
  '403 organizer_required', 'an author who is no contributor any more runs no poll');
select tests.be_owner();
delete from public.space_members where profile_id = tests.id('cay');
select tests.be('cay');
select tests.refuses($$ select public.cancel_poll(tests.poll('Trip')) $$,
  '404 poll_not_found', 'and who left does not see it');

-- Clock ---------------------------------------------------------------------------
select tests.be_owner();
select results_eq($$ select schedule, command from cron.job where jobname = 'advance-polls' $$,
  $$ values ('* * * * *', 'select private.advance_polls()') $$, 'every minute the clock looks');
select private.advance_polls();
select is((select status::text from public.polls where title = 'Trip'), 'scheduled',
  'a poll waits for its time');
alter table public.polls disable trigger polls_before_update_guard;
update public.polls set opens_at = now() - interval '1 minute' where title = 'Trip';
update public.polls set opens_at = now() - interval '2 hours',
  closes_at = now() - interval '1 hour' where title = 'Late';
alter table public.polls enable trigger polls_before_update_guard;
select private.advance_polls();
select results_eq($$ select title, status::text, option_count::integer from public.polls
    where title in ('Trip', 'Late') order by title $$,
  $$ values ('Late', 'cancelled', null::integer), ('Trip', 'open', 2) $$,
  'the clock opens it then, and calls off what it slept through');
alter table public.polls disable trigger polls_before_update_guard;
update public.polls set closes_at = now() where title = 'Trip';
alter table public.polls enable trigger polls_before_update_guard;
select private.advance_polls();
select results_eq($$ select status::text, eligible_count from public.polls where title = 'Trip' $$,
  $$ values ('closed', 3) $$, 'and closes it at its end');

-- Every step there is -------------------------------------------------------------
create function tests.step(before public.poll_status, after public.poll_status) returns text
language plpgsql as $$
declare
  opened boolean := before not in ('draft', 'scheduled');
  poll uuid;
  refusal text;
begin
  insert into public.polls (
    space_id, author_id, title, modality, status, opens_at, closes_at, opened_at, option_count,
    frozen_lens,
    tie_seed, closed_at, eligible_count, tallied_at, published_at, cancelled_at
  )
  values (
    tests.space('rowing'), (select author_id from public.polls limit 1), before || ' to ' || after,
    'yes_no', before, now(),
    now() + interval '1 hour', case when opened then now() end, case when opened then 2 end,
    case when opened then '{}'::jsonb end, case when opened then '' end,
    case when opened and before <> 'open' then now() end, 1, now(), now(), now()
  )
  returning id into poll;
  insert into public.poll_results (poll_id, lens, engine_version, lens_definition, lens_hash,
    ballots_root, ballot_count, eligible_count, total_weight, winners, result)
  values (poll, 'equal', '1', '{}', repeat('0', 64), repeat('0', 64), 0, 1, 0, '{}', '{}');
  update public.polls p
  set status = after,
    opened_at = coalesce(p.opened_at, case when after = 'open' then now() end),
    option_count = coalesce(p.option_count, case when after = 'open' then 2 end),
    frozen_lens = coalesce(p.frozen_lens, case when after = 'open' then '{}'::jsonb end),
    tie_seed = coalesce(p.tie_seed, case when after = 'open' then '' end),
    closed_at = coalesce(p.closed_at, case when after = 'closed' then now() end)
  where p.id = poll;
  return null;
exception when sqlstate 'PT409' then
  get stacked diagnostics refusal = pg_exception_hint;
  return refusal;
end;
$$;
create temp table steps as
select before, after, tests.step(before, after) as refusal
from unnest(enum_range(null::public.poll_status)) before,
  unnest(enum_range(null::public.poll_status)) after
where before <> after;
select results_eq($$
    select before::text, array_agg(after::text order by after) from steps where refusal is null
    group by steps.before order by steps.before $$,
  $$ values ('draft', '{scheduled,open,cancelled}'::text[]), ('scheduled', '{open,cancelled}'),
    ('open', '{closed,cancelled}'), ('closed', '{tallied}'), ('tallied', '{published}'),
    ('published', '{contested}'), ('contested', '{tallied,published}') $$,
  'these are the steps of a poll''s life');
select is_empty($$ select * from steps where refusal <> 'invalid_transition' $$,
  'and all others are refused');
select tests.refuses($$ delete from public.polls where title = 'Trip' $$, '409 append_only',
  'not even the owner deletes a poll that was opened');

select * from finish();
rollback;
