--                        anon           signed in      members   subscriber   treasurers   admin, owner
--   subscription_plans   public space   public space   read      read         read         read, make, edit
--   subscriptions         -              -              -        own          of the space
--
-- Nobody writes here directly: see the actions.
select private.declares_permission('plans.edit', 'admin', 'Say what memberships cost.');

alter table public.subscription_plans enable row level security;
alter table public.subscriptions enable row level security;

grant select on public.subscription_plans to anon, authenticated, service_role;
grant select (
  standing_order_id, space_id, plan_id, next_plan_id, had_trial
) on public.subscriptions to authenticated;
grant select on public.subscriptions to service_role;

create policy subscription_plans_select_anon on public.subscription_plans
  for select to anon
  using (visibility = 'public' and is_active);

create policy subscription_plans_select_signed_in on public.subscription_plans
  for select to authenticated
  using (visibility = 'public' or (select private.my_spaces()) @> space_id);

create policy subscriptions_select_party on public.subscriptions
  for select to authenticated
  using (coalesce(
    profile_id = (select auth.uid())
    or space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]), false
  ));
