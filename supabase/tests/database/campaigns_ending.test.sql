-- Of how campaigns end: where the money goes, and what becomes of what comes too late.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,ned,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia,ned}'::text[]) as n;
update public.feature_flags set is_enabled = true where key in ('donations_v1', 'campaigns_v1');

-- Kim raises money for oars; Gus, twice, and Vic give.
select tests.runs_campaign('Oars', 4000);
select tests.gives('gus', 'Oars', 'g1', 1000);
select tests.gives('gus', 'Oars', 'g2', 400, true);
select tests.gives('vic', 'Oars', 'v1', 700);

-- A treasurer refunds a part while it is open.
select tests.refunds_payment('v1', 350, 'half');
select tests.provider_refunds('succeeded');
select is(tests.campaign_state('Oars'), 'open 1750 3', 'what was refunded does not count');

-- Failed -----------------------------------------------------------------------------------------
select tests.deadline_passes('Oars');
select tests.refuses($$ select tests.starts_giving('mia', 'Oars', 'm1', '{"amount": 1000}') $$,
  '409 campaign_ended', 'nobody begins to give after the deadline');
select tests.tend_campaigns();
select is(tests.campaign_state('Oars'), 'failed 1750 3', 'below its goal it fails');
select results_eq($$ select p.request_key, r.amount, r.requested_by from public.refunds r
  join public.payments p on p.id = r.payment_id where r.status = 'requested' order by 1 $$,
  $$ values ('g1', 1000::bigint, null::uuid), ('g2', 400, null), ('v1', 350, null) $$,
  'and what is left of each contribution is refunded');
select tests.tend_campaigns();
select is((select count(*)::int from public.refunds), 4, 'once');
select is((select settled_at from public.campaigns where title = 'Oars'), null, 'it is not settled before');
select tests.refuses($$ select tests.refunds_payment('g1', null, 'again') $$, '422 amount_out_of_range',
  'nothing is left for a treasurer to send twice');
select tests.be_owner();
select tests.provider_refunds('succeeded');
select tests.tend_campaigns();
select results_eq($$ select status::text, count(*)::int from public.campaign_contributions group by 1 $$,
  $$ values ('returned', 3) $$, 'it comes back to everybody');
select is((select settled_at from public.campaigns where title = 'Oars'), now(), 'then it is settled');
select is(tests.campaign_kept('Oars'), 0::bigint, 'and nothing is kept');
select is(tests.campaign_state('Oars'), 'failed 1750 3', 'it still says what it came to');

-- What cannot be sent back -------------------------------------------------------------------------
select tests.runs_campaign('Boat', 90000);
select tests.gives('gus', 'Boat', 'b1', 1000);
select tests.gives('mia', 'Boat', 'b2', 2000);
select tests.be('kim');
select is((public.cancel_campaign(tests.campaign('Boat'))).status, 'cancelled', 'an organizer calls it off');
select is((public.cancel_campaign(tests.campaign('Boat'))).status, 'cancelled', 'twice is once');
select tests.refuses($$ select public.open_campaign(tests.campaign('Boat')) $$,
  '409 invalid_transition', 'for good');
select tests.be_owner();
select tests.tend_campaigns();
select private.refuse_refund(r.id, 'card gone') from public.refunds r
  join public.payments p on p.id = r.payment_id where p.request_key = 'b1';
select tests.provider_refunds('succeeded');
select tests.provider_tells('b2', 'refund', 'failed', 2000, r.id, r.id::text) from public.refunds r
  join public.payments p on p.id = r.payment_id where p.request_key = 'b2';
select is(tests.campaign_kept('Boat'), (3000 - 50 - 75)::bigint, 'what did not go, or came back, is kept');
select tests.tend_campaigns();
select results_eq($$ select request_key, balance from public.ledger_accounts a
  join public.payments p on p.profile_id = a.owner_profile_id and p.target_id = tests.campaign('Boat')
  order by 1 $$, $$ values ('b1', 1000::bigint), ('b2', 2000) $$,
  'and is in the givers'' wallets, whole');
select is(tests.campaign_kept('Boat'), 0::bigint, 'nothing of it is kept');
select tests.tend_campaigns();
select isnt((select settled_at from public.campaigns where title = 'Boat'), null, 'and it is settled');
select is((select count(*)::int from public.campaign_contributions where status = 'credited'), 2,
  'as the contributions say');
