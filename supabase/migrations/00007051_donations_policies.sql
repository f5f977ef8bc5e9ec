--               anon   giver   members             treasurers of the space   anybody else
--   donations    -     own     given, no payment   of the space              -
--   receipts     -     own     -                   of the space              -
--
-- No column says when, but for the day, nor do Postgres' own: anonymous gifts would be told by the
-- moment. payment_id leads nobody further who may not read the payment.
alter table public.donations enable row level security;
alter table public.receipts enable row level security;

grant select (
  id, payment_id, space_id, shown_identity_id, is_anonymous, asset_id, amount, target_type,
  target_id, message, status, given_on
) on public.donations to authenticated;
grant select (
  id, space_id, year, number, payment_id, payer_name, html, issued_at
) on public.receipts to authenticated;
grant select on public.donations, public.receipts to service_role;

create policy donations_select_signed_in on public.donations
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or coalesce(status = 'given' and (select private.my_spaces()) @> space_id, false)
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );

create policy receipts_select_party on public.receipts
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
