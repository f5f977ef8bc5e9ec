-- Of quadratic matching: the sums, who opens a round and what it takes in, and how the pot is shared.
begin;
select no_plan();

select is(private.matching_score('{}'), 0::numeric, 'where nobody gave, nothing is matched');
select is(private.matching_score('{2500}'), 0::numeric, 'nor where one did');
select is(private.matching_score('{100,100}'), 2 * 100 * 1e12, 'two who give 1 bring 2');
select is(private.matching_score('{100,400}'), 2 * 200 * 1e12, 'by the roots');
select is(private.matching_score('{2,3}'), 2 * 1414213 * 1732050::numeric, 'to six decimals, rounded down');
select is(private.matching_shares(100, '{1,1,0}', null), '{50,50,0}', 'a pot is shared by scores');
select is(private.matching_shares(100, '{6,3,1}', 40), '{40,40,20}',
  'what is over a cap goes to the others, until they are full, too');
select is(private.matching_shares(100, '{6,3,1}', 20), '{20,20,20}', 'where all are full some is left');
select is(private.matching_shares(100, '{1,0}', 30), '{30,0}', 'who has no score gets none of it');

select tests.user(n) from unnest('{ola,kim,gus,mia,ned,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select public.create_space('Attic', 'attic');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia,ned}'::text[]) as n;
update public.feature_flags set is_enabled = true where key in ('donations_v1', 'campaigns_v1');
select private.post_transaction('opening', 'opening', array[
  private.system_account(private.asset_id('EUR'), 'opening'),
  private.space_account(tests.space('rowing'), private.asset_id('EUR'))], '{-20000,20000}');
select tests.runs_campaign('Oars', 1000);
select tests.runs_campaign('Dock', 1000, 'keep_it_all', tests.identity('rowing', 'ned'));
select tests.runs_campaign('Flop', 90000);
select tests.runs_campaign('Long', 1000);

create function pg_temp.round(title text) returns uuid language sql security definer as $$
  select r.id from public.matching_rounds r where r.title = round.title $$;
grant execute on function pg_temp.round to authenticated;
create function pg_temp.round_passes(title text) returns void language plpgsql as $$
begin
  alter table public.matching_rounds disable trigger matching_rounds_before_change_guard;
  update public.matching_rounds r set ends_at = now() where r.title = round_passes.title;
  alter table public.matching_rounds enable trigger matching_rounds_before_change_guard;
end $$;

-- Organizer ------------------------------------------------------------------------------------
select tests.be('kim');
select tests.refuses($$ select public.open_matching_round(tests.space('rowing'), 'Spring', 'EUR',
  now() + interval '31 days') $$, '403 permission_required', 'who may not spend the treasury opens no round');

-- Treasurer ------------------------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ select public.open_matching_round(tests.space('rowing'), 'Spring', 'EUR',
  now() + interval '31 days') $$, 'who keeps the treasury does');
select is((public.open_matching_round(tests.space('rowing'), 'Spring', 'EUR', now() + interval '31 days')).id,
  pg_temp.round('Spring'), 'twice is once');
select tests.refuses($$ select public.open_matching_round(tests.space('rowing'), 'Spring', 'EUR',
  now() + interval '31 days', 5) $$, '409 title_taken', 'not so with other terms');
select tests.refuses($$ select public.open_matching_round(tests.space('rowing'), 'Past', 'EUR',
  now() - interval '1 day') $$, '422 invalid_deadline', 'a round ends later than now');
select tests.refuses($$ select public.open_matching_round(tests.space('rowing'), 'Verified', 'EUR',
  now() + interval '31 days', eligibility => '{"verified": true}') $$, '422 invalid_eligibility',
  'it asks nothing that the money would tell of people');
select tests.refuses($$ select public.open_matching_round(tests.space('rowing'), 'Odd', 'EUR',
  now() + interval '31 days', eligibility => '{"member_days": "x"}') $$, '422 invalid_eligibility',
  'nor nonsense');
select throws_ok($$ select public.open_matching_round(tests.space('rowing'), 'Cap', 'EUR',
  now() + interval '31 days', 0) $$, '23514', null, 'a cap is at least 1');

