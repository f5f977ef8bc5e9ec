-- What people are known to be good at, and how that is known. A score is never edited: it is
-- recorded with a reason, and every value it ever had stays in score_history, so that a vote can be
-- weighed years later exactly as it stood. All amounts are micro-units: 1_000_000 is 1.0.

create function private.divide_half_even(dividend bigint, divisor bigint)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  quotient bigint := dividend / divisor;
  twice_rest bigint := 2 * (dividend % divisor);
begin
  if twice_rest > divisor or (twice_rest = divisor and quotient % 2 = 1) then
    return quotient + 1;
  end if;
  return quotient;
end;
$$;
comment on function private.divide_half_even is
  'Quotient of dividend >= 0 and divisor > 0, rounded half to even, as the TypeScript engine does.';

-- The code says it all: 0613 is a field of 061, which is a field of 06.
create table public.expertise_domains (
  code        text primary key,
  parent_code text generated always as (
    case when length(code) > 2 then left(code, length(code) - 1) end
  ) stored,
  path        extensions.ltree not null generated always as (
    extensions.text2ltree(
      left(code, 2)
      || case when length(code) > 2 then '.' || left(code, 3) else '' end
      || case when length(code) > 3 then '.' || code else '' end
    )
  ) stored,
  level       smallint not null generated always as ((length(code) - 1)::smallint) stored,
  name        text not null,

  constraint expertise_domains_path_key unique (path),
  constraint expertise_domains_parent_code_fkey foreign key (parent_code)
    references public.expertise_domains on delete restrict,
  constraint expertise_domains_code_format check (code ~ '^(0[0-9]|10)[0-9]{0,2}$'),
  constraint expertise_domains_name_not_blank check (btrim(name) <> '')
);
comment on table public.expertise_domains is
  'Fields of knowledge: UNESCO''s ISCED-F 2013. Added by migrations, never removed.';
comment on column public.expertise_domains.level is '1 broad, 2 narrow, 3 detailed.';

create index expertise_domains_path_idx on public.expertise_domains using gist (path);
create index expertise_domains_parent_code_idx on public.expertise_domains (parent_code);

create table public.score_configurations (
  id           uuid primary key default gen_random_uuid(),
  weight_name  text not null,
  weight_value bigint not null,
  field        text,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),

  constraint score_configurations_weight_name_field_key
    unique nulls not distinct (weight_name, field),
  constraint score_configurations_field_fkey foreign key (field)
    references public.expertise_domains on delete restrict,
  constraint score_configurations_value_within_bounds check (
    case weight_name
      when 'raw_weight_quality' then weight_value between 0 and 5_000_000
      when 'raw_weight_expertise' then weight_value between 0 and 5_000_000
      when 'raw_weight_frequency' then weight_value between 0 and 5_000_000
      when 'ethical_multiplier_floor' then weight_value between 200_000 and 1_000_000
      when 'ethical_multiplier_cap' then weight_value between 1_000_000 and 1_500_000
      when 'expertise_bonus_cap' then weight_value between 0 and 1_000_000
      else false
    end
  ),
  constraint score_configurations_field_only_where_fields_differ check (
    field is null or weight_name like 'raw_weight_%'
  )
);
comment on table public.score_configurations is
  'The numbers that scoring uses, readable by everyone. The row of the nearest field wins.';
comment on column public.score_configurations.weight_value is
  'Micro-units: 1_000_000 is 1.0.';
comment on column public.score_configurations.field is
  'Null: everywhere. Else a domain: there and in all below it.';

create index score_configurations_field_idx on public.score_configurations (field);

insert into public.score_configurations (weight_name, weight_value) values
  ('raw_weight_quality', 1_000_000),
  ('raw_weight_expertise', 1_500_000),
  ('raw_weight_frequency', 750_000),
  ('ethical_multiplier_floor', 200_000),
  ('ethical_multiplier_cap', 1_500_000),
  ('expertise_bonus_cap', 1_000_000);

create table public.expertise_scores (
  id             uuid primary key default gen_random_uuid(),
  profile_id     uuid not null,
  domain_code    text not null,
  quality        bigint not null,
  expertise      bigint not null,
  frequency      bigint not null,
  raw_score      bigint not null generated always as (quality + expertise + frequency) stored,
  weighted_score bigint not null,
  reason         text not null,
  evidence       jsonb not null default '{}',
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),

  constraint expertise_scores_profile_id_domain_code_key unique (profile_id, domain_code),
  constraint expertise_scores_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint expertise_scores_domain_code_fkey foreign key (domain_code)
    references public.expertise_domains on delete restrict,
  constraint expertise_scores_quality_0_to_1 check (quality between 0 and 1_000_000),
  constraint expertise_scores_expertise_0_to_1 check (expertise between 0 and 1_000_000),
  constraint expertise_scores_frequency_0_to_1 check (frequency between 0 and 1_000_000),
  constraint expertise_scores_reason_1_to_500 check (length(btrim(reason)) between 1 and 500),
  constraint expertise_scores_evidence_is_object check (jsonb_typeof(evidence) = 'object'),
  constraint expertise_scores_evidence_at_most_16_kb check (octet_length(evidence::text) <= 16384)
);
comment on table public.expertise_scores is
  'What a person is worth in a domain today. No row means not known, which is not zero.';
