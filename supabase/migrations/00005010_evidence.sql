-- From evidence to scores. An event says what happened and what it gives each axis; a score is what
-- the events of its person and domain fold to, oldest first, decaying in between. It can be folded
-- again at any time and comes out the same.
create type public.evidence_kind as enum (
  'certificate', 'publication', 'contribution', 'accepted_answer', 'peer_validation',
  'helpful_report', 'assessment', 'context_adjustment', 'retraction'
);
comment on type public.evidence_kind is
  'The first six close a configured part of what each axis lacks to 1.0; assessment sets the axes; '
  'context_adjustment shifts them; retraction takes an event out.';

create table public.expertise_events (
  id          bigint generated always as identity primary key,
  profile_id  uuid not null,
  domain_code text not null,
  kind        public.evidence_kind not null,
  quality     bigint not null,
  expertise   bigint not null,
  frequency   bigint not null,
  retracts_id bigint,
  source      text,
  reason      text not null,
  evidence    jsonb not null default '{}',
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),

  constraint expertise_events_profile_id_domain_code_kind_source_key
    unique (profile_id, domain_code, kind, source),
  constraint expertise_events_retracts_id_key unique (retracts_id),
  constraint expertise_events_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint expertise_events_domain_code_fkey foreign key (domain_code)
    references public.expertise_domains on delete restrict,
  constraint expertise_events_retracts_id_fkey foreign key (retracts_id)
    references public.expertise_events on delete cascade,
  constraint expertise_events_axes_fit_kind check (
    case kind
      when 'context_adjustment' then quality between -1_000_000 and 1_000_000
        and expertise between -1_000_000 and 1_000_000
        and frequency between -1_000_000 and 1_000_000
      when 'retraction' then quality = 0 and expertise = 0 and frequency = 0
      else quality between 0 and 1_000_000 and expertise between 0 and 1_000_000
        and frequency between 0 and 1_000_000
    end
  ),
  constraint expertise_events_retracts_fits_kind check (
    (retracts_id is not null) = (kind = 'retraction')
  ),
  constraint expertise_events_source_where_needed check (
    source is not null or kind in ('assessment', 'context_adjustment', 'retraction')
  ),
  constraint expertise_events_source_1_to_200 check (
    btrim(source) <> '' and char_length(source) <= 200 and source !~ '[[:cntrl:]]'
  ),
  constraint expertise_events_reason_1_to_500 check (length(btrim(reason)) between 1 and 500),
  constraint expertise_events_evidence_is_object check (jsonb_typeof(evidence) = 'object'),
  constraint expertise_events_evidence_at_most_16_kb check (octet_length(evidence::text) <= 16384),
  constraint expertise_events_occurred_before_recorded check (
    occurred_at between '1900-01-01T00:00Z' and recorded_at
  )
);
comment on table public.expertise_events is
  'What is known of a person''s work in a domain, and from where. Append-only.';
comment on column public.expertise_events.quality is
  'With expertise and frequency, micro-units: the part of what is lacking, the value or the shift, '
  'by kind. As configured when it was recorded; what is configured later changes no event.';
comment on column public.expertise_events.source is
  'What it is known from, such as "course:17"; the same twice is one event.';

create index expertise_events_profile_id_idx
  on public.expertise_events (profile_id, domain_code, occurred_at, id);
create index expertise_events_domain_code_idx on public.expertise_events (domain_code);
create index expertise_events_recorded_at_idx on public.expertise_events (recorded_at);

create trigger expertise_events_before_change_refuse
  before update or delete on public.expertise_events
  for each row execute function private.refuse_change();

create function private.apply_evidence(kind public.evidence_kind, before bigint, given bigint)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case kind
    when 'assessment' then given
    when 'context_adjustment' then least(greatest(before + given, 0), 1_000_000)
    else before + private.divide_half_even((1_000_000 - before) * given, 1_000_000)
  end;
end;
$$;
comment on function private.apply_evidence is
  'An axis after an event. Each piece of evidence adds less than the one before, and none exceeds '
  '1.0.';

create type private.evidence_step as (
  event_id    bigint,
  quality     bigint,
  expertise   bigint,
  frequency   bigint,
  evidence_at timestamptz
);

create function private.evidence_steps(person uuid, domain text)
returns setof private.evidence_step
language plpgsql stable security invoker set search_path = ''
as $$
declare
  step private.evidence_step;
  event public.expertise_events;
  half_life constant integer := private.half_life(domain);
  days integer;
