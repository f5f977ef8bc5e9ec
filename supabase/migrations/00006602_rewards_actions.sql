-- Granting, and how a space sets its own rules. All that decides a grant is read under one lock for
-- each person: what else they earn at the same moment, in whatever space, waits and then counts.

create function private.step_streak(space uuid, person uuid, moment timestamptz)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  today constant date := (moment at time zone 'utc')::date;
  before private.reward_streaks;
  step integer;
begin
  select s.* into before
  from private.reward_streaks s
  where s.profile_id = person and s.space_id = space;
  step := private.next_streak(before.length, before.stepped_on, before.active_at, moment);

  insert into private.reward_streaks (profile_id, space_id, length, stepped_on, active_at)
  values (person, space, coalesce(step, before.length), today, moment)
  on conflict on constraint reward_streaks_pkey do update set
    length = excluded.length,
    stepped_on = greatest(before.stepped_on, today),
    active_at = greatest(before.active_at, moment);
  return step;
end;
$$;
comment on function private.step_streak is
  'Counts an action in. The day of the streak that it made, or null where its day, or a later one, '
  'was counted before. Call it under the person''s lock.';

create function private.daily_room(
  rule public.reward_rules, person uuid, today date, asset uuid, spaces_together boolean,
  space uuid
)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select private.room_left(rule, count(*), coalesce(sum(g.points), 0)::bigint)
  from private.reward_grants g
  where g.profile_id = person and g.day = today and g.asset_id = asset
    and g.action = rule.action and g.points > 0
    and (spaces_together or g.space_id is not distinct from daily_room.space);
end;
comment on function private.daily_room is
  'How much a rule still grants somebody that day, in the space or in all spaces together.';

create function private.team_boost_of(space uuid, person uuid, today date, points bigint)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select private.team_boost(
    points,
    (
      select count(distinct g.profile_id) filter (where g.profile_id <> person) + 1
      from private.reward_grants g
      where g.space_id = space and g.day between today - 6 and today
    ),
    (
      select count(*)
      from public.space_members m
      where m.space_id = space and m.status = 'active'
    )
  );
end;
comment on function private.team_boost_of is
  'What a team''s pool gets when one of it earns points. Active are those who earned something there '
  'in the last seven days.';

create function private.grant_reward(
  space       uuid,
  action      text,
  person      uuid,
  source_type text,
  source_id   text,
  happened_at timestamptz default now()
)
returns private.reward_grants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  moment constant timestamptz := least(happened_at, now());
  today constant date := (moment at time zone 'utc')::date;
  is_here constant boolean := private.stays(person);
  place public.spaces;
  rule public.reward_rules;
  everywhere public.reward_rules;
  token public.assets;
  made private.reward_grants;
  accounts uuid[];
  amounts bigint[];
  held bigint;
  room bigint;
