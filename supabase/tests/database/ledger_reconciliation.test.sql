-- What the owner of the tables does past the triggers is found, each kind of it by name.
begin;
select no_plan();

select tests.user('ada'), tests.user('ben');
create function pg_temp.wallet(nickname text, code text default 'LIVE') returns uuid language sql
  as $$ select private.wallet_of(tests.id(nickname), private.asset_id(code)) $$;
create function pg_temp.mint(nickname text, code text default 'LIVE')
returns private.ledger_transactions language sql as $$
  select private.post_transaction('mint', 'mint:' || nickname || code, array[
    private.system_account(private.asset_id(code), 'issuance'),
    pg_temp.wallet(nickname, code)], '{-100,100}', description => 'As promised') $$;
select pg_temp.mint('ada'), pg_temp.mint('ben'), pg_temp.mint('ada', 'LOVE');
select private.post_transactions(array(
  select ('transfer', 'pass:' || n, array[pg_temp.wallet('ada'), pg_temp.wallet('ben')], '{-5,5}',
    null, null, '', null)::private.ledger_posting
  from generate_series(1, 5) as n));
select private.post_hold((private.place_hold(pg_temp.wallet('ada'), 20, 'stake', 'paid')).id, 'award',
  array[pg_temp.wallet('ben')], '{15}');
select private.place_hold(pg_temp.wallet('ada'), 10, 'stake', 'pending');
insert into private.ledger_books (id, name, simulation_run_id)
values ('00000000-0000-4000-8000-0000000b0001', 'What if', gen_random_uuid());

select is_empty($$ select * from private.reconcile_ledger() $$, 'what was posted adds up');

create function pg_temp.faults(deed text) returns text[] language plpgsql as $$
declare
  found text[];
begin
  begin
    alter table public.ledger_accounts disable trigger user;
    alter table public.ledger_holds disable trigger user;
    alter table private.ledger_transactions disable trigger user;
    alter table private.ledger_entries disable trigger user;
    alter table public.ledger_accounts drop constraint ledger_accounts_no_overdraft;
    execute deed;
    found := array(
      select distinct f.fault from private.reconcile_ledger() f where f.fault not like 'guard%'
      order by f.fault);
    raise exception using errcode = 'T0000';
  exception when sqlstate 'T0000' then
    return found;
  end;
end $$;

