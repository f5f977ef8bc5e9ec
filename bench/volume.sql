-- A country's worth of rows behind the ids of the catalogue. Person 1 is in 1,000 spaces, person 2 in
-- eleven, both organize space 20, which has a million members; sizes of the others fall off as 1/n.
-- Loaded without triggers: what they would copy is written out.
set session_replication_role = replica;

create function pg_temp.id(kind text, number bigint)
returns uuid
language sql immutable
return (kind || '0000000-0000-4000-8000-' || lpad(number::text, 12, '0'))::uuid;

insert into auth.users (id, aud, role, email)
select pg_temp.id('a', n), 'authenticated', 'authenticated', n || '@example.com'
from generate_series(1, 1000000) as n;

insert into public.profiles (id, handle, display_name)
select pg_temp.id('a', n), 'person_' || n, 'Person ' || n from generate_series(1, 1000000) as n;

insert into public.spaces (id, slug, name, visibility, created_by, parent_id, created_at)
select pg_temp.id('b', n), 'space-' || n, 'Space ' || n,
  (array['unlisted', 'public', 'private'])[n % 3 + 1]::public.space_visibility,
  pg_temp.id('a', 1), case when n > 100 then pg_temp.id('b', n % 100 + 1) end,
  now() - n * interval '1 hour'
from generate_series(1, 20000) as n;

insert into public.space_members (space_id, profile_id, role, status, joined_at)
select pg_temp.id('b', n), pg_temp.id('a', 1),
  (array['organizer', 'contributor', 'member', 'member'])[n % 4 + 1]::public.space_role,
  'active'::public.membership_status, now() - n * interval '1 hour'
from generate_series(1, 1000) as n
union all
select pg_temp.id('b', n), pg_temp.id('a', 2),
  case n when 20 then 'organizer' else 'member' end::public.space_role,
  'active'::public.membership_status, now() - n * interval '1 hour'
from generate_series(10, 20) as n;

insert into public.space_members (space_id, profile_id, status, requested_at, joined_at)
select pg_temp.id('b', n), pg_temp.id('a', 3 + (n * 7919 + k * 611) % 999998),
  case when k % 100 = 7 then 'pending' else 'active' end::public.membership_status, now(),
  case when k % 100 <> 7 then now() - k * interval '1 minute' end
from generate_series(1, 20000) as n
cross join lateral generate_series(
  1, case n when 20 then 999998 else least(15000, 3 + 97000 / n) end
) as k;

select private.derive_space_access(array(select distinct profile_id from public.space_members));

-- Everybody who is a member somewhere or wrote a poll there appears there, with their profile.
insert into private.identity_owners (identity_id, space_id, profile_id)
select case when m.space_id = pg_temp.id('b', 20) and m.profile_id = pg_temp.id('a', 1)
    then pg_temp.id('f', 20) else gen_random_uuid() end, m.space_id, m.profile_id
from public.space_members m
where m.status = 'active';

create function pg_temp.poll_space(n integer)
returns uuid
language sql immutable
return pg_temp.id('b', case n % 3 when 0 then 20 else 1 + n % 2000 end);

create function pg_temp.poll_author(n integer)
returns uuid
language sql immutable
return pg_temp.id('a',
  case when n % 100 = 1 then 1 when n % 1000 = 2 then 2 else 3 + n % 5000 end);

insert into private.identity_owners (identity_id, space_id, profile_id)
select gen_random_uuid(), a.space_id, a.profile_id
from (
  select distinct pg_temp.poll_space(n) as space_id, pg_temp.poll_author(n) as profile_id
  from generate_series(1, 100000) as n
) as a
on conflict on constraint identity_owners_space_id_profile_id_retired_at_key do nothing;

insert into public.contextual_identities
  (id, space_id, space_visibility, level, shown_profile_id, role, joined_at)
select o.identity_id, o.space_id, s.visibility, 'public', o.profile_id, m.role, m.joined_at
from private.identity_owners o
join public.spaces s on s.id = o.space_id
left join public.space_members m
  on m.space_id = o.space_id and m.profile_id = o.profile_id and m.status = 'active';