begin
  perform pg_advisory_xact_lock(uuid_hash_extended(person, 66));
  select g.* into made
  from private.reward_grants g
  where g.profile_id = person and g.action = grant_reward.action
    and g.source_type = grant_reward.source_type and g.source_id = grant_reward.source_id
    and g.space_id is not distinct from space;
  if found then
    return made;
  end if;

  rule := private.reward_rule(space, action);
  select a.* into token from public.assets a where a.id = rule.asset_id;
  select s.* into place from public.spaces s where s.id = space;
  if not is_here or rule.is_active is not true or token.retired_at is not null
    or space is not null and (
      place.id is null or place.archived_at is not null
      or not private.has_space_role(space, person, 'member')
    )
  then
    return null;
  end if;

  accounts := array[
    private.system_account(token.id, 'issuance'), private.wallet_of(person, token.id)
  ];
  if place.kind = 'team' then
    accounts := accounts || private.space_account(space, token.id, 'pool');
  end if;
  -- All of them in the order of ids: the balance stays as it is read here, and nobody waits in a
  -- circle.
  perform from public.ledger_accounts a where a.id = any (accounts) order by a.id for no key update;
  select a.balance into held from public.ledger_accounts a where a.id = accounts[2];

  made.tier := private.membership_tier(space, person);
  room := private.daily_room(rule, person, today, token.id, false, space);
  if token.space_id is null then
    everywhere := private.reward_rule(null, action);
    room := least(room, private.daily_room(everywhere, person, today, token.id, true, null));
  end if;
  select r.base, r.percent, r.is_halved, r.points, r.cap_cut
  into made.base, made.percent, made.is_halved, made.points, made.cap_cut
  from private.reckon_reward(rule, made.tier, today, held, room) as r;

  made.streak_bonus := 0;
  if rule.has_streak and space is not null then
    made.streak := private.step_streak(space, person, moment);
    -- Whoever is in many spaces has many streaks, and one bonus a day of what counts in all of them.
    if made.streak is not null and (token.space_id is not null or not exists (
      select from private.reward_grants g
      where g.profile_id = person and g.day = today and g.asset_id = token.id
        and g.streak_bonus > 0
    )) then
      made.streak_bonus := private.streak_bonus(made.streak);
    end if;
  end if;

  -- By the base: what a pool gets tells nobody who earned it, nor what their membership includes.
  made.team_boost := case
    when place.kind = 'team' and made.points > 0
    then private.team_boost_of(space, person, today, made.base)
    else 0
  end;

  made.id := gen_random_uuid();
  if made.points + made.streak_bonus > 0 then
    amounts := array[
      -made.points - made.streak_bonus - made.team_boost, made.points + made.streak_bonus
    ];
    if made.team_boost > 0 then
      amounts := amounts || made.team_boost;
    end if;
    made.transaction_id := (private.post_transaction(
      'reward', 'reward:' || made.id, accounts[:cardinality(amounts)], amounts, space,
      'reward_grants/' || made.id, 'Earned: ' || action
    )).id;
  end if;

  insert into private.reward_grants (id, space_id, action, profile_id, source_type, source_id,
    asset_id, happened_at, day, base, tier, percent, is_halved, cap_cut, points, streak,
    streak_bonus, team_boost, transaction_id)
  values (made.id, space, grant_reward.action, person, grant_reward.source_type,
    grant_reward.source_id, token.id, moment, today, made.base, made.tier, made.percent,
    made.is_halved, made.cap_cut, made.points, made.streak, made.streak_bonus, made.team_boost,
    made.transaction_id)
  returning * into made;
  return made;
end;
$$;
comment on function private.grant_reward is
  'Grants what an action earns its person, once for each source: repeating it returns the first '
  'grant. Null, and nothing granted, where no rule is active, its token is retired, or the person '
  'is not an active member there. Without a space it is earned in the installation. An action of the '
  'future counts as of now. Several people in one transaction: in the order of their ids.';

create function private.reward_referral()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- By its hash: a grant stays after the person it is earned by was erased.
  perform private.grant_reward(null, 'referral', new.referrer_id, 'referral',
    encode(sha256(uuid_send(new.referred_id)), 'hex'), new.created_at);
  return null;
end;
$$;
comment on function private.reward_referral is 'Whoever brought somebody earns by it, once.';

create trigger referrals_after_insert_reward
  after insert on public.referrals
  for each row when (new.referrer_id is not null)
  execute function private.reward_referral();

create function private.member_of(space uuid)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  if not private.has_space_role(space, person, 'member') then
    if exists (
      select from public.spaces s where s.id = space and private.knows_space(s, person)
    ) then
      perform private.fail(403, 'member_required', 'Join the space first.');
    end if;
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;
  return person;
end;
$$;
comment on function private.member_of is
  'The caller, an active member there. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required.';

create function private.check_in(space uuid)
returns private.reward_grants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.member_of(space);
begin
  return private.grant_reward(space, 'login', person, 'day',
    ((now() at time zone 'utc')::date)::text);
end;
$$;
comment on function private.check_in is 'See public.check_in.';

