-- Standings of polls that show them while people vote. They are read from a copy that a schedule
-- makes, so that a crowd watching costs no counting, and nobody learns the moment of a ballot.
-- Without live_results there is no copy: nothing that could be read.

create table private.live_results (
  poll_id      uuid primary key,
  ballot_count integer not null,
  totals       jsonb not null,
  computed_at  timestamptz not null default now(),

  constraint live_results_poll_id_fkey foreign key (poll_id)
    references public.polls on delete cascade
);
comment on table private.live_results is 'Standings of open polls that show them.';

create index polls_live_idx on public.polls (id) where live_results and status = 'open';

create function private.standings(poll public.polls)
returns jsonb
language plpgsql stable security definer set search_path = '' set work_mem = '128MB'
as $$
begin
  return case
    when poll.modality in ('yes_no', 'consent', 'plurality') then (
      select jsonb_object_agg(g.option, g.votes)
      from (
        select b.choice #>> '{}' as option, count(*) as votes
        from public.ballots b
        where b.poll_id = poll.id
        group by b.choice
      ) as g
    )
    when poll.modality = 'approval' then (
      select jsonb_object_agg(g.option, g.votes)
      from (
        select o.option, count(*) as votes
        from public.ballots b
        cross join lateral jsonb_array_elements_text(b.choice) as o (option)
        where b.poll_id = poll.id
        group by o.option
      ) as g
    )
    when poll.modality in ('stance', 'cumulative', 'budget_split', 'quadratic')
      or poll.modality = 'score' and poll.parameters ->> 'aggregate' = 'sum'
    then (
      select jsonb_object_agg(g.option, g.votes)
      from (
        select o.place - 1 as option,
          sum(coalesce(o.mark, poll.parameters ->> 'min', '0')::bigint)::bigint as votes
        from public.ballots b
        cross join lateral jsonb_array_elements_text(b.choice) with ordinality as o (mark, place)
        where b.poll_id = poll.id
        group by o.place
      ) as g
    )
  end;
end;
$$;
comment on function private.standings is
  'One person, one vote, by word or position; null where the method''s count is no sum.';

create function private.refresh_live_results()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.live_results x
  using public.polls p
  where p.id = x.poll_id and p.status <> 'open';

  -- From five ballots on, as a count that is announced: fewer would be told apart.
  insert into private.live_results (poll_id, ballot_count, totals)
  select p.id, cast_so_far.ballots, coalesce(private.standings(p), '{}')
  from public.polls p
  cross join lateral (
    select count(*)::integer as ballots from public.ballots b where b.poll_id = p.id
  ) as cast_so_far
  left join private.live_results x on x.poll_id = p.id
  where p.live_results and p.status = 'open' and cast_so_far.ballots >= 5
  on conflict (poll_id) do update set
    ballot_count = excluded.ballot_count, totals = excluded.totals,
    computed_at = excluded.computed_at;

  -- Whoever took their ballot back may leave fewer.
  delete from private.live_results x
  where (select count(*) from public.ballots b where b.poll_id = x.poll_id) < 5;
end;
$$;
comment on function private.refresh_live_results is 'Copies the standings of polls that show them.';

select cron.schedule('refresh-live-results', '* * * * *', 'select private.refresh_live_results()');

create function private.live_result(poll uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  watched public.polls;
  standing private.live_results;
begin
  select p.* into watched from public.polls p where p.id = poll;
  if watched.id is null or (watched.status = 'draft' and not private.runs_poll(poll)) or not (
    watched.visibility = 'public'
    or private.has_space_role(watched.space_id, (select auth.uid()), 'member')
  ) then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif not watched.live_results then
    perform private.fail(409, 'results_hidden', 'This poll shows no results before it is closed.');
  elsif watched.status <> 'open' then
    perform private.fail(409, 'poll_not_open', 'There are live results while a poll is open.');
  end if;

  select x.* into standing from private.live_results x where x.poll_id = poll;
  return jsonb_build_object(
    'poll_id', poll, 'ballot_count', standing.ballot_count, 'totals', standing.totals,
    'computed_at', standing.computed_at
  );
end;
$$;

create function public.live_result(poll uuid)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.live_result(poll);
end;
comment on function public.live_result is
  'How an open poll with live_results stands, a vote each and at most a minute old: {poll_id, '
  'ballot_count, totals by word or position, computed_at}. Null values with fewer than 5 ballots; '
  'totals are empty where the method''s count is no sum. Errors: 404 poll_not_found, '
  '409 results_hidden, 409 poll_not_open.';

revoke execute on function
  private.standings, private.refresh_live_results, private.live_result, public.live_result
from public;
grant execute on function private.live_result, public.live_result to authenticated;
