-- How well two people fit, from what they wrote about themselves and what they share. All in basis
-- points, exact and symmetric. Numbers are for the server; a person gets words, and only about
-- somebody who consents to matching as they do.
create type public.harmony as enum (
  'high_harmony', 'good_harmony', 'some_common_ground', 'different_paths', 'not_known_yet'
);
comment on type public.harmony is
  'How well two people fit, in words, best first. not_known_yet: there is nothing to compare.';

create type public.resonance as (
  person_id uuid,
  harmony   public.harmony,
  strongest public.resonance_factor[]
);
comment on type public.resonance is
  'What a person learns of another: a word, and up to two factors in which they are closest, in no '
  'order of strength.';

create table public.resonance_configurations (
  version        integer generated always as identity primary key,
  values_bps     integer not null,
  traits_bps     integer not null,
  archetypes_bps integer not null,
  narrative_bps  integer not null,
  temporal_bps   integer not null,
  trust_bps      integer not null,
  high_from_bps  integer not null default 7500,
  good_from_bps  integer not null default 5000,
  some_from_bps  integer not null default 2500,
  note           text not null default '',
  created_at     timestamptz not null default now(),

  constraint resonance_configurations_weights_make_a_whole check (
    least(values_bps, traits_bps, archetypes_bps, narrative_bps, temporal_bps, trust_bps) >= 0
    and values_bps::bigint + traits_bps + archetypes_bps + narrative_bps + temporal_bps + trust_bps
      = 10000
  ),
  constraint resonance_configurations_bands_descend check (
    10000 >= high_from_bps and high_from_bps > good_from_bps
    and good_from_bps > some_from_bps and some_from_bps > 0
  ),
  constraint resonance_configurations_note_at_most_500 check (char_length(note) <= 500)
);
comment on table public.resonance_configurations is
  'Weights of the factors, and where each word begins, in basis points. Append-only; the highest '
  'version is in force.';

create trigger resonance_configurations_before_change_refuse
  before update or delete on public.resonance_configurations
  for each row execute function private.refuse_change();

insert into public.resonance_configurations
  (values_bps, traits_bps, archetypes_bps, narrative_bps, temporal_bps, trust_bps, note)
values (3000, 2000, 1500, 1500, 1000, 1000, 'The first weights.');

-- Similarities: null where both sides are empty, else 0 to 10000; 10000 for equals.

create function private.weighted_overlap(a jsonb, b jsonb)
returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select 10000 * sum(least(coalesce(one.value::integer, 0), coalesce(other.value::integer, 0)))
      / nullif(sum(greatest(one.value::integer, other.value::integer)), 0)
    from jsonb_each_text(a) as one
    full join jsonb_each_text(b) as other on other.key = one.key
  );
end;
$$;
comment on function private.weighted_overlap is
  'Weighted Jaccard (Ruzicka): the sum of the lesser importances over the sum of the greater.';

create function private.overlap(a text[], b text[])
returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select 10000 * count(*) filter (where named.times = 2) / nullif(count(*), 0)
    from (
      select count(*) as times
      from (
        select unnest(a) as name, 'a' as side union select unnest(b), 'b'
      ) as both_sides
      group by both_sides.name
    ) as named
  );
end;
$$;
comment on function private.overlap is 'Jaccard: names on both sides over names on either.';

create function private.archetype_overlap(a text[], b text[])
returns integer
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select 10000 * sum(case when named.times = 2 then 2 when half.name is null then 0 else 1 end)
      / nullif(2 * count(*), 0)
    from (
      select both_sides.name, count(*) as times
      from (
        select unnest(a) as name, 'a' as side union select unnest(b), 'b'
      ) as both_sides
      group by both_sides.name
    ) as named
    left join (
      select pair.name
      from public.complementary_archetypes c
      cross join lateral (
        values (c.archetype, c.complement), (c.complement, c.archetype)
      ) as pair (name, complement)
      where (pair.name = any (a) and pair.complement = any (b))
        or (pair.name = any (b) and pair.complement = any (a))
      group by pair.name
    ) as half on half.name = named.name
  );
