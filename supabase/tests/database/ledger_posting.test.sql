-- What is posted balances, follows from what was there, and stays.
begin;
select no_plan();

select tests.user('ada'), tests.user('ben');
create function pg_temp.live() returns uuid language sql
  as $$ select private.asset_id('LIVE') $$;
create function pg_temp.wallet(nickname text) returns uuid language sql
  as $$ select private.wallet_of(tests.id(nickname), private.asset_id('LIVE')) $$;
create function pg_temp.issuance() returns uuid language sql
  as $$ select private.system_account(private.asset_id('LIVE'), 'issuance') $$;
create function pg_temp.balance(account uuid) returns bigint language sql
  as $$ select a.balance from public.ledger_accounts a where a.id = account $$;
create function pg_temp.mint(key text, nickname text, amount bigint)
returns private.ledger_transactions language sql
  as $$
    select private.post_transaction('mint', key,
      array[pg_temp.issuance(), pg_temp.wallet(nickname)], array[-amount, amount])
  $$;

-- The server ------------------------------------------------------------------------------

select is(pg_temp.wallet('ada'), pg_temp.wallet('ada'), 'a wallet is opened once');
select throws_ok($$ select private.asset_id('GOLD') $$, 'PT404', null, 'there is no such asset');
select is((select a.scale from public.assets a where a.code = 'JPY'), 0::smallint,
  'a yen has no smaller part');
select is((select a.scale from public.assets a where a.code = 'BHD'), 3::smallint,
  'a dinar has a thousand');

select is((pg_temp.mint('first', 'ada', 100)).entry_count, 2::smallint, 'tokens are minted');
select is(pg_temp.balance(pg_temp.wallet('ada')), 100::bigint, 'Ada has them');
select is(pg_temp.balance(pg_temp.issuance()), -100::bigint, 'what was issued is the other side');
select is((pg_temp.mint('first', 'ada', 100)).id,
  (select t.id from private.ledger_transactions t where t.idempotency_key = 'first'),
  'the same key returns what was booked');
select is(pg_temp.balance(pg_temp.wallet('ada')), 100::bigint, 'and books nothing again');
select throws_ok($$ select pg_temp.mint('first', 'ada', 101) $$, 'PT409',
  'This key was used for something else.', 'a key stands for one payload');

