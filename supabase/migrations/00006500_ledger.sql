-- One double-entry ledger carries every currency, token and hour. It is written by posting alone:
-- entries are inserted, all of a transaction in one statement, and a trigger proves them and moves
-- the balances. The rules stand in constraints and triggers that fire for every role, in replication
-- too; whoever owns the tables can drop them, and reconcile_ledger() finds what they then did.
--
-- Amounts are minor units, signed: positive is what the owner of an account gains. What the system
-- owes (wallets, treasuries), equity and income grow positive; assets and expenses run negative.
create type public.asset_kind as enum ('currency', 'token', 'time');
create type public.ledger_owner as enum ('person', 'space', 'system');
create type public.ledger_account_kind as enum (
  'asset', 'liability', 'equity', 'income', 'expense'
);
comment on type public.asset_kind is
  'currency: money by ISO 4217; token: earned, never cashed out; time: hours somebody gave.';
comment on type public.ledger_owner is 'Whose account it is, or was.';
comment on type public.ledger_account_kind is
  'As bookkeepers have it. A wallet is a liability: the system owes it to its owner.';

create table public.assets (
  id         uuid primary key default gen_random_uuid(),
  code       text not null,
  name       text not null,
  kind       public.asset_kind not null,
  scale      smallint not null,
  space_id   uuid,
  created_at timestamptz not null default now(),
  retired_at timestamptz,

  constraint assets_space_id_code_key unique nulls not distinct (space_id, code),
  constraint assets_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint assets_code_format check (code ~ '^[A-Z][A-Z0-9]{1,11}$'),
  constraint assets_currency_code_by_iso check (kind <> 'currency' or code ~ '^[A-Z]{3}$'),
  constraint assets_name_1_to_80 check (
    btrim(name) <> '' and char_length(name) <= 80 and name !~ '[[:cntrl:]]'
  ),
  constraint assets_scale_0_to_6 check (scale between 0 and 6),
  constraint assets_spaces_have_tokens_only check (space_id is null or kind = 'token')
);
comment on table public.assets is
  'What accounts are kept in. Amounts are in minor units: 10 ^ scale of them are one.';
comment on column public.assets.code is 'By ISO 4217, or the token''s ticker.';
comment on column public.assets.space_id is 'Whose token it is. Null: known everywhere.';
comment on column public.assets.retired_at is 'No account is opened in it any more.';

create index assets_code_idx on public.assets (code);

create function private.keep_asset()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    -- Lock first: the same code, given by a space and globally at once, would be two things.
    perform pg_advisory_xact_lock(hashtextextended('public.assets.' || new.code, 0));
    if exists (
      select from public.assets a
      where a.code = new.code and (a.space_id is null or new.space_id is null)
    ) then
      perform private.fail(409, 'code_taken', 'Choose another code.');
    end if;
    return new;
  elsif tg_op = 'UPDATE'
    and (new.id, new.code, new.kind, new.scale) = (old.id, old.code, old.kind, old.scale)
    and new.space_id is not distinct from old.space_id
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'What an amount means stays as it is.');
end;
$$;
comment on function private.keep_asset is
  'A space''s token never has the code of a global asset; an asset is renamed or retired, and '
  'nothing else. Errors: 409 code_taken, 409 append_only.';

create trigger assets_before_insert_keep
  before insert on public.assets
  for each row execute function private.keep_asset();
create trigger assets_before_change_keep
  before update or delete on public.assets
  for each row execute function private.keep_asset();
create trigger assets_before_truncate_keep
  before truncate on public.assets
  for each statement execute function private.keep_asset();

create table private.ledger_books (
  id                uuid primary key default gen_random_uuid(),
  name              text not null,
  simulation_run_id uuid,
  created_at        timestamptz not null default now(),

  constraint ledger_books_simulation_run_id_key unique (simulation_run_id),
  constraint ledger_books_name_1_to_120 check (btrim(name) <> '' and char_length(name) <= 120)
);
comment on table private.ledger_books is
  'The real book and those of simulations, which share nothing with it.';