insert into public.polls (
  id, space_id, visibility, author_id, title, modality, status, created_at, opens_at, closes_at,
  opened_at, option_count, frozen_lens, tie_seed, eligible_count, closed_at, tallied_at,
  published_at
)
select pg_temp.id('c', n), s.id, s.visibility, o.identity_id,
  'Poll ' || n, 'plurality', p.status, now() - n * interval '1 minute',
  now() + interval '1 day', now() + n * interval '2 minutes' + interval '1 day',
  case when p.status >= 'open' then now() end, case when p.status >= 'open' then 3 end,
  case when p.status >= 'open' then '{"kind": "equal"}'::jsonb end,
  case when p.status >= 'open' then repeat('0', 64) end,
  case when p.status >= 'closed' then 9 end, case when p.status >= 'closed' then now() end,
  case when p.status >= 'tallied' then now() end, case when p.status >= 'published' then now() end
from generate_series(1, 100000) as n
join public.spaces s on s.id = pg_temp.poll_space(n)
join private.identity_owners o
  on o.space_id = s.id and o.profile_id = pg_temp.poll_author(n) and o.retired_at is null
cross join lateral (
  select (array[
    'draft', 'scheduled', 'open', 'open', 'closed', 'tallied', 'tallied', 'published', 'published',
    'published'
  ])[(n / 7) % 10 + 1]::public.poll_status as status
) as p;

insert into public.poll_options (poll_id, space_id, visibility, poll_status, position, label)
select p.id, p.space_id, p.visibility, p.status, k, 'Option ' || k
from public.polls p, generate_series(0, 2) as k;

insert into public.ballots (poll_id, voter_tag, profile_id, choice, cast_at)
select pg_temp.id('c', n), sha256(uuid_send(pg_temp.id('c', n)) || uuid_send(v.person)), v.person,
  to_jsonb(k % 3), now() - n * interval '1 minute'
from generate_series(1, 100000) as n, generate_series(0, 9) as k
cross join lateral (
  select pg_temp.id('a', case
    when n % 21 = 15 and k = 0 then 1
    when n % 2100 in (15, 36) and k = 1 then 2
    else 3 + (n * 7 + k * 11) % 999998
  end) as person
) as v;

insert into public.poll_results (
  id, poll_id, space_id, visibility, poll_status, lens, engine_version, lens_definition, lens_hash,
  snapshot_hash, ballots_root, ballot_count, eligible_count, total_weight, winners, result
)
select pg_temp.id('d', n), p.id, p.space_id, p.visibility, p.status, 'equal', '1', '{}', h.hash,
  h.hash, h.hash, 10, 10, 10000000, '{0}', '{}'
from generate_series(1, 100000) as n
join public.polls p on p.id = pg_temp.id('c', n) and p.tallied_at is not null
cross join (values (repeat('0', 64))) as h (hash);

insert into public.ballot_weights (result_id, voter_tag, raw_weight, weight)
select r.id, b.voter_tag, 1000000, 1000000
from public.poll_results r
join public.ballots b on b.poll_id = r.poll_id;

insert into public.expertise_scores (
  profile_id, domain_code, quality, expertise, frequency, axis_weights, weighted_score,
  half_life_days, reason
)
select pg_temp.id('a', n), d.code, 500000, 400000, 300000, '{1, 1, 1}', 400000, 1825, 'Peer review.'
from generate_series(1, 50000) as n, (values ('0311'), ('0613')) as d (code);

insert into public.score_history (profile_id, domain_code, new_value, metrics, reason, evidence)
select pg_temp.id('a', n), d.code, 400000, '{}', 'Peer review.', '{}'
from generate_series(1, 50000) as n, (values ('0311'), ('0613')) as d (code),
  generate_series(1, 3);

insert into public.ethics_scores (profile_id, reason)
select pg_temp.id('a', n), 'Peer review.' from generate_series(1, 50000) as n;

set session_replication_role = origin;