select is((public.fund_matching_round(pg_temp.round('Spring'), 1000, 'spring-1')).pot_amount, 1000::bigint,
  'the treasury fills the pot');
select is((public.fund_matching_round(pg_temp.round('Spring'), 1000, 'spring-1')).pot_amount, 1000::bigint,
  'once for a key');
select tests.refuses($$ select public.fund_matching_round(pg_temp.round('Spring'), 999, 'spring-1') $$,
  '409 idempotency_key_reused', 'which is for one amount');
select tests.refuses($$ select public.fund_matching_round(pg_temp.round('Spring'), 99999, 'spring-2') $$,
  '409 insufficient_funds', 'with what it has');
select tests.refuses($$ select public.fund_matching_round(pg_temp.round('Spring'), 0, 'spring-3') $$,
  '422 invalid_amount', 'and not with nothing');
select is(tests.rowing_balance('treasury'), 19000::bigint, 'it is gone from the treasury');
select tests.refuses($$ select public.fund_matching_round(gen_random_uuid(), 1, 'spring-4') $$,
  '404 matching_round_not_found', 'a round is there');

select public.enter_matching_round(pg_temp.round('Spring'), tests.campaign(t))
from unnest('{Oars,Dock,Flop}'::text[]) as t;
select is((public.enter_matching_round(pg_temp.round('Spring'), tests.campaign('Oars'))).title, 'Oars',
  'campaigns take part; twice is once');
select public.open_matching_round(tests.space('rowing'), 'Soon', 'EUR', now() + interval '1 day');
select public.open_matching_round(tests.space('rowing'), 'Pounds', 'GBP', now() + interval '31 days');
select tests.refuses($$ select public.enter_matching_round(pg_temp.round('Soon'), tests.campaign('Oars')) $$,
  '409 already_matched', 'in one round');
select tests.refuses($$ select public.enter_matching_round(pg_temp.round('Soon'), tests.campaign('Long')) $$,
  '422 ends_too_late', 'that ends after them');
select tests.refuses($$ select public.enter_matching_round(pg_temp.round('Pounds'), tests.campaign('Long')) $$,
  '422 other_currency', 'in their currency');
select tests.refuses($$ select public.enter_matching_round(pg_temp.round('Spring'), gen_random_uuid()) $$,
  '404 campaign_not_found', 'and are there');
select tests.be('kim');
select tests.refuses($$ select public.enter_matching_round(pg_temp.round('Spring'), tests.campaign('Long')) $$,
  '403 permission_required', 'an organizer takes none in');
select tests.refuses($$ select public.cancel_matching_round(pg_temp.round('Spring')) $$,
  '403 permission_required', 'nor calls it off');

-- Giving ---------------------------------------------------------------------------------------
select tests.be_owner();
select tests.gives('gus', 'Oars', 'o1', 400);
select tests.gives('gus', 'Oars', 'o2', 500, true);
select tests.gives('mia', 'Oars', 'o3', 100);
select tests.gives('vic', 'Oars', 'o4', 400);
select tests.gives('gus', 'Dock', 'd1', 900);
select tests.gives('mia', 'Dock', 'd2', 400);
select tests.gives('gus', 'Flop', 'f1', 2500);
select tests.gives('mia', 'Flop', 'f2', 2500);
select tests.refunds_payment('o4', 300, 'some');
select tests.provider_refunds('succeeded');

select pg_temp.round_passes('Spring');
select private.tend_matching_rounds();
select is((select r.status from public.matching_rounds r where r.title = 'Spring'), 'open',
  'it waits for its campaigns');
select tests.deadline_passes(t) from unnest('{Oars,Dock,Flop}'::text[]) as t;
select tests.tend_campaigns();
create temporary table had as select tests.rowing_balance('treasury') as treasury;
select private.tend_matching_rounds();
-- Oars: 900, 100 and 100 of three people: 2(300 + 300 + 100) = 1400; Dock: 900 and 400: 1200.
select results_eq($$ select c.title, e.amount from public.matching_entries e
  join public.campaigns c on c.id = e.campaign_id order by 1 $$,
  $$ values ('Dock', 462::bigint), ('Flop', 0), ('Oars', 538) $$,
  'a person''s giving counts as one, without what went back; what failed gets nothing');
