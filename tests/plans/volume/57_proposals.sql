-- Every space has a proposal, every third one is in space 20; three people stand behind each.
insert into public.proposals (
  id, space_id, visibility, author_id, kind, title, body, status, revision, submissions,
  template, voting_days, quorum_bps, threshold_bps, seconds_needed, deliberates_until, submitted_at, created_at
)
select pg_temp.id('9', n), s.id, s.visibility,
  private.identity_of(pg_temp.member(p.number, n % 4), s.id), 'quest', 'Proposal ' || n,
  'In short.', d.status::public.proposal_status, d.shown, d.shown,
  t.code, t.voting_days, t.quorum_bps, t.threshold_bps,
  case d.status when 'draft' then null else 3 end,
  case d.status when 'draft' then null else now() + interval '14 days' end,
  case d.status when 'draft' then null else now() end, now() - n * interval '1 minute'
from generate_series(1, 5000) as n
cross join lateral (select case when n % 3 = 1 then 20 else n % 2000 + 1 end) as p (number)
cross join lateral (
  select case when n % 10 = 0 then 'draft' else 'deliberation' end, (n % 10 > 0)::integer
) as d (status, shown)
join public.spaces s on s.id = pg_temp.id('b', p.number)
left join public.governance_templates t on t.code = 'standard' and d.status <> 'draft';

insert into public.proposal_revisions
  (proposal_id, number, space_id, visibility, author_id, title, body)
select p.id, 1, p.space_id, p.visibility, p.author_id, p.title, p.body
from public.proposals p
where p.status <> 'draft';

insert into public.proposal_seconds (proposal_id, author_id, space_id, visibility, seconded_at)
select p.id, i.id, p.space_id, p.visibility, p.created_at + k.place * interval '1 second'
from public.proposals p
cross join generate_series(1, 3) as k (place)
cross join lateral (
  select x.id from public.contextual_identities x
  where x.space_id = p.space_id
  order by x.joined_at, x.id
  offset k.place limit 1
) as i
where p.status <> 'draft';

-- The member stands behind what others propose in space 20.
insert into public.proposal_seconds (proposal_id, author_id, space_id, visibility, seconded_at)
select p.id, pg_temp.id('f', 20), p.space_id, p.visibility, p.created_at
from public.proposals p
where p.space_id = pg_temp.id('b', 20) and p.status <> 'draft'
  and p.author_id <> pg_temp.id('f', 20)
on conflict on constraint proposal_seconds_pkey do nothing;

-- Two people would change each proposal, and all others behind it would have that accepted.
insert into public.amendments (
  id, proposal_id, space_id, visibility, author_id, base_revision, title, body, reason, created_at
)
select pg_temp.id(case s.place when 1 then '8' else '7' end, right(p.id::text, 12)::integer), p.id,
  p.space_id, p.visibility, s.author_id, 1, p.title, 'Shorter.', 'It is long.',
  p.created_at + s.place * interval '1 minute'
from public.proposals p
cross join lateral (
  select x.author_id, row_number() over (order by x.seconded_at, x.author_id) as place
  from public.proposal_seconds x
  where x.proposal_id = p.id and x.author_id <> p.author_id
) as s
where p.status <> 'draft' and s.place <= 2;

insert into public.amendment_seconds (amendment_id, author_id, space_id, visibility, seconded_at)
select a.id, s.author_id, a.space_id, a.visibility, a.created_at
from public.amendments a
join public.proposal_seconds s on s.proposal_id = a.proposal_id and s.author_id <> a.author_id;
