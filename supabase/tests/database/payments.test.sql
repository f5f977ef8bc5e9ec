-- Of money that comes in: asked for, told of by the provider, booked, sent back.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,vic,ada}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia}'::text[]) as n;
update public.profiles set global_role = 'admin' where id = tests.id('ada');
create temp table euro as select private.asset_id('EUR') as id;

create function pg_temp.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(
    encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', null, 'key_version', 1) $$;
create sequence pg_temp.happened;
-- What the provider tells; fields that are ids are sealed.
create function pg_temp.tells(kind text, id text, status text, fields jsonb default '{}',
  provider public.payment_provider default 'sandbox', event text default null)
returns text language sql security definer as $$
  select private.receive_payment_event(provider, jsonb_build_object(
    'id', coalesce(event, 'evt' || nextval('pg_temp.happened')), 'type', kind || '.' || status,
    'at', '2026-01-01'::timestamptz + currval('pg_temp.happened') * interval '1 second',
    'account', null, 'live', false,
    'object', jsonb_build_object('kind', kind, 'status', status, 'amount', 1000, 'currency', 'EUR',
      'reason', 'fraudulent') || fields || jsonb_build_object(
        'id', pg_temp.sealed(id),
        'payment', case when fields ? 'payment' then pg_temp.sealed(fields ->> 'payment') end)
  ), null, null) $$;
create function pg_temp.gives(nickname text, key text, details jsonb default '{}',
  amount bigint default 1000, covers_fee boolean default false)
returns uuid language sql security definer as $$
  select (private.start_payment('donation', tests.space('rowing'), null,
    jsonb_build_object('currency', 'EUR', 'amount', amount) || details, covers_fee, 'sandbox', true,
    tests.id(nickname), key)).id $$;
create function pg_temp.payment(key text) returns public.payments language sql security definer as $$
  select p from public.payments p where p.request_key = key $$;
create function pg_temp.balance(purpose text) returns bigint language sql security definer as $$
  select a.balance from public.ledger_accounts a, euro e
  where a.asset_id = e.id and a.purpose = balance.purpose
    and coalesce(a.owner_space_id, tests.space('rowing')) = tests.space('rowing') $$;
create function pg_temp.why(event text) returns text language sql security definer as $$
  select coalesce(e.reason, e.last_error) from public.payment_events e where e.event_id = event $$;
grant select on euro to authenticated;
grant execute on all functions in schema pg_temp to authenticated, anon, service_role;

-- What it costs -----------------------------------------------------------------------------
select tests.be('gus');
select is(public.quote_payment(tests.space('rowing'), 'EUR', 1000),
  (1000, 50, 1000, 950)::public.payment_quote, '2.5 % and 25 are charged to the space');
select is(public.quote_payment(tests.space('rowing'), 'EUR', 1000, true),
  (1000, 52, 1052, 1000)::public.payment_quote, 'or added, so that the amount arrives whole');
select throws_ok($$ select public.quote_payment(tests.space('rowing'), 'EUR', 99) $$,
  'PT422', 'Give 100 to 1000000 minor units.', 'amounts have bounds');
select throws_ok($$ select public.quote_payment(tests.space('rowing'), 'EUR', null) $$,
  'PT422', null, 'and are there');
select throws_ok($$ select public.quote_payment(tests.space('rowing'), 'JPY', 500) $$,
  'PT422', 'Choose another currency.', 'a currency without terms is not taken');
select throws_ok($$ select public.quote_payment(tests.space('rowing'), 'QQQ', 500) $$,
  'PT404', null, 'what is none is not found');
select tests.be('vic');
select throws_ok($$ select public.quote_payment(tests.space('rowing'), 'EUR', 500) $$,
  'PT404', 'There is no such space.', 'a stranger does not learn of the space');
select tests.be_owner();
select is_empty($$
  select n, fee from generate_series(100, 3000, 7) as n,
    lateral (select private.terms_of(tests.space('rowing'), e.id) as terms from euro e) as t,
    lateral (select private.fee_of(t.terms, n, true) as fee) as f
  where n + fee - private.fee_of(t.terms, n + fee, false) < n $$,
  'covering the fee never leaves less than the amount');

select tests.be('ola');
select throws_ok($$ select public.set_payment_terms(tests.space('rowing'), 'EUR', 0, 0, 1, 100) $$,
  'PT403', 'Ask an admin of the installation.', 'who owns a space does not set what it is charged');
select tests.be('ada');
select is((public.set_payment_terms(tests.space('rowing'), 'JPY', 0, 50, 500, 90000)).fixed_amount,
  50::bigint, 'an admin of the installation does');
select throws_ok($$ select public.set_payment_terms(null, 'EUR', 5000, 0, 1, 100) $$,
  '23514', null, 'but never more than is given');
select tests.be('gus');
select is((public.quote_payment(tests.space('rowing'), 'JPY', 500)).fee, 50::bigint,
  'a space''s own terms come first');

-- Starting ------------------------------------------------------------------------------------
select tests.be_owner();
select throws_ok($$ select pg_temp.gives('gus', 'off') $$, 'PT404', 'This is not available here.',
  'while gifts are off there are none');
update public.feature_flags set is_enabled = true where key = 'donations_v1';
select is(pg_temp.gives('gus', 'one'), pg_temp.gives('gus', 'one'), 'the same key is the same payment');
select throws_ok($$ select pg_temp.gives('gus', 'one', amount => 1001) $$, 'PT409',
  'This key was used for something else.', 'and for nothing else');
select isnt(pg_temp.gives('mia', 'one'), pg_temp.gives('gus', 'one'), 'keys are each person''s own');
select throws_ok(format($$ select pg_temp.gives('gus', 'bad', %L) $$, details), state, null, why)
from (values
  ('{"amount": 99}', 'PT422', 'amounts have bounds here, too'),
  ('{"amount": "much"}', '22P02', 'and are numbers'),
  ('{"total_amount": 1}', 'PT422', 'nobody says the total'),
  ('{"currency": null}', 'PT404', 'a gift has a currency'),
  ('{"target_type": "project"}', '23514', 'a kind of target is one of something')
) as bad (details, state, why);
select throws_ok($$
  select private.start_payment('ticket', tests.space('rowing'), null, '{}', false, 'sandbox', true,
    tests.id('gus'), 'ticket') $$, 'PT404', 'This cannot be paid for here.',
  'only what a domain declared is paid for');
select throws_ok($$ select pg_temp.gives('vic', 'first') $$, 'PT404', 'There is no such space.',
  'a stranger gives nothing to a space they do not know');
select throws_ok($$
  select pg_temp.gives('mia', 'many' || n) from generate_series(1, 21) as n $$, 'PT429', null,
  'who leaves twenty unpaid in an hour waits');

-- Succeeding ----------------------------------------------------------------------------------
create function pg_temp.named(key text) returns jsonb language sql security definer as $$
  select jsonb_build_object('reference', p.id) from public.payments p
  where p.request_key = key and p.profile_id = tests.id('gus') $$;
select is(pg_temp.tells('payment', 'pi1', 'failed',
  pg_temp.named('one') || '{"failure": "generic_decline"}'), 'applied', 'a bank says no');
select results_eq($$ select status::text, failure from public.payments
  where request_key = 'one' and profile_id = tests.id('gus') $$,
  $$ values ('pending', 'generic_decline') $$, 'on a page one tries again');
select is(pg_temp.tells('payment', 'pi1', 'succeeded', event => 'paid'), 'applied',
  'the provider''s object is known by its id by now');
select is(pg_temp.tells('payment', 'pi1', 'succeeded', event => 'paid'), 'duplicate',
  'told twice, it counts once');
select is(pg_temp.balance('treasury'), 950::bigint, 'the space has it');
select is(pg_temp.balance('payment_fees'), 50::bigint, 'less the fee');
select is(pg_temp.balance('provider:sandbox'), -1000::bigint, 'and all of it is with the provider');
select is(pg_temp.tells('payment', 'pi1', 'pending', event => 'late'), 'ignored',
  'what comes late changes nothing');
select is(pg_temp.why('late'), 'older', 'and it is said why');
select is(pg_temp.tells('checkout', 'cs1', 'expired', pg_temp.named('one')), 'applied',
  'a page that expires afterwards');
select is((select p.status::text from public.payments p
  where p.request_key = 'one' and p.profile_id = tests.id('gus')), 'succeeded',
  'does not undo what was paid');

select pg_temp.gives('gus', 'slow');
select pg_temp.tells('checkout', 'cs2', 'expired', pg_temp.named('slow'));
select results_eq($$ select p.status::text, d.status::text from public.payments p
  join public.donations d on d.payment_id = p.id where p.request_key = 'slow' $$,
  $$ values ('expired', 'given_up') $$, 'a page nobody used gives the gift up');
select pg_temp.tells('payment', 'pi3', 'succeeded', pg_temp.named('slow'));
select results_eq($$ select p.status::text, d.status::text from public.payments p
  join public.donations d on d.payment_id = p.id where p.request_key = 'slow' $$,
  $$ values ('succeeded', 'given') $$, 'money that arrives all the same is a gift');
select is(pg_temp.balance('treasury'), 1900::bigint, 'and booked');

-- Refused and parked ---------------------------------------------------------------------------
select pg_temp.gives('gus', 'parked');
select is(pg_temp.tells('payment', 'pi2', 'succeeded', pg_temp.named('parked') || fields::jsonb,
  provider::public.payment_provider, event), 'parked', why)
from (values
  ('{"amount": 999}', 'sandbox', 'little', 'too little'),
  ('{"currency": "USD"}', 'sandbox', 'dollars', 'other money'),
  ('{"currency": "QQQ"}', 'sandbox', 'none', 'no money'),
  ('{}', 'stripe', 'other', 'another provider''s payment')
) as off (fields, provider, event, why);
select is(pg_temp.tells('payment', 'pi5', 'succeeded', '{"reference": "boat"}', event => 'boat'),
  'parked', 'nobody''s payment');
select results_eq($$ select event_id, reason from public.payment_events where status = 'parked'
  order by id $$, $$ values ('little', 'amount_mismatch'), ('dollars', 'amount_mismatch'),
  ('none', 'unknown_currency'), ('other', 'unknown_payment'), ('boat', 'unknown_payment') $$,
  'what is off is parked with a reason');
select is((private.receive_payment_event('sandbox', jsonb_build_object('id', 'foreign', 'type', 'x',
  'at', now(), 'account', pg_temp.sealed('acct_x'), 'live', false, 'object', jsonb_build_object(
    'kind', 'payment', 'status', 'succeeded', 'id', pg_temp.sealed('pi2'), 'amount', 1000,
    'currency', 'EUR') || pg_temp.named('parked')), null, null)), 'parked',
  'so is what happened in somebody else''s account');
select is((private.receive_payment_event('sandbox', '{"id": "new", "type": "moon.full",
  "at": "2026-01-01", "account": null, "live": false, "object": null}', null, null)), 'ignored',
  'what means nothing here is stored');
select is(pg_temp.tells('payment', 'pi1b', 'succeeded', pg_temp.named('one'), event => 'twice'),
  'parked', 'paid a second time');
select is(pg_temp.why('twice'), 'paid_twice', 'for a person to send back');
select is(pg_temp.balance('treasury'), 1900::bigint, 'none of it is booked');

-- Sent back ------------------------------------------------------------------------------------
select is(pg_temp.tells('refund', 're9', 'succeeded', '{"payment": "pi9", "amount": 100}',
  event => 'early'), 'waiting', 'what comes before its payment waits');
select pg_temp.gives('mia', 'nine');
select pg_temp.tells('payment', 'pi9', 'succeeded', (
  select jsonb_build_object('reference', p.id) from public.payments p where p.request_key = 'nine'));
select is((select e.status::text from public.payment_events e where e.event_id = 'early'), 'applied',
  'and has its effect when that comes');
select is(pg_temp.balance('treasury'), 1900::bigint + 950 - 95, 'five of a hundred are fee given back');

select tests.be('kim');
select throws_ok($$ select private.request_refund(null, null, 'duplicate', 'k') $$, '42501', null,
  'nobody calls the server''s commands');
select tests.be_owner();
create function pg_temp.refund(nickname text, key text, refunded bigint, request text)
returns public.refunds language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  return private.request_refund(
    ((pg_temp.named(key)) ->> 'reference')::uuid, refunded, 'requested_by_customer', request);
end $$;
select throws_ok(format($$ select pg_temp.refund(%L, %L, %s, 'r') $$, nickname, key, amount),
  status, null, why)
from (values
  ('gus', 'one', '100', 'PT403', 'who gave does not send it back'),
  ('mia', 'one', '100', 'PT404', 'another does not even see it'),
  ('kim', 'one', '100', 'PT403', 'an organizer sees it and does not'),
  ('ola', 'one', '1001', 'PT422', 'not more than was paid'),
  ('ola', 'one', '0', 'PT422', 'nor nothing'),
  ('ola', 'parked', '1', 'PT409', 'nor what was not paid')
) as off (nickname, key, amount, status, why);
select is((pg_temp.refund('ola', 'one', 600, 'r1')).id, (pg_temp.refund('ola', 'one', 600, 'r1')).id,
  'the same key is the same refund');
select throws_ok($$ select pg_temp.refund('ola', 'one', 601, 'r1') $$, 'PT409', null,
  'and no other');
create function pg_temp.held() returns bigint language sql security definer as $$
  select a.held from public.ledger_accounts a where a.purpose = 'treasury' $$;
select is(pg_temp.held(), 570::bigint, 'its money is set aside');
select throws_ok($$ select pg_temp.refund('ola', 'one', 401, 'r2') $$, 'PT422', null,
  'what is set aside is gone for others');
select pg_temp.tells('refund', 're1', 'pending', jsonb_build_object('payment', 'pi1', 'amount', 600,
  'reference', (select r.id from public.refunds r where r.request_key = 'r1')));
select is(pg_temp.held(), 570::bigint, 'while it is on its way');
select pg_temp.tells('refund', 're1', 'succeeded', '{"payment": "pi1", "amount": 600}');
select results_eq($$ select pg_temp.held(), p.refunded_amount from public.payments p
  where p.id = (pg_temp.named('one') ->> 'reference')::uuid $$,
  $$ values (0::bigint, 600::bigint) $$, 'sent, it is booked and released');
select is(pg_temp.balance('treasury'), 2755::bigint - 570, 'with its share of the fee');
select pg_temp.tells('refund', 're1', 'failed', '{"payment": "pi1", "amount": 600}');
select is(pg_temp.balance('treasury'), 2755::bigint, 'what comes back is there again');
select is((pg_temp.refund('ola', 'one', null, 'all')).amount, 1000::bigint,
  'and may be sent again, all of it where no amount is said');
select private.refuse_refund((select r.id from public.refunds r where r.request_key = 'all'), 'no');
select is(pg_temp.held(), 0::bigint, 'what the provider refuses is released');

-- Disputed -------------------------------------------------------------------------------------
select pg_temp.tells('dispute', 'dp1', 'inquiry', '{"payment": "pi1"}');
select is(pg_temp.balance('treasury'), 2755::bigint, 'a question moves no money');
select pg_temp.tells('dispute', 'dp1', 'open', '{"payment": "pi1"}');
select is(pg_temp.balance('treasury'), 2755::bigint - 950, 'a dispute takes it');
select is((select d.status::text from public.donations d
  where d.payment_id = (pg_temp.named('one') ->> 'reference')::uuid), 'returned', 'the gift is gone');
select pg_temp.tells('dispute', 'dp1', 'won', '{"payment": "pi1"}');
select is(pg_temp.balance('treasury'), 2755::bigint, 'won, it is back');
select pg_temp.tells('dispute', 'dp1', 'lost', '{"payment": "pi1"}');
select private.post_transaction('spent', 'spent', array[
  private.space_account(tests.space('rowing'), (select id from euro)),
  private.system_account((select id from euro), 'spent')], '{-1805,1805}');
select pg_temp.tells('dispute', 'dp3', 'lost', '{"payment": "pi3"}');
select results_eq($$ select pg_temp.balance('treasury'), pg_temp.balance('owed') $$,
  $$ values (0::bigint, -950::bigint) $$, 'what is not there any more is owed');
select pg_temp.gives('gus', 'next', amount => 2000);
select pg_temp.tells('payment', 'pi4', 'succeeded', pg_temp.named('next') || '{"amount": 2000}');
select results_eq($$ select pg_temp.balance('treasury'), pg_temp.balance('owed') $$,
  $$ values (975::bigint, 0::bigint) $$, 'and paid from what comes next');

-- Operators ------------------------------------------------------------------------------------
select tests.be('ola');
select is_empty($$ select id from public.payment_events $$, 'spaces do not see deliveries');
select throws_ok($$ select public.retry_payment_event(1) $$, 'PT403', null, 'nor try them again');
select tests.be('ada');
select isnt_empty($$ select id, reason from public.payment_events where status = 'parked' $$,
  'operators do');
select throws_ok($$ select object from public.payment_events $$, '42501', null,
  'without what is inside');
select is((select public.retry_payment_event(e.id) from public.payment_events e
  where e.event_id = 'little')::text, 'parked', 'tried again, what is off is parked again');
select throws_ok($$ select public.resolve_payment_event(e.id, ' ') from public.payment_events e
  where e.event_id = 'little' $$, 'PT422', null, 'putting aside takes a reason');
select is((select public.resolve_payment_event(e.id, 'Sent back by hand.')
  from public.payment_events e where e.event_id = 'little')::text, 'resolved', 'and is done');
select throws_ok($$ select public.retry_payment_event(e.id) from public.payment_events e
  where e.event_id = 'paid' $$, 'PT409', null, 'what had its effect has it once');

-- What is written stays ---------------------------------------------------------------------------
select tests.be_owner();
select throws_ok('update public.' || change, 'PT409', null, change)
from (values
  ('payments set amount = 1'), ('payments set space_id = gen_random_uuid()'),
  ('payments set status = ''pending'', settled_at = null where status = ''succeeded'''),
  ('payment_events set happened_at = now()'),
  ('payment_events set status = ''failed'' where status = ''applied'''),
  ('refunds set payment_id = gen_random_uuid()'),
  ('disputes set space_id = gen_random_uuid()'),
  ('donations set amount = 1'), ('receipts set number = 99')
) as changes (change);
select throws_ok('delete from public.' || kept, 'PT409', null, kept || ' are not deleted')
from unnest('{payments,payment_events,refunds,disputes,donations,receipts}'::text[]) as kept;

select * from finish();
rollback;
