-- Voting. Casting must carry a whole community in a minute: one look at the poll, one insert, no
-- counter and no row that voters share.
create type public.ballot_receipt as (
  poll_id   uuid,
  receipt   text,
  nonce     text,
  voter_tag text,
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
    encode(ballot.voter_tag, 'hex'), ballot.revision, ballot.cast_at, ballot.choice
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

create function private.poll_for_voter(poll_id uuid, voter uuid)
returns public.polls
language plpgsql stable security definer set search_path = ''
as $$
declare
  poll public.polls;
begin
  select p.* into poll from public.polls p where p.id = poll_for_voter.poll_id;
  if poll.id is null
    or (poll.status = 'draft' and not private.runs_poll(poll.id))
    or (
      poll.status <> 'draft' and poll.visibility <> 'public'
      and not private.has_space_role(poll.space_id, voter, 'member')
    )
  then
    perform private.fail(404, 'poll_not_found', 'There is no such poll.');
  end if;
  return poll;
end;
$$;
comment on function private.poll_for_voter is
  'A poll, for somebody who sees it. Errors: 404 poll_not_found.';

create function private.eligibility_of(poll public.polls, voter uuid)
returns table (rule text, asks jsonb, is_met boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
  membership public.space_members;
  met_at_opening text[];
begin
  select m.* into membership
  from public.space_members m
  where m.space_id = poll.space_id and m.profile_id = voter and m.status = 'active';
  select q.met into met_at_opening
  from private.poll_qualifications q
  where q.poll_id = poll.id and q.profile_id = voter;
  return query
    select 'minimum_role', to_jsonb(poll.minimum_role),
      coalesce(membership.role >= poll.minimum_role, false)
    union all
    select e.key, e.value, case
        when membership.profile_id is null then false
        when e.key in ('member_days', 'joined_by') then membership.joined_at
          < private.joining_deadline(
            jsonb_build_object(e.key, e.value), coalesce(poll.opened_at, clock_timestamp())
          )
        when poll.opened_at is null then voter in (
          select private.who_meets(e.key, array[voter], e.value, clock_timestamp())
        )
        else coalesce(e.key = any (met_at_opening), false)
      end
    from jsonb_each(poll.eligibility) as e;
end;
$$;
comment on function private.eligibility_of is
  'What a poll asks of its voters and whether somebody meets it: as in private.electorate, or, '
  'before the poll opens, as if it opened now.';

create function private.refuse_vote(poll_id uuid, voter uuid)
returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  poll public.polls;
  missing text[];
begin
  perform private.caller_id();
  poll := private.poll_for_voter(refuse_vote.poll_id, voter);
  missing := array(
    select e.rule from private.eligibility_of(poll, voter) as e where not e.is_met
  );
  if 'minimum_role' = any (missing) then
    perform private.fail(403, 'not_eligible',
      format('Only who is at least %s in this space votes here.', poll.minimum_role));
  elsif missing <> '{}' then
    perform private.fail(403, 'not_eligible', format(
      'What this poll asks of voters and you do not meet: %s.', array_to_string(missing, ', ')
    ));
  elsif poll.import_source is not null then
    perform private.fail(409, 'cast_elsewhere', 'The votes of this poll were cast elsewhere.');
  end if;
  perform private.fail(409, 'poll_not_open', 'Nobody can vote here now. Look when it is open.');
end;
$$;
comment on function private.refuse_vote is
  'Says why somebody cannot vote. Errors: 401 sign_in_required, 404 poll_not_found, '
  '403 not_eligible, 409 cast_elsewhere, 409 poll_not_open.';

create function private.my_eligibility(poll_id uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  voter constant uuid := private.caller_id();
  poll constant public.polls := private.poll_for_voter(my_eligibility.poll_id, voter);
begin
  return (
    select jsonb_build_object(
      'poll_id', poll.id, 'is_eligible', bool_and(e.is_met),
      'as_of', coalesce(poll.opened_at, now()),
      'rules', jsonb_agg(
        jsonb_build_object('rule', e.rule, 'asks', e.asks, 'is_met', e.is_met) order by e.rule
      )
    )
    from private.eligibility_of(poll, voter) as e
  );
end;
$$;

create function public.my_eligibility(poll_id uuid)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_eligibility(poll_id);
end;
comment on function public.my_eligibility is
  'May the caller vote in a poll, and why not: {poll_id, is_eligible, as_of, rules: [{rule, asks, '
  'is_met}]}. Of what rules ask beyond rank, what was so when the poll opened counts; before that it '
  'is as if it opened now. Errors: 401 sign_in_required, 404 poll_not_found.';

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
  join private.electorate e on e.poll_id = p.id and e.profile_id = voter
  where p.id = ballot_paper.poll_id
    and p.status = 'open' and p.closes_at > now() and s.archived_at is null
    and p.import_source is null;
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

  -- Round again when the ballot in the way was taken back before it could be read.
  loop
    insert into public.ballots (poll_id, voter_tag, profile_id, choice)
    values (cast_ballot.poll_id, paper.voter_tag, voter, cast_ballot.choice)
    on conflict do nothing
    returning * into ballot;
    exit when found;

    select b.* into ballot
    from public.ballots b
    where b.poll_id = cast_ballot.poll_id and b.voter_tag = paper.voter_tag;
    exit when ballot.choice = cast_ballot.choice;
    if found then
      perform private.fail(409, 'already_cast', 'You voted already. Change that ballot instead.');
    end if;
  end loop;
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
    set choice = change_ballot.choice, revision = b.revision + 1, nonce = default,
      changed_at = now()
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
    perform private.caller_id();
    perform private.fail(404, 'no_ballot', 'You have no ballot here.');
  end if;
  return private.receipt_of(ballot);
end;
$$;

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
  '409 cast_elsewhere (an import), 422 invalid_choice, 409 already_cast.';

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
  'The receipt of the caller''s ballot, also after the close. Errors: 401 sign_in_required, '
  '404 no_ballot.';

revoke execute on function
  private.receipt_of, private.poll_for_voter, private.eligibility_of, private.refuse_vote,
  private.my_eligibility, private.ballot_paper, private.cast_ballot,
  private.change_ballot, private.withdraw_ballot, private.my_receipt,
  public.cast_ballot, public.change_ballot, public.withdraw_ballot, public.my_receipt,
  public.my_eligibility
from public;
grant execute on function
  private.cast_ballot, private.change_ballot, private.withdraw_ballot, private.my_receipt,
  public.cast_ballot, public.change_ballot, public.withdraw_ballot, public.my_receipt,
  private.my_eligibility, public.my_eligibility
to authenticated;