select tests.provider_tells('b1', 'dispute', 'open', 1000);
select is(tests.rowing_balance('owed'), -950::bigint, 'a bank that takes it now takes it from the space');
select is((select g.status from public.campaign_contributions g join public.payments p on p.id = g.payment_id
  where p.request_key = 'b1'), 'credited', 'it was credited all the same');
select tests.provider_tells('b1', 'dispute', 'won', 1000);

-- Succeeded ----------------------------------------------------------------------------------------
select tests.runs_campaign('Dock', 2000);
select tests.gives('gus', 'Dock', 'd1', 1500);
select tests.gives('mia', 'Dock', 'd2', 500);
select tests.gives('ned', 'Dock', 'd3', 600);
select tests.starts_giving('vic', 'Dock', 'd4', '{"amount": 800}');
select tests.deadline_passes('Dock');
select tests.tend_campaigns();
select is(tests.campaign_state('Dock'), 'open 2600 3', 'for who is just paying it waits');
select tests.deadline_passes('Dock', '1 hour');
select tests.refunds_payment('d3', null, 'oops');
select tests.tend_campaigns();
select is(tests.campaign_state('Dock'), 'succeeded 2600 3', 'an hour; at its goal it succeeds');
select is((select settled_at from public.campaigns where title = 'Dock'), null,
  'with a refund on its way nothing goes on');
select tests.provider_refunds('succeeded');
select tests.tend_campaigns();
select results_eq($$ select raised_amount, paid_amount, settled_at from public.campaigns where title = 'Dock' $$,
  $$ values (2600::bigint, (2000 - 63 - 38)::bigint, now()) $$, 'then what is kept goes on');
select is(tests.rowing_balance('treasury'), (2000 - 63 - 38)::bigint, 'to the treasury');
select is(tests.campaign_kept('Dock'), 0::bigint, 'all of it');
select tests.tend_campaigns();
select is((select count(*)::int from private.ledger_transactions where kind = 'campaign'), 1, 'once');
select tests.refuses($$ update public.campaigns set paid_amount = 1 where title = 'Dock' $$,
  '409 invalid_transition', 'not even the owner of the schema pays it again');
select tests.be('kim');
select tests.refuses($$ select public.cancel_campaign(tests.campaign('Dock')) $$,
  '409 invalid_transition', 'and it is not called off any more');
select tests.be_owner();

-- Too late -----------------------------------------------------------------------------------------
select tests.provider_tells('d4', 'payment', 'succeeded', 800,
  (select p.id from public.payments p where p.request_key = 'd4'));
select is(tests.campaign_state('Dock'), 'succeeded 2600 3', 'what is paid when it has ended does not count');
select is(tests.rowing_balance('late_contributions'), (800 - 45)::bigint, 'and is kept apart');
select tests.be('mia');
select is_empty($$ select 1 from public.campaign_contributions where is_late $$, 'unseen by members');
select tests.be_owner();
select tests.tend_campaigns();
select tests.provider_refunds('succeeded');
select is(tests.rowing_balance('late_contributions'), 0::bigint, 'it goes back, although the campaign succeeded');
select is((select status from public.campaign_contributions where is_late), 'returned', 'to whoever gave it');

select tests.provider_tells('d1', 'dispute', 'open', 1500);
select is(tests.rowing_balance('treasury') + tests.rowing_balance('owed'), (500 - 38)::bigint,
  'what a bank takes back after that, the space bears');
select tests.provider_tells('d1', 'dispute', 'won', 1500);
select is(tests.rowing_balance('treasury') + tests.rowing_balance('owed'), (2000 - 63 - 38)::bigint,
  'and gets again');
select tests.refunds_payment('d2', null, 'goodwill');
select tests.provider_refunds('succeeded');
select is(tests.rowing_balance('treasury') + tests.rowing_balance('owed'), (1500 - 63)::bigint,
  'a refund after that is the treasury''s, too');
select is(tests.campaign_kept('Dock'), 0::bigint, 'nothing of it touches what is kept for others');

