-- What people read of the ledger: their balances, and every line with who was on the other side, as
-- far as they may know. An account never tells whose it is; a line names identities and spaces.
create view public.wallets
with (security_invoker = true)
as
select a.id as account_id, a.asset_id, s.code, s.name, s.kind, s.scale, s.space_id, a.balance,
  a.held, a.balance - a.held as available
from public.ledger_accounts a
join public.assets s on s.id = a.asset_id
where a.owner_profile_id = (select auth.uid()) and a.purpose = 'wallet';
comment on view public.wallets is
  'The caller''s balances, in minor units: 10 ^ scale of them are one. available is not held.';
grant select on public.wallets to authenticated;
-- Postgres fails on a write to a view that cannot be written, before it looks at rights. With a
-- trigger in its place it looks, and refuses.
create trigger wallets_instead_of_write_refuse
  instead of insert or update or delete on public.wallets
  for each row execute function private.refuse_change();

create function private.statement_account(account uuid)
returns public.ledger_accounts
language plpgsql stable security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  found_account public.ledger_accounts;
begin
  select a.* into found_account from public.ledger_accounts a where a.id = account;
  if found_account.owner_profile_id = person or (
    found_account.owner_space_id is not null
    and private.has_permission(found_account.owner_space_id, person, 'treasury.view')
  ) then
    return found_account;
  end if;
  perform private.fail(404, 'account_not_found', 'There is no such account of yours.');
end;
$$;
comment on function private.statement_account is
  'An account that the caller may read. Errors: 401 sign_in_required, 404 account_not_found.';

-- One row for each other side that shows itself. Identities of people across a block stay away, as
-- they do from the roster.
create function private.other_parties(transaction uuid, account uuid, booked_at timestamptz)
returns table (identities uuid[], spaces uuid[], names text)
language sql stable security definer set search_path = ''
begin atomic
  select array_agg(distinct i.id) filter (where i.id is not null),
    array_agg(distinct a.owner_space_id) filter (where a.owner_space_id is not null),
    string_agg(distinct shown.name, ', ' order by shown.name)
  from private.ledger_entries e
  join public.ledger_accounts a on a.id = e.account_id
  left join public.spaces s on s.id = a.owner_space_id
  left join public.contextual_identities i on i.id = e.identity_id
    and coalesce(
      i.shown_profile_id <> all ((select private.my_hidden_profile_ids())::uuid[]), true
    )
  left join public.profiles p on p.id = i.shown_profile_id
  cross join lateral (
    values (coalesce(i.display_name, p.display_name)), (s.name)
  ) as shown (name)
  where e.transaction_id = other_parties.transaction and e.account_id <> other_parties.account
    and e.booked_at = other_parties.booked_at;
end;
comment on function private.other_parties is
  'Who else a transaction shows: identities, spaces, and what they are called now.';

