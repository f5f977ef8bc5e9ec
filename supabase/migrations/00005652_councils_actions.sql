-- How a council is founded, stood for, recalled and left. What a proposal goes through beside that is
-- every proposal's.

create function private.find_council(council uuid)
returns public.councils
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  found_council public.councils;
begin
  select s.* into place
  from public.spaces s
  where s.id = (select c.space_id from public.councils c where c.id = council)
  for share;
  select c.* into found_council from public.councils c where c.id = council;
  if found_council.id is null or not (
    found_council.visibility = 'public' or private.has_space_role(place.id, person, 'member')
  ) then
    perform private.fail(404, 'council_not_found', 'There is no such council.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return found_council;
end;
$$;
comment on function private.find_council is
  'The council, its space locked, for somebody who may read it. Errors: 401 sign_in_required, '
  '404 council_not_found, 409 space_archived.';

create function private.create_council(
  space uuid, name text, seats integer, term_days integer, description text,
  terms_in_row integer, modality text
)
returns public.councils
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  council public.councils;
begin
  perform from public.spaces s where s.id = space for no key update;
  place := private.space_to_act_in(
    space, person, 'councils.create', 'Your rank here founds no councils.');

  -- The space is locked: a second click finds what the first one wrote.
  select c.* into council
  from public.councils c
  where c.space_id = space and c.name = btrim(create_council.name);
  if found then
    if (council.seats, council.term_days, council.description, council.modality)
        = (create_council.seats, create_council.term_days, create_council.description,
          create_council.modality)
      and council.terms_in_row is not distinct from create_council.terms_in_row
    then
      return council;
    end if;
    perform private.fail(409, 'name_taken', 'There is another council of this name.');
  elsif (
    select count(*) from public.councils c where c.space_id = space and c.dissolved_at is null
  ) >= 50 then
    perform private.fail(409, 'too_many_councils', 'There are 50. Dissolve one first.');
  end if;
  insert into public.councils
    (space_id, visibility, name, description, seats, term_days, terms_in_row, modality)
  values (
    space, place.visibility, btrim(create_council.name), create_council.description,
    create_council.seats, create_council.term_days, create_council.terms_in_row,
    create_council.modality
  )
  returning * into council;
  return council;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.dissolve_council(council uuid)
returns public.councils
language plpgsql volatile security definer set search_path = ''
as $$
declare
  dissolved public.councils := private.find_council(council);
begin
  if not private.has_permission(dissolved.space_id, private.caller_id(), 'councils.create') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer.');
  end if;
  -- As what is submitted for it, that the second of two sees the first.
  select c.* into dissolved from public.councils c where c.id = council for no key update;
  if dissolved.dissolved_at is not null then
    return dissolved;
  elsif exists (
    select from public.council_terms t where t.council_id = council and t.ended_at is null
  ) then
    perform private.fail(409, 'council_in_office', 'Who was elected sits to the last day.');
  elsif exists (
    select from public.proposals p
    where p.council_id = council and p.status in ('deliberation', 'voting', 'accepted')
  ) then
    perform private.fail(409, 'election_under_way', 'Its seats are being filled already.');
  end if;
  update public.councils c
  set dissolved_at = now()
  where c.id = council
  returning c.* into dissolved;
  return dissolved;
end;
$$;

create function private.propose_on_council(council uuid, recalled uuid, title text, body text)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  subject constant public.councils := private.find_council(council);
  proposal public.proposals;
begin
  if subject.dissolved_at is not null then
    perform private.fail(409, 'council_dissolved', 'This council is dissolved.');
  end if;
  proposal := private.draft_proposal(subject.space_id, 'council', title, body, false, 0);
  if proposal.council_id is not null and (
    proposal.council_id <> council
    or proposal.recalls_id is distinct from propose_on_council.recalled
  ) then
    perform private.fail(409, 'title_taken', 'You have a draft with this title. Revise that one.');
  end if;
  update public.proposals p
  set council_id = council, recalls_id = recalled
  where p.id = proposal.id
  returning p.* into proposal;
  return proposal;
end;
$$;
comment on function private.propose_on_council is
  'Drafts an election or a recall. Errors: as find_council and draft_proposal, '
  '409 council_dissolved.';

create function private.propose_election(council uuid, title text, body text)
returns public.proposals
language sql volatile security definer set search_path = ''
begin atomic
  select private.propose_on_council(council, null, title, body);
end;

create function private.propose_recall(term uuid, title text, body text)
returns public.proposals
language sql volatile security definer set search_path = ''
begin atomic
  select private.propose_on_council(
    (select t.council_id from public.council_terms t where t.id = term), term, title, body);
end;

create function private.is_election(proposal public.proposals)
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select proposal.kind = 'council' and proposal.recalls_id is null;
end;
comment on function private.is_election is 'Does it fill the seats of a council?';

create function private.election_to_stand_in(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  election constant public.proposals := private.proposal_to_change(proposal);
begin
  if not private.is_election(election) then
    perform private.fail(422, 'not_an_election', 'Nobody is elected by this.');
  elsif election.status <> 'deliberation' then
    perform private.fail(409, 'not_in_deliberation', 'Candidates come while it is talked over.');
  end if;
  return election;
end;
$$;
comment on function private.election_to_stand_in is
  'As proposal_to_change, for an election that takes candidates. Errors: 422 not_an_election, '
  '409 not_in_deliberation.';

create function private.is_barred(council public.councils, person uuid)
returns text
language sql stable security definer set search_path = ''
begin atomic
  select case
    when exists (
      select from public.council_terms t
      join private.identity_owners o on o.identity_id = t.holder_id
      where t.council_id = council.id and t.ended_at is null and o.profile_id = person
        and t.ends_at > now() + least(60, council.term_days / 2) * interval '1 day'
    ) then 'seat'
    when private.terms_in_row(council, person) >= council.terms_in_row then 'limit'
  end;
end;
comment on function private.is_barred is
  'What keeps a person from another term: the seat they hold, the limit, or, null, nothing.';

create function private.stand_for_council(proposal uuid, statement text)
returns public.council_candidacies
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  election constant public.proposals := private.election_to_stand_in(proposal);
  council public.councils;
  candidacy public.council_candidacies;
begin
  select c.* into council from public.councils c where c.id = election.council_id;
  if not private.has_permission(election.space_id, person, 'candidacies.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not stand.');
  end if;
  case private.is_barred(council, person)
    when 'seat' then perform private.fail(409, 'already_seated', 'You hold a seat there.');
    when 'limit' then
      perform private.fail(409, 'term_limit', 'You held as many terms in a row as one may.');
    else null;
  end case;

  -- Once per person, whatever names they had since.
  update public.council_candidacies c
  set statement = btrim(stand_for_council.statement)
  from private.identity_owners o
  where c.proposal_id = proposal and o.identity_id = c.candidate_id and o.profile_id = person
  returning c.* into candidacy;
  if found then
    return candidacy;
  elsif (select count(*) from public.council_candidacies c where c.proposal_id = proposal) >= 99 then
    perform private.fail(409, 'too_many_candidates', '99 stand already.');
  end if;
  insert into public.council_candidacies
    (proposal_id, candidate_id, space_id, visibility, statement)
  values (
    proposal, private.identity_of(person, election.space_id), election.space_id,
    election.visibility, btrim(stand_for_council.statement)
  )
  returning * into candidacy;
  return candidacy;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.withdraw_candidacy(proposal uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  perform private.election_to_stand_in(proposal);
  delete from public.council_candidacies c
  using private.identity_owners o
  where c.proposal_id = proposal and o.identity_id = c.candidate_id and o.profile_id = person;
end;
$$;

create function private.resign_term(term uuid)
returns public.council_terms
language plpgsql volatile security definer set search_path = ''
as $$
declare
  resigned public.council_terms;
begin
  perform private.find_council(
    (select t.council_id from public.council_terms t where t.id = term));
  select t.* into resigned from public.council_terms t where t.id = term for no key update;
  if not private.is_identity_of(resigned.holder_id, private.caller_id()) then
    perform private.fail(403, 'holder_required', 'Only who holds the seat gives it up.');
  elsif resigned.ended_as = 'resigned' then
    return resigned;
  elsif resigned.ended_at is not null then
    perform private.fail(409, 'term_ended', 'This term is over.');
  end if;
  update public.council_terms t
  set ended_at = now(), ended_as = 'resigned'
  where t.id = term
  returning t.* into resigned;
  return resigned;
end;
$$;

create function private.eligible_candidates(proposal public.proposals)
returns setof uuid
language sql stable security definer set search_path = ''
begin atomic
  select c.candidate_id
  from public.council_candidacies c
  join private.identity_owners o on o.identity_id = c.candidate_id
  join public.space_members m on m.space_id = c.space_id and m.profile_id = o.profile_id
  where c.proposal_id = proposal.id and m.status = 'active';
end;
comment on function private.eligible_candidates is
  'Who stands in an election and is still a member.';

create function private.put_candidates_on(poll public.polls, election public.proposals)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  council public.councils;
  filled integer;
begin
  select c.* into council from public.councils c where c.id = election.council_id;
  select least(
    greatest((select count(*) from private.council_openings(council)), 1),
    (select count(*) from private.eligible_candidates(election))
  ) into filled;
  update public.polls p
  set modality = council.modality, seats = filled
  where p.id = poll.id
  returning p.* into poll;

  -- By lot, that none stands first for having come first.
  with drawn as materialized (
    select e.candidate, gen_random_uuid() as option_id,
      row_number() over (order by sha256(convert_to(poll.id::text || e.candidate, 'UTF8')))
        as place
    from private.eligible_candidates(election) as e (candidate)
  ),
  listed as (
    insert into public.poll_options (id, poll_id, position, label)
    select d.option_id, poll.id, d.place - 1, 'Candidate ' || d.place from drawn d
    union all
    select gen_random_uuid(), poll.id, count(*), 'Nobody' from drawn d
  )
  update public.council_candidacies c
  set option_id = (
    select d.option_id from drawn d where d.candidate = c.candidate_id
  )
  where c.proposal_id = election.id;
  return poll;
end;
$$;
comment on function private.put_candidates_on is
  'Makes a draft the poll of an election: a numbered option for each candidate, by lot, and the last '
  'for leaving a seat empty. It fills the seats that are open, and never as many as there are '
  'options.';

create function public.create_council(
  space        uuid,
  name         text,
  seats        integer,
  term_days    integer,
  description  text default '',
  terms_in_row integer default null,
  modality     text default 'stv'
)
returns public.councils
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_council(
    space, name, seats, term_days, description, terms_in_row, modality);
end;
comment on function public.create_council is
  'Founds a council of 1 to 50 seats, each held for 30 to 1830 days, elected by stv or approval. '
  'Its statutes stay. Errors: 401 sign_in_required, 404 not_found (the space), '
  '403 permission_required, 409 space_archived, 409 name_taken, 409 too_many_councils (50); 23514 '
  'names the rule broken.';

create function public.dissolve_council(council uuid)
returns public.councils
language sql volatile security invoker set search_path = ''
begin atomic
  select private.dissolve_council(council);
end;
comment on function public.dissolve_council is
  'Ends a council in which nobody sits. Errors: 401 sign_in_required, 404 council_not_found, '
  '403 organizer_required, 409 space_archived, 409 council_in_office, 409 election_under_way.';

create function public.propose_election(council uuid, title text, body text)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.propose_election(council, title, body);
end;
comment on function public.propose_election is
  'Drafts the election for a council''s open seats; submit_proposal calls for candidates. Errors: as '
  'create_proposal, 404 council_not_found, 409 council_dissolved. Submitting adds: '
  '409 council_dissolved, 409 election_under_way, 409 no_seat_open.';

create function public.propose_recall(term uuid, title text, body text)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.propose_recall(term, title, body);
end;
comment on function public.propose_recall is
  'Drafts that a seat is taken from who holds it. Errors: as create_proposal, '
  '404 council_not_found, 409 council_dissolved. Submitting adds: 409 term_ended.';

create function public.stand_for_council(proposal uuid, statement text)
returns public.council_candidacies
language sql volatile security invoker set search_path = ''
begin atomic
  select private.stand_for_council(proposal, statement);
end;
comment on function public.stand_for_council is
  'Stands in an election while it is talked over; again changes the statement. Errors: '
  '401 sign_in_required, 404 proposal_not_found, 403 permission_required, 409 space_archived, '
  '409 not_in_deliberation, 409 already_seated, 409 term_limit, 409 too_many_candidates (99), '
  '422 not_an_election; 23514 names the rule broken.';

create function public.withdraw_candidacy(proposal uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.withdraw_candidacy(proposal);
end;
comment on function public.withdraw_candidacy is
  'Stands no more. Again changes nothing. Errors: 401 sign_in_required, 404 proposal_not_found, '
  '409 space_archived, 409 not_in_deliberation, 422 not_an_election.';

create function public.resign_term(term uuid)
returns public.council_terms
language sql volatile security invoker set search_path = ''
begin atomic
  select private.resign_term(term);
end;
comment on function public.resign_term is
  'Gives a seat up, whether its term has begun or not. For who holds it. Errors: '
  '401 sign_in_required, 404 council_not_found, 403 holder_required, 409 space_archived, '
  '409 term_ended.';

revoke execute on function
  private.find_council, private.create_council, private.dissolve_council,
  private.propose_on_council, private.propose_election, private.propose_recall,
  private.is_election, private.election_to_stand_in, private.is_barred,
  private.stand_for_council, private.withdraw_candidacy, private.resign_term,
  private.eligible_candidates, private.put_candidates_on,
  public.create_council, public.dissolve_council, public.propose_election,
  public.propose_recall, public.stand_for_council, public.withdraw_candidacy, public.resign_term
from public;
grant execute on function
  private.create_council, private.dissolve_council, private.propose_election,
  private.propose_recall, private.stand_for_council, private.withdraw_candidacy,
  private.resign_term,
  public.create_council, public.dissolve_council, public.propose_election,
  public.propose_recall, public.stand_for_council, public.withdraw_candidacy, public.resign_term
to authenticated;
