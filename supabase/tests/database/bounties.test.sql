-- Of bounties in tokens: putting up, adding, handing in, awarding, and what goes back.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,moe,gus,mia,pat,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'moe', 'moderator');
select tests.member('rowing', n) from unnest('{kim,gus,mia,pat}'::text[]) as n;
select tests.earns(n, 100) from unnest('{kim,gus}'::text[]) as n;

-- Putting up ---------------------------------------------------------------------------------------
select tests.be('kim');
select lives_ok($$ select public.create_bounty(tests.space('rowing'), 'Mend the boat', 'LIVE',
  now() + interval '10 days', 'key-mend-1', 'It leaks.', 'It floats.') $$, 'a member drafts a bounty');
select is((public.create_bounty(tests.space('rowing'), 'Mend the boat', 'LIVE',
  now() + interval '10 days', 'key-mend-1', 'It leaks.', 'It floats.')).id, tests.bounty('Mend the boat'),
  'a double click drafts one');
select tests.refuses($$ select public.create_bounty(tests.space('rowing'), 'Other', 'LIVE',
  now() + interval '10 days', 'key-mend-1') $$, '409 request_key_reused', 'a key is for one thing');
select tests.refuses($$ select public.create_bounty(tests.space('rowing'), 'Late', 'LIVE',
  now() + interval '200 days', 'key-late-1') $$, '422 invalid_end', 'none is for longer than half a year');
select tests.refuses($$ select public.create_bounty(tests.space('rowing'), 'Space', 'LIVE',
  now() + interval '2 days', 'key-space-1', from_space => true) $$, '403 permission_required',
  'for the space only who may spend its treasury');
select tests.refuses($$ select public.create_bounty(tests.space('rowing'), 'x', 'NONE',
  now() + interval '2 days', 'key-none-1') $$, '404 asset_not_found', 'in something there is');
select throws_ok($$ select public.create_bounty(tests.space('rowing'), ' ', 'LIVE',
  now() + interval '2 days', 'key-blank-1') $$, '23514', null, 'a title says something');

select tests.be('gus');
select is_empty($$ select id from public.bounties $$, 'a draft is its author''s alone');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Mend the boat'), 5, 'gus-adds-1') $$,
  '404 bounty_not_found', 'nobody else puts something in');
select tests.be('kim');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Mend the boat'), 101, 'kim-adds-0') $$,
  '409 insufficient_funds', 'what is not there is not offered');
select is((public.fund_bounty(tests.bounty('Mend the boat'), 40, 'kim-adds-1')).escrowed_amount, 40::bigint,
  'who put it up puts something in');
select is((public.fund_bounty(tests.bounty('Mend the boat'), 40, 'kim-adds-1')).amount, 40::bigint,
  'a double click once');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Mend the boat'), 41, 'kim-adds-1') $$,
  '409 idempotency_key_reused', 'the key is for that amount');
select is(tests.has('kim'), 60::bigint, 'it has left the wallet');

-- Adding -----------------------------------------------------------------------------------------------
select tests.be('gus');
select results_eq($$ select status::text, escrowed_amount from public.bounties $$,
  $$ values ('open', 40::bigint) $$, 'then it is open to members');
select lives_ok($$ select public.fund_bounty(tests.bounty('Mend the boat'), 11, 'gus-adds-1') $$,
  'others add to it');
select is((public.fund_bounty(tests.bounty('Mend the boat'), 10, 'gus-adds-2')).amount, 21::bigint,
  'and once more, to what they added');
select throws_ok($$ select account_id from public.bounty_contributions $$, '42501', null,
  'where it is kept leads nobody to a wallet');
select throws_ok($$ select xmin from public.bounty_contributions $$, '42501', null,
  'nor does when it was written');
select tests.be('vic');
select is_empty($$ select id from public.bounties $$, 'strangers see nothing');
select is_empty($$ select id from public.bounty_contributions $$, 'nor what is in it');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Mend the boat'), 1, 'vic-adds-1') $$,
  '404 bounty_not_found', 'and put nothing in');
select tests.be_anon();
select throws_ok($$ select 1 from public.bounties $$, '42501', null, 'nor do visitors');

-- Handing in ---------------------------------------------------------------------------------------
select tests.be('mia');
select lives_ok($$ select public.hand_in(tests.bounty('Mend the boat'), 'I tarred it.', 'mia-works-1') $$,
  'a member hands work in');
select lives_ok($$ select public.hand_in(tests.bounty('Mend the boat'), 'I tarred it.', 'mia-works-1') $$,
  'a double click once');
