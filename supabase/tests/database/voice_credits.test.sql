begin;
select plan(37);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.backed(title text) returns bigint[]
language sql stable security definer set search_path = ''
return (
  select array_agg(b.amount order by b.amount)
  from private.ballot_backings b
  where b.poll_id = tests.poll(title)
);
create function tests.left_in(slug text) returns integer
language sql stable security invoker set search_path = ''
return (public.my_voice_credits(tests.space(slug)) ->> 'left')::integer;
grant execute on all functions in schema tests to authenticated, service_role;
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', nickname) from unnest('{ada,ben,cay}'::text[]) as nickname;

-- Settings ------------------------------------------------------------------------
select tests.be('ada');
select tests.refuses($$ select public.set_voice_credits(tests.space('rowing'), 500) $$,
  '403 organizer_required', 'members have the credits that they have');
select is(public.my_voice_credits(tests.space('rowing')) - 'starts_at' - 'ends_at',
  '{"credits": 100, "spent": 0, "left": 100}', 'by default a hundred');
select tests.be('vic');
select tests.refuses($$ select public.my_voice_credits(tests.space('rowing')) $$,
  '404 not_found', 'strangers have none');
select tests.be('ola');
select tests.refuses($$ select public.set_voice_credits(tests.space('rowing'), 0) $$,
  '422 invalid_credits', 'a cycle has credits');
select tests.refuses($$ select public.set_voice_credits(tests.space('rowing'), 50, null) $$,
  '422 invalid_credits', 'and a length');
select results_eq($$ select credits, cycle_days
    from public.set_voice_credits(tests.space('rowing'), 50, 30) $$,
  $$ values (50, 30) $$, 'organizers say how many');

-- Opening -------------------------------------------------------------------------
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
    lens => 'quadratic', lens_settings => '{"credits": 1, "more": 1}') $$,
  '422 invalid_lens', 'the lens asks for nothing else');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
    lens => 'quadratic', lens_settings => '{"kind": "equal"}') $$,
  '422 invalid_lens', 'and settings name no other kind');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
    lens => 'quadratic', relevance => '{"05": 1000000}') $$,
  '422 invalid_relevance', 'nor for domains');
select public.create_poll(tests.space('rowing'), title, 'yes_no', lens => 'quadratic')
from unnest('{Boat,Trip,Off}'::text[]) as title;
select public.create_poll(tests.space('rowing'), 'Final', 'yes_no', revisable => false);
update public.polls set compared_lenses = '[{"kind": "quadratic"}]' where title = 'Final';
select public.create_poll(tests.space('rowing'), 'Plain', 'yes_no');
select is_empty($$ select 1 from public.credit_cycles $$, 'no cycle stands before a poll needs it');
select public.open_poll(tests.poll(title)) from unnest('{Boat,Trip,Off,Final,Plain}'::text[]) as title;
select is((select frozen_lens from public.polls where title = 'Boat'),
  '{"kind": "quadratic", "credits": 50}', 'the lens says how many credits there are');
select public.set_voice_credits(tests.space('rowing'), 5000, 30);
select results_eq($$ select credits, ends_at - starts_at from public.credit_cycles $$,
  $$ values (50, interval '30 days') $$, 'one cycle for all of them; other settings are for the next');

-- Voting --------------------------------------------------------------------------
select tests.be('ada');
select tests.refuses($$ select public.put_votes(tests.poll('Boat'), 2) $$, '404 no_ballot',
  'votes stand behind a ballot');
select is((select choice from public.cast_ballot_with_votes(tests.poll('Boat'), '"yes"', 6)),
  '"yes"', 'both come in one call');
select tests.refuses($$ select public.cast_ballot_with_votes(tests.poll('Trip'), '"yes"', 4) $$,
  '409 credits_spent', 'six votes cost 36 of 50, another four 16 more');
select is_empty($$ select 1 from public.ballots where poll_id = tests.poll('Trip') $$,
  'then there is no ballot either');
select public.cast_ballot(tests.poll(title), '"no"') from unnest('{Trip,Off,Final,Plain}'::text[]) as title;
select results_eq($$ select votes, cost from public.put_votes(tests.poll('Trip'), 3) $$,
  $$ values (3, 9::bigint) $$, 'three can be paid');
select is(tests.left_in('rowing'), 5, 'which leaves five');
select results_eq($$ select votes, cost from public.put_votes(tests.poll('Boat'), 5) $$,
  $$ values (5, 25::bigint) $$, 'fewer votes give the difference back');
select is(tests.left_in('rowing'), 16, 'at once');
select tests.refuses(format($$ select public.put_votes(tests.poll('Boat'), %s) $$, n),
  '422 invalid_votes', why)
from (values ('-1', 'no votes against'), ('101', 'no more than all credits that there can be buy'),
  ('null', 'and a number is a number')) as v (n, why);
select tests.refuses($$ select public.put_votes(tests.poll('Plain'), 2) $$, '409 no_voice_credits',
  'where no lens reads them nobody spends any');
select public.put_votes(tests.poll('Final'), 2);
select tests.refuses($$ select public.put_votes(tests.poll('Final'), 1) $$, '409 not_revisable',
  'where ballots are final, so is the number');
select public.put_votes(tests.poll('Off'), 3);
select is(tests.left_in('rowing'), 3, 'compared lenses cost the same credits');
select public.withdraw_ballot(tests.poll('Trip'));
select is(tests.left_in('rowing'), 12, 'a ballot taken back gives its votes back');
select is(public.explain_weight(tests.poll('Boat')) - '{poll_id,lens,as_of}'::text[],
  '{"votes": 5, "cost": 25, "credits": 50, "weight": 5000000}', 'the weight is explained');
select is(public.explain_weight(tests.poll('Final'), 1) -> 'weight', '2000000',
  'for a compared lens, too');
select tests.refuses($$ select public.explain_weight(tests.poll('Final'), 2) $$, '404 lens_not_found',
  'of which there is one');
select tests.be('ben');
select public.cast_ballot(tests.poll('Boat'), '"no"');
select is_empty($$ select 1 from public.voice_votes $$, 'nobody sees what others spend');
select tests.be('cay');
select public.cast_ballot_with_votes(tests.poll('Boat'), '"yes"', 7);
select tests.be('ola');
select is_empty($$ select 1 from public.voice_votes $$, 'organizers neither');

-- The end -------------------------------------------------------------------------
select public.cancel_poll(tests.poll('Off'));
select tests.be_owner();
delete from auth.users where id = tests.id('cay');
select is(tests.backed('Boat'), '{7}', 'who is erased leaves the number, by tag');
select tests.be('ola');
select public.close_poll(tests.poll('Boat'));
select is(tests.backed('Boat'), '{5,7}', 'as everybody does at the close');
select tests.be('ada');
select is(tests.left_in('rowing'), 21, 'a poll called off gave back, a closed one did not');
select tests.be_service();
select results_eq($$ select k.known ->> 'votes' from public.polls p,
      private.lens_inputs(p, p.frozen_lens) k where p.title = 'Boat' order by 1 $$,
  $$ values ('5'), ('7') $$, 'the engine is told who decided, by tag');
select tests.be_owner();
select tests.refuses($$ delete from private.ballot_backings $$, '409 append_only',
  'what counted stays');
select * from finish();
rollback;
