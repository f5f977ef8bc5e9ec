-- What is promised stays on the account and is not available: a stake, a reservation, an escrow. A
-- hold is pending until it is posted to whom it was promised, or voided.
create type public.hold_status as enum ('pending', 'posted', 'voided');
comment on type public.hold_status is
  'pending: not available to its owner; posted: paid out, the rest released; voided: released.';

create table public.ledger_holds (
  id              uuid primary key default gen_random_uuid(),
  account_id      uuid not null,
  amount          bigint not null,
  purpose         text not null,
  reference       text,
  idempotency_key text not null,
  status          public.hold_status not null default 'pending',
  expires_at      timestamptz,
  transaction_id  uuid,
  created_at      timestamptz not null default now(),
  settled_at      timestamptz,

  constraint ledger_holds_account_id_idempotency_key_key unique (account_id, idempotency_key),
  constraint ledger_holds_account_id_fkey foreign key (account_id)
    references public.ledger_accounts on delete restrict,
  constraint ledger_holds_transaction_id_fkey foreign key (transaction_id)
    references private.ledger_transactions on delete restrict,
  constraint ledger_holds_amount_positive check (amount between 1 and 9007199254740991),
  constraint ledger_holds_purpose_format check (purpose ~ '^[a-z][a-z_]{0,62}$'),
  constraint ledger_holds_reference_1_to_200 check (
    reference <> '' and char_length(reference) <= 200
  ),
  constraint ledger_holds_idempotency_key_1_to_200 check (
    idempotency_key <> '' and char_length(idempotency_key) <= 200
  ),
  constraint ledger_holds_settled_has_time check ((status = 'pending') = (settled_at is null)),
  constraint ledger_holds_transaction_only_posted check (
    transaction_id is null or status = 'posted'
  )
);
comment on table public.ledger_holds is
  'Amounts set aside on accounts. Written by commands only; once settled, a hold stays as it '
  'is.';
comment on column public.ledger_holds.purpose is 'stake, escrow, ticket and the like.';
comment on column public.ledger_holds.expires_at is
  'From then on it cannot be posted, and is voided within a minute. Null: it waits.';

create index ledger_holds_account_id_idx on public.ledger_holds (account_id, created_at desc, id desc);
create index ledger_holds_pending_idx on public.ledger_holds (account_id) include (amount)
  where status = 'pending';
create index ledger_holds_expires_at_idx on public.ledger_holds (expires_at)
  where status = 'pending';
create index ledger_holds_transaction_id_idx on public.ledger_holds (transaction_id)
  where transaction_id is not null;

create function private.keep_hold()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if new.status = 'pending' then
      return new;
    end if;
  elsif tg_op = 'UPDATE'
    and (
      old.status = 'pending' and new.status <> 'pending'
      or old.status = 'posted' and new.status = 'posted' and old.transaction_id is null
        and new.settled_at = old.settled_at
    )
    and (new.id, new.account_id, new.amount, new.purpose, new.idempotency_key, new.created_at)
      = (old.id, old.account_id, old.amount, old.purpose, old.idempotency_key, old.created_at)
    and (new.reference, new.expires_at) is not distinct from (old.reference, old.expires_at)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'A hold is settled once and stays.');
end;
$$;
comment on function private.keep_hold is
  'A hold begins pending, is settled once, and then learns by what it was posted. Errors: '
  '409 append_only, for every role.';

-- New holds, or those that were pending before they were settled.
create function private.move_held()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  sign constant integer := case tg_op when 'INSERT' then 1 else -1 end;
  refused text;
