-- Choosing how one appears. Every command locks the space first, so that of two people who want one
-- name the second sees the first.

create function private.space_to_appear_in(space uuid, person uuid)
returns public.contextual_identities
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
  own uuid;
  identity public.contextual_identities;
begin
  select s.* into place from public.spaces s where s.id = space for no key update;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, person, 'member') then
    perform private.fail(403, 'member_required', 'Join the space first.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  own := private.identity_of(person, space);
  select i.* into identity from public.contextual_identities i where i.id = own;
  return identity;
end;
$$;
comment on function private.space_to_appear_in is
  'The person''s present identity, the space locked. Errors: 404 not_found, 403 member_required, '
  '409 space_archived.';

create function private.tidy_name(name text)
returns text
language sql immutable security invoker set search_path = ''
begin atomic
  select nullif(btrim(regexp_replace(
    regexp_replace(name, '[\uFE0E\uFE0F]', '', 'g'), '\s+', ' ', 'g'
  )), '');
end;
comment on function private.tidy_name is
  'One space between words, and no selectors that only choose how a symbol is drawn.';

-- A former name of one's own is taken, too, unless its identity is the one to bear it: else two
-- identities would share it, and tell that they are one person.
create function private.require_free_name(space uuid, person uuid, bearer uuid, name text)
returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  key text := lower(normalize(name, NFKC));
begin
  if exists (
    select from public.contextual_identities i
    where i.space_id = space and i.display_name is not null
      and lower(normalize(i.display_name, NFKC)) = key and i.id is distinct from bearer
  ) or exists (
    select from public.profiles p
    join public.contextual_identities i on i.shown_profile_id = p.id and i.space_id = space
    where lower(normalize(p.display_name, NFKC)) = key and p.id <> person
      and i.display_name is null
  ) then
    perform private.fail(409, 'name_taken', 'Somebody here has this name. Choose another.');
  end if;
end;
$$;
comment on function private.require_free_name is
  'Is the name nobody else''s in the space, in whatever case and form? Errors: 409 name_taken.';

create function private.set_confidentiality(
  level public.confidentiality_level, space uuid, display_name text
)
returns public.contextual_identities
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  identity public.contextual_identities;
  name text := private.tidy_name(set_confidentiality.display_name);
  next_id uuid;
begin
  if level is null then
    perform private.fail(422, 'level_required', 'Choose public, pseudonym or anonymous.');
  elsif space is null then
    if name is not null then
      perform private.fail(422, 'space_required', 'A name is for one space: say which.');
    end if;
    insert into public.confidentiality_settings as c (profile_id, level)
    values (person, set_confidentiality.level)
    on conflict on constraint confidentiality_settings_pkey do update
    set level = excluded.level
    where c.level <> excluded.level;
    return null;
  end if;

  identity := private.space_to_appear_in(space, person);
  if level = 'anonymous' and name is not null then
    perform private.fail(422, 'anonymous_shows_nothing', 'Without a name there is none to show.');
  elsif identity.level = set_confidentiality.level then
    if name is distinct from identity.display_name and name is not null then
      perform private.require_free_name(space, person, identity.id, name);
      update public.contextual_identities i
      set display_name = name
      where i.id = identity.id
      returning i.* into identity;
    end if;
    return identity;
  elsif level = 'pseudonym' and name is null then
    perform private.fail(422, 'name_required', 'Choose the name to appear by.');
  end if;

  -- Back to the profile, or to a pseudonym by its name, is back to that identity.
  select i.id into next_id
  from private.identity_owners o
  join public.contextual_identities i on i.id = o.identity_id
  where o.space_id = set_confidentiality.space and o.profile_id = person
    and o.retired_at is not null and i.level = set_confidentiality.level
    and (i.level = 'public' or (
      i.level = 'pseudonym'
      and lower(normalize(i.display_name, NFKC)) = lower(normalize(name, NFKC))
    ));
  perform private.require_free_name(space, person, next_id, name);
  if next_id is null and (
    select count(*) > 3
    from private.identity_owners o
    where o.space_id = set_confidentiality.space and o.profile_id = person
      and o.drawn_at > now() - interval '30 days'
  ) then
    perform private.fail(429, 'identity_changed_too_often',
      'You changed how you appear three times in 30 days. Wait, or go back to a name you had.');
  end if;

  update private.identity_owners o
  set retired_at = clock_timestamp()
  where o.identity_id = identity.id;
  update public.contextual_identities i
  set role = null, joined_at = null
  where i.id = identity.id;

  if next_id is null then
    insert into public.contextual_identities as i
      (space_id, space_visibility, level, shown_profile_id, display_name)
    values (
      identity.space_id, identity.space_visibility, set_confidentiality.level,
      case set_confidentiality.level when 'public' then person end, name
    )
    returning i.id into next_id;
    insert into private.identity_owners (identity_id, space_id, profile_id)
    values (next_id, identity.space_id, person);
  else
    update private.identity_owners o set retired_at = null where o.identity_id = next_id;
    update public.contextual_identities i
    set display_name = coalesce(name, i.display_name)
    where i.id = next_id;
  end if;
  -- Today, or the day of joining would say whose new name it is.
  if level <> 'public' then
    update public.contextual_identities i
    set role = identity.role, joined_at = date_trunc('day', now(), 'UTC')
    where i.id = next_id;
  end if;

  update public.space_members m
  set confidentiality = set_confidentiality.level
  where m.space_id = set_confidentiality.space and m.profile_id = person;
  select i.* into identity from public.contextual_identities i where i.id = next_id;
  return identity;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.edit_my_identity(
  space uuid, display_name text, avatar_path text, bio text
)
returns public.contextual_identities
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  identity public.contextual_identities := private.space_to_appear_in(space, person);
  name text := private.tidy_name(edit_my_identity.display_name);
begin
  if identity.level = 'anonymous'
    and num_nonnulls(name, edit_my_identity.avatar_path, edit_my_identity.bio) > 0
  then
    perform private.fail(422, 'anonymous_shows_nothing',
      'Choose another level before you show something.');
  elsif identity.level = 'pseudonym' and name is null then
    perform private.fail(422, 'name_required', 'Choose the name to appear by.');
  end if;
  perform private.require_free_name(space, person, identity.id, name);
  update public.contextual_identities i
  set display_name = name, avatar_path = edit_my_identity.avatar_path, bio = edit_my_identity.bio
  where i.id = identity.id
  returning i.* into identity;
  return identity;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.my_identities()
returns setof public.contextual_identities
language sql stable security definer set search_path = ''
begin atomic
  select i.*
  from private.identity_owners o
  join public.contextual_identities i on i.id = o.identity_id
  where o.profile_id = (select auth.uid()) and o.retired_at is null;
end;

create function private.person_behind(identity uuid)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  caller uuid := private.caller_id();
  owner private.identity_owners;
begin
  select o.* into owner from private.identity_owners o where o.identity_id = person_behind.identity;
  if owner.space_id is null or not private.has_space_role(owner.space_id, caller, 'member') then
    perform private.fail(404, 'identity_not_found', 'There is no such identity in your spaces.');
  elsif not private.has_space_role(owner.space_id, caller, 'organizer') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer here.');
  end if;
  return owner.profile_id;
end;
$$;

create function private.membership_decisions(space uuid, people uuid[])
returns table (profile_id uuid, invited_by uuid, decided_by uuid)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.has_space_role(space, private.caller_id(), 'organizer') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer here.');
  end if;
  return query
    select m.profile_id, m.invited_by, m.decided_by
    from public.space_members m
    where m.space_id = membership_decisions.space
      and m.profile_id = any (membership_decisions.people);
end;
$$;

-- Doors: what a client calls.

create function public.set_confidentiality(
  level        public.confidentiality_level,
  space        uuid default null,
  display_name text default null
)
returns public.contextual_identities
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_confidentiality(level, space, display_name);
end;
comment on function public.set_confidentiality is
  'How the caller appears: in a space from now on, answered with the identity; without a space, in '
  'the spaces they enter from now on, answered with null. Another level is another identity; back '
  'to public, or to a former pseudonym by its name, continues that one; else at most three new '
  'ones in 30 days. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '422 level_required, 422 space_required, 404 not_found, 403 member_required, '
  '409 space_archived, 422 name_required, 409 name_taken, 422 anonymous_shows_nothing, '
  '429 identity_changed_too_often; 23514 names the rule that a name breaks.';

create function public.edit_my_identity(
  space        uuid,
  display_name text default null,
  avatar_path  text default null,
  bio          text default null
)
returns public.contextual_identities
language sql volatile security invoker set search_path = ''
begin atomic
  select private.edit_my_identity(space, display_name, avatar_path, bio);
end;
comment on function public.edit_my_identity is
  'Replaces name, avatar and bio of the caller in a space; what is left out is as in the profile, '
  'or of a pseudonym nothing. Errors: 401 sign_in_required, 404 not_found, 403 member_required, '
  '409 space_archived, 422 name_required, 409 name_taken, 422 anonymous_shows_nothing; 23514 names '
  'the rule broken.';

create function public.my_identities()
returns setof public.contextual_identities
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_identities();
end;
comment on function public.my_identities is
  'How the caller appears at present, in each space where they do.';

create function public.person_behind(identity uuid)
returns uuid
language sql stable security invoker set search_path = ''
begin atomic
  select private.person_behind(identity);
end;
comment on function public.person_behind is
  'The profile id behind an identity, former ones included, for the organizers of its space, who '
  'admit and ban people and not names. Errors: 401 sign_in_required, 404 identity_not_found, '
  '403 organizer_required.';

create function public.membership_decisions(space uuid, people uuid[])
returns table (profile_id uuid, invited_by uuid, decided_by uuid)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.membership_decisions(space, people);
end;
comment on function public.membership_decisions is
  'Who invited these people to a space and who decided about them last, for its organizers. '
  'Errors: 401 sign_in_required, 403 organizer_required.';

revoke execute on function
  private.space_to_appear_in, private.tidy_name, private.require_free_name,
  private.set_confidentiality,
  private.edit_my_identity, private.my_identities, private.person_behind,
  private.membership_decisions,
  public.set_confidentiality, public.edit_my_identity, public.my_identities, public.person_behind,
  public.membership_decisions
from public;
grant execute on function
  private.set_confidentiality, private.edit_my_identity, private.my_identities,
  private.person_behind, private.membership_decisions,
  public.set_confidentiality, public.edit_my_identity, public.my_identities, public.person_behind,
  public.membership_decisions
to authenticated;
