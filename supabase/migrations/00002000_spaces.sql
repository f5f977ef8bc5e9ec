-- Where people meet and decide. Whatever belongs to a group of people carries a space_id, and a
-- person's membership there says what they may see and do.
create type public.space_kind as enum (
  'community', 'platform', 'cooperative', 'hive', 'group', 'team', 'workspace'
);
create type public.space_visibility as enum ('public', 'unlisted', 'private');
create type public.space_join_policy as enum ('open', 'request', 'invite');
create type public.membership_status as enum (
  'invited', 'pending', 'active', 'declined', 'removed', 'banned'
);
comment on type public.space_kind is
  'What a space calls itself; every kind works alike.';
comment on type public.space_visibility is
  'public: anyone reads it; unlisted: signed-in people who know its slug; private: its members.';
comment on type public.space_join_policy is
  'open: come in; request: ask an organizer; invite: wait to be asked.';
comment on type public.membership_status is
  'invited: the space asked; pending: the person asked; active: both agreed; declined: the space '
  'said no; removed: put out, and free to ask again; banned: shut out until the ban is lifted.';

create table public.spaces (
  id          uuid primary key default gen_random_uuid(),
  slug        text not null,
  name        text not null,
  description text not null default '',
  kind        public.space_kind not null default 'community',
  visibility  public.space_visibility not null default 'private',
  join_policy public.space_join_policy not null default 'invite',
  parent_id   uuid,
  branding    jsonb not null default '{}',
  settings    jsonb not null default '{}',
  created_by  uuid,
  archived_at timestamptz,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),

  constraint spaces_slug_key unique (slug),
  -- A parent is archived rather than deleted while it has children.
  constraint spaces_parent_id_fkey foreign key (parent_id)
    references public.spaces on delete restrict,
  constraint spaces_created_by_fkey foreign key (created_by)
    references public.profiles on delete set null,
  constraint spaces_slug_format check (slug ~ '^[a-z0-9][a-z0-9-]{1,78}[a-z0-9]$'),
  constraint spaces_name_3_to_120 check (
    char_length(btrim(name)) >= 3 and char_length(name) <= 120
  ),
  constraint spaces_name_one_line check (name !~ '[[:cntrl:]]'),
  constraint spaces_description_at_most_500 check (char_length(description) <= 500),
  constraint spaces_parent_not_itself check (parent_id <> id),
  constraint spaces_branding_is_object check (jsonb_typeof(branding) = 'object'),
  constraint spaces_branding_at_most_16_kb check (octet_length(branding::text) <= 16384),
  constraint spaces_branding_theme_is_colours check (
    case jsonb_typeof(branding -> 'theme')
      when 'object' then not jsonb_path_exists(branding,
        'strict $.theme.* ? (@.type() != "string" || !(@ like_regex "^#[0-9a-fA-F]{6}$"))')
      else branding -> 'theme' is null
    end
  ),
  constraint spaces_branding_components_are_objects check (
    case jsonb_typeof(branding -> 'components')
      when 'object' then not jsonb_path_exists(branding,
        'strict $.components.* ? (@.type() != "object")')
      else branding -> 'components' is null
    end
  ),
  constraint spaces_settings_is_object check (jsonb_typeof(settings) = 'object'),
  constraint spaces_settings_at_most_16_kb check (octet_length(settings::text) <= 16384),
  constraint spaces_settings_role_labels_name_ranks check (
    case jsonb_typeof(settings -> 'role_labels')
      when 'object' then (settings -> 'role_labels')
          - '{member,contributor,organizer,moderator,admin,owner}'::text[] = '{}'
        and not jsonb_path_exists(settings,
          'strict $.role_labels.* ? (@.type() != "string"
            || !(@ like_regex "^[^[:cntrl:]]{1,40}$") || !(@ like_regex "[^[:space:]]"))')
      else settings -> 'role_labels' is null
    end
  )
);
comment on table public.spaces is
  'A place of any kind and size: a platform, a community, a hive, a team. May have a parent; '
  'membership in a parent gives no rights in its children.';
comment on column public.spaces.slug is 'Address, 3 to 80 of a-z, 0-9 and -; fixed at creation.';
comment on column public.spaces.branding is
  'Colours, logo and the like. Readable with the space. Checked: theme (names to #rrggbb) and '
  'components (names to objects); other keys are the client''s.';
