-- What a rank may do, feature by feature. The ladder decides unless a space tuned it: a row in
-- role_permissions says what one rank there may do instead. Owners are never tuned.
create type public.permission_action as enum ('view', 'create', 'edit', 'delete', 'approve');
create type public.permission_scope as enum ('space', 'installation');
comment on type public.permission_action is 'What is done with a feature.';
comment on type public.permission_scope is
  'space: by rank in a space; installation: by profiles.global_role.';

create table public.permissions (
  key         text primary key,
  feature     text not null,
  action      public.permission_action not null,
  scope       public.permission_scope not null default 'space',
  least_role  public.space_role not null,
  is_tunable  boolean not null,
  description text not null,

  constraint permissions_key_is_feature_and_action check (key = feature || '.' || action::text),
  constraint permissions_feature_format check (feature ~ '^[a-z][a-z_]{1,40}$'),
  constraint permissions_description_1_to_200 check (
    btrim(description) <> '' and char_length(description) <= 200
  ),
  -- The installation has no owner, and no space to tune it.
  constraint permissions_installation_by_ladder check (
    scope = 'space' or (least_role < 'owner' and not is_tunable)
  )
);
comment on table public.permissions is
  'What can be permitted: an action on a feature. Added by migrations.';
comment on column public.permissions.key is 'feature.action';
comment on column public.permissions.least_role is 'Who may where nothing is tuned: this rank and up.';
comment on column public.permissions.is_tunable is
  'May a space permit it to lower ranks, or deny it to higher ones?';

create function private.declares_permission(
  key         text,
  least_role  public.space_role,
  description text,
  is_tunable  boolean default true,
  scope       public.permission_scope default 'space'
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into public.permissions (key, feature, action, scope, least_role, is_tunable, description)
  values (
    key, split_part(key, '.', 1), split_part(key, '.', 2)::public.permission_action, scope,
    least_role, is_tunable, description
  );
end;
comment on function private.declares_permission is
  'Adds to the catalogue. A domain calls it in its own migration, for what its code then asks.';

create table public.role_permissions (
  space_id   uuid not null,
  permission text not null,
  role       public.space_role not null,
  is_allowed boolean not null,
  tuned_at   timestamptz not null default now(),

  primary key (space_id, permission, role),
  constraint role_permissions_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint role_permissions_permission_fkey foreign key (permission)
    references public.permissions on delete cascade,
  constraint role_permissions_owners_never_tuned check (role < 'owner')
);
comment on table public.role_permissions is
  'What a space tuned: this rank, and no other, may or may not. Without a row the ladder decides. '
  'Written by commands only; who did is in permission_changes, which members do not read.';

-- Answers the rule below on its own.
create index role_permissions_permission_idx
  on public.role_permissions (permission, space_id, role) include (is_allowed);

-- No foreign keys to what was tuned: the log outlives it.
create table public.permission_changes (
  id          bigint generated always as identity primary key,
  space_id    uuid not null,
  permission  text not null,
  role        public.space_role not null,
  was_allowed boolean,
  is_allowed  boolean,
  changed_by  uuid,
  changed_at  timestamptz not null default now(),

  constraint permission_changes_changed_by_fkey foreign key (changed_by)
    references public.profiles on delete restrict,
  constraint permission_changes_change_something check (was_allowed is distinct from is_allowed)
);
comment on table public.permission_changes is
  'Every tuning of a permission, by whom and when. Append-only.';
comment on column public.permission_changes.was_allowed is 'Null: as the ladder had it.';
comment on column public.permission_changes.is_allowed is 'Null: as the ladder has it.';
comment on column public.permission_changes.changed_by is 'Null: the server.';

create index permission_changes_space_id_idx on public.permission_changes (space_id, id desc);
create index permission_changes_changed_by_idx on public.permission_changes (changed_by);

create function private.log_permission_change()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.is_allowed is distinct from old.is_allowed then
    insert into public.permission_changes
      (space_id, permission, role, was_allowed, is_allowed, changed_by)
    values (
      coalesce(new.space_id, old.space_id), coalesce(new.permission, old.permission),
      coalesce(new.role, old.role), old.is_allowed, new.is_allowed, (select auth.uid())
    );
  end if;
  return null;
end;
$$;

create trigger role_permissions_after_change_log
  after insert or update or delete on public.role_permissions
  for each row execute function private.log_permission_change();
create trigger permission_changes_before_change_refuse
  before update or delete on public.permission_changes
  for each row execute function private.refuse_change();

-- The rule, once. A view, so that the planner finds its way through it from either side: from a
-- person to their spaces, or from a space and a person to their permissions.
create view private.held_permissions as
select m.space_id, m.profile_id, p.key as permission, p.action
from public.space_members m
cross join public.permissions p
left join public.role_permissions t
  on t.space_id = m.space_id and t.permission = p.key and t.role = m.role and p.is_tunable
where m.status = 'active' and p.scope = 'space' and coalesce(t.is_allowed, m.role >= p.least_role);
comment on view private.held_permissions is
  'Who may do what in which space, archived or not.';

create function private.has_permission(space uuid, person uuid, permission text)
returns boolean
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  if space is null then
    return exists (
      select from public.permissions p
      join public.profiles r on r.global_role >= p.least_role
      where p.key = has_permission.permission and p.scope = 'installation'
        and r.id = person and r.erased_at is null
    );
  end if;
  return exists (
    select from private.held_permissions h
    where h.space_id = space and h.profile_id = person
      and h.permission = has_permission.permission
  );
end;
$$;
comment on function private.has_permission is
  'For commands: does this person hold the permission there, or without a space in the '
  'installation? That the space is archived is the command''s to refuse.';

create function private.space_to_act_in(space uuid, person uuid, permission text, advice text)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
begin
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_permission(space, person, permission) then
    perform private.fail(403, 'permission_required', advice);
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return place;
end;
$$;
comment on function private.space_to_act_in is
  'For commands: the space, locked, for who holds the permission there; advice is what others are '
  'told. Errors: 404 not_found, 403 permission_required, 409 space_archived.';

revoke execute on function private.declares_permission, private.log_permission_change,
  private.has_permission, private.space_to_act_in
from public;

select private.declares_permission('spaces.create', 'organizer', 'Found a space below this one.',
  is_tunable => false);
select private.declares_permission('spaces.edit', 'admin',
  'Edit its name, description, look, settings, visibility and way in.', is_tunable => false);
select private.declares_permission('spaces.delete', 'owner', 'Archive it.', is_tunable => false);
select private.declares_permission('permissions.edit', 'admin',
  'Tune what the ranks below one''s own may do.', is_tunable => false);
select private.declares_permission('invitations.create', 'organizer',
  'Invite people, to ranks below one''s own.');
select private.declares_permission('polls.create', 'contributor', 'Draft polls and run one''s own.');
select private.declares_permission('polls.edit', 'organizer', 'Run anybody''s poll.');

select private.holds_personal_data('public.permission_changes', 'changed_by', 'keep');
