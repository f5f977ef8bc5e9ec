-- Tuning. Nobody gains by it: one tunes ranks below one's own, in what one may do oneself.

create function private.check_tuning(space uuid, role public.space_role, permission text)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  place public.spaces;
  rank public.space_role;
  tuned public.permissions;
begin
  -- The lock keeps the caller's rank as it is read here.
  select s.* into place from public.spaces s where s.id = space for no key update;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;

  select m.role into rank
  from public.space_members m
  where m.space_id = space and m.profile_id = person and m.status = 'active';
  select p.* into tuned
  from public.permissions p
  where p.key = check_tuning.permission and p.scope = 'space';
  if not private.has_permission(space, person, 'permissions.edit') then
    perform private.fail(403, 'admin_required', 'Ask an admin of the space.');
  elsif check_tuning.role is null or check_tuning.role >= rank then
    perform private.fail(403, 'rank_too_high', 'Tune ranks below your own.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif tuned.key is null then
    perform private.fail(404, 'permission_not_found', 'Choose one of the permissions.');
  elsif not tuned.is_tunable then
    perform private.fail(409, 'permission_fixed', 'This one goes by rank everywhere.');
  elsif not private.has_permission(space, person, tuned.key) then
    perform private.fail(403, 'permission_required', 'Tune what you may do yourself.');
  end if;
  return person;
end;
$$;
comment on function private.check_tuning is
  'The caller, who may tune this, with the space locked. Errors: 401 sign_in_required, '
  '404 not_found, 403 admin_required, 403 rank_too_high, 409 space_archived, '
  '404 permission_not_found, 409 permission_fixed, 403 permission_required.';

create function private.tune_permission(
  space uuid, role public.space_role, permission text, allowed boolean
)
returns public.role_permissions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  tuning public.role_permissions;
begin
  perform private.check_tuning(space, role, permission);
  if allowed is null then
    perform private.fail(422, 'invalid_permission', 'Say true or false, or reset it.');
  end if;

  insert into public.role_permissions (space_id, permission, role, is_allowed)
  values (space, tune_permission.permission, tune_permission.role, allowed)
  on conflict on constraint role_permissions_pkey do update
    set is_allowed = excluded.is_allowed, tuned_at = now()
    where role_permissions.is_allowed <> excluded.is_allowed
  returning * into tuning;
  if not found then
    select t.* into tuning
    from public.role_permissions t
    where t.space_id = space and t.permission = tune_permission.permission
      and t.role = tune_permission.role;
  end if;
  return tuning;
end;
$$;

create function private.reset_permission(space uuid, role public.space_role, permission text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_tuning(space, role, permission);
  delete from public.role_permissions t
  where t.space_id = space and t.permission = reset_permission.permission
    and t.role = reset_permission.role;
end;
$$;

create function private.my_permissions(space uuid)
returns text[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
begin
  if space is null then
    return array(
      select p.key
      from public.permissions p
      join public.profiles r on r.global_role >= p.least_role
      where p.scope = 'installation' and r.id = person
      order by p.key
    );
  end if;
  return array(
    select h.permission
    from private.held_permissions h
    join public.spaces s on s.id = h.space_id
    where h.space_id = space and h.profile_id = person
      and (s.archived_at is null or h.action = 'view')
    order by h.permission
  );
end;
$$;

-- As when somebody loses a rank: an invitation is worth what its sender may still do.
create function private.void_untuned_invitations()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from public.space_members m
  where m.space_id = coalesce(new.space_id, old.space_id) and m.status = 'invited'
    and m.joined_at is null and m.invited_by is not null
    and not private.has_permission(m.space_id, m.invited_by, 'invitations.create');
  return null;
end;
$$;
comment on function private.void_untuned_invitations is
  'Takes back the open invitations of those who may not invite any more.';

create trigger role_permissions_after_write_void_invitations
  after insert or update on public.role_permissions
  for each row when (new.permission = 'invitations.create')
  execute function private.void_untuned_invitations();
create trigger role_permissions_after_delete_void_invitations
  after delete on public.role_permissions
  for each row when (old.permission = 'invitations.create')
  execute function private.void_untuned_invitations();

-- Doors: what a client calls.

create function public.tune_permission(
  space uuid, role public.space_role, permission text, allowed boolean
)
returns public.role_permissions
language sql volatile security invoker set search_path = ''
begin atomic
  select private.tune_permission(space, role, permission, allowed);
end;
comment on function public.tune_permission is
  'Says what one rank of the space may do, whatever the ladder says. For its admins, on ranks below '
  'their own and on what they may do themselves. Repeating it changes nothing. Errors: '
  '401 sign_in_required, 404 not_found, 403 admin_required, 403 rank_too_high, 409 space_archived, '
  '404 permission_not_found, 409 permission_fixed, 403 permission_required, '
  '422 invalid_permission.';

create function public.reset_permission(space uuid, role public.space_role, permission text)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.reset_permission(space, role, permission);
end;
comment on function public.reset_permission is
  'Leaves a permission of a rank to the ladder again. Whoever may tune it may reset it; where '
  'nothing is tuned it does nothing. Errors: 401 sign_in_required, 404 not_found, '
  '403 admin_required, 403 rank_too_high, 409 space_archived, 404 permission_not_found, '
  '409 permission_fixed, 403 permission_required.';

create function public.my_permissions(space uuid default null)
returns text[]
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_permissions(space);
end;
comment on function public.my_permissions is
  'What the caller may do in a space now, or without one in the installation: keys of permissions. '
  'None where they are no active member; in an archived space only to view. Errors: '
  '401 sign_in_required.';

create function public.may(permission text, space uuid default null)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select coalesce(permission = any (private.my_permissions(space)), false);
end;
comment on function public.may is
  'Is it one of my_permissions()? Errors: 401 sign_in_required.';

revoke execute on function
  private.check_tuning, private.tune_permission, private.reset_permission, private.my_permissions,
  private.void_untuned_invitations,
  public.tune_permission, public.reset_permission, public.my_permissions, public.may
from public;
grant execute on function
  private.tune_permission, private.reset_permission, private.my_permissions,
  public.tune_permission, public.reset_permission, public.my_permissions, public.may
to authenticated;