create function private.account_statement(account uuid, before bigint, page integer)
returns table (
  version bigint, booked_at timestamptz, transaction_id uuid, kind text, description text,
  reference text, note text, space_id uuid, amount bigint, balance_after bigint, identity_id uuid,
  counterparty_ids uuid[], counterparty_space_ids uuid[], counterparties text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  own constant uuid := (private.statement_account(account)).id;
begin
  return query
    select e.account_version, e.booked_at, e.transaction_id, t.kind, t.description, t.reference,
      n.note, t.space_id, e.amount, e.balance_after, e.identity_id, o.identities, o.spaces, o.names
    from (
      select l.*
      from private.ledger_entries l
      where l.account_id = own
        and (account_statement.before is null or l.account_version < account_statement.before)
      order by l.account_version desc
      limit least(greatest(coalesce(page, 50), 1), 500)
    ) as e
    join private.ledger_transactions t on t.id = e.transaction_id
    left join private.transfer_notes n on n.transaction_id = t.id
    cross join lateral private.other_parties(e.transaction_id, own, e.booked_at) as o
    order by e.account_version desc;
end;
$$;

create function public.account_statement(
  account uuid, before bigint default null, page integer default 50
)
returns table (
  version bigint, booked_at timestamptz, transaction_id uuid, kind text, description text,
  reference text, note text, space_id uuid, amount bigint, balance_after bigint, identity_id uuid,
  counterparty_ids uuid[], counterparty_space_ids uuid[], counterparties text
)
language sql stable security invoker set search_path = ''
begin atomic
  select s.* from private.account_statement(account, before, page) as s;
end;
comment on function public.account_statement is
  'The lines of an account of the caller''s, or of a space whose treasury they view, newest first, at '
  'most 500; the next page is before the last one''s version. amount is in minor units, positive is '
  'what came in. Counterparties are identities and spaces, never accounts. Errors: '
  '401 sign_in_required, 404 account_not_found.';

create function private.decimal_amount(amount bigint, scale integer)
returns text
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select round(amount * (10::numeric ^ -scale), scale)::text;
end;
comment on function private.decimal_amount is 'Minor units as people write them: 1250 as 12.50.';

create function private.account_journal(
  account uuid, since timestamptz, until timestamptz, after bigint, page integer
)
returns table (
  version bigint, booked_at timestamptz, transaction_id uuid, kind text, description text,
  reference text, counterparties text, currency text, debit text, credit text, balance text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  own constant public.ledger_accounts := private.statement_account(account);
  unit constant public.assets := (select a from public.assets a where a.id = own.asset_id);
begin
  return query
    select e.account_version, e.booked_at, e.transaction_id, t.kind, t.description, t.reference,
      o.names, unit.code,
      case when e.amount < 0 then private.decimal_amount(-e.amount, unit.scale) end,
      case when e.amount > 0 then private.decimal_amount(e.amount, unit.scale) end,
      private.decimal_amount(e.balance_after, unit.scale)
    from (
      select l.*
      from private.ledger_entries l
      where l.account_id = own.id and l.account_version > coalesce(account_journal.after, 0)
        and l.booked_at >= coalesce(since, '-infinity') and l.booked_at < coalesce(until, 'infinity')
      order by l.account_version
      limit least(greatest(coalesce(page, 500), 1), 5000)
    ) as e
    join private.ledger_transactions t on t.id = e.transaction_id
    cross join lateral private.other_parties(e.transaction_id, own.id, e.booked_at) as o
    order by e.account_version;
end;
$$;

create function public.account_journal(
  account uuid, since timestamptz default null, until timestamptz default null,
  after bigint default null, page integer default 500
)
returns table (
  version bigint, booked_at timestamptz, transaction_id uuid, kind text, description text,
  reference text, counterparties text, currency text, debit text, credit text, balance text
)
language sql stable security invoker set search_path = ''
begin atomic
  select j.* from private.account_journal(account, since, until, after, page) as j;
end;
comment on function public.account_journal is
  'As account_statement, for bookkeepers: oldest first, from since to before until, in '
  'decimals, what went out as debit and what came in as credit; at most 5000 lines, the next page is '
  'after the last one''s version. Errors: 401 sign_in_required, 404 account_not_found.';

-- RFC 4180. A text that a spreadsheet would take for a formula is made one that it does not.
create function private.csv_text(value text)
returns text
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select '"' || replace(
    case when value ~ '^[-=+@\t\r]' then '''' else '' end || value, '"', '""'
  ) || '"';
end;
comment on function private.csv_text is 'A quoted field; null of null.';

create function private.account_csv(
  account uuid, since timestamptz, until timestamptz, after bigint
)
returns text
language sql stable security definer set search_path = ''
begin atomic
  select 'version,booked_at,transaction_id,kind,description,reference,counterparties,currency,'
    'debit,credit,balance' || coalesce(string_agg(
      concat(
        E'\r\n', j.version, ',',
        to_char(j.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ',',
        j.transaction_id, ',', j.kind, ',', private.csv_text(j.description), ',',
        private.csv_text(j.reference), ',', private.csv_text(j.counterparties), ',', j.currency, ',',
        j.debit, ',', j.credit, ',', j.balance
      ), '' order by j.version), '')
  from private.account_journal(account, since, until, after, 5000) as j;
end;

create function public.account_csv(
  account uuid, since timestamptz default null, until timestamptz default null,
  after bigint default null
)
returns text
language sql stable security invoker set search_path = ''
begin atomic
  select private.account_csv(account, since, until, after);
end;
comment on function public.account_csv is
  'account_journal as CSV, with a line of names first and times in UTC; at most 5000 lines, the next '
  'part is after the last one''s version. Errors: 401 sign_in_required, 404 account_not_found.';

revoke execute on function
  private.statement_account, private.other_parties, private.account_statement,
  private.decimal_amount, private.account_journal, private.csv_text, private.account_csv,
  public.account_statement, public.account_journal, public.account_csv
from public;
grant execute on function
  private.account_statement, private.account_journal, private.account_csv,
  public.account_statement, public.account_journal, public.account_csv
to authenticated;
