--                   anon   owner of the account   who views the treasury   anybody else
--   ledger_holds    -      read                   read                     -

create function private.my_account_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select a.id
    from public.ledger_accounts a
    where a.owner_profile_id = (select auth.uid())
    union all
    select a.id
    from public.ledger_accounts a
    where a.owner_space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );
end;
$$;
comment on function private.my_account_ids is
  'For policies: the caller''s accounts, and those of spaces whose treasury they view.';
revoke execute on function private.my_account_ids from public;
grant execute on function private.my_account_ids to authenticated;  -- policies run as the caller

alter table public.ledger_holds enable row level security;

grant select on public.ledger_holds to authenticated, service_role;

create policy ledger_holds_select_owner on public.ledger_holds
  for select to authenticated
  using (account_id = any ((select private.my_account_ids())::uuid[]));
