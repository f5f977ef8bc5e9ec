-- Whoever leaves takes nothing along and leaves no name: what they held is released, tokens and hours
-- go back to where they were issued, money waits where nobody owns it, and their wallets are closed.
create function private.close_wallets(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.void_hold(h.id)
  from public.ledger_holds h
  join public.ledger_accounts a on a.id = h.account_id
  where a.owner_profile_id = person and h.status = 'pending'
  order by h.id;

  -- The version in the key: a later sweep may find that something was booked meanwhile.
  perform private.post_transactions(array(
    select ('erasure', 'erasure:' || a.id || ':' || a.version, array[
        a.id,
        case t.kind
          when 'currency' then private.system_account(t.id, 'unclaimed', 'liability', false)
          else private.system_account(t.id, 'issuance')
        end
      ], array[-a.balance, a.balance], null, null, 'Left behind', null)::private.ledger_posting
    from public.ledger_accounts a
    join public.assets t on t.id = a.asset_id
    where a.owner_profile_id = person and a.balance > 0
  ));
  update public.ledger_accounts a
  set closed_at = now()
  where a.owner_profile_id = person and a.closed_at is null;
end;
$$;
comment on function private.close_wallets is
  'Empties and closes what an erased person has; may run again.';

revoke execute on function private.close_wallets from public;

select private.erases_with('close_wallets');
