-- What is on for whom. A flag is on where its main switch is, where the space chose it or the
-- rollout reached the person or space, and where all that it requires are on as well.

create function private.rollout_bucket(flag text, subject uuid)
returns integer
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return ('x' || left(encode(sha256(convert_to(flag || ':' || subject, 'UTF8')), 'hex'), 8))::bit(32)
    ::bigint % 10000;
end;
$$;
comment on function private.rollout_bucket is
  'Where a person or space stands in a flag''s rollout, 0 to 9999: the first 32 bits of SHA-256 over '
  '"<flag>:<id>", modulo 10000. In a rollout of p percent are those below 100 p.';

create function private.features_on(space uuid, person uuid, flag text default null)
returns text[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return array(
    with alone as materialized (
      select f.key, f.required, f.is_enabled and coalesce(
        s.is_enabled,
        f.rollout_percent = 100
          or private.rollout_bucket(f.key, coalesce(space, person)) < 100 * f.rollout_percent,
        false
      ) as is_on
      from public.feature_flags f
      left join public.space_features s
        on s.space_id = space and s.flag = f.key and f.is_space_tunable
      where features_on.flag is null or f.key = features_on.flag
        or f.key = any ((
          select asked.required from public.feature_flags asked where asked.key = features_on.flag
        )::text[])
    )
    select a.key
    from alone a
    where a.is_on and a.required <@ array(select o.key from alone o where o.is_on)
      and (features_on.flag is null or a.key = features_on.flag)
    order by a.key
  );
end;
$$;
comment on function private.features_on is
  'Which features are on in a space, or else for a person: all, or the one asked for. Nobody and '
  'nowhere: those that everybody has.';

create function private.require_feature(flag text, space uuid default null)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if (flag = any (private.features_on(space, (select auth.uid()), flag))) is not true then
    perform private.fail(404, 'feature_off', 'This is not available here.');
  end if;
end;
$$;
comment on function private.require_feature is
  'For commands that belong to a feature. Errors: 404 feature_off.';

create function private.my_features(space uuid, flag text default null)
returns text[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid := (select auth.uid());
  place public.spaces;
begin
  if space is not null then
    select s.* into place from public.spaces s where s.id = space;
    if place.id is null
      or (person is null and place.visibility <> 'public')
      or not private.knows_space(place, person)
    then
      perform private.fail(404, 'not_found', 'There is no such space.');
    end if;
  end if;
  return array(
    select o.key
    from unnest(private.features_on(space, person, flag)) as o (key)
    join public.feature_flags f on f.key = o.key
    where person is not null or f.is_public
    order by o.key
  );
end;
$$;

-- Doors: what a client calls.

create function public.my_features(space uuid default null)
returns text[]
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_features(space);
end;
comment on function public.my_features is
  'The features that are on for the caller, or in a space: there for all its members alike. Who is '
  'not signed in gets the public ones that everybody has. Errors: 404 not_found (the space).';

create function public.feature_enabled(flag text, space uuid default null)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(flag = any (private.my_features(space, flag)), false);
end;
comment on function public.feature_enabled is
  'Is it one of my_features()? A flag that does not exist is off. Errors: 404 not_found (the space).';

revoke execute on function
  private.rollout_bucket, private.features_on, private.require_feature, private.my_features,
  public.my_features, public.feature_enabled
from public;
grant execute on function
  private.my_features, public.my_features, public.feature_enabled
to anon, authenticated;
