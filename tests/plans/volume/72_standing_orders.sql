-- Every third standing order is for space 20 and every twentieth is person 1's; each seventh pays for a
-- membership, the others are gifts.
insert into public.subscription_plans (id, space_id, visibility, tier, name, asset_id, price, period)
select pg_temp.id('6', n), s.id, s.visibility, 'premium', 'Friend', private.asset_id('EUR'), 1000, 'month'
from generate_series(1, 2000) as n
join public.spaces s on s.id = pg_temp.id('b', n);

insert into public.standing_orders (
  id, purpose, space_id, profile_id, identity_id, asset_id, amount, is_fee_covered, period, status,
  anchor_at, paid_until, due_at, request_key, request_hash, created_at
)
select pg_temp.id('5', n),
  (case when n % 7 = 0 then 'subscription' else 'pledge' end)::public.payment_purpose,
  pg_temp.id('b', case when n % 3 = 0 then 20 else n % 2000 + 1 end),
  pg_temp.id('a', case when n % 20 = 0 then 1 else n % 4000 + 1 end),
  case when n % 3 = 0 then pg_temp.id('f', 20) end, private.asset_id('EUR'), 1000, false, 'month',
  'active', now() - interval '1 day', now() + interval '29 days', now() + interval '29 days',
  'volume:' || n, ''::bytea, now() - n * interval '1 minute'
from generate_series(1, 4000) as n;

insert into public.pledges (
  standing_order_id, space_id, profile_id, shown_identity_id, is_anonymous, asset_id, amount,
  period, status, started_on
)
select o.id, o.space_id, o.profile_id, o.identity_id, false, o.asset_id, o.amount, o.period, 'standing',
  o.created_at::date
from public.standing_orders o
where o.purpose = 'pledge';

insert into public.subscriptions (standing_order_id, space_id, profile_id, plan_id, had_trial)
select o.id, o.space_id, o.profile_id, p.id, false
from public.standing_orders o
join public.subscription_plans p on p.space_id = o.space_id
where o.purpose = 'subscription';

insert into private.membership_tiers (space_id, profile_id, tier, ends_at)
select s.space_id, s.profile_id, 'premium', now() + interval '44 days'
from public.subscriptions s
on conflict do nothing;