create function private.my_streak(space uuid)
returns table (streak integer, next_bonus bigint, lasts_until timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
  person constant uuid := private.member_of(space);
begin
  return query
    select coalesce(s.length, 0), private.streak_bonus(coalesce(s.length, 0) + 1),
      s.active_at + interval '36 hours'
    from (select) as caller
    left join private.reward_streaks s
      on s.profile_id = person and s.space_id = my_streak.space
        and s.active_at + interval '36 hours' >= now();
end;
$$;
comment on function private.my_streak is 'See public.my_streak.';

create function private.my_rewards(space uuid, before timestamptz, page integer)
returns table (
  granted_at timestamptz, space_id uuid, action text, source_type text, source_id text, token text,
  happened_at timestamptz, base bigint, tier public.membership_tier, percent integer,
  is_halved boolean, cap_cut bigint, points bigint, streak integer, streak_bonus bigint,
  amount bigint
)
language sql stable security definer rows 50 set search_path = ''
begin atomic
  select g.granted_at, g.space_id, g.action, g.source_type, g.source_id, a.code, g.happened_at,
    g.base, g.tier, g.percent, g.is_halved, g.cap_cut, g.points, g.streak, g.streak_bonus, g.amount
  from private.reward_grants g
  join public.assets a on a.id = g.asset_id
  where g.profile_id = (select auth.uid()) and g.granted_at < coalesce(before, 'infinity')
    and (my_rewards.space is null or g.space_id = my_rewards.space)
  order by g.granted_at desc
  limit least(page, 100);
end;
comment on function private.my_rewards is 'See public.my_rewards.';

create function private.reward_sums(space uuid, week date)
returns table (action text, token text, grants bigint, amount bigint, cap_cut bigint)
language plpgsql stable security definer set search_path = ''
as $$
declare
  monday constant date := date_trunc('week', week::timestamp);
begin
  if not private.has_permission(space, private.member_of(space), 'rewards.view') then
    perform private.fail(403, 'permission_required', 'Your rank here does not see this.');
  end if;
  return query
    select g.action, a.code, count(*), sum(g.amount)::bigint, sum(g.cap_cut)::bigint
    from private.reward_grants g
    join public.assets a on a.id = g.asset_id
    where g.space_id = reward_sums.space and g.day between monday and monday + 6
      and monday + 7 <= (now() at time zone 'utc')::date
    group by g.action, a.code
    having count(distinct g.profile_id) >= 5
    order by g.action, a.code;
end;
$$;
comment on function private.reward_sums is 'See public.reward_sums.';

create function private.check_reward_rule(space uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.member_of(space);
begin
  if not private.has_permission(space, person, 'rewards.edit') then
    perform private.fail(403, 'permission_required', 'Your rank here does not set rewards.');
  end if;
  -- The lock keeps whether it is archived; of two who set a rule the second sees the first.
  perform from public.spaces s where s.id = space and s.archived_at is null for no key update;
  if not found then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
end;
$$;
comment on function private.check_reward_rule is
  'Does the caller set what is earned there? Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required, 403 permission_required, 409 space_archived.';

create function private.set_reward_rule(
  space uuid, action text, token text, base bigint, sunday bigint, premium_percent integer,
  superachiever_percent integer, daily_grants integer, daily_amount bigint, halved_above bigint,
  has_streak boolean, is_active boolean
)
returns public.reward_rules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  asset public.assets;
  standard public.reward_rules;
  rule public.reward_rules;
begin
  perform private.check_reward_rule(space);
  select a.* into asset from public.assets a where a.id = private.asset_id(token, space);
  select r.* into standard
  from public.reward_rules r
  where r.space_id is null and r.action = set_reward_rule.action;
  -- What counts everywhere is not issued by whoever founds a space.
  if asset.kind <> 'token' then
    perform private.fail(422, 'token_required', 'People earn tokens here, not money or hours.');
  elsif asset.space_id is null and (
    standard.asset_id is distinct from asset.id
    or base > standard.base or sunday > standard.sunday
    or premium_percent > standard.premium_percent
    or superachiever_percent > standard.superachiever_percent
    or has_streak and not standard.has_streak
  ) then
    perform private.fail(422, 'above_standard',
      'A token that counts everywhere is earned at most as everywhere. Use a token of the space.');
  end if;

  insert into public.reward_rules as r (space_id, action, asset_id, base, sunday, premium_percent,
    superachiever_percent, daily_grants, daily_amount, halved_above, has_streak, is_active)
  values (space, set_reward_rule.action, asset.id, set_reward_rule.base, set_reward_rule.sunday,
    set_reward_rule.premium_percent, set_reward_rule.superachiever_percent,
    set_reward_rule.daily_grants, set_reward_rule.daily_amount, set_reward_rule.halved_above,
    set_reward_rule.has_streak, set_reward_rule.is_active)
  on conflict on constraint reward_rules_space_id_action_key do update set
    asset_id = excluded.asset_id, base = excluded.base, sunday = excluded.sunday,
    premium_percent = excluded.premium_percent,
    superachiever_percent = excluded.superachiever_percent,
    daily_grants = excluded.daily_grants, daily_amount = excluded.daily_amount,
    halved_above = excluded.halved_above, has_streak = excluded.has_streak,
    is_active = excluded.is_active
  returning * into rule;
  return rule;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.set_reward_rule is 'See public.set_reward_rule.';

create function private.reset_reward_rule(space uuid, action text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_reward_rule(space);
  delete from public.reward_rules r
  where r.space_id = space and r.action = reset_reward_rule.action;
end;
$$;
comment on function private.reset_reward_rule is 'See public.reset_reward_rule.';

-- Doors: what a client calls.

create function public.check_in(space uuid)
returns table (streak integer, amount bigint)
language sql volatile security invoker set search_path = ''
begin atomic
  select c.streak, c.amount from private.check_in(space) as c where c.id is not null;
end;
comment on function public.check_in is
  'Says that the caller is here today, by UTC: a day of their streak, and what a login earns. '
  'Repeating it the same day returns the first. No row where a login earns nothing there. Errors: '
  '401 sign_in_required, 404 not_found, 403 member_required.';

create function public.my_streak(space uuid)
returns table (streak integer, next_bonus bigint, lasts_until timestamptz)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.my_streak(space);
end;
comment on function public.my_streak is
  'How many days in a row the caller has been active there, what the next day adds, and by when they '
  'have to be back: 36 hours after their last action. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required.';

create function public.my_rewards(
  space uuid default null, before timestamptz default null, page integer default 50
)
returns table (
  granted_at timestamptz, space_id uuid, action text, source_type text, source_id text, token text,
  happened_at timestamptz, base bigint, tier public.membership_tier, percent integer,
  is_halved boolean, cap_cut bigint, points bigint, streak integer, streak_bonus bigint,
  amount bigint
)
language sql stable security invoker rows 50 set search_path = ''
begin atomic
  select * from private.my_rewards(space, before, page);
end;
comment on function public.my_rewards is
  'What the caller earned, in a space or anywhere, newest first, and how it came about: points are '
  'base × percent / 100, half of it where is_halved, less cap_cut; amount is points and streak_bonus. '
  'Next page: before the last granted_at; at most 100.';

create function public.reward_sums(space uuid, week date)
returns table (action text, token text, grants bigint, amount bigint, cap_cut bigint)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.reward_sums(space, week);
end;
comment on function public.reward_sums is
  'What the rules of a space granted in the week (Monday to Sunday, UTC) of a day, once the week is '
  'over: never by whom, and no rule by which fewer than five people earned. Errors: '
  '401 sign_in_required, 404 not_found, 403 member_required, 403 permission_required.';

create function public.set_reward_rule(
  space                 uuid,
  action                text,
  token                 text,
  base                  bigint,
  sunday                bigint,
  premium_percent       integer default 100,
  superachiever_percent integer default 100,
  daily_grants          integer default null,
  daily_amount          bigint default null,
  halved_above          bigint default null,
  has_streak            boolean default false,
  is_active             boolean default true
)
returns public.reward_rules
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_reward_rule(space, action, token, base, sunday, premium_percent,
    superachiever_percent, daily_grants, daily_amount, halved_above, has_streak, is_active);
end;
comment on function public.set_reward_rule is
  'Sets what an action earns in a space, in place of what it earns elsewhere: a token of the space, '
  'or of the installation up to the standard. What was granted stays. Errors: 401 sign_in_required, '
  '404 not_found, 403 member_required, 403 permission_required, 409 space_archived, '
  '404 asset_not_found, 422 token_required, 422 above_standard.';

create function public.reset_reward_rule(space uuid, action text)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.reset_reward_rule(space, action);
end;
comment on function public.reset_reward_rule is
  'Lets an action earn in the space what it earns elsewhere. Repeating it changes nothing. Errors: '
  '401 sign_in_required, 404 not_found, 403 member_required, 403 permission_required, '
  '409 space_archived.';

revoke execute on function
  private.step_streak, private.daily_room, private.team_boost_of, private.grant_reward,
  private.reward_referral, private.member_of, private.check_in, private.my_streak,
  private.my_rewards, private.reward_sums, private.check_reward_rule, private.set_reward_rule,
  private.reset_reward_rule, public.check_in, public.my_streak, public.my_rewards,
  public.reward_sums, public.set_reward_rule, public.reset_reward_rule
from public;
grant execute on function
  private.check_in, private.my_streak, private.my_rewards, private.reward_sums,
  private.set_reward_rule, private.reset_reward_rule, public.check_in, public.my_streak,
  public.my_rewards, public.reward_sums, public.set_reward_rule, public.reset_reward_rule
to authenticated;
-- What the server may do over a direct connection: attendance comes from outside.
grant execute on function private.grant_reward to service_role;