-- Twice taken back ----------------------------------------------------------------------------------
select tests.runs_campaign('Quay', 90000);
select tests.gives('gus', 'Quay', 'q1', 1000);
select tests.gives('mia', 'Quay', 'q2', 3000);
select tests.refunds_payment('q1', 600, 'twice');
create temporary table before as select tests.rowing_balance('treasury') + tests.rowing_balance('owed') as had;
select tests.provider_tells('q1', 'dispute', 'open', 1000);
select is(tests.campaign_kept('Quay'), (3000 - 100)::bigint, 'a bank takes what one person gave');
select tests.provider_refunds('succeeded');
select is(tests.campaign_kept('Quay'), (3000 - 100)::bigint, 'what went back besides is not taken from the others');
select is(tests.rowing_balance('treasury') + tests.rowing_balance('owed'), (select had - 600 from before),
  'the space owes it');
select tests.provider_tells('q1', 'dispute', 'won', 1000);
select is(tests.campaign_kept('Quay'), (3000 - 100 + 400 - 20)::bigint, 'and when the dispute is won, its part is back');
select is(tests.rowing_balance('treasury') + tests.rowing_balance('owed'), (select had from before), 'as is the space''s');
select is(tests.campaign_state('Quay'), 'open 3400 2', 'and counts');

-- Raised for a member -------------------------------------------------------------------------------
select tests.runs_campaign('Neds leg', 1000, 'keep_it_all', tests.identity('rowing', 'ned'));
select tests.refuses($$ select tests.starts_giving('ned', 'Neds leg', 'n1', '{"amount": 1000}') $$,
  '409 not_yourself', 'nobody gives to themselves');
select tests.gives('mia', 'Neds leg', 'n2', 500);
select tests.deadline_passes('Neds leg');
select tests.tend_campaigns();
select is(tests.campaign_state('Neds leg'), 'succeeded 500 1', 'what keeps it all keeps less than its goal, too');
select results_eq($$ select balance from public.ledger_accounts where owner_profile_id = tests.id('ned') $$,
  $$ values ((500 - 38)::bigint) $$, 'and it is in the member''s wallet');
select tests.runs_campaign('Nothing', 1000, 'keep_it_all');
select tests.deadline_passes('Nothing');
select tests.tend_campaigns();
select is(tests.campaign_state('Nothing'), 'failed 0 0', 'where nobody gave, nothing succeeds');
select isnt((select settled_at from public.campaigns where title = 'Nothing'), null, 'and nothing is left to do');

-- Erased --------------------------------------------------------------------------------------------
select tests.runs_campaign('Neds arm', 1000, 'keep_it_all', tests.identity('rowing', 'ned'));
select tests.gives('mia', 'Neds arm', 'e1', 500);
select tests.runs_campaign('Sails', 90000);
select tests.gives('gus', 'Sails', 'e2', 900);
select tests.be('gus');
select ok(public.export_my_data() -> 'data' ? 'campaign_contributions', 'what they gave is theirs to take along');
select tests.be('kim');
select ok(jsonb_array_length(public.export_my_data() -> 'data' -> 'campaigns') > 3,
  'and what they raised money for');
select tests.be_owner();
select private.erase_person(tests.id('ned'));
select private.erase_person(tests.id('gus'));
select is(tests.campaign_state('Neds arm'), 'cancelled 500 1', 'what was raised for who is gone is called off');
select results_eq($$ select k.amount, k.profile_id from private.campaign_contributors k
  where k.campaign_id = tests.campaign('Sails') $$, $$ values (900::bigint, null::uuid) $$,
  'who is gone stays one contributor, and nobody');
select tests.be('kim');
select public.cancel_campaign(tests.campaign('Sails'));
select tests.be_owner();
select tests.tend_campaigns();
select private.refuse_refund(r.id, 'card gone') from public.refunds r where r.status = 'requested';
select tests.tend_campaigns();
select is((select a.balance from public.ledger_accounts a where a.purpose = 'unclaimed'),
  (462 + 1000 + 900)::bigint,
  'what cannot be sent to who is gone is unclaimed, as what was in their wallets');
select is(tests.campaign_kept('Sails') + tests.campaign_kept('Neds arm'), 0::bigint, 'nothing is kept of either');

select is_empty($$ select * from private.reconcile_ledger() $$, 'and the ledger is sound');
select is((select sum(a.balance) from public.ledger_accounts a where a.asset_id = private.asset_id('EUR')),
  0::numeric, 'all of it comes to nothing');

select * from finish();
rollback;