begin
  for event in
    select e.*
    from public.expertise_events e
    where e.profile_id = person and e.domain_code = domain and e.kind <> 'retraction'
      and not exists (select from public.expertise_events r where r.retracts_id = e.id)
    order by e.occurred_at, e.id
  loop
    days := private.days_between(step.evidence_at, event.occurred_at);
    step := row(
      event.id,
      private.apply_evidence(event.kind,
        private.decay(coalesce(step.quality, 0), days, half_life), event.quality),
      private.apply_evidence(event.kind,
        private.decay(coalesce(step.expertise, 0), days, half_life), event.expertise),
      private.apply_evidence(event.kind,
        private.decay(coalesce(step.frequency, 0), days, half_life), event.frequency),
      event.occurred_at
    );
    return next step;
  end loop;
end;
$$;
comment on function private.evidence_steps is
  'The three metrics after each event that counts, oldest first, each after decaying since the one '
  'before.';

create function private.fold_evidence(person uuid, domain text)
returns private.evidence_step
language plpgsql stable security invoker set search_path = ''
as $$
declare
  last private.evidence_step;
begin
  select s.event_id, s.quality, s.expertise, s.frequency, s.evidence_at into last
  from private.evidence_steps(person, domain) with ordinality
    as s (event_id, quality, expertise, frequency, evidence_at, place)
  order by s.place desc
  limit 1;
  return last;
end;
$$;
comment on function private.fold_evidence is
  'The metrics that all events come to. Nothing known: null.';

