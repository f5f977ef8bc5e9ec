-- How a proposal is written, submitted, revised and seconded. Every command locks the space, then
-- the proposal: a space that turns private meanwhile must not leave a public copy.

create function private.proposal_to_change(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  found_proposal public.proposals;
begin
  select s.* into place
  from public.spaces s
  where s.id = (select p.space_id from public.proposals p where p.id = proposal)
  for share;
  select p.* into found_proposal from public.proposals p where p.id = proposal for no key update;

  if found_proposal.id is null or not (
    private.has_space_role(place.id, person, 'member')
    or (found_proposal.visibility = 'public' and found_proposal.status <> 'draft')
  ) or (found_proposal.status = 'draft' and not private.is_identity_of(found_proposal.author_id, person)) then
    perform private.fail(404, 'proposal_not_found', 'There is no such proposal.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return found_proposal;
end;
$$;
comment on function private.proposal_to_change is
  'The proposal, locked, for somebody who may read it. Errors: 401 sign_in_required, '
  '404 proposal_not_found, 409 space_archived.';

create function private.own_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_proposal constant public.proposals := private.proposal_to_change(proposal);
begin
  if not private.is_identity_of(found_proposal.author_id, private.caller_id()) then
    perform private.fail(403, 'author_required', 'Only its author does this.');
  end if;
  return found_proposal;
end;
$$;
comment on function private.own_proposal is
  'As proposal_to_change, for its author. Errors: 403 author_required.';

create function private.leave_room_for_proposal(person uuid, space uuid)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if (
    select count(*)
    from public.proposals p
    join private.identity_owners o on o.identity_id = p.author_id
    where o.profile_id = person and p.space_id = space
      and p.status in ('draft', 'deliberation', 'voting')
  ) >= 20 then
    perform private.fail(409, 'too_many_proposals', 'You have 20 under way here. End one first.');
  end if;
end;
$$;
comment on function private.leave_room_for_proposal is
  'Nobody has more than 20 under way in a space. Errors: 409 too_many_proposals.';

create function private.draft_proposal(
  space uuid, kind public.proposal_kind, title text, body text, is_constitutional boolean,
  stake bigint
)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  author uuid;
  place public.spaces;
  proposal public.proposals;
begin
  place := private.space_to_act_in(
    space, person, 'proposals.create', 'Your rank here does not propose.');

  -- Two clicks at once queue here, and the second finds what the first wrote.
  author := private.identity_of(person, space);
  perform from public.contextual_identities i where i.id = author for no key update;
  select p.* into proposal
  from public.proposals p
  where p.author_id = author and p.status = 'draft'
    and p.title = btrim(draft_proposal.title)
  limit 1;
  if found then
    if (proposal.kind, proposal.body, proposal.is_constitutional, proposal.stake)
      = (draft_proposal.kind, draft_proposal.body, draft_proposal.is_constitutional,
        draft_proposal.stake)
    then
      return proposal;
    end if;
    perform private.fail(409, 'title_taken', 'You have a draft with this title. Revise that one.');
  end if;
  perform private.leave_room_for_proposal(person, space);

  insert into public.proposals
    (space_id, visibility, author_id, kind, is_constitutional, title, body, stake)
  values (
    space, place.visibility, author, draft_proposal.kind, draft_proposal.is_constitutional,
    btrim(draft_proposal.title), draft_proposal.body, draft_proposal.stake
  )
  returning * into proposal;
  return proposal;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.draft_proposal is
  'A new draft of the caller''s, or the same one that is there. Errors: 404 not_found, '
  '403 permission_required, 409 space_archived, 409 title_taken, 409 too_many_proposals, '
  '409 stakes_unavailable, 422 stake_too_small.';

create function private.create_proposal(
  space uuid, kind public.proposal_kind, title text, body text, is_constitutional boolean,
  stake bigint
)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if kind = 'council' then
    perform private.fail(422, 'council_required', 'Propose an election or a recall.');
  end if;
  return private.draft_proposal(space, kind, title, body, is_constitutional, stake);
end;
$$;

create function private.template_of(proposal public.proposals, choices jsonb)
returns public.governance_templates
language sql stable security definer set search_path = ''
begin atomic
  -- A space's choice that is not there any more is standard, and never less than that.
  select t
  from public.governance_templates t
  where (t.space_id is null or t.space_id = proposal.space_id) and t.code in (
    case when proposal.is_constitutional then 'constitutional'
      else choices -> 'templates' ->> proposal.kind::text end,
    'standard'
  )
  order by t.code = 'standard', t.space_id nulls first
  limit 1;
end;
comment on function private.template_of is
  'What a proposal takes: the constitution''s template, or that which the space chose for the kind.';

create function private.submit_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  submitted public.proposals := private.own_proposal(proposal);
  choices jsonb;
  rules public.governance_templates;
begin
  if submitted.status = 'deliberation' then
    return submitted;
  elsif submitted.status not in ('draft', 'lapsed') then
    perform private.fail(409, 'invalid_transition', 'It was submitted already.');
  elsif not private.has_permission(submitted.space_id, person, 'proposals.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not propose.');
  elsif submitted.status = 'lapsed' then
    if submitted.submissions >= 3 then
      perform private.fail(409, 'too_many_submissions',
        'It was submitted three times. Propose something else.');
    end if;
    perform private.leave_room_for_proposal(person, submitted.space_id);
  end if;
  select s.settings -> 'proposals' into choices
  from public.spaces s
  where s.id = submitted.space_id;
  rules := private.template_of(submitted, choices);
  update public.proposals p
  set status = 'deliberation', revision = greatest(p.revision, 1), submissions = p.submissions + 1,
    submitted_at = now(), ended_at = null, template = rules.code,
    voting_days = rules.voting_days,
    quorum_bps = rules.quorum_bps,
    threshold_bps = rules.threshold_bps,
    deliberates_until = now() + rules.deliberation_days * interval '1 day',
    seconds_needed = coalesce((choices ->> 'seconds_needed')::smallint, 2)
  where p.id = proposal
  returning p.* into submitted;
  if submitted.submissions = 1 then
    perform private.keep_proposal_text(submitted, submitted.author_id);
  end if;
  return submitted;
end;
$$;

create function private.keep_proposal_text(proposal public.proposals, writer uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  insert into public.proposal_revisions
    (proposal_id, number, space_id, visibility, author_id, title, body)
  values (
    proposal.id, proposal.revision, proposal.space_id, proposal.visibility, writer,
    proposal.title, proposal.body
  );
end;
comment on function private.keep_proposal_text is
  'Writes down the present text of a proposal that is shown, and as whose words.';

create function private.rewrite_proposal(
  proposal public.proposals, title text, body text, writer uuid
)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if proposal.status not in ('draft', 'deliberation', 'lapsed') then
    perform private.fail(409, 'proposal_frozen', 'What is voted on is not changed any more.');
  elsif not private.has_permission(
    proposal.space_id, private.caller_id(), 'proposals.create'
  ) then
    perform private.fail(403, 'permission_required', 'Your rank here does not propose.');
  elsif proposal.revision >= 100 then
    perform private.fail(409, 'too_many_revisions', 'There are 100. Withdraw it and start again.');
  end if;

  update public.proposals p
  set title = btrim(rewrite_proposal.title), body = rewrite_proposal.body,
    revision = case p.status when 'draft' then 0 else p.revision + 1 end,
    deliberates_until = case p.status
      when 'deliberation' then greatest(p.deliberates_until, now() + interval '3 days')
      else p.deliberates_until
    end
  where p.id = proposal.id
  returning p.* into proposal;
  if proposal.status <> 'draft' then
    perform private.keep_proposal_text(proposal, writer);
    delete from public.proposal_seconds s where s.proposal_id = proposal.id;
  end if;
  return proposal;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.rewrite_proposal is
  'Gives a locked proposal of the caller''s another text. Errors: 409 proposal_frozen, '
  '403 permission_required, 409 too_many_revisions.';

create function private.revise_proposal(proposal uuid, title text, body text)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  revised constant public.proposals := private.own_proposal(proposal);
begin
  if (revised.title, revised.body) = (btrim(revise_proposal.title), revise_proposal.body)
    and revised.status in ('draft', 'deliberation', 'lapsed')
  then
    return revised;
  end if;
  return private.rewrite_proposal(
    revised, revise_proposal.title, revise_proposal.body, revised.author_id);
end;
$$;

create function private.withdraw_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  withdrawn public.proposals := private.own_proposal(proposal);
begin
  if withdrawn.status = 'withdrawn' then
    return withdrawn;
  end if;
  update public.proposals p
  set status = 'withdrawn', ended_at = now()
  where p.id = proposal
  returning p.* into withdrawn;
  return withdrawn;
end;
$$;

create function private.second_proposal(proposal uuid, revision integer)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  seconded constant public.proposals := private.proposal_to_change(proposal);
begin
  if not private.has_permission(seconded.space_id, person, 'proposal_seconds.create') then
    perform private.fail(403, 'permission_required', 'Your rank here does not second.');
  elsif private.is_identity_of(seconded.author_id, person) then
    perform private.fail(409, 'own_proposal', 'Others have to stand behind it.');
  elsif seconded.status <> 'deliberation' then
    perform private.fail(409, 'not_in_deliberation', 'It is seconded while it is talked over.');
  elsif seconded.revision is distinct from second_proposal.revision then
    perform private.fail(409, 'proposal_revised', 'Read the text as it is now.');
  end if;

  -- Once per person, whatever names they had since.
  insert into public.proposal_seconds (proposal_id, author_id, space_id, visibility)
  select proposal, private.identity_of(person, seconded.space_id), seconded.space_id,
    seconded.visibility
  where not exists (
    select from public.proposal_seconds s
    join private.identity_owners o on o.identity_id = s.author_id
    where s.proposal_id = proposal and o.profile_id = person
  );
  return seconded;
end;
$$;

create function private.unsecond_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  left_alone constant public.proposals := private.proposal_to_change(proposal);
begin
  if left_alone.status <> 'deliberation' then
    perform private.fail(409, 'not_in_deliberation', 'It is seconded while it is talked over.');
  end if;
  delete from public.proposal_seconds s
  using private.identity_owners o
  where s.proposal_id = proposal and o.identity_id = s.author_id and o.profile_id = person;
  return left_alone;
end;
$$;

create function public.create_proposal(
  space             uuid,
  kind              public.proposal_kind,
  title             text,
  body              text,
  is_constitutional boolean default false,
  stake             bigint default 0
)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_proposal(space, kind, title, body, is_constitutional, stake);
end;
comment on function public.create_proposal is
  'Drafts a proposal; the same draft again is the one that is there. The stake, in minor units, is '
  'taken when it is submitted. '
  'Errors: 401 sign_in_required, 404 not_found (the space), 403 permission_required, '
  '409 space_archived, 409 title_taken, 409 too_many_proposals (20 under way), '
  '409 stakes_unavailable, 422 stake_too_small, 422 council_required (see propose_election); '
  '23514 names the rule broken.';

create function public.submit_proposal(proposal uuid)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.submit_proposal(proposal);
end;
comment on function public.submit_proposal is
  'Shows a draft to the space, to be talked over for as long as its template says; or tries again '
  'with what lapsed, three times in all. Its stake is set aside in the author''s wallet. For its '
  'author. Errors: 401 sign_in_required, 404 proposal_not_found, 403 author_required, '
  '403 permission_required, 409 space_archived, 409 invalid_transition, '
  '409 too_many_submissions, 409 too_many_proposals (20 under way), 409 stakes_unavailable, '
  '422 stake_too_small, 409 insufficient_funds.';

create function public.revise_proposal(proposal uuid, title text, body text)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revise_proposal(proposal, title, body);
end;
comment on function public.revise_proposal is
  'Changes the text. Once submitted, the former text is kept, those who seconded it are taken off '
  'and at least three more days follow. For its author. Errors: 401 sign_in_required, '
  '404 proposal_not_found, 403 author_required, 403 permission_required, 409 space_archived, '
  '409 proposal_frozen, 409 too_many_revisions (100); 23514 names the rule broken.';

create function public.withdraw_proposal(proposal uuid)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.withdraw_proposal(proposal);
end;
comment on function public.withdraw_proposal is
  'Gives up a proposal before the vote; delete a draft instead. For its author. Errors: '
  '401 sign_in_required, 404 proposal_not_found, 403 author_required, 409 space_archived, '
  '409 invalid_transition.';

create function public.second_proposal(proposal uuid, revision integer)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.second_proposal(proposal, revision);
end;
comment on function public.second_proposal is
  'Stands behind a text, named by its revision. Again changes nothing. Errors: '
  '401 sign_in_required, 404 proposal_not_found, 403 permission_required, 409 space_archived, '
  '409 own_proposal, 409 not_in_deliberation, 409 proposal_revised.';

create function public.unsecond_proposal(proposal uuid)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.unsecond_proposal(proposal);
end;
comment on function public.unsecond_proposal is
  'Takes a second back. Again changes nothing. Errors: 401 sign_in_required, '
  '404 proposal_not_found, 409 space_archived, 409 not_in_deliberation.';

revoke execute on function
  private.proposal_to_change, private.own_proposal,
  private.leave_room_for_proposal, private.template_of, private.keep_proposal_text, private.rewrite_proposal,
  private.draft_proposal, private.create_proposal, private.submit_proposal,
  private.revise_proposal, private.withdraw_proposal, private.second_proposal,
  private.unsecond_proposal,
  public.create_proposal, public.submit_proposal, public.revise_proposal,
  public.withdraw_proposal, public.second_proposal, public.unsecond_proposal
from public;
grant execute on function
  private.create_proposal, private.submit_proposal, private.revise_proposal,
  private.withdraw_proposal, private.second_proposal, private.unsecond_proposal,
  public.create_proposal, public.submit_proposal, public.revise_proposal,
  public.withdraw_proposal, public.second_proposal, public.unsecond_proposal
to authenticated;
