-- A town's worth of rows: enough for the planner to choose as it would in earnest. Person 1 is in
-- 60 spaces, owns some of them and votes in many of their polls. Space 20 holds everybody, and every
-- third poll; the last 10,000 spaces are other people's: what is quick in a club may not be so in a town.
create function pg_temp.id(kind text, number bigint)
returns uuid
language sql immutable
return (kind || '0000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

-- Member k (from 0) of space n.
create function pg_temp.member(space bigint, k bigint)
returns uuid
language sql immutable
return pg_temp.id('a',
  case when k = 0 and space <= 60 then 1 else 2 + (space * 37 + k * 11) % 3999 end);

insert into auth.users (id, aud, role, email)
select pg_temp.id('a', n), 'authenticated', 'authenticated', n || '@example.com'
from generate_series(1, 4000) as n;

insert into public.spaces (id, slug, name, visibility, created_by, parent_id, created_at)
select pg_temp.id('b', n), 'space-' || n, 'Space ' || n,
  (array['public', 'private', 'public', 'private', 'unlisted'])[n % 5 + 1]::public.space_visibility,
  pg_temp.member(n, 0), case when n > 100 then pg_temp.id('b', n % 100 + 1) end,
  now() - n * interval '1 hour'
from generate_series(1, 12000) as n;

insert into public.space_members (space_id, profile_id, role, status, requested_at, joined_at)
select pg_temp.id('b', n), pg_temp.member(n, k),
  (array['owner', 'organizer', 'contributor', 'member'])[
    least(case when n <= 60 then n % 4 else 0 end + k, 3) + 1]::public.space_role,
  case when k = 9 then 'pending' else 'active' end::public.membership_status,
  now(), case when k < 9 then now() - k * interval '1 day' end
from generate_series(1, 2000) as n, generate_series(0, 9) as k;

insert into public.space_members (space_id, profile_id, status, joined_at)
select pg_temp.id('b', 20), pg_temp.id('a', n), 'active', now() - n * interval '1 minute'
from generate_series(1, 4000) as n
on conflict do nothing;

insert into public.polls (
  id, space_id, created_by, title, modality, status, created_at, opens_at, closes_at, opened_at,
  option_count, frozen_lens, tie_seed, eligible_count, closed_at, tallied_at, published_at
)
select pg_temp.id('c', n), pg_temp.id('b', s.number), pg_temp.member(s.number, n % 4),
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

insert into public.expertise_scores (profile_id, domain_code, quality, expertise, frequency, reason)
select pg_temp.id('a', n), d.code, 500000, 400000, 300000, 'Peer review.'
from generate_series(1, 4000) as n, (values ('0311'), ('0613')) as d (code);

insert into public.ethics_scores (profile_id, reason)
select pg_temp.id('a', n), 'Peer review.' from generate_series(1, 4000) as n;

analyze;
