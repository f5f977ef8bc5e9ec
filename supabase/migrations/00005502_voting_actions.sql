-- What people and the tally engine do with polls. Casting is the path that must carry a whole
-- community in a minute: one look at the poll, one insert, no counter and no row that voters share.

-- Choices and parameters.

create function private.is_valid_choice(
  modality text, option_count integer, parameters jsonb, choice jsonb
)
returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  case modality
    when 'yes_no' then
      return choice in ('"yes"', '"no"', '"abstain"');
    when 'plurality' then
      return case
        when choice::text ~ '^[0-9]{1,2}$' then choice::text::integer < option_count
        else false
      end;
    when 'approval' then
      -- Ascending, so that the same choice is the same ballot, to the byte.
      return case
        when choice::text ~ '^\[([0-9]{1,2}(, [0-9]{1,2})*)?\]$' then (
          select count(*) <= coalesce((parameters ->> 'maxChoices')::integer, option_count)
            and coalesce(bool_and(c.position > c.previous and c.position < option_count), true)
          from (
            select p.position::integer, lag(p.position::integer, 1, -1) over (order by p.place)
            from jsonb_array_elements_text(choice) with ordinality as p (position, place)
          ) as c (position, previous)
        )
        else false
      end;
    else
      return false;
  end case;
end;
$$;
comment on function private.is_valid_choice is
  'Is it a canonical choice of this method among this many options? Canonical: as voting.md says.';

create function private.are_valid_parameters(
  modality text, option_count integer, parameters jsonb
)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(bool_and(
    case
      when s.spec ? 'enum' then (s.spec -> 'enum') @> g.value
      when s.spec is not null and g.value::text ~ '^-?[0-9]{1,9}$' then
        g.value::text::integer between (s.spec ->> 'minimum')::integer
          and case s.spec ->> 'maximum'
            when 'options' then option_count
            else (s.spec ->> 'maximum')::integer
          end
      else false
    end
  ), true)
  from jsonb_each(parameters) as g
  cross join lateral (
    select (select m.parameters -> g.key from public.vote_modalities m where m.code = modality)
  ) as s (spec);
end;
comment on function private.are_valid_parameters is
  'Does the method know each of these parameters, and is each within its bounds?';

-- The life of a poll.