comment on column private.ledger_books.simulation_run_id is 'Null: the real book.';

create function private.real_book()
returns uuid
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return '00000000-0000-4000-8000-0000000b0000';
end;
$$;
comment on function private.real_book is 'The book that counts.';

insert into private.ledger_books (id, name) values (private.real_book(), 'The real book');

-- Half of each page is left free, so that a balance is updated where it stands.
create table public.ledger_accounts (
  id               uuid primary key default gen_random_uuid(),
  book_id          uuid not null,
  asset_id         uuid not null,
  owner            public.ledger_owner not null,
  owner_profile_id uuid,
  owner_space_id   uuid,
  kind             public.ledger_account_kind not null,
  purpose          text not null,
  allow_negative   boolean not null,
  balance          bigint not null default 0,
  held             bigint not null default 0,
  version          bigint not null default 0,
  created_at       timestamptz not null default now(),
  closed_at        timestamptz,

  constraint ledger_accounts_book_id_fkey foreign key (book_id)
    references private.ledger_books on delete restrict,
  constraint ledger_accounts_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint ledger_accounts_owner_profile_id_fkey foreign key (owner_profile_id)
    references public.profiles on delete restrict,
  constraint ledger_accounts_owner_space_id_fkey foreign key (owner_space_id)
    references public.spaces on delete restrict,
  constraint ledger_accounts_owner_is_one check (
    case owner
      when 'person' then owner_space_id is null
        and (owner_profile_id is not null or closed_at is not null)
      when 'space' then owner_space_id is not null and owner_profile_id is null
      else num_nonnulls(owner_profile_id, owner_space_id) = 0
    end
  ),
  constraint ledger_accounts_purpose_format check (
    purpose ~ '^[a-z][a-z0-9_:.-]*$' and char_length(purpose) <= 100
  ),
  constraint ledger_accounts_debit_kinds_run_negative check (
    kind not in ('asset', 'expense') or allow_negative
  ),
  constraint ledger_accounts_people_never_overdraw check (owner <> 'person' or not allow_negative),
  constraint ledger_accounts_held_not_negative check (held >= 0),
  constraint ledger_accounts_no_overdraft check (allow_negative or balance >= held),
  -- What JavaScript counts exactly.
  constraint ledger_accounts_balance_exact check (
    balance between -9007199254740991 and 9007199254740991
  )
) with (fillfactor = 50);
comment on table public.ledger_accounts is
  'Accounts, each in one asset. balance is the sum of its entries, available what is not held; '
  'written by posting and by holds alone, for every role.';
comment on column public.ledger_accounts.owner_profile_id is
  'The person. Null for others, and for a person who was erased.';
comment on column public.ledger_accounts.purpose is 'wallet, treasury, issuance and the like.';
comment on column public.ledger_accounts.held is 'Promised by pending holds.';
comment on column public.ledger_accounts.version is 'How many entries it has.';

-- One of a purpose for each owner, asset and book.
create unique index ledger_accounts_person_key
  on public.ledger_accounts (owner_profile_id, asset_id, purpose, book_id)
  where owner_profile_id is not null;
create unique index ledger_accounts_space_key
  on public.ledger_accounts (owner_space_id, asset_id, purpose, book_id)
  where owner_space_id is not null;
create unique index ledger_accounts_system_key
  on public.ledger_accounts (book_id, asset_id, purpose) where owner = 'system';
create index ledger_accounts_book_id_idx on public.ledger_accounts (book_id, asset_id);
create index ledger_accounts_asset_id_idx on public.ledger_accounts (asset_id, id);

