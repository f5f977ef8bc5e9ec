-- The lens ekoh: a vote, and what is known of the voter's expertise in the domains that the poll is
-- about, as it stood when the poll opened.

create function private.lens_ekoh_fits(lens jsonb)
returns boolean
language sql immutable security definer set search_path = ''
begin atomic
  select lens - '{cap,relevance}'::text[] = '{}'
    and coalesce(lens -> 'cap' = '1000000' or (lens ->> 'cap') ~ '^[0-9]{1,6}$', true)
    and private.is_relevance(lens -> 'relevance');
end;
comment on function private.lens_ekoh_fits is '{"relevance": …}; opening adds the cap.';

create function private.lens_ekoh_freezes(poll public.polls, lens jsonb)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select lens || jsonb_build_object('cap', private.score_setting('expertise_bonus_cap'));
end;
comment on function private.lens_ekoh_freezes is 'With the cap as it is configured.';

create function private.weight_inputs(
  poll uuid, after bytea default '', page integer default 10000
)
returns table (
  voter_tag bytea, profile_id uuid, choice jsonb, scores jsonb, ethics bigint
)
language sql stable security definer set search_path = ''
begin atomic
  with voters as materialized (
    select b.voter_tag, b.profile_id, b.choice
    from public.ballots b
    where b.poll_id = poll and b.voter_tag > after
    order by b.voter_tag
    limit page
  ),
  asked as materialized (
    select array(select v.profile_id from voters v) as people,
      private.weighed_domains(p) as domains, p.opened_at
    from public.polls p
    where p.id = poll
  ),
  known as (
    select e.profile_id, jsonb_object_agg(e.domain_code, e.score) as scores
    from asked, private.expertise_as_of(asked.people, asked.domains, asked.opened_at) as e
    group by e.profile_id
  )
  select v.voter_tag, v.profile_id, v.choice, coalesce(k.scores, gone.expertise, '{}'),
    coalesce(e.multiplier, gone.ethics)
  from voters v
  left join private.erased_voters gone
    on gone.poll_id = poll and gone.voter_tag = v.voter_tag
  left join known k on k.profile_id = v.profile_id
  left join (
    select x.profile_id, x.multiplier
    from asked, private.ethics_as_of(asked.people, asked.opened_at) as x
  ) as e on e.profile_id = v.profile_id
  order by v.voter_tag;
end;
comment on function private.weight_inputs is
  'A page of ballots after a tag, by tag, each with its voter''s scores in the poll''s domains and '
  'their ethics multiplier (micro-units), as known when the poll opened. Nothing known: no key, '
  'null.';

create function private.lens_ekoh_knows(
  poll public.polls, lens jsonb, after bytea, page integer
)
returns table (voter_tag bytea, known jsonb)
language sql stable security definer set search_path = ''
begin atomic
  select i.voter_tag, case when asked.scores <> '{}' then
    jsonb_build_object('scores', asked.scores, 'ethics', i.ethics::text)
  end
  from private.weight_inputs(poll.id, after, page) i
  -- Of all that any of the poll's lenses asks for, what this one does.
  cross join lateral (
    select coalesce(jsonb_object_agg(s.key, s.value), '{}') as scores
    from jsonb_each_text(i.scores) s
    where lens -> 'relevance' ? s.key
  ) as asked
  order by i.voter_tag;
end;
comment on function private.lens_ekoh_knows is
  'Of whoever has a score in the lens''s domains: {"scores": {domain: score}, "ethics": or null}.';

create function private.lens_ekoh_explains(poll public.polls, lens jsonb, person uuid)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  terms jsonb;
  total bigint;
  cap constant bigint := (lens ->> 'cap')::bigint;
  ethics public.score_history;
  multiplier bigint;
  bonus bigint;
begin
  select
    jsonb_agg(
      jsonb_build_object(
        'domain', r.code, 'relevance', r.share, 'score', coalesce(best.score, 0),
        'product', r.share * coalesce(best.score, 0), 'known_from', best.known_from
      )
      order by r.code
    ),
    sum(r.share * coalesce(best.score, 0))
  into terms, total
  from (
    select e.key as code, e.value::bigint as share
    from jsonb_each_text(lens -> 'relevance') as e
  ) as r
  left join lateral (
    select private.score_at(person, d.code, poll.opened_at) as score,
      jsonb_build_object(
        'domain', d.code, 'weighted_score', h.new_value, 'evidence_at', h.evidence_at,
        'days', private.days_between(h.evidence_at, poll.opened_at),
        'half_life_days', h.half_life_days, 'metrics', h.metrics, 'reason', h.reason,
        'evidence', h.evidence, 'changed_at', h.changed_at
      ) as known_from
    from public.expertise_domains d
    cross join lateral (
      select x.*
      from public.score_history x
      where x.profile_id = person and x.domain_code = d.code and x.changed_at <= poll.opened_at
      order by x.changed_at desc, x.id desc
      limit 1
    ) as h
    where starts_with(d.code, r.code) and h.new_value is not null
    order by 1 desc, d.code
    limit 1
  ) as best on true;

  select x.* into ethics
  from public.score_history x
  where x.profile_id = person and x.domain_code is null and x.changed_at <= poll.opened_at
  order by x.changed_at desc, x.id desc
  limit 1;
  multiplier := coalesce(ethics.new_value, 1_000_000);
  bonus := private.divide_half_even(least(total, cap * 1_000_000) * multiplier, 1_000_000_000_000);
  return jsonb_build_object(
    'terms', terms, 'sum', total, 'capped', total > cap * 1_000_000, 'ethics', multiplier,
    'ethics_known_from', case when ethics.id is not null then jsonb_build_object(
      'reason', ethics.reason, 'evidence', ethics.evidence, 'changed_at', ethics.changed_at
    ) end,
    'bonus', bonus, 'weight', 1_000_000 + bonus
  );
end;
$$;
comment on function private.lens_ekoh_explains is
  'sum is that of the terms'' products; bonus is the lesser of sum and cap times 10⁶, times ethics, '
  'over 10¹², rounded half to even; weight is 1_000_000 and bonus.';

revoke execute on function
  private.lens_ekoh_fits, private.lens_ekoh_freezes, private.weight_inputs,
  private.lens_ekoh_knows, private.lens_ekoh_explains
from public;
grant execute on function private.weight_inputs to service_role;
