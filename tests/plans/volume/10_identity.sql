update public.profiles p set handle = 'person_' || n
from generate_series(1, 4000) as n
where p.id = pg_temp.id('a', n);
