insert into public.governance_templates (space_id, code, name)
select pg_temp.id('b', n), 'ours_' || k, 'Ours'
from generate_series(1, 2000) as n, generate_series(1, 5) as k;
