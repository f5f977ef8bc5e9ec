-- What everybody gets for being a member: out of what, how often, and what happens when it is short.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada,ben,cay,new,eve}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour');
select public.create_space('Attic', 'attic');
select tests.be_owner();
select tests.member('harbour', n) from unnest('{ada,ben,new}'::text[]) as n;
select tests.member('harbour', 'cay', 'organizer');
select tests.member('harbour', 'eve', 'member', 'banned');
update public.space_members set joined_at = now() - interval '100 days'
where profile_id <> tests.id('new');
create function pg_temp.treasury(token text, space text default 'harbour') returns bigint language sql
  as $$ select a.balance from public.ledger_accounts a
    where a.id = private.space_account(tests.space(space), private.asset_id(token, tests.space(space))) $$;
create function pg_temp.fill(token text, amount bigint) returns void language sql
  as $$ select private.post_transaction('opening', gen_random_uuid()::text, array[
    private.system_account(private.asset_id(token, tests.space('harbour')), 'issuance'),
    private.space_account(tests.space('harbour'), private.asset_id(token, tests.space('harbour')))],
    array[-amount, amount]) $$;
create function pg_temp.wallets(token text) returns text language sql
  as $$ select string_agg(initcap(split_part(u.email, '@', 1)) || ' ' || a.balance, ', ' order by u.email)
    from public.ledger_accounts a join auth.users u on u.id = a.owner_profile_id
    where a.asset_id = private.asset_id(token, tests.space('harbour')) $$;
create function pg_temp.due(ago integer default 0) returns void language sql
  as $$ update public.basic_incomes
    set due_on = (now() at time zone 'utc')::date - ago where is_active $$;
select pg_temp.fill('CHRONA', 1000);

-- Organizer, member, stranger ------------------------------------------------------------------

create function pg_temp.set(token text, amount bigint, issues boolean default false)
returns public.basic_incomes language sql as $$
  select public.set_basic_income(tests.space('harbour'), token, amount, 'week',
    issues_shortfall => issues) $$;
grant execute on function pg_temp.set to authenticated;
select tests.be('cay');
select tests.refuses($$ select pg_temp.set('CHRONA', 100) $$, '403 permission_required',
  'who does not keep the treasury gives nothing out of it');
select tests.be('eve');
select tests.refuses($$ select pg_temp.set('CHRONA', 100) $$, '404 not_found', 'nor does a stranger');

-- Owner --------------------------------------------------------------------------------------

select tests.be('ola');
select tests.refuses($$ select pg_temp.set('EUR', 100) $$, '422 token_required', 'money is not given like this');
select tests.refuses($$ select pg_temp.set('SHELL', 100) $$, '404 asset_not_found', 'nor what there is not');
select tests.refuses($$ select pg_temp.set('CHRONA', 100, true) $$, '422 own_token_required',
  'nobody issues what counts everywhere');
select throws_ok(format('select pg_temp.set(''CHRONA'', %s)', wrong), '23514', null, 'nor ' || wrong)
from unnest('{0,-5,1000001}'::text[]) as wrong;
select throws_ok($$ select pg_temp.set('CHRONA', null) $$, '23502', null, 'nor nothing at all');
select is((pg_temp.set('CHRONA', 100)).due_on,
  (date_trunc('week', now() at time zone 'utc') + interval '7 days')::date,
  'an owner gives an hour a week, from next Monday on');
select is_empty($$ select 1 from public.basic_income_rounds $$, 'nobody got it yet');

-- A round ------------------------------------------------------------------------------------

select tests.be_owner();
select is(private.pay_basic_incomes(), 0, 'before its day nothing is paid');
select pg_temp.due();
select is(private.pay_basic_incomes(), 1, 'on its day it is');
select is(pg_temp.wallets('CHRONA'), 'Ada 100, Ben 100, Cay 100, Ola 100',
  'all members got theirs, but who came since the period began, and who is banned');
select is(pg_temp.treasury('CHRONA'), 600::bigint, 'it came out of the treasury');
select is(private.pay_basic_incomes(), 0, 'the job again pays nothing');
select pg_temp.due();
select private.pay_basic_incomes();
select is(pg_temp.wallets('CHRONA'), 'Ada 100, Ben 100, Cay 100, Ola 100',
  'the same period is never paid twice, whatever the clock says');

-- After a standstill each period is paid, and the next one is to come.
select pg_temp.due(21);
update public.basic_incomes set period = 'month', due_on = date '2020-01-31';
select private.pay_basic_incomes();
select is((select i.due_on from public.basic_incomes i), date '2020-02-01', 'what was missed comes after');
select is((select r.people from public.basic_income_rounds r where r.due_on = date '2020-01-31'), 0,
  'for whoever was a member then');

-- Short --------------------------------------------------------------------------------------

update public.basic_incomes set amount = 200, period = 'week', due_on = now()::date - 1;
select private.pay_basic_incomes();
select results_eq($$ select people, amount from public.basic_income_rounds where due_on = now()::date - 1 $$,
  $$ values (4, 0::bigint) $$, 'where it does not suffice for all, nobody is paid');
select is(pg_temp.treasury('CHRONA'), 600::bigint, 'and nothing goes out');
update public.basic_incomes set shares_shortfall = true, due_on = now()::date - 2;
select private.place_hold(
  private.space_account(tests.space('harbour'), private.asset_id('CHRONA')), 1, 'escrow', 'held');
