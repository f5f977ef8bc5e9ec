-- What lies idle returns in part to the treasury: how much, when, whose rule it is, and who sees it.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada,ben,cay,eve}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour');
select public.create_token(tests.space('harbour'), 'SHELL', 'Shell');
select tests.be_owner();
select tests.member('harbour', n) from unnest('{ada,ben}'::text[]) as n;
select tests.member('harbour', 'cay', 'organizer');
create function pg_temp.token(code text) returns uuid language sql security definer
  as $$ select a.id from public.assets a where a.code = token.code $$;
create function pg_temp.give(nickname text, code text, amount bigint) returns void language sql
  as $$ select private.post_transaction('opening', gen_random_uuid()::text, array[
    private.system_account(pg_temp.token(code), 'issuance'),
    private.wallet_of(tests.id(nickname), pg_temp.token(code))], array[-amount, amount]) $$;
create function pg_temp.has(nickname text, code text) returns bigint language sql
  as $$ select a.balance from public.ledger_accounts a
    where a.id = private.wallet_of(tests.id(nickname), pg_temp.token(code)) $$;
create function pg_temp.due(day date default now()::date) returns void language sql
  as $$ update public.demurrage_rules set due_on = day $$;
create function pg_temp.run() returns void language plpgsql
  as $$ begin while private.take_demurrage() > 0 loop end loop; end $$;

-- The numbers --------------------------------------------------------------------------------

select results_eq($$
    select private.demurrage(b, h, t, p) from (values
      (100, 0, 100, 500), (119, 0, 100, 500), (120, 0, 100, 500), (300, 0, 100, 500),
      (300, 295, 100, 500), (300, 300, 100, 500), (9007199254740991, 0, 0, 2000)
    ) as v (b, h, t, p) $$,
  $$ values (0::bigint), (0), (1), (10), (5), (0), (1801439850948198) $$,
  'of what is above the threshold, rounded down, never of what is held');

-- Who sets it ----------------------------------------------------------------------------------

create function pg_temp.set(points integer, code text default 'SHELL',
  is_active boolean default true)
returns public.demurrage_rules language sql as $$
  select public.set_demurrage(tests.space('harbour'), code, 100, points, 'week', is_active) $$;
grant execute on function pg_temp.set to authenticated;
select tests.be('cay');
select tests.refuses($$ select pg_temp.set(500) $$, '403 permission_required', 'who does not issue a token');
select tests.be('eve');
select tests.refuses($$ select pg_temp.set(500) $$, '404 not_found', 'nor a stranger');
select tests.be('ola');
select tests.refuses($$ select pg_temp.set(500, 'LIVE') $$, '404 asset_not_found',
  'no space takes of what counts everywhere');
select throws_ok($$ select pg_temp.set(501) $$, '23514', null, 'nor more than a twentieth a week');
select throws_ok($$ select pg_temp.set(0) $$, '23514', null, 'nor nothing');
select throws_ok($$ select pg_temp.set(null) $$, '23502', null, 'nor who knows what');
select cmp_ok((pg_temp.set(500)).due_on, '>=', now()::date + 7, 'an owner sets it; a week passes first');
select is(extract(isodow from due_on), 1::numeric, 'until a Monday') from public.demurrage_rules;
select tests.be_owner();
select pg_temp.due();
select tests.be('ola');
select is((pg_temp.set(500)).due_on, now()::date, 'the same again changes nothing');
select cmp_ok((pg_temp.set(400)).due_on, '>=', now()::date + 7, 'a change gives another week');
select pg_temp.set(500);

-- A round ------------------------------------------------------------------------------------

select tests.be_owner();
select pg_temp.give(who, 'SHELL', amount)
from (values ('ada', 300), ('ben', 100), ('cay', 159), ('ola', 1100)) as v (who, amount);
select private.place_hold(private.wallet_of(tests.id('ola'), pg_temp.token('SHELL')), 1090, 'stake',
  'stake');
select is(private.take_demurrage(), 0, 'before its day nothing returns');
select pg_temp.due();
select is(private.take_demurrage(2), 1, 'on its day it does, two accounts at a time');
select is((select r.finished_at from private.demurrage_rounds r), null, 'which is not all');
select is((select sum(a.balance)::bigint from public.ledger_accounts a where a.owner_space_id is not null
    and a.purpose = 'treasury'), null, 'the treasury waits for the sum');
