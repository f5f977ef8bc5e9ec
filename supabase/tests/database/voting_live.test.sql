begin;
select plan(34);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.totals(title text) returns jsonb
language sql stable security invoker set search_path = ''
return (public.live_result(tests.poll(title)) - '{poll_id,computed_at}'::text[]);
grant execute on function tests.poll, tests.totals to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'ana', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', n) from unnest('{v1,v2,v3,v4,v5,v6}'::text[]) as n;
select tests.user('vic');

-- Author --------------------------------------------------------------------------
select tests.be('cay');
select throws_ok($$ select public.create_poll(tests.space('rowing'), 'Secret', 'yes_no',
    secrecy => 'secret', live_results => true) $$, '23514', null,
  'a secret poll shows no results while people vote');
select public.create_poll(tests.space('rowing'), 'Hidden', 'yes_no', secrecy => 'secret');
select public.create_poll(tests.space('rowing'), 'Yes', 'yes_no', live_results => true);
select public.create_poll(tests.space('rowing'), 'One', 'plurality', '{A, B, C}', live_results => true);
select public.create_poll(tests.space('rowing'), 'Some', 'approval', '{A, B, C}', live_results => true);
select public.create_poll(tests.space('rowing'), 'Sum', 'score', '{A, B}', live_results => true,
  parameters => '{"min": -2, "max": 5}');
select public.create_poll(tests.space('rowing'), 'Mean', 'score', '{A, B}', live_results => true,
  parameters => '{"aggregate": "mean"}');
select public.create_poll(tests.space('rowing'), 'Stance', 'stance', '{A, B}', live_results => true);
select public.create_poll(tests.space('rowing'), 'Rank', 'irv', '{A, B}', live_results => true);
select public.create_poll(tests.space('rowing'), 'Few', 'yes_no', live_results => true);
select tests.refuses($$ select public.live_result(tests.poll('Few')) $$, '409 poll_not_open',
  'a draft has none yet');
select tests.be('v1');
select tests.refuses($$ select public.live_result(tests.poll('Few')) $$, '404 poll_not_found',
  'and is not there for others');
select tests.be('cay');
select public.open_poll(p.id) from public.polls p;

-- Voters --------------------------------------------------------------------------
create temp table votes as
select * from (values
  ('Hidden', '{"\"yes\"","\"yes\"","\"no\"","\"no\"","\"no\"","\"abstain\""}'::jsonb[]),
  ('Yes', '{"\"yes\"","\"yes\"","\"no\"","\"yes\"","\"no\"","\"abstain\""}'),
  ('One', '{0,2,2,2,0,2}'),
  ('Some', '{"[]","[0, 2]","[2]","[0]","[0, 2]","[2]"}'),
  ('Sum', '{"[1, -2]","[null, 3]","[0, 0]","[0, 0]","[0, 0]","[5, 5]"}'),
  ('Mean', '{"[1, 2]","[null, 3]","[0, 0]","[0, 0]","[0, 0]","[5, 5]"}'),
  ('Stance', '{"[3, -3]","[null, -3]","[0, 0]","[0, 1]","[0, 0]","[1, 0]"}'),
  ('Rank', '{"[[0]]","[[1], [0]]","[[0]]","[[0]]","[[0]]","[[1]]"}'),
  ('Few', '{"\"yes\"","\"yes\"","\"yes\"","\"yes\""}')
) as v (title, choices);
grant select on votes to authenticated;
do $$
begin
  for voter in 1..6 loop
    perform tests.be('v' || voter);
    perform public.cast_ballot(tests.poll(v.title), v.choices[voter])
    from pg_temp.votes v where v.choices[voter] is not null;
  end loop;
end
$$;
select tests.be_owner();
select private.refresh_live_results();

-- What shows ----------------------------------------------------------------------
select tests.be('v1');
select is(tests.totals('Yes'),
  '{"ballot_count": 6, "totals": {"yes": 3, "no": 2, "abstain": 1}}'::jsonb,
  'voters see how it stands, by word');
