-- Runs the days. What an action earns, how a streak goes on, what a day's limits leave, who gets how
-- much of a basic income, and what returns: each is asked of the function that real grants ask.

create function private.simulated_rules(space uuid)
returns setof public.reward_rules
language sql stable security definer set search_path = ''
begin atomic
  select r.*
  from (
    select distinct d.action from public.reward_rules d
    where d.space_id = simulated_rules.space or d.space_id is null
  ) as named
  cross join lateral private.reward_rule(simulated_rules.space, named.action) as r
  join public.assets a on a.id = r.asset_id and a.retired_at is null
  where r.is_active and r.action <> 'referral'
  order by r.action collate "C";
end;
comment on function private.simulated_rules is
  'What can be earned in a space: all but referrals, which are the installation''s.';

create type private.simulated_sums as (
  asset_id uuid, members bigint, treasury bigint, pool bigint, returned bigint
);

create function private.book_simulated_day(
  run public.simulation_runs, book uuid, day integer, before private.simulated_sums[],
  after private.simulated_sums[]
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  a private.simulated_sums;
  b private.simulated_sums;
begin
  for place in 1..cardinality(after) loop
    a := after[place];
    b := before[place];
    perform private.post_transaction('simulation', concat_ws(':', 'day', day, a.asset_id),
      array_agg(private.system_account(a.asset_id, l.purpose, l.kind::public.ledger_account_kind,
        l.kind = 'equity', book)),
      array_agg(l.amount), run.space_id, 'simulation_runs/' || run.id, 'Day ' || day + 1,
      book => book)
    from (values
      ('members', 'liability', a.members - b.members),
      ('treasury', 'liability', a.treasury - b.treasury),
      ('pool', 'liability', a.pool - b.pool),
      ('returned', 'liability', a.returned - b.returned),
      ('issuance', 'equity', b.members + b.treasury + b.pool + b.returned
        - a.members - a.treasury - a.pool - a.returned)
    ) as l (purpose, kind, amount)
    where l.amount <> 0
    having count(*) > 0;
  end loop;
end;
$$;
comment on function private.book_simulated_day is
  'Books by how much a day moved the sums of each token. Whose it is, is booked in the end.';

create function private.book_simulated_wallets(
  run public.simulation_runs, book uuid, assets uuid[], balances bigint[]
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.post_transactions(array(
    select (
      'simulation', concat_ws(':', 'wallets', w.asset, w.part),
      private.system_account(w.asset, 'members', 'liability', false, book)
        || array_agg(private.system_account(
          w.asset, 'wallet:' || w.person, 'liability', false, book) order by w.person),
      (-sum(w.balance))::bigint || array_agg(w.balance order by w.person),
      run.space_id, 'simulation_runs/' || run.id, 'What everybody has in the end', null
    )::private.ledger_posting
    from (
      select assets[(b.place - 1) % cardinality(assets) + 1] as asset, b.balance,
        (b.place - 1) / cardinality(assets) + 1 as person,
        (b.place - 1) / cardinality(assets) / 900 as part
      from unnest(balances) with ordinality as b (balance, place)
      where b.balance > 0
    ) as w
    group by w.asset, w.part
    order by w.asset, w.part
  ), book);
end;
$$;
comment on function private.book_simulated_wallets is
  'Books what each of the people has: balances by person, then asset.';

create function private.simulated_shares(assets uuid[], balances bigint[])
returns table (asset_id uuid, held bigint, gini bigint, quantiles jsonb)
language sql immutable security invoker set search_path = ''
begin atomic
  select r.asset_id, sum(r.balance)::bigint,
    coalesce(div(
      10000 * (2 * sum(r.rank * r.balance) - (count(*) + 1) * sum(r.balance)),
      nullif(count(*) * sum(r.balance), 0)
    ), 0)::bigint,
    jsonb_build_object(
      '10', percentile_disc(0.1) within group (order by r.balance),
      '50', percentile_disc(0.5) within group (order by r.balance),
      '90', percentile_disc(0.9) within group (order by r.balance),
      '99', percentile_disc(0.99) within group (order by r.balance),
      '100', max(r.balance)
    )
  from (
    select o.asset_id, o.balance,
      row_number() over (partition by o.asset_id order by o.balance) as rank
    from (
      select assets[(b.place - 1) % cardinality(assets) + 1] as asset_id, b.balance
      from unnest(balances) with ordinality as b (balance, place)
    ) as o
  ) as r
  group by r.asset_id;
end;
comment on function private.simulated_shares is
  'How what people hold is spread. gini is in basis points, rounded down: 0 where all have the same, '
  'towards 10000 where one has all.';

create function private.simulate_days(run public.simulation_runs, book uuid)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  is_team constant boolean := (select s.kind = 'team' from public.spaces s where s.id = run.space_id);
  rules constant public.reward_rules[] := array(
    select r from private.simulated_rules(run.space_id) as r);
  incomes constant public.basic_incomes[] := array(
    select i from public.basic_incomes i where i.space_id = run.space_id and i.is_active);
  decays constant public.demurrage_rules[] := array(
    select d from public.demurrage_rules d
    where d.is_active and d.asset_id in (
      select r.asset_id from unnest(rules) as r union all select i.asset_id from unnest(incomes) as i
    ));
  assets constant uuid[] := array(
    select r.asset_id from unnest(rules) as r union select i.asset_id from unnest(incomes) as i
    order by 1);
  actions constant text[] := array(
    select r.action from unnest(rules) with ordinality as r order by r.ordinality);
  -- In a token that counts everywhere, what the standard leaves limits, too.
  standards constant public.reward_rules[] := array(
    select case when a.space_id is null then private.reward_rule(null, r.action) else r end
    from private.simulated_rules(run.space_id) as r
    join public.assets a on a.id = r.asset_id
    order by r.action collate "C");
  width constant integer := cardinality(assets);
  none constant bigint[] := array_fill(0::bigint, array[width]);
  nothing constant bigint[] := array_fill(0::bigint, array[cardinality(rules)]);

  today date;
  rule public.reward_rules;
  income public.basic_incomes;
  decay public.demurrage_rules;
  share private.income_share;
  act record;
  reckoned private.reward_reckoning;
  person integer;
  token integer;
  place integer;
  spot integer;
  step integer;
  room bigint;
  part bigint;
  bonus bigint;
  active bigint;

  balances bigint[] := array_fill(0::bigint, array[run.people * width]);
  tiers constant public.membership_tier[] := array(
    select private.simulated_tier(run, n) from generate_series(1, run.people) as n order by n);
  lengths integer[] := array_fill(null::integer, array[run.people]);
  stepped date[] := array_fill(null::date, array[run.people]);
  acted timestamptz[] := array_fill(null::timestamptz, array[run.people]);
  grants_today bigint[];
  points_today bigint[];

  -- By token: what people hold, the treasury, the pool, and what returned to the installation.
  members bigint[] := none;
  treasuries bigint[] := none;
  pools bigint[] := none;
  returns_all bigint[] := none;
  before private.simulated_sums[];
  after private.simulated_sums[] := array(
    select (a, 0, 0, 0, 0)::private.simulated_sums from unnest(assets) as a);
  earned bigint[] := none;
  given bigint[] := none;
  issued bigint[] := none;
  returned bigint[] := none;
  -- By action.
  times bigint[] := nothing;
  points bigint[] := nothing;
  cut bigint[] := nothing;
  capped bigint[] := nothing;
  halved bigint[] := nothing;
  longest integer := 0;
  bonuses bigint := 0;
begin
  foreach income in array incomes loop
    treasuries[array_position(assets, income.asset_id)] := run.treasury;
  end loop;

  for day in 0..run.days - 1 loop
    today := run.starts_on + day;
    foreach decay in array decays loop
      continue when day = 0 or private.period_after(decay.period, today - 1) <> today;
      token := array_position(assets, decay.asset_id);
      for number in 0..run.people - 1 loop
        spot := number * width + token;
        part := private.demurrage(balances[spot], 0, decay.threshold, decay.basis_points);
        balances[spot] := balances[spot] - part;
        members[token] := members[token] - part;
        returned[token] := returned[token] + part;
        if decay.space_id is null then
          returns_all[token] := returns_all[token] + part;
        else
          treasuries[token] := treasuries[token] + part;
        end if;
      end loop;
    end loop;
    foreach income in array incomes loop
      continue when day = 0 or day < income.member_days
        or private.period_after(income.period, today - 1) <> today;
      token := array_position(assets, income.asset_id);
      share := private.income_share(income, run.people, treasuries[token]);
      for number in 0..run.people - 1 loop
        spot := number * width + token;
        balances[spot] := balances[spot] + share.amount;
      end loop;
      members[token] := members[token] + run.people * share.amount;
      treasuries[token] := treasuries[token] + share.issued - run.people * share.amount;
      given[token] := given[token] + run.people * share.amount;
      issued[token] := issued[token] + share.issued;
    end loop;

    person := null;
    active := (
      select count(*) from unnest(acted) as a (moment)
      where (a.moment at time zone 'utc')::date >= today - 6
    );
    for act in select a.* from private.simulated_acts(run, actions, day) as a loop
      if act.person is distinct from person then
        person := act.person;
        grants_today := nothing;
        points_today := nothing;
        if ((acted[person] at time zone 'utc')::date >= today - 6) is not true then
          active := active + 1;
        end if;
      end if;
      place := array_position(actions, act.action);
      rule := rules[place];
      token := array_position(assets, rule.asset_id);
      spot := (person - 1) * width + token;

      room := least(
        private.room_left(rule, grants_today[place], points_today[place]),
        private.room_left(standards[place], grants_today[place], points_today[place])
      );
      reckoned := private.reckon_reward(rule, tiers[person], today, balances[spot], room);
      bonus := 0;
      if rule.has_streak then
        step := private.next_streak(lengths[person], stepped[person], acted[person], act.moment);
        if step is not null then
          bonus := private.streak_bonus(step);
          lengths[person] := step;
          stepped[person] := today;
          longest := greatest(longest, step);
        end if;
      end if;
      acted[person] := act.moment;
      if is_team and reckoned.points > 0 then
        pools[token] := pools[token] + private.team_boost(reckoned.base, active, run.people);
      end if;

      balances[spot] := balances[spot] + reckoned.points + bonus;
      members[token] := members[token] + reckoned.points + bonus;
      earned[token] := earned[token] + reckoned.points + bonus;
      if reckoned.points > 0 then
        grants_today[place] := grants_today[place] + 1;
        points_today[place] := points_today[place] + reckoned.points;
      end if;
      times[place] := times[place] + 1;
      points[place] := points[place] + reckoned.points;
      cut[place] := cut[place] + reckoned.cap_cut;
      capped[place] := capped[place] + (reckoned.cap_cut > 0)::integer;
      halved[place] := halved[place] + reckoned.is_halved::integer;
      bonuses := bonuses + bonus;
    end loop;

    before := after;
    after := array(
      select (assets[n], members[n], treasuries[n], pools[n], returns_all[n])::private.simulated_sums
      from generate_series(1, width) as n
      order by n
    );
    perform private.book_simulated_day(run, book, day, before, after);
  end loop;

  perform private.book_simulated_wallets(run, book, assets, balances);
  return jsonb_build_object(
    'tokens', (
      select coalesce(jsonb_object_agg(a.code, jsonb_build_object(
        'earned', earned[n], 'given', given[n], 'issued', issued[n], 'pooled', pools[n],
        'returned', returned[n], 'held', s.held, 'treasury', treasuries[n],
        'gini_basis_points', s.gini, 'quantiles', s.quantiles)), '{}')
      from private.simulated_shares(assets, balances) as s
      join public.assets a on a.id = s.asset_id
      cross join lateral (select array_position(assets, s.asset_id) as n) as t
    ),
    'actions', (
      select coalesce(jsonb_object_agg(actions[n], jsonb_build_object(
        'times', times[n], 'points', points[n], 'cut', cut[n], 'capped', capped[n],
        'halved', halved[n])), '{}')
      from generate_series(1, cardinality(rules)) as n
    ),
    'streaks', jsonb_build_object('longest', longest, 'bonuses', bonuses)
  );
end;
$$;
comment on function private.simulate_days is
  'Runs a simulation in its book and sums it up. Everybody is a member, and verified, from the first '
  'day to the last.';

revoke execute on function
  private.simulated_rules, private.book_simulated_day, private.book_simulated_wallets,
  private.simulated_shares, private.simulate_days
from public;
