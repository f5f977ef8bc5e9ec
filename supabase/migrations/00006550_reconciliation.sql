-- The proof over everything. Whoever owns the tables can switch triggers off, write what they like and
-- switch them on again; what they did does not add up afterwards, and is named here.
create table private.ledger_guards (
  table_name   regclass not null,
  trigger_name name not null,

  primary key (table_name, trigger_name)
);
comment on table private.ledger_guards is
  'The triggers that keep the rules of the ledger, as the migrations made them.';

insert into private.ledger_guards (table_name, trigger_name)
select t.tgrelid, t.tgname
from pg_trigger t
where not t.tgisinternal and t.tgenabled = 'A' and t.tgrelid in (
  'public.assets'::regclass, 'public.ledger_accounts'::regclass, 'public.ledger_holds'::regclass,
  'private.ledger_books'::regclass, 'private.ledger_transactions'::regclass,
  'private.ledger_entries'::regclass
);

create function private.reconcile_ledger(book uuid default null)
returns table (
  fault text, account_id uuid, transaction_id uuid, expected bigint, actual bigint
)
language sql stable security definer set search_path = ''
begin atomic
  with accounts as (
    select a.* from public.ledger_accounts a where book is null or a.book_id = book
  ),
  transactions as (
    select t.* from private.ledger_transactions t where book is null or t.book_id = book
  ),
  -- All entries where no book is named, those of accounts that are gone included.
  lines as (
    select e.account_id, e.account_version, e.booked_at, e.transaction_id, e.position, e.amount,
      e.balance_after, e.identity_id, a.id as found_account, a.asset_id, a.book_id, a.allow_negative,
      lag(e.account_version, 1, 0) over account as version_before,
      lag(e.balance_after, 1, 0) over account as balance_before
    from private.ledger_entries e
    left join public.ledger_accounts a on a.id = e.account_id
    where book is null or a.book_id = book
    window account as (partition by e.account_id order by e.account_version, e.booked_at)
  ),
  by_account as (
    select l.account_id, sum(l.amount) as total, count(*) as entries
    from lines l
    group by l.account_id
  ),
  by_transaction as (
    select l.transaction_id, count(*) as entries, count(distinct l.position) as positions,
      array_agg(l.account_id order by l.position) as accounts,
      array_agg(l.amount order by l.position) as amounts,
      array_agg(l.identity_id order by l.position) as identities
    from lines l
    group by l.transaction_id
  ),
  held as (
    select h.account_id, sum(h.amount) as total
    from public.ledger_holds h
    where h.status = 'pending'
    group by h.account_id
  )
  select 'balance', a.id, null::uuid, coalesce(b.total, 0)::bigint, a.balance
  from accounts a
  left join by_account b on b.account_id = a.id
  where a.balance <> coalesce(b.total, 0)
  union all
  select 'version', a.id, null, coalesce(b.entries, 0), a.version
  from accounts a
  left join by_account b on b.account_id = a.id
  where a.version <> coalesce(b.entries, 0)
  union all
  select 'held', a.id, null, coalesce(h.total, 0)::bigint, a.held
  from accounts a
  left join held h on h.account_id = a.id
  where a.held <> coalesce(h.total, 0)
  union all
  select 'overdraft', a.id, null, a.held, a.balance
  from accounts a
  where not a.allow_negative and a.balance < a.held
  union all
  select 'closed', a.id, null, 0, a.balance + a.held
  from accounts a
  where a.closed_at is not null and (a.balance, a.held) <> (0, 0)
  union all
  select 'gap', l.account_id, l.transaction_id, l.version_before + 1, l.account_version
  from lines l
  where l.account_version <> l.version_before + 1
  union all
  select 'chain', l.account_id, l.transaction_id, l.balance_before + l.amount, l.balance_after
  from lines l
  where l.balance_after <> l.balance_before + l.amount
  union all
  select 'overdrawn', l.account_id, l.transaction_id, 0, l.balance_after
  from lines l
  where not l.allow_negative and l.balance_after < 0
  union all
  select 'account', l.account_id, l.transaction_id, 1, 0
  from lines l
  where l.found_account is null
  union all
  select 'transaction', l.account_id, l.transaction_id, 1, 0
  from lines l
  where not exists (select from private.ledger_transactions t where t.id = l.transaction_id)
  union all
  select 'book', l.account_id, l.transaction_id, null, null
  from lines l
  join private.ledger_transactions t on t.id = l.transaction_id
  where t.book_id <> l.book_id
  union all
  select 'date', l.account_id, l.transaction_id, null, null
  from lines l
  join transactions t on t.id = l.transaction_id
  where t.booked_at <> l.booked_at
  union all
  select 'unbalanced', null, l.transaction_id, 0, sum(l.amount)::bigint
  from lines l
  group by l.transaction_id, l.asset_id
  having sum(l.amount) <> 0
  union all
  select 'entries', null, t.id, t.entry_count, coalesce(b.entries, 0)
  from transactions t
  left join by_transaction b on b.transaction_id = t.id
  where coalesce(b.entries, 0) <> t.entry_count or b.positions <> t.entry_count
  union all
  select 'payload', null, t.id, null, null
  from transactions t
  join by_transaction b on b.transaction_id = t.id
  where t.payload_hash not in (
    private.payload_hash((t.kind, t.idempotency_key, b.accounts, b.amounts, t.space_id, t.reference,
      t.description, b.identities)::private.ledger_posting),
    private.payload_hash((t.kind, t.idempotency_key, b.accounts, b.amounts, t.space_id, t.reference,
      t.description, case when num_nonnulls(variadic b.identities) > 0 then b.identities end
    )::private.ledger_posting)
  )
  union all
  select 'hold', h.account_id, h.transaction_id, h.amount, -l.amount
  from public.ledger_holds h
  join accounts a on a.id = h.account_id
  left join lines l on l.transaction_id = h.transaction_id and l.account_id = h.account_id
  where h.status = 'posted' and (l.amount is null or -l.amount not between 1 and h.amount)
  union all
  select 'guard ' || g.trigger_name || ' on ' || g.table_name, null, null, 1, 0
  from private.ledger_guards g
  where not exists (
    select from pg_trigger t
    where t.tgrelid = g.table_name and t.tgname = g.trigger_name and t.tgenabled = 'A'
  );