select is(tests.rowing_balance('treasury') - (select treasury from had), 538::bigint,
  'the treasury gets its campaigns'' part');
select is((select a.balance from public.ledger_accounts a where a.owner_profile_id = tests.id('ned')),
  (1300 - 48 - 35 + 462)::bigint, 'and a member theirs');
select is(tests.rowing_balance('matching:' || pg_temp.round('Spring')), 0::bigint, 'to the last cent');
select private.tend_matching_rounds();
select is((select count(*)::int from private.ledger_transactions t
  where t.idempotency_key = 'matching:' || pg_temp.round('Spring')), 1, 'once');
select tests.refuses($$ update public.matching_rounds set pot_amount = 1 where title = 'Spring' $$,
  '409 append_only', 'for good');

-- Reading --------------------------------------------------------------------------------------
select tests.be_anon();
select is((select sum(amount) from public.matching_entries), 1000::numeric, 'everybody sees what each got');
select tests.be_owner();
update public.spaces set visibility = 'private' where slug = 'rowing';
select tests.be('vic');
select is_empty($$ select 1 from public.matching_entries $$, 'of a private space a stranger sees none');
select is_empty($$ select 1 from public.matching_rounds $$, 'and no rounds');
select tests.refuses($$ select public.cancel_matching_round(pg_temp.round('Soon')) $$,
  '404 matching_round_not_found', 'as if there were none');

-- Rules, caps, and what is left --------------------------------------------------------------------
select tests.be_owner();
update public.space_members m set joined_at = now() - interval '40 days'
where m.profile_id in (tests.id('gus'), tests.id('mia'));
select tests.runs_campaign('Sails', 1000);
select tests.be('ola');
select public.open_matching_round(tests.space('rowing'), 'Old', 'EUR', now() + interval '31 days', 700,
  '{"member_days": 30}');
select public.fund_matching_round(pg_temp.round('Old'), 1000, 'old-money');
select public.enter_matching_round(pg_temp.round('Old'), tests.campaign('Sails'));
select tests.be_owner();
select tests.gives('gus', 'Sails', 's1', 400);
select tests.gives('mia', 'Sails', 's2', 900);
select tests.gives('ned', 'Sails', 's3', 2500);
select tests.deadline_passes('Sails');
select pg_temp.round_passes('Old');
select tests.tend_campaigns();
select private.tend_matching_rounds();
select results_eq($$ select e.amount from public.matching_entries e
  where e.round_id = pg_temp.round('Old') $$, $$ values (700::bigint) $$,
  'who joined too late is not matched, and nobody gets more than the cap');
select is(tests.rowing_balance('matching:' || pg_temp.round('Old')), 0::bigint,
  'what is left goes back to the treasury');

select tests.be('ola');
select public.fund_matching_round(pg_temp.round('Soon'), 250, 'soon-money');
select is(tests.rowing_balance('matching:' || pg_temp.round('Soon')), 250::bigint, 'a pot');
select is((public.cancel_matching_round(pg_temp.round('Soon'))).status, 'cancelled', 'is called off');
select is((public.cancel_matching_round(pg_temp.round('Soon'))).status, 'cancelled', 'twice is once');
select is(tests.rowing_balance('matching:' || pg_temp.round('Soon')), 0::bigint, 'and goes back');
select tests.refuses($$ select public.cancel_matching_round(pg_temp.round('Old')) $$,
  '409 matching_round_ended', 'what was shared out is not');
select tests.refuses($$ select public.fund_matching_round(pg_temp.round('Old'), 1, 'too-late') $$,
  '409 matching_round_ended', 'nor filled');
select is((public.fund_matching_round(pg_temp.round('Old'), 1000, 'old-money')).status, 'paid',
  'a repeated click is answered all the same');

select tests.be_owner();
select is_empty($$ select * from private.reconcile_ledger() $$, 'the ledger is sound');

select * from finish();
rollback;