comment on column public.spaces.settings is
  'Choices of the space. Readable with it: no secrets. Checked: role_labels (ranks to what the '
  'space calls them); other keys are the client''s.';
comment on column public.spaces.archived_at is
  'An archived space stays readable to whoever could read it, and takes no more commands.';

create index spaces_visibility_idx on public.spaces (visibility);
create index spaces_created_at_idx on public.spaces (created_at desc, id desc)
  where visibility = 'public';
create index spaces_parent_id_idx on public.spaces (parent_id);
create index spaces_created_by_idx on public.spaces (created_by);

create trigger spaces_before_update_set_updated_at
  before update on public.spaces
  for each row execute function extensions.moddatetime(updated_at);

create function private.lock_space_tree(moving boolean)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  tree constant bigint := hashtextextended('public.spaces.parent_id', 0);
begin
  if moving then
    perform pg_advisory_xact_lock(tree);
  else
    perform pg_advisory_xact_lock_shared(tree);
  end if;
end;
$$;
comment on function private.lock_space_tree is
  'Taken before any row by whoever changes the tree: two moves that cross would make a ring that '
  'neither of them sees.';
revoke execute on function private.lock_space_tree from public;

create function private.keep_space_tree()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  above uuid := new.parent_id;
  levels integer := 1;
begin
  perform private.lock_space_tree(tg_op = 'UPDATE');
  if tg_op = 'UPDATE' then
    with recursive below (id, level) as (
      select new.id, 1
      union all
      select s.id, b.level + 1
      from public.spaces s
      join below b on b.id = s.parent_id
      where b.level < 8
    )
    select max(b.level) into levels from below b;
  end if;

  while above is not null loop
    levels := levels + 1;
    if above = new.id then
      perform private.fail(409, 'space_cycle', 'A space cannot stand below itself.');
    elsif levels > 8 then
      perform private.fail(409, 'too_deep', 'Spaces go 8 levels deep. Choose a higher parent.');
    end if;
    select s.parent_id into above from public.spaces s where s.id = above;
  end loop;
  return new;
end;
$$;
comment on function private.keep_space_tree is
  'Spaces form a tree of at most 8 levels. Errors: 409 space_cycle, 409 too_deep.';
revoke execute on function private.keep_space_tree from public;

create trigger spaces_before_insert_keep_tree
  before insert on public.spaces
  for each row when (new.parent_id is not null)
  execute function private.keep_space_tree();

create trigger spaces_before_update_keep_tree
  before update of parent_id on public.spaces
  for each row when (new.parent_id is not null)
  execute function private.keep_space_tree();

create table public.space_members (
  space_id        uuid not null,
  profile_id      uuid not null,
  role            public.space_role not null default 'member',
  status          public.membership_status not null,
  level           integer not null default 1,
  confidentiality public.confidentiality_level not null default 'public',
  preferences     jsonb not null default '{}',
  invited_by      uuid,
  requested_at    timestamptz,
  request_message text,
  decided_by      uuid,
  decided_at      timestamptz,
  decision_reason text,
  joined_at       timestamptz,
  last_active_at  timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),

  primary key (space_id, profile_id),
  constraint space_members_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint space_members_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint space_members_invited_by_fkey foreign key (invited_by)
    references public.profiles on delete set null,
  constraint space_members_decided_by_fkey foreign key (decided_by)
    references public.profiles on delete set null,
  constraint space_members_level_from_1 check (level >= 1),
  constraint space_members_preferences_is_object check (jsonb_typeof(preferences) = 'object'),
  constraint space_members_preferences_at_most_16_kb check (
    octet_length(preferences::text) <= 16384
  ),
  constraint space_members_active_has_joined check (
    case status
      when 'active' then joined_at is not null
      when 'banned' then true
      else joined_at is null
    end
  ),
  constraint space_members_pending_has_asked check (
    status <> 'pending' or requested_at is not null
  ),
  constraint space_members_refusal_is_decided check (
    status not in ('declined', 'removed', 'banned') or decided_at is not null
  ),
  constraint space_members_decision_has_date check (
    decided_at is not null or (decided_by is null and decision_reason is null)
  ),
  -- A request's words are for those who decide it, and go when it is decided.
  constraint space_members_message_only_pending check (
    request_message is null or status = 'pending'
  ),
  constraint space_members_request_message_at_most_240 check (char_length(request_message) <= 240),
  constraint space_members_decision_reason_at_most_240 check (char_length(decision_reason) <= 240)
);
comment on table public.space_members is
  'What a person is in a space. Written by commands only; nobody grants themselves anything.';
