-- How a proposal is amended. Every command locks the space, the proposal and then the amendment, so
-- that of two answers at once the second sees what the first one did.

create function private.proposal_to_amend(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_proposal constant public.proposals := private.proposal_to_change(proposal);
begin
  if found_proposal.status <> 'deliberation' then
    perform private.fail(409, 'not_in_deliberation', 'It is amended while it is talked over.');
  end if;
  return found_proposal;
end;
$$;
comment on function private.proposal_to_amend is
  'As proposal_to_change, while it is talked over. Errors: 409 not_in_deliberation.';

create function private.amendment_to_change(amendment uuid)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_amendment public.amendments;
begin
  perform private.proposal_to_amend(
    (select a.proposal_id from public.amendments a where a.id = amendment));
  select a.* into found_amendment
  from public.amendments a
  where a.id = amendment
  for no key update;
  return found_amendment;
end;
$$;
comment on function private.amendment_to_change is
  'The amendment, locked, for somebody who may read it. Errors: as proposal_to_amend.';

create function private.own_amendment(amendment uuid)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_amendment constant public.amendments := private.amendment_to_change(amendment);
begin
  if not private.is_identity_of(found_amendment.author_id, private.caller_id()) then
    perform private.fail(403, 'mover_required', 'Only who moved it does this.');
  end if;
  return found_amendment;
end;
$$;
comment on function private.own_amendment is
  'As amendment_to_change, for whoever moved it. Errors: 403 mover_required.';

create function private.amendment_to_answer(amendment uuid)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_amendment constant public.amendments := private.amendment_to_change(amendment);
begin
  perform private.own_proposal(found_amendment.proposal_id);
  return found_amendment;
end;
$$;
comment on function private.amendment_to_answer is
  'As amendment_to_change, for the proposal''s author. Errors: 403 author_required.';

create function private.check_amendment(
  proposal public.proposals, revision integer, title text, body text
)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.has_permission(proposal.space_id, private.caller_id(), 'amendments.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not amend.');
  elsif proposal.revision is distinct from check_amendment.revision then
    perform private.fail(409, 'proposal_revised', 'Read the text as it is now.');
  elsif (proposal.title, proposal.body) = (btrim(check_amendment.title), check_amendment.body) then
    perform private.fail(422, 'nothing_amended', 'That is the text as it is.');
  end if;
end;
$$;
comment on function private.check_amendment is
  'Does the caller change anything, and of the present text? Errors: 403 permission_required, '
  '409 proposal_revised, 422 nothing_amended.';

create function private.amend_proposal(
  proposal uuid, revision integer, title text, body text, reason text
)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  amended constant public.proposals := private.proposal_to_amend(proposal);
  author uuid;
  amendment public.amendments;
begin
  perform private.check_amendment(amended, revision, title, body);
  if private.is_identity_of(amended.author_id, person) then
    perform private.fail(409, 'own_proposal', 'Revise it: it is yours.');
  end if;
  author := private.identity_of(person, amended.space_id);

  -- The proposal is locked: a second click finds what the first one wrote.
  select a.* into amendment
  from public.amendments a
  where a.proposal_id = proposal and a.author_id = author and a.status = 'open'
    and (a.title, a.body, a.reason)
      = (btrim(amend_proposal.title), amend_proposal.body, btrim(amend_proposal.reason))
  limit 1;
  if found then
    return amendment;
  elsif (
    select count(*)
    from public.amendments a
    join private.identity_owners o on o.identity_id = a.author_id
    where a.proposal_id = proposal and o.profile_id = person and a.status in ('open', 'stale')
  ) >= 5 then
    perform private.fail(409, 'too_many_amendments',
      'Five of yours wait here. Withdraw one first.');
  end if;

  insert into public.amendments (
    proposal_id, space_id, visibility, author_id, base_revision, title, body, reason
  )
  values (
    proposal, amended.space_id, amended.visibility, author, amended.revision,
    btrim(amend_proposal.title), amend_proposal.body, btrim(amend_proposal.reason)
  )
  returning * into amendment;
  return amendment;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.revise_amendment(
  amendment uuid, revision integer, title text, body text, reason text
)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  revised public.amendments := private.own_amendment(amendment);
begin
  if revised.status not in ('open', 'stale') then
    perform private.fail(409, 'amendment_frozen', 'What was answered is not changed any more.');
  end if;
  perform private.check_amendment(
    (select p from public.proposals p where p.id = revised.proposal_id), revision, title, body);
  if revised.status = 'open' and (revised.title, revised.body, revised.reason)
    = (btrim(revise_amendment.title), revise_amendment.body, btrim(revise_amendment.reason))
  then
    return revised;
  elsif revised.revision >= 20 then
    perform private.fail(409, 'too_many_revisions', 'There are 20. Withdraw it and start again.');
  end if;

  update public.amendments a
  set title = btrim(revise_amendment.title), body = revise_amendment.body,
    reason = btrim(revise_amendment.reason), status = 'open', revision = a.revision + 1,
    base_revision = revise_amendment.revision
  where a.id = amendment
  returning a.* into revised;
  delete from public.amendment_seconds s where s.amendment_id = amendment;
  return revised;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.withdraw_amendment(amendment uuid)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  withdrawn public.amendments := private.own_amendment(amendment);
begin
  if withdrawn.status = 'withdrawn' then
    return withdrawn;
  end if;
  update public.amendments a
  set status = 'withdrawn'
  where a.id = amendment
  returning a.* into withdrawn;
  return withdrawn;
end;
$$;

create function private.second_amendment(amendment uuid, revision integer)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  seconded constant public.amendments := private.amendment_to_change(amendment);
begin
  if not private.has_permission(seconded.space_id, person, 'proposal_seconds.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not second.');
  elsif private.is_identity_of(seconded.author_id, person) then
    perform private.fail(409, 'own_amendment', 'Others have to stand behind it.');
  elsif seconded.status <> 'open' then
    perform private.fail(409, 'amendment_not_open', 'Only what waits for an answer is seconded.');
  elsif seconded.revision is distinct from second_amendment.revision then
    perform private.fail(409, 'amendment_revised', 'Read the amendment as it is now.');
  end if;

  -- Once per person, whatever names they had since.
  insert into public.amendment_seconds (amendment_id, author_id, space_id, visibility)
  select amendment, private.identity_of(person, seconded.space_id), seconded.space_id,
    seconded.visibility
  where not exists (
    select from public.amendment_seconds s
    join private.identity_owners o on o.identity_id = s.author_id
    where s.amendment_id = amendment and o.profile_id = person
  );
  return seconded;
end;
$$;

create function private.unsecond_amendment(amendment uuid)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  left_alone constant public.amendments := private.amendment_to_change(amendment);
begin
  delete from public.amendment_seconds s
  using private.identity_owners o
  where s.amendment_id = amendment and o.identity_id = s.author_id and o.profile_id = person;
  return left_alone;
end;
$$;

create function private.accept_amendment(amendment uuid, revision integer, answer text)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  accepted constant public.amendments := private.amendment_to_answer(amendment);
  proposal public.proposals;
begin
  select p.* into proposal from public.proposals p where p.id = accepted.proposal_id;
  if accepted.status = 'accepted' then
    return proposal;
  elsif accepted.status = 'stale' then
    perform private.fail(409, 'amendment_stale',
      'It changes a former text. Ask who moved it to look again.');
  elsif accepted.status <> 'open' then
    perform private.fail(409, 'amendment_frozen', 'What was answered is not changed any more.');
  elsif accepted.revision is distinct from accept_amendment.revision then
    perform private.fail(409, 'amendment_revised', 'Read the amendment as it is now.');
  end if;

  update public.amendments a
  set status = 'accepted', answer = nullif(btrim(accept_amendment.answer), ''),
    answered_at = now(), became_revision = proposal.revision + 1
  where a.id = amendment;
  return private.rewrite_proposal(proposal, accepted.title, accepted.body, accepted.author_id);
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.decline_amendment(amendment uuid, answer text)
returns public.amendments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  declined public.amendments := private.amendment_to_answer(amendment);
begin
  if coalesce(btrim(answer), '') = '' or char_length(answer) > 2000 then
    perform private.fail(422, 'invalid_reason', 'Say why, in at most 2000 characters.');
  elsif declined.status = 'declined' and declined.answer = btrim(decline_amendment.answer) then
    return declined;
  elsif declined.status not in ('open', 'stale') then
    perform private.fail(409, 'amendment_frozen', 'What was answered is not changed any more.');
  end if;
  update public.amendments a
  set status = 'declined', answer = btrim(decline_amendment.answer), answered_at = now()
  where a.id = amendment
  returning a.* into declined;
  return declined;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.amend_proposal(
  proposal uuid, revision integer, title text, body text, reason text
)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.amend_proposal(proposal, revision, title, body, reason);
end;
comment on function public.amend_proposal is
  'Proposes another text for a proposal, which was read in this revision. Again is the one that is '
  'there. Errors: 401 sign_in_required, 404 proposal_not_found, 403 permission_required, '
  '409 space_archived, 409 not_in_deliberation, 409 own_proposal, 409 proposal_revised, '
  '409 too_many_amendments (5 that wait), 422 nothing_amended; 23514 names the rule broken.';

create function public.revise_amendment(
  amendment uuid, revision integer, title text, body text, reason text
)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revise_amendment(amendment, revision, title, body, reason);
end;
comment on function public.revise_amendment is
  'Changes an amendment, or moves a stale one on to the text as it is: the revision is the '
  'proposal''s that was read. Takes its seconds off. For whoever moved it. Errors: '
  '401 sign_in_required, 404 proposal_not_found, 403 mover_required, 403 permission_required, '
  '409 space_archived, 409 not_in_deliberation, 409 proposal_revised, 409 amendment_frozen, '
  '409 too_many_revisions (20), 422 nothing_amended; 23514 names the rule broken.';

create function public.withdraw_amendment(amendment uuid)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.withdraw_amendment(amendment);
end;
comment on function public.withdraw_amendment is
  'Gives an amendment up. For whoever moved it. Errors: 401 sign_in_required, '
  '404 proposal_not_found, 403 mover_required, 409 space_archived, 409 not_in_deliberation, '
  '409 invalid_transition.';

create function public.second_amendment(amendment uuid, revision integer)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.second_amendment(amendment, revision);
end;
comment on function public.second_amendment is
  'Would have an amendment accepted, which was read in this revision of its own. Again changes '
  'nothing. Errors: 401 sign_in_required, 404 proposal_not_found, 403 permission_required, '
  '409 space_archived, 409 not_in_deliberation, 409 own_amendment, 409 amendment_not_open, '
  '409 amendment_revised.';

create function public.unsecond_amendment(amendment uuid)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.unsecond_amendment(amendment);
end;
comment on function public.unsecond_amendment is
  'Takes that back. Again changes nothing. Errors: 401 sign_in_required, 404 proposal_not_found, '
  '409 space_archived, 409 not_in_deliberation.';

create function public.accept_amendment(amendment uuid, revision integer, answer text default null)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.accept_amendment(amendment, revision, answer);
end;
comment on function public.accept_amendment is
  'Makes an amendment, read in this revision of its own, the text of the proposal, under the name '
  'of whoever moved it. What a revision does follows: seconds go, three more days, other amendments '
  'are stale. For the proposal''s author. Errors: 401 sign_in_required, 404 proposal_not_found, '
  '403 author_required, 403 permission_required, 409 space_archived, 409 not_in_deliberation, '
  '409 amendment_stale, 409 amendment_frozen, 409 amendment_revised, '
  '409 too_many_revisions (100); 23514 names the rule broken.';

create function public.decline_amendment(amendment uuid, answer text)
returns public.amendments
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decline_amendment(amendment, answer);
end;
comment on function public.decline_amendment is
  'Says no to an amendment, and why. For the proposal''s author. Errors: 401 sign_in_required, '
  '404 proposal_not_found, 403 author_required, 409 space_archived, 409 not_in_deliberation, '
  '409 amendment_frozen, 422 invalid_reason.';

revoke execute on function
  private.proposal_to_amend, private.amendment_to_change, private.own_amendment,
  private.amendment_to_answer, private.check_amendment, private.amend_proposal,
  private.revise_amendment, private.withdraw_amendment, private.second_amendment,
  private.unsecond_amendment, private.accept_amendment, private.decline_amendment,
  public.amend_proposal, public.revise_amendment, public.withdraw_amendment,
  public.second_amendment, public.unsecond_amendment, public.accept_amendment,
  public.decline_amendment
from public;
grant execute on function
  private.amend_proposal, private.revise_amendment, private.withdraw_amendment,
  private.second_amendment, private.unsecond_amendment, private.accept_amendment,
  private.decline_amendment,
  public.amend_proposal, public.revise_amendment, public.withdraw_amendment,
  public.second_amendment, public.unsecond_amendment, public.accept_amendment,
  public.decline_amendment
to authenticated;