select throws_ok($$
  select private.post_transaction('transfer', 'too much',
    array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{-101,101}') $$,
  'PT409', 'There is not enough on the account.', 'nobody overdraws');
select throws_ok($$
  select private.post_transaction('transfer', 'unequal',
    array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{-10,11}') $$,
  'PT422', 'The amounts of an asset come to zero.', 'a transaction comes to zero');
select throws_ok($$
  select private.post_transaction('transfer', 'assets',
    array[pg_temp.wallet('ada'), private.wallet_of(tests.id('ben'), private.asset_id('LOVE'))],
    '{-10,10}') $$,
  'PT422', 'The amounts of an asset come to zero.', 'in each asset by itself');
select throws_ok($$
  select private.post_transaction('transfer', 'nobody',
    array[pg_temp.wallet('ada'), gen_random_uuid()], '{-10,10}') $$,
  'PT422', null, 'an account has to be there');
select throws_ok(format($$
  select private.post_transaction('transfer', 'bad', %s) $$, legs), 'PT422', null, why)
from (values
  ('array[pg_temp.wallet(''ada'')], ''{-10}''', 'one amount is no transaction'),
  ('array[pg_temp.wallet(''ada''), pg_temp.wallet(''ben'')], ''{0,0}''', 'nothing is nothing'),
  ('array[pg_temp.wallet(''ada''), pg_temp.wallet(''ben'')], ''{-10,null}''', 'amounts are known'),
  ('array[pg_temp.wallet(''ada''), null], ''{-10,10}''', 'so are accounts'),
  ('array[pg_temp.wallet(''ada''), pg_temp.wallet(''ben'')], ''{-10,10,1}''', 'each its own'),
  ('null, null', 'something has to be there'),
  ('array[pg_temp.wallet(''ada''), pg_temp.wallet(''ben'')],
    ''{-9007199254740992,9007199254740992}''', 'amounts are such as JavaScript counts')
) as bad (legs, why);
select throws_ok($$ select pg_temp.mint('over', 'ada', 9007199254740991) $$,
  'PT422', 'No account holds that much.', 'and so are balances');

-- Many at once ----------------------------------------------------------------------------

create function pg_temp.transfer(key text, from_whom text, to_whom text, amount bigint)
returns private.ledger_posting language sql
  as $$
    select ('transfer', key, array[pg_temp.wallet(from_whom), pg_temp.wallet(to_whom)],
      array[-amount, amount], null, null, '', null)::private.ledger_posting
  $$;
select results_eq($$
  select t.idempotency_key from private.post_transactions(array[
    pg_temp.transfer('z', 'ada', 'ben', 60),
    pg_temp.transfer('y', 'ben', 'ada', 50),
    pg_temp.transfer('x', 'ada', 'ben', 85)
  ]) as t $$, $$ values ('z'), ('y'), ('x') $$, 'a batch is posted in its order');
select results_eq($$
  select e.account_version, e.amount, e.balance_after from private.ledger_entries e
  where e.account_id = pg_temp.wallet('ada') order by e.account_version $$,
  $$ values (1::bigint, 100::bigint, 100::bigint), (2, -60, 40), (3, 50, 90), (4, -85, 5) $$,
  'each entry follows from the last');
select throws_ok($$
  select private.post_transactions(array[
    pg_temp.transfer('p', 'ada', 'ben', 6), pg_temp.transfer('q', 'ben', 'ada', 50)
  ]) $$, 'PT409', null, 'a batch overdraws nothing on its way');
select is_empty($$
  select from private.ledger_transactions t where t.idempotency_key in ('p', 'q') $$,
  'it is posted as a whole, or not at all');
select is((
  select count(*) from private.post_transactions(array[
    pg_temp.transfer('z', 'ada', 'ben', 60),
    pg_temp.transfer('w', 'ben', 'ada', 1),
    pg_temp.transfer('w', 'ben', 'ada', 1)
  ])), 3::bigint, 'what was posted before, or twice in a batch, is answered');
select is(pg_temp.balance(pg_temp.wallet('ada')), 6::bigint, 'and booked once');
select throws_ok($$
  select private.post_transactions(array[
    pg_temp.transfer('v', 'ben', 'ada', 1), pg_temp.transfer('v', 'ben', 'ada', 2)
  ]) $$, 'PT409', 'This key was used for something else.', 'one key is one payload in a batch, too');
select is_empty($$ select private.post_transactions('{}') $$, 'nothing to post is fine');

-- Whatever the role -----------------------------------------------------------------------

create function pg_temp.header(key text, entries integer default 2) returns uuid language sql as $$
  insert into private.ledger_transactions (book_id, kind, idempotency_key, payload_hash, entry_count)
  values (private.real_book(), 'forged', key, sha256('x'), entries) returning id $$;

select throws_ok(attempt, 'PT409', null, 'the owner cannot: ' || attempt)
from unnest(array[
  'update public.ledger_accounts set balance = balance + 1',
  'update public.ledger_accounts set balance = balance + 1, version = version + 1',
  'update public.ledger_accounts set version = version - 1 where version > 0',
  'update public.ledger_accounts set held = held + 1',
  'update public.ledger_accounts set allow_negative = not allow_negative',
  'update public.ledger_accounts set owner_profile_id = tests.id(''ben'') where owner = ''person''',
  'update public.ledger_accounts set closed_at = now() where balance <> 0',
  'insert into public.ledger_accounts (book_id, asset_id, owner, kind, purpose, allow_negative,
    balance) values (private.real_book(), pg_temp.live(), ''system'', ''equity'', ''gift'', true, 5)',
  'delete from public.ledger_accounts',
  'truncate public.ledger_accounts cascade',
  'update private.ledger_transactions set kind = ''other''',
  'delete from private.ledger_transactions',
  'truncate private.ledger_transactions cascade',
  'update private.ledger_entries set amount = amount + 1',
  'delete from private.ledger_entries',
  'truncate private.ledger_entries',
  'truncate private.ledger_entries_default',
  'insert into private.ledger_entries_default select * from private.ledger_entries',
  'update public.assets set scale = 3 where code = ''EUR''',
  'delete from public.assets',
  'delete from private.ledger_books'
]) as attempt;
select throws_ok(format('update private.ledger_entries_%s set amount = 1', to_char(now(), 'YYYY_MM')),
  'PT409', null, 'nor rewrite a partition');
select throws_ok(format('truncate private.ledger_entries_%s', to_char(now(), 'YYYY_MM')), 'PT409',
  null, 'nor empty a partition');
select throws_ok(format('insert into private.ledger_entries_%s select * from private.ledger_entries',
  to_char(now(), 'YYYY_MM')), 'PT409', null, 'nor write past the table');

create function pg_temp.forge(entries integer, amounts bigint[], skip bigint default 0,
  claim bigint default 0, past interval default '0')
returns void language plpgsql as $$
declare
  forged uuid := pg_temp.header(gen_random_uuid()::text, entries);
begin
  insert into private.ledger_entries
    (account_id, account_version, booked_at, transaction_id, position, amount, balance_after)
  select a.id, a.version + 1 + skip, now() - past, forged, l.place, l.amount,
    a.balance + l.amount + claim
  from unnest(array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], amounts) with ordinality
    as l (account, amount, place)
  join public.ledger_accounts a on a.id = l.account;
end $$;
select throws_ok('select pg_temp.forge(2, ''{1,1}'')', 'PT422', null, 'entries that make money');
select throws_ok('select pg_temp.forge(3, ''{1,-1}'')', 'PT422', null, 'half a transaction');
select throws_ok('select pg_temp.forge(2, ''{-50,50}'')', 'PT409', null, 'an overdraft');
select throws_ok('select pg_temp.forge(2, ''{1,-1}'', 1)', 'PT409', null, 'a gap');
select throws_ok('select pg_temp.forge(2, ''{1,-1}'', 0, 1)', 'PT409', null, 'a false balance');
select throws_ok('select pg_temp.forge(2, ''{1,-1}'', 0, 0, ''1 day'')', 'PT422', null,
  'another date than the transaction''s');
select lives_ok('select pg_temp.forge(2, ''{1,-1}'')', 'entries that hold together are posted');
select is(pg_temp.balance(pg_temp.wallet('ada')), 7::bigint, 'and move the balances');
select throws_ok($$
  insert into private.ledger_entries
    (account_id, account_version, booked_at, transaction_id, position, amount, balance_after)
  select a.id, a.version + 1, t.booked_at, t.id, l.place + 2, l.amount, a.balance + l.amount
  from unnest(array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{1,-1}'::bigint[])
    with ordinality as l (account, amount, place)
  join public.ledger_accounts a on a.id = l.account
  join private.ledger_transactions t on t.idempotency_key = 'z' $$,
  'PT422', null, 'nothing is added to what was booked');

select tests.be_service();
select throws_ok(attempt, '42501', null, 'the service role cannot: ' || attempt)
from unnest(array[
  'update public.ledger_accounts set balance = balance + 1',
  'delete from public.ledger_accounts',
  'insert into private.ledger_entries default values',
  'delete from private.ledger_entries',
  'truncate private.ledger_entries',
  'update private.ledger_transactions set kind = ''other''',
  'insert into private.ledger_transactions default values',
  'alter table private.ledger_entries disable trigger all'
]) as attempt;

-- Somebody --------------------------------------------------------------------------------

select tests.be('ada');
select results_eq($$ select balance, held from public.ledger_accounts $$,
  $$ values (7::bigint, 0::bigint) $$, 'people see their own accounts');
select throws_ok($$ select 1 from private.ledger_entries $$, '42501', null, 'and no entries');
select throws_ok($$ update public.ledger_accounts set balance = 5 $$, '42501', null,
  'nobody writes a balance');
select tests.be_anon();
select throws_ok($$ select 1 from public.ledger_accounts $$, '42501', null,
  'visitors see no accounts');
select isnt_empty($$ select from public.assets where code = 'EUR' $$, 'but what money there is');

select * from finish();
rollback;