comment on column public.space_members.role is 'Rank. While invited: the rank to come.';
comment on column public.space_members.decided_by is
  'Who last decided about this membership: approved, declined, ranked, removed or banned.';
comment on column public.space_members.decision_reason is
  'Why the person was declined, removed or banned; they read it, too.';
comment on column public.space_members.level is 'Progress in this space, from 1.';
comment on column public.space_members.confidentiality is
  'Of the member''s identity in this space, copied here so that no policy needs a join.';
comment on column public.space_members.preferences is
  'The member''s own settings for this space; read them with my_memberships().';

-- Commands write as the owner, to whom Postgres shows the whole row that breaks a rule: somebody
-- else's preferences, or who invited whom. So what a caller can get wrong is refused before.
create function private.refuse_membership()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.fail(422, 'rule_broken', case
    when new.level < 1 then 'space_members_level_from_1'
    when char_length(new.request_message) > 240 then 'space_members_request_message_at_most_240'
    when char_length(new.decision_reason) > 240 then 'space_members_decision_reason_at_most_240'
    else 'A membership has a role and a level.'
  end);
  return null;
end;
$$;
comment on function private.refuse_membership is
  'Says which rule of a membership is broken, and nothing of the row. Errors: 422 rule_broken.';
revoke execute on function private.refuse_membership from public;

create trigger space_members_before_write_refuse
  before insert or update of role, level, request_message, decision_reason on public.space_members
  for each row when (
    new.role is null or new.level is null or new.level < 1
    or char_length(new.request_message) > 240 or char_length(new.decision_reason) > 240
  )
  execute function private.refuse_membership();

-- The key leads with space_id; every policy asks by person, and is answered from this index alone.
create index space_members_profile_id_idx
  on public.space_members (profile_id, status, role) include (space_id);
-- Lists. Status is no key column: enum comparison is not leakproof, so under row level security a
-- client's status filter can choose a partial index but never search an index.
create index space_members_space_id_idx on public.space_members (space_id, joined_at, profile_id);
create index space_members_pending_idx on public.space_members (space_id, requested_at, profile_id)
  where status = 'pending';
create index space_members_banned_idx on public.space_members (space_id, decided_at, profile_id)
  where status = 'banned';
create index space_members_role_idx on public.space_members (space_id, role, joined_at, profile_id)
  where status = 'active';
create index space_members_invited_by_idx on public.space_members (invited_by);
create index space_members_decided_by_idx on public.space_members (decided_by);

create trigger space_members_before_update_set_updated_at
  before update on public.space_members
  for each row execute function extensions.moddatetime(updated_at);

-- Every policy asks where the caller is a member. Collecting a thousand memberships for each would
-- cost more than the page they guard, so that the answer is kept ready: one row per person, searched
-- in logarithmic time.
create type private.uuid_range as range (
  subtype = uuid, multirange_type_name = private.uuid_multirange
);

