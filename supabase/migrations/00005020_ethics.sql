-- How far the community can rely on somebody, as a multiplier of their expertise bonus, never of
-- their own vote. Nobody sets it: it is 1.0 and what the named events in force add and take.
create type public.ethics_event_kind as enum (
  'sanction_applied', 'sanction_expired', 'appeal_upheld', 'identity_verified', 'identity_revoked',
  'conduct_commended'
);
comment on type public.ethics_event_kind is
  'What moves the multiplier. sanction_expired and appeal_upheld end a sanction, identity_revoked a '
  'verification; all three move it back by exactly what that moved it.';

create table public.ethics_scores (
  profile_id uuid primary key,
  multiplier bigint not null default 1_000_000,
  reason     text not null,
  evidence   jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  constraint ethics_scores_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  -- Wherever the configured bounds move, a vote weighs at most two and a half.
  constraint ethics_scores_multiplier_within_bounds check (
    multiplier between 200_000 and 1_500_000
  ),
  constraint ethics_scores_reason_1_to_500 check (length(btrim(reason)) between 1 and 500),
  constraint ethics_scores_evidence_is_object check (jsonb_typeof(evidence) = 'object'),
  constraint ethics_scores_evidence_at_most_16_kb check (octet_length(evidence::text) <= 16384)
);
comment on table public.ethics_scores is
  'Multiplies a person''s expertise bonus, never their own vote. No row: 1.0.';
comment on column public.ethics_scores.reason is 'Of the present value; older ones: history.';

create table public.ethics_events (
  id          bigint generated always as identity primary key,
  profile_id  uuid not null,
  kind        public.ethics_event_kind not null,
  amount      bigint not null,
  ends_id     bigint,
  source      text not null,
  reason      text not null,
  evidence    jsonb not null default '{}',
  recorded_at timestamptz not null default clock_timestamp(),

  constraint ethics_events_profile_id_kind_source_key unique (profile_id, kind, source),
  constraint ethics_events_ends_id_key unique (ends_id),
  constraint ethics_events_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint ethics_events_ends_id_fkey foreign key (ends_id)
    references public.ethics_events on delete cascade,
  constraint ethics_events_amount_fits_kind check (
    case kind
      when 'sanction_applied' then amount between -800_000 and 0
      when 'identity_verified' then amount between 0 and 500_000
      when 'conduct_commended' then amount between 0 and 500_000
      else amount = 0
    end
  ),
  constraint ethics_events_ends_fits_kind check (
    (ends_id is not null) = (kind in ('sanction_expired', 'appeal_upheld', 'identity_revoked'))
  ),
  constraint ethics_events_source_1_to_200 check (
    btrim(source) <> '' and char_length(source) <= 200 and source !~ '[[:cntrl:]]'
  ),
  constraint ethics_events_reason_1_to_500 check (length(btrim(reason)) between 1 and 500),
  constraint ethics_events_evidence_is_object check (jsonb_typeof(evidence) = 'object'),
  constraint ethics_events_evidence_at_most_16_kb check (octet_length(evidence::text) <= 16384)
);
comment on table public.ethics_events is
  'Why a person''s ethics multiplier is what it is. Append-only; record_ethics_event() adds.';
comment on column public.ethics_events.amount is
  'As configured when it was recorded; what is configured later changes no event.';
comment on column public.ethics_events.ends_id is 'The event that this one puts out of force.';
comment on column public.ethics_events.source is
  'What it is known from, such as "case:17"; the same twice is one event.';

create index ethics_events_profile_id_idx on public.ethics_events (profile_id, id desc);

create function private.fold_ethics(person uuid)
returns bigint
language sql stable security invoker set search_path = ''
begin atomic
  select greatest(
    private.score_setting('ethical_multiplier_floor'),
    least(
      private.score_setting('ethical_multiplier_cap'),
      1_000_000 + coalesce(sum(e.amount), 0)::bigint
    )
  )
  from public.ethics_events e
  where e.profile_id = person
    and not exists (select from public.ethics_events ended where ended.ends_id = e.id);
end;
comment on function private.fold_ethics is
  '1.0 and the amounts of all events in force, within the configured floor and cap.';

create function private.log_ethics()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  insert into public.score_history (profile_id, old_value, new_value, metrics, reason, evidence)
  values (new.profile_id, old.multiplier, new.multiplier, '{}', new.reason, new.evidence);
  return null;
end;
$$;
comment on function private.log_ethics is 'Writes each value of an ethics multiplier to history.';

create function private.apply_bounds()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.ethics_scores e
  set multiplier = private.fold_ethics(e.profile_id),
    reason = 'The score configuration changed.', evidence = '{}'
  where e.multiplier <> private.fold_ethics(e.profile_id);
  return null;
