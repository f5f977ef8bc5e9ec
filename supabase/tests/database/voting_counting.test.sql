begin;
select plan(55);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.reading(
  reading uuid, lens public.poll_lens default 'equal', ballots integer default 3,
  weight bigint default 3000000, changes boolean default null, winners smallint[] default '{0}'
)
returns public.poll_results language sql volatile security invoker set search_path = '' as $$
  select private.record_reading(reading, tests.poll('Engine'), lens, '1', '{"kind": "equal"}',
    repeat('a', 64), repeat('b', 64), repeat('c', 64), ballots, weight, winners,
    '{"winners": [0]}', changes);
$$;
grant execute on function tests.poll, tests.reading to anon, authenticated, service_role;
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'mia');
select tests.member('rowing', 'max');
select tests.be_service();
select public.record_expertise(tests.id('mia'), '0613', 500000, 500000, 500000, 'Course.');
select public.record_expertise(tests.id('mia'), '0611', 200000, 200000, 200000, 'Course.');
select public.record_expertise(tests.id('mia'), '0313', 900000, 900000, 900000, 'Degree.');
select public.record_ethics_event(tests.id('mia'), 'identity_verified', 'id', 'Verified.');
select tests.be('cay');
select public.create_poll(tests.space('rowing'), 'Engine', 'plurality', '{Petrol, Diesel, None}',
  lens => 'ekoh', relevance => '{"05": 400000, "06": 600000}');
select public.create_poll(tests.space('rowing'), 'Other', 'yes_no');
select public.open_poll(tests.poll('Engine'));
select public.open_poll(tests.poll('Other'));
select public.cast_ballot(tests.poll('Engine'), '0');
select tests.be('mia');
select public.cast_ballot(tests.poll('Engine'), '2');
select tests.be('max');
select public.cast_ballot(tests.poll('Engine'), '0');
select public.cast_ballot(tests.poll('Other'), '"yes"');

-- Engine, before the close --------------------------------------------------------
select tests.be_service();
select public.record_expertise(tests.id('mia'), '0613', 1000000, 1000000, 1000000, 'Prize.');
select public.record_expertise(tests.id('max'), '0613', 1000000, 1000000, 1000000, 'Prize.');
select tests.refuses($$ select tests.reading(gen_random_uuid()) $$,
  '409 poll_not_closed', 'nothing is counted while people vote');
select tests.refuses($$ select private.mark_tallied(tests.poll('Engine')) $$,
  '409 invalid_transition', 'or called counted');
select tests.be('ana');
select public.close_poll(tests.poll('Engine'));

-- Engine, counting ----------------------------------------------------------------
select tests.be_service();
select results_eq($$ select p ->> 'title', p ->> 'status', p -> 'options' -> 2 ->> 'label',
      p -> 'frozen_lens' ->> 'kind', length(p ->> 'tie_seed'), (p ->> 'eligible_count')::integer
    from private.poll_for_tally(tests.poll('Engine')) p $$,
  $$ values ('Engine', 'closed', 'None', 'ekoh', 64, 5) $$, 'the engine gets the poll as one');
select results_eq($$ select profile_id, choice, scores, ethics
    from private.weight_inputs(tests.poll('Engine'))
    order by profile_id = tests.id('mia') desc, profile_id = tests.id('cay') desc $$,
  $$ values (tests.id('mia'), '2'::jsonb, '{"06": 500000}'::jsonb, 1200000::bigint),
    (tests.id('cay'), '0', '{}', null), (tests.id('max'), '0', '{}', null) $$,
  'and what weighs its ballots: as known at the opening, in its domains, the best below each');
select results_eq($$
    with recursive pages as (
      (select w.voter_tag, 1 as page from private.weight_inputs(tests.poll('Engine'), '', 1) w)
      union all
      select w.voter_tag, page + 1
      from pages p, private.weight_inputs(tests.poll('Engine'), p.voter_tag, 1) w
    )
    select voter_tag from pages order by page $$,
  $$ select voter_tag from public.ballots where poll_id = tests.poll('Engine') order by 1 $$,
  'page by page, none twice');
