-- Every space has a few codes and rules; space 20 has had a code for almost everybody.
insert into public.invite_codes (id, space_id, code, role, created_by, created_at)
select pg_temp.id('e', n * 10 + k), pg_temp.id('b', n),
  '0000-' || lpad(n::text, 4, '0') || '-000' || k,
  (array['member', 'contributor', 'organizer', 'member'])[k + 1]::public.space_role,
  pg_temp.member(n, 0), now() - k * interval '1 day'
from generate_series(1, 2000) as n, generate_series(0, 3) as k;

insert into public.invite_codes (id, space_id, code, uses, created_by, created_at)
select pg_temp.id('e', 100000 + n), pg_temp.id('b', 20), '1111-0000-' || lpad(n::text, 4, '0'), 1,
  pg_temp.member(20, 0), now() - n * interval '1 minute'
from generate_series(1, 3000) as n;

insert into public.invite_redemptions (code_id, profile_id, space_id, redeemed_at)
select pg_temp.id('e', 100000 + n), pg_temp.id('a', n), pg_temp.id('b', 20),
  now() - n * interval '1 minute'
from generate_series(1, 3000) as n;

insert into public.invite_redemptions (code_id, profile_id, space_id, redeemed_at)
select pg_temp.id('e', n * 10 + k), pg_temp.member(n, k + 5), pg_temp.id('b', n),
  now() - k * interval '1 hour'
from generate_series(1, 2000) as n, generate_series(0, 3) as k;

insert into public.space_rules (space_id, kind, title, body, value, position, visibility)
select pg_temp.id('b', n), k.kind::public.space_rule_kind, k.kind || ' ' || i, 'In short.',
  k.value::jsonb, i, s.visibility
from generate_series(1, 2000) as n
join public.spaces s on s.id = pg_temp.id('b', n)
cross join (values
  ('rule', '{}'), ('flair', '{"colour": "#0099cc"}'), ('template', '{}'),
  ('automod', '{"words": ["casino"], "action": "hold"}')
) as k (kind, value)
cross join generate_series(1, 4) as i;

insert into public.space_state (space_id, profile_id, key, value)
select m.space_id, m.profile_id, 'key.' || k, '1'
from public.space_members m, generate_series(1, 2) as k
where m.status = 'active';
