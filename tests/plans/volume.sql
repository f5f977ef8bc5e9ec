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
update public.profiles set handle = 'person_' || split_part(u.email, '@', 1)
from auth.users u
where u.id = profiles.id;

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

-- Every tenth person was banned somewhere, most of them in space 20.
insert into public.space_members (space_id, profile_id, status, decided_at, decided_by)
select pg_temp.id('b', case when n % 50 = 0 then 21 + n % 1900 else 20 end), pg_temp.id('a', n),
  'banned', now() - n * interval '1 minute', pg_temp.id('a', 1)
from generate_series(10, 4000, 10) as n
on conflict on constraint space_members_pkey do update
set status = 'banned', role = 'member', request_message = null, decided_at = excluded.decided_at,
  decided_by = excluded.decided_by;

update public.profiles set global_role = 'admin' where id in (pg_temp.id('a', 1), pg_temp.id('a', 7));
