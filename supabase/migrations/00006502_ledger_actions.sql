-- Accounts are opened on first use, and everything is posted here.

create function private.asset_id(code text, space uuid default null)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  asset uuid;
begin
  select a.id into asset
  from public.assets a
  where a.code = asset_id.code and (a.space_id is null or a.space_id = space);
  if asset is null then
    perform private.fail(404, 'asset_not_found', 'There is no such currency or token.');
  end if;
  return asset;
end;
$$;
comment on function private.asset_id is
  'A global asset, or a token of the space. Errors: 404 asset_not_found.';

create function private.open_account(
  book uuid, asset uuid, owner public.ledger_owner, person uuid, space uuid, purpose text,
  kind public.ledger_account_kind, allow_negative boolean
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account uuid;
begin
  if person is not null and not private.stays(person) then
    perform private.fail(404, 'person_not_found', 'There is nobody like that.');
  elsif exists (select from public.assets a where a.id = asset and a.retired_at is not null) then
    perform private.fail(409, 'asset_retired', 'This token is no longer in use.');
  end if;
  insert into public.ledger_accounts
    (book_id, asset_id, owner, owner_profile_id, owner_space_id, kind, purpose, allow_negative)
  values (book, asset, open_account.owner, person, space, open_account.kind, open_account.purpose,
    open_account.allow_negative)
  on conflict do nothing
  returning id into account;
  return account;
end;
$$;
comment on function private.open_account is
  'The new account, or null where it is there already. Errors: 404 person_not_found, '
  '409 asset_retired.';

create function private.wallet_of(person uuid, asset uuid)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account uuid;
begin
  for attempt in 1..2 loop
    select a.id into account
    from public.ledger_accounts a
    where a.owner_profile_id = person and a.asset_id = asset and a.purpose = 'wallet'
      and a.book_id = private.real_book();
    exit when found;
    perform private.open_account(
      private.real_book(), asset, 'person', person, null, 'wallet', 'liability', false);
  end loop;
  return account;
end;
$$;
comment on function private.wallet_of is
  'A person''s wallet in an asset, opened where there is none. Errors: 404 person_not_found, '
  '409 asset_retired.';

create function private.open_wallets(people uuid[], asset uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Who is erased at this moment has theirs closed by the sweep: a lock on everybody is too much.
  insert into public.ledger_accounts
    (book_id, asset_id, owner, owner_profile_id, kind, purpose, allow_negative)
  select private.real_book(), asset, 'person', p.id, 'liability', 'wallet', false
  from public.profiles p
  where p.id = any (people) and p.erased_at is null
  order by p.id
  on conflict do nothing;
end;
$$;
comment on function private.open_wallets is
  'wallet_of for many: those who have none get one. Whoever was erased does not.';

create function private.space_account(
  space uuid, asset uuid, purpose text default 'treasury',
  kind public.ledger_account_kind default 'liability', allow_negative boolean default false
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account uuid;
begin
  for attempt in 1..2 loop
    select a.id into account
    from public.ledger_accounts a
    where a.owner_space_id = space and a.asset_id = asset and a.purpose = space_account.purpose
      and a.book_id = private.real_book();
    exit when found;
    perform private.open_account(private.real_book(), asset, 'space', null, space,
      space_account.purpose, space_account.kind, space_account.allow_negative);
  end loop;
  return account;
end;
$$;
comment on function private.space_account is
  'An account of a space, by what it is for; opened where there is none. Errors: '
  '409 asset_retired.';

create function private.system_account(
  asset uuid, purpose text, kind public.ledger_account_kind default 'equity',
  allow_negative boolean default true, book uuid default private.real_book()
)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account uuid;
begin
  for attempt in 1..2 loop
    select a.id into account
    from public.ledger_accounts a
    where a.book_id = book and a.asset_id = asset and a.purpose = system_account.purpose
      and a.owner = 'system';
    exit when found;
    perform private.open_account(book, asset, 'system', null, null, system_account.purpose,
      system_account.kind, system_account.allow_negative);
  end loop;
  return account;
end;
$$;
comment on function private.system_account is
  'An account of nobody: what tokens are issued from, cash at a provider, fees. Opened where there '
  'is none. Errors: 409 asset_retired.';

create function private.open_simulation_book(simulation_run uuid, name text)
returns uuid
language sql volatile security definer set search_path = ''
begin atomic
  insert into private.ledger_books (simulation_run_id, name) values (simulation_run, name)
  returning id;
end;
comment on function private.open_simulation_book is
  'A book whose accounts meet those of no other.';

create type private.ledger_posting as (
  kind            text,
  idempotency_key text,
  accounts        uuid[],
  amounts         bigint[],
  space           uuid,
  reference       text,
  description     text,
  identities      uuid[]
);

create function private.payload_hash(posting private.ledger_posting)
returns bytea
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return sha256(convert_to((
    posting.kind, posting.accounts, posting.amounts, posting.space, posting.reference,
    coalesce(posting.description, ''), posting.identities
  )::text, 'utf8'));
end;
$$;
comment on function private.payload_hash is 'SHA-256 of a posting without its key.';

-- Asked for each of many thousands: expressions alone, which plpgsql evaluates without a query.
create function private.check_posting(posting private.ledger_posting)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  accounts constant uuid[] := posting.accounts;
  amounts constant bigint[] := posting.amounts;
  is_sound boolean := accounts is not null and cardinality(accounts) between 2 and 1000
    and cardinality(amounts) is not distinct from cardinality(accounts)
    and coalesce(cardinality(posting.identities) = cardinality(accounts), true)
    and array_position(accounts, null) is null and array_position(amounts, null) is null
    and 0 <> all (amounts)
    and 9007199254740991 >= all (amounts) and -9007199254740991 <= all (amounts);
begin
  if is_sound then
    for place in 2..cardinality(accounts) loop
      is_sound := is_sound and array_position(accounts, accounts[place]) = place;
    end loop;
  end if;
  if is_sound is not true then
    perform private.fail(422, 'invalid_posting',
      'A transaction has 2 to 1000 amounts, none of them 0, each with an account of its own.');
  end if;
end;
$$;
comment on function private.check_posting is 'Errors: 422 invalid_posting.';

-- The key first: whoever posts it at the same time waits here, and finds it taken. Then the accounts,
-- in the order of ids, so that nobody waits in a circle.
create function private.post_transaction(
  kind            text,
  idempotency_key text,
  accounts        uuid[],
  amounts         bigint[],
  space           uuid default null,
  reference       text default null,
  description     text default '',
  identities      uuid[] default null,
  book            uuid default private.real_book()
)
returns private.ledger_transactions
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  posting constant private.ledger_posting := (
    kind, idempotency_key, accounts, amounts, space, reference, description, identities
  );
  hash constant bytea := private.payload_hash(posting);
  posted private.ledger_transactions;
begin
  perform private.check_posting(posting);
  insert into private.ledger_transactions
    (book_id, kind, idempotency_key, payload_hash, space_id, reference, description, entry_count)
  values (book, posting.kind, posting.idempotency_key, hash, posting.space, posting.reference,
    coalesce(posting.description, ''), cardinality(accounts))
  on conflict on constraint ledger_transactions_book_id_idempotency_key_key do nothing
  returning * into posted;
  if not found then
    select t.* into posted
    from private.ledger_transactions t
    where t.book_id = book and t.idempotency_key = posting.idempotency_key;
    if posted.payload_hash <> hash then
      perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
    end if;
    return posted;
  end if;

  with locked as materialized (
    select a.id, a.balance, a.version
    from public.ledger_accounts a
    where a.id = any (accounts)
    order by a.id
    for no key update
  )
  insert into private.ledger_entries (account_id, account_version, booked_at, transaction_id, position,
    amount, balance_after, identity_id)
  select a.id, a.version + 1, posted.booked_at, posted.id, place.position,
    amounts[place.position], a.balance + amounts[place.position], identities[place.position]
  from locked a
  cross join lateral (select array_position(accounts, a.id) as position) as place;
  return posted;
end;
$$;
comment on function private.post_transaction is
  'Posts once for a key; the same key with the same payload returns what was booked then. Amounts are '
  'minor units; positive is what the account''s owner gains. Errors: 409 idempotency_key_reused, '
  '409 insufficient_funds, 409 account_closed, 422 unbalanced, 422 amount_out_of_range, '
  '422 invalid_posting, also for an account that is not there.';

create function private.post_transactions(
  postings private.ledger_posting[], book uuid default private.real_book()
)
returns setof private.ledger_transactions
language plpgsql volatile security definer set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  ids constant uuid[] := array(select gen_random_uuid() from unnest(postings));
  opened bigint;
begin
  perform private.check_posting(p) from unnest(postings) as p;

  insert into private.ledger_transactions
    (id, book_id, kind, idempotency_key, payload_hash, space_id, reference, description, entry_count)
  select ids[p.place], book, p.kind, p.idempotency_key, private.payload_hash((
      p.kind, p.idempotency_key, p.accounts, p.amounts, p.space, p.reference, p.description,
      p.identities
    )), p.space, p.reference, coalesce(p.description, ''), cardinality(p.accounts)
  from unnest(postings) with ordinality as p (kind, idempotency_key, accounts, amounts, space,
    reference, description, identities, place)
  order by p.idempotency_key, p.place
  on conflict on constraint ledger_transactions_book_id_idempotency_key_key do nothing;
  get diagnostics opened = row_count;

  if opened < cardinality(postings) and exists (
    select from unnest(postings) as p
    join private.ledger_transactions t on t.book_id = book and t.idempotency_key = p.idempotency_key
    where t.payload_hash <> private.payload_hash(p)
  ) then
    perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
  end if;

  perform from public.ledger_accounts a
  where a.id = any (array(
    select l.account from unnest(postings) as p cross join lateral unnest(p.accounts) as l (account)
  ))
  order by a.id
  for no key update;
  -- Of those that are new: under one of the ids.
  insert into private.ledger_entries (account_id, account_version, booked_at, transaction_id, position,
    amount, balance_after, identity_id)
  select a.id, a.version + row_number() over running, t.booked_at, t.id, l.position,
    l.amount, a.balance + sum(l.amount) over running, l.identity
  from unnest(postings) with ordinality as p (kind, idempotency_key, accounts, amounts, space,
    reference, description, identities, place)
  join private.ledger_transactions t on t.id = ids[p.place]
  cross join lateral unnest(p.accounts, p.amounts, p.identities)
    with ordinality as l (account, amount, identity, position)
  join public.ledger_accounts a on a.id = l.account
  window running as (partition by a.id order by p.place rows unbounded preceding);

  return query
    select t.*
    from unnest(postings) with ordinality as p (kind, idempotency_key, accounts, amounts, space,
      reference, description, identities, place)
    join private.ledger_transactions t on t.book_id = book and t.idempotency_key = p.idempotency_key
    order by p.place;
end;
$$;
comment on function private.post_transactions is
  'post_transaction for many, in order, all or nothing. Errors: the same.';

revoke execute on function
  private.asset_id, private.open_account, private.wallet_of, private.open_wallets,
  private.space_account, private.system_account, private.open_simulation_book, private.payload_hash,
  private.check_posting, private.post_transaction, private.post_transactions
from public;
-- What the server may do over a direct connection. It breaks no rule of the ledger either.
grant execute on function
  private.asset_id, private.wallet_of, private.space_account, private.system_account,
  private.post_transactions, private.post_transaction
to service_role;
