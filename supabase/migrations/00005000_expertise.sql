-- What people are known to be good at. A score is never edited: it follows from evidence, and every
-- value it ever had stays in score_history, so that a vote can be weighed years later exactly as it
-- stood. All amounts are micro-units: 1_000_000 is 1.0.

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

-- Decay is computed and never written: 2 to the power of minus days over half-life. Whole halvings
-- divide; the rest, in 2²⁴ths of a half-life rounded down, is a product of the roots of one half
-- (½ to the power of 1/2, 1/4, 1/8 …), each step rounded half to even to nine digits.
create function private.decay(value bigint, days integer, half_life_days integer)
returns bigint
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
declare
  roots constant bigint[] := '{707106781, 840896415, 917004043, 957603281, 978572062, 989228013,
    994599423, 997296056, 998647113, 999323328, 999661606, 999830789, 999915391, 999957695,
    999978847, 999989423, 999994712, 999997356, 999998678, 999999339, 999999669, 999999835,
    999999917, 999999959}';
  factor bigint := 1_000_000_000;
  part bigint;
begin
  if days <= 0 or days is null or half_life_days is null then
    return value;
  elsif days / half_life_days > 30 then
    return 0;
  end if;
  part := ((days % half_life_days)::bigint << 24) / half_life_days;
  for place in 1..24 loop
    if part & (1 << (24 - place)) <> 0 then
      factor := private.divide_half_even(factor * roots[place], 1_000_000_000);
    end if;
  end loop;
  return private.divide_half_even(value * factor, 1_000_000_000::bigint << (days / half_life_days));
end;
$$;
comment on function private.decay is
  'What is left of a value of 0 to 1_000_000 after some days, rounded half to even; all of it where '
  'no half-life is known.';

-- Days of the calendar, so that many small steps are as long as one large one.
create function private.days_between(earlier timestamptz, later timestamptz)
returns integer
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (later at time zone 'UTC')::date - (earlier at time zone 'UTC')::date;
end;
comment on function private.days_between is 'Midnights in UTC from one moment to the other.';

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
      when 'half_life_days' then
        weight_value between 30_000_000 and 36_500_000_000 and weight_value % 1_000_000 = 0
      when 'emerging_base' then weight_value between 0 and 1_000_000
      when 'emerging_rise' then weight_value between 10_000 and 10_000_000
      when 'ethics_sanction_applied' then weight_value between 0 and 800_000
      when 'ethics_identity_verified' then weight_value between 0 and 500_000
      when 'ethics_conduct_commended' then weight_value between 0 and 500_000
      else weight_value between 0 and 1_000_000 and weight_name ~
        '^points_(certificate|publication|contribution|accepted_answer|peer_validation|helpful_report)_(quality|expertise|frequency)$'
    end
  ),
  constraint score_configurations_field_only_where_fields_differ check (
    field is null or weight_name ~ '^(raw_weight_|points_|half_life_days$)'
  )
);
comment on table public.score_configurations is
  'The numbers that scoring uses, readable by everyone. The row of the nearest field wins.';
comment on column public.score_configurations.weight_value is
  'Micro-units: 1_000_000 is 1.0. Half-life: whole days. Points: how much of what an axis lacks to '
  '1.0 such a piece of evidence adds.';
comment on column public.score_configurations.field is
  'Null: everywhere. Else a domain: there and in all below it.';

create index score_configurations_field_idx on public.score_configurations (field);

insert into public.score_configurations (weight_name, weight_value) values
  ('raw_weight_quality', 1_000_000),
  ('raw_weight_expertise', 1_500_000),
  ('raw_weight_frequency', 750_000),
  ('ethical_multiplier_floor', 200_000),
  ('ethical_multiplier_cap', 1_500_000),
  ('expertise_bonus_cap', 1_000_000),
  ('half_life_days', 1_825_000_000),
  ('points_certificate_quality', 100_000),
  ('points_certificate_expertise', 300_000),
  ('points_certificate_frequency', 50_000),
  ('points_publication_quality', 150_000),
  ('points_publication_expertise', 200_000),
  ('points_publication_frequency', 100_000),
  ('points_contribution_quality', 50_000),
  ('points_contribution_expertise', 100_000),
  ('points_contribution_frequency', 150_000),
  ('points_accepted_answer_quality', 80_000),
  ('points_accepted_answer_expertise', 30_000),
  ('points_accepted_answer_frequency', 100_000),
  ('points_peer_validation_quality', 100_000),
  ('points_peer_validation_expertise', 50_000),
  ('points_peer_validation_frequency', 20_000),
  ('points_helpful_report_quality', 30_000),
  ('points_helpful_report_expertise', 10_000),
  ('points_helpful_report_frequency', 50_000),
  ('ethics_sanction_applied', 200_000),
  ('ethics_identity_verified', 200_000),
  ('ethics_conduct_commended', 50_000),
  ('emerging_base', 100_000),
  ('emerging_rise', 150_000);

