-- What would be, by the same rules, without touching what is.
begin;
select no_plan();

select tests.user(n) from unnest('{p1,p2,p3,p4,p5,p6,cay,eve}'::text[]) as n;
select tests.be('p1');
select public.create_space('Harbour', 'harbour');
select public.create_space('Attic', 'attic');
select public.create_token(tests.space('harbour'), 'SHELL', 'Shell');
select public.set_reward_rule(tests.space('harbour'), 'message', 'SHELL', 400, 500, 150, 200,
  daily_amount => 1500, halved_above => 3000, has_streak => true);
select public.set_reward_rule(tests.space('harbour'), 'post', 'LUCK', 1, 1, daily_grants => 2);
select public.set_reward_rule(tests.space('harbour'), 'post_life', 'LIFE', 0, 0, is_active => false);
select tests.be_owner();
select tests.member('harbour', n) from unnest('{p2,p3,p4,p5,p6}'::text[]) as n;
update public.spaces set kind = 'team' where slug = 'harbour';
create temp table what_is as
  select coalesce(sum(abs(a.balance)), 0) as total
  from public.ledger_accounts a where a.book_id = private.real_book();

-- Organizer ----------------------------------------------------------------------------------

create function pg_temp.ask(name text, seed bigint default 7, people integer default 6)
returns uuid language sql as $$
  select (public.simulate_economy(tests.space('harbour'), name, people, 9, seed, '2026-01-05',
    keen_percent => 40, casual_percent => 40, premium_percent => 30, superachiever_percent => 20)).id
$$;
create function pg_temp.result(name text) returns jsonb language sql security definer
  as $$ select r.result from public.simulation_runs r where r.name = result.name $$;
grant execute on all functions in schema pg_temp to authenticated;
select tests.be('p1');
select isnt(pg_temp.ask('As it is'), null, 'an organizer asks what would be');
select is((select r.status from public.simulation_runs r), 'queued', 'which waits to be run');
select tests.refuses($$ select pg_temp.ask('Another') $$, '409 simulation_queued',
  'one after another');
select tests.be_owner();
select is(private.run_simulation(), true, 'it runs');
select is(private.run_simulation(), false, 'once');
select is((select r.status || coalesce(': ' || r.error, '') from public.simulation_runs r), 'completed',
  'and is complete');

-- The same by hand ----------------------------------------------------------------------------

-- Everything that happened in it happens: what people have then is what they had there.
insert into private.membership_tiers (space_id, profile_id, tier)
select r.space_id, tests.id('p' || n), private.simulated_tier(r, n)
from public.simulation_runs r, generate_series(1, 6) as n;
select count(*), count(distinct a.action), count(g.id)
from public.simulation_runs r
cross join generate_series(0, r.days - 1) as day
cross join lateral (
  select s.*, row_number() over () as place
  from private.simulated_acts(r, array(select s.action from private.simulated_rules(r.space_id) s),
    day) as s
) as a
cross join lateral private.grant_reward(r.space_id, a.action, tests.id('p' || a.person), 'act',
  day || ':' || a.place, a.moment) as g;
select set_eq($$
    select a.asset_id, 'wallet:' || right(split_part(u.email, '@', 1), 1), a.balance
    from public.ledger_accounts a join auth.users u on u.id = a.owner_profile_id
    where a.balance > 0
    union all
    select a.asset_id, a.purpose, a.balance from public.ledger_accounts a
    where a.owner_space_id = tests.space('harbour') and a.balance > 0 $$,
  $$ select a.asset_id, a.purpose, a.balance
    from public.ledger_accounts a
    join private.ledger_books b on b.id = a.book_id and b.simulation_run_id is not null
    where a.balance > 0 $$, 'what was simulated is what is granted, to the last token');
select is((select sum(g.cap_cut)::bigint from private.reward_grants g),
  (select sum((value ->> 'cut')::bigint)::bigint from jsonb_each(pg_temp.result('As it is') -> 'actions')),
  'and what limits cut');
select cmp_ok((select count(*) from private.reward_grants g where g.is_halved and g.tier <> 'basic'), '>',
  0::bigint, 'some of it halved');