select tests.refuses($$ select public.hand_in(tests.bounty('Mend the boat'), 'Again.', 'mia-works-2') $$,
  '409 already_handed_in', 'one at a time');
select throws_ok($$ select public.hand_in(tests.bounty('Mend the boat'), ' ', 'pat-works-0') $$,
  'PT409', null, 'and says something');
select tests.be('pat');
select throws_ok($$ select public.hand_in(tests.bounty('Mend the boat'), ' ', 'pat-works-0') $$,
  '23514', null, 'work says something');
select lives_ok($$ select public.hand_in(tests.bounty('Mend the boat'), 'I nailed it.', 'pat-works-1') $$,
  'so does another');
select results_eq($$ select body from public.bounty_submissions $$, $$ values ('I nailed it.') $$,
  'who sees their own work alone');
select tests.be('gus');
select is_empty($$ select body from public.bounty_submissions $$, 'who added sees no work to copy');
select tests.be('kim');
select tests.refuses($$ select public.hand_in(tests.bounty('Mend the boat'), 'Me.', 'kim-works-1') $$,
  '409 not_yourself', 'not for one''s own');
select bag_eq($$ select body from public.bounty_submissions $$,
  $$ values ('I tarred it.'), ('I nailed it.') $$, 'who put it up sees it all');
select tests.refuses($$ select public.cancel_bounty(tests.bounty('Mend the boat')) $$,
  '409 submissions_pending', 'and does not call it off while work waits');
select tests.refuses($$ select public.extend_bounty(tests.bounty('Mend the boat'), now() + interval '20 days') $$,
  '409 submissions_pending', 'nor let it wait for longer');

-- Awarding ------------------------------------------------------------------------------------------
select tests.be('gus');
select tests.refuses($$ select public.award_bounty(tests.bounty('Mend the boat'),
  array[tests.work('mia', 'Mend the boat')]) $$, '403 poster_required',
  'who added does not award');
select tests.be('kim');
select tests.refuses(format($$ select public.award_bounty(tests.bounty('Mend the boat'), %L, %L) $$, s, w),
  r, 'shares are whole and each its own')
from (values
  ('{}', null, '422 invalid_shares'),
  (null, null, '422 invalid_shares'),
  (array[gen_random_uuid()]::text, null, '404 submission_not_found'),
  (array[tests.work('mia', 'Mend the boat')]::text, '{0}', '422 invalid_shares'),
  (array[tests.work('mia', 'Mend the boat')]::text, '{1,2}', '422 invalid_shares'),
  (array[tests.work('mia', 'Mend the boat'),
    tests.work('mia', 'Mend the boat')]::text, '{1,2}', '422 invalid_shares')
) as v (s, w, r);
select results_eq($$ select status::text, escrowed_amount from public.award_bounty(
    tests.bounty('Mend the boat'), array[tests.work('mia', 'Mend the boat'),
    tests.work('pat', 'Mend the boat')], '{7000,3000}') $$,
  $$ values ('in_review', 61::bigint) $$, 'where others put something in, they may object first');
select lives_ok($$ select public.award_bounty(
    tests.bounty('Mend the boat'), array[tests.work('mia', 'Mend the boat'),
    tests.work('pat', 'Mend the boat')], '{7000,3000}') $$, 'a double click names it once');
select tests.refuses($$ select public.award_bounty(tests.bounty('Mend the boat'),
  array[tests.work('mia', 'Mend the boat')]) $$, '409 award_named',
  'what was named is not taken back');
select tests.refuses($$ select public.decline_submission(tests.work('mia', 'Mend the boat'), 'No.') $$,
  '409 bounty_not_open', 'nor declined');
select tests.be('mia');
select tests.refuses($$ select public.withdraw_submission(tests.work('mia', 'Mend the boat')) $$,
  '409 bounty_not_open', 'nor does who is named leave');
select tests.be('gus');
select bag_eq($$ select share from public.bounty_submissions $$, $$ values (7000::bigint), (3000) $$,
  'who added sees what they may object to');
select tests.be_owner();
select tests.pass_bounty('Mend the boat', '3 days');
select is((select array[tests.has('mia'), tests.has('pat'), tests.has('kim'), tests.has('gus')]),
  '{43,18,60,79}'::bigint[], 'three days later it is paid, to the last unit: 42.7 and 18.3 of 61');
