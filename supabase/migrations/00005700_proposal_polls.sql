-- How a proposal is decided: its poll is made by its rules and not by anybody's hand, ends by the
-- clock, and takes the proposal along when its result is published.
alter table public.proposals add column poll_id uuid;
alter table public.proposals
  add constraint proposals_poll_id_key unique (poll_id),
  add constraint proposals_poll_id_fkey foreign key (poll_id)
    references public.polls on delete restrict,
  add constraint proposals_poll_from_the_vote_on check (
    (poll_id is not null) = (status in ('voting', 'accepted', 'rejected', 'enacted'))
  );
comment on column public.proposals.poll_id is 'The poll that decides it, from the vote on.';

alter table public.proposals add column poll_rules jsonb;
comment on column public.proposals.poll_rules is
  'What else its template said of polls when this was submitted: who may vote, how secretly, under '
  'which lens beside the baseline, and from where on it is a strong consensus.';

create function private.keep_poll_rules()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.status = 'voting' then
    return new;  -- its poll was called off: the next one is as that one was
  end if;
  select jsonb_build_object(
    'minimum_role', t.minimum_role, 'eligibility', t.eligibility, 'secrecy', t.secrecy,
    'revisable', t.revisable, 'live_results', t.live_results, 'lens', t.lens,
    'relevance', t.relevance, 'lens_settings', t.lens_settings,
    'strong_consensus_bps', t.strong_consensus_bps
  )
  into new.poll_rules
  from public.governance_templates t
  where t.code = new.template and (t.space_id is null or t.space_id = new.space_id)
  order by t.space_id nulls first
  limit 1;
  return new;
end;
$$;
comment on function private.keep_poll_rules is
  'Writes down what the template of a submitted proposal says, before anybody changes it.';

create trigger proposals_before_write_keep_poll_rules
  before insert or update of status on public.proposals
  for each row when (new.status = 'deliberation')
  execute function private.keep_poll_rules();

create function private.has_its_seconds(proposal public.proposals)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select count(*) >= proposal.seconds_needed
  from public.proposal_seconds s
  join private.identity_owners o on o.identity_id = s.author_id
  join public.space_members m on m.space_id = s.space_id and m.profile_id = o.profile_id
  where s.proposal_id = proposal.id and m.status = 'active';
end;
comment on function private.has_its_seconds is
  'Do enough members stand behind it? Who left or was banned does not count.';

create function private.missing_for_vote(proposal public.proposals)
returns text
language sql stable security definer set search_path = ''
begin atomic
  select case
    when not private.has_its_seconds(proposal) then 'seconds'
    when private.is_election(proposal)
      and not exists (select from private.eligible_candidates(proposal)) then 'candidates'
  end;
end;
comment on function private.missing_for_vote is
  'What keeps a proposal that was talked over from the vote: seconds, candidates or, null, nothing.';

create function private.put_to_vote(proposal public.proposals)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  poll public.polls;
  rules constant public.governance_templates := jsonb_populate_record(
    private.governance_template(proposal.space_id, 'standard'), coalesce(proposal.poll_rules, '{}')
  );
begin
  insert into public.polls (
    space_id, author_id, title, description, modality, lens, relevance, lens_settings, minimum_role,
    eligibility, secrecy, revisable, live_results, quorum_bps, threshold_bps, strong_consensus_bps,
    closes_at, target_type, target_id
  )
  values (
    proposal.space_id, proposal.author_id, proposal.title, proposal.body, 'yes_no', rules.lens,
    rules.relevance, rules.lens_settings, rules.minimum_role, rules.eligibility, rules.secrecy,
    rules.revisable, rules.live_results, proposal.quorum_bps, proposal.threshold_bps,
    rules.strong_consensus_bps, now() + proposal.voting_days * interval '1 day', 'proposal',
    proposal.id
  )
  returning * into poll;
  if private.is_election(proposal) then
    poll := private.put_candidates_on(poll, proposal);
  else
    insert into public.poll_options (poll_id, position, label)
    select poll.id, o.place - 1, o.label
    from public.vote_modalities m, unnest(m.options) with ordinality as o (label, place)
    where m.code = 'yes_no';
  end if;
  poll := private.start_poll(poll);

  update public.proposals p
  set status = 'voting', poll_id = poll.id
  where p.id = proposal.id
  returning p.* into proposal;
  return proposal;
end;
$$;
comment on function private.put_to_vote is
  'Opens the poll of a locked proposal that lacks nothing for it, by the rules of its template. '
  'Errors: as of start_poll.';

create function private.open_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  opened constant public.proposals := private.proposal_to_change(proposal);
begin
  if not private.has_permission(opened.space_id, person, 'proposals.approve') and not (
    private.is_identity_of(opened.author_id, person)
    and private.has_permission(opened.space_id, person, 'proposals.create')
  ) then
    perform private.fail(403, 'organizer_required', 'Ask its author or an organizer.');
  elsif opened.status = 'voting' then
    return opened;
  elsif opened.status <> 'deliberation' then
    perform private.fail(409, 'not_in_deliberation', 'Only what is talked over comes to the vote.');
  elsif opened.deliberates_until > now() then
    perform private.fail(409, 'deliberation_not_over', 'Talk it over until deliberates_until.');
  end if;
  case private.missing_for_vote(opened)
    when 'seconds' then
      perform private.fail(409, 'seconds_missing', 'More members have to second it.');
    when 'candidates' then
      perform private.fail(409, 'candidates_missing', 'Nobody stands in this election.');
    else return private.put_to_vote(opened);
  end case;
end;
$$;

create function private.guard_proposal_poll()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not exists (select from public.proposals p where p.poll_id = new.id) then
    return new;
  elsif new.status = 'closed' and new.closes_at > now() then
    perform private.fail(409, 'poll_closes_by_clock', 'A proposal is voted on to the last day.');
  elsif new.status = 'cancelled' and (select auth.uid()) is not null
    and not private.has_permission(new.space_id, (select auth.uid()), 'polls.edit')
  then
    perform private.fail(403, 'organizer_required', 'Ask an organizer.');
  end if;
  return new;
end;
$$;
comment on function private.guard_proposal_poll is
  'Nobody ends the vote on a proposal at the moment that suits them, its author least of all. '
  'Errors: 409 poll_closes_by_clock, 403 organizer_required.';

-- The last option is No, and in elections Nobody.
create function private.decide_proposal()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.status = 'cancelled' then
    update public.proposals p
    set status = 'deliberation', poll_id = null, deliberates_until = now() + interval '3 days'
    where p.poll_id = new.id;
  else
    update public.proposals p
    set ended_at = now(),
      status = case
        when new.option_count - 1 > any (r.winners) and not 'quorum_not_met' = any (r.warnings)
          then 'accepted'
        else 'rejected'
      end::public.proposal_status
    from public.poll_results r
    where p.poll_id = new.id and p.status <> 'enacted'
      and r.poll_id = new.id and r.lens = 'equal' and r.status = 'current';
  end if;
  return null;
end;
$$;
comment on function private.decide_proposal is
  'A published result decides the proposal: one person, one vote, and the quorum reached. A poll '
  'that is called off leaves it to be talked over for three more days.';

create trigger polls_before_update_guard_proposal
  before update of status on public.polls
  for each row when (old.status = 'open' and new.status in ('closed', 'cancelled'))
  execute function private.guard_proposal_poll();
create trigger polls_after_update_decide_proposal
  after update of status on public.polls
  for each row when (
    (old.status = 'tallied' and new.status = 'published')
    or (old.status = 'open' and new.status = 'cancelled')
  )
  execute function private.decide_proposal();

create function private.enact_proposal(proposal uuid)
returns public.proposals
language plpgsql volatile security definer set search_path = ''
as $$
declare
  enacted public.proposals;
  stage public.poll_status;
begin
  -- The space, then the poll, then the proposal: every other path takes them in this order.
  perform private.caller_id();
  perform from public.spaces s
  where s.id = (select d.space_id from public.proposals d where d.id = proposal)
  for share;
  select p.status into stage
  from public.polls p
  where p.id = (select d.poll_id from public.proposals d where d.id = proposal)
  for share;
  enacted := private.proposal_to_change(proposal);
  if not private.has_permission(enacted.space_id, private.caller_id(), 'proposals.approve') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer.');
  elsif enacted.status = 'enacted' then
    return enacted;
  elsif stage = 'contested' then
    perform private.fail(409, 'poll_contested', 'Settle the contest of its poll first.');
  end if;
  update public.proposals p set status = 'enacted' where p.id = proposal returning p.* into enacted;
  return enacted;
end;
$$;

create function public.open_proposal(proposal uuid)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.open_proposal(proposal);
end;
comment on function public.open_proposal is
  'Puts a proposal to the vote that the clock would put there within a minute: yes or no, as its '
  'template said when it was submitted. For its author or an organizer; the seconds '
  'of members who left do not count. Errors: 401 sign_in_required, 404 proposal_not_found, '
  '403 organizer_required, 409 space_archived, 409 not_in_deliberation, '
  '409 deliberation_not_over, 409 seconds_missing, 409 candidates_missing; and where its template '
  'asks for what there is not, 409 too_few_eligible, 422 invalid_lens, 422 invalid_relevance.';

create function public.enact_proposal(proposal uuid)
returns public.proposals
language sql volatile security invoker set search_path = ''
begin atomic
  select private.enact_proposal(proposal);
end;
comment on function public.enact_proposal is
  'Says that what was accepted is done; it stands from then on. For an organizer. Errors: '
  '401 sign_in_required, 404 proposal_not_found, 403 organizer_required, 409 space_archived, '
  '409 invalid_transition, 409 poll_contested.';

revoke execute on function
  private.keep_poll_rules, private.has_its_seconds, private.missing_for_vote, private.put_to_vote,
  private.open_proposal, private.guard_proposal_poll, private.decide_proposal,
  private.enact_proposal, public.open_proposal, public.enact_proposal
from public;
grant execute on function
  private.open_proposal, private.enact_proposal, public.open_proposal, public.enact_proposal
to authenticated;