end;
$$;
comment on function private.archetype_overlap is
  'Jaccard, where a role on one side alone counts half if its complement is on the other.';

create function private.hours_overlap(a int4multirange, b int4multirange)
returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select 10000 * (
        select coalesce(sum(upper(span) - lower(span)), 0) from unnest(a * b) as span
      )
      / (select sum(upper(span) - lower(span)) from unnest(a + b) as span)
    where a + b <> '{}'
  );
end;
$$;
comment on function private.hours_overlap is 'Jaccard: common hours over the hours of either.';

create function private.without(names text[], masked text[])
returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array(select name from unnest(names) as name where name <> all (masked));
end;
$$;
comment on function private.without is 'The names that are not masked.';

create function private.unmasked(profile public.value_profiles)
returns public.value_profiles
language plpgsql stable security invoker set search_path = ''
as $$
begin
  profile.values := coalesce(profile.values - profile.masked_names, '{}');
  profile.traits := coalesce(profile.traits - profile.masked_names, '{}');
  profile.archetypes := private.without(profile.archetypes, profile.masked_names);
  profile.motifs := private.without(profile.motifs, profile.masked_names);
  profile.glyphs := private.without(profile.glyphs, profile.masked_names);
  profile.available_hours := coalesce(profile.available_hours, '{}');
  profile.masked_factors := coalesce(profile.masked_factors, '{}');
  return profile;
end;
$$;
comment on function private.unmasked is
  'What of a value profile takes part in comparing; empty where there is no profile.';

-- Whom and what a person belongs with: accepted connections, and spaces where they are active under
-- their own name. Where they are not, nothing may hint that they are there.
create function private.circles(people uuid[])
returns table (person_id uuid, link_id uuid)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
    select c.requester_id, c.addressee_id
    from public.connections c
    where c.requester_id = any (people) and c.status = 'accepted'
    union
    select c.addressee_id, c.requester_id
    from public.connections c
    where c.addressee_id = any (people) and c.status = 'accepted'
    union
    select m.profile_id, m.space_id
    from public.space_members m
    where m.profile_id = any (people) and m.status = 'active' and m.confidentiality = 'public';
end;
$$;
comment on function private.circles is
  'People and spaces that each of these people belongs with, each once.';

-- Jaccard of two circles, the two people themselves left out.
create function private.trust_overlaps(person uuid, others uuid[])
returns table (other_id uuid, similarity integer)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
    with circle as materialized (
      select c.person_id, c.link_id from private.circles(others || person) as c
    ), size as (
      select c.person_id, count(*) as links from circle c group by c.person_id
    ), shared as (
      select theirs.person_id, count(*) as links
      from circle mine
      join circle theirs on theirs.link_id = mine.link_id
      where mine.person_id = person
      group by theirs.person_id
    ), linked as (
      select c.link_id as person_id from circle c where c.person_id = person
    )
    select other.id, (
      10000 * coalesce(shared.links, 0) / nullif(
        coalesce(mine.links, 0) + coalesce(theirs.links, 0) - coalesce(shared.links, 0)
          - case when linked.person_id is null then 0 else 2 end,
        0)
    )::integer
    from unnest(others) as other (id)
    left join size as mine on mine.person_id = person
    left join size as theirs on theirs.person_id = other.id
    left join shared on shared.person_id = other.id
    left join linked on linked.person_id = other.id;
end;
$$;
comment on function private.trust_overlaps is
  'Shared connections and spaces over those of either, in basis points.';

create function private.resonance_factors(person uuid, others uuid[])
returns table (other_id uuid, factor public.resonance_factor, similarity integer)
language plpgsql stable security definer set search_path = ''
as $$
declare
  mine public.value_profiles;
