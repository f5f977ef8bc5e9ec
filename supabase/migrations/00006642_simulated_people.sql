-- Whom a simulation runs with, and what they do: all of it follows from the seed.

create function private.simulated_chance(
  seed bigint, person integer, day integer, what text, sides integer
)
returns integer
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (abs(hashtextextended(concat(person, ':', day, ':', what), seed) % sides))::integer;
end;
comment on function private.simulated_chance is 'A die of so many sides, from 0: the same for a seed.';

create function private.simulated_tier(run public.simulation_runs, person integer)
returns public.membership_tier
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select case
    when d.chance < run.superachiever_percent then 'superachiever'
    when d.chance < run.superachiever_percent + run.premium_percent then 'premium'
    else 'basic'
  end::public.membership_tier
  from (select private.simulated_chance(run.seed, person, 0, 'tier', 100)) as d (chance);
end;
comment on function private.simulated_tier is 'What this person''s membership includes, all the time.';

create function private.simulated_acts(
  run public.simulation_runs, actions text[], day integer
)
returns table (person integer, moment timestamptz, action text)
language sql immutable security invoker set search_path = ''
begin atomic
  with visitors as materialized (
    select n as person, k.is_keen,
      (run.starts_on + day)::timestamp at time zone 'utc' + interval '1 hour' * case
        when k.is_keen then 8 + private.simulated_chance(run.seed, n, day, 'hour', 3)
        else private.simulated_chance(run.seed, n, day, 'hour', 24)
      end as moment
    from generate_series(1, run.people) as n
    cross join lateral (
      select private.simulated_chance(run.seed, n, 0, 'kind', 100) as chance
    ) as d
    cross join lateral (select d.chance < run.keen_percent as is_keen) as k
    where case
      when k.is_keen then private.simulated_chance(run.seed, n, day, 'comes', 20) > 0
      else private.simulated_chance(run.seed, n, day, 'comes', 2) = 0 and (
        d.chance < run.keen_percent + run.casual_percent
        or private.simulated_chance(run.seed, n, 0, 'leaves', run.days) > day
      )
    end
  )
  select v.person, v.moment, a.action
  from visitors v
  cross join unnest(actions) as a (action)
  cross join lateral generate_series(1, case
    when a.action = 'login' then 1
    when v.is_keen
      then greatest(private.simulated_chance(run.seed, v.person, day, a.action, 10) - 3, 0)
    else private.simulated_chance(run.seed, v.person, day, a.action, 2)
  end)
  order by v.person, a.action collate "C";
end;
comment on function private.simulated_acts is
  'Who does what on a day of a run, from 0, in the order in which they do it. Each action but login '
  'up to six times by keen people, once by others or not at all.';

revoke execute on function
  private.simulated_chance, private.simulated_tier, private.simulated_acts
from public;
