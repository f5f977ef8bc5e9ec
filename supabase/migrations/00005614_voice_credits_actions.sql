-- Spending voice credits. The ballot itself stays as it is.

create function private.put_votes(poll uuid, votes integer)
returns public.voice_votes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  voter constant uuid := auth.uid();
  paper constant private.ballot_paper := private.ballot_paper(poll, voter);
  asked public.polls;
  cycle public.credit_cycles;
  before public.voice_votes;
  decided public.voice_votes;
  spent bigint;
begin
  select p.* into asked from public.polls p where p.id = poll;
  if private.lens_of_kind(asked, 'quadratic') is null then
    perform private.fail(409, 'no_voice_credits', 'This poll is not read by voice credits.');
  elsif (votes between 0 and 100) is not true then
    perform private.fail(422, 'invalid_votes', 'Put 1 to 100 votes, or 0 to take them back.');
  end if;

  -- The ballot first: one that is being taken back takes its votes along.
  perform from public.ballots b
  where b.poll_id = poll and b.voter_tag = paper.voter_tag
  for no key update;
  if not found then
    perform private.fail(404, 'no_ballot', 'You have no ballot here. Cast one.');
  end if;
  cycle := private.credit_cycle_at(asked.space_id, asked.opened_at);
  -- Two polls at once would both look at the same credits.
  perform pg_advisory_xact_lock(uuid_hash_extended(voter, uuid_hash_extended(cycle.id, 56)));

  select v.* into before
  from public.voice_votes v
  where v.poll_id = put_votes.poll and v.profile_id = voter;
  if coalesce(before.votes, 0) = votes then
    return before;
  elsif before.votes is not null and not paper.revisable then
    perform private.fail(409, 'not_revisable', 'Ballots of this poll are final.');
  elsif votes = 0 then
    delete from public.voice_votes v where v.poll_id = put_votes.poll and v.profile_id = voter;
    return null;
  end if;

  select coalesce(sum(v.cost), 0) into spent
  from public.voice_votes v
  where v.profile_id = voter and v.cycle_id = cycle.id and v.poll_id <> put_votes.poll;
  if spent + votes * votes > cycle.credits then
    perform private.fail(409, 'credits_spent',
      format('%s votes cost %s credits; you have %s.', votes, votes * votes, cycle.credits - spent));
  end if;
  insert into public.voice_votes (poll_id, profile_id, cycle_id, votes)
  values (poll, voter, cycle.id, put_votes.votes)
  on conflict on constraint voice_votes_pkey
  do update set votes = excluded.votes, decided_at = excluded.decided_at
  returning * into decided;
  return decided;
end;
$$;

create function private.cast_ballot_with_votes(poll_id uuid, choice jsonb, votes integer)
returns public.ballot_receipt
language plpgsql volatile security definer set search_path = ''
as $$
declare
  receipt constant public.ballot_receipt := private.cast_ballot(poll_id, choice);
begin
  perform private.put_votes(poll_id, votes);
  return receipt;
end;
$$;

create function private.my_voice_credits(space uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  cycle public.credit_cycles;
  settings public.voice_credit_settings;
  spent bigint := 0;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, person, 'member') then
    perform private.fail(403, 'member_required', 'Join the space first.');
  end if;
  cycle := private.credit_cycle_at(space, clock_timestamp());
  select x.* into settings from public.voice_credit_settings x where x.space_id = space;
  select coalesce(sum(v.cost), 0) into spent
  from public.voice_votes v
  where v.profile_id = person and v.cycle_id = cycle.id;
  return jsonb_build_object(
    'credits', coalesce(cycle.credits, settings.credits, 100), 'spent', spent,
    'left', coalesce(cycle.credits, settings.credits, 100) - spent,
    'starts_at', cycle.starts_at, 'ends_at', cycle.ends_at
  );
end;
$$;

create function private.set_voice_credits(space uuid, credits integer, cycle_days integer)
returns public.voice_credit_settings
language plpgsql volatile security definer set search_path = ''
as $$
declare
  settings public.voice_credit_settings;
begin
  perform private.rank_to_decide(space, 'organizer');
  if (credits between 1 and 10000 and cycle_days between 1 and 3660) is not true then
    perform private.fail(422, 'invalid_credits', 'Give 1 to 10000 credits for 1 to 3660 days.');
  end if;
  insert into public.voice_credit_settings (space_id, credits, cycle_days)
  values (space, set_voice_credits.credits, set_voice_credits.cycle_days)
  on conflict on constraint voice_credit_settings_pkey
  do update set credits = excluded.credits, cycle_days = excluded.cycle_days
  returning * into settings;
  return settings;
end;
$$;

create function public.put_votes(poll uuid, votes integer)
returns public.voice_votes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.put_votes(poll, votes);
end;
comment on function public.put_votes is
  'Puts 1 to 100 votes behind the caller''s ballot in an open poll with the lens quadratic, for '
  'their square in credits of the cycle that the poll opened in; what stood before is given back. 0 '
  'takes them back: the ballot weighs one vote, for nothing. Errors: 404 poll_not_found, '
  '403 not_eligible, 409 poll_not_open, 409 no_voice_credits, 422 invalid_votes, 404 no_ballot, '
  '409 not_revisable, 409 credits_spent.';

create function public.cast_ballot_with_votes(poll_id uuid, choice jsonb, votes integer)
returns public.ballot_receipt
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cast_ballot_with_votes(poll_id, choice, votes);
end;
comment on function public.cast_ballot_with_votes is
  'Both or neither of cast_ballot and put_votes, with the errors of either.';

create function public.my_voice_credits(space uuid)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_voice_credits(space);
end;
comment on function public.my_voice_credits is
  'What the caller has in the present cycle: {credits, spent, left, starts_at, ends_at}; between '
  'cycles, what the next one brings, without dates. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required.';

create function public.set_voice_credits(
  space uuid, credits integer default 100, cycle_days integer default 90
)
returns public.voice_credit_settings
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_voice_credits(space, credits, cycle_days);
end;
comment on function public.set_voice_credits is
  'Voice credits that each member has per cycle, and its length; from the next cycle on. For '
  'organizers. Errors: 401 sign_in_required, 404 not_found, 403 organizer_required, '
  '409 space_archived, 422 invalid_credits.';

revoke execute on function
  private.put_votes, private.cast_ballot_with_votes, private.my_voice_credits,
  private.set_voice_credits, public.put_votes, public.cast_ballot_with_votes,
  public.my_voice_credits, public.set_voice_credits
from public;
grant execute on function
  private.put_votes, private.cast_ballot_with_votes, private.my_voice_credits,
  private.set_voice_credits, public.put_votes, public.cast_ballot_with_votes,
  public.my_voice_credits, public.set_voice_credits
to authenticated;
