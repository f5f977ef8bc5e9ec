-- Every space up to 2,000 raised money twice, space 20 two thousand times; to one campaign of it two
-- thousand contributions were made, a twentieth of them by person 1. Written as it would be after all of
-- it, since telling each would take minutes.
insert into public.campaigns (
  id, space_id, visibility, author_id, title, funding, asset_id, goal_amount, deadline, status,
  created_at, opened_at
)
select pg_temp.id('e', n), s.id, s.visibility, pg_temp.id('f', 20), 'Campaign ' || n, 'keep_it_all',
  private.asset_id('EUR'), 100000, now() + n * interval '1 minute',
  case when n % 10 = 8 then 'draft' else 'open' end::public.campaign_status,
  now() - n * interval '1 minute', case when n % 10 <> 8 then now() - n * interval '1 minute' end
from generate_series(1, 6000) as n
join public.spaces s on s.id = pg_temp.id('b', case when n % 3 = 0 then 20 else n % 2000 + 1 end);

insert into public.payments (
  id, space_id, purpose, target_id, profile_id, asset_id, amount, fee_amount, is_fee_covered,
  description, status, provider, has_page, request_key, request_hash, created_at, settled_at
)
select pg_temp.id('8', n), pg_temp.id('b', 20), 'campaign', pg_temp.id('e', 3),
  pg_temp.id('a', case when n % 20 = 0 then 1 else n % 4000 + 1 end), private.asset_id('EUR'), 2000,
  75, false, 'Contribution', 'succeeded', 'sandbox', true, 'campaign:' || n, ''::bytea,
  now() - n * interval '1 minute', now() - n * interval '1 minute'
from generate_series(1, 2000) as n;

insert into private.campaign_contributors (campaign_id, profile_id, amount)
select p.target_id, p.profile_id, sum(p.amount)
from public.payments p
where p.purpose = 'campaign'
group by p.target_id, p.profile_id;

insert into public.campaign_contributions (
  payment_id, campaign_id, space_id, contributor_id, profile_id, shown_identity_id, is_anonymous,
  asset_id, amount, counted_amount, status, given_on
)
select p.id, p.target_id, p.space_id, k.id, p.profile_id,
  case when p.profile_id = pg_temp.id('a', 1) then pg_temp.id('f', 20) end, false, p.asset_id,
  p.amount, p.amount, 'given', p.settled_at::date
from public.payments p
join private.campaign_contributors k
  on k.campaign_id = p.target_id and k.profile_id = p.profile_id
where p.purpose = 'campaign';

insert into public.matching_rounds (id, space_id, visibility, title, asset_id, ends_at, created_at)
select pg_temp.id('6', n), s.id, s.visibility, 'Round ' || n, private.asset_id('EUR'),
  now() + interval '1 year', now() - n * interval '1 minute'
from generate_series(1, 3000) as n
join public.spaces s on s.id = pg_temp.id('b', case when n % 3 = 0 then 20 else n % 2000 + 1 end);

insert into public.matching_entries (campaign_id, round_id, space_id, visibility)
select c.id, pg_temp.id('6', 3 * (row_number() over (order by c.id) / 10 + 1)), c.space_id,
  c.visibility
from public.campaigns c
where c.space_id = pg_temp.id('b', 20);
