--                      anon   owner        treasurers of the space   admin, owner of the space   anybody else
--   payout_accounts     -     read, open   read                      read, open                  -
--
-- Nobody writes here directly: see the actions.
alter table public.payout_accounts enable row level security;

grant select (
  id, space_id, provider, country, asset_id, status, missing, created_at, closed_at
) on public.payout_accounts to authenticated;
grant select on public.payout_accounts to service_role;

create policy payout_accounts_select_owner on public.payout_accounts
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );
