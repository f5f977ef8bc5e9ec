-- Of money that goes out: to whom, asked for, sent, come back, given up.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,vic,ada}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia}'::text[]) as n;
update public.profiles set global_role = 'admin' where id = tests.id('ada');
select private.post_transaction('opening', 'opening', array[
    private.system_account(e, 'provider:sandbox', 'asset'),
    private.space_account(tests.space('rowing'), e), private.wallet_of(tests.id('gus'), e),
    private.wallet_of(tests.id('mia'), e)],
  '{-90000,50000,30000,10000}')
from private.asset_id('EUR') as e;

create function pg_temp.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(
    encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', 'sealed ' || id, 'key_version', 1) $$;
create sequence pg_temp.happened;
-- What the provider tells of an account or a transfer.
create function pg_temp.tells(kind text, id text, fields jsonb, event text default null,
  account text default null)
returns text language sql security definer as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', coalesce(event, 'evt' || nextval('pg_temp.happened')), 'type', kind,
    'at', '2026-01-01'::timestamptz + nextval('pg_temp.happened') * interval '1 second',
    'account', case when account is not null then pg_temp.sealed(account) end, 'live', false,
    'object', jsonb_build_object('kind', kind, 'reference', null, 'missing', '[]'::jsonb,
        'currency', 'EUR', 'amount', 2000, 'reversed', 0) || fields
      || jsonb_build_object('id', pg_temp.sealed(id),
        'account', case when fields ? 'account' then pg_temp.sealed(fields ->> 'account') end)
  ), null, null) $$;
create function pg_temp.opens(nickname text, space text default null, country text default 'DE',
  currency text default 'EUR')
returns uuid language plpgsql security definer as $$
begin
  perform set_config('request.jwt.claims', json_build_object('sub', tests.id(nickname))::text, true);
  return private.open_payout_account(
    case when space is not null then tests.space(space) end, country, currency, 'sandbox') ->> 'id';
end $$;
create function pg_temp.account(nickname text) returns uuid language sql security definer as $$
  select a.id from public.payout_accounts a
  where a.profile_id = tests.id(nickname) and a.closed_at is null $$;
create function pg_temp.payout(key text) returns public.payout_jobs language sql security definer as $$
  select j from public.payout_jobs j where j.request_key = key $$;
create function pg_temp.payout_key(claimed jsonb) returns text language sql security definer as $$
  select concat_ws(' ', j.request_key, claimed ->> 'was_tried', claimed ->> 'may_be_sent',
    split_part(claimed ->> 'key', ':', 3))
  from public.payout_jobs j where j.id::text = claimed ->> 'id' $$;
create function pg_temp.claim() returns text language sql security definer as $$
  select (pg_temp.payout_key(private.claim_payout('{sandbox}'))) $$;
create function pg_temp.money(nickname text) returns text language sql security definer as $$
  select a.balance || ' of which ' || a.held from public.ledger_accounts a
  where a.owner_profile_id = tests.id(nickname) and a.asset_id = private.asset_id('EUR') $$;
create function pg_temp.why(event text) returns text language sql security definer as $$
  select coalesce(e.reason, e.last_error) from public.payment_events e where e.event_id = event $$;
create function pg_temp.is_due(key text) returns void language sql security definer as $$
  update public.payout_jobs j set due_at = now() where j.request_key = key $$;
create function pg_temp.sends(key text, id text, fields jsonb default '{}', event text default null)
returns text language sql security definer as $$
  select pg_temp.tells('transfer', id, jsonb_build_object(
    'reference', (pg_temp.payout(key)).id, 'account', 'acct gus') || fields, event) $$;
grant execute on all functions in schema pg_temp to authenticated, anon, service_role;

-- An account at the provider -------------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ select pg_temp.opens('gus') $$, '404 feature_off', 'while payouts are off nobody opens one');
update public.feature_flags set is_enabled = true where key in ('donations_v1', 'payouts_v1');
select tests.refuses($$ select pg_temp.opens('gus', currency => 'JPY') $$, '422 currency_not_paid_out',
  'not every currency is paid out');
select tests.refuses($$ select pg_temp.opens('gus', currency => 'LIVE') $$, '422 currency_not_paid_out',
  'and tokens never are');
select throws_ok($$ select pg_temp.opens('gus', country => 'Germany') $$, '23514', null,
  'a country is two letters');
select is(pg_temp.opens('gus'), pg_temp.opens('gus'), 'a second click finds the first account');
select tests.refuses($$ select pg_temp.opens('gus', country => 'FR') $$, '409 account_exists',
  'in one country');
select tests.refuses($$ select pg_temp.opens('vic', 'rowing') $$, '404 not_found',
  'a stranger does not learn of the space');
select tests.refuses($$ select pg_temp.opens('kim', 'rowing') $$, '403 permission_required',
  'who only views the treasury opens none for it');
select isnt(pg_temp.opens('ola', 'rowing'), null, 'who keeps it does');
select isnt(pg_temp.opens('mia'), null, 'Mia opens one, too');

select is(pg_temp.tells('account', 'acct gus', jsonb_build_object('reference', pg_temp.account('gus'),
  'status', 'incomplete', 'missing', '["a passport"]'::jsonb)), 'applied', 'the provider names what it lacks');
select tests.be('gus');
select results_eq($$ select status::text, missing from public.payout_accounts $$,
  $$ values ('incomplete', '{a passport}'::text[]) $$, 'Gus sees what, and nobody else''s account');
select throws_ok($$ select profile_id from public.payout_accounts $$, '42501', null, 'whose it is no column says');
select throws_ok($$ update public.payout_accounts set status = 'verified' $$, '42501', null,
  'nobody verifies themselves');
select tests.refuses($$ select public.request_payout(pg_temp.account('gus'), 2000, 'early') $$,
  '409 account_not_verified', 'nothing is paid out before');
select tests.be_owner();
select is(pg_temp.tells('account', 'acct gus', '{"status": "verified"}', 'first', 'acct gus'), 'applied',
  'its own account tells, and is known by its id by now');
select is(pg_temp.tells('account', 'acct gus', '{"status": "verified"}', 'first'), 'duplicate', 'once');
select is(private.receive_payment_event('sandbox', jsonb_build_object('id', 'old', 'type', 'account',
    'at', '2025-01-01', 'account', null, 'live', false, 'object', jsonb_build_object('kind', 'account',
    'id', pg_temp.sealed('acct gus'), 'status', 'incomplete', 'missing', '[]'::jsonb)), null, null),
  'ignored', 'what is older changes nothing');
select is(pg_temp.tells('account', 'acct x', '{"status": "verified"}', 'alien', 'acct x'), 'parked',
  'an account of somebody else''s is parked');
select is(pg_temp.why('alien'), 'unknown_account', 'and it is said why');
select is(pg_temp.tells('account', 'acct mia', jsonb_build_object('reference', pg_temp.account('mia'),
  'status', 'verified')), 'applied', 'Mia is verified');
select is(pg_temp.tells('account', 'acct rowing', jsonb_build_object('reference', a.id, 'status',
  'verified')), 'applied', 'so is the club')
from public.payout_accounts a where a.space_id is not null;
select tests.be('kim');
select is((select count(*) from public.payout_accounts), 1::bigint, 'who views the treasury sees its account');
select tests.be('vic');
select is_empty('select id from public.payout_accounts', 'a stranger sees none');
select tests.be_anon();
select throws_ok('select id from public.payout_accounts', '42501', null, 'nor does anybody unknown');
select is((select count(*) from public.payout_terms), 4::bigint, 'but what is paid out, everybody may know');

-- Asking -------------------------------------------------------------------------------------
select tests.be('gus');
select tests.refuses(format($$ select public.request_payout(pg_temp.account('gus'), %s, 'bad') $$, amount),
  hint, why)
from (values
  ('999', '422 amount_out_of_range', 'amounts have a least'), ('null', '422 amount_out_of_range', 'and are there'),
  ('-5', '422 amount_out_of_range', 'and positive'), ('1000001', '422 amount_out_of_range', 'and a most'),
  ('30001', '409 insufficient_funds', 'nobody gets more than they have')
) as bad (amount, hint, why);
select throws_ok($$ select public.request_payout(pg_temp.account('gus'), 2000, '') $$, '23514', null,
  'a key is something');
