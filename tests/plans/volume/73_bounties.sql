-- Every third of 6,000 bounties is in space 20, most of them over; person 1 put up every tenth of those,
-- put something into every fifth and worked for every fourth. Written as they would be after all of it.
insert into public.bounties (
  id, space_id, author_id, is_from_space, asset_id, title, description, terms, target_type, target_id,
  status, ends_at, review_until, settles_at, raised_amount, escrowed_amount, request_key,
  created_at, opened_at, ended_at
)
select pg_temp.id('4', n), pg_temp.id('b', p.number), a.author, n % 15 = 0, private.asset_id('LIVE'),
  'Bounty ' || n, '', '', case when n % 5 = 0 then 'proposal' end,
  case when n % 5 = 0 then pg_temp.id('9', 13) end, s.status, now() + interval '9 days',
  case when s.status = 'in_review' then now() + interval '1 day' end,
  case when s.status = 'in_review' then now() + interval '8 days' end, 20, 0, 'volume:' || n,
  now() - n * interval '1 minute', case when s.status > 'draft' then now() end,
  case when s.status >= 'awarded' then now() end
from generate_series(1, 6000) as n
cross join lateral (select case when n % 3 = 1 then 20 else n % 2000 + 1 end) as p (number)
cross join lateral (
  select (array['awarded', 'expired', 'cancelled', 'awarded', 'open', 'awarded', 'decided', 'disputed',
    'in_review', 'draft'])[n % 40 / 4 + 1]::public.bounty_status
) as s (status)
cross join lateral (
  select case when n % 30 = 1 then pg_temp.id('f', 20)
    else private.identity_of(pg_temp.member(p.number, 1 + n % 3), pg_temp.id('b', p.number)) end
) as a (author);

insert into public.bounty_contributions (
  id, bounty_id, space_id, identity_id, source, account_id, amount, returned_amount, contributed_at
)
select pg_temp.id('5', row_number() over (order by b.id)), b.id, b.space_id,
  case when b.space_id = pg_temp.id('b', 20) and right(b.id::text, 1) in ('0', '5')
    then pg_temp.id('f', 20) else b.author_id end,
  'wallet', private.system_account(b.asset_id, 'bounty:' || b.id, 'liability', false), 20, 20,
  b.created_at
from public.bounties b
where b.status > 'draft';

insert into public.bounty_transactions (
  bounty_id, space_id, contribution_id, number, kind, amount, transaction_id, booked_at
)
select c.bounty_id, c.space_id, c.id, k.number,
  (array['contributed', 'returned'])[k.number]::public.bounty_transaction_kind,
  (array[20, -20])[k.number], t.id, c.contributed_at
from public.bounty_contributions c
cross join generate_series(1, 2) as k (number)
cross join (select x.id from private.ledger_transactions x limit 1) as t;

insert into public.bounty_submissions (
  bounty_id, space_id, author_id, body, status, awarded_amount, request_key, handed_in_at
)
select b.id, b.space_id,
  case when k.place = 1 and b.space_id = pg_temp.id('b', 20) and right(b.id::text, 1) in ('2', '6')
    then pg_temp.id('f', 20)
    else private.identity_of(pg_temp.id('a', 100 + k.place * 7), b.space_id) end,
  'Done.', case b.status when 'awarded' then 'awarded' else 'handed_in' end::public.bounty_submission_status,
  case b.status when 'awarded' then 20 end, 'volume:' || b.id, b.created_at + k.place * interval '1 second'
from public.bounties b
cross join generate_series(1, 2) as k (place)
where b.status > 'draft';

insert into public.bounty_disputes (
  bounty_id, space_id, raised_by, reason, raised_at, outcome, decided_by, decision, returned_share,
  decided_at
)
select b.id, b.space_id, b.author_id, 'Look at it.', b.created_at,
  case b.status when 'decided' then 'returned' end::public.bounty_dispute_outcome,
  case b.status when 'decided' then b.author_id end, case b.status when 'decided' then 'So.' end,
  case b.status when 'decided' then 1 end, case b.status when 'decided' then now() end
from public.bounties b
where b.status in ('disputed', 'decided');