comment on column public.expertise_scores.quality is 'Quality of evidence and peer validation.';
comment on column public.expertise_scores.expertise is 'Credentials, work, knowledge.';
comment on column public.expertise_scores.frequency is 'How recent and how sustained it is.';
comment on column public.expertise_scores.weighted_score is
  'Mean of the three by their configured weights; computed on every write.';
comment on column public.expertise_scores.reason is 'Of the present value; older ones: history.';

create index expertise_scores_domain_code_idx
  on public.expertise_scores (domain_code, weighted_score desc);

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

-- No foreign key on domain_code: it is copied from a score that has one, and an index for it would
-- be the largest of the table.
create table public.score_history (
  id          bigint generated always as identity primary key,
  profile_id  uuid not null,
  domain_code text,
  old_value   bigint,
  new_value   bigint not null,
  metrics     jsonb not null,
  reason      text not null,
  evidence    jsonb not null,
  -- Not now(): two changes in one transaction follow each other.
  changed_at  timestamptz not null default clock_timestamp(),

  constraint score_history_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table public.score_history is
  'Every value a score ever had, and why. Append-only; written by the score tables alone.';
comment on column public.score_history.domain_code is 'Null: the ethics multiplier.';
comment on column public.score_history.metrics is 'What the value was computed from.';

create index score_history_profile_id_idx
  on public.score_history (profile_id, domain_code, changed_at desc, id desc);

-- plpgsql keeps plans, SQL functions do not: a nightly million of scores takes a sixth of the time.
create function private.score_setting(name text, domain text default null)
returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select c.weight_value
    from public.score_configurations c
    where c.weight_name = name and (c.field is null or starts_with(domain, c.field))
    order by length(c.field) desc nulls last
    limit 1
  );
end;
$$;
comment on function private.score_setting is
  'A configured number: the domain''s own, its nearest ancestor''s, or everyone''s.';

create function private.weigh_metrics(
  domain text, quality bigint, expertise bigint, frequency bigint
)
returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
declare
  q bigint := private.score_setting('raw_weight_quality', domain);
  e bigint := private.score_setting('raw_weight_expertise', domain);
  f bigint := private.score_setting('raw_weight_frequency', domain);
begin
  -- Where no axis weighs anything, all three weigh the same.
  if q + e + f = 0 then
    q := 1;
    e := 1;
    f := 1;
  end if;
  return private.divide_half_even(q * quality + e * expertise + f * frequency, q + e + f);
end;
$$;
comment on function private.weigh_metrics is
  'Σ(wᵢ·mᵢ) / Σwᵢ in micro-units, rounded half to even.';

create function private.weigh_expertise()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  new.weighted_score :=
    private.weigh_metrics(new.domain_code, new.quality, new.expertise, new.frequency);
  return new;
end;
$$;
comment on function private.weigh_expertise is 'Computes the weighted score; nobody sets it.';

create function private.log_expertise()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  insert into public.score_history
    (profile_id, domain_code, old_value, new_value, metrics, reason, evidence)
  values (
    new.profile_id, new.domain_code, old.weighted_score, new.weighted_score,
    jsonb_build_object(
      'quality', new.quality, 'expertise', new.expertise, 'frequency', new.frequency),
    new.reason, new.evidence
  );
  return null;
end;
$$;
comment on function private.log_expertise is 'Writes each value of an expertise score to history.';

create function private.check_ethics()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if new.multiplier not between private.score_setting('ethical_multiplier_floor')
    and private.score_setting('ethical_multiplier_cap')
  then
    perform private.fail(422, 'ethics_out_of_bounds',
      'Choose a multiplier between the configured floor and cap.');
  end if;
  return new;
end;
$$;
comment on function private.check_ethics is 'Errors: 422 ethics_out_of_bounds.';

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

create function private.apply_configuration()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.expertise_scores s
  set reason = 'The score configuration changed.', evidence = '{}'
  where s.weighted_score
    <> private.weigh_metrics(s.domain_code, s.quality, s.expertise, s.frequency);

  update public.ethics_scores e
  set multiplier = least(greatest(e.multiplier, bound.floor), bound.cap),
    reason = 'The score configuration changed.', evidence = '{}'
  from (
    select private.score_setting('ethical_multiplier_floor') as floor,
      private.score_setting('ethical_multiplier_cap') as cap
  ) as bound
  where e.multiplier not between bound.floor and bound.cap;
  return null;
end;
$$;
comment on function private.apply_configuration is
  'Keeps stored scores equal to what the configuration makes of them.';

