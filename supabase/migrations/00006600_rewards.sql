-- What people earn for what they do. Rules are rows: the installation's, which hold wherever a space
-- has none of its own. A grant says how it came about and is booked where it is made, so that what
-- was earned sums up again from the grants, and the grants from their parts.
create type public.membership_tier as enum ('basic', 'premium', 'superachiever');
comment on type public.membership_tier is 'What a membership includes, ascending.';

create table private.membership_tiers (
  space_id   uuid not null,
  profile_id uuid not null,
  tier       public.membership_tier not null,
  ends_at    timestamptz,

  primary key (space_id, profile_id),
  constraint membership_tiers_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint membership_tiers_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table private.membership_tiers is
  'Whose membership of a space includes more than basic, and until when. Written by whatever sells '
  'memberships.';

create index membership_tiers_profile_id_idx on private.membership_tiers (profile_id);

create table public.reward_rules (
  id                    uuid primary key default gen_random_uuid(),
  space_id              uuid,
  action                text not null,
  asset_id              uuid not null,
  base                  bigint not null,
  sunday                bigint not null,
  premium_percent       integer not null default 100,
  superachiever_percent integer not null default 100,
  daily_grants          integer,
  daily_amount          bigint,
  halved_above          bigint,
  has_streak            boolean not null default false,
  is_active             boolean not null default true,
  created_at            timestamptz not null default now(),
  updated_at            timestamptz not null default now(),

  constraint reward_rules_space_id_action_key unique nulls not distinct (space_id, action),
  constraint reward_rules_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint reward_rules_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint reward_rules_action_format check (action ~ '^[a-z][a-z_]{1,40}$'),
  constraint reward_rules_base_to_a_million check (base between 0 and 1000000),
  constraint reward_rules_sunday_to_a_million check (sunday between 0 and 1000000),
  constraint reward_rules_tiers_ascend check (
    100 <= premium_percent and premium_percent <= superachiever_percent
    and superachiever_percent <= 1000
  ),
  constraint reward_rules_daily_grants_from_1 check (daily_grants between 1 and 1000),
  constraint reward_rules_daily_amount_from_1 check (daily_amount between 1 and 1000000000),
  constraint reward_rules_halved_above_exact check (
    halved_above between 0 and 9007199254740991
  )
);
comment on table public.reward_rules is
  'What an action earns. A space''s own rule stands instead of the installation''s; one that is not '
  'active switches the action off there. Written by commands only.';
comment on column public.reward_rules.space_id is
  'Null: of the installation. In a token of the installation, its daily limits then hold for all '
  'spaces together.';
comment on column public.reward_rules.base is 'Minor units, Monday to Saturday by UTC.';
comment on column public.reward_rules.sunday is 'Minor units, on Sundays by UTC.';
comment on column public.reward_rules.premium_percent is
  'Of base or sunday, for premium members; rounded down.';
comment on column public.reward_rules.daily_grants is
  'How many times a person earns by it in a UTC day. Null: always.';
comment on column public.reward_rules.daily_amount is
  'How much at most in a UTC day, without the streak''s bonus. Null: no limit.';
comment on column public.reward_rules.halved_above is
  'Who has more than this of the token earns half, rounded down. Null: nobody does.';
comment on column public.reward_rules.has_streak is 'Does it count as a day of the streak?';

create index reward_rules_asset_id_idx on public.reward_rules (asset_id);

create trigger reward_rules_before_update_set_updated_at
  before update on public.reward_rules
  for each row execute function extensions.moddatetime(updated_at);

-- In private: the source leads to the name somebody goes by in the space.
create table private.reward_grants (
  id             uuid primary key default gen_random_uuid(),
  space_id       uuid,
  action         text not null,
  profile_id     uuid not null,
  source_type    text not null,
  source_id      text not null,
  asset_id       uuid not null,
  happened_at    timestamptz not null,
  day            date not null,
  base           bigint not null,
  tier           public.membership_tier not null,
  percent        integer not null,
  is_halved      boolean not null,
  cap_cut        bigint not null,
  points         bigint not null,
  streak         integer,
  streak_bonus   bigint not null,
  amount         bigint not null generated always as (points + streak_bonus) stored,
  team_boost     bigint not null,
  transaction_id uuid,
  granted_at     timestamptz not null default clock_timestamp(),

  constraint reward_grants_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint reward_grants_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint reward_grants_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint reward_grants_transaction_id_fkey foreign key (transaction_id)
    references private.ledger_transactions on delete restrict,
  constraint reward_grants_source_type_format check (source_type ~ '^[a-z][a-z_]{0,62}$'),
  constraint reward_grants_source_id_1_to_100 check (
    source_id <> '' and char_length(source_id) <= 100
  ),
  constraint reward_grants_never_negative check (
    points >= 0 and cap_cut >= 0 and streak_bonus >= 0 and team_boost >= 0
  ),
  constraint reward_grants_points_explained check (
    points + cap_cut = base * percent / 100 / case when is_halved then 2 else 1 end
  ),
  constraint reward_grants_bonus_has_streak check (streak_bonus = 0 or streak is not null),
  constraint reward_grants_booked_unless_nothing check (
    (transaction_id is null) = (points + streak_bonus + team_boost = 0)
  )
);
comment on table private.reward_grants is
  'What was earned by what, once for each action, and how it came about. Append-only. People read '
  'theirs by my_rewards.';
comment on column private.reward_grants.day is 'The UTC day of the action: its limits are that day''s.';
comment on column private.reward_grants.cap_cut is 'What the daily limits took off.';
comment on column private.reward_grants.points is
  'base by percent, halved or not, less cap_cut. amount is this and the streak''s bonus.';
comment on column private.reward_grants.streak is
  'The day of the streak that the action made. Null: none.';
comment on column private.reward_grants.team_boost is 'What the team''s pool got for it.';

-- Once for each person and source, in whatever space it was, or in none.
create unique index reward_grants_source_key
  on private.reward_grants (profile_id, action, source_type, source_id, space_id)
  nulls not distinct;
create index reward_grants_profile_id_day_idx
  on private.reward_grants (profile_id, day, asset_id);
create index reward_grants_profile_id_granted_at_idx
  on private.reward_grants (profile_id, granted_at desc);
create index reward_grants_space_id_day_idx on private.reward_grants (space_id, day);
create index reward_grants_asset_id_idx on private.reward_grants (asset_id);
create index reward_grants_transaction_id_idx on private.reward_grants (transaction_id)
  where transaction_id is not null;

create trigger reward_grants_before_change_refuse
  before update or delete on private.reward_grants
  for each row execute function private.refuse_change();
create trigger reward_grants_before_truncate_refuse
  before truncate on private.reward_grants
  for each statement execute function private.refuse_change();

create table private.reward_streaks (
  profile_id uuid not null,
  space_id   uuid not null,
  length     integer not null,
  stepped_on date not null,
  active_at  timestamptz not null,

  primary key (profile_id, space_id),
  constraint reward_streaks_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint reward_streaks_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint reward_streaks_length_from_1 check (length >= 1)
);
comment on table private.reward_streaks is
  'Days in a row on which somebody was active in a space. People read theirs by my_streak.';
comment on column private.reward_streaks.stepped_on is 'The UTC day that made it as long as it is.';
comment on column private.reward_streaks.active_at is
  'The last action that counts. 36 hours later the streak is over.';

create index reward_streaks_space_id_idx on private.reward_streaks (space_id);

create function private.streak_bonus(streak integer)
returns bigint
language sql immutable strict parallel safe security invoker set search_path = ''
begin atomic
  -- F(streak), at most F(13) = 233, by a factor from 1 up to 2.618 on day 34, in parts of 33,000;
  -- half a token rounds up.
  select (
    2 * (array[1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233])[least(streak, 13)]::bigint
      * least(33000 + (least(streak, 34) - 1) * 1618, 86394)
    + 33000
  ) / 66000;
end;
comment on function private.streak_bonus is
  'What the n-th day of a streak earns, n from 1: round(min(F(n), 233) × min(1 + (n − 1) / 33 × 1.618, '
  '2.618)).';

create function private.team_boost(points bigint, active bigint, size bigint)
returns bigint
language sql immutable strict parallel safe security invoker set search_path = ''
begin atomic
  select 618 * least(greatest(active, 1), greatest(size, 1)) * 5 * points
    / (1000 * greatest(size, 1));
end;
comment on function private.team_boost is
  'floor(0.618 × active × 5 / size × points), of at least one active member and at most all.';

create function private.next_streak(
  length integer, stepped_on date, active_at timestamptz, moment timestamptz
)
returns integer
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select case
    when stepped_on >= (moment at time zone 'utc')::date then null
    when moment <= active_at + interval '36 hours' then length + 1
    else 1
  end;
end;
comment on function private.next_streak is
  'The day of the streak that an action makes, or null where its day, or a later one, was counted '
  'before. Of no streak yet all is null.';

create function private.room_left(rule public.reward_rules, grants bigint, points bigint)
returns bigint
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select case
    when grants >= rule.daily_grants then 0
    else greatest(coalesce(rule.daily_amount - points, 9007199254740991), 0)
  end;
end;
comment on function private.room_left is
  'How much a rule still grants after so many grants and points of a day.';

create type private.reward_reckoning as (
  base bigint, percent integer, is_halved boolean, points bigint, cap_cut bigint
);

create function private.reckon_reward(
  rule public.reward_rules, tier public.membership_tier, day date, held bigint, room bigint
)
returns private.reward_reckoning
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (r.base, r.percent, r.is_halved, least(f.points, room),
    f.points - least(f.points, room))::private.reward_reckoning
  from (
    select case when extract(isodow from day) = 7 then rule.sunday else rule.base end as base,
      case tier
        when 'superachiever' then rule.superachiever_percent
        when 'premium' then rule.premium_percent
        else 100
      end as percent,
      coalesce(held > rule.halved_above, false) as is_halved
  ) as r
  cross join lateral (
    select r.base * r.percent / 100 / case when r.is_halved then 2 else 1 end as points
  ) as f;
end;
comment on function private.reckon_reward is
  'What an action earns by a rule: who holds so much of the token, and has so much room that day.';

create function private.membership_tier(space uuid, person uuid)
returns public.membership_tier
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(
    (
      select t.tier
      from private.membership_tiers t
      where t.space_id = space and t.profile_id = person and coalesce(t.ends_at > now(), true)
    ),
    'basic'
  );
end;
comment on function private.membership_tier is 'What this person''s membership includes now.';

create function private.reward_rule(space uuid, action text)
returns public.reward_rules
language sql stable security definer set search_path = ''
begin atomic
  select r.*
  from public.reward_rules r
  where (r.space_id = space or r.space_id is null) and r.action = reward_rule.action
  order by r.space_id nulls last
  limit 1;
end;
comment on function private.reward_rule is
  'The space''s own rule for an action, or the installation''s.';

insert into public.reward_rules (action, asset_id, base, sunday, premium_percent,
  superachiever_percent, daily_grants, halved_above, has_streak)
select r.action, private.asset_id(r.token), r.base, r.sunday, r.premium, r.superachiever,
  r.daily_grants, 1000, r.has_streak
from (values
  ('post', 'LUCK', 2, 5, 200, 300, 5, true),
  ('post_live', 'LIVE', 2, 4, 200, 300, 3, true),
  ('post_love', 'LOVE', 2, 4, 200, 300, 3, true),
  ('post_life', 'LIFE', 3, 6, 200, 300, 3, true),
  ('comment', 'LOVE', 2, 2, 100, 100, 3, true),
  ('message', 'LOVE', 5, 5, 200, 300, 10, true),
  ('attendance', 'LUCK', 25, 25, 125, 150, 3, true),
  ('login', 'LUCK', 1, 1, 100, 100, 1, true),
  ('collaboration', 'LOVE', 25, 25, 100, 100, 3, true),
  ('referral', 'LUCK', 100, 100, 100, 100, 3, false)
) as r (action, token, base, sunday, premium, superachiever, daily_grants, has_streak);

revoke execute on function
  private.streak_bonus, private.team_boost, private.next_streak, private.room_left,
  private.reckon_reward, private.membership_tier, private.reward_rule
from public;

select private.declares_permission('rewards.edit', 'organizer',
  'Set what actions earn in the space.');
select private.declares_permission('rewards.view', 'organizer',
  'See what the space''s rules granted, week by week.');

select private.holds_personal_data('private.membership_tiers', 'profile_id', 'delete');
-- Comes by the million; and what was earned is a log already.
select private.holds_personal_data('private.reward_grants', 'profile_id', 'delete',
  is_traced => false);
select private.holds_personal_data('private.reward_streaks', 'profile_id', 'delete',
  is_traced => false);
