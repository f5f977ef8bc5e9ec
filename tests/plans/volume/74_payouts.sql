-- A thousand people and two thousand spaces are paid out, person 1 and space 20 three hundred times.
insert into public.payout_accounts
  (id, profile_id, space_id, provider, country, asset_id, status, created_at)
select pg_temp.id('6', n), case when n <= 1000 then pg_temp.id('a', n) end,
  case when n > 1000 then pg_temp.id('b', n - 1000) end, 'sandbox', 'DE', private.asset_id('EUR'),
  'verified', now() - n * interval '1 hour'
from generate_series(1, 3000) as n;

insert into public.payout_jobs (
  payout_account_id, profile_id, space_id, asset_id, amount, status, request_key, created_at, settled_at
)
select a.id, a.profile_id, a.space_id, a.asset_id, 2000, 'paid', 'volume:' || n,
  now() - n * interval '1 minute', now()
from generate_series(1, 9000) as n
join public.payout_accounts a on a.id = pg_temp.id('6', case
  when n % 30 = 0 then 1 when n % 30 = 1 then 1020 else n % 3000 + 1 end);

insert into public.reconciliation_findings
  (provider, kind, reference, asset_id, expected, actual, moved_at, found_at, resolved_at, resolution)
select 'sandbox', 'transfer_orphan', 'provider_objects/' || n, private.asset_id('EUR'), 0, -700,
  now() - n * interval '1 hour', now() - n * interval '1 hour',
  case when n % 5 > 0 then now() end, case when n % 5 > 0 then 'Sent by hand.' end
from generate_series(1, 3000) as n;