begin
  with locked as materialized (
    select a.id, a.balance, a.held, a.allow_negative, a.closed_at
    from public.ledger_accounts a
    where a.id = any (array(select c.account_id from changed c))
    order by a.id
    for no key update
  )
  select case when a.closed_at is not null then 'account_closed' else 'insufficient_funds' end
  into refused
  from locked a
  where tg_op = 'INSERT' and (a.closed_at is not null or not a.allow_negative and a.balance - a.held < (
    select sum(c.amount) from changed c where c.account_id = a.id
  ))
  limit 1;
  if refused = 'account_closed' then
    perform private.fail(409, 'account_closed', 'This account takes nothing any more.');
  elsif refused is not null then
    perform private.fail(409, 'insufficient_funds', 'There is not enough on the account.');
  end if;

  update public.ledger_accounts a
  set held = a.held + sign * m.amount
  from (
    select c.account_id, sum(c.amount) as amount
    from changed c
    where c.status = 'pending'
    group by c.account_id
  ) as m
  where a.id = m.account_id;
  return null;
end;
$$;
comment on function private.move_held is
  'What is held follows the holds. Errors: 409 account_closed, 409 insufficient_funds.';

create function private.prove_held()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.held = (
    select coalesce(sum(h.amount), 0)
    from public.ledger_holds h
    where h.account_id = new.id and h.status = 'pending'
  ) then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'What is held follows the holds.');
end;
$$;
comment on function private.prove_held is 'Errors: 409 append_only, for every role.';

create trigger ledger_holds_before_insert_keep
  before insert on public.ledger_holds
  for each row execute function private.keep_hold();
create trigger ledger_holds_before_change_keep
  before update or delete on public.ledger_holds
  for each row execute function private.keep_hold();
create trigger ledger_holds_before_truncate_keep
  before truncate on public.ledger_holds
  for each statement execute function private.keep_hold();
create trigger ledger_holds_after_insert_move_held
  after insert on public.ledger_holds
  referencing new table as changed
  for each statement execute function private.move_held();
create trigger ledger_holds_after_update_move_held
  after update on public.ledger_holds
  referencing old table as changed
  for each statement execute function private.move_held();
create trigger ledger_accounts_before_update_prove_held
  before update of held on public.ledger_accounts
  for each row execute function private.prove_held();

create function private.place_hold(
  account         uuid,
  amount          bigint,
  purpose         text,
  idempotency_key text,
  expires_at      timestamptz default null,
  reference       text default null
)
returns public.ledger_holds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hold public.ledger_holds;
begin
  if amount is null or amount not between 1 and 9007199254740991 then
    perform private.fail(422, 'invalid_hold', 'Set aside at least 1.');
  elsif not exists (select from public.ledger_accounts a where a.id = account) then
    perform private.fail(404, 'account_not_found', 'There is no such account.');
  end if;

  insert into public.ledger_holds
    (account_id, amount, purpose, idempotency_key, expires_at, reference)
  values (account, place_hold.amount, place_hold.purpose, place_hold.idempotency_key,
    place_hold.expires_at, place_hold.reference)
  on conflict on constraint ledger_holds_account_id_idempotency_key_key do nothing
  returning * into hold;
  if not found then
    select h.* into hold
    from public.ledger_holds h
    where h.account_id = account and h.idempotency_key = place_hold.idempotency_key;
    if (hold.amount, hold.purpose) <> (place_hold.amount, place_hold.purpose)
      or hold.reference is distinct from place_hold.reference
    then
      perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
    end if;
  end if;
  return hold;
end;
$$;
comment on function private.place_hold is
  'Sets an amount aside, minor units. The same key on an account returns the first hold as it '
  'stands, whatever its term. Errors: 422 invalid_hold, 404 account_not_found, '
  '409 insufficient_funds, 409 idempotency_key_reused.';

create function private.post_hold(
  hold            uuid,
  kind            text,
  accounts        uuid[],
  amounts         bigint[],
  space           uuid default null,
  reference       text default null,
  description     text default '',
  identities      uuid[] default null,
  idempotency_key text default null
)
returns private.ledger_transactions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  pending public.ledger_holds;
  key constant text := coalesce(idempotency_key, 'hold:' || hold);
  total constant bigint := (select sum(a) from unnest(amounts) as a);
  posted private.ledger_transactions;
