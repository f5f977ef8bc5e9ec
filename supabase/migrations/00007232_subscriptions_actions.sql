-- Selling memberships, and taking them.

create function private.plans_space(space uuid)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.space_to_act_in(
    space, private.caller_id(), 'plans.edit', 'Ask an admin of the space.');
end;
$$;
comment on function private.plans_space is
  'A space whose plans the caller may edit. Errors: 401 sign_in_required, 404 not_found (the space), '
  '403 permission_required, 409 space_archived.';

create function private.create_plan(
  space uuid, tier public.membership_tier, name text, currency text, price bigint,
  period public.charge_period, trial_days integer, description text
)
returns public.subscription_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place constant public.spaces := private.plans_space(space);
  asset constant uuid := private.asset_id(currency);
  plan public.subscription_plans;
begin
  perform private.check_amount(private.terms_of(space, asset), price);
  insert into public.subscription_plans
    (space_id, visibility, tier, name, description, asset_id, price, period, trial_days)
  values (
    space, place.visibility, create_plan.tier, btrim(create_plan.name),
    btrim(create_plan.description), asset, create_plan.price, create_plan.period,
    create_plan.trial_days
  )
  returning * into plan;
  return plan;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.edit_plan(
  plan uuid, name text, description text, price bigint, trial_days integer, is_active boolean
)
returns public.subscription_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  edited public.subscription_plans;
begin
  select p.* into edited from public.subscription_plans p where p.id = plan for no key update;
  if not found then
    perform private.fail(404, 'plan_not_found', 'There is no such plan.');
  end if;
  perform private.plans_space(edited.space_id);
  perform private.check_amount(
    private.terms_of(edited.space_id, edited.asset_id), coalesce(edit_plan.price, edited.price));
  update public.subscription_plans p
  set name = coalesce(btrim(edit_plan.name), p.name),
    description = coalesce(btrim(edit_plan.description), p.description),
    price = coalesce(edit_plan.price, p.price),
    trial_days = coalesce(edit_plan.trial_days, p.trial_days),
    is_active = coalesce(edit_plan.is_active, p.is_active)
  where p.id = plan
  returning * into edited;
  return edited;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.plan_to_take(plan uuid, person uuid)
returns public.subscription_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  taken public.subscription_plans;
begin
  select p.* into taken from public.subscription_plans p where p.id = plan for share;
  if taken.id is null or not private.has_space_role(taken.space_id, person, 'member') then
    perform private.fail(404, 'plan_not_found', 'There is no such plan in a space of yours.');
  elsif not taken.is_active then
    perform private.fail(409, 'plan_inactive', 'Choose another plan.');
  end if;
  return taken;
end;
$$;
comment on function private.plan_to_take is
  'For members of its space. Errors: 404 plan_not_found, 409 plan_inactive.';

create function private.subscribe(plan uuid, request_key text)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  wanted public.subscription_plans;
  made public.standing_orders;
  has_trial boolean;
