-- Of bounties whose poster says nothing, or says no: the review, the objection, and who may decide.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,moe,max,kim,gus,mia,pat,vic,ina}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', n, 'moderator') from unnest('{moe,max}'::text[]) as n;
select tests.member('rowing', n) from unnest('{kim,gus,mia,pat}'::text[]) as n;
select tests.earns(n, 1000) from unnest('{kim,gus,moe}'::text[]) as n;
update public.profiles set global_role = 'moderator' where id = tests.id('ina');

/* A bounty of kim's with 60 and of gus' with 40, for which mia and pat hand work in. */
create function tests.put_up(title text) returns void language plpgsql as $$
begin
  perform tests.be('kim');
  perform public.create_bounty(tests.space('rowing'), title, 'LIVE', now() + interval '10 days', 'bounty-' || title);
  perform public.fund_bounty(tests.bounty(title), 60, 'kim-puts-' || title);
  perform tests.be('gus');
  perform public.fund_bounty(tests.bounty(title), 40, 'gus-adds-' || title);
  perform tests.be('mia');
  perform public.hand_in(tests.bounty(title), 'By Mia', 'mia-works-' || title);
  perform tests.be('pat');
  perform public.hand_in(tests.bounty(title), 'By Pat', 'pat-works-' || title);
  perform tests.be_owner();
end $$;
create function tests.passes(title text, by interval) returns void language plpgsql as $$
begin
  perform tests.be_owner();
  perform tests.pass_bounty(title, by);
end $$;
create function tests.dispute(title text) returns uuid language sql security definer as $$
  select d.id from public.bounty_disputes d where d.bounty_id = tests.bounty(title);
$$;
create function tests.state(title text) returns text language sql security definer as $$
  select b.status || ' ' || b.escrowed_amount from public.bounties b where b.id = tests.bounty(state.title);
$$;
grant execute on all functions in schema tests to authenticated;

-- Who takes work and says nothing -----------------------------------------------------------------
select tests.put_up('Silence');
select tests.be('mia');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), 'Pay me') $$,
  '409 not_disputable', 'while it is open there is nothing to object to');
select tests.passes('Silence', '10 days');
select is(tests.state('Silence'), 'in_review 100', 'work that was handed in keeps a bounty from running out');
select tests.be('kim');
select tests.refuses($$ select public.cancel_bounty(tests.bounty('Silence')) $$, '409 bounty_not_open',
  'nor is it called off');
select tests.refuses($$ select public.extend_bounty(tests.bounty('Silence'), now() + interval '9 days') $$,
  '409 bounty_not_open', 'or put off');
select tests.be('pat');
select tests.refuses($$ select public.hand_in(tests.bounty('Silence'), 'More', 'pat-more-1') $$,
  '409 bounty_not_open', 'no more work is taken');
select tests.be('mia');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), 'Pay me') $$,
  '409 review_under_way', 'who put it up has seven days');
select tests.passes('Silence', '7 days');
select tests.be('vic');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), 'Me') $$,
  '404 bounty_not_found', 'strangers know of nothing');
select tests.be('max');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), 'Me') $$,
  '403 party_required', 'nor does who has no part in it object');
select tests.be('mia');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), ' ') $$, '422 invalid_reason',
  'an objection has a reason');
select lives_ok($$ select public.dispute_bounty(tests.bounty('Silence'), 'Used, and not paid') $$,
  'then whoever worked objects');
select lives_ok($$ select public.dispute_bounty(tests.bounty('Silence'), 'Used, and not paid') $$,
  'a double click objects once');
select tests.be('pat');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Silence'), 'Me, too') $$,
  '409 already_disputed', 'there is one dispute');
select tests.refuses($$ select public.withdraw_submission(tests.work('pat', 'Silence')) $$,
  '409 bounty_not_open', 'now nothing is taken back');
select tests.be('kim');
select tests.refuses($$ select public.award_bounty(tests.bounty('Silence'), array[tests.work('mia', 'Silence')]) $$,
  '409 bounty_not_open', 'and who put it up has no word any more');

-- Who decides --------------------------------------------------------------------------------------
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), 'Mine', returned_share => 1) $$,
  '403 permission_required', 'a member does not decide');