end;
$$;
comment on function private.apply_bounds is
  'Keeps multipliers within the configured floor and cap; lifts what a bound held back.';

create trigger score_configurations_after_update_apply_bounds
  after update of weight_value on public.score_configurations
  for each row
  when (new.weight_name in ('ethical_multiplier_floor', 'ethical_multiplier_cap'))
  execute function private.apply_bounds();
create trigger ethics_scores_before_update_set_updated_at
  before update on public.ethics_scores
  for each row execute function extensions.moddatetime(updated_at);
create trigger ethics_scores_after_write_log
  after insert or update on public.ethics_scores
  for each row execute function private.log_ethics();
create trigger ethics_events_before_change_refuse
  before update or delete on public.ethics_events
  for each row execute function private.refuse_change();

create function private.record_ethics_event(
  person uuid, kind public.ethics_event_kind, source text, reason text, evidence jsonb,
  ends bigint
)
returns public.ethics_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  event public.ethics_events;
  ended public.ethics_events;
  is_end constant boolean := kind in ('sanction_expired', 'appeal_upheld', 'identity_revoked');
begin
  perform private.lock_scored_person(person);
  select e.* into event
  from public.ethics_events e
  where e.profile_id = person and e.kind = record_ethics_event.kind
    and e.source = record_ethics_event.source;
  if found then
    return event;
  end if;

  if is_end then
    select e.* into ended from public.ethics_events e where e.id = ends and e.profile_id = person;
    if (ended.kind = 'identity_verified') is distinct from (kind = 'identity_revoked')
      or ended.kind not in ('identity_verified', 'sanction_applied')
    then
      perform private.fail(404, 'ethics_event_not_found', 'Say which event of theirs this ends.');
    elsif exists (select from public.ethics_events e where e.ends_id = ends) then
      perform private.fail(409, 'already_ended', 'That event is not in force any more.');
    end if;
  elsif ends is not null then
    perform private.fail(422, 'invalid_ethics_event', 'An event of this kind ends no other.');
  elsif kind = 'identity_verified' and exists (
    select from public.ethics_events e
    where e.profile_id = person and e.kind = 'identity_verified'
      and not exists (select from public.ethics_events x where x.ends_id = e.id)
  ) then
    perform private.fail(409, 'already_verified', 'This identity is verified.');
  end if;

  insert into public.ethics_events (profile_id, kind, amount, ends_id, source, reason, evidence)
  values (
    person, kind, case
      when is_end then 0
      when kind = 'sanction_applied' then -private.score_setting('ethics_sanction_applied')
      else private.score_setting('ethics_' || kind)
    end, ends, source, reason, evidence
  )
  returning * into event;

  insert into public.ethics_scores (profile_id, multiplier, reason, evidence)
  values (person, private.fold_ethics(person), reason, evidence)
  on conflict on constraint ethics_scores_pkey do update
  set multiplier = excluded.multiplier, reason = excluded.reason, evidence = excluded.evidence;
  return event;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.record_ethics_event(
  person   uuid,
  kind     public.ethics_event_kind,
  source   text,
  reason   text,
  evidence jsonb default '{}',
  ends     bigint default null
)
returns public.ethics_events
language sql volatile security invoker set search_path = ''
begin atomic
  select private.record_ethics_event(person, kind, source, reason, evidence, ends);
end;
comment on function public.record_ethics_event is
  'For the service role: something that moves a person''s ethics multiplier, by the configured '
  'amount, within floor and cap. The same kind and source again changes nothing. `ends` is the '
  'sanction that expired or was appealed, or the verification that is revoked. Errors: '
  '404 person_not_found, 404 ethics_event_not_found, 409 already_ended, 409 already_verified, '
  '422 invalid_ethics_event; 23514 names the rule broken.';

create function private.ethics_as_of(people uuid[], as_of timestamptz)
returns table (profile_id uuid, multiplier bigint)
language sql stable security definer set search_path = ''
begin atomic
  select distinct on (h.profile_id) h.profile_id, h.new_value
  from public.score_history h
  where h.profile_id = any (people) and h.domain_code is null and h.changed_at <= as_of
  order by h.profile_id, h.changed_at desc, h.id desc;
end;
comment on function private.ethics_as_of is
  'Per person the ethics multiplier as it stood at that time. Nothing known: no row.';

select private.holds_personal_data(
  'public.ethics_scores', 'profile_id', 'delete', origin => 'derived');
select private.holds_personal_data('public.ethics_events', 'profile_id', 'delete');