select tests.refuses($$ select public.request_payout(pg_temp.account('mia'), 2000, 'hers') $$,
  '404 account_not_found', 'to somebody else''s account nothing is paid out');
select is((public.request_payout(pg_temp.account('gus'), 2000, 'one')).status::text, 'requested', 'Gus asks');
select is((public.request_payout(pg_temp.account('gus'), 2000, 'one')).id, (pg_temp.payout('one')).id,
  'twice with one key is once');
select tests.refuses($$ select public.request_payout(pg_temp.account('gus'), 2001, 'one') $$,
  '409 request_key_reused', 'and for nothing else');
select is(pg_temp.money('gus'), '30000 of which 2000', 'the money is set aside at once');
select results_eq($$ select amount, status::text, attempts::integer from public.payout_jobs $$,
  $$ values (2000::bigint, 'requested', 0) $$, 'he sees it wait');
select tests.refuses($$ select public.close_payout_account(pg_temp.account('gus')) $$, '409 payouts_under_way',
  'and closes no account that something is on its way to');

select tests.be('kim');
select tests.refuses(format($$ select public.request_payout(%L, 2000, 'kim') $$, a.id),
  '403 permission_required', 'who only views the treasury pays nothing out') from public.payout_accounts a;
select tests.be('ola');
select is((public.request_payout(a.id, 5000, 'club')).status::text, 'requested', 'who keeps it does')
from public.payout_accounts a;
select tests.be('kim');
select results_eq($$ select amount from public.payout_jobs $$, $$ values (5000::bigint) $$, 'and is seen');
select tests.refuses($$ select public.cancel_payout(id) from public.payout_jobs $$, '403 permission_required',
  'but not stopped by who only views it');
select tests.be('vic');
select is_empty('select id from public.payout_jobs', 'a stranger sees no payouts');
select tests.refuses($$ select public.cancel_payout((pg_temp.payout('one')).id) $$, '404 payout_not_found',
  'and stops none');

-- Taking back --------------------------------------------------------------------------------
select tests.be('ola');
select is((public.cancel_payout((pg_temp.payout('club')).id)).status::text, 'cancelled', 'Ola thinks again');
select is((public.cancel_payout((pg_temp.payout('club')).id)).status::text, 'cancelled', 'twice is once');
select results_eq($$ select balance, held from public.ledger_accounts
  where owner_space_id = tests.space('rowing') $$, $$ values (50000::bigint, 0::bigint) $$,
  'the money is free again');

-- Sending --------------------------------------------------------------------------------------
select tests.be_owner();
select is(private.claim_payout('{stripe}'), null, 'a provider sends what is its own');
select is(private.claim_payout('{sandbox}') ->> 'sealed_account', 'sealed acct gus',
  'the function learns where to');
select is(private.claim_payout('{sandbox}'), null, 'and nobody else takes it meanwhile');
select tests.be('gus');
select tests.refuses($$ select public.cancel_payout((pg_temp.payout('one')).id) $$, '409 payout_sent',
  'nor is it taken back');
select tests.be_owner();
select is(pg_temp.sends('one', 'tr one', '{"amount": 1999}', 'less'), 'parked', 'another amount is parked');
select is(pg_temp.why('less'), 'amount_mismatch', 'and it is said why');
select is(pg_temp.sends('one', 'tr one', '{"currency": "USD"}', 'usd'), 'parked', 'so is another currency');
select is(pg_temp.sends('one', 'tr one', '{"account": "acct mia"}', 'hers'), 'parked', 'or account');
select is(pg_temp.why('hers'), 'foreign_account', 'to each their own');
select is(pg_temp.tells('transfer', 'tr x', '{"account": "acct gus"}', 'orphan'), 'parked',
  'and what nobody asked for');
select is(pg_temp.money('gus'), '30000 of which 2000', 'none of it is booked');
select is(pg_temp.sends('one', 'tr one'), 'applied', 'it is sent');
select is(pg_temp.money('gus'), '28000 of which 0', 'and gone from the wallet');
select is(pg_temp.sends('one', 'tr one'), 'ignored', 'told again it changes nothing');
select is(pg_temp.sends('one', 'tr other', '{}', 'twice'), 'parked', 'a second transfer for it is parked');
select is(pg_temp.why('twice'), 'paid_twice', 'and shows');
select private.postpone_payout((pg_temp.payout('one')).id, 'late news', false);
select private.refuse_payout((pg_temp.payout('one')).id, 'late news');
select is((pg_temp.payout('one')).status::text, 'paid', 'what was sent does not fail');
select is((select balance from public.ledger_accounts where purpose = 'provider:sandbox'), -88000::bigint,
  'the provider has that much less of ours');