-- No foreign keys: each posting would lock the one row of its book, or its space, beside all others.
-- That the book is there follows from its accounts.
create table private.ledger_transactions (
  id              uuid primary key default gen_random_uuid(),
  book_id         uuid not null,
  kind            text not null,
  idempotency_key text not null,
  payload_hash    bytea not null,
  space_id        uuid,
  reference       text,
  description     text not null default '',
  entry_count     smallint not null,
  booked_at       timestamptz not null default now(),

  constraint ledger_transactions_book_id_idempotency_key_key unique (book_id, idempotency_key),
  constraint ledger_transactions_kind_format check (
    kind ~ '^[a-z][a-z_]*$' and char_length(kind) <= 63
  ),
  constraint ledger_transactions_idempotency_key_1_to_200 check (
    idempotency_key <> '' and char_length(idempotency_key) <= 200
  ),
  constraint ledger_transactions_payload_hash_is_sha_256 check (octet_length(payload_hash) = 32),
  constraint ledger_transactions_reference_1_to_200 check (
    reference <> '' and char_length(reference) <= 200
  ),
  constraint ledger_transactions_description_at_most_500 check (char_length(description) <= 500),
  constraint ledger_transactions_entry_count_2_to_1000 check (entry_count between 2 and 1000)
);
comment on table private.ledger_transactions is
  'What was booked, each once for its key. Append-only, for every role. People read '
  'statements.';
comment on column private.ledger_transactions.idempotency_key is
  'Derived from what is booked. The same key with another payload is refused.';
comment on column private.ledger_transactions.reference is 'What caused it, as <table>/<id>.';
comment on column private.ledger_transactions.entry_count is
  'All its entries come in one statement; then none is ever added.';

-- No foreign keys: the trigger that proves a statement's entries looks both rows up at once, and
-- neither is ever deleted.
create table private.ledger_entries (
  account_id      uuid not null,
  account_version bigint not null,
  booked_at       timestamptz not null,
  transaction_id  uuid not null,
  position        smallint not null,
  amount          bigint not null,
  balance_after   bigint not null,
  identity_id     uuid,

  constraint ledger_entries_pkey primary key (account_id, account_version, booked_at),
  constraint ledger_entries_transaction_id_position_booked_at_key
    unique (transaction_id, position, booked_at),
  constraint ledger_entries_amount_not_zero check (amount <> 0)
) partition by range (booked_at);
comment on table private.ledger_entries is
  'The lines of transactions, by account. Append-only, for every role. People read '
  'statements.';
comment on column private.ledger_entries.position is 'Within the transaction, from 1.';
comment on column private.ledger_entries.account_version is 'The account''s first entry is 1; no gaps.';
comment on column private.ledger_entries.identity_id is
  'As whom the account''s owner appears to the other parties. Null: as nobody.';

