-- Books are kept for seven years and longer than people stay. Whoever is erased leaves their entries
-- without a name: what is held is released, tokens and hours go back to where they were issued, money
-- waits on the account 'unclaimed', and the empty account is closed and is nobody's.
create function private.close_wallets(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account public.ledger_accounts;
  heirs constant uuid[] := array(
    select private.heir_of(a)
    from public.ledger_accounts a
    where a.owner_profile_id = person and a.balance > 0
  );
begin
  -- All at once and in the order of ids, as everybody locks them. What is closed already is left alone:
  -- the sweep comes by many people, and would hold the accounts of all of them.
  perform from public.ledger_accounts a
  where a.id = any (heirs) or a.owner_profile_id = person and a.closed_at is null
  order by a.id
  for no key update;
  update public.ledger_holds h
  set status = 'voided', settled_at = now()
  where h.status = 'pending' and h.account_id in (
    select a.id from public.ledger_accounts a where a.owner_profile_id = person
  );

  for account in
    select a.* from public.ledger_accounts a
    where a.owner_profile_id = person and a.closed_at is null
    order by a.id
  loop
    if account.balance > 0 then
      perform private.post_transaction(
        'erasure', 'erasure:' || account.id,
        array[account.id, private.heir_of(account)], array[-account.balance, account.balance],
        description => 'Balance of an account whose owner was erased', book => account.book_id
      );
    end if;
    update public.ledger_accounts a set closed_at = now() where a.id = account.id;
  end loop;
end;
$$;
comment on function private.close_wallets is
  'Empties and closes a person''s accounts. Domains with holds of their own settle them first.';

create function private.heir_of(account public.ledger_accounts)
returns uuid
language sql volatile security definer set search_path = ''
begin atomic
  select case
    when s.kind = 'currency'
      then private.system_account(s.id, 'unclaimed', 'liability', false, account.book_id)
    when s.space_id is null then private.system_account(s.id, 'issuance', book => account.book_id)
    else private.space_account(s.space_id, s.id, 'issuance', 'equity', true)
  end
  from public.assets s
  where s.id = account.asset_id;
end;
comment on function private.heir_of is 'Where the balance of an erased person goes.';

select private.erases_with('close_wallets');

create function private.ledger_entries(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(
    jsonb_agg(
      jsonb_build_object(
        'account_id', e.account_id, 'version', e.account_version, 'booked_at', e.booked_at,
        'transaction_id', t.id, 'kind', t.kind, 'description', t.description,
        'space_id', t.space_id, 'reference', t.reference, 'amount', e.amount,
        'balance_after', e.balance_after
      )
      order by e.account_id, e.account_version
    ),
    '[]'
  )
  from public.ledger_accounts a
  join private.ledger_entries e on e.account_id = a.id
  join private.ledger_transactions t on t.id = e.transaction_id
  where a.owner_profile_id = person;
end;
comment on function private.ledger_entries is 'For the export: every line of a person''s accounts.';

create function private.ledger_holds(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(to_jsonb(h) order by h.created_at), '[]')
  from public.ledger_accounts a
  join public.ledger_holds h on h.account_id = a.id
  where a.owner_profile_id = person;
end;
comment on function private.ledger_holds is 'For the export: what was set aside.';

select private.exports_with('ledger_entries');
select private.exports_with('ledger_holds');

revoke execute on function
  private.close_wallets, private.heir_of, private.ledger_entries, private.ledger_holds
from public;
