-- Counting. The tally engine speaks to Postgres as service_role; the Data API does not reach here.

create function private.poll_for_tally(poll uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select to_jsonb(p) || jsonb_build_object('options', (
    select jsonb_agg(
      jsonb_build_object('id', o.id, 'position', o.position, 'label', o.label)
      order by o.position
    )
    from public.poll_options o
    where o.poll_id = p.id
  ))
  from public.polls p
  where p.id = poll;
end;
comment on function private.poll_for_tally is 'The poll''s row and its "options" by position.';

create function private.weighed_domains(poll public.polls)
returns text[]
language sql immutable security invoker set search_path = ''
begin atomic
  select array(
    select jsonb_object_keys(poll.relevance)
    union
    select jsonb_object_keys(l.lens -> 'relevance')
    from jsonb_array_elements(poll.compared_lenses) as l (lens)
    order by 1
  );
end;
comment on function private.weighed_domains is 'The domains that any lens of a poll asks for.';

create function private.lens_equal_freezes(poll public.polls, lens jsonb)
returns jsonb
language sql immutable security definer set search_path = ''
begin atomic
  select lens;
end;

create function private.lens_equal_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select null::bytea, null::jsonb where false;
end;
comment on function private.lens_equal_knows is 'Nothing about a voter matters.';

create function private.lens_inputs(
  poll public.polls, lens jsonb, after bytea default '', page integer default 10000
)
returns table (voter_tag bytea, known jsonb)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query execute format(
    'select i.voter_tag, i.known
    from (
      select k.voter_tag, k.known,
        lead(k.voter_tag) over (order by k.voter_tag) is null as is_last
      from private.%I($1, $2, $3, $4) k
    ) as i
    where i.known is not null or i.is_last
    order by i.voter_tag',
    'lens_' || (lens ->> 'kind') || '_knows'
  ) using poll, lens, after, page;
end;
$$;
comment on function private.lens_inputs is
  'What the snapshot of a lens holds of the voters after a tag, by tag, in words of the lens with '
  'integers as decimal strings. A page looks at so many ballots and leaves out those of whom nothing '
  'is known, except that the last one is there with null: go on from its tag until a page is empty.';

create function private.store_ballot_weights(
  reading uuid, voter_tags bytea[], weights bigint[], raw_weights bigint[] default null
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.poll_results r where r.id = reading) then
    perform private.fail(409, 'reading_recorded', 'Weigh ballots before recording the reading.');
  end if;
  insert into public.ballot_weights (result_id, voter_tag, weight, raw_weight)
  select reading, w.voter_tag, w.weight, coalesce(w.raw_weight, 1_000_000)
  from unnest(voter_tags, weights, raw_weights) as w (voter_tag, weight, raw_weight);
end;
$$;
comment on function private.store_ballot_weights is
  'What ballots weigh in a reading about to be recorded; a raw weight is one vote unless given. '
  'Errors: 409 reading_recorded.';

create function private.weigh_others(reading uuid, poll uuid, weight bigint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.poll_results r where r.id = reading) then
    perform private.fail(409, 'reading_recorded', 'Weigh ballots before recording the reading.');
  end if;
  insert into public.ballot_weights (result_id, voter_tag, raw_weight, weight)
  select reading, b.voter_tag, 1_000_000, weigh_others.weight
  from public.ballots b
  where b.poll_id = poll and not exists (
    select from public.ballot_weights w where w.result_id = reading and w.voter_tag = b.voter_tag
  );
end;
$$;
comment on function private.weigh_others is
  'What every ballot weighs that has no weight yet in a reading about to be recorded. Errors: '
  '409 reading_recorded.';

create function private.ballot_groups(poll uuid, reading uuid default null)
returns table (choice jsonb, weight bigint, count bigint)
language plpgsql stable security definer set search_path = '' set work_mem = '128MB'
as $$
begin
  if reading is null then
    return query
      select b.choice, count(*) * 1_000_000, count(*)
      from public.ballots b
      where b.poll_id = poll
      group by b.choice;
  else
    return query
      select b.choice, sum(w.weight)::bigint, count(*)
      from public.ballots b
      join public.ballot_weights w on w.result_id = reading and w.voter_tag = b.voter_tag
      where b.poll_id = poll
      group by b.choice;
  end if;
end;
$$;
comment on function private.ballot_groups is
  'Equal ballots of a poll, counted and weighed as stored for a reading; without one, a vote each.';

create function private.receipts(poll uuid)
returns setof text
language sql stable security definer set search_path = ''
begin atomic
  select encode(b.receipt, 'hex')
  from public.ballots b
  where b.poll_id = poll
  order by b.receipt;
end;
comment on function private.receipts is 'Leaves of the Merkle tree, in order.';

create function private.record_reading(
  reading         uuid,
  poll            uuid,
  lens            public.poll_lens,
  engine_version  text,
  lens_definition jsonb,
  lens_hash       text,
  snapshot_hash   text,
  ballots_root    text,
  ballot_count    integer,
  total_weight    bigint,
  winners         smallint[],
  result          jsonb,
  changes_winner  boolean default null,
  warnings        text[] default '{}',
  agreement_bps   integer default null,
  strong_consensus boolean default false,
  experts         jsonb default null
)
returns public.poll_results
language plpgsql volatile security definer set search_path = ''
as $$
declare
  counted public.polls;
  weighed record;
  recorded public.poll_results;
begin
  -- Two tallies at once queue here; the later one supersedes.
  select p.* into counted from public.polls p where p.id = poll for no key update;
  if counted.status is null or counted.status not in ('closed', 'tallied', 'contested') then
    perform private.fail(409, 'poll_not_closed', 'Close the poll before counting it.');
  end if;

  if lens = 'equal' then
    select count(*) as ballots, count(*) * 1_000_000 as weight into weighed
    from public.ballots b
    where b.poll_id = poll;
  else
    select count(*) as ballots, coalesce(sum(w.weight), 0)::bigint as weight into weighed
    from public.ballot_weights w
    where w.result_id = reading;
  end if;
  if weighed.ballots <> ballot_count or weighed.weight <> total_weight then
    perform private.fail(409, 'reading_does_not_add_up', 'Count again: ballots or weights differ.');
  end if;

  update public.poll_results r
  set status = 'superseded', superseded_by = reading
  where r.poll_id = poll and r.lens = record_reading.lens
    and r.lens_hash = record_reading.lens_hash and r.status = 'current';

  insert into public.poll_results (
    id, poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
    ballot_count, eligible_count, total_weight, winners, result, changes_winner,
    agreement_bps, strong_consensus, experts, warnings
  )
  values (
    reading, poll, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
    ballot_count, counted.eligible_count, total_weight, winners, result, changes_winner,
    agreement_bps, strong_consensus, experts,
    warnings || case
      when counted.import_source is null then '{}' else '{imported_ballots}'::text[]
    end
  )
  returning * into recorded;
  return recorded;
end;
$$;
comment on function private.record_reading is
  'Makes a reading the current one of its lens. Errors: 409 poll_not_closed, '
  '409 reading_does_not_add_up; 23514 names the rule broken.';

create function private.mark_tallied(poll uuid)
returns public.polls
language sql volatile security definer set search_path = ''
begin atomic
  update public.polls p
  set status = 'tallied', tallied_at = now()
  where p.id = poll
  returning p.*;
end;
comment on function private.mark_tallied is
  'Once the baseline is recorded. Errors: 409 invalid_transition, 409 baseline_missing.';

create function public.compare_readings(poll uuid)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'reading', r.id, 'lens', r.lens_definition, 'lens_hash', r.lens_hash, 'winners', r.winners,
      'ranking', r.result -> 'ranking', 'totals', r.result -> 'totals',
      'total_weight', r.total_weight, 'ballot_count', r.ballot_count, 'warnings', r.warnings,
      'changes_winner', coalesce(r.changes_winner, false),
      'agreement_bps', r.agreement_bps, 'strong_consensus', r.strong_consensus,
      'elects', array(
        select w.option
        from unnest(r.winners) with ordinality as w (option, place)
        where w.option <> all (b.winners)
        order by w.place
      ),
      'drops', array(
        select w.option
        from unnest(b.winners) with ordinality as w (option, place)
        where w.option <> all (r.winners)
        order by w.place
      )
    )
    order by r.is_baseline desc, r.lens_hash <> coalesce(own.lens_hash, ''), r.lens_hash
  ), '[]')
  from public.poll_results r
  join public.poll_results b on b.poll_id = r.poll_id and b.is_baseline and b.status = 'current'
  join public.polls p on p.id = r.poll_id
  left join public.poll_results own
    on own.poll_id = r.poll_id and own.status = 'current' and own.lens_definition = p.frozen_lens
  where r.poll_id = compare_readings.poll and r.status = 'current';
end;
comment on function public.compare_readings is
  'A poll''s current readings side by side: the baseline first, then its own lens, then those '
  'declared for comparison. "elects" and "drops": positions that this lens elects, or does not, '
  'other than one person, one vote. Weights in micro-votes. None to whoever cannot read them.';

revoke execute on function public.compare_readings from public;
grant execute on function public.compare_readings to anon, authenticated;

revoke execute on function
  private.weighed_domains, private.poll_for_tally, private.lens_equal_freezes,
  private.lens_equal_knows, private.lens_inputs, private.store_ballot_weights,
  private.weigh_others, private.ballot_groups, private.receipts, private.record_reading, private.mark_tallied
from public;
grant usage on schema private to service_role;
grant execute on function
  private.poll_to_run, private.poll_for_tally, private.lens_inputs, private.store_ballot_weights,
  private.weigh_others, private.ballot_groups, private.receipts, private.record_reading, private.mark_tallied
to service_role;
