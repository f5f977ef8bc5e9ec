--                      anon     owner        who views the treasury   anybody else
--   assets             global   theirs       of the space             global, of their spaces
--   ledger_accounts    -        their own    of the space             -
--
-- Nobody writes here directly: see the actions. Transactions and entries are read as statements,
-- which tell of the other parties what each may know.

select private.declares_permission('treasury.view', 'organizer',
  'See the space''s accounts and their statements.');

create function private.my_asset_ids()
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    select distinct a.asset_id
    from public.ledger_accounts a
    where a.owner_profile_id = (select auth.uid())
  );
end;
$$;
comment on function private.my_asset_ids is
  'For policies: what the caller has an account in, whether or not they are still in its space.';
revoke execute on function private.my_asset_ids from public;
grant execute on function private.my_asset_ids to authenticated;  -- policies run as the caller

alter table public.assets enable row level security;
alter table public.ledger_accounts enable row level security;

grant select on public.assets to anon;
grant select on public.assets, public.ledger_accounts to authenticated, service_role;

create policy assets_select_anon on public.assets
  for select to anon
  using (space_id is null);

create policy assets_select_signed_in on public.assets
  for select to authenticated
  using (
    space_id is null
    or (select private.my_spaces()) @> space_id
    or id = any ((select private.my_asset_ids())::uuid[])
  );

create policy ledger_accounts_select_owner on public.ledger_accounts
  for select to authenticated
  using (
    owner_profile_id = (select auth.uid())
    or owner_space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );
