-- What everybody wrote down.
insert into public.value_profiles (profile_id, values, traits, archetypes, motifs, available_hours)
select pg_temp.id('a', n), jsonb_build_object('honesty', n % 101, 'play', n * 7 % 101),
  jsonb_build_object('patient', n * 3 % 101), '{sage}', array['river', 'motif ' || n % 50],
  int4multirange(int4range(n % 160, n % 160 + 8))
from generate_series(1, 4000) as n;