create function private.guard_partition(partition regclass)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  execute format(
    'create trigger ledger_entries_before_insert_refuse before insert on %s
     for each statement execute function private.refuse_change()', partition);
  execute format(
    'create trigger ledger_entries_before_truncate_refuse before truncate on %s
     for each statement execute function private.refuse_change()', partition);
  execute format('alter table %s enable always trigger ledger_entries_before_insert_refuse', partition);
  execute format(
    'alter table %s enable always trigger ledger_entries_before_truncate_refuse', partition);
end;
$$;
comment on function private.guard_partition is
  'Entries come through their table, where they are proven. Statement triggers of a partition fire '
  'where it is named itself.';

create function private.make_ledger_partitions()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.guard_partition(made)
  from private.make_month_partitions('private.ledger_entries', 3) as made;
end;
$$;
comment on function private.make_ledger_partitions is 'This month''s partition and the next three.';

-- Proves what a statement inserts, and moves the balances by it: nothing else does. One plan serves
-- two entries and a hundred thousand. It is made once, and looks everything up by index. What a caller
-- can get wrong is refused here, before Postgres would show the row that breaks a constraint: somebody
-- else's balance.
create function private.book_entries()
returns trigger
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  line record;
  booking uuid;
  asset uuid;
  missing integer := 0;
  rest bigint := 0;
  is_sound boolean := true;
  is_balanced boolean := true;
  is_chained boolean := true;
  is_closed boolean := false;
  is_too_large boolean := false;
  overdraws boolean := false;
begin
  for line in
    select n.transaction_id, n.amount, t.entry_count, a.asset_id,
      a.book_id = t.book_id and n.booked_at = t.booked_at and n.position between 1 and t.entry_count
        as is_sound,
      n.account_version = a.version + 1 and n.balance_after = a.balance + n.amount as is_next,
      a.closed_at is not null as is_closed,
      abs(n.balance_after) > 9007199254740991 as is_too_large,
      not a.allow_negative and n.amount < 0 and n.balance_after < a.held as overdraws
    from new_entries n
    left join private.ledger_transactions t on t.id = n.transaction_id
    left join public.ledger_accounts a on a.id = n.account_id
    order by n.transaction_id, a.asset_id
  loop
    if line.transaction_id is distinct from booking or line.asset_id is distinct from asset then
      is_balanced := is_balanced and rest = 0;
      rest := 0;
    end if;
    if line.transaction_id is distinct from booking then
      is_sound := is_sound and missing = 0;
      missing := line.entry_count;
    end if;
    booking := line.transaction_id;
    asset := line.asset_id;
    missing := missing - 1;
    rest := rest + line.amount;
    is_sound := is_sound and coalesce(line.is_sound, false);
    is_chained := is_chained and line.is_next;
    is_closed := is_closed or line.is_closed;
    is_too_large := is_too_large or line.is_too_large;
    overdraws := overdraws or line.overdraws;
  end loop;
  is_sound := is_sound and missing = 0;
  is_balanced := is_balanced and rest = 0;

  -- An account may have several entries. That the last stands for its balance is proven there.
  if not is_chained then
    select bool_and(l.amount = l.balance_after - l.balance_before and l.step = 1) into is_chained
    from (
      select n.amount, n.balance_after,
        lag(n.balance_after, 1, n.balance_after - n.amount) over account as balance_before,
        n.account_version - lag(n.account_version, 1, n.account_version - 1) over account as step
      from new_entries n
      window account as (partition by n.account_id order by n.account_version)
    ) as l;
  end if;

  if is_closed then
    perform private.fail(409, 'account_closed', 'This account takes nothing any more.');
  elsif not is_chained then
    perform private.fail(409, 'broken_chain', 'An entry follows from the one before it.');
  elsif overdraws then
    perform private.fail(409, 'insufficient_funds', 'There is not enough on the account.');
  elsif is_too_large then
    perform private.fail(422, 'amount_out_of_range', 'No account holds that much.');
  elsif not is_sound then
    perform private.fail(422, 'invalid_posting',
      'Book all entries of a transaction at once, on accounts of its book.');
  elsif not is_balanced then
    perform private.fail(422, 'unbalanced', 'The amounts of an asset come to zero.');
  end if;

  -- In the order of ids, so that nobody waits in a circle.
  update public.ledger_accounts a
  set balance = a.balance + moved.amount, version = a.version + moved.entries
  from (
    select n.account_id, sum(n.amount) as amount, count(*) as entries
    from new_entries n
    group by n.account_id
    order by n.account_id
  ) as moved
  where a.id = moved.account_id;
  return null;
end;
$$;
comment on function private.book_entries is
  'Entries balance per transaction and asset, follow from the account''s last one, are complete, and '
  'overdraw nothing. Errors: 409 account_closed, 409 broken_chain, 409 insufficient_funds, '
  '422 amount_out_of_range, 422 invalid_posting, 422 unbalanced, and those of prove_balances.';

create trigger ledger_entries_after_insert_book
  after insert on private.ledger_entries
  referencing new table as new_entries
  for each statement execute function private.book_entries();

-- A balance follows from entries that stand, whoever writes it and however: the fact is looked up.
create function private.prove_balances()
returns trigger
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = on set enable_mergejoin = off
as $$
begin
  -- A full join, which is never done row against row: the plan is made once, for few rows and many.
  if exists (
    select from changed a
    full join unchanged b on b.id = a.id
    where (a.balance, a.version) is distinct from (b.balance, b.version)
      and (a.version <= b.version or a.balance is distinct from (
        select e.balance_after
        from private.ledger_entries e
        where e.account_id = a.id and e.account_version = a.version and e.booked_at = now()
      ))
  ) then
    perform private.fail(409, 'append_only', 'Balances move by posting.');
  end if;
  return null;
end;
$$;
comment on function private.prove_balances is 'Errors: 409 append_only, for every role.';

create trigger ledger_accounts_after_update_prove_balances
  after update on public.ledger_accounts
  referencing old table as unchanged new table as changed
  for each statement execute function private.prove_balances();

create function private.keep_account()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if (new.balance, new.held, new.version) = (0, 0, 0) and new.closed_at is null then
      return new;
    end if;
  elsif tg_op = 'UPDATE' then
    if (new.owner_profile_id is null and private.is_erased(old.owner_profile_id)
        or new.owner_profile_id is not distinct from old.owner_profile_id)
      and (old.closed_at is null and (new.balance, new.held) = (0, 0)
        or new.closed_at is not distinct from old.closed_at)
      and (new.id, new.book_id, new.asset_id, new.owner, new.kind, new.purpose,
          new.allow_negative, new.created_at)
        = (old.id, old.book_id, old.asset_id, old.owner, old.kind, old.purpose,
          old.allow_negative, old.created_at)
      and new.owner_space_id is not distinct from old.owner_space_id
    then
      return new;
    end if;
  end if;
  perform private.fail(409, 'append_only', 'An account begins empty, is closed empty, and stays.');
end;
$$;
comment on function private.keep_account is
  'An account begins empty. What it is stays as it is; it is closed empty, and loses a person who was '
  'erased. Errors: 409 append_only, for every role.';

create trigger ledger_accounts_before_insert_keep
  before insert on public.ledger_accounts
  for each row execute function private.keep_account();
create trigger ledger_accounts_before_update_keep
  before update of id, book_id, asset_id, owner, owner_profile_id, owner_space_id, kind, purpose,
    allow_negative, created_at, closed_at
  on public.ledger_accounts
  for each row execute function private.keep_account();
create trigger ledger_accounts_before_delete_keep
  before delete on public.ledger_accounts
  for each row execute function private.keep_account();
create trigger ledger_accounts_before_truncate_keep
  before truncate on public.ledger_accounts
  for each statement execute function private.keep_account();

create trigger ledger_books_before_change_refuse
  before update or delete on private.ledger_books
  for each row execute function private.refuse_change();
create trigger ledger_books_before_truncate_refuse
  before truncate on private.ledger_books
  for each statement execute function private.refuse_change();
create trigger ledger_transactions_before_change_refuse
  before update or delete on private.ledger_transactions
  for each row execute function private.refuse_change();
create trigger ledger_transactions_before_truncate_refuse
  before truncate on private.ledger_transactions
  for each statement execute function private.refuse_change();
create trigger ledger_entries_before_change_refuse
  before update or delete on private.ledger_entries
  for each row execute function private.refuse_change();
create trigger ledger_entries_before_truncate_refuse
  before truncate on private.ledger_entries
  for each statement execute function private.refuse_change();

create table private.ledger_entries_default partition of private.ledger_entries default;
select private.guard_partition('private.ledger_entries_default');
select private.make_ledger_partitions();
select cron.schedule('make-ledger-partitions', '17 3 * * *', 'select private.make_ledger_partitions()');

-- Also where a session says that it replicates.
do $$
declare
  part record;
begin
  for part in
    select t.tgrelid::regclass as "table", t.tgname as name
    from pg_trigger t
    where not t.tgisinternal and t.tgparentid = 0 and t.tgrelid in (
      'public.assets'::regclass, 'private.ledger_books'::regclass,
      'public.ledger_accounts'::regclass, 'private.ledger_transactions'::regclass,
      'private.ledger_entries'::regclass
    )
  loop
    execute format('alter table %s enable always trigger %I', part."table", part.name);
  end loop;
end;
$$;

revoke execute on function
  private.keep_asset, private.real_book, private.guard_partition, private.make_ledger_partitions,
  private.book_entries, private.prove_balances, private.keep_account
from public;

select private.holds_personal_data(
  'public.ledger_accounts', 'owner_profile_id', 'detach', is_traced => false);