select is((select max(g.streak) from private.reward_grants g),
  (pg_temp.result('As it is') #>> '{streaks,longest}')::integer, 'nor are streaks any longer');
select is((pg_temp.result('As it is') #>> '{actions,post_life}'), null, 'what is off earns nothing');

-- Basic income and demurrage ---------------------------------------------------------------------

insert into public.basic_incomes (space_id, asset_id, amount, period, due_on)
values (tests.space('harbour'), private.asset_id('CHRONA'), 40, 'day', current_date);
insert into public.demurrage_rules (asset_id, threshold, basis_points, period, due_on)
values (private.asset_id('CHRONA'), 80, 100, 'day', current_date);
insert into public.demurrage_rules (asset_id, space_id, threshold, basis_points, period, due_on)
select a.id, a.space_id, 100, 500, 'week', current_date from public.assets a where a.code = 'SHELL';
select tests.be('p1');
select (public.simulate_economy(tests.space('harbour'), 'Given', 6, 9, 7, '2026-01-05',
  treasury => 2000)).id;
select tests.be_owner();
select private.run_simulation();
select is(pg_temp.result('Given') #> '{tokens,CHRONA}', '{"earned": 0, "given": 1920, "issued": 0,
    "pooled": 0, "returned": 18, "held": 1902, "treasury": 80, "gini_basis_points": 0,
    "quantiles": {"10": 317, "50": 317, "90": 317, "99": 317, "100": 317}}'::jsonb,
  'eight rounds of 240 out of 2000; of 200, 239 and 278 one each returned to the installation');
select is((t ->> 'earned')::bigint - (t ->> 'returned')::bigint, (t ->> 'held')::bigint,
  'what is held is what was earned, without what returned')
from (values (pg_temp.result('Given') #> '{tokens,SHELL}')) as v (t);
select ok((t ->> 'returned')::bigint > 0 and t -> 'returned' = t -> 'treasury', 'to the space''s treasury')
from (values (pg_temp.result('Given') #> '{tokens,SHELL}')) as v (t);

-- The numbers ----------------------------------------------------------------------------------

create function pg_temp.gini(balances bigint[]) returns bigint language sql
  as $$ select s.gini from private.simulated_shares(array[private.asset_id('LIVE')], balances) as s $$;
select results_eq($$ select pg_temp.gini(b) from (values ('{5,5,5,5}'::bigint[]), ('{0,0,0,9}'),
    ('{1,2,3,4}'), ('{0,0}'), ('{9007199254740991,0}')) as v (b) $$,
  $$ values (0::bigint), (7500), (2500), (0), (5000) $$, 'how unequally it is spread, in basis points');

-- Seeds ------------------------------------------------------------------------------------------

select tests.be('p1');
select pg_temp.ask('Again');
select tests.be_owner();
select private.run_simulation();
select tests.be('p1');
select pg_temp.ask('Otherwise', 8);
select tests.be_owner();
select private.run_simulation();
select is(pg_temp.result('Again') -> 'actions', pg_temp.result('As it is') -> 'actions',
  'the same seed is the same story');
select isnt(pg_temp.result('Otherwise') -> 'actions', pg_temp.result('Again') -> 'actions',
  'another is another');

-- Nothing real --------------------------------------------------------------------------------

select is_empty($$
  select t.id from private.ledger_transactions t
  where t.kind = 'simulation' and t.book_id = private.real_book() $$, 'nothing of it is real');
select is_empty($$
  select b.id from private.ledger_books b
  where b.simulation_run_id is not null and not exists (
    select from public.simulation_runs r where r.id = b.simulation_run_id) $$, 'each book is a run''s');
select is_empty($$ select * from private.reconcile_ledger() $$, 'all books add up');
select cmp_ok((select total from what_is), '=', 0::numeric, 'there was nothing when the first one ran');

-- A run that fails ------------------------------------------------------------------------------

select tests.be('p1');
select pg_temp.ask('Broken');
select tests.be_owner();
create table pg_temp.books as select count(*) as books from private.ledger_books;
alter table public.basic_incomes drop constraint basic_incomes_amount_to_a_million;
update public.basic_incomes set amount = 9007199254740991, issues_shortfall = true;
select private.run_simulation();
update public.basic_incomes set amount = 40, issues_shortfall = false;
select results_eq($$ select status, error ~ '^PT422' from public.simulation_runs where name = 'Broken' $$,
  $$ values ('failed'::public.simulation_status, true) $$, 'what fails says why');
select is((select count(*) from private.ledger_books), (select books from pg_temp.books),
  'and leaves no book');
select throws_ok($$ update public.simulation_runs set result = '{}' $$, 'PT409', null,
  'what came of it stays');

-- Refused -----------------------------------------------------------------------------------------

select tests.be('p1');
select throws_ok(format('select public.simulate_economy(tests.space(''harbour''), %s)', wrong), '23514',
  null, 'refused: ' || wrong)
from unnest(array[
  ''' ''', 'repeat(''x'', 121)', '''x'', 0', '''x'', 2001', '''x'', 1, 0', '''x'', 1, 366',
  '''x'', 2000, 31', '''x'', 2000000000, 300', '''x'', 1, 1, -1', '''x'', keen_percent => 60',
  '''x'', premium_percent => -1', '''x'', superachiever_percent => 2000000000', '''x'', treasury => -1',
  '''x'', starts_on => ''infinity'''
]) as wrong;
select throws_ok($$ select public.simulate_economy(tests.space('harbour'), null) $$, '23502', null,
  'nor without a name');
select is((select count(*) from public.simulation_runs), 5::bigint, 'an organizer reads the runs');
select pg_temp.ask('Once more', people => 1) from generate_series(1, 1);
select tests.be_owner();
insert into public.simulation_runs (space_id, author_id, name, people, days, seed, starts_on, keen_percent,
  casual_percent, premium_percent, superachiever_percent, treasury, status, result, finished_at)
select space_id, author_id, 'Many ' || n, 1, 1, 1, starts_on, 0, 0, 0, 0, 0, 'completed', '{}', now()
from public.simulation_runs, generate_series(1, 4) as n where name = 'Once more';
select private.run_simulation();
select tests.be('p1');
select tests.refuses($$ select public.simulate_economy(tests.space('attic'), 'x') $$,
  '429 simulated_too_often', 'ten a day are enough, wherever');
select tests.be('p2');
select tests.refuses($$ select pg_temp.ask('x') $$, '403 permission_required', 'a member does not simulate');
select is_empty($$ select 1 from public.simulation_runs $$, 'nor read the runs');
select tests.be('eve');
select tests.refuses($$ select pg_temp.ask('x') $$, '404 not_found', 'nor does a stranger');
select tests.be_anon();
select throws_ok($$ select 1 from public.simulation_runs $$, '42501', null, 'nor do visitors');

select * from finish();
rollback;