begin
  select h.* into pending from public.ledger_holds h where h.id = hold for no key update;
  if pending.id is null then
    perform private.fail(404, 'hold_not_found', 'There is no such hold.');
  elsif total is null or total > pending.amount or 1 > any (amounts) then
    perform private.fail(422, 'invalid_hold', 'Pay out at least 1 and at most what is held.');
  elsif pending.status = 'voided' or pending.expires_at <= now() and pending.status = 'pending' then
    perform private.fail(409, 'hold_settled', 'This is not held any more.');
  end if;

  if pending.status = 'pending' then
    -- All the accounts in the order of ids, before releasing locks one of them.
    perform from public.ledger_accounts a
    where a.id = any (accounts || pending.account_id)
    order by a.id
    for no key update;
    update public.ledger_holds h
    set status = 'posted', settled_at = now()
    where h.id = hold;
  end if;

  posted := private.post_transaction(
    kind, key, pending.account_id || accounts, -total || amounts, space, reference, description,
    identities, (select a.book_id from public.ledger_accounts a where a.id = pending.account_id)
  );
  if pending.status = 'pending' then
    update public.ledger_holds h set transaction_id = posted.id where h.id = hold;
  elsif pending.transaction_id <> posted.id then
    perform private.fail(409, 'hold_settled', 'This is not held any more.');
  end if;
  return posted;
end;
$$;
comment on function private.post_hold is
  'Pays out of a hold to accounts, each at least 1 and together at most what is held; the rest is '
  'released. Repeating it returns the first transaction. Errors: 404 hold_not_found, '
  '422 invalid_hold, 409 hold_settled, and those of post_transactions.';

create function private.void_hold(hold uuid)
returns public.ledger_holds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voided public.ledger_holds;
begin
  update public.ledger_holds h
  set status = 'voided', settled_at = now()
  where h.id = hold and h.status = 'pending'
  returning h.* into voided;
  if not found then
    select h.* into voided from public.ledger_holds h where h.id = hold;
    if not found then
      perform private.fail(404, 'hold_not_found', 'There is no such hold.');
    elsif voided.status = 'posted' then
      perform private.fail(409, 'hold_settled', 'It was paid out.');
    end if;
  end if;
  return voided;
end;
$$;
comment on function private.void_hold is
  'Releases what was held; repeating it changes nothing. Errors: 404 hold_not_found, '
  '409 hold_settled.';

create function private.void_holds(holds uuid[])
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.ledger_holds h
  set status = 'voided', settled_at = now()
  where h.id = any (holds) and h.status = 'pending';
end;
comment on function private.void_holds is
  'Releases several at once, and locks their accounts in the order of ids; what was settled stays so.';

create function private.lock_held(holds uuid[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.ledger_accounts a
  where a.id in (select h.account_id from public.ledger_holds h where h.id = any (holds))
  order by a.id
  for no key update;
end;
$$;
comment on function private.lock_held is
  'Locks the accounts of holds in the order of ids, before they are settled one after the other.';

create function private.expire_holds()
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.ledger_holds h
  set status = 'voided', settled_at = now()
  where h.id in (
    select p.id from public.ledger_holds p
    where p.status = 'pending' and p.expires_at <= now()
    order by p.expires_at
    limit 1000
    for no key update skip locked
  );
end;
comment on function private.expire_holds is 'Voids what is held past its term.';

select cron.schedule('expire-holds', '* * * * *', 'select private.expire_holds()');

do $$
declare
  part record;
begin
  for part in
    select t.tgrelid::regclass as "table", t.tgname as name
    from pg_trigger t
    where not t.tgisinternal and t.tgenabled = 'O' and t.tgrelid in (
      'public.ledger_holds'::regclass, 'public.ledger_accounts'::regclass
    )
  loop
    execute format('alter table %s enable always trigger %I', part."table", part.name);
  end loop;
end;
$$;

revoke execute on function
  private.keep_hold, private.move_held, private.prove_held, private.place_hold, private.post_hold,
  private.void_hold, private.void_holds, private.lock_held, private.expire_holds
from public;
grant execute on function private.place_hold, private.post_hold, private.void_hold to service_role;