select pg_temp.run();
select results_eq($$ select pg_temp.has(n, 'SHELL') from unnest('{ada,ben,cay,ola}'::text[]) as n $$,
  $$ values (290::bigint), (100), (157), (1090) $$, 'each gave a twentieth of what was above, if not held');
select is((select a.balance from public.ledger_accounts a
    where a.id = private.space_account(tests.space('harbour'), pg_temp.token('SHELL'))), 22::bigint,
  'which is in the space''s treasury');
select results_eq($$ select accounts, amount from private.demurrage_rounds $$,
  $$ values (3::bigint, 22::bigint) $$, 'as the round says');
select is(private.take_demurrage(), 0, 'the job again takes nothing');
select pg_temp.due();
select pg_temp.run();
select is(pg_temp.has('ada', 'SHELL'), 290::bigint, 'no period comes twice, whatever the clock says');

-- Everywhere -----------------------------------------------------------------------------------

select tests.be_service();
select is((private.set_demurrage_everywhere('CHRONA', 1000, 1000, 'month')).space_id, null,
  'the operator sets it for hours');
select tests.refuses($$ select private.set_demurrage_everywhere('EUR', 1000, 1000, 'month') $$,
  '422 token_required', 'but never for money');
select tests.be_owner();
select pg_temp.give('ada', 'CHRONA', 1999), pg_temp.give('eve', 'CHRONA', 3000);
select pg_temp.due(now()::date - 1);
select pg_temp.run();
select results_eq($$ select pg_temp.has(n, 'CHRONA') from unnest('{ada,eve}'::text[]) as n $$,
  $$ values (1900::bigint), (2800) $$, 'a tenth of what is above ten hours');
select is(pg_temp.has('ada', 'SHELL'), 281::bigint, 'another period of the space''s was due, too');
select tests.be_service();
select tests.refuses($$ select private.fund_space(tests.space('harbour'), 'CHRONA', 300, 'too-much') $$,
  '409 insufficient_funds', 'the operator gives spaces no more than came back');
select lives_ok($$ select private.fund_space(tests.space('harbour'), 'CHRONA', 299, 'all-of-it') $$,
  'and that for a basic income');

-- Whose ----------------------------------------------------------------------------------------

select tests.be('ada');
select results_eq($$ select code, threshold, at_risk from public.my_demurrage() $$,
  $$ values ('CHRONA', 1000::bigint, 90::bigint), ('SHELL', 100, 9) $$,
  'she sees what will return of hers');
select is((select s.kind || ' ' || s.amount || coalesce(s.counterparties, '') from public.account_statement((
    select w.account_id from public.wallets w where w.code = 'SHELL')) as s limit 1), 'demurrage -9',
  'and did, in her statement, which names nobody');
select throws_ok($$ update public.demurrage_rules set basis_points = 1 $$, '42501', null,
  'she does not change it');
select tests.be('eve');
select results_eq($$ select space_id from public.demurrage_rules $$, $$ values (null::uuid) $$,
  'who is in no space sees what holds everywhere');
select tests.be_owner();
delete from public.space_members where profile_id = tests.id('ada');
select tests.be('ada');
select is((select count(*) from public.demurrage_rules), 2::bigint,
  'whoever left reads the rule of what they still have');
select tests.be_anon();
select throws_ok($$ select 1 from public.demurrage_rules $$, '42501', null, 'visitors read none');
select throws_ok($$ select * from public.my_demurrage() $$, '42501', null, 'and have nothing');

-- Ends -----------------------------------------------------------------------------------------

select tests.be('ola');
select is((pg_temp.set(500, is_active => false)).is_active, false, 'an owner ends it');
select tests.be_owner();
select pg_temp.due(now()::date - 2);
update public.demurrage_rules set is_active = false where space_id is null;
select is(private.take_demurrage(), 0, 'then nothing returns any more');
update public.demurrage_rules set is_active = true;
update public.spaces set archived_at = now() where slug = 'harbour';
select pg_temp.run();
select is(pg_temp.has('ada', 'SHELL'), 281::bigint, 'nor in an archive');
select is_empty($$ select * from private.reconcile_ledger() $$, 'the books add up');

select * from finish();
rollback;