select tests.be('vic');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), 'Mine', returned_share => 1) $$,
  '404 dispute_not_found', 'nor a stranger');
select tests.be('max');
select bag_eq($$ select body from public.bounty_submissions $$, $$ values ('By Mia'), ('By Pat') $$,
  'a moderator reads the work');
select tests.refuses(format($$ select public.decide_dispute(tests.dispute('Silence'), 'So', %L, %L, %L) $$, s, w, b), r,
  'a decision names whole shares of what was handed in')
from (values
  ('{}', null, 0::bigint, '422 invalid_shares'),
  ('{}', null, -1, '422 invalid_shares'),
  (null, null, null, '422 invalid_shares'),
  (array[gen_random_uuid()]::text, null, 0, '404 submission_not_found'),
  (array[tests.work('mia', 'Silence')]::text, '{-5}', 0, '422 invalid_shares')
) as v (s, w, b, r);
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), '', returned_share => 1) $$,
  '422 invalid_reason', 'and its reason');
select results_eq($$ select outcome::text, returned_share from public.decide_dispute(tests.dispute('Silence'),
  'Mia did two thirds.', array[tests.work('mia', 'Silence')], '{2}', 1) $$, $$ values ('divided', 1::bigint) $$,
  'a moderator divides it');
select lives_ok($$ select public.decide_dispute(tests.dispute('Silence'), 'Mia did two thirds.',
  array[tests.work('mia', 'Silence')], '{2}', 1) $$, 'a double click decides once');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), 'Mia did two thirds.',
  array[tests.work('mia', 'Silence')], '{3}', 1) $$, '409 dispute_decided', 'with the same shares');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), 'No, all.', returned_share => 1) $$,
  '409 dispute_decided', 'and it is not decided again');
select tests.be('moe');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Silence'), 'Mia did two thirds.',
  array[tests.work('mia', 'Silence')], '{2}', 1) $$, '409 dispute_decided', 'by nobody');
select is((select array[tests.has('mia'), tests.has('pat'), tests.has('kim'), tests.has('gus')]),
  '{67,0,960,973}'::bigint[], '66.7 to who worked, of the rest 20 and 13 to who put in 60 and 40');
select is(tests.state('Silence'), 'decided 0', 'then it is over');
select tests.be('gus');
select results_eq($$ select d.reason, d.decision, d.decided_by from public.bounty_disputes d $$,
  format($$ values ('Used, and not paid', 'Mia did two thirds.', %L::uuid) $$, tests.identity('rowing', 'max')),
  'members read both reasons');
select tests.be_owner();
select throws_ok($$ update public.bounty_disputes set decision = 'x' $$, 'PT409', null,
  'which stay, for every role');
select throws_ok($$ delete from public.bounty_disputes $$, 'PT409', null, 'and are not deleted');

-- No judge in their own cause, whatever they call themselves ----------------------------------------
select tests.put_up('Masks');
select tests.be('moe');
select public.fund_bounty(tests.bounty('Masks'), 1, 'moe-adds-1');
select public.set_confidentiality('pseudonym', tests.space('rowing'), 'Heron');
select tests.passes('Masks', '10 days');
select tests.passes('Masks', '7 days');
select tests.be('kim');
select lives_ok($$ select public.dispute_bounty(tests.bounty('Masks'), 'Neither floats') $$,
  'who put it up may object, too');
select tests.be('moe');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Masks'), 'So', returned_share => 1) $$,
  '403 party_to_dispute', 'who put something in under another name does not decide');
select tests.be('max');
select results_eq($$ select outcome::text from public.decide_dispute(tests.dispute('Masks'), 'Neither floats.',
  returned_share => 1) $$, $$ values ('returned') $$, 'somebody else sends it back');
select is((select array[tests.has('kim'), tests.has('gus'), tests.has('moe')]), '{960,973,1000}'::bigint[],
  'each has what they put in');

