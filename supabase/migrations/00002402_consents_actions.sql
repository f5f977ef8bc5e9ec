-- Giving and taking back. Both lock the caller: of two clicks at once the second finds what the
-- first one wrote. Moments are clock_timestamp(), because who waited began earlier.

create function private.lock_caller()
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select p.id into person
  from public.profiles p
  where p.id = (select auth.uid()) and p.erased_at is null
  for no key update;
  if not found then
    perform private.fail(401, 'sign_in_required', 'Sign in first.');
  end if;
  return person;
end;
$$;
comment on function private.lock_caller is
  'The caller''s profile, locked until the end. Errors: 401 sign_in_required.';

create function private.grant_consent(
  purpose     text,
  level       public.consent_level,
  days        integer,
  space       uuid,
  counterpart uuid
)
returns public.consents
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.lock_caller();
  aim public.consent_purposes;
  place public.spaces;
  standing public.consents;
  new_id uuid := gen_random_uuid();
  granted public.consents;
  until timestamptz;
begin
  select p.* into aim
  from public.consent_purposes p
  where p.key = grant_consent.purpose and p.is_active;
  if aim.key is null then
    perform private.fail(404, 'purpose_not_found', 'There is no such purpose to consent to.');
  elsif level is not null and aim.default_level is null then
    perform private.fail(422, 'invalid_consent', 'This purpose has no levels. Leave it out.');
  elsif days not between 1 and 1095 then
    perform private.fail(422, 'invalid_consent', 'Choose a term of 1 to 1095 days.');
  elsif num_nonnulls(space, counterpart) > 1 then
    perform private.fail(422, 'invalid_consent', 'Name a space or a person, not both.');
  elsif counterpart = person then
    perform private.fail(422, 'invalid_consent', 'Towards yourself there is nothing to consent to.');
  end if;

  if space is not null then
    select s.* into place from public.spaces s where s.id = space;
    if place.id is null or not private.knows_space(place, person) then
      perform private.fail(404, 'not_found', 'There is no such space.');
    elsif place.archived_at is not null then
      perform private.fail(409, 'space_archived', 'This space is archived.');
    end if;
  elsif counterpart is not null and not private.knows_person(counterpart, person) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;

  level := coalesce(level, aim.default_level);
  until := clock_timestamp() + make_interval(days => coalesce(days, aim.default_days));
  select c.* into standing
  from public.consents c
  where c.profile_id = person and c.purpose = aim.key and c.revoked_at is null
    and c.space_id is not distinct from space
    and c.counterpart_id is not distinct from counterpart;

  if standing.id is not null then
    -- A second click, or a renewal that would change less than a day, is the same consent.
    if standing.expires_at > now() and standing.level is not distinct from grant_consent.level
      and abs(extract(epoch from until - standing.expires_at)) < 86400
    then
      return standing;
    end if;
    update public.consents c set revoked_at = clock_timestamp(), replaced_by = new_id
    where c.id = standing.id;
  end if;
  insert into public.consents (id, profile_id, purpose, space_id, counterpart_id, level, expires_at)
  values (
    new_id, person, aim.key, space, counterpart,
    grant_consent.level, until
  )
  returning * into granted;
  return granted;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.revoke_consent(purpose text, space uuid, counterpart uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.lock_caller();
begin
  if num_nonnulls(space, counterpart) > 1 then
    perform private.fail(422, 'invalid_consent', 'Name a space or a person, not both.');
  end if;
  if num_nonnulls(space, counterpart) = 1
    and private.consents_to(person, revoke_consent.purpose)
  then
    perform private.fail(409, 'consents_everywhere',
      'You consent to this everywhere. Revoke that, and grant it where you want it.');
  end if;
  update public.consents c set revoked_at = clock_timestamp()
  where c.profile_id = person and c.purpose = revoke_consent.purpose and c.revoked_at is null
    and (space is null or c.space_id = space)
    and (counterpart is null or c.counterpart_id = counterpart);
end;
$$;

create function private.my_consents()
returns setof public.consents
language sql stable security definer set search_path = ''
begin atomic
  select c.*
  from public.consents c
  join public.consent_purposes p on p.key = c.purpose
  where c.profile_id = (select auth.uid())
    and c.revoked_at is null and c.expires_at > now() and p.is_active
  order by c.expires_at, c.id;
end;

-- Doors: what a client calls.

create function public.grant_consent(
  purpose     text,
  level       public.consent_level default null,
  days        integer default null,
  space       uuid default null,
  counterpart uuid default null
)
returns public.consents
language sql volatile security invoker set search_path = ''
begin atomic
  select private.grant_consent(purpose, level, days, space, counterpart);
end;
comment on function public.grant_consent is
  'Consents to a purpose: everywhere, in one space, or towards one person; for so many days, or the '
  'purpose''s own term. Again, it renews: the old row is replaced and stays as history; what would '
  'change less than a day changes nothing. Errors: 401 sign_in_required, 404 purpose_not_found, '
  '404 not_found, 404 person_not_found, 409 space_archived, 422 invalid_consent.';

create function public.revoke_consent(
  purpose text, space uuid default null, counterpart uuid default null
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revoke_consent(purpose, space, counterpart);
end;
comment on function public.revoke_consent is
  'Takes consent to a purpose back: all of it, or only that for one space or person. Counts from '
  'the next statement on; repeating it changes nothing. Errors: 401 sign_in_required, '
  '409 consents_everywhere, 422 invalid_consent.';

create function public.my_consents()
returns setof public.consents
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_consents();
end;
comment on function public.my_consents is
  'What the caller consents to now, next to expire first. The history is in the table.';

revoke execute on function
  private.lock_caller, private.grant_consent, private.revoke_consent, private.my_consents,
  public.grant_consent, public.revoke_consent, public.my_consents
from public;
grant execute on function
  private.grant_consent, private.revoke_consent, private.my_consents,
  public.grant_consent, public.revoke_consent, public.my_consents
to authenticated;