-- Coming back ------------------------------------------------------------------------------------
select is(pg_temp.sends('one', 'tr one', '{"reversed": 500}'), 'applied', 'some comes back');
select is(pg_temp.sends('one', 'tr one', '{"reversed": 0}'), 'ignored', 'an older state changes nothing');
select is(pg_temp.money('gus'), '28500 of which 0', 'it is his again');
select is(pg_temp.sends('one', 'tr one', '{"reversed": 2000}'), 'applied', 'then all');
select is(pg_temp.sends('one', 'tr one', '{"reversed": 1000}'), 'ignored', 'and what is late is late');
select results_eq($$ select (p).status::text, (p).returned_amount, pg_temp.money('gus')
    from pg_temp.payout('one') as p $$,
  $$ values ('returned', 2000::bigint, '30000 of which 0') $$, 'nothing is lost');
select tests.be('gus');
select public.request_payout(pg_temp.account('gus'), 2000, 'two');
select tests.be_owner();
select is(pg_temp.sends('two', 'tr two', '{"reversed": 2000}'), 'applied',
  'that it came back may be the first that is heard of it');
select is(pg_temp.sends('two', 'tr two', '{"reversed": 0}'), 'ignored', 'sent, as follows');
select is(pg_temp.money('gus'), '30000 of which 0', 'to the same end');

-- Failing ------------------------------------------------------------------------------------------
select tests.be('gus');
select public.request_payout(pg_temp.account('gus'), 3000, 'three');
select tests.be_owner();
select is(pg_temp.claim(), 'three false true 0', 'a first try');
select private.postpone_payout((pg_temp.payout('three')).id, 'timed_out', false);
select ok((pg_temp.payout('three')).due_at between now() + interval '45 seconds' and now() + interval '75 seconds',
  'the next in about a minute');
select is(pg_temp.claim(), null, 'not before');
select pg_temp.is_due('three');
select is(pg_temp.claim(), 'three true true 0', 'may be asked about first, and has the same key');
select private.postpone_payout((pg_temp.payout('three')).id, 'balance_insufficient', true);
select pg_temp.is_due('three');
select is(pg_temp.claim(), 'three true true 1', 'surely refused, it gets another key');
select pg_temp.is_due('three'), pg_temp.claim(), pg_temp.is_due('three');
select is(pg_temp.claim(), 'three true true 1', 'the fifth try');
select private.postpone_payout((pg_temp.payout('three')).id, 'timed_out', false);
select ok((pg_temp.payout('three')).due_at > now() + interval '45 minutes', 'hours pass');
select pg_temp.is_due('three');
select is(pg_temp.claim(), 'three true false 1', 'then it is only asked about');
select is(pg_temp.money('gus'), '30000 of which 3000', 'and all the while the money is set aside');
select private.refuse_payout((pg_temp.payout('three')).id, null);
select private.refuse_payout((pg_temp.payout('three')).id, 'again');
select tests.be('gus');
select results_eq($$ select status::text, failure, attempts::integer from public.payout_jobs where amount = 3000 $$,
  $$ values ('failed', 'timed_out', 5) $$, 'Gus sees why it failed');
select is(pg_temp.money('gus'), '30000 of which 0', 'and has his money');
select tests.be_owner();
select is(pg_temp.sends('three', 'tr three', '{"amount": 3000}', 'ghost'), 'parked',
  'a transfer of what failed is for a person to look at');
select is(pg_temp.why('ghost'), 'payout_settled', 'and says so');
select tests.be('gus');
select public.request_payout(pg_temp.account('gus'), 4000, 'four');
select tests.be_owner();
update public.payout_jobs set attempts = 4, status = 'sending' where request_key = 'four';
select pg_temp.claim();
select private.postpone_payout((pg_temp.payout('four')).id, 'balance_insufficient', true);
select is((pg_temp.payout('four')).status::text, 'failed', 'a sure refusal the fifth time is for good');