select is(pg_temp.faults(deed), fault::text[], why)
from (values
  ('update public.ledger_accounts set balance = balance + 1 where id = pg_temp.wallet(''ada'')',
    '{balance}', 'a balance that was raised'),
  ('update public.ledger_accounts set version = version + 1 where id = pg_temp.wallet(''ada'')',
    '{version}', 'a version that was raised'),
  ('update public.ledger_accounts set held = 0 where id = pg_temp.wallet(''ada'')',
    '{held}', 'a hold that was forgotten'),
  ('delete from public.ledger_holds where status = ''pending''', '{held}', 'a hold that was removed'),
  ('update public.ledger_holds set amount = 1000, status = ''pending'', settled_at = null,
      transaction_id = null where idempotency_key = ''paid'';
    update public.ledger_accounts set held = 1010 where id = pg_temp.wallet(''ada'')',
    '{overdraft}', 'a hold that nothing covers'),
  ('update public.ledger_holds set transaction_id = null where status = ''posted''', '{hold}',
    'a hold that was paid by nothing'),
  ('update public.ledger_holds set amount = 14 where status = ''posted''', '{hold}',
    'a hold that paid too much'),
  ('update public.ledger_accounts set closed_at = now() where id = pg_temp.wallet(''ben'')',
    '{closed}', 'an account that was closed with something on it'),
  ('update private.ledger_entries set amount = amount + 1, balance_after = balance_after + 1
    where account_id = pg_temp.wallet(''ada'') and account_version = 6',
    '{balance,chain,payload,unbalanced}', 'an amount that was changed'),
  ('update private.ledger_entries set balance_after = balance_after + 1
    where account_id = pg_temp.wallet(''ada'') and account_version = 3', '{chain}',
    'a line that does not follow'),
  ('update private.ledger_entries set account_version = account_version + 100
    where account_id = pg_temp.wallet(''ada'') and account_version = 7', '{gap}',
    'a version that was skipped'),
  ('delete from private.ledger_entries where account_id = pg_temp.wallet(''ada'')
      and account_version = 7',
    '{balance,entries,hold,payload,unbalanced,version}', 'a line that was removed'),
  ('delete from private.ledger_entries e using private.ledger_transactions t
    where t.id = e.transaction_id and t.idempotency_key = ''mint:adaLOVE''',
    '{balance,entries,version}', 'all lines of a transaction'),
  ('delete from private.ledger_transactions where idempotency_key = ''pass:1''', '{transaction}',
    'a transaction that was removed'),
  ('delete from private.ledger_entries e using private.ledger_transactions t
    where t.id = e.transaction_id and t.idempotency_key = ''pass:5'';
    delete from private.ledger_transactions where idempotency_key = ''pass:5''',
    '{balance,chain,gap,version}', 'a transaction that was removed with its lines'),
  ('update private.ledger_transactions set description = ''As asked''
    where idempotency_key = ''mint:adaLIVE''', '{payload}', 'a description that was changed'),
  ('update private.ledger_transactions set booked_at = booked_at - interval ''1 day''
    where idempotency_key = ''mint:adaLIVE''', '{date}', 'a date that was changed'),
  ('update private.ledger_transactions set book_id = ''00000000-0000-4000-8000-0000000b0001''
    where idempotency_key = ''mint:adaLIVE''', '{book}', 'a transaction in another book'),
  ('update private.ledger_entries set account_id = pg_temp.wallet(''ben'', ''LOVE'')
    where account_id = pg_temp.wallet(''ada'', ''LOVE'')', '{balance,payload,version}',
    'a line that was moved to somebody else'),
  ('update private.ledger_entries set account_id = gen_random_uuid()
    where account_id = pg_temp.wallet(''ada'', ''LOVE'')',
    '{account,balance,payload,unbalanced,version}', 'a line of nobody''s account'),
  ('insert into private.ledger_entries (account_id, account_version, booked_at, transaction_id,
      position, amount, balance_after)
    select a.id, a.version + 1, t.booked_at, t.id, l.place + 2, l.amount, a.balance + l.amount
    from (values (pg_temp.wallet(''ada''), -1, 1), (pg_temp.wallet(''ben''), 1, 2))
      as l (account, amount, place)
    join public.ledger_accounts a on a.id = l.account
    join private.ledger_transactions t on t.idempotency_key = ''pass:1'';
    update public.ledger_accounts set balance = balance - 1, version = version + 1
    where id = pg_temp.wallet(''ada'');
    update public.ledger_accounts set balance = balance + 1, version = version + 1
    where id = pg_temp.wallet(''ben'')', '{entries,payload}', 'lines that were added'),
  ('alter table private.ledger_entries detach partition private.ledger_entries_' ||
    to_char(now(), 'YYYY_MM'), '{balance,entries,hold,version}', 'a month that was taken away')
) as seeded (deed, fault, why);

-- A debt written by hand, with everything that should go with it.
select ok(pg_temp.faults($$
  update private.ledger_entries set amount = amount - 1000, balance_after = balance_after - 1000
  where account_id = pg_temp.wallet('ada', 'LOVE');
  update public.ledger_accounts set balance = balance - 1000 where id = pg_temp.wallet('ada', 'LOVE')
$$) @> '{overdraft,overdrawn,unbalanced}', 'a debt');

select is_empty($$ select * from private.reconcile_ledger() $$, 'after all that, it adds up');
alter table private.ledger_entries disable trigger ledger_entries_after_insert_book;
alter table public.ledger_accounts enable trigger ledger_accounts_after_update_prove_balances;
drop trigger ledger_holds_before_change_keep on public.ledger_holds;
select results_eq($$ select fault from private.reconcile_ledger() order by fault $$, $$ values
  ('guard ledger_accounts_after_update_prove_balances on public.ledger_accounts'),
  ('guard ledger_entries_after_insert_book on private.ledger_entries'),
  ('guard ledger_holds_before_change_keep on public.ledger_holds') $$, 'guards that are off are named');
select private.keep_reconciliation();
select results_eq($$
    select r.fault_count, jsonb_array_length(r.faults) from private.ledger_reconciliations r $$,
  $$ values (3::bigint, 3) $$, 'and the night keeps what it found');

select * from finish();
rollback;