create table private.space_access (
  profile_id  uuid primary key,
  readable    private.uuid_multirange not null default '{}',
  member      private.uuid_multirange not null default '{}',
  contributor private.uuid_multirange not null default '{}',
  organizer   private.uuid_multirange not null default '{}',
  moderator   private.uuid_multirange not null default '{}',
  admin       private.uuid_multirange not null default '{}',
  owner       private.uuid_multirange not null default '{}',

  constraint space_access_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table private.space_access is
  'The spaces in which a person is active with at least a rank, derived from space_members.';
comment on column private.space_access.readable is
  'Whose card the person may read: where they are active or invited.';

create function private.derive_space_access(people uuid[])
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Lock first and look afterwards, or of two changes at once the second would write what it saw
  -- before the first. In the order of ids, so that nobody waits in a circle.
  insert into private.space_access (profile_id)
  select p.id from public.profiles p
  where p.id = any (people) and p.erased_at is null
  order by p.id
  on conflict on constraint space_access_pkey do nothing;
  perform from private.space_access a where a.profile_id = any (people)
  order by a.profile_id for update;

  update private.space_access a set
    readable = coalesce(now_in.readable, '{}'),
    member = coalesce(now_in.member, '{}'),
    contributor = coalesce(now_in.contributor, '{}'),
    organizer = coalesce(now_in.organizer, '{}'),
    moderator = coalesce(now_in.moderator, '{}'),
    admin = coalesce(now_in.admin, '{}'),
    owner = coalesce(now_in.owner, '{}')
  from unnest(people) as person
  cross join lateral (
    select
      range_agg(place.it) as readable,
      range_agg(place.it) filter (where m.status = 'active') as member,
      range_agg(place.it) filter (where m.status = 'active' and m.role >= 'contributor')
        as contributor,
      range_agg(place.it) filter (where m.status = 'active' and m.role >= 'organizer')
        as organizer,
      range_agg(place.it) filter (where m.status = 'active' and m.role >= 'moderator')
        as moderator,
      range_agg(place.it) filter (where m.status = 'active' and m.role >= 'admin') as admin,
      range_agg(place.it) filter (where m.status = 'active' and m.role = 'owner') as owner
    from public.space_members m
    cross join lateral (select private.uuid_range(m.space_id, m.space_id, '[]')) as place (it)
    where m.profile_id = person and m.status in ('active', 'invited')
  ) as now_in
  where a.profile_id = person;
end;
$$;
comment on function private.derive_space_access is
  'Writes anew what these people''s memberships let them read and do.';
revoke execute on function private.derive_space_access from public;

create function private.space_members_changed()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  people uuid[];
begin
  if tg_op = 'INSERT' then
    people := array(select distinct n.profile_id from new_rows n);
  elsif tg_op = 'DELETE' then
    people := array(select distinct o.profile_id from old_rows o);
  else
    people := array(
      select distinct changed.profile_id
      from (
        (select n.profile_id, n.space_id, n.role, n.status from new_rows n
          except select o.profile_id, o.space_id, o.role, o.status from old_rows o)
        union all
        (select o.profile_id, o.space_id, o.role, o.status from old_rows o
          except select n.profile_id, n.space_id, n.role, n.status from new_rows n)
      ) as changed
    );
  end if;
  if people <> '{}' then
    perform private.derive_space_access(people);
  end if;
  return null;
end;
$$;
revoke execute on function private.space_members_changed from public;

create trigger space_members_after_insert_derive_access
  after insert on public.space_members
  referencing new table as new_rows
  for each statement execute function private.space_members_changed();
create trigger space_members_after_update_derive_access
  after update on public.space_members
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.space_members_changed();
create trigger space_members_after_delete_derive_access
  after delete on public.space_members
  referencing old table as old_rows
  for each statement execute function private.space_members_changed();

-- A space says what its members made of it, so its row is nobody's to take along.
create function private.has_space_role(space uuid, person uuid, at_least public.space_role)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select exists (
    select from public.space_members m
    where m.space_id = space and m.profile_id = person
      and m.status = 'active' and m.role >= at_least
  );
end;
comment on function private.has_space_role is
  'For commands: is this person active there with at least this role? Policies use my_spaces.';

-- Where a person may not know that a space exists, its commands answer as if it did not.
create function private.knows_space(space public.spaces, person uuid)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select case space.visibility
    when 'public' then true
    when 'unlisted' then not exists (
      select from public.space_members m
      where m.space_id = space.id and m.profile_id = person and m.status = 'banned'
    )
    else exists (
      select from public.space_members m
      where m.space_id = space.id and m.profile_id = person and m.status in ('active', 'invited')
    )
  end;
end;
comment on function private.knows_space is 'For commands: may this person learn that it exists?';
revoke execute on function private.has_space_role, private.knows_space from public;

select private.holds_personal_data('public.spaces', 'created_by', 'detach', false);
select private.holds_personal_data('public.space_members', 'profile_id', 'delete');
select private.withholds_from_export('public.space_members', 'decision_reason', 'decided_by');
select private.holds_personal_data('public.space_members', 'invited_by', 'detach', false);
select private.holds_personal_data('public.space_members', 'decided_by', 'detach', false);
select private.holds_personal_data('private.space_access', 'profile_id', 'delete', false);
