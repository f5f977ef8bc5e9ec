-- Votes that were cast elsewhere: on paper, in a hall, in another tool. A poll is an import from the
-- first draft on, names its source, and says so in every reading. Nobody votes in it and its ballots
-- belong to no profile, so that who imports cannot vote in anybody's name.

select private.declares_permission('imports.create', 'organizer',
  'Bring in votes that were cast elsewhere.');

create function private.create_import(
  space uuid, title text, modality text, options text[], source text, electorate integer,
  parameters jsonb, seats integer
)
returns public.polls
language plpgsql volatile security definer set search_path = ''
as $$
declare
  poll public.polls;
begin
  poll := private.create_poll(
    space, title, modality, options, 'standard', '', 'equal', '{}', '{}', parameters, seats, 'member',
    '{}', 'pseudonymous', false, false, 0, 5100, null, null, null, null, null
  );
  if not private.has_permission(space, private.caller_id(), 'imports.create') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer to import votes.');
  end if;
  update public.polls p
  set import_source = btrim(source), import_electorate = electorate
  where p.id = poll.id
  returning p.* into poll;
  return poll;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.import_ballots(poll uuid, voters text[], choices jsonb)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  filled public.polls;
  salt bytea;
  answer jsonb;
begin
  -- As a vote: the poll cannot close before this is done. Two batches follow each other, so that the
  -- same rows sent twice at once are unchanged the second time.
  perform pg_advisory_xact_lock_shared(uuid_hash_extended(poll, 55));
  perform pg_advisory_xact_lock(uuid_hash_extended(poll, 56));
  select p.* into filled from public.polls p where p.id = poll;
  if filled.id is null or not private.runs_poll(poll) and (
    filled.status = 'draft' or filled.visibility <> 'public'
      and not private.has_space_role(filled.space_id, person, 'member')
  ) then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  elsif not private.has_permission(filled.space_id, person, 'imports.create') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer to import votes.');
  elsif filled.import_source is null then
    perform private.fail(409, 'not_an_import', 'In this poll everybody casts their own ballot.');
  elsif filled.status <> 'open' or filled.closes_at <= now() or exists (
    select from public.spaces s where s.id = filled.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'poll_not_open', 'Open the poll before importing its votes.');
  elsif jsonb_typeof(choices) is distinct from 'array'
    or coalesce(cardinality(voters), 0) not between 1 and 10000
    or jsonb_array_length(choices) <> cardinality(voters)
  then
    perform private.fail(422, 'invalid_batch', 'Send 1 to 10000 voters, and a choice for each.');
  end if;
  select x.salt into salt from private.poll_secrets x where x.poll_id = poll;

  with asked as materialized (
    select v.place, v.voter, c.choice,
      count(*) over (partition by v.voter) > 1 as is_repeated
    from unnest(voters) with ordinality as v (voter, place)
    join jsonb_array_elements(choices) with ordinality as c (choice, place) using (place)
  ),
  looked_at as materialized (
    select a.place, a.choice,
      extensions.hmac(convert_to('import:' || a.voter, 'UTF8'), salt, 'sha256') as voter_tag,
      case
        when (length(a.voter) between 1 and 200 and a.voter !~ '[[:cntrl:]]') is not true
          then 'invalid_voter'
        when a.is_repeated then 'repeated_voter'
        when private.is_valid_choice(
          filled.modality, filled.option_count, filled.parameters, a.choice
        ) is not true then 'invalid_choice'
      end as code
    from asked a
  ),
  taken as (
    insert into public.ballots (poll_id, voter_tag, choice)
    select poll, l.voter_tag, l.choice from looked_at l where l.code is null order by l.voter_tag
    on conflict do nothing
    returning ballots.voter_tag
  ),
  -- What stands already with the same choice was sent twice, which changes nothing.
  refused as (
    select l.place, l.code from looked_at l where l.code is not null
    union all
    select l.place, 'already_cast'
    from looked_at l
    where l.code is null and l.voter_tag not in (select t.voter_tag from taken t) and not exists (
      select from public.ballots b
      where b.poll_id = import_ballots.poll and b.voter_tag = l.voter_tag and b.choice = l.choice
    )
  )
  select jsonb_build_object(
    'imported', (select count(*) from taken),
    'unchanged', cardinality(voters) - (select count(*) from taken)
      - (select count(*) from refused),
    'errors', coalesce(
      (
        select jsonb_agg(jsonb_build_object('row', r.place - 1, 'code', r.code) order by r.place)
        from refused r
      ),
      '[]'
    )
  )
  into answer;
  return answer;
end;
$$;

create function public.create_import(
  space      uuid,
  title      text,
  modality   text,
  source     text,
  electorate integer,
  options    text[] default '{}',
  parameters jsonb default '{}',
  seats      integer default 1
)
returns public.polls
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_import(
    space, title, modality, options, source, electorate, parameters, seats
  );
end;
comment on function public.create_import is
  'Drafts a poll for votes that were cast elsewhere: source says where, electorate how many could '
  'vote. For organizers. Errors: as create_poll, 403 organizer_required.';

create function public.import_ballots(poll uuid, voters text[], choices jsonb)
returns jsonb
language sql volatile security invoker set search_path = ''
begin atomic
  select private.import_ballots(poll, voters, choices);
end;
comment on function public.import_ballots is
  'Up to 10000 ballots of an open import, by what names each voter in the source; only a hash of '
  'that is kept. Answers {imported, unchanged, errors: [{row, code}]}, with rows from 0 and codes '
  'invalid_voter, repeated_voter, invalid_choice, already_cast; sending the same again changes '
  'nothing. Errors: 401 sign_in_required, 404 poll_not_found, 403 organizer_required, '
  '409 not_an_import, 409 poll_not_open, 422 invalid_batch.';

revoke execute on function
  private.create_import, private.import_ballots, public.create_import, public.import_ballots
from public;
grant execute on function
  private.create_import, private.import_ballots, public.create_import, public.import_ballots
to authenticated;