create trigger score_configurations_before_update_set_updated_at
  before update on public.score_configurations
  for each row execute function extensions.moddatetime(updated_at);
-- An override may go; what everyone falls back on may not.
create trigger score_configurations_before_delete_refuse
  before delete on public.score_configurations
  for each row when (old.field is null) execute function private.refuse_change();
create trigger score_configurations_after_change_apply
  after insert or update or delete on public.score_configurations
  for each statement execute function private.apply_configuration();

create trigger expertise_scores_before_update_set_updated_at
  before update on public.expertise_scores
  for each row execute function extensions.moddatetime(updated_at);
create trigger expertise_scores_before_write_weigh
  before insert or update on public.expertise_scores
  for each row execute function private.weigh_expertise();
create trigger expertise_scores_after_write_log
  after insert or update on public.expertise_scores
  for each row execute function private.log_expertise();

create trigger ethics_scores_before_update_set_updated_at
  before update on public.ethics_scores
  for each row execute function extensions.moddatetime(updated_at);
create trigger ethics_scores_before_write_check
  before insert or update on public.ethics_scores
  for each row execute function private.check_ethics();
create trigger ethics_scores_after_write_log
  after insert or update on public.ethics_scores
  for each row execute function private.log_ethics();

create trigger score_history_before_change_refuse
  before update or delete on public.score_history
  for each row execute function private.refuse_change();

create function private.record_expertise(
  profile uuid, domain text, quality bigint, expertise bigint, frequency bigint,
  reason text, evidence jsonb
)
returns public.expertise_scores
language sql volatile security definer set search_path = ''
begin atomic
  insert into public.expertise_scores
    (profile_id, domain_code, quality, expertise, frequency, reason, evidence)
  values (profile, domain, quality, expertise, frequency, reason, evidence)
  on conflict on constraint expertise_scores_profile_id_domain_code_key do update
  set quality = excluded.quality, expertise = excluded.expertise, frequency = excluded.frequency,
    reason = excluded.reason, evidence = excluded.evidence
  returning *;
end;

create function private.record_ethics(
  profile uuid, multiplier bigint, reason text, evidence jsonb
)
returns public.ethics_scores
language sql volatile security definer set search_path = ''
begin atomic
  insert into public.ethics_scores (profile_id, multiplier, reason, evidence)
  values (profile, multiplier, reason, evidence)
  on conflict on constraint ethics_scores_pkey do update
  set multiplier = excluded.multiplier, reason = excluded.reason, evidence = excluded.evidence
  returning *;
end;

create function public.record_expertise(
  profile uuid, domain text, quality bigint, expertise bigint, frequency bigint,
  reason text, evidence jsonb default '{}'
)
returns public.expertise_scores
language sql volatile security invoker set search_path = ''
begin atomic
  select private.record_expertise(
    profile, domain, quality, expertise, frequency, reason, evidence);
end;
comment on function public.record_expertise is
  'For the service role: a person''s three metrics in a domain (micro-units, 0 to 1_000_000), and '
  'why. Errors: 23503 for an unknown person or domain; 23514 names the rule broken.';

create function public.record_ethics(
  profile uuid, multiplier bigint, reason text, evidence jsonb default '{}'
)
returns public.ethics_scores
language sql volatile security invoker set search_path = ''
begin atomic
  select private.record_ethics(profile, multiplier, reason, evidence);
end;
comment on function public.record_ethics is
  'For the service role: a person''s multiplier (micro-units) and why. '
  'Errors: 422 ethics_out_of_bounds, 23503 for an unknown person; 23514 names the rule broken.';

create function private.expertise_as_of(people uuid[], domains text[], as_of timestamptz)
returns table (profile_id uuid, domain_code text, score bigint)
language sql stable security definer set search_path = ''
begin atomic
  select latest.profile_id, asked.code, max(latest.new_value)
  from (
    select distinct on (h.profile_id, h.domain_code) h.profile_id, h.domain_code, h.new_value
    from public.score_history h
    where h.profile_id = any (people)
      and h.domain_code = any (array(
        select below.code
        from public.expertise_domains above
        join public.expertise_domains below on below.path operator(extensions.<@) above.path
        where above.code = any (domains)
      ))
      and h.changed_at <= as_of
    order by h.profile_id, h.domain_code, h.changed_at desc, h.id desc
  ) as latest
  join unnest(domains) as asked (code) on starts_with(latest.domain_code, asked.code)
  group by latest.profile_id, asked.code;
end;
comment on function private.expertise_as_of is
  'Per person and asked domain: the highest weighted score there or below it, as it stood at that '
  'time. Nothing known: no row.';

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
  'public.expertise_scores', 'profile_id', 'delete', origin => 'derived');
select private.holds_personal_data(
  'public.ethics_scores', 'profile_id', 'delete', origin => 'derived');
-- A log itself.
select private.holds_personal_data(
  'public.score_history', 'profile_id', 'delete', is_traced => false);