select results_eq($$ select choice, weight, count from private.ballot_groups(tests.poll('Engine'))
    order by choice $$,
  $$ values ('0'::jsonb, 2000000::bigint, 2::bigint), ('2', 1000000, 1) $$,
  'equal ballots come as one group, a vote each');
select results_eq($$ select private.receipts(tests.poll('Engine')) $$,
  $$ select encode(receipt, 'hex') from public.ballots
    where poll_id = tests.poll('Engine') order by receipt $$, 'receipts come in the order of the tree');

-- Engine, recording ---------------------------------------------------------------
select tests.refuses($$ select private.mark_tallied(tests.poll('Engine')) $$,
  '409 baseline_missing', 'no poll is counted without one person, one vote');
select tests.refuses($$ select tests.reading(gen_random_uuid(), ballots => 2, weight => 2000000) $$,
  '409 reading_does_not_add_up', 'a reading counts every ballot');
select tests.refuses($$ select tests.reading(gen_random_uuid(), weight => 3000001) $$,
  '409 reading_does_not_add_up', 'a vote weighs one in the baseline');
select tests.refuses($$ select tests.reading(gen_random_uuid(), 'ekoh', changes => true) $$,
  '409 reading_does_not_add_up', 'a weighted reading needs weights');
select throws_ok($$ select tests.reading(gen_random_uuid(), changes => true) $$, '23514', null,
  'the baseline changes no winner');
create temp table known as select gen_random_uuid() as baseline, gen_random_uuid() as weighted,
  gen_random_uuid() as recount;
select results_eq($$ select r.is_baseline, r.status::text, r.eligible_count, r.total_weight
    from known, tests.reading(baseline) r $$,
  $$ values (true, 'current', 5, 3000000::bigint) $$, 'the baseline is recorded');
select lives_ok($$
    select private.store_ballot_weights(weighted, array_agg(w.voter_tag),
      array_agg(case w.choice when '2' then 2500000 else 1000000 end))
    from known, private.weight_inputs(tests.poll('Engine')) w group by weighted $$,
  'then the weights of a reading');
select results_eq($$ select g.choice, g.weight, g.count
    from known, private.ballot_groups(tests.poll('Engine'), weighted) g order by g.choice $$,
  $$ values ('0'::jsonb, 2000000::bigint, 2::bigint), ('2', 2500000, 1) $$,
  'by which groups are weighed');
select results_eq($$ select r.is_baseline, r.total_weight, r.changes_winner
    from known, tests.reading(weighted, 'ekoh', weight => 4500000, changes => true,
      winners => '{2}') r $$,
  $$ values (false, 4500000::bigint, true) $$, 'and the reading beside the baseline');
select tests.refuses($$ select private.store_ballot_weights(weighted, '{}', '{}') from known $$,
  '409 reading_recorded', 'a recorded reading gets no more weights');
select is((select status::text from private.mark_tallied(tests.poll('Engine'))), 'tallied',
  'now the poll is counted');
select lives_ok($$ select tests.reading(recount) from known $$, 'a recount is another reading');
select results_eq($$ select status::text, superseded_by = recount from public.poll_results, known
    where id = baseline $$, $$ values ('superseded', true) $$, 'which supersedes the one before');

-- Who reads, counted --------------------------------------------------------------
select tests.be('ana');
select is((select count(*)::integer from public.poll_results), 3,
  'organizers read what is counted, superseded readings too');
select tests.be('cay');
select is((select count(*)::integer from public.poll_results), 3, 'and so does the author');
select tests.be('mia');
select is_empty($$ select 1 from public.poll_results $$, 'members wait for it to be published');
select tests.refuses($$ select public.publish_poll(tests.poll('Engine')) $$,
  '403 organizer_required', 'and do not publish it');
select tests.be('cay');
select is((select status::text from public.publish_poll(tests.poll('Engine'))), 'published',
  'its author does');