select private.pay_basic_incomes();
select results_eq($$ select people, amount from public.basic_income_rounds where due_on = now()::date - 2 $$,
  $$ values (4, 149::bigint) $$, 'or each gets the same part of what is not held');
select is(pg_temp.treasury('CHRONA'), 4::bigint, 'what cannot be shared stays');

-- Its own token ------------------------------------------------------------------------------

select tests.be('ola');
select public.create_token(tests.space('harbour'), 'SHELL', 'Shell');
select is((pg_temp.set('SHELL', 7, true)).issues_shortfall, true, 'of its own token a space issues');
select public.tune_permission(tests.space('harbour'), 'organizer', 'treasury.edit', true);
select tests.be('cay');
select tests.refuses($$ select pg_temp.set('SHELL', 9, true) $$, '403 permission_required',
  'who may spend the treasury does not thereby issue');
select is((pg_temp.set('SHELL', 9, false)).amount, 9::bigint, 'but gives of what is there');
select tests.be('ola');
select pg_temp.set('SHELL', 7, true);
select tests.be_owner();
update public.basic_incomes set is_active = false where asset_id = private.asset_id('CHRONA');
select pg_temp.fill('SHELL', 3);
select pg_temp.due();
select private.pay_basic_incomes();
select is(pg_temp.wallets('SHELL'), 'Ada 7, Ben 7, Cay 7, Ola 7', 'what is missing is issued');
select results_eq($$ select issued from public.basic_income_rounds
    where asset_id = private.asset_id('SHELL', tests.space('harbour')) $$,
  $$ values (25::bigint) $$, 'and no more');
select is(pg_temp.treasury('SHELL'), 0::bigint, 'the treasury is empty');

-- Verified people, and those of some standing --------------------------------------------------

update public.basic_incomes set member_days = 101, due_on = now()::date - 3 where is_active;
select private.pay_basic_incomes();
select is((select r.people from public.basic_income_rounds r where r.due_on = now()::date - 3
    and r.asset_id = private.asset_id('SHELL', tests.space('harbour'))), 0,
  'nobody has been here for 101 days');
select tests.be_service();
select public.record_ethics_event(tests.id('ben'), 'identity_verified', 'passport', 'Seen.');
select tests.be_owner();
update public.basic_incomes set member_days = 0, for_verified = true, due_on = now()::date - 4
where is_active;
select private.pay_basic_incomes();
select is(pg_temp.wallets('SHELL'), 'Ada 7, Ben 14, Cay 7, Ola 7', 'only whoever is verified');

-- Many ---------------------------------------------------------------------------------------

select tests.member('harbour', 'p' || n) from generate_series(1, 200) as n;
update public.space_members set joined_at = now() - interval '100 days';
update public.basic_incomes set for_verified = false, due_on = now()::date - 5 where is_active;
select private.pay_basic_incomes();
select is((select sum(a.balance) from public.ledger_accounts a where a.owner = 'person'
    and a.asset_id = private.asset_id('SHELL', tests.space('harbour'))), (35 + 205 * 7)::numeric,
  'two hundred more got theirs, in several bookings');
select is((select max(t.entry_count) from private.ledger_transactions t where t.kind = 'income'), 100::smallint,
  'of a hundred lines at most');
select is_empty($$ select * from private.reconcile_ledger() $$, 'the books add up');

-- Archives, retired tokens ---------------------------------------------------------------------

update public.assets set retired_at = now() where code = 'SHELL';
update public.basic_incomes set due_on = now()::date - 6 where is_active;
select private.pay_basic_incomes();
select is((select r.people from public.basic_income_rounds r where r.due_on = now()::date - 6), 0,
  'a token that is no longer in use is given to nobody');
update public.assets set retired_at = null where code = 'SHELL';
update public.spaces set archived_at = now() where slug = 'harbour';
update public.basic_incomes set due_on = now()::date - 7 where is_active;
select private.pay_basic_incomes();
select is((select r.people from public.basic_income_rounds r where r.due_on = now()::date - 7), 0,
  'nor is anything in an archive');
select tests.be('ola');
select tests.refuses($$ select pg_temp.set('SHELL', 1) $$, '409 space_archived', 'where nothing is set');

-- Who sees what --------------------------------------------------------------------------------

select tests.be_owner();
update public.spaces set archived_at = null where slug = 'harbour';
select tests.be('ada');
select isnt_empty($$ select 1 from public.basic_incomes $$, 'a member reads what there is to get');
select is_empty($$ select 1 from public.basic_income_rounds $$, 'the rounds are the treasurers'' to read');
select is((select s.description || ' from ' || s.counterparties from public.account_statement((
    select w.account_id from public.wallets w where w.code = 'SHELL')) as s order by s.version limit 1),
  'Basic income from Harbour', 'her statement says where it came from, and nobody else');
select throws_ok($$ update public.basic_incomes set amount = 9 $$, '42501', null, 'she changes nothing');
select tests.be('cay');
select isnt_empty($$ select 1 from public.basic_income_rounds $$, 'who views the treasury reads the rounds');
select tests.be('eve');
select is_empty($$ select 1 from public.basic_incomes $$, 'a stranger reads nothing');
select tests.be_anon();
select throws_ok($$ select 1 from public.basic_incomes $$, '42501', null, 'nor do visitors');
select tests.be_owner();
select throws_ok($$ delete from public.basic_income_rounds $$, 'PT409', null, 'rounds stay');

select * from finish();
rollback;