select is(tests.bounty_faults(), 0::bigint, 'and the books are what the bounty says');
select tests.be('gus');
select bag_eq($$ select awarded_amount from public.bounty_submissions $$, $$ values (43::bigint), (18) $$,
  'members see what was awarded');
select bag_eq($$ select kind::text, amount from public.bounty_transactions $$,
  $$ values ('contributed', 40::bigint), ('contributed', 11), ('contributed', 10), ('awarded', -40),
    ('awarded', -21) $$, 'and what went in and out');
select is_empty($$ select 1 from public.wallets w
  cross join lateral public.account_statement(w.account_id) as l
  where l.kind = 'bounty_award' and l.counterparty_ids is not null $$, 'statements name nobody');
select tests.be_owner();
select throws_ok($$ update public.bounty_transactions set amount = 1 $$, 'PT409', null,
  'what was booked stays, for every role');
select throws_ok($$ delete from public.bounty_submissions $$, 'PT409', null, 'so does the work');
select throws_ok($$ update public.bounties set status = 'open', ended_at = null $$, 'PT409', null,
  'and what is over is over');

-- At once, and back ------------------------------------------------------------------------------------
select tests.be('kim');
select public.create_bounty(tests.space('rowing'), 'Alone', 'LIVE', now() + interval '1 day', 'key-alone-1');
select public.fund_bounty(tests.bounty('Alone'), 30, 'kim-alone-1');
select tests.be('mia');
select public.hand_in(tests.bounty('Alone'), 'Done.', 'mia-alone-1');
select tests.be('kim');
select is((public.award_bounty(tests.bounty('Alone'), array[tests.work('mia', 'Alone')])).status::text,
  'awarded', 'where nobody else has a say it is paid at once');
select is(tests.has('mia'), 73::bigint, 'whole');

select public.create_bounty(tests.space('rowing'), 'Nobody', 'LIVE', now() + interval '1 day', 'key-nobody-1');
select public.fund_bounty(tests.bounty('Nobody'), 7, 'kim-nobody-1');
select tests.be('gus');
select public.fund_bounty(tests.bounty('Nobody'), 5, 'gus-nobody-1');
select tests.be('kim');
select tests.refuses($$ select public.extend_bounty(tests.bounty('Nobody'), now() + interval '2 hours') $$,
  '422 invalid_end', 'the end comes no earlier');
select is((public.extend_bounty(tests.bounty('Nobody'), now() + interval '2 days')).extensions, 1::smallint,
  'it is put off before it comes');
select is((public.extend_bounty(tests.bounty('Nobody'), now() + interval '2 days')).extensions, 1::smallint,
  'a double click once');
select tests.be_owner();
select tests.pass_bounty('Nobody', '2 days');
select results_eq($$ select status::text, escrowed_amount from public.bounties where title = 'Nobody' $$,
  $$ values ('expired', 0::bigint) $$, 'where nobody worked for it, it runs out');
select is((select array[tests.has('kim'), tests.has('gus')]), '{30,79}'::bigint[],
  'and each has back what they put in');
select tests.be('kim');
select tests.refuses($$ select public.extend_bounty(tests.bounty('Nobody'), now() + interval '9 days') $$,
  '409 bounty_not_open', 'then it is too late to put it off');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Nobody'), 1, 'kim-nobody-2') $$,
  '409 bounty_not_open', 'or to put more in');
select is((public.fund_bounty(tests.bounty('Nobody'), 7, 'kim-nobody-1')).returned_amount, 7::bigint,
  'an answer that was lost is given all the same');
select public.create_bounty(tests.space('rowing'), 'Idle', 'LIVE', now() + interval '1 day', 'key-idle-1');
select is((public.cancel_bounty(tests.bounty('Idle'))).status::text, 'cancelled', 'a draft is called off');
select is((public.cancel_bounty(tests.bounty('Idle'))).status::text, 'cancelled', 'twice is once');
select tests.be('gus');
select is_empty($$ select 1 from public.bounties where title = 'Idle' $$, 'and nobody ever saw it');

-- From the treasury ----------------------------------------------------------------------------------
select tests.be('ola');
select public.create_token(tests.space('rowing'), 'OAR', 'Oars');
select public.issue_tokens(tests.space('rowing'), 'OAR', 500, 'issue-oars-1');
select lives_ok($$ select public.create_bounty(tests.space('rowing'), 'For the club', 'OAR',
  now() + interval '1 day', 'key-club-1', from_space => true) $$, 'an admin puts one up for the space');
select tests.refuses($$ select public.fund_bounty(tests.bounty('For the club'), 501, 'ola-club-0', true) $$,
  '409 insufficient_funds', 'of what the treasury has');
