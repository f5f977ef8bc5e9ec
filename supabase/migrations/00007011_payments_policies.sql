--                   anon      who pays   treasurers of the space   anybody else
--   payment_terms   general   general    general, of the space     general
--   payments        -         own        of the space              -
--
-- A treasurer is who may view the treasury. They see as whom somebody paid, and not who that is.
-- Nobody writes here directly: see the actions.
alter table public.payment_terms enable row level security;
alter table public.payments enable row level security;

grant select on public.payment_terms to anon, authenticated, service_role;
grant select (
  id, space_id, purpose, target_id, identity_id, asset_id, amount, fee_amount, is_fee_covered,
  total_amount, description, status, failure, refunded_amount, disputed_amount, provider,
  has_page, created_at, settled_at
) on public.payments to authenticated;
grant select on public.payments to service_role;

create policy payment_terms_select_anon on public.payment_terms
  for select to anon
  using (space_id is null);

create policy payment_terms_select_signed_in on public.payment_terms
  for select to authenticated
  using (
    space_id is null
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );

create policy payments_select_party on public.payments
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