begin
  select p.* into mine from public.value_profiles p where p.profile_id = person;
  mine := private.unmasked(mine);
  return query
    select other.id, compared.factor, case
      when compared.factor <> all (mine.masked_factors || theirs.masked_factors)
      then compared.similarity
    end
    from unnest(others) as other (id)
    -- Each by its key, however few there are: two hundred of a town are not worth a scan.
    left join lateral (
      select p as profile from public.value_profiles p where p.profile_id = other.id limit 1
    ) as wrote on true
    left join private.trust_overlaps(person, others) as trust on trust.other_id = other.id
    cross join lateral private.unmasked(wrote.profile) as theirs
    cross join lateral (values
      ('values'::public.resonance_factor, private.weighted_overlap(mine.values, theirs.values)),
      ('traits', private.weighted_overlap(mine.traits, theirs.traits)),
      ('archetypes', private.archetype_overlap(mine.archetypes, theirs.archetypes)),
      ('narrative', private.overlap(
        mine.motifs || mine.glyphs, theirs.motifs || theirs.glyphs)),
      ('temporal', private.hours_overlap(mine.available_hours, theirs.available_hours)),
      ('trust', trust.similarity)
    ) as compared (factor, similarity);
end;
$$;
comment on function private.resonance_factors is
  'Six rows for each pair: how similar they are in a factor, in basis points. Null where it is '
  'masked by either or empty on both sides.';

create function private.resonance_rule()
returns public.resonance_configurations
language sql stable security definer set search_path = ''
begin atomic
  select c.* from public.resonance_configurations c order by c.version desc limit 1;
end;
comment on function private.resonance_rule is 'The configuration in force.';

create function private.factor_weight(
  rule public.resonance_configurations, factor public.resonance_factor
)
returns integer
language sql immutable security invoker set search_path = ''
begin atomic
  select case factor
    when 'values' then rule.values_bps
    when 'traits' then rule.traits_bps
    when 'archetypes' then rule.archetypes_bps
    when 'narrative' then rule.narrative_bps
    when 'temporal' then rule.temporal_bps
    when 'trust' then rule.trust_bps
  end;
end;
comment on function private.factor_weight is 'What a factor weighs under this rule.';

create function private.resonances(person uuid, others uuid[])
returns table (
  other_id  uuid,
  version   integer,
  total     integer,
  harmony   public.harmony,
  strongest public.resonance_factor[]
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  rule public.resonance_configurations := private.resonance_rule();
begin
  return query
    with weighed as (
      select f.other_id, f.factor, f.similarity, private.factor_weight(rule, f.factor) as weight
      from private.resonance_factors(person, others) as f
    ), ranked as (
      select w.*, row_number() over (
        partition by w.other_id order by w.weight * coalesce(w.similarity, 0) desc, w.factor
      ) as place
      from weighed w
    ), summed as (
      -- A factor that is left out leaves its weight to the others.
      select r.other_id,
        (sum(r.weight * r.similarity) / nullif(sum(r.weight) filter (
          where r.similarity is not null), 0))::integer as total,
        coalesce(array_agg(r.factor order by r.factor) filter (
          where r.place <= 2 and r.weight * r.similarity > 0), '{}') as strongest
      from ranked r
      group by r.other_id
    )
    select s.other_id, rule.version, s.total,
      case
        when s.total is null then 'not_known_yet'
        when s.total >= rule.high_from_bps then 'high_harmony'
        when s.total >= rule.good_from_bps then 'good_harmony'
        when s.total >= rule.some_from_bps then 'some_common_ground'
        else 'different_paths'
      end::public.harmony,
      s.strongest
    from summed s;
end;
$$;
comment on function private.resonances is
  'The weighted mean of the factors that are known, 0 to 10000, and its words. Null: none is.';

revoke execute on function
  private.weighted_overlap, private.overlap, private.archetype_overlap, private.hours_overlap,
  private.without, private.unmasked, private.circles, private.trust_overlaps,
  private.resonance_factors, private.resonance_rule, private.factor_weight, private.resonances
from public;
