-- Memberships that are paid for. A plan says which tier of a space costs what; a subscription is a
-- person's standing order for one, and gives them the tier for as long as it is paid.
create table public.subscription_plans (
  id          uuid primary key default gen_random_uuid(),
  space_id    uuid not null,
  visibility  public.space_visibility not null,
  tier        public.membership_tier not null,
  name        text not null,
  description text not null default '',
  asset_id    uuid not null,
  price       bigint not null,
  period      public.charge_period not null,
  trial_days  smallint not null default 0,
  is_active   boolean not null default true,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),

  constraint subscription_plans_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint subscription_plans_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint subscription_plans_tier_above_basic check (tier > 'basic'),
  constraint subscription_plans_name_1_to_100 check (
    btrim(name) <> '' and char_length(name) <= 100
  ),
  constraint subscription_plans_description_at_most_500 check (char_length(description) <= 500),
  constraint subscription_plans_price_positive check (price > 0),
  constraint subscription_plans_trial_days_0_to_90 check (trial_days between 0 and 90)
);
comment on table public.subscription_plans is
  'What a space sells memberships for. Whoever has subscribed pays what the plan cost then. Written by '
  'commands only.';
comment on column public.subscription_plans.visibility is
  'The space''s, copied here so that no policy needs a join.';
comment on column public.subscription_plans.price is 'Minor units of the asset, each period.';
comment on column public.subscription_plans.trial_days is
  'So many days are free, once for each person and space.';
comment on column public.subscription_plans.is_active is 'Can one subscribe to it?';

create index subscription_plans_space_id_idx on public.subscription_plans (space_id, price, id);
create index subscription_plans_asset_id_idx on public.subscription_plans (asset_id);

create trigger subscription_plans_before_update_set_updated_at
  before update on public.subscription_plans
  for each row execute function extensions.moddatetime(updated_at);

create function private.share_visibility_with_plans()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.subscription_plans p set visibility = new.visibility where p.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_visibility_with_plans is
  'A space''s plans change visibility with it.';

create trigger spaces_after_update_share_visibility_with_plans
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_visibility_with_plans();

create table public.subscriptions (
  standing_order_id uuid primary key,
  space_id          uuid not null,
  profile_id        uuid,
  plan_id           uuid not null,
  next_plan_id      uuid,
  had_trial         boolean not null,

  constraint subscriptions_standing_order_id_fkey foreign key (standing_order_id)
    references public.standing_orders on delete restrict,
  constraint subscriptions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint subscriptions_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint subscriptions_plan_id_fkey foreign key (plan_id)
    references public.subscription_plans on delete restrict,
  constraint subscriptions_next_plan_id_fkey foreign key (next_plan_id)
    references public.subscription_plans on delete restrict
);
comment on table public.subscriptions is
  'Who pays for a membership. Until when, and how it stands, is in standing_orders. Written by '
  'commands, and by what becomes of the standing order.';
comment on column public.subscriptions.next_plan_id is 'The plan from the next period on.';

create index subscriptions_space_id_idx
  on public.subscriptions (space_id, standing_order_id desc);
create index subscriptions_profile_id_idx on public.subscriptions (profile_id, space_id);
create index subscriptions_plan_id_idx on public.subscriptions (plan_id);
create index subscriptions_next_plan_id_idx on public.subscriptions (next_plan_id);

create trigger subscriptions_before_delete_refuse
  before delete on public.subscriptions
  for each row execute function private.refuse_change();

create function private.entitled_until(standing_order public.standing_orders)
returns timestamptz
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select case
    when standing_order.returned_at is null and standing_order.profile_id is not null then
      case standing_order.status
        when 'trialing' then standing_order.paid_until
        when 'active' then standing_order.paid_until + case
          when not standing_order.cancel_at_period_end
            and (standing_order.paid_until > standing_order.anchor_at
              or standing_order.anchor_payments > 0)
            then interval '15 days'
          else interval '0'
        end
        when 'past_due' then standing_order.paid_until + interval '15 days'
      end
  end;
end;
comment on function private.entitled_until is
  'Until when a standing order gives its tier: what was paid for, and while it is tried again the two '
  'weeks that this takes, with a day to spare. A trial that nobody pays for ends as it is.';

create function private.follow_subscription()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  until constant timestamptz := private.entitled_until(new);
begin
  if old.next_amount is not null and new.next_amount is null then
    update public.subscriptions s
    set plan_id = coalesce(s.next_plan_id, s.plan_id), next_plan_id = null
    where s.standing_order_id = new.id;
  end if;
  if until is not null then
    insert into private.membership_tiers as t (space_id, profile_id, tier, ends_at)
    select new.space_id, new.profile_id, p.tier, until
    from public.subscriptions s
    join public.subscription_plans p on p.id = s.plan_id
    where s.standing_order_id = new.id
    on conflict on constraint membership_tiers_pkey do update
    -- Another plan begins with its first try: before it is paid, nobody has more by it than they had.
    set tier = case
        when new.paid_until > coalesce(old.paid_until, '-infinity') then excluded.tier
        else least(t.tier, excluded.tier)
      end,
      ends_at = excluded.ends_at;
  elsif private.entitled_until(old) is not null then
    delete from private.membership_tiers t
    where t.space_id = old.space_id and t.profile_id = old.profile_id;
  end if;
  return null;
end;
$$;
comment on function private.follow_subscription is
  'Whose subscription stands has its tier; what was to hold from the next period holds when that begins.';

create trigger standing_orders_after_update_follow_subscription
  after update on public.standing_orders
  for each row when (new.purpose = 'subscription')
  execute function private.follow_subscription();

revoke execute on function
  private.share_visibility_with_plans, private.entitled_until, private.follow_subscription
from public;

select private.declares_purpose('subscription', 'order_price', 'follow_order');
select private.holds_personal_data('public.subscriptions', 'profile_id', 'detach');