select tests.be('max');
select public.create_bounty(tests.space('rowing'), 'Own', 'LIVE', now() + interval '1 day', 'bounty-own-1');
select tests.be_owner();
select tests.earns('max', 10);
select tests.be('max');
select public.fund_bounty(tests.bounty('Own'), 10, 'max-own-1');
select tests.be('mia');
select public.hand_in(tests.bounty('Own'), 'By Mia', 'mia-own-1');
select tests.passes('Own', '1 day');
select tests.passes('Own', '7 days');
select tests.be('mia');
select public.dispute_bounty(tests.bounty('Own'), 'Max says nothing');
select tests.be('max');
select tests.refuses($$ select public.decide_dispute(tests.dispute('Own'), 'Mine', returned_share => 1) $$,
  '403 party_to_dispute', 'nor does who put it up');
select tests.be('ina');
select results_eq($$ select body from public.bounty_submissions $$, $$ values ('By Mia') $$,
  'a moderator of the installation reads what is disputed');
select results_eq($$ select outcome::text from public.decide_dispute(tests.dispute('Own'), 'It was done.',
  array[tests.work('mia', 'Own')]) $$, $$ values ('awarded') $$, 'and decides, where a space has no judge of its own');
select is(tests.has('mia'), 77::bigint, 'the work is paid');
select is_empty($$ select 1 from public.bounties $$, 'then they see of it no more');

-- Who says no to everything ----------------------------------------------------------------------------
select tests.put_up('No');
select tests.be('gus');
select tests.refuses($$ select public.decline_submission(tests.work('mia', 'No'), 'Bad') $$,
  '403 poster_required', 'who put it up declines, and nobody else');
select tests.be('kim');
select tests.refuses($$ select public.decline_submission(tests.work('mia', 'No'), '') $$, '422 invalid_reason',
  'with a reason');
select is((public.decline_submission(tests.work('mia', 'No'), 'Bad')).status::text, 'declined', 'work is declined');
select tests.refuses($$ select public.decline_submission(tests.work('mia', 'No'), 'Worse') $$,
  '409 submission_settled', 'once');
select public.decline_submission(tests.work('pat', 'No'), 'Bad');
select is((public.extend_bounty(tests.bounty('No'), now() + interval '11 days')).extensions, 1::smallint,
  'what was answered to hinders nobody');
select is((public.cancel_bounty(tests.bounty('No'))).status::text, 'in_review',
  'but calling it off waits for who was declined');
select tests.be('mia');
select public.dispute_bounty(tests.bounty('No'), 'Declined, and used');
select tests.passes('No', '59 days');
select is(tests.state('No'), 'disputed 100', 'a dispute waits for its judge');
select tests.passes('No', '2 days');
select is(tests.state('No'), 'decided 0', 'for sixty days');
select results_eq($$ select outcome::text, decided_by from public.bounty_disputes where id = tests.dispute('No') $$,
  $$ values ('lapsed', null::uuid) $$, 'then it lapses');

select tests.put_up('Quiet');
select tests.passes('Quiet', '10 days');
select tests.be('kim');
select public.decline_submission(tests.work('mia', 'Quiet'), 'Bad');
select tests.be('pat');
select is((public.withdraw_submission(tests.work('pat', 'Quiet'))).status::text, 'withdrawn',
  'who handed work in takes it back');
select tests.passes('Quiet', '7 days');
select is(tests.state('Quiet'), 'expired 0', 'and where nobody objects within seven days, all goes back');
select tests.be('mia');
select tests.refuses($$ select public.dispute_bounty(tests.bounty('Quiet'), 'Late') $$, '409 not_disputable',
  'then it is too late');

-- An award to one's friend ------------------------------------------------------------------------------
select tests.put_up('Friend');
select tests.be('kim');
select public.award_bounty(tests.bounty('Friend'), array[tests.work('pat', 'Friend')]);
select tests.be('gus');
select lives_ok($$ select public.dispute_bounty(tests.bounty('Friend'), 'Pat did nothing') $$,
  'who put something in objects before it is paid');
select tests.passes('Friend', '5 days');
select is(tests.state('Friend'), 'disputed 100', 'and it is not paid');
select tests.be('max');
select public.decide_dispute(tests.dispute('Friend'), 'Mia did it.', array[tests.work('mia', 'Friend')]);
select is((select array[tests.has('mia'), tests.has('pat')]), '{177,0}'::bigint[], 'but as was decided');

select tests.be_owner();
select is(tests.bounty_faults(), 0::bigint, 'the books are whole');
select * from finish();
rollback;