-- Closing, leaving ---------------------------------------------------------------------------------
select tests.be('gus');
select isnt((public.close_payout_account(pg_temp.account('gus'))).closed_at, null, 'Gus closes his account');
select tests.refuses(format($$ select public.request_payout(%L, 2000, 'late') $$, (pg_temp.payout('one')).payout_account_id),
  '409 account_closed', 'which takes nothing any more');
select tests.be_owner();
select isnt(pg_temp.opens('gus', country => 'FR'), null, 'and opens another, elsewhere');
select tests.be('mia');
select public.request_payout(pg_temp.account('mia'), 2000, key) from unnest('{waits,flies}'::text[]) as key;
select ok(e -> 'payout_jobs' @> '[{"amount": 2000}, {"amount": 2000}]' and e -> 'payout_accounts' @> '[{"country": "DE"}]',
  'a copy has both') from (select public.export_my_data() -> 'data') as copy (e);
select tests.be_owner();
update public.payout_jobs set due_at = 'infinity' where request_key = 'waits';
select is(pg_temp.claim(), 'flies false true 0', 'one is under way');
create temp table was as select tests.id('mia') as mia;
select tests.be('mia');
select lives_ok($$ select public.erase_me('mia@example.com') $$, 'when Mia goes');
select tests.be_owner();
select results_eq($$ select request_key, status::text, failure, num_nonnulls(profile_id) from public.payout_jobs
  where request_key in ('waits', 'flies') order by 1 desc $$,
  $$ values ('waits', 'cancelled', 'owner_erased', 0), ('flies', 'sending', null, 0) $$, 'what waited is cancelled');
select is_empty($$ select from public.payout_accounts a, was where a.profile_id = was.mia $$, 'no account leads to her');
select pg_temp.is_due('flies');
select is(pg_temp.claim(), 'flies true false 0', 'and nothing is sent to her again');
select is(pg_temp.tells('transfer', 'tr mia', jsonb_build_object('reference', (pg_temp.payout('flies')).id,
  'account', 'acct mia')), 'applied', 'what had been sent');
select is((select balance from public.ledger_accounts where purpose = 'unclaimed'), 8000::bigint,
  'is booked from where her money waits');
select is(pg_temp.tells('transfer', 'tr mia', jsonb_build_object('reference', (pg_temp.payout('flies')).id,
  'account', 'acct mia', 'reversed', 2000)), 'applied', 'what comes back then');
select is((select balance from public.ledger_accounts where purpose = 'unclaimed'), 10000::bigint, 'waits there, too');

-- Terms --------------------------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.set_payout_terms('EUR', 1, 2) $$, '403 permission_required',
  'who owns a space does not say what is paid out');
select tests.be('ada');
select is((public.set_payout_terms('JPY', 500, 90000)).minimum_amount, 500::bigint, 'an admin does');
select tests.refuses($$ select public.set_payout_terms('LIVE', 500, 90000) $$, '404 asset_not_found', 'of currencies');
select throws_ok($$ select public.set_payout_terms('EUR', 500, 499) $$, '23514', null, 'within reason');
select tests.be('ola');
select public.archive_space(tests.space('rowing'));
select tests.refuses(format($$ select public.request_payout(%L, 2000, 'archived') $$, a.id), '409 space_archived',
  'an archived space pays nothing out') from public.payout_accounts a;

-- What is written stays --------------------------------------------------------------------------------
select tests.be_owner();
select throws_ok('update public.' || change, 'PT409', null, change)
from (values
  ('payout_jobs set amount = 1'), ('payout_jobs set profile_id = tests.id(''vic'') where profile_id is not null'),
  ('payout_jobs set status = ''sending'', settled_at = null where status = ''failed'''),
  ('payout_jobs set status = ''cancelled'' where status = ''returned'''),
  ('payout_accounts set country = ''GB'''), ('payout_accounts set closed_at = null where closed_at is not null')
) as changes (change);
select throws_ok('delete from public.' || kept, 'PT409', null, kept || ' are not deleted')
from unnest('{payout_jobs,payout_accounts}'::text[]) as kept;
select is_empty($$ select fault from private.reconcile_ledger() $$, 'and the books add up');

select * from finish();
rollback;
