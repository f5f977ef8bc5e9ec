-- The holds of people 1 to 20 stand behind ballots; polls beyond the first few have one of each.
insert into public.poll_stakes (poll_id, profile_id, asset_id, amount, hold_id, staked_at)
select pg_temp.id('c', h.place::integer), a.owner_profile_id, a.asset_id, h.amount, h.id, h.created_at
from (
  select x.*, row_number() over (partition by x.account_id order by x.id) as place
  from public.ledger_holds x
) as h
join public.ledger_accounts a on a.id = h.account_id and a.owner_profile_id is not null
where h.place <= 5000;