create function private.lock_scored_person(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.profiles p
  where p.id = person and p.erased_at is null
  for no key update;
  if not found then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;
end;
$$;
comment on function private.lock_scored_person is
  'One event of a person at a time, and none of who is erased. Errors: 404 person_not_found.';

create function private.refold_expertise(
  person uuid, domain text, reason text, evidence jsonb
)
returns public.expertise_scores
language plpgsql volatile security definer set search_path = ''
as $$
declare
  now_is constant private.evidence_step := private.fold_evidence(person, domain);
  score public.expertise_scores;
begin
  if now_is.event_id is null then
    delete from public.expertise_scores s
    where s.profile_id = person and s.domain_code = domain
    returning s.* into score;
    insert into public.score_history
      (profile_id, domain_code, old_value, new_value, metrics, reason, evidence)
    select person, domain, score.weighted_score, null, '{}', reason, evidence
    where score.id is not null;
    return null;
  end if;
  insert into public.expertise_scores
    (profile_id, domain_code, quality, expertise, frequency, evidence_at, reason, evidence)
  values (
    person, domain, now_is.quality, now_is.expertise, now_is.frequency, now_is.evidence_at, reason,
    evidence
  )
  on conflict on constraint expertise_scores_profile_id_domain_code_key do update
  set quality = excluded.quality, expertise = excluded.expertise, frequency = excluded.frequency,
    evidence_at = excluded.evidence_at, reason = excluded.reason, evidence = excluded.evidence
  returning * into score;
  return score;
end;
$$;
comment on function private.refold_expertise is
  'Makes the stored score what the events come to. Without any the score goes: not known again.';

-- The one way in: whatever changes a score is an event first.
create function private.record_event(
  person uuid, domain text, kind public.evidence_kind, axes bigint[], source text, reason text,
  evidence jsonb, occurred_at timestamptz, retracts bigint default null
)
returns public.expertise_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  event public.expertise_events;
begin
  perform private.lock_scored_person(person);
  select e.* into event
  from public.expertise_events e
  where (
      e.profile_id = person and e.domain_code = domain and e.kind = record_event.kind
      and e.source = record_event.source
    )
    or e.retracts_id = retracts;
  if found then
    return event;
  elsif not exists (select from public.expertise_domains d where d.code = domain) then
    perform private.fail(404, 'domain_not_found', 'There is no such domain.');
  end if;
  insert into public.expertise_events (
    profile_id, domain_code, kind, quality, expertise, frequency, retracts_id, source, reason,
    evidence, occurred_at
  )
  values (
    person, domain, kind, axes[1], axes[2], axes[3], retracts, source, reason, evidence,
    coalesce(record_event.occurred_at, clock_timestamp())
  )
  returning * into event;
  perform private.refold_expertise(person, domain, reason, evidence);
  return event;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.record_event is
  'Records an event, now unless it says when, and with it score and history. Errors: 404 person_not_found, '
  '404 domain_not_found; 23514 names the rule broken.';

create function private.record_evidence(
  person uuid, domain text, kind public.evidence_kind, source text, reason text, evidence jsonb,
  occurred_at timestamptz
)
returns public.expertise_events
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if kind in ('assessment', 'context_adjustment', 'retraction') then
    perform private.fail(422, 'invalid_evidence', 'This kind has a function of its own.');
  end if;
  return private.record_event(
    person, domain, kind,
    array[
      private.score_setting(format('points_%s_quality', kind), domain),
      private.score_setting(format('points_%s_expertise', kind), domain),
      private.score_setting(format('points_%s_frequency', kind), domain)
    ],
    source, reason, evidence, occurred_at
  );
end;
$$;

create function private.record_expertise(
  profile uuid, domain text, quality bigint, expertise bigint, frequency bigint,
  reason text, evidence jsonb, source text
)
returns public.expertise_scores
language plpgsql volatile security definer set search_path = ''
as $$
declare
  score public.expertise_scores;
begin
  perform private.record_event(
    profile, domain, 'assessment', array[quality, expertise, frequency], source, reason, evidence,
    null
  );
  select s.* into score
  from public.expertise_scores s
  where s.profile_id = profile and s.domain_code = domain;
  return score;
end;
$$;

create function private.retract_evidence(event bigint, reason text)
returns public.expertise_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  wrong public.expertise_events;
begin
  select e.* into wrong from public.expertise_events e where e.id = event;
  if wrong.id is null or wrong.kind = 'retraction' then
    perform private.fail(404, 'evidence_not_found', 'There is no such evidence to take back.');
  end if;
  return private.record_event(
    wrong.profile_id, wrong.domain_code, 'retraction', '{0, 0, 0}', null, reason,
    jsonb_build_object('retracts', wrong.id), null, wrong.id
  );
end;
$$;

create function private.apply_configuration()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.expertise_scores s
  set quality = coalesce(f.quality, s.quality), expertise = coalesce(f.expertise, s.expertise),
    frequency = coalesce(f.frequency, s.frequency),
    reason = 'The score configuration changed.', evidence = '{}'
  from (
    select x.id, (folded.metrics).*
    from public.expertise_scores x
    cross join lateral (
      select private.fold_evidence(x.profile_id, x.domain_code) as metrics
    ) as folded
    where x.half_life_days <> private.half_life(x.domain_code)
      or x.axis_weights <> private.axis_weights(x.domain_code)
  ) as f
  where f.id = s.id;
  return null;
end;
$$;
comment on function private.apply_configuration is
  'Keeps stored scores equal to what the configuration makes of their events.';

create trigger score_configurations_after_change_apply
  after insert or update or delete on public.score_configurations
  for each statement execute function private.apply_configuration();

create function public.record_evidence(
  person      uuid,
  domain      text,
  kind        public.evidence_kind,
  source      text,
  reason      text,
  evidence    jsonb default '{}',
  occurred_at timestamptz default null
)
returns public.expertise_events
language sql volatile security invoker set search_path = ''
begin atomic
  select private.record_evidence(person, domain, kind, source, reason, evidence, occurred_at);
end;
comment on function public.record_evidence is
  'For the service role: something that shows what a person can do. It adds to each axis the '
  'configured part of what is lacking to 1.0; score and history follow. It happened now unless you '
  'say when. The same kind and source again changes nothing. Errors: 404 person_not_found, 404 domain_not_found, '
  '422 invalid_evidence; 23514 names the rule broken.';

create function public.record_expertise(
  profile uuid, domain text, quality bigint, expertise bigint, frequency bigint,
  reason text, evidence jsonb default '{}', source text default null
)
returns public.expertise_scores
language sql volatile security invoker set search_path = ''
begin atomic
  select private.record_expertise(
    profile, domain, quality, expertise, frequency, reason, evidence, source);
end;
comment on function public.record_expertise is
  'For the service role: an assessment of a person''s three metrics in a domain (micro-units, 0 to '
  '1_000_000) in place of all that happened before, and why. With a source, the same again changes '
  'nothing. Errors: 404 person_not_found, 404 domain_not_found; 23514 names the rule broken.';

create function public.retract_evidence(event bigint, reason text)
returns public.expertise_events
language sql volatile security invoker set search_path = ''
begin atomic
  select private.retract_evidence(event, reason);
end;
comment on function public.retract_evidence is
  'For the service role: an event that was wrong counts no more, as if it had never been; it stays '
  'on record. Repeating it changes nothing. Errors: 404 evidence_not_found; 23514 names the rule '
  'broken.';

select private.holds_personal_data('public.expertise_events', 'profile_id', 'delete');
