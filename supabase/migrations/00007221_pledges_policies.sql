--             anon   giver   members                treasurers of the space   anybody else
--   pledges    -     own     standing, no payment   of the space              -
--
-- No column says when, but for the day, nor do Postgres' own. standing_order_id leads nobody further
-- who may not read that. Nobody writes here directly: see the actions.
alter table public.pledges enable row level security;

grant select (
  standing_order_id, space_id, shown_identity_id, is_anonymous, asset_id, amount, period, message,
  status, started_on
) on public.pledges to authenticated;
grant select on public.pledges to service_role;

create policy pledges_select_signed_in on public.pledges
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or coalesce(status = 'standing' and (select private.my_spaces()) @> space_id, false)
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );
