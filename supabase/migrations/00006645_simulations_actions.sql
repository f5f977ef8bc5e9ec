-- Asking for a simulation, and running the one that has waited longest. A run is one transaction:
-- where it breaks off nothing of it stays, and it runs again.

create function private.simulate_economy(
  space uuid, name text, people integer, days integer, seed bigint, starts_on date,
  keen_percent integer, casual_percent integer, premium_percent integer,
  superachiever_percent integer, treasury bigint
)
returns public.simulation_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.member_of(space);
  run public.simulation_runs;
begin
  if not private.has_permission(space, person, 'simulations.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not simulate.');
  elsif exists (select from public.spaces s where s.id = space and s.archived_at is not null) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  -- Of two requests at once the second counts the first.
  perform pg_advisory_xact_lock(hashtextextended('public.simulation_runs.' || person, 0));
  if (
    select count(*) >= 10
    from public.simulation_runs r
    join private.identity_owners o on o.identity_id = r.author_id
    where o.profile_id = person and r.created_at > now() - interval '1 day'
  ) then
    perform private.fail(429, 'simulated_too_often', 'That was ten in a day. Wait a little.');
  end if;

  insert into public.simulation_runs (space_id, author_id, name, people, days, seed, starts_on,
    keen_percent, casual_percent, premium_percent, superachiever_percent, treasury)
  values (space, private.identity_of(person, space), simulate_economy.name,
    simulate_economy.people, simulate_economy.days, simulate_economy.seed,
    coalesce(simulate_economy.starts_on, (now() at time zone 'utc')::date),
    simulate_economy.keen_percent, simulate_economy.casual_percent,
    simulate_economy.premium_percent, simulate_economy.superachiever_percent,
    simulate_economy.treasury)
  on conflict (space_id) where status = 'queued' do nothing
  returning * into run;
  if not found then
    perform private.fail(409, 'simulation_queued', 'Wait for the one that is to run here.');
  end if;
  return run;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.simulate_economy is 'See public.simulate_economy.';

create function private.run_simulation()
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  run public.simulation_runs;
  outcome jsonb;
  fault text;
begin
  select r.* into run
  from public.simulation_runs r
  where r.status = 'queued'
  order by r.created_at
  limit 1
  for no key update skip locked;
  if not found then
    return false;
  end if;

  begin
    outcome := private.simulate_days(run, private.open_simulation_book(run.id, 'Simulation ' || run.id));
  exception when others then
    -- What it wrote is undone. A run that is called off waits for the next try.
    fault := concat_ws(' ', sqlstate, sqlerrm);
    raise warning 'The simulation % failed: %', run.id, fault;
  end;
  update public.simulation_runs r
  set status = case when fault is null then 'completed' else 'failed' end
      ::public.simulation_status,
    result = outcome, error = fault, finished_at = clock_timestamp()
  where r.id = run.id;
  return true;
end;
$$;
comment on function private.run_simulation is 'Runs the simulation that has waited longest; was there one?';

select cron.schedule('run-simulations', '* * * * *', 'select private.run_simulation()');

create function public.simulate_economy(
  space                 uuid,
  name                  text,
  people                integer default 1000,
  days                  integer default 30,
  seed                  bigint default 1,
  starts_on             date default null,
  keen_percent          integer default 20,
  casual_percent        integer default 50,
  premium_percent       integer default 10,
  superachiever_percent integer default 5,
  treasury              bigint default 0
)
returns public.simulation_runs
language sql volatile security invoker set search_path = ''
begin atomic
  select private.simulate_economy(space, name, people, days, seed, starts_on, keen_percent,
    casual_percent, premium_percent, superachiever_percent, treasury);
end;
comment on function public.simulate_economy is
  'Lets people who do not exist live for some days by the rules of a space, within minutes and in a '
  'book of its own; read what came of it from simulation_runs. The same seed, first day and rules '
  'give the same result. One at a time for each space, ten a day for each person. Errors: '
  '401 sign_in_required, 404 not_found, 403 member_required, 403 permission_required, '
  '409 space_archived, 409 simulation_queued, 429 simulated_too_often; 23514 for a name beyond 120, '
  'more than 2000 people, 365 days, 60000 days of all people together, or percents beyond 100.';

revoke execute on function
  private.simulate_economy, private.run_simulation, public.simulate_economy
from public;
grant execute on function private.simulate_economy, public.simulate_economy to authenticated;
