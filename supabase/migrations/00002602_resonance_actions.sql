-- Who fits whom. People get words; whoever is not to be found is as if they did not exist.

create function private.resonance_with(person uuid)
returns public.resonance
language plpgsql stable security definer set search_path = ''
as $$
declare
  asker uuid := private.caller_id();
  answer public.resonance;
begin
  if person is null or person = asker or not private.knows_person(person, asker)
    or not private.consents_to(asker, 'matching', counterpart => person)
    or not private.consents_to(person, 'matching', counterpart => asker)
  then
    perform private.fail(404, 'person_not_found',
      'There is no such person, or one of you does not consent to matching.');
  end if;
  select r.other_id, r.harmony, r.strongest into answer
  from private.resonances(asker, array[person]) as r;
  return answer;
end;
$$;

-- Where a person stands in a list that somebody reads: the same for every page, and unrelated to how
-- well they fit.
create function private.shuffled(asker uuid, space uuid, person uuid)
returns bigint
language sql immutable security invoker set search_path = ''
begin atomic
  select hashtextextended(concat_ws(' ', asker, space, person), 0);
end;
comment on function private.shuffled is 'A place that has nothing to do with the person.';

-- Of a large space, each reader meets another stretch of members each day: at most 1,000 are looked
-- at, and 200 of them compared.
create function private.resonance_candidates(space uuid, asker uuid)
returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  start uuid := md5(concat_ws(' ', asker, space, (now() at time zone 'UTC')::date))::uuid;
  members uuid[];
  hidden uuid[] := array(
    select b.blocked_id from public.blocks b where b.blocker_id = asker
    union all
    select b.blocker_id from public.blocks b where b.blocked_id = asker
  );
begin
  members := array(
    (
      select m.profile_id from public.space_members m
      where m.space_id = space and m.profile_id > start
        and m.status = 'active' and m.confidentiality = 'public'
      order by m.profile_id limit 1000
    )
    union all
    (
      select m.profile_id from public.space_members m
      where m.space_id = space and m.profile_id <= start
        and m.status = 'active' and m.confidentiality = 'public'
      order by m.profile_id limit 1000
    )
    limit 1000
  );
  -- One look at the consents of each: joined, all that ever consented to matching would be read.
  return array(
    select met.person_id
    from unnest(members) with ordinality as met (person_id, place)
    cross join lateral (
      select from public.consents c
      join public.consent_purposes p on p.key = c.purpose
      where c.profile_id = met.person_id and c.purpose = 'matching' and c.revoked_at is null
        and c.expires_at > now() and c.counterpart_id is null
        and (c.space_id is null or c.space_id = space) and p.is_active
      limit 1
    ) as consent
    where met.person_id <> asker and met.person_id <> all (hidden)
    order by met.place
    limit 200
  );
end;
$$;
comment on function private.resonance_candidates is
  'Members of a space who consent to matching, as far as one look goes.';

create function private.resonant_people(
  space uuid, after_harmony public.harmony, after_person uuid, page_size integer
)
returns setof public.resonance
language plpgsql stable security definer set search_path = ''
as $$
declare
  asker uuid := private.caller_id();
  place public.spaces;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, asker) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, asker, 'member') then
    perform private.fail(403, 'member_required', 'Join this space first.');
  elsif not private.consents_to(asker, 'matching', space) then
    perform private.fail(403, 'consent_required', 'Consent to matching first.');
  end if;

  return query
    select r.other_id, r.harmony, r.strongest
    from private.resonances(asker, private.resonance_candidates(space, asker)) as r
    cross join lateral (select private.shuffled(asker, space, r.other_id)) as at (place)
    where r.harmony < 'different_paths' and (
      after_harmony is null
      or (r.harmony, at.place) > (after_harmony, private.shuffled(asker, space, after_person))
    )
    order by r.harmony, at.place
    limit least(greatest(page_size, 1), 50);
end;
$$;

create function private.resonance_breakdown(a uuid, b uuid)
returns table (
  version        integer,
  factor         public.resonance_factor,
  weight_bps     integer,
  similarity_bps integer,
  total_bps      integer,
  harmony        public.harmony
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not private.consents_to(a, 'matching', counterpart => b)
    or not private.consents_to(b, 'matching', counterpart => a)
  then
    perform private.fail(404, 'person_not_found', 'One of them does not consent to matching.');
  end if;
  perform private.trace(person, 'value_profiles', 'access', purpose => 'matching')
  from unnest(array[a, b]) as person;
  return query
    select r.version, f.factor, private.factor_weight(c, f.factor), f.similarity, r.total, r.harmony
    from private.resonances(a, array[b]) as r
    join public.resonance_configurations c on c.version = r.version
    cross join private.resonance_factors(a, array[b]) as f
    order by f.factor;
end;
$$;

-- Doors: what a client calls.

create function public.resonance_with(person uuid)
returns public.resonance
language sql stable security invoker set search_path = ''
begin atomic
  select private.resonance_with(person);
end;
comment on function public.resonance_with is
  'How the caller and another person fit, in words, where both consent to matching everywhere or '
  'towards each other. Errors: 401 sign_in_required, 404 person_not_found: for whoever does not '
  'consent, is blocked or does not exist alike.';

create function public.resonant_people(
  space         uuid,
  after_harmony public.harmony default null,
  after_person  uuid default null,
  page_size     integer default 20
)
returns setof public.resonance
language sql stable security invoker set search_path = ''
begin atomic
  select private.resonant_people(space, after_harmony, after_person, page_size);
end;
comment on function public.resonant_people is
  'Members of a space who fit the caller, best word first and in no order within a word; pages of '
  'at most 50, the next one after the last row''s harmony and person. Only who consents to matching '
  'everywhere or in this space and is there under their own name is found. Of a large space it shows another stretch each day. '
  'Errors: 401 sign_in_required, 404 not_found, 403 member_required, 403 consent_required.';

create function public.resonance_breakdown(a uuid, b uuid)
returns table (
  version        integer,
  factor         public.resonance_factor,
  weight_bps     integer,
  similarity_bps integer,
  total_bps      integer,
  harmony        public.harmony
)
language sql volatile security invoker set search_path = ''
begin atomic
  select * from private.resonance_breakdown(a, b);
end;
comment on function public.resonance_breakdown is
  'For the server: each factor''s weight and similarity in basis points (null: left out), the total '
  'and the version of the configuration. Both find the access among their traces. Errors: 404 person_not_found, unless both consent to '
  'matching.';

revoke execute on function
  private.resonance_with, private.shuffled, private.resonance_candidates, private.resonant_people,
  private.resonance_breakdown,
  public.resonance_with, public.resonant_people, public.resonance_breakdown
from public;
grant execute on function
  private.resonance_with, private.resonant_people,
  public.resonance_with, public.resonant_people
to authenticated;
grant execute on function private.resonance_breakdown, public.resonance_breakdown to service_role;
