--                  anon   owner                   treasurers of the space   admin, owner of the space   anybody else
--   payout_terms   read   read                    read                      read                        read
--   payout_jobs     -     read, request, cancel   read                      read, request, cancel       -
--
-- Nobody writes here directly: see the actions.
alter table public.payout_terms enable row level security;
alter table public.payout_jobs enable row level security;

grant select on public.payout_terms to anon, authenticated, service_role;
grant select (
  id, payout_account_id, space_id, asset_id, amount, status, failure, returned_amount, attempts, due_at,
  created_at, settled_at
) on public.payout_jobs to authenticated;
grant select on public.payout_jobs to service_role;

create policy payout_terms_select_anon on public.payout_terms for select to anon using (true);
create policy payout_terms_select_signed_in on public.payout_terms
  for select to authenticated
  using (true);

create policy payout_jobs_select_owner on public.payout_jobs
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
