-- What an analysis of the context suggests about a score. It is kept with its reasons and changes
-- nothing: a moderator of the installation, never the person themselves, decides.
create type public.context_proposal_status as enum ('proposed', 'applied', 'rejected');
comment on type public.context_proposal_status is
  'proposed: nobody decided; applied: an event of this content was recorded; rejected: nothing was.';

create table public.context_analysis_logs (
  id               uuid primary key default gen_random_uuid(),
  profile_id       uuid not null,
  domain_code      text not null,
  source           text not null,
  analysis         text not null,
  input            jsonb not null default '{}',
  quality_change   bigint not null,
  expertise_change bigint not null,
  frequency_change bigint not null,
  status           public.context_proposal_status not null default 'proposed',
  decided_by       uuid,
  decided_at       timestamptz,
  decision_reason  text,
  created_at       timestamptz not null default now(),

  constraint context_analysis_logs_profile_id_domain_code_source_key
    unique (profile_id, domain_code, source),
  constraint context_analysis_logs_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint context_analysis_logs_decided_by_fkey foreign key (decided_by)
    references public.profiles on delete set null,
  constraint context_analysis_logs_domain_code_fkey foreign key (domain_code)
    references public.expertise_domains on delete restrict,
  constraint context_analysis_logs_source_1_to_200 check (
    btrim(source) <> '' and char_length(source) <= 200 and source !~ '[[:cntrl:]]'
  ),
  constraint context_analysis_logs_analysis_1_to_2000 check (
    btrim(analysis) <> '' and char_length(analysis) <= 2000
  ),
  constraint context_analysis_logs_input_is_object check (jsonb_typeof(input) = 'object'),
  constraint context_analysis_logs_input_at_most_16_kb check (octet_length(input::text) <= 16384),
  constraint context_analysis_logs_changes_something check (
    quality_change between -1_000_000 and 1_000_000
    and expertise_change between -1_000_000 and 1_000_000
    and frequency_change between -1_000_000 and 1_000_000
    and not (quality_change = 0 and expertise_change = 0 and frequency_change = 0)
  ),
  constraint context_analysis_logs_decision_whole check (
    num_nulls(decided_at, decision_reason) = case status when 'proposed' then 2 else 0 end
  ),
  constraint context_analysis_logs_decision_reason_1_to_500 check (
    length(btrim(decision_reason)) between 1 and 500
  )
);
comment on table public.context_analysis_logs is
  'Proposed shifts of scores. A proposal never applies itself; decided ones stay as decided.';
comment on column public.context_analysis_logs.source is
  'Which run of which analysis; the same twice is one proposal.';
comment on column public.context_analysis_logs.quality_change is
  'With the other two, what to add to the metric, micro-units; it stays within 0 and 1.0.';
comment on column public.context_analysis_logs.decided_by is 'For the service role alone.';

create index context_analysis_logs_profile_id_idx
  on public.context_analysis_logs (profile_id, created_at desc);
create index context_analysis_logs_decided_by_idx on public.context_analysis_logs (decided_by);
create index context_analysis_logs_domain_code_idx on public.context_analysis_logs (domain_code);
create index context_analysis_logs_created_at_idx
  on public.context_analysis_logs (created_at, id) where status = 'proposed';

create function private.propose_context_adjustment(
  person uuid, domain text, source text, analysis text, quality bigint, expertise bigint,
  frequency bigint, input jsonb
)
returns public.context_analysis_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  proposal public.context_analysis_logs;
begin
  perform private.lock_scored_person(person);
  if not exists (select from public.expertise_domains d where d.code = domain) then
    perform private.fail(404, 'domain_not_found', 'There is no such domain.');
  end if;
  insert into public.context_analysis_logs (
    profile_id, domain_code, source, analysis, quality_change, expertise_change, frequency_change,
    input
  )
  values (person, domain, source, analysis, quality, expertise, frequency, input)
  on conflict on constraint context_analysis_logs_profile_id_domain_code_source_key do nothing
  returning * into proposal;
  if not found then
    select l.* into proposal
    from public.context_analysis_logs l
    where l.profile_id = person and l.domain_code = domain
      and l.source = propose_context_adjustment.source;
  end if;
  return proposal;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.decide_context_adjustment(
  proposal uuid, decision public.context_proposal_status, reason text
)
returns public.context_analysis_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  decided public.context_analysis_logs;
begin
  if not private.has_permission(null, person, 'context_proposals.approve') then
    perform private.fail(403, 'moderator_required', 'Ask a moderator of this installation.');
  end if;
  select l.* into decided from public.context_analysis_logs l where l.id = proposal for update;
  if decided.id is null then
    perform private.fail(404, 'proposal_not_found', 'There is no such proposal.');
  elsif decided.profile_id = person then
    perform private.fail(409, 'not_yourself', 'Somebody else decides about your own score.');
  elsif decision is null or decision = 'proposed' then
    perform private.fail(422, 'decision_required', 'Apply it or reject it.');
  elsif decided.status = decision then
    decided.decided_by := null;
    return decided;
  elsif decided.status <> 'proposed' then
    perform private.fail(409, 'already_decided', 'Somebody decided otherwise.');
  end if;

  update public.context_analysis_logs l
  set status = decision, decided_by = person, decided_at = now(), decision_reason = reason
  where l.id = proposal
  returning l.* into decided;
  if decision = 'applied' then
    -- What is not known cannot be adjusted: it would be a score without evidence.
    if (private.fold_evidence(decided.profile_id, decided.domain_code)).event_id is null then
      perform private.fail(409, 'nothing_to_adjust', 'No score is known there any more. Reject it.');
    end if;
    perform private.record_event(
      decided.profile_id, decided.domain_code, 'context_adjustment',
      array[decided.quality_change, decided.expertise_change, decided.frequency_change],
      'context:' || decided.id, reason, jsonb_build_object('proposal', decided.id),
      null
    );
  end if;
  decided.decided_by := null;
  return decided;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.propose_context_adjustment(
  person uuid, domain text, source text, analysis text, quality bigint default 0,
  expertise bigint default 0, frequency bigint default 0, input jsonb default '{}'
)
returns public.context_analysis_logs
language sql volatile security invoker set search_path = ''
begin atomic
  select private.propose_context_adjustment(
    person, domain, source, analysis, quality, expertise, frequency, input);
end;
comment on function public.propose_context_adjustment is
  'For the service role: suggests to shift a person''s metrics (micro-units, with sign) and why. No '
  'score changes. The same source again changes nothing. Errors: 404 person_not_found, '
  '404 domain_not_found; 23514 names the rule broken.';

create function public.decide_context_adjustment(
  proposal uuid, decision public.context_proposal_status, reason text
)
returns public.context_analysis_logs
language sql volatile security invoker set search_path = ''
begin atomic
  select private.decide_context_adjustment(proposal, decision, reason);
end;
comment on function public.decide_context_adjustment is
  'Applies or rejects a proposal, for moderators of the installation. Deciding the same again '
  'changes nothing. Errors: 401 sign_in_required, 403 moderator_required, 404 proposal_not_found, '
  '409 not_yourself, 422 decision_required, 409 already_decided, 409 nothing_to_adjust; 23514 '
  'names the rule broken.';

select private.declares_permission('context_proposals.approve', 'moderator',
  'Apply or reject what an analysis proposes about somebody''s score.',
  is_tunable => false, scope => 'installation');

select private.holds_personal_data('public.context_analysis_logs', 'profile_id', 'delete');
select private.holds_personal_data('public.context_analysis_logs', 'decided_by', 'detach', false);
