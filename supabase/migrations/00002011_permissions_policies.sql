--                        anon   stranger   member         admin, owner
--   permissions           -     read       read           read
--   role_permissions      -     -          their spaces   their spaces
--   permission_changes    -     -          -              their spaces
--
-- Nobody writes here directly: see the actions. The service role reads.

create function private.my_space_ids_with(permission text)
returns uuid[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  -- Without a look at the spaces where none is needed: lists ask this for each statement.
  if split_part(permission, '.', 2) = 'view' then
    return array(
      select h.space_id
      from private.held_permissions h
      where h.profile_id = (select auth.uid()) and h.permission = my_space_ids_with.permission
    );
  end if;
  return array(
    select h.space_id
    from private.held_permissions h
    join public.spaces s on s.id = h.space_id
    where h.profile_id = (select auth.uid()) and h.permission = my_space_ids_with.permission
      and s.archived_at is null
  );
end;
$$;
comment on function private.my_space_ids_with is
  'For policies: spaces where the caller holds the permission and may use it. An archived space is '
  'only viewed.';

create function private.has_global_permission(permission text)
returns boolean
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return private.has_permission(null, (select auth.uid()), permission);
end;
$$;
comment on function private.has_global_permission is
  'For policies: does the caller hold the permission in the installation?';

revoke execute on function private.my_space_ids_with, private.has_global_permission from public;
grant execute on function private.my_space_ids_with, private.has_global_permission
to authenticated;  -- policies run as the caller

alter table public.permissions enable row level security;
alter table public.role_permissions enable row level security;
alter table public.permission_changes enable row level security;

grant select on public.permissions, public.role_permissions, public.permission_changes
  to authenticated, service_role;

create policy permissions_select_signed_in on public.permissions
  for select to authenticated
  using (true);

create policy role_permissions_select_member on public.role_permissions
  for select to authenticated
  using ((select private.my_spaces()) @> space_id);

create policy permission_changes_select_admin on public.permission_changes
  for select to authenticated
  using ((select private.my_spaces('admin')) @> space_id);