begin
  perform from public.profiles p where p.id = person for no key update;
  wanted := private.plan_to_take(plan, person);
  select o.* into made
  from public.standing_orders o
  join public.subscriptions s on s.standing_order_id = o.id
  where s.profile_id = person and s.space_id = wanted.space_id
    and o.status not in ('cancelled', 'ended')
  limit 1;
  if found and made.status = 'incomplete' and made.request_key <> subscribe.request_key then
    perform private.end_order(made.id, 'never_paid');
  elsif found and made.request_key <> subscribe.request_key then
    perform private.fail(409, 'already_subscribed', 'You have a membership. Change its plan.');
  end if;
  made := private.make_order(
    'subscription', wanted.space_id,
    (select a.code from public.assets a where a.id = wanted.asset_id), wanted.price, wanted.period,
    false, request_key, to_jsonb(plan));
  if exists (select from public.subscriptions s where s.standing_order_id = made.id) then
    return made.id;
  end if;
  has_trial := wanted.trial_days > 0 and not exists (
    select from public.subscriptions s
    where s.profile_id = person and s.space_id = wanted.space_id and s.had_trial
  );
  if has_trial and (private.method_for(made)).id is null then
    perform private.fail(409, 'method_required', 'Leave a payment method first.');
  end if;
  insert into public.subscriptions (standing_order_id, space_id, profile_id, plan_id, had_trial)
  values (made.id, made.space_id, person, plan, has_trial);
  if has_trial then
    update public.standing_orders o
    set status = 'trialing', anchor_at = now() + wanted.trial_days * interval '1 day',
      paid_until = now() + wanted.trial_days * interval '1 day',
      due_at = now() + wanted.trial_days * interval '1 day'
    where o.id = made.id;
  end if;
  return made.id;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.change_plan(standing_order uuid, plan uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own constant public.standing_orders := private.own_running_order(standing_order);
  wanted public.subscription_plans;
begin
  if own.purpose <> 'subscription' or own.status = 'incomplete' then
    perform private.fail(409, 'cannot_change', 'Only a membership that began can be changed.');
  end if;
  wanted := private.plan_to_take(plan, own.profile_id);
  if wanted.space_id <> own.space_id then
    perform private.fail(404, 'plan_not_found', 'There is no such plan in this space.');
  elsif wanted.asset_id <> own.asset_id then
    perform private.fail(409, 'other_currency', 'Choose a plan in the same currency.');
  end if;
  -- Back to the plan that it is, nothing changes; what it costs stays, too.
  if exists (
    select from public.subscriptions s where s.standing_order_id = own.id and s.plan_id = plan
  ) then
    update public.subscriptions s set next_plan_id = null where s.standing_order_id = own.id;
    update public.standing_orders o set next_amount = null, next_period = null where o.id = own.id;
    return;
  end if;
  update public.subscriptions s set next_plan_id = plan where s.standing_order_id = own.id;
  update public.standing_orders o
  set next_amount = wanted.price, next_period = wanted.period
  where o.id = own.id;
end;
$$;

create function private.my_tiers()
returns table (space_id uuid, tier public.membership_tier, ends_at timestamptz)
language sql stable security definer set search_path = ''
begin atomic
  select t.space_id, t.tier, t.ends_at
  from private.membership_tiers t
  where t.profile_id = (select auth.uid()) and coalesce(t.ends_at > now(), true)
  order by t.space_id
  limit 1000;
end;

create function public.create_plan(
  space uuid, tier public.membership_tier, name text, currency text, price bigint,
  period public.charge_period, trial_days integer default 0, description text default ''
)
returns public.subscription_plans
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_plan(space, tier, name, currency, price, period, trial_days, description);
end;
comment on function public.create_plan is
  'Offers a membership of a space at a price (minor units of the currency) for each period. Errors: '
  '401 sign_in_required, 404 not_found (the space), 403 permission_required, 409 space_archived, '
  '404 asset_not_found, 422 currency_not_taken, 422 amount_out_of_range; 23514 names the rule broken.';

create function public.edit_plan(
  plan uuid, name text default null, description text default null, price bigint default null,
  trial_days integer default null, is_active boolean default null
)
returns public.subscription_plans
language sql volatile security invoker set search_path = ''
begin atomic
  select private.edit_plan(plan, name, description, price, trial_days, is_active);
end;
comment on function public.edit_plan is
  'Changes what is given of a plan. Whoever has subscribed goes on paying what they did. Errors: '
  '401 sign_in_required, 404 plan_not_found, 404 not_found (the space), 403 permission_required, '
  '409 space_archived, 422 amount_out_of_range; 23514 names the rule broken.';

create function public.subscribe(plan uuid, request_key text)
returns uuid
language sql volatile security invoker set search_path = ''
begin atomic
  select private.subscribe(plan, request_key);
end;
comment on function public.subscribe is
  'Takes a plan of a space that the caller is a member of: one membership for each space. It begins '
  'with a trial, for which a payment method has to be there, or with the first payment: take the id '
  'that is returned as target to POST payments/checkouts or payments/charges, with purpose '
  'subscription. Errors: 401 sign_in_required, 404 plan_not_found, 409 plan_inactive, '
  '409 already_subscribed, 409 method_required, 404 feature_off, 409 space_archived, '
  '409 request_key_reused, 422 currency_not_taken, 422 amount_out_of_range, 429 too_many_attempts.';

create function public.change_plan(standing_order uuid, plan uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.change_plan(standing_order, plan);
end;
comment on function public.change_plan is
  'Another plan of the space, in the same currency, from the next period on; the plan that it is, and '
  'nothing changes. Errors: 401 sign_in_required, 404 order_not_found, 409 order_ended, '
  '409 cannot_change, 404 plan_not_found, 409 plan_inactive, 409 other_currency.';

create function public.my_tiers()
returns table (space_id uuid, tier public.membership_tier, ends_at timestamptz)
language sql stable security invoker set search_path = ''
begin atomic
  select t.space_id, t.tier, t.ends_at from private.my_tiers() t;
end;
comment on function public.my_tiers is
  'What the caller''s memberships include where that is more than basic, and until when. While a '
  'renewal is tried again, that is two weeks longer than what was paid for.';

revoke execute on function
  private.plans_space, private.create_plan, private.edit_plan, private.plan_to_take,
  private.subscribe, private.change_plan, private.my_tiers, public.create_plan, public.edit_plan,
  public.subscribe, public.change_plan, public.my_tiers
from public;
grant execute on function
  private.create_plan, private.edit_plan, private.subscribe, private.change_plan,
  private.my_tiers, public.create_plan, public.edit_plan, public.subscribe, public.change_plan,
  public.my_tiers
to authenticated;