create table public.expertise_scores (
  id             uuid primary key default gen_random_uuid(),
  profile_id     uuid not null,
  domain_code    text not null,
  quality        bigint not null,
  expertise      bigint not null,
  frequency      bigint not null,
  raw_score      bigint not null generated always as (quality + expertise + frequency) stored,
  axis_weights   bigint[] not null,
  weighted_score bigint not null,
  evidence_at    timestamptz not null default now(),
  half_life_days integer not null,
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
  'What is known of a person in a domain. No row means not known, which is not zero.';
comment on column public.expertise_scores.quality is 'Quality of evidence and peer validation.';
comment on column public.expertise_scores.expertise is 'Credentials, work, knowledge.';
comment on column public.expertise_scores.frequency is 'How recent and how sustained it is.';
comment on column public.expertise_scores.axis_weights is
  'Of quality, expertise and frequency, as configured; set on every write.';
comment on column public.expertise_scores.weighted_score is
  'Mean of the three by axis_weights, as it was at evidence_at.';
comment on column public.expertise_scores.evidence_at is
  'When the latest evidence happened; from then on the score decays by half_life_days.';
comment on column public.expertise_scores.reason is 'Of the present value; older ones: history.';

create index expertise_scores_domain_code_idx
  on public.expertise_scores (domain_code, weighted_score desc);

-- No foreign key on domain_code: it is copied from a score that has one, and an index for it would
-- be the largest of the table.
create table public.score_history (
  id             bigint generated always as identity primary key,
  profile_id     uuid not null,
  domain_code    text,
  old_value      bigint,
  new_value      bigint,
  metrics        jsonb not null,
  evidence_at    timestamptz,
  half_life_days integer,
  reason         text not null,
  evidence       jsonb not null,
  -- Not now(): two changes in one transaction follow each other.
  changed_at     timestamptz not null default clock_timestamp(),

  constraint score_history_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table public.score_history is
  'Every value a score ever had, and why. Append-only; written by the score tables alone.';
comment on column public.score_history.domain_code is 'Null: the ethics multiplier.';
comment on column public.score_history.new_value is 'Null: all evidence was withdrawn.';
comment on column public.score_history.metrics is
  'What the value was computed from: the metrics and their "weights".';
comment on column public.score_history.evidence_at is
  'From then on the value decays by half_life_days. Null: it does not.';

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

create function private.axis_weights(domain text)
returns bigint[]
language plpgsql stable security invoker set search_path = ''
as $$
declare
  weights constant bigint[] := array[
    private.score_setting('raw_weight_quality', domain),
    private.score_setting('raw_weight_expertise', domain),
    private.score_setting('raw_weight_frequency', domain)
  ];
begin
  return case when weights = '{0, 0, 0}' then '{1, 1, 1}' else weights end;
end;
$$;
comment on function private.axis_weights is
  'Of quality, expertise and frequency. Where no axis weighs anything, all three weigh the same.';

create function private.half_life(domain text)
returns integer
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.score_setting('half_life_days', domain) / 1_000_000;
end;
$$;
comment on function private.half_life is 'Days in which evidence in this domain loses half its value.';

create function private.weigh_metrics(
  weights bigint[], quality bigint, expertise bigint, frequency bigint
)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.divide_half_even(
    weights[1] * quality + weights[2] * expertise + weights[3] * frequency,
    weights[1] + weights[2] + weights[3]
  );
end;
$$;
comment on function private.weigh_metrics is
  'Σ(wᵢ·mᵢ) / Σwᵢ in micro-units, rounded half to even.';

create function private.weigh_expertise()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  new.axis_weights := private.axis_weights(new.domain_code);
  new.half_life_days := private.half_life(new.domain_code);
  new.weighted_score :=
    private.weigh_metrics(new.axis_weights, new.quality, new.expertise, new.frequency);
  return new;
end;
$$;
comment on function private.weigh_expertise is
  'Computes the weighted score and what it rests on; nobody sets it.';

create function private.log_expertise()
returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  insert into public.score_history (
    profile_id, domain_code, old_value, new_value, metrics, evidence_at, half_life_days, reason,
    evidence
  )
  values (
    new.profile_id, new.domain_code, old.weighted_score, new.weighted_score,
    jsonb_build_object(
      'quality', new.quality, 'expertise', new.expertise, 'frequency', new.frequency,
      'weights', new.axis_weights),
    new.evidence_at, new.half_life_days, new.reason, new.evidence
  );
  return null;
end;
$$;
comment on function private.log_expertise is 'Writes each value of an expertise score to history.';

create trigger score_configurations_before_update_set_updated_at
  before update on public.score_configurations
  for each row execute function extensions.moddatetime(updated_at);
-- An override may go; what everyone falls back on may not.
create trigger score_configurations_before_delete_refuse
  before delete on public.score_configurations
  for each row when (old.field is null) execute function private.refuse_change();

create trigger expertise_scores_before_update_set_updated_at
  before update on public.expertise_scores
  for each row execute function extensions.moddatetime(updated_at);
create trigger expertise_scores_before_write_weigh
  before insert or update on public.expertise_scores
  for each row execute function private.weigh_expertise();
create trigger expertise_scores_after_write_log
  after insert or update on public.expertise_scores
  for each row execute function private.log_expertise();

create trigger score_history_before_change_refuse
  before update or delete on public.score_history
  for each row execute function private.refuse_change();

create function private.expertise_as_of(people uuid[], domains text[], as_of timestamptz)
returns table (profile_id uuid, domain_code text, score bigint)
language sql stable security definer set search_path = ''
begin atomic
  select latest.profile_id, asked.code, max(private.decay(
    latest.new_value, private.days_between(latest.evidence_at, as_of), latest.half_life_days
  ))
  from (
    select distinct on (h.profile_id, h.domain_code) h.profile_id, h.domain_code, h.new_value,
      h.evidence_at, h.half_life_days
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
  where latest.new_value is not null
  group by latest.profile_id, asked.code;
end;
comment on function private.expertise_as_of is
  'Per person and asked domain: the highest weighted score there or below it, as it was known and '
  'had decayed at that time. Nothing known: no row.';

select private.holds_personal_data(
  'public.expertise_scores', 'profile_id', 'delete', origin => 'derived');
-- A log itself.
select private.holds_personal_data(
  'public.score_history', 'profile_id', 'delete', is_traced => false);
