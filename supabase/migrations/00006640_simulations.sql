-- What the rules would do to a community before it lives by them: people who do not exist act for some
-- days by the rules of a space, in a book of their own. Nothing real but the rules is read, and nothing
-- real is written.
create type public.simulation_status as enum ('queued', 'completed', 'failed');
comment on type public.simulation_status is
  'queued: runs within minutes; completed: has a result; failed: has an error.';

create table public.simulation_runs (
  id                    uuid primary key default gen_random_uuid(),
  space_id              uuid not null,
  author_id             uuid not null,
  name                  text not null,
  people                integer not null,
  days                  integer not null,
  seed                  bigint not null,
  starts_on             date not null,
  keen_percent          integer not null,
  casual_percent        integer not null,
  premium_percent       integer not null,
  superachiever_percent integer not null,
  treasury              bigint not null,
  status                public.simulation_status not null default 'queued',
  result                jsonb,
  error                 text,
  created_at            timestamptz not null default clock_timestamp(),
  finished_at           timestamptz,

  constraint simulation_runs_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint simulation_runs_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint simulation_runs_name_1_to_120 check (
    btrim(name) <> '' and char_length(name) <= 120 and name !~ '[[:cntrl:]]'
  ),
  constraint simulation_runs_people_to_2000 check (people between 1 and 2000),
  constraint simulation_runs_days_to_a_year check (days between 1 and 365),
  constraint simulation_runs_people_days_to_60000 check (people::bigint * days <= 60000),
  constraint simulation_runs_seed_to_a_billion check (seed between 0 and 1000000000),
  constraint simulation_runs_starts_in_our_times check (
    starts_on between '2000-01-01' and '2100-01-01'
  ),
  constraint simulation_runs_kinds_within_100 check (
    keen_percent >= 0 and casual_percent >= 0
    and keen_percent <= 100 and casual_percent <= 100 - keen_percent
  ),
  constraint simulation_runs_tiers_within_100 check (
    premium_percent >= 0 and superachiever_percent >= 0
    and premium_percent <= 100 and superachiever_percent <= 100 - premium_percent
  ),
  constraint simulation_runs_treasury_to_a_billion check (treasury between 0 and 1000000000),
  constraint simulation_runs_outcome_by_status check (
    (result is not null) = (status = 'completed') and (error is not null) = (status = 'failed')
    and (finished_at is null) = (status = 'queued')
  )
);
comment on table public.simulation_runs is
  'Simulations of a space''s economy: what was asked, and what came of it. Written by commands only.';
comment on column public.simulation_runs.author_id is 'As whom whoever asked appears in the space.';
comment on column public.simulation_runs.keen_percent is 'Of the people: there nearly every day.';
comment on column public.simulation_runs.casual_percent is
  'There every other day. The rest come like these until they leave within the time.';
comment on column public.simulation_runs.treasury is
  'What the treasury has of each token of a basic income when it begins.';
comment on column public.simulation_runs.result is
  'tokens: by code, what was earned, pooled, given, issued, returned, what people hold in the end, '
  'what the treasury has, gini_basis_points and quantiles of what people hold; actions: by name, how '
  'often, points, cut, how often a limit cut and a balance halved; streaks: longest, bonuses.';

create index simulation_runs_space_id_idx
  on public.simulation_runs (space_id, created_at desc, id desc);
create index simulation_runs_author_id_idx on public.simulation_runs (author_id, created_at);
-- One at a time for each space.
create unique index simulation_runs_queued_key on public.simulation_runs (space_id)
  where status = 'queued';
create index simulation_runs_queue_idx on public.simulation_runs (created_at)
  where status = 'queued';

create function private.keep_simulation()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.status = 'queued' and new.status <> 'queued'
    and to_jsonb(new) - '{status,result,error,finished_at}'::text[]
      = to_jsonb(old) - '{status,result,error,finished_at}'::text[]
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'A simulation runs once, and its result stays.');
end;
$$;
comment on function private.keep_simulation is 'Errors: 409 append_only, for every role.';

create trigger simulation_runs_before_change_keep
  before update or delete on public.simulation_runs
  for each row execute function private.keep_simulation();

revoke execute on function private.keep_simulation from public;

select private.declares_permission('simulations.create', 'organizer',
  'Simulate what the space''s rules do to its economy.');
select private.declares_permission('simulations.view', 'organizer',
  'See what simulations of the space''s economy came to.');
