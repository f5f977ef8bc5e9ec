-- Every space gives its token to its members and takes of it; space 20 has for 1,500 days, and has
-- simulated it as often. LIVE returns, too.
insert into public.basic_incomes (space_id, asset_id, amount, period, due_on)
select a.space_id, a.id, 10, 'day', current_date + 1
from public.assets a
where a.space_id is not null;
insert into public.basic_income_rounds (space_id, asset_id, due_on, people, amount, issued)
select i.space_id, i.asset_id, current_date - n, 1, 1, 0
from public.basic_incomes i, generate_series(1, 1500) as n
where i.space_id in (pg_temp.id('b', 20), pg_temp.id('b', 21));
insert into public.demurrage_rules (asset_id, space_id, threshold, basis_points, period, due_on)
select a.id, a.space_id, 10, 100, 'day', current_date + 1
from public.assets a
where a.space_id is not null;
insert into private.demurrage_rounds (asset_id, due_on, threshold, basis_points, finished_at)
select r.asset_id, current_date - n, 10, 100, now()
from public.demurrage_rules r, generate_series(1, 3) as n;
insert into public.demurrage_rules (asset_id, threshold, basis_points, period, due_on)
values (private.asset_id('LIVE'), 10, 100, 'day', current_date + 1);
insert into public.simulation_runs (space_id, author_id, name, people, days, seed, starts_on,
  keen_percent, casual_percent, premium_percent, superachiever_percent, treasury, status, result,
  created_at, finished_at)
select pg_temp.id('b', s), pg_temp.id('f', 20), 'As it is', 1000, 30, n, current_date, 20, 50, 10, 5, 0,
  'completed', '{}', now() - n * interval '1 hour', now()
from unnest('{20,21}'::integer[]) as s, generate_series(1, 1500) as n;
