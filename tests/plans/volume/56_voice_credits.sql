-- Every space has had five cycles of voice credits, and in each all of its polls drew on them.
insert into public.voice_credit_settings (space_id)
select s.id from public.spaces s;

insert into public.credit_cycles (space_id, credits, starts_at, ends_at)
select s.id, 100, now() - (n + 1) * interval '90 days', now() - n * interval '90 days'
from public.spaces s, generate_series(0, 4) as n;

insert into public.voice_votes (poll_id, profile_id, cycle_id, votes)
select b.poll_id, b.profile_id, c.id, 1 + (row_number() over () % 5)::integer
from (
  select b.poll_id, b.profile_id, p.space_id,
    row_number() over (partition by p.space_id order by p.id, b.voter_tag) as place
  from public.ballots b
  join public.polls p on p.id = b.poll_id
  where b.profile_id is not null
) as b
cross join lateral (
  select x.id from public.credit_cycles x
  where x.space_id = b.space_id
  order by x.starts_at desc
  offset b.place % 5 limit 1
) as c
where b.place <= 200;
