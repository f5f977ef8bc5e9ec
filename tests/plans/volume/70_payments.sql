-- Every member of space 20 gave to it three times, person 1 three hundred times; one in five was
-- sent back and all were disputed. Written as it would be after all of it, since telling each would take
-- minutes.
insert into public.payment_terms
  (space_id, asset_id, basis_points, fixed_amount, minimum_amount, maximum_amount)
select s.id, private.asset_id('EUR'), 150, 25, 200, 1000000
from public.spaces s;

insert into public.payments (
  id, space_id, purpose, profile_id, identity_id, asset_id, amount, fee_amount, is_fee_covered,
  description, status, provider, has_page, request_key, request_hash, created_at, settled_at
)
select pg_temp.id('7', n), g.space, 'donation', g.person, null, private.asset_id('EUR'), 2000, 75,
  false, 'Gift', 'succeeded', 'sandbox', true, 'volume:' || n, ''::bytea,
  now() - n * interval '1 minute', now() - n * interval '1 minute'
from generate_series(1, 6000) as n
cross join lateral (
  select pg_temp.id('b', case when n % 3 = 0 then 20 else n % 2000 + 1 end) as space,
    pg_temp.id('a', case when n % 20 = 0 then 1 else n % 4000 + 1 end) as person
) as g;

insert into public.donations (
  payment_id, space_id, profile_id, shown_identity_id, is_anonymous, asset_id, amount, target_type,
  target_id, status, given_on
)
select p.id, p.space_id, p.profile_id,
  case when p.space_id = pg_temp.id('b', 20) then pg_temp.id('f', 20) end, false, p.asset_id, p.amount,
  case when row_number() over () % 5 = 0 then 'proposal' end,
  case when row_number() over () % 5 = 0 then pg_temp.id('9', 13) end, 'given', p.settled_at::date
from public.payments p;

insert into public.receipts (space_id, year, number, payment_id, profile_id, html, issued_at)
select p.space_id, 2026, row_number() over (partition by p.space_id order by p.created_at), p.id,
  p.profile_id, '<!doctype html>', p.settled_at
from public.payments p;

insert into public.refunds (payment_id, space_id, profile_id, amount, status, reason, created_at)
select p.id, p.space_id, p.profile_id, 500, 'succeeded', 'duplicate', p.created_at
from public.payments p
where right(p.id::text, 1) in ('0', '5');

insert into public.disputes
  (payment_id, space_id, profile_id, amount, status, reason, opened_at)
select p.id, p.space_id, p.profile_id, 500, 'open', 'fraudulent', p.created_at
from public.payments p
where right(p.id::text, 1) = '0';

insert into public.payment_events
  (provider, event_id, type, happened_at, is_live, status, reason, attempts)
select 'sandbox', 'volume:' || n, 'payment.succeeded', now(), false,
  (case when n % 50 = 0 then 'parked' else 'applied' end)::public.payment_event_status,
  case when n % 50 = 0 then 'amount_mismatch' end, 1
from generate_series(1, 5000) as n;