select is(tests.totals('One'), '{"ballot_count": 6, "totals": {"0": 2, "2": 4}}'::jsonb,
  'by position');
select is(tests.totals('Some'), '{"ballot_count": 6, "totals": {"0": 3, "2": 4}}'::jsonb,
  'by each position approved');
select is(tests.totals('Sum'), '{"ballot_count": 6, "totals": {"0": 4, "1": 6}}'::jsonb,
  'by sums of scores, a blank being the least');
select is(tests.totals('Stance'), '{"ballot_count": 6, "totals": {"0": 4, "1": -5}}'::jsonb,
  'of stances, a blank being none');
select is(tests.totals('Mean'), '{"ballot_count": 6, "totals": {}}'::jsonb,
  'a mean is no sum: how many voted');
select is(tests.totals('Rank'), '{"ballot_count": 6, "totals": {}}'::jsonb, 'nor is a ranking');
select is(tests.totals('Few'), '{"ballot_count": null, "totals": null}'::jsonb,
  'four ballots are told apart too easily');
select public.withdraw_ballot(tests.poll('One'));
select is(tests.totals('One'), '{"ballot_count": 6, "totals": {"0": 2, "2": 4}}'::jsonb,
  'a ballot taken back shows with the next minute');
select tests.be('v2');
select public.withdraw_ballot(tests.poll('One'));
select tests.be_owner();
select private.refresh_live_results();
select tests.be('v1');
select is(tests.totals('One'), '{"ballot_count": null, "totals": null}'::jsonb,
  'and fewer than five take the standing away');

-- What does not: a poll that hides its results, to whoever asks in whatever way -----
select tests.be_owner();
create function tests.peeks(who text) returns setof text language plpgsql as $$
begin
  if who = 'anon' then perform tests.be_anon(); else perform tests.be(who); end if;
  return next tests.refuses(
    $q$ select public.live_result(tests.poll('Hidden')) $q$,
    case who when 'anon' then '42501' when 'vic' then '404 poll_not_found'
      else '409 results_hidden' end,
    who || ' sees no standing');
  return next is_empty($q$
      select 1 from public.poll_results where poll_id = tests.poll('Hidden')
      union all select 1 from jsonb_array_elements(public.compare_readings(tests.poll('Hidden'))) $q$,
    who || ' sees no reading');
end;
$$;
select tests.be_owner();
select tests.peeks(w) from unnest('{v1,cay,ana,ola,vic,anon}'::text[]) as w;
select tests.be('v1');
select is((select count(*)::integer from public.ballots where poll_id = tests.poll('Hidden')), 1,
  'a voter counts one ballot, their own');
select tests.be('ana');
select is((select count(*)::integer from public.ballots), 0, 'an organizer none');
select throws_ok($$ select private.ballot_groups(tests.poll('Hidden')) $$, '42501', null,
  'and groups none');
select throws_ok($$ select private.standings(p) from public.polls p $$, '42501', null,
  'or has the standings made');
select throws_ok($$ select 1 from private.live_results $$, '42501', null, 'or reads the copies');
select is((select updated_at from public.polls where title = 'Hidden'),
  (select updated_at from public.polls where title = 'Few'),
  'a vote leaves no trace on its poll');
select tests.be_owner();
select is_empty($$ select 1 from private.live_results x
    join public.polls p on p.id = x.poll_id where not p.live_results $$,
  'what is hidden is not even computed');

-- The end -------------------------------------------------------------------------
select tests.be('cay');
select public.close_poll(tests.poll('Yes'));
select tests.refuses($$ select public.live_result(tests.poll('Yes')) $$, '409 poll_not_open',
  'a closed poll waits for its reading');
select tests.be_owner();
select private.refresh_live_results();
select is_empty($$ select 1 from private.live_results where poll_id = tests.poll('Yes') $$,
  'and its copy goes');

select * from finish();
rollback;