select lives_ok($$ select public.fund_bounty(tests.bounty('For the club'), 300, 'ola-club-1', true) $$,
  'it comes from the treasury');
select tests.be('kim');
select tests.refuses($$ select public.fund_bounty(tests.bounty('For the club'), 1, 'kim-club-1', true) $$,
  '403 permission_required', 'nobody else spends it');
select public.hand_in(tests.bounty('For the club'), 'Cleaned.', 'kim-club-2');
select tests.be_owner();
select tests.member('rowing', 'gus', 'admin');
select tests.be('gus');
select is((public.award_bounty(tests.bounty('For the club'), array[tests.work('kim', 'For the club')])).status::text,
  'awarded', 'and who may spend the treasury awards it');
select is(tests.has('kim', 'OAR'), 300::bigint, 'in the space''s token');

select tests.be('gus');
select public.create_bounty(tests.space('rowing'), 'Club again', 'OAR', now() + interval '1 day',
  'key-club-2', from_space => true);
select public.fund_bounty(tests.bounty('Club again'), 100, 'gus-club-2', true);
select public.create_bounty(tests.space('rowing'), 'Club and I', 'LIVE', now() + interval '1 day',
  'key-club-3', from_space => true);
select public.fund_bounty(tests.bounty('Club and I'), 1, 'gus-club-3');
select tests.be('kim');
select public.hand_in(tests.bounty('Club again'), 'Cleaned again.', 'kim-club-3');
select public.hand_in(tests.bounty('Club and I'), 'Painted.', 'kim-club-4');
select tests.be('ola');
select public.set_member_role(tests.space('rowing'), tests.id('gus'), 'member');
select tests.be('gus');
select tests.refuses($$ select public.award_bounty(tests.bounty('Club again'),
  array[tests.work('kim', 'Club again')]) $$, '403 poster_required',
  'who spends the treasury no more awards nothing of it');
select tests.refuses($$ select public.extend_bounty(tests.bounty('Club again'), now() + interval '9 days') $$,
  '403 poster_required', 'nor puts its end off');
select is_empty($$ select body from public.bounty_submissions where body = 'Cleaned again.' $$,
  'nor sees what was handed in');
select tests.be('ola');
select is((public.award_bounty(tests.bounty('Club again'), array[tests.work('kim', 'Club again')])).status::text,
  'awarded', 'who spends it now does');
select is((public.award_bounty(tests.bounty('Club and I'), array[tests.work('kim', 'Club and I')])).status::text,
  'in_review', 'and whoever gave of their own may object, who put it up too');

-- Left, erased -----------------------------------------------------------------------------------------
select tests.be('ola');
select public.create_bounty(tests.space('rowing'), 'Erased', 'LIVE', now() + interval '1 day', 'key-erased-1');
select tests.be_owner();
select tests.earns('ola', 50);
select tests.be('ola');
select public.fund_bounty(tests.bounty('Erased'), 50, 'ola-erased-1');
select tests.be('gus');
select public.fund_bounty(tests.bounty('Erased'), 9, 'gus-erased-1');
select tests.be('pat');
select public.hand_in(tests.bounty('Erased'), 'My words.', 'pat-erased-1');
select ok(public.export_my_data() -> 'data' -> 'bounty_affairs' @> '{"submissions": [{"body": "My words."}]}',
  'what somebody handed in is theirs to take along');
select public.leave_space(tests.space('rowing'));
select results_eq($$ select title from public.bounties where title = 'Erased' $$, $$ values ('Erased') $$,
  'who left sees what they have a part in');
select tests.be_owner();
select private.erase_person(tests.id('pat'));
select private.erase_person(tests.id('gus'));
select results_eq($$ select body, status::text from public.bounty_submissions s
  where s.bounty_id = tests.bounty('Erased') $$, $$ values ('', 'withdrawn') $$,
  'what an erased person handed in is gone');
select is((select escrowed_amount from public.bounties where title = 'Erased'), 59::bigint,
  'what they put in stays in');
select tests.pass_bounty('Erased', '1 day');
select is(tests.has('ola'), 50::bigint, 'others have theirs back');
select is((select a.balance from public.ledger_accounts a where a.purpose = 'issuance'
  and a.asset_id = private.asset_id('LIVE')), -200 - 50 + 78::bigint + 18,
  'and theirs goes where the rest of it went');
select is(tests.bounty_faults(), 0::bigint, 'the books are whole');

select * from finish();
rollback;
