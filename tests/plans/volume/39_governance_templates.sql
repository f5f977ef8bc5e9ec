insert into public.governance_templates (space_id, code, name)
select pg_temp.id('b', n), 'ours', 'Ours' from generate_series(1, 2000) as n;
-- The guard of the rest looks them up as in earnest, and not as in an empty table.
analyze public.governance_templates;
insert into public.governance_templates (space_id, code, name)
select pg_temp.id('b', n), 'ours_' || k, 'Ours'
from generate_series(1, 2000) as n, generate_series(1, 4) as k;