select tests.refuses($$ select public.publish_poll(tests.poll('Engine')) $$,
  '409 invalid_transition', 'once');

-- Who reads, published ------------------------------------------------------------
select tests.be('mia');
select results_eq($$ select lens::text, winners, changes_winner from public.poll_results
    where status = 'current' order by is_baseline desc $$,
  $$ values ('equal', '{0}'::smallint[], null::boolean), ('ekoh', '{2}', true) $$,
  'members read both readings');
select results_eq($$ select weight, raw_weight from public.ballot_weights $$,
  $$ values (2500000::bigint, 1000000::bigint) $$, 'and what their own ballot weighed');
select results_eq($$ select choice from public.ballots $$, $$ values ('2'::jsonb) $$,
  'and their own ballot');
select tests.be('ola');
select is_empty($$ select 1 from public.ballots $$, 'not even an owner reads others'' ballots');
select is_empty($$ select 1 from public.ballot_weights $$, 'or their weights');
select tests.be('vic');
select is_empty($$ select 1 from public.polls $$, 'a stranger sees no poll of a private space');
select is_empty($$ select 1 from public.poll_options $$, 'no option');
select is_empty($$ select 1 from public.poll_results $$, 'and no result');
select tests.be_anon();
select is_empty($$ select 1 from public.polls $$, 'nor does anon');
select throws_ok($$ select 1 from public.ballots $$, '42501', null, 'who never reads ballots');
select throws_ok($$ select 1 from public.ballot_weights $$, '42501', null, 'or weights');
select tests.be_owner();
update public.spaces set visibility = 'public' where slug = 'rowing';
select tests.be_anon();
select results_eq($$ select title from public.polls order by title $$,
  $$ values ('Engine'), ('Other') $$, 'when the space becomes public, anyone sees its polls');
select is((select count(*)::integer from public.poll_options), 5, 'their options');
select is((select count(*)::integer from public.poll_results), 3,
  'and what is published of their results');
select tests.be('vic');
select is((select count(*)::integer from public.poll_results), 3, 'signed in or not');

-- Forging -------------------------------------------------------------------------
select throws_ok($$ insert into public.poll_results (poll_id) values (tests.poll('Engine')) $$,
  '42501', null, 'no client inserts a result');
select throws_ok($$ update public.poll_results set winners = '{1}' $$, '42501', null,
  'or edits one');
select tests.be('ola');
select throws_ok($$ select private.record_reading(gen_random_uuid(), tests.poll('Engine'), 'equal',
    '1', '{}', '', '', '', 0, 0, '{}', '{}') $$, '42501', null, 'not even an owner records one');
select tests.be_service();
select throws_ok($$ update public.poll_results set winners = '{1}' $$, '42501', null,
  'the service edits none');
select throws_ok($$ delete from public.poll_results $$, '42501', null, 'deletes none');
select throws_ok($$ update public.ballot_weights set weight = 9 $$, '42501', null,
  'reweighs no ballot');
select throws_ok($$ update public.polls set status = 'open' $$, '42501', null, 'and moves no poll');
select tests.refuses($$ select tests.reading(gen_random_uuid()) $$,
  '409 poll_not_closed', 'and what is published is not counted again');
select tests.be_owner();
select tests.refuses($$ update public.poll_results set winners = '{1}' $$,
  '409 append_only', 'nor does the owner edit a reading');
select tests.refuses($$ update public.poll_results set status = 'current', superseded_by = null
    where status = 'superseded' $$, '409 append_only', 'or bring one back');
select tests.refuses($$ delete from public.poll_results $$, '409 append_only', 'or delete one');
select tests.refuses($$ update public.ballot_weights set weight = 9 $$, '409 append_only',
  'or reweigh a ballot');
select lives_ok($$ update public.poll_results set status = 'invalidated',
    invalidated_reason = 'Wrong lens.' where lens = 'ekoh' $$,
  'a wrong reading is invalidated, with a reason');
select is((select count(*)::integer from public.poll_results), 3, 'and stays');

select * from finish();
rollback;
