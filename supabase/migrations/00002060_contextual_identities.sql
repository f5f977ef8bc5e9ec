-- How a person appears in a space. Members read each other here and whatever is written in a space
-- names its author here, so that who stands behind a name stays with the server. A switch of level
-- draws a new identity: what was written under the old one must not lead to the new.
--
-- No column says when a row was made or changed: a name that went and a name that came in the same
-- minute would give each other away. For the same reason only public identities keep the time of
-- joining; the others keep its day.
create table public.contextual_identities (
  id               uuid primary key default gen_random_uuid(),
  space_id         uuid not null,
  space_visibility public.space_visibility not null,
  level            public.confidentiality_level not null,
  shown_profile_id uuid,
  display_name     text,
  avatar_path      text,
  bio              text,
  role             public.space_role,
  joined_at        timestamptz,

  constraint contextual_identities_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint contextual_identities_shown_profile_id_fkey foreign key (shown_profile_id)
    references public.profiles on delete set null,
  constraint contextual_identities_profile_only_when_public check (
    shown_profile_id is null or level = 'public'
  ),
  constraint contextual_identities_pseudonym_has_name check (
    level <> 'pseudonym' or display_name is not null
  ),
  constraint contextual_identities_anonymous_is_blank check (
    level <> 'anonymous' or num_nonnulls(display_name, avatar_path, bio) = 0
  ),
  constraint contextual_identities_display_name_1_to_80 check (
    btrim(display_name) <> '' and char_length(display_name) <= 80
  ),
  -- Nothing that cannot be seen: it would make two names that look the same.
  constraint contextual_identities_display_name_visible check (
    display_name !~ (
      '[[:cntrl:]\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F'
      '\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB'
      '\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]'
    )
  ),
  constraint contextual_identities_avatar_in_own_folder check (
    starts_with(avatar_path, id::text || '/') and char_length(avatar_path) <= 300
  ),
  constraint contextual_identities_bio_at_most_1000 check (char_length(bio) <= 1000),
  constraint contextual_identities_joined_with_role check ((role is null) = (joined_at is null))
);
comment on table public.contextual_identities is
  'How people appear in a space, and its roster. Kept when they leave, so that what they wrote there '
  'keeps its author.';
comment on column public.contextual_identities.shown_profile_id is
  'The person, where they appear with their profile.';
comment on column public.contextual_identities.display_name is
  'Public: null is as in the profile. Pseudonym: the name. Anonymous: null.';
comment on column public.contextual_identities.avatar_path is
  'Object in the avatars bucket, in <id>/; null, of the public: as in the profile.';
comment on column public.contextual_identities.role is
  'The rank; null where the identity is not, or no longer, an active member''s.';
comment on column public.contextual_identities.joined_at is
  'When they joined under this identity; to the day unless public.';

create index contextual_identities_space_id_idx
  on public.contextual_identities (space_id, joined_at, id);
create index contextual_identities_shown_profile_id_idx
  on public.contextual_identities (shown_profile_id, space_id);
-- A name in a space is one identity's for ever, or somebody could pass for who has left.
create unique index contextual_identities_display_name_key
  on public.contextual_identities (space_id, lower(normalize(display_name, NFKC)))
  where display_name is not null;
-- Pseudonyms are compared with the names of profiles, too.
create index profiles_display_name_idx on public.profiles (lower(normalize(display_name, NFKC)));

create table private.identity_owners (
  identity_id uuid primary key,
  space_id    uuid not null,
  profile_id  uuid not null,
  drawn_at    timestamptz not null default clock_timestamp(),
  retired_at  timestamptz,

  constraint identity_owners_identity_id_fkey foreign key (identity_id)
    references public.contextual_identities on delete cascade,
  constraint identity_owners_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint identity_owners_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  -- One that is not retired for each person and space.
  constraint identity_owners_space_id_profile_id_retired_at_key
    unique nulls not distinct (space_id, profile_id, retired_at)
);
comment on table private.identity_owners is
  'Who stands behind an identity. No API role reads this.';

create index identity_owners_profile_id_idx
  on private.identity_owners (profile_id) include (identity_id);

