--              anon   who paid   treasurers of the space   admin, owner
--   refunds     -     own        of the space              of the space, request
--   disputes    -     own        of the space              of the space
--
-- Nobody writes here directly: see the actions.
alter table public.refunds enable row level security;
alter table public.disputes enable row level security;

grant select (
  id, payment_id, space_id, amount, status, reason, failure, created_at, settled_at
) on public.refunds to authenticated;
grant select (
  id, payment_id, space_id, amount, status, reason, due_at, opened_at, decided_at
) on public.disputes to authenticated;
grant select on public.refunds, public.disputes to service_role;

create policy refunds_select_party on public.refunds
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));

create policy disputes_select_party on public.disputes
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
