-- Everybody has LIVE; person 1 passed some on 1,500 times and staked 500 times. Spaces have money and
-- tokens of their own.
insert into public.assets (code, name, kind, scale, space_id)
select 'T' || n, 'Token ' || n, 'token', 0, pg_temp.id('b', n)
from generate_series(1, 5000) as n;
select count(*) from (
  select private.post_transactions(array_agg(
    ('opening', 'volume:' || n, array[
      private.system_account(private.asset_id('LIVE'), 'issuance'),
      private.wallet_of(pg_temp.id('a', n), private.asset_id('LIVE'))
    ], '{-10000,10000}', null, null, '', null)::private.ledger_posting
  ))
  from generate_series(1, 4000) as n
) as posted;
select count(*) from (
  select private.post_transactions(array_agg(
    ('transfer', 'passed on:' || n, array[
      private.wallet_of(pg_temp.id('a', 1), private.asset_id('LIVE')),
      private.wallet_of(pg_temp.id('a', n), private.asset_id('LIVE'))
    ], '{-1,1}', null, null, '', null)::private.ledger_posting
  ))
  from generate_series(2, 1501) as n
) as posted;
select count(*) from (
  select private.post_transactions(array_agg(
    ('opening', 'treasury:' || n, array[
      private.system_account(private.asset_id('EUR'), 'provider:sandbox', 'asset'),
      private.space_account(pg_temp.id('b', n), private.asset_id('EUR'))
    ], '{-10000,10000}', pg_temp.id('b', n), null, '', null)::private.ledger_posting
  ))
  from generate_series(1, 2000) as n
) as posted;
insert into public.ledger_holds (account_id, amount, purpose, idempotency_key, created_at)
select private.wallet_of(pg_temp.id('a', p), private.asset_id('LIVE')), 1, 'stake', 'volume:' || n,
  now() - n * interval '1 hour'
from generate_series(1, 20) as p, generate_series(1, 500) as n;
