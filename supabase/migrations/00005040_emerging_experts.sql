-- Whose score in a domain rises. Looked up every night from what history holds.
create table public.emerging_experts (
  id          bigint generated always as identity primary key,
  profile_id  uuid not null,
  domain_code text not null,
  base_score  bigint not null,
  score       bigint not null,
  flagged_at  timestamptz not null default now(),
  lapsed_at   timestamptz,

  -- One open flag per person and domain.
  constraint emerging_experts_profile_id_domain_code_lapsed_at_key
    unique nulls not distinct (profile_id, domain_code, lapsed_at),
  constraint emerging_experts_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint emerging_experts_domain_code_fkey foreign key (domain_code)
    references public.expertise_domains on delete restrict,
  constraint emerging_experts_lapsed_after_flagged check (lapsed_at > flagged_at)
);
comment on table public.emerging_experts is
  'Whose score rose by a configured share within 30 days, from when until when. Written by the '
  'nightly job.';
comment on column public.emerging_experts.base_score is '30 days before the flag.';
comment on column public.emerging_experts.score is 'At the flag.';

create index emerging_experts_domain_code_idx on public.emerging_experts (domain_code);
create index emerging_experts_lapsed_at_idx
  on public.emerging_experts (profile_id, domain_code) where lapsed_at is null;

create function private.score_at(person uuid, domain text, as_of timestamptz)
returns bigint
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select private.decay(
      h.new_value, private.days_between(h.evidence_at, as_of), h.half_life_days
    )
    from public.score_history h
    where h.profile_id = person and h.domain_code = domain and h.changed_at <= as_of
    order by h.changed_at desc, h.id desc
    limit 1
  );
end;
$$;
comment on function private.score_at is
  'A person''s score in exactly this domain, as it was known and had decayed; null: not known.';

create function private.flag_emerging_experts(as_of timestamptz default clock_timestamp())
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Two runs at once would both find the same people new.
  perform pg_advisory_xact_lock(hashtextextended('public.emerging_experts', 0));
  with asked as materialized (
    -- Without new evidence a score only falls, or follows the configuration, which makes no expert.
    select e.profile_id, e.domain_code
    from public.expertise_events e
    where e.recorded_at > as_of - interval '30 days' and e.recorded_at <= as_of
    union
    select x.profile_id, x.domain_code from public.emerging_experts x where x.lapsed_at is null
  ),
  measured as materialized (
    select a.profile_id, a.domain_code,
      private.score_at(a.profile_id, a.domain_code, as_of - interval '30 days') as base,
      private.score_at(a.profile_id, a.domain_code, as_of) as score
    from asked a
  ),
  emerging as materialized (
    select m.*
    from measured m
    where m.base >= private.score_setting('emerging_base')
      and m.score * 1_000_000 >= m.base * (1_000_000 + private.score_setting('emerging_rise'))
  ),
  lapsed as (
    update public.emerging_experts x
    set lapsed_at = as_of
    where x.lapsed_at is null and x.flagged_at < as_of and not exists (
      select from emerging e
      where e.profile_id = x.profile_id and e.domain_code = x.domain_code
    )
  )
  insert into public.emerging_experts (profile_id, domain_code, base_score, score, flagged_at)
  select e.profile_id, e.domain_code, e.base, e.score, as_of from emerging e
  on conflict on constraint emerging_experts_profile_id_domain_code_lapsed_at_key do nothing;
end;
$$;
comment on function private.flag_emerging_experts is
  'Flags whose score rose enough in 30 days from a base that is high enough, and ends the flags of '
  'those of whom this is no longer so.';

select cron.schedule(
  'flag-emerging-experts', '30 2 * * *', 'select private.flag_emerging_experts()');

select private.holds_personal_data(
  'public.emerging_experts', 'profile_id', 'delete', origin => 'derived');
