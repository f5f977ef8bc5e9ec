-- What is held cannot be spent, and goes to whom it was promised or back.
begin;
select no_plan();

select tests.user('ada'), tests.user('ben');
create function pg_temp.wallet(nickname text) returns uuid language sql
  as $$ select private.wallet_of(tests.id(nickname), private.asset_id('LIVE')) $$;
create function pg_temp.state(nickname text) returns bigint[] language sql
  as $$ select array[a.balance, a.held] from public.ledger_accounts a
    where a.id = pg_temp.wallet(nickname) $$;
create function pg_temp.hold(key text, amount bigint, expires_at timestamptz default null)
returns public.ledger_holds language sql
  as $$ select private.place_hold(pg_temp.wallet('ada'), amount, 'stake', key, expires_at) $$;
create function pg_temp.pay(key text, amount bigint)
returns private.ledger_transactions language sql
  as $$ select private.post_hold(
    (select h.id from public.ledger_holds h where h.idempotency_key = key),
    'award', array[pg_temp.wallet('ben')], array[amount]) $$;
select private.post_transaction('mint', 'mint', array[
  private.system_account(private.asset_id('LIVE'), 'issuance'), pg_temp.wallet('ada')], '{-100,100}');

-- The server ------------------------------------------------------------------------------

select is((pg_temp.hold('a', 60)).status, 'pending', 'an amount is set aside');
select is(pg_temp.state('ada'), '{100,60}', 'it is there, and held');
select is((pg_temp.hold('a', 60, now() + interval '1 day')).expires_at, null,
  'the same key returns the hold as it stands');
select is(pg_temp.state('ada'), '{100,60}', 'and holds nothing more');
select throws_ok($$ select pg_temp.hold('a', 61) $$, 'PT409', 'This key was used for something else.',
  'a key stands for one amount');
select throws_ok($$ select pg_temp.hold('b', 41) $$, 'PT409', 'There is not enough on the account.',
  'nobody promises twice');
select throws_ok($$ select pg_temp.hold('b', 0) $$, 'PT422', null, 'nothing is no hold');
select throws_ok($$ select private.place_hold(gen_random_uuid(), 1, 'stake', 'b') $$, 'PT404', null,
  'an account has to be there');
select throws_ok($$ select private.post_transaction('transfer', 'spend',
    array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{-41,41}') $$,
  'PT409', 'There is not enough on the account.', 'what is held is not spent');
select lives_ok($$ select private.post_transaction('transfer', 'spend',
    array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{-40,40}') $$, 'the rest is');

select throws_ok($$ select pg_temp.pay('a', 61) $$, 'PT422', null, 'no more than was held is paid');
select throws_ok($$ select pg_temp.pay('a', 0) $$, 'PT422', null, 'nor nothing');
select throws_ok($$ select private.post_hold(gen_random_uuid(), 'award', '{}', '{}') $$, 'PT404', null,
  'a hold has to be there');
select is((pg_temp.pay('a', 50)).kind, 'award', 'a hold is paid out');
select is(pg_temp.state('ada'), '{10,0}', 'the rest is released');
select is(pg_temp.state('ben'), '{90,0}', 'Ben has it');
select is((pg_temp.pay('a', 50)).id, (select h.transaction_id from public.ledger_holds h),
  'paying again returns what was paid');
select throws_ok($$ select pg_temp.pay('a', 49) $$, 'PT409', null, 'and pays nothing else');
select throws_ok($$ select private.post_hold(h.id, 'award', array[pg_temp.wallet('ben')], '{50}',
    idempotency_key => 'again') from public.ledger_holds h where h.idempotency_key = 'a' $$,
  'PT409', null, 'under no other key either');
select throws_ok($$ select private.void_hold(h.id) from public.ledger_holds h $$, 'PT409', null,
  'what was paid is not taken back');
select is(pg_temp.state('ben'), '{90,0}', 'Ben has what he had');

select pg_temp.hold('c', 10);
select is((private.void_hold(h.id)).status, 'voided', 'a hold is voided')
from public.ledger_holds h where h.idempotency_key = 'c';
select is((private.void_hold(h.id)).status, 'voided', 'twice is once')
from public.ledger_holds h where h.idempotency_key = 'c';
select is(pg_temp.state('ada'), '{10,0}', 'and nothing is held');
select throws_ok($$ select pg_temp.pay('c', 10) $$, 'PT409', 'This is not held any more.',
  'what was voided is not paid');
select is((pg_temp.hold('c', 10)).status, 'voided', 'its key is used up');

select pg_temp.hold('d', 4, now());
select pg_temp.hold('e', 5, now() + interval '1 hour');
select throws_ok($$ select pg_temp.pay('d', 4) $$, 'PT409', 'This is not held any more.',
  'a hold past its term is not paid');
select private.expire_holds();
select results_eq($$ select h.status::text from public.ledger_holds h
  where h.idempotency_key in ('d', 'e') order by h.idempotency_key $$,
  $$ values ('voided'), ('pending') $$, 'it is voided by the schedule');
select is(pg_temp.state('ada'), '{10,5}', 'and released');

-- Whatever the role -----------------------------------------------------------------------

select throws_ok(attempt, 'PT409', null, 'the owner cannot: ' || attempt)
from unnest(array[
  'update public.ledger_accounts set held = 0 where held > 0',
  'update public.ledger_holds set amount = 1',
  'update public.ledger_holds set status = ''pending'', settled_at = null where status = ''voided''',
  'update public.ledger_holds set status = ''posted'' where status = ''voided''',
  'delete from public.ledger_holds',
  'truncate public.ledger_holds cascade',
  'insert into public.ledger_holds (account_id, amount, purpose, idempotency_key)
    values (pg_temp.wallet(''ada''), 6, ''stake'', ''f'')',
  'insert into public.ledger_holds (account_id, amount, purpose, idempotency_key, status, settled_at)
    values (pg_temp.wallet(''ada''), 1, ''stake'', ''f'', ''voided'', now())'
]) as attempt;
select lives_ok($$ insert into public.ledger_holds (account_id, amount, purpose, idempotency_key)
  values (pg_temp.wallet('ada'), 2, 'stake', 'g'), (pg_temp.wallet('ben'), 1, 'stake', 'g') $$,
  'a hold that is covered is placed');
select is(pg_temp.state('ada'), '{10,7}', 'and counts');

-- Somebody --------------------------------------------------------------------------------

select tests.be('ben');
select results_eq($$ select amount from public.ledger_holds $$, $$ values (1::bigint) $$,
  'people see what is held on their own accounts');
select throws_ok($$ update public.ledger_holds set status = 'voided' $$, '42501', null,
  'and do not release it themselves');
select tests.be_anon();
select throws_ok($$ select 1 from public.ledger_holds $$, '42501', null, 'visitors see none');

select * from finish();
rollback;
