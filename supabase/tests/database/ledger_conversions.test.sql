-- What is exchanged comes out even, or a little less.
begin;
select no_plan();

select tests.user('ada');
select private.post_transaction('mint', 'mint', array[
  private.system_account(private.asset_id('LIVE'), 'issuance'),
  private.wallet_of(tests.id('ada'), private.asset_id('LIVE'))], '{-1000,1000}');
update public.conversion_values set value = 3 where asset_id = private.asset_id('LIVE');
update public.conversion_values set value = 7, spread_basis_points = 0
where asset_id = private.asset_id('LUCK');
select tests.refuses($$ insert into public.conversion_values (asset_id, value)
  select id, 1 from public.assets where code = 'EUR' $$, '409 not_convertible',
  'tokens are not cashed out');

select tests.be('ada');
select results_eq($$ select given, spread, received from public.quote_conversion('LIVE', 'LUCK', 101) $$,
  $$ values (101::bigint, 2::bigint, 42::bigint) $$,
  'one in a hundred is kept, and every fraction');
select is((public.convert_tokens('LIVE', 'LUCK', 101, 'first-key')).received, 42::bigint,
  'it comes as quoted');
select results_eq($$ select code, balance from public.wallets order by code $$,
  $$ values ('LIVE', 899::bigint), ('LUCK', 42) $$, 'both wallets moved');
select is((public.convert_tokens('LIVE', 'LUCK', 101, 'first-key')).received, 42::bigint,
  'a second click is answered alike');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LUCK', 102, 'first-key') $$,
  '409 idempotency_key_reused', 'a key stands for one amount');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LOVE', 101, 'first-key') $$,
  '409 idempotency_key_reused', 'and one pair');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LUCK', 101, 'second-key', 43) $$,
  '409 rate_changed', 'not for less than one asked for');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LUCK', 900, 'second-key') $$,
  '409 insufficient_funds', 'not more than there is');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LUCK', 3, 'second-key') $$,
  '422 amount_too_small', 'not for nothing');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LUCK', 0, 'second-key') $$,
  '422 invalid_amount', 'nor nothing');
select tests.refuses($$ select public.convert_tokens('LIVE', 'LIVE', 5, 'second-key') $$,
  '409 not_convertible', 'nor for the same');
select tests.refuses($$ select public.convert_tokens('LIVE', 'EUR', 5, 'second-key') $$,
  '409 not_convertible', 'nor for money');
select tests.refuses($$ select public.quote_conversion('LIVE', 'CHRONA', 5) $$,
  '409 not_convertible', 'nor for hours');
select tests.refuses($$ select public.quote_conversion('LIVE', 'GOLD', 5) $$,
  '404 asset_not_found', 'nor for what there is not');
select throws_ok($$ update public.conversion_values set value = 100 $$, '42501', null,
  'nobody sets what a token is worth');

select tests.be_owner();
update public.conversion_values set value = 30 where asset_id = private.asset_id('LIVE');
select tests.be('ada');
select is((public.convert_tokens('LIVE', 'LUCK', 101, 'first-key')).received, 42::bigint,
  'an old key brings what it brought');
select tests.be_owner();
select results_eq($$
    select s.code, a.purpose, a.balance from public.ledger_accounts a
    join public.assets s on s.id = a.asset_id where a.purpose like 'conversion%' order by 1, 2 $$,
  $$ values ('LIVE', 'conversion', 99::bigint), ('LIVE', 'conversion_spread', 2),
    ('LUCK', 'conversion', -42) $$, 'the spread is kept apart');
select is_empty($$ select private.reconcile_ledger() $$, 'it adds up');

select * from finish();
rollback;
