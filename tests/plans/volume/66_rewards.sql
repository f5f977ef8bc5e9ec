-- Every space has rules of its own; person 1 has come in for 1,500 days.
insert into public.reward_rules (space_id, action, asset_id, base, sunday)
select pg_temp.id('b', n), action, private.asset_id('LUCK'), 1, 1
from generate_series(1, 5000) as n, unnest('{post,comment,login}'::text[]) as action;
insert into private.reward_grants (space_id, action, profile_id, source_type, source_id, asset_id,
  happened_at, day, base, tier, percent, is_halved, cap_cut, points, streak_bonus, team_boost,
  granted_at)
select pg_temp.id('b', 20), 'login', pg_temp.id('a', p), 'day', n::text, private.asset_id('LUCK'),
  now() - n * interval '1 day', current_date - n, 1, 'basic', 100, false, 1, 0, 0, 0,
  now() - n * interval '1 day'
from generate_series(1, 20) as p, generate_series(1, 1500) as n;
