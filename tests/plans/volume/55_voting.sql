insert into public.polls (
  id, space_id, author_id, title, modality, status, created_at, opens_at, closes_at, opened_at,
  option_count, frozen_lens, tie_seed, eligible_count, closed_at, tallied_at, published_at
)
select pg_temp.id('c', n), pg_temp.id('b', s.number),
  private.identity_of(pg_temp.member(s.number, n % 4), pg_temp.id('b', s.number)),
  'Poll ' || n, 'yes_no', s.status, now() - n * interval '1 minute',
  now() + interval '1 day', now() + n * interval '2 minutes' + interval '1 day',
  case when s.status >= 'open' then now() end, case when s.status >= 'open' then 2 end,
  case when s.status >= 'open' then '{"kind": "equal"}'::jsonb end,
  case when s.status >= 'open' then repeat('0', 64) end,
  case when s.status >= 'closed' then 9 end, case when s.status >= 'closed' then now() end,
  case when s.status >= 'tallied' then now() end, case when s.status >= 'published' then now() end
from generate_series(1, 5000) as n
cross join lateral (
  select case n % 3 when 0 then 20 else 1 + n % 2000 end as number, (array[
    'draft', 'scheduled', 'open', 'open', 'closed', 'tallied', 'tallied', 'published', 'published',
    'published'
  ])[(n / 7) % 10 + 1]::public.poll_status as status
) as s;

-- Open polls take no options any more.
alter table public.poll_options disable trigger poll_options_before_change_guard;
insert into public.poll_options (poll_id, position, label)
select pg_temp.id('c', n), k, (array['Yes', 'No'])[k + 1]
from generate_series(1, 5000) as n, generate_series(0, 1) as k;
alter table public.poll_options enable trigger poll_options_before_change_guard;

insert into public.ballots (poll_id, voter_tag, profile_id, choice, cast_at)
select pg_temp.id('c', n), sha256(uuid_send(pg_temp.id('c', n)) || uuid_send(v.person)), v.person,
  '"yes"', now() - random() * interval '1 day'
from generate_series(1, 5000) as n, generate_series(0, 9) as k
cross join lateral (
  select case
    when n % 21 = 15 and k = 0 then pg_temp.id('a', 1)
    when n % 3 = 0 then pg_temp.id('a', 2 + (n * 7 + k * 11) % 3999)
    else pg_temp.member(1 + n % 2000, k)
  end as person
) as v;

insert into public.poll_results (
  id, poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
  ballot_count, eligible_count, total_weight, winners, result
)
select pg_temp.id('d', n), p.id, 'equal', '1', '{}', h.hash, h.hash, h.hash, 10, 10, 10000000,
  '{0}', '{}'
from generate_series(1, 5000) as n
join public.polls p on p.id = pg_temp.id('c', n) and p.tallied_at is not null
cross join (values (repeat('0', 64))) as h (hash);

insert into public.ballot_weights (result_id, voter_tag, raw_weight, weight)
select r.id, b.voter_tag, 1000000, 1000000
from public.poll_results r
join public.ballots b on b.poll_id = r.poll_id;

insert into public.poll_events
  (poll_id, space_id, visibility, kind, author_id, reason)
select p.id, p.space_id, p.visibility, k.kind, p.author_id, 'As the root shows.'
from public.polls p
cross join unnest('{contested,dismissed}'::public.poll_event_kind[]) as k (kind)
where p.published_at is not null;