end;
comment on function private.reconcile_ledger is
  'What is wrong with a book, or with all: no row, nothing. balance: not the sum of the entries; '
  'version: not their number; held: not the sum of pending holds; overdraft, overdrawn: now, at an '
  'entry; closed: not empty; gap, chain: an entry does not follow from the one before; account, '
  'transaction, book, date: an entry whose account or transaction is missing, in another book or at '
  'another time; unbalanced: a transaction does not come to zero in an asset; entries: not as many as '
  'it had; payload: not what was posted; hold: paid out without a transaction, or too much; guard: a '
  'trigger is off.';

create table private.ledger_reconciliations (
  ran_at      timestamptz primary key default now(),
  fault_count bigint not null,
  faults      jsonb not null,

  constraint ledger_reconciliations_faults_is_array check (jsonb_typeof(faults) = 'array')
);
comment on table private.ledger_reconciliations is
  'What the nightly proof found; of many faults the first hundred.';

create function private.keep_reconciliation()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_faults bigint;
begin
  insert into private.ledger_reconciliations (fault_count, faults)
  select count(*), coalesce(jsonb_agg(to_jsonb(r) - 'place') filter (where r.place <= 100), '[]')
  from (select f.*, row_number() over () as place from private.reconcile_ledger() f) as r
  returning fault_count into found_faults;
  if found_faults > 0 then
    raise warning 'The ledger does not add up: see private.ledger_reconciliations.';
  end if;
end;
$$;
comment on function private.keep_reconciliation is 'Proves the ledger and keeps the outcome.';

select cron.schedule('reconcile-ledger', '41 2 * * *', 'select private.keep_reconciliation()');

revoke execute on function private.reconcile_ledger, private.keep_reconciliation from public;
grant execute on function private.reconcile_ledger to service_role;
