-- Who sees what of somebody's expertise: themselves all of it, with every term; the others a score,
-- as far as its person allows where they meet. A multiplier is shown to nobody else.

create function private.current_score(score public.expertise_scores)
returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.decay(
    score.weighted_score, private.days_between(score.evidence_at, now()), score.half_life_days
  );
end;
$$;
comment on function private.current_score is 'A score, decayed until now.';

create function private.expertise_of(person uuid)
returns table (domain_code text, score bigint, is_emerging boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  if not private.knows_person(person, caller) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;
  return query
    select s.domain_code, private.current_score(s), exists (
      select from public.emerging_experts x
      where x.profile_id = s.profile_id and x.domain_code = s.domain_code and x.lapsed_at is null
    )
    from public.expertise_scores s
    where s.profile_id = person and (
      person = caller or coalesce(
        (select c.level from public.confidentiality_settings c where c.profile_id = person),
        'public'
      ) = 'public'
    )
    order by 2 desc, 1;
end;
$$;

create function private.space_expertise(
  space uuid, domain text, after_score bigint, after_identity uuid
)
returns table (identity_id uuid, score bigint, is_emerging boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  place public.spaces;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, caller) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, caller, 'member') then
    perform private.fail(403, 'member_required', 'Join the space first.');
  elsif not exists (select from public.expertise_domains d where d.code = domain) then
    perform private.fail(404, 'domain_not_found', 'There is no such domain.');
  end if;
  return query
    with shown as (
      -- A pseudonym's score in full would be the same number as under the profile elsewhere.
      select i.id, case i.level
          when 'public' then max(private.current_score(s))
          else max(private.current_score(s)) / 100_000 * 100_000
        end as score,
        i.level = 'public' and bool_or(exists (
          select from public.emerging_experts x
          where x.profile_id = s.profile_id and x.domain_code = s.domain_code
            and x.lapsed_at is null
        )) as is_emerging
      from public.expertise_scores s
      join private.identity_owners o
        on o.profile_id = s.profile_id and o.space_id = space and o.retired_at is null
      join public.contextual_identities i on i.id = o.identity_id
      where starts_with(s.domain_code, domain) and i.role is not null
        and i.level <> 'anonymous'
        and (
          i.shown_profile_id is null
          or i.shown_profile_id <> all ((select private.my_hidden_profile_ids())::uuid[])
        )
      group by i.id
    )
    select h.id, h.score, h.is_emerging
    from shown h
    where h.score > 0 and (after_score is null or (h.score, h.id) < (after_score, after_identity))
    order by h.score desc, h.id desc
    limit 50;
end;
$$;

create function private.explain_expertise(domain text)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
begin
  if not exists (select from public.expertise_domains d where d.code = domain) then
    perform private.fail(404, 'domain_not_found', 'There is no such domain.');
  end if;
  return (
    select jsonb_build_object(
      'domain', domain, 'as_of', now(), 'score', max(private.current_score(s)),
      'scores', coalesce(jsonb_agg(
        jsonb_build_object(
          'domain', s.domain_code, 'score', private.current_score(s),
          'weighted_score', s.weighted_score, 'evidence_at', s.evidence_at,
          'days', private.days_between(s.evidence_at, now()), 'half_life_days', s.half_life_days,
          'terms', jsonb_build_array(
            private.axis_term('quality', s.axis_weights[1], s.quality),
            private.axis_term('expertise', s.axis_weights[2], s.expertise),
            private.axis_term('frequency', s.axis_weights[3], s.frequency)
          ),
          'weights', s.axis_weights[1] + s.axis_weights[2] + s.axis_weights[3],
          'events', private.explained_events(s.profile_id, s.domain_code)
        )
        order by s.domain_code
      ), '[]')
    )
    from public.expertise_scores s
    where s.profile_id = caller and starts_with(s.domain_code, domain)
  );
end;
$$;

create function private.axis_term(axis text, weight bigint, metric bigint)
returns jsonb
language sql immutable security invoker set search_path = ''
begin atomic
  select jsonb_build_object(
    'axis', axis, 'weight', weight, 'metric', metric, 'product', weight * metric);
end;

create function private.explained_events(person uuid, domain text)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(jsonb_agg(
    jsonb_build_object(
      'id', e.id, 'kind', e.kind, 'source', e.source, 'reason', e.reason, 'evidence', e.evidence,
      'occurred_at', e.occurred_at, 'retracts', e.retracts_id,
      'given', jsonb_build_array(e.quality, e.expertise, e.frequency),
      'after', case
        when s.event_id is not null then jsonb_build_array(s.quality, s.expertise, s.frequency)
      end
    )
    order by e.occurred_at, e.id
  ), '[]')
  from public.expertise_events e
  left join private.evidence_steps(person, domain) as s on s.event_id = e.id
  where e.profile_id = person and e.domain_code = domain;
end;

create function public.expertise_of(person uuid)
returns table (domain_code text, score bigint, is_emerging boolean)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.expertise_of(person);
end;
comment on function public.expertise_of is
  'A person''s scores now (micro-units), best first. Somebody who is not public by default shows '
  'others none, just as somebody who has none. Errors: 401 sign_in_required, '
  '404 person_not_found.';

create function public.space_expertise(
  space uuid, domain text, after_score bigint default null, after_identity uuid default null
)
returns table (identity_id uuid, score bigint, is_emerging boolean)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.space_expertise(space, domain, after_score, after_identity);
end;
comment on function public.space_expertise is
  'Members of a space who know a domain or one below it, best first, 50 at a time after a score and '
  'identity, for members. Pseudonyms are shown in whole tenths (100_000) and never as emerging, the '
  'anonymous not at all. Errors: 401 sign_in_required, 404 not_found, 403 member_required, '
  '404 domain_not_found.';

create function public.explain_expertise(domain text)
returns jsonb
language sql stable security invoker set search_path = ''
begin atomic
  select private.explain_expertise(domain);
end;
comment on function public.explain_expertise is
  'The caller''s scores in a domain and below, with every term: weighted_score is the sum of the '
  'products over "weights", rounded half to even; score is that after decaying for "days". Events '
  'say what they gave and what the axes (quality, expertise, frequency) were after them; null: '
  'they count no more. Errors: 401 sign_in_required, 404 domain_not_found.';

revoke execute on function
  private.current_score, private.expertise_of, private.space_expertise, private.explain_expertise,
  private.axis_term, private.explained_events,
  public.expertise_of, public.space_expertise, public.explain_expertise
from public;
grant execute on function
  private.expertise_of, private.space_expertise, private.explain_expertise,
  public.expertise_of, public.space_expertise, public.explain_expertise
to authenticated;
