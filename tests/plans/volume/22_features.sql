update public.feature_flags set is_enabled = true, rollout_percent = 50;
insert into public.space_features (space_id, flag, is_enabled)
select pg_temp.id('b', n), f.key, n % 2 = 0
from generate_series(2, 12000, 3) as n, public.feature_flags f
where f.is_space_tunable;