create function private.create_poll(
  space         uuid,
  title         text,
  modality      text,
  options       text[],
  description   text,
  lens          public.poll_lens,
  relevance     jsonb,
  parameters    jsonb,
  minimum_role  public.space_role,
  secrecy       public.poll_secrecy,
  revisable     boolean,
  live_results  boolean,
  quorum_bps    integer,
  threshold_bps integer,
  opens_at      timestamptz,
  closes_at     timestamptz,
  target_type   text,
  target_id     uuid
)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  author uuid := private.caller_id();
  place public.spaces;
  method public.vote_modalities;
  labels text[];
  poll public.polls;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, author) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, author, 'contributor') then
    perform private.fail(403, 'contributor_required', 'Ask an organizer for the rank.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;

  select m.* into method
  from public.vote_modalities m
  where m.code = create_poll.modality and m.is_active;
  if method.code is null then
    perform private.fail(422, 'unknown_modality', 'Choose one of the vote_modalities.');
  end if;

  labels := coalesce(method.options, array(
    select btrim(o.label) from unnest(options) with ordinality as o (label, place) order by o.place
  ));
  if method.options is not null and cardinality(options) > 0 then
    perform private.fail(422, 'invalid_options', 'This method brings its own options.');
  elsif cardinality(labels) not between 2 and 100
    or exists (
      select from unnest(labels) as l (label)
      group by l.label
      having count(*) > 1 or coalesce(l.label, '') = ''
    )
  then
    perform private.fail(422, 'invalid_options', 'Name 2 to 100 different options.');
  elsif jsonb_typeof(create_poll.parameters) <> 'object'
    or not private.are_valid_parameters(method.code, cardinality(labels), create_poll.parameters)
  then
    perform private.fail(422, 'invalid_parameters',
      'Keep to the parameters of the method and their bounds.');
  elsif not private.fits_lens(create_poll.lens, create_poll.relevance)
    or exists (
      select from jsonb_object_keys(create_poll.relevance) as k (code)
      where not exists (select from public.expertise_domains d where d.code = k.code)
    )
  then
    perform private.fail(422, 'invalid_relevance',
      'For the lens ekoh, give existing domains micro-units that sum to 1000000; else none.');
  end if;

  insert into public.polls (
    space_id, created_by, title, description, modality, parameters, lens, relevance, minimum_role,
    secrecy, revisable, live_results, quorum_bps, threshold_bps, opens_at, closes_at, target_type,
    target_id
  )
  values (
    space, author, btrim(create_poll.title), create_poll.description, method.code,
    create_poll.parameters, create_poll.lens, create_poll.relevance, create_poll.minimum_role,
    create_poll.secrecy, create_poll.revisable, create_poll.live_results, create_poll.quorum_bps,
    create_poll.threshold_bps, create_poll.opens_at, create_poll.closes_at, create_poll.target_type,
    create_poll.target_id
  )
  returning * into poll;

  insert into public.poll_options (poll_id, position, label)
  select poll.id, l.place - 1, l.label
  from unnest(labels) with ordinality as l (label, place);
  return poll;
end;
$$;

create function private.poll_to_run(poll uuid, becoming public.poll_status)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  found_poll public.polls;
begin
  select p.* into found_poll from public.polls p where p.id = poll for no key update;
  if not private.runs_poll(poll) then
    if found_poll.status <> 'draft' and (
      found_poll.visibility = 'public'
      or private.has_space_role(found_poll.space_id, person, 'member')
    ) then
      perform private.fail(403, 'organizer_required', 'Ask its author or an organizer.');
    end if;
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif exists (
    select from public.spaces s where s.id = found_poll.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  perform private.check_transition(found_poll.status, becoming);
  return found_poll;
end;
$$;
comment on function private.poll_to_run is
  'The poll, locked, for somebody who runs it and at a stage that allows the step. Errors: '
  '401 sign_in_required, 404 poll_not_found, 403 organizer_required, 409 space_archived, '
  '409 invalid_transition.';

create function private.start_poll(poll public.polls)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  choices integer;
  seed text;
begin
  if poll.status = 'draft' then
    update public.poll_options o
    set position = ranked.place - 1
    from (
      select i.id, row_number() over (order by i.position) as place
      from public.poll_options i
      where i.poll_id = poll.id
    ) as ranked
    where o.id = ranked.id and o.position <> ranked.place - 1;
  end if;

  select count(*), encode(sha256(convert_to(
    poll.id || E'\n' || string_agg(o.id::text, E'\n' order by o.id::text collate "C"), 'UTF8'
  )), 'hex')
  into choices, seed
  from public.poll_options o
  where o.poll_id = poll.id;

  if choices <> coalesce(
    (select cardinality(m.options) from public.vote_modalities m where m.code = poll.modality),
    greatest(choices, 2)
  ) then
    perform private.fail(422, 'invalid_options', 'Keep as many options as the method asks for.');
  elsif not private.are_valid_parameters(poll.modality, choices, poll.parameters) then
    perform private.fail(422, 'invalid_parameters',
      'Keep to the parameters of the method and their bounds.');
  elsif poll.closes_at <= now() then
    perform private.fail(422, 'invalid_schedule', 'Choose a closing time in the future.');
  end if;

  if poll.opens_at > now() then
    update public.polls p set status = 'scheduled' where p.id = poll.id returning p.* into poll;
    return poll;
  end if;

  update public.polls p
  set status = 'open', option_count = choices, tie_seed = seed,
    opened_at = clock_timestamp(),
    closes_at = coalesce(p.closes_at, now() + interval '7 days'),
    frozen_lens = case p.lens
      when 'ekoh' then jsonb_build_object(
        'kind', 'ekoh', 'cap', private.score_setting('expertise_bonus_cap'),
        'relevance', p.relevance)
      else '{"kind": "equal"}'
    end
  where p.id = poll.id
  returning p.* into poll;
  return poll;
end;
$$;
comment on function private.start_poll is
  'Numbers the options, then schedules the poll or freezes its lens and opens it. '
  'Errors: 422 invalid_options, 422 invalid_parameters, 422 invalid_schedule.';

create function private.open_poll(poll uuid)
returns public.polls
language sql volatile security definer set search_path = ''
begin atomic
  select private.start_poll(private.poll_to_run(poll, 'open'));
end;

create function private.end_poll(poll uuid)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  ended public.polls;
begin
  -- Waits for the votes under way, each of which shares this lock: see ballot_paper.
  perform pg_advisory_xact_lock(uuid_hash_extended(poll, 55));
  update public.polls p
  set status = 'closed', closed_at = clock_timestamp(),
    eligible_count = (
      select count(*)
      from public.space_members m
      where m.space_id = p.space_id and m.status = 'active' and m.role >= p.minimum_role
    )
  where p.id = poll
  returning p.* into ended;
  return ended;
end;
$$;
comment on function private.end_poll is 'Closes a poll and counts who could vote.';

create function private.close_poll(poll uuid)
returns public.polls
language sql volatile security definer set search_path = ''
begin atomic
  select private.end_poll((private.poll_to_run(poll, 'closed')).id);
end;

create function private.cancel_poll(poll uuid)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cancelled public.polls := private.poll_to_run(poll, 'cancelled');
begin
  update public.polls p
  set status = 'cancelled', cancelled_at = now()
  where p.id = poll
  returning p.* into cancelled;
  return cancelled;
end;
$$;

create function private.publish_poll(poll uuid)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  published public.polls := private.poll_to_run(poll, 'published');
begin
  update public.polls p
  set status = 'published', published_at = now()
  where p.id = poll
  returning p.* into published;
  return published;
end;
$$;

create function private.advance_polls()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  poll public.polls;
begin
  -- At most 500 a minute: each close holds a lock until the end.
  for poll in
    select p.*
    from public.polls p
    where (p.status = 'scheduled' and p.opens_at <= now())
      or (p.status = 'open' and p.closes_at <= now())
    order by p.id
    limit 500
    for no key update skip locked
  loop
    if poll.status = 'open' then
      perform private.end_poll(poll.id);
    elsif poll.closes_at <= now() then
      -- Nobody could vote: the scheduler slept through its time.
      update public.polls p set status = 'cancelled', cancelled_at = now() where p.id = poll.id;
    else
      perform private.start_poll(poll);
    end if;
  end loop;
end;
$$;
comment on function private.advance_polls is 'Opens and closes the polls whose time has come.';

select cron.schedule('advance-polls', '* * * * *', 'select private.advance_polls()');

-- Voting.

create type public.ballot_receipt as (
  poll_id   uuid,
  receipt   text,
  nonce     text,
  voter_tag text,
  sequence  bigint,
  revision  integer,
  cast_at   timestamptz,
  choice    jsonb
);
comment on type public.ballot_receipt is
  'Proof of a ballot, in lower hex: receipt = SHA-256 of its lines, see receipt_hash.';

create function private.receipt_of(ballot public.ballots)
returns public.ballot_receipt
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return row(
    ballot.poll_id, encode(ballot.receipt, 'hex'), encode(ballot.nonce, 'hex'),
    encode(ballot.voter_tag, 'hex'), ballot.sequence, ballot.revision, ballot.cast_at,
    ballot.choice
  );
end;
$$;
comment on function private.receipt_of is 'What the voter keeps of a ballot.';

create type private.ballot_paper as (
  modality     text,
  option_count smallint,
  parameters   jsonb,
  revisable    boolean,
  voter_tag    bytea
);

create function private.refuse_vote(poll_id uuid, voter uuid)
returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  poll public.polls;
  rank public.space_role;
begin
  select p.* into poll from public.polls p where p.id = refuse_vote.poll_id;
  select m.role into rank
  from public.space_members m
  where m.space_id = poll.space_id and m.profile_id = voter and m.status = 'active';

  if poll.id is null
    or (poll.status = 'draft' and not private.runs_poll(poll.id))
    or (poll.status <> 'draft' and poll.visibility <> 'public' and rank is null)
  then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif rank is null or rank < poll.minimum_role then
    perform private.fail(403, 'not_eligible',
      format('Only who is at least %s in this space votes here.', poll.minimum_role));
  end if;
  perform private.fail(409, 'poll_not_open', 'Nobody can vote here now. Look when it is open.');
end;
$$;
comment on function private.refuse_vote is
  'Says why somebody cannot vote. Errors: 404 poll_not_found, 403 not_eligible, 409 poll_not_open.';

-- A vote must not slip in behind a close. Voters share an advisory lock until they commit; closing
-- takes it alone. FOR SHARE on the poll's row is as fast, but it writes there: 32,000 casts by 16
-- voters at once spent 31,900 MultiXacts and 1.3 kB of WAL each, this lock none and 1.1 kB.
create function private.ballot_paper(poll_id uuid, voter uuid)
returns private.ballot_paper
language plpgsql volatile security definer set search_path = ''
as $$
declare
  paper private.ballot_paper;
begin
  perform pg_advisory_xact_lock_shared(uuid_hash_extended(ballot_paper.poll_id, 55));
  select p.modality, p.option_count, p.parameters, p.revisable,
    extensions.hmac(uuid_send(voter), x.salt, 'sha256')
  into paper
  from public.polls p
  join private.poll_secrets x on x.poll_id = p.id
  join public.spaces s on s.id = p.space_id
  join public.space_members m on m.space_id = p.space_id and m.profile_id = voter
  where p.id = ballot_paper.poll_id
    and p.status = 'open' and p.closes_at > now() and s.archived_at is null
    and m.status = 'active' and m.role >= p.minimum_role;
  if not found then
    perform private.refuse_vote(ballot_paper.poll_id, voter);
  end if;
  return paper;
end;
$$;
comment on function private.ballot_paper is
  'What an eligible voter needs to vote now; the poll cannot close before this transaction ends.';

create function private.cast_ballot(poll_id uuid, choice jsonb)
returns public.ballot_receipt
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voter constant uuid := auth.uid();
  paper constant private.ballot_paper := private.ballot_paper(cast_ballot.poll_id, voter);
  ballot public.ballots;
begin
  if private.is_valid_choice(
    paper.modality, paper.option_count, paper.parameters, cast_ballot.choice
  ) is not true then
    perform private.fail(422, 'invalid_choice', 'Choose among the options, as the method asks.');
  end if;

  insert into public.ballots (poll_id, voter_tag, profile_id, choice)
  values (cast_ballot.poll_id, paper.voter_tag, voter, cast_ballot.choice)
  on conflict do nothing
  returning * into ballot;
  if not found then
    select b.* into ballot
    from public.ballots b
    where b.poll_id = cast_ballot.poll_id and b.voter_tag = paper.voter_tag;
    if ballot.choice <> cast_ballot.choice then
      perform private.fail(409, 'already_cast', 'You voted already. Change that ballot instead.');
    end if;
  end if;
  return private.receipt_of(ballot);
end;
$$;

create function private.change_ballot(poll_id uuid, choice jsonb)
returns public.ballot_receipt
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voter constant uuid := auth.uid();
  paper constant private.ballot_paper := private.ballot_paper(change_ballot.poll_id, voter);
  ballot public.ballots;
begin
  if not paper.revisable then
    perform private.fail(409, 'not_revisable', 'Ballots of this poll are final.');
  elsif private.is_valid_choice(
    paper.modality, paper.option_count, paper.parameters, change_ballot.choice
  ) is not true then
    perform private.fail(422, 'invalid_choice', 'Choose among the options, as the method asks.');
  end if;

  select b.* into ballot
  from public.ballots b
  where b.poll_id = change_ballot.poll_id and b.voter_tag = paper.voter_tag
  for update;
  if not found then
    perform private.fail(404, 'no_ballot', 'You have no ballot here. Cast one.');
  elsif ballot.choice <> change_ballot.choice then
    update public.ballots b
    set choice = change_ballot.choice, revision = b.revision + 1, sequence = default,
      nonce = default, changed_at = now()
    where b.poll_id = change_ballot.poll_id and b.voter_tag = paper.voter_tag
    returning * into ballot;
  end if;
  return private.receipt_of(ballot);
end;
$$;

create function private.withdraw_ballot(poll_id uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voter constant uuid := auth.uid();
  paper constant private.ballot_paper := private.ballot_paper(withdraw_ballot.poll_id, voter);
begin
  if not paper.revisable then
    perform private.fail(409, 'not_revisable', 'Ballots of this poll are final.');
  end if;
  delete from public.ballots b
  where b.poll_id = withdraw_ballot.poll_id and b.voter_tag = paper.voter_tag;
  if not found then
    perform private.fail(404, 'no_ballot', 'You have no ballot here.');
  end if;
end;
$$;

create function private.my_receipt(poll_id uuid)
returns public.ballot_receipt
language plpgsql stable security definer set search_path = ''
as $$
declare
  ballot public.ballots;
begin
  select b.* into ballot
  from public.ballots b
  where b.profile_id = (select auth.uid()) and b.poll_id = my_receipt.poll_id;
  if not found then
    perform private.fail(404, 'no_ballot', 'You have no ballot here.');
  end if;
  return private.receipt_of(ballot);
end;
$$;

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

create function private.weight_inputs(
  poll uuid, after bytea default '', page integer default 10000
)
returns table (
  voter_tag bytea, profile_id uuid, choice jsonb, scores jsonb, ethics bigint
)
language sql stable security definer set search_path = ''
begin atomic
  with voters as materialized (
    select b.voter_tag, b.profile_id, b.choice
    from public.ballots b
    where b.poll_id = poll and b.voter_tag > after
    order by b.voter_tag
    limit page
  ),
  asked as materialized (
    select array(select v.profile_id from voters v) as people,
      array(select jsonb_object_keys(p.relevance)) as domains, p.opened_at
    from public.polls p
    where p.id = poll
  ),
  known as (
    select e.profile_id, jsonb_object_agg(e.domain_code, e.score) as scores
    from asked, private.expertise_as_of(asked.people, asked.domains, asked.opened_at) as e
    group by e.profile_id
  )
  select v.voter_tag, v.profile_id, v.choice, coalesce(k.scores, '{}'), e.multiplier
  from voters v
  left join known k on k.profile_id = v.profile_id
  left join (
    select x.profile_id, x.multiplier
    from asked, private.ethics_as_of(asked.people, asked.opened_at) as x
  ) as e on e.profile_id = v.profile_id
  order by v.voter_tag;
end;
comment on function private.weight_inputs is
  'A page of ballots after a tag, by tag, each with its voter''s scores in the poll''s domains and '
  'their ethics multiplier (micro-units), as known when the poll opened. Nothing known: no key, '
  'null.';

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
returns table (sequence bigint, receipt text)
language sql stable security definer set search_path = ''
begin atomic
  select b.sequence, encode(b.receipt, 'hex')
  from public.ballots b
  where b.poll_id = poll
  order by b.sequence;
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
  warnings        text[] default '{}'
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
  where r.poll_id = poll and r.lens = record_reading.lens and r.status = 'current';

  insert into public.poll_results (
    id, poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
    ballot_count, eligible_count, total_weight, winners, result, changes_winner, warnings
  )
  values (
    reading, poll, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
    ballot_count, counted.eligible_count, total_weight, winners, result, changes_winner, warnings
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

-- Doors: what a client calls.

create function public.create_poll(
  space         uuid,
  title         text,
  modality      text,
  options       text[] default '{}',
  description   text default '',
  lens          public.poll_lens default 'equal',
  relevance     jsonb default '{}',
  parameters    jsonb default '{}',
  minimum_role  public.space_role default 'member',
  secrecy       public.poll_secrecy default 'pseudonymous',
  revisable     boolean default true,
  live_results  boolean default false,
  quorum_bps    integer default 3300,
  threshold_bps integer default 5100,
  opens_at      timestamptz default null,
  closes_at     timestamptz default null,
  target_type   text default null,
  target_id     uuid default null
)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_poll(
    space, title, modality, options, description, lens, relevance, parameters, minimum_role,
    secrecy, revisable, live_results, quorum_bps, threshold_bps, opens_at, closes_at, target_type,
    target_id
  );
end;
comment on function public.create_poll is
  'Drafts a poll with 2 to 100 options (yes_no brings its own). Relevance: {domain: micro-units} '
  'summing to 1000000, for the lens ekoh. Quorum and threshold in basis points. Errors: '
  '401 sign_in_required, 404 not_found (the space), 403 contributor_required, 409 space_archived, '
  '422 unknown_modality, 422 invalid_options, 422 invalid_parameters, 422 invalid_relevance; '
  '23514 names the rule broken.';

create function public.open_poll(poll uuid)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.open_poll(poll);
end;
comment on function public.open_poll is
  'Freezes a draft and opens it, or schedules it when opens_at is to come. For its author or an '
  'organizer. Errors: 401 sign_in_required, 404 poll_not_found, 403 organizer_required, '
  '409 space_archived, 409 invalid_transition, 422 invalid_options, 422 invalid_parameters, '
  '422 invalid_schedule.';

create function public.close_poll(poll uuid)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.close_poll(poll);
end;
comment on function public.close_poll is
  'Ends the voting before its time. For its author or an organizer. Errors: 401 sign_in_required, '
  '404 poll_not_found, 403 organizer_required, 409 space_archived, 409 invalid_transition.';

create function public.cancel_poll(poll uuid)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_poll(poll);
end;
comment on function public.cancel_poll is
  'Calls a poll off that has not closed. For its author or an organizer. Errors: '
  '401 sign_in_required, 404 poll_not_found, 403 organizer_required, 409 space_archived, '
  '409 invalid_transition.';

create function public.publish_poll(poll uuid)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.publish_poll(poll);
end;
comment on function public.publish_poll is
  'Shows a tallied poll''s readings to all who see the poll. For its author or an organizer. '
  'Errors: 401 sign_in_required, 404 poll_not_found, 403 organizer_required, 409 space_archived, '
  '409 invalid_transition, 409 baseline_missing.';

create function public.cast_ballot(poll_id uuid, choice jsonb)
returns public.ballot_receipt
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cast_ballot(poll_id, choice);
end;
comment on function public.cast_ballot is
  'Votes, once per person and poll, and returns the receipt; the same choice again returns the '
  'same receipt. Choices: yes_no "yes", "no" or "abstain"; plurality a position; approval '
  'ascending positions. Errors: 404 poll_not_found, 403 not_eligible, 409 poll_not_open, '
  '422 invalid_choice, 409 already_cast.';

create function public.change_ballot(poll_id uuid, choice jsonb)
returns public.ballot_receipt
language sql volatile security invoker set search_path = ''
begin atomic
  select private.change_ballot(poll_id, choice);
end;
comment on function public.change_ballot is
  'Replaces the caller''s ballot, and its receipt. Errors: 404 poll_not_found, 403 not_eligible, '
  '409 poll_not_open, 409 not_revisable, 422 invalid_choice, 404 no_ballot.';

create function public.withdraw_ballot(poll_id uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.withdraw_ballot(poll_id);
end;
comment on function public.withdraw_ballot is
  'Takes the caller''s ballot back. Errors: 404 poll_not_found, 403 not_eligible, '
  '409 poll_not_open, 409 not_revisable, 404 no_ballot.';

create function public.my_receipt(poll_id uuid)
returns public.ballot_receipt
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_receipt(poll_id);
end;
comment on function public.my_receipt is
  'The receipt of the caller''s ballot, also after the close. Errors: 404 no_ballot.';

revoke execute on all functions in schema private from public;
revoke execute on function
  public.create_poll, public.open_poll, public.close_poll, public.cancel_poll, public.publish_poll,
  public.cast_ballot, public.change_ballot, public.withdraw_ballot, public.my_receipt
from public;
grant execute on function
  private.create_poll, private.open_poll, private.close_poll, private.cancel_poll,
  private.publish_poll, private.cast_ballot, private.change_ballot, private.withdraw_ballot,
  private.my_receipt,
  public.create_poll, public.open_poll, public.close_poll, public.cancel_poll, public.publish_poll,
  public.cast_ballot, public.change_ballot, public.withdraw_ballot, public.my_receipt
to authenticated;

grant usage on schema private to service_role;
grant execute on function
  private.poll_to_run, private.poll_for_tally, private.weight_inputs, private.store_ballot_weights,
  private.ballot_groups, private.receipts, private.record_reading, private.mark_tallied
to service_role;
