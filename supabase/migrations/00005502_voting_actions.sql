-- The life of a poll: written by a contributor, run by its author or an organizer, moved on by the
-- clock.

create function private.create_poll(
  space         uuid,
  title         text,
  modality      text,
  options       text[],
  template      text,
  description   text,
  lens          public.poll_lens,
  relevance     jsonb,
  lens_settings jsonb,
  parameters    jsonb,
  seats         integer,
  minimum_role  public.space_role,
  eligibility   jsonb,
  secrecy       public.poll_secrecy,
  revisable     boolean,
  live_results  boolean,
  quorum_bps    integer,
  threshold_bps integer,
  strong_consensus_bps integer,
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
  usual public.governance_templates;
  method public.vote_modalities;
  labels text[];
  poll public.polls;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, author) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_permission(space, author, 'polls.create') then
    perform private.fail(403, 'contributor_required', 'Ask an organizer for the rank.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;

  usual := private.governance_template(space, coalesce(template, 'standard'));
  select m.* into method
  from public.vote_modalities m
  where m.code = coalesce(create_poll.modality, usual.modality) and m.is_active;
  if method.code is null then
    perform private.fail(422, 'unknown_modality', 'Choose one of the vote_modalities.');
  end if;

  -- What belongs to another method or lens than the template's is not the template's to say.
  parameters := coalesce(
    parameters, case when method.code = usual.modality then usual.parameters else '{}' end
  );
  lens := coalesce(lens, usual.lens);
  relevance := coalesce(relevance, case when lens = usual.lens then usual.relevance else '{}' end);
  lens_settings := coalesce(
    lens_settings, case when lens = usual.lens then usual.lens_settings else '{}' end
  );

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
  elsif private.are_valid_seats(method.code, cardinality(labels), create_poll.seats) is not true
  then
    perform private.fail(422, 'invalid_seats',
      'Fill at least one seat, and no more than the method and the options allow.');
  elsif (create_poll.lens in ('ekoh', 'delegated') or create_poll.relevance = '{}') is not true
    or (
      (create_poll.lens = 'ekoh' or create_poll.relevance <> '{}')
      and not private.is_relevance(create_poll.relevance)
    )
    or exists (
      select from jsonb_object_keys(create_poll.relevance) as k (code)
      where not exists (select from public.expertise_domains d where d.code = k.code)
    )
  then
    perform private.fail(422, 'invalid_relevance',
      'Give existing domains micro-units that sum to 1000000: for the lens ekoh, or delegated.');
  elsif not private.fits_lens(private.declared_lens(
    create_poll.lens, create_poll.relevance, create_poll.lens_settings
  )) then
    perform private.fail(422, 'invalid_lens', 'Give the lens the settings that it asks for.');
  elsif create_poll.eligibility is not null
    and not private.fits_eligibility(create_poll.eligibility, author)
  then
    perform private.fail(422, 'invalid_eligibility',
      'Keep to the eligibility_rules, and to spaces that you organize.');
  end if;

  insert into public.polls (
    space_id, author_id, title, description, modality, parameters, seats, lens, relevance,
    lens_settings, minimum_role, eligibility, secrecy, revisable, live_results, quorum_bps,
    threshold_bps, strong_consensus_bps, voting_days, opens_at, closes_at, target_type, target_id
  )
  values (
    space, private.identity_of(author, space), btrim(create_poll.title),
    coalesce(create_poll.description, ''), method.code, create_poll.parameters, create_poll.seats,
    create_poll.lens, create_poll.relevance, create_poll.lens_settings,
    coalesce(create_poll.minimum_role, usual.minimum_role),
    coalesce(create_poll.eligibility, usual.eligibility),
    coalesce(create_poll.secrecy, usual.secrecy), coalesce(create_poll.revisable, usual.revisable),
    coalesce(create_poll.live_results, usual.live_results),
    coalesce(create_poll.quorum_bps, usual.quorum_bps),
    coalesce(create_poll.threshold_bps, usual.threshold_bps),
    coalesce(create_poll.strong_consensus_bps, usual.strong_consensus_bps), usual.voting_days,
    create_poll.opens_at, create_poll.closes_at, create_poll.target_type, create_poll.target_id
  )
  returning * into poll;

  insert into public.poll_options (poll_id, position, label)
  select poll.id, l.place - 1, l.label
  from unnest(labels) with ordinality as l (label, place);
  return poll;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
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

create function private.freeze_lens(poll public.polls, lens jsonb)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  frozen jsonb;
begin
  if exists (
    select from jsonb_object_keys(coalesce(lens -> 'relevance', '{}')) as k (code)
    where not exists (select from public.expertise_domains d where d.code = k.code)
  ) then
    perform private.fail(422, 'invalid_relevance', 'Weigh by existing domains.');
  end if;
  execute format('select private.%I($1, $2)', 'lens_' || (lens ->> 'kind') || '_freezes')
    into frozen using poll, lens;
  return frozen;
end;
$$;
comment on function private.freeze_lens is
  'A lens as it is when the poll is opened or scheduled. Errors: 422 invalid_relevance, '
  '422 invalid_lens.';

create function private.find_qualified(poll public.polls)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  people constant uuid[] := array(
    select m.profile_id
    from public.space_members m
    where m.space_id = poll.space_id and m.status = 'active'
  );
begin
  insert into private.poll_qualifications (poll_id, profile_id, met)
  select poll.id, who.profile_id, array_agg(r.rule order by r.rule)
  from unnest(poll.further_rules) as r (rule)
  cross join lateral private.who_meets(
    r.rule, people, poll.eligibility -> r.rule, poll.opened_at
  ) as who (profile_id)
  group by who.profile_id;

  if (select count(*) < 5 from private.electorate e where e.poll_id = poll.id) then
    perform private.fail(409, 'too_few_eligible',
      'Fewer than five may vote, which would tell who meets the rules. Ask for less.');
  end if;
end;
$$;
comment on function private.find_qualified is
  'Settles who meets the further rules of a poll that opens. Errors: 409 too_few_eligible.';

create function private.start_poll(poll public.polls)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  opening timestamptz;
  own constant jsonb := jsonb_build_array(
    private.declared_lens(poll.lens, poll.relevance, poll.lens_settings)
  );
  choices integer;
  seed text;
  frozen jsonb;
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
  elsif not private.are_valid_seats(poll.modality, choices, poll.seats) then
    perform private.fail(422, 'invalid_seats',
      'Fill at least one seat, and no more than the method and the options allow.');
  elsif not private.are_different_lenses(own || poll.compared_lenses) then
    perform private.fail(422, 'invalid_lens', 'Compare by other lenses than the poll''s own.');
  elsif poll.closes_at <= now() then
    perform private.fail(422, 'invalid_schedule', 'Choose a closing time in the future.');
  end if;

  select jsonb_agg(private.freeze_lens(poll, l.lens) order by l.place) into frozen
  from jsonb_array_elements(own || poll.compared_lenses) with ordinality as l (lens, place);
  if poll.status = 'draft' then
    update public.polls p
    set parameters = private.completed_parameters(poll.modality, poll.parameters)
    where p.id = poll.id
    returning p.* into poll;
  end if;
  if poll.opens_at > now() then
    update public.polls p set status = 'scheduled' where p.id = poll.id returning p.* into poll;
    return poll;
  end if;

  -- After the lenses: what they begin as it opens is there when it has opened.
  opening := clock_timestamp();
  update public.polls p
  set status = 'open', option_count = choices, tie_seed = seed,
    opened_at = opening,
    joined_before = private.joining_deadline(p.eligibility, opening),
    further_rules = private.further_rules(p.eligibility),
    closes_at = coalesce(p.closes_at, now() + p.voting_days * interval '24 hours'),
    frozen_lens = frozen -> 0, compared_lenses = frozen - 0
  where p.id = poll.id
  returning p.* into poll;
  if poll.further_rules <> '{}' then
    perform private.find_qualified(poll);
  end if;
  return poll;
end;
$$;
comment on function private.start_poll is
  'Numbers the options and completes the parameters, then schedules the poll or freezes its lenses '
  'and who may vote, and opens it. '
  'Errors: 422 invalid_options, 422 invalid_parameters, 422 invalid_seats, 422 invalid_relevance, '
  '422 invalid_schedule, 409 too_few_eligible.';

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
    eligible_count = coalesce(p.import_electorate, (
      select count(*) from private.electorate e where e.poll_id = p.id
    ))
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
  -- As a close: what stands behind the votes under way is given back with the rest.
  perform pg_advisory_xact_lock(uuid_hash_extended(poll, 55));
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
  if published.status = 'contested' then
    perform private.fail(409, 'poll_contested', 'Dismiss the contest, or count it again.');
  end if;
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
      begin
        perform private.start_poll(poll);
      exception when sqlstate 'PT409' or sqlstate 'PT422' then
        -- What it asks for is no more, and nobody is here to be told; others go on.
        update public.polls p set status = 'cancelled', cancelled_at = now() where p.id = poll.id;
      end;
    end if;
  end loop;
end;
$$;
comment on function private.advance_polls is
  'Opens and closes the polls whose time has come; one that cannot be opened is called off.';

select cron.schedule('advance-polls', '* * * * *', 'select private.advance_polls()');

create function public.create_poll(
  space         uuid,
  title         text,
  modality      text default null,
  options       text[] default '{}',
  description   text default '',
  lens          public.poll_lens default null,
  relevance     jsonb default null,
  lens_settings jsonb default null,
  parameters    jsonb default null,
  seats         integer default 1,
  minimum_role  public.space_role default null,
  secrecy       public.poll_secrecy default null,
  revisable     boolean default null,
  live_results  boolean default null,
  quorum_bps    integer default null,
  threshold_bps integer default null,
  opens_at      timestamptz default null,
  closes_at     timestamptz default null,
  target_type   text default null,
  target_id     uuid default null,
  template      text default 'standard',
  eligibility   jsonb default null,
  strong_consensus_bps integer default null
)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_poll(
    space, title, modality, options, template, description, lens, relevance, lens_settings,
    parameters, seats, minimum_role, eligibility, secrecy, revisable, live_results, quorum_bps, threshold_bps,
    strong_consensus_bps, opens_at, closes_at, target_type, target_id
  );
end;
comment on function public.create_poll is
  'Drafts a poll with 2 to 100 options (yes_no brings its own). What is left out, or null, comes from '
  'the template. Relevance: {domain: micro-units} summing to 1000000, for the lenses ekoh and '
  'delegated; lens_settings: what others ask for. Eligibility: {rule: what it asks} of the eligibility_rules. Shares in basis points. '
  'Errors: 401 sign_in_required, 404 not_found (the space), 403 contributor_required, '
  '409 space_archived, 422 unknown_template, '
  '422 unknown_modality, 422 invalid_options, 422 invalid_parameters, 422 invalid_seats, '
  '422 invalid_relevance, 422 invalid_lens, 422 invalid_eligibility; '
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
  '422 invalid_seats, 422 invalid_relevance, 422 invalid_lens, 422 invalid_schedule, '
  '409 too_few_eligible.';

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
  '409 invalid_transition, 409 poll_contested, 409 baseline_missing.';

revoke execute on function
  private.is_valid_choice, private.are_valid_parameters, private.create_poll, private.poll_to_run,
  private.freeze_lens, private.find_qualified, private.start_poll, private.open_poll, private.end_poll,
  private.close_poll, private.cancel_poll,
  private.publish_poll, private.advance_polls,
  public.create_poll, public.open_poll, public.close_poll, public.cancel_poll, public.publish_poll
from public;
grant execute on function
  private.create_poll, private.open_poll, private.close_poll, private.cancel_poll,
  private.publish_poll,
  public.create_poll, public.open_poll, public.close_poll, public.cancel_poll, public.publish_poll
to authenticated;
