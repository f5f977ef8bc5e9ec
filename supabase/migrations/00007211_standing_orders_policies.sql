--                     anon   who pays   treasurers of the space   anybody else
--   standing_orders    -     own        of the space              -
--
-- Without the method, which would tell a treasurer of two spaces who somebody is in both. Nobody writes
-- here directly: see the actions.
alter table public.standing_orders enable row level security;

grant select (
  id, purpose, space_id, identity_id, asset_id, amount, next_amount, is_fee_covered, period, next_period,
  status, anchor_at, paid_until, returned_at, tries, failure, due_at, past_due_since,
  cancel_at_period_end, end_reason, ended_at, created_at
) on public.standing_orders to authenticated;
grant select on public.standing_orders to service_role;

create policy standing_orders_select_party on public.standing_orders
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