-- Locks the spaces as joining does: one that turns private meanwhile must not leave a public copy.
create function private.draw_identities(spaces uuid[], people uuid[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.spaces s where s.id = any (spaces) order by s.id for share;
  with wanted as materialized (
    select gen_random_uuid() as id, w.space_id, w.person, s.visibility,
      coalesce(c.level, 'public') as level
    from unnest(spaces, people) as w (space_id, person)
    join public.spaces s on s.id = w.space_id
    left join public.confidentiality_settings c on c.profile_id = w.person
  ),
  owned as (
    insert into private.identity_owners (identity_id, space_id, profile_id)
    select w.id, w.space_id, w.person from wanted w
    on conflict on constraint identity_owners_space_id_profile_id_retired_at_key do nothing
    returning identity_id
  )
  insert into public.contextual_identities
    (id, space_id, space_visibility, level, shown_profile_id, display_name)
  select w.id, w.space_id, w.visibility, w.level,
    case w.level when 'public' then w.person end,
    case w.level when 'pseudonym' then 'Member ' || right(w.id::text, 12) end
  from wanted w
  join owned o on o.identity_id = w.id;
end;
$$;
comment on function private.draw_identities is
  'Gives people who have none an identity in a space, at their own default level. Who is '
  'pseudonymous by default has a made-up name until they choose one.';

create function private.identity_of(person uuid, space uuid)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  identity uuid;
begin
  for attempt in 1..2 loop
    select o.identity_id into identity
    from private.identity_owners o
    where o.space_id = space and o.profile_id = person and o.retired_at is null;
    exit when found;
    perform private.draw_identities(array[space], array[person]);
  end loop;
  return identity;
end;
$$;
comment on function private.identity_of is
  'The author of what this person writes in this space; drawn where there is none.';

create function private.is_identity_of(identity uuid, person uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from private.identity_owners o
    where o.identity_id = identity and o.profile_id = person
  );
end;
comment on function private.is_identity_of is
  'For commands: is this the person, under whatever name they appear by now?';

-- Whoever is in may be told apart from what they wrote only by these copies, so they follow in the
-- same transaction: level to the membership, rank and day to the identity.
create function private.copy_confidentiality()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  new.confidentiality := coalesce(
    (
      select i.level
      from private.identity_owners o
      join public.contextual_identities i on i.id = o.identity_id
      where o.space_id = new.space_id and o.profile_id = new.profile_id and o.retired_at is null
    ),
    (
      select c.level from public.confidentiality_settings c where c.profile_id = new.profile_id
    ),
    'public'
  );
  return new;
end;
$$;
comment on function private.copy_confidentiality is
  'A membership that becomes active is as confidential as its identity is or will be.';

create function private.follow_membership()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  spaces uuid[];
  people uuid[];
begin
  if tg_op <> 'DELETE' then
    select array_agg(c.space_id), array_agg(c.profile_id) into spaces, people
    from changed c
    where c.status = 'active' and not exists (
      select from private.identity_owners o
      where o.space_id = c.space_id and o.profile_id = c.profile_id and o.retired_at is null
    );
    if spaces is not null then
      perform private.draw_identities(spaces, people);
    end if;

    -- The founder stays named only where they appear with their profile.
    update public.spaces s
    set created_by = null
    from changed c
    where c.status = 'active' and c.confidentiality <> 'public'
      and s.id = c.space_id and s.created_by = c.profile_id;
  end if;

  update public.contextual_identities i
  set role = now_is.role, joined_at = now_is.joined_at
  from changed c
  join private.identity_owners o
    on o.space_id = c.space_id and o.profile_id = c.profile_id and o.retired_at is null
  join public.contextual_identities was on was.id = o.identity_id
  cross join lateral (
    select c.role, coalesce(was.joined_at, case was.level
      when 'public' then c.joined_at else date_trunc('day', c.joined_at, 'UTC')
    end) as joined_at
    where tg_op <> 'DELETE' and c.status = 'active'
    union all
    select null, null where tg_op = 'DELETE' or c.status <> 'active'
  ) as now_is
  where i.id = was.id and (was.role, was.joined_at) is distinct from (now_is.role, now_is.joined_at);
  return null;
end;
$$;
comment on function private.follow_membership is
  'Draws an identity for whoever became active; writes rank and joining into it.';

create trigger space_members_before_insert_copy_confidentiality
  before insert on public.space_members
  for each row when (new.status = 'active') execute function private.copy_confidentiality();
create trigger space_members_before_update_copy_confidentiality
  before update on public.space_members
  for each row when (new.status = 'active' and old.status <> 'active')
  execute function private.copy_confidentiality();
create trigger space_members_after_insert_follow
  after insert on public.space_members
  referencing new table as changed
  for each statement execute function private.follow_membership();
create trigger space_members_after_update_follow
  after update on public.space_members
  referencing new table as changed
  for each statement execute function private.follow_membership();
create trigger space_members_after_delete_follow
  after delete on public.space_members
  referencing old table as changed
  for each statement execute function private.follow_membership();

create function private.share_space_visibility()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.contextual_identities i
  set space_visibility = new.visibility
  where i.space_id = new.id;
  return null;
end;
$$;
comment on function private.share_space_visibility is 'A roster changes visibility with its space.';

create trigger spaces_after_update_share_space_visibility
  after update of visibility on public.spaces
  for each row when (new.visibility <> old.visibility)
  execute function private.share_space_visibility();

-- Erasure deletes the owner's rows; what was written stays, and is nobody's.
create function private.blank_identity()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.contextual_identities i
  set level = 'anonymous', shown_profile_id = null, display_name = null, avatar_path = null,
    bio = null, role = null, joined_at = null
  where i.id = old.identity_id;
  return null;
end;
$$;
comment on function private.blank_identity is 'An identity without its person says nothing.';

create trigger identity_owners_after_delete_blank
  after delete on private.identity_owners
  for each row execute function private.blank_identity();

create function private.identities(person uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(
    jsonb_agg(
      to_jsonb(i) || jsonb_build_object('drawn_at', o.drawn_at, 'retired_at', o.retired_at)
      order by o.drawn_at
    ),
    '[]'
  )
  from private.identity_owners o
  join public.contextual_identities i on i.id = o.identity_id
  where o.profile_id = person;
end;
comment on function private.identities is 'For the export: how a person appears and appeared.';

revoke execute on function
  private.draw_identities, private.identity_of, private.is_identity_of, private.copy_confidentiality,
  private.follow_membership, private.share_space_visibility, private.blank_identity,
  private.identities
from public;

select private.holds_personal_data(
  'public.contextual_identities', 'shown_profile_id', 'detach', false);
-- Not traced: a trace says when, which is what an identity does not tell.
select private.holds_personal_data(
  'private.identity_owners', 'profile_id', 'delete', is_exported => false);
select private.exports_with('identities');
