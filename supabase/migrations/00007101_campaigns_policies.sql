--                            anon           stranger       member            organizer
--   campaigns                public space   public space   all but drafts    all; edit, delete drafts
--   campaign_contributions   -              own            own, given openly -
--
-- An organizer is who may raise money. Of contributions who may view the treasury sees all of the
-- space, as with gifts; what was given anonymously, or too late, others see in no row at all.
alter table public.campaigns enable row level security;
alter table public.campaign_contributions enable row level security;

select private.declares_permission('campaigns.create', 'organizer',
  'Raise money: write campaigns, open them, and call them off.');

grant select on public.campaigns to anon;
grant select, delete, update (title, description, funding, goal_amount, deadline) on public.campaigns
  to authenticated;
grant select on public.campaigns to service_role;
grant select (
  id, payment_id, campaign_id, space_id, shown_identity_id, is_anonymous, asset_id, amount,
  counted_amount, message, status, is_late, given_on
) on public.campaign_contributions to authenticated;
grant select on public.campaign_contributions to service_role;

create policy campaigns_select_anon on public.campaigns
  for select to anon
  using (visibility = 'public' and status <> 'draft');

create policy campaigns_select_signed_in on public.campaigns
  for select to authenticated
  using (
    (
      status <> 'draft'
      and (visibility = 'public' or (select private.my_spaces()) @> space_id)
    )
    or space_id = any ((select private.my_space_ids_with('campaigns.create'))::uuid[])
  );

create policy campaigns_update_organizer on public.campaigns
  for update to authenticated
  using (space_id = any ((select private.my_space_ids_with('campaigns.create'))::uuid[]));

create policy campaigns_delete_organizer on public.campaigns
  for delete to authenticated
  using (
    status = 'draft'
    and space_id = any ((select private.my_space_ids_with('campaigns.create'))::uuid[])
  );

create policy campaign_contributions_select_signed_in on public.campaign_contributions
  for select to authenticated
  using (
    profile_id = (select auth.uid())
    or coalesce(
      status = 'given' and not is_anonymous and not is_late
        and (select private.my_spaces()) @> space_id,
      false
    )
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[])
  );
