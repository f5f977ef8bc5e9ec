-- Who runs the installation. Its admins are to it what owners are to a space.

create index profiles_global_role_idx on public.profiles (global_role, id)
  where global_role <> 'member';

create function private.set_global_role(person uuid, role public.space_role)
returns public.profiles
language plpgsql volatile security definer set search_path = ''
as $$
declare
  by_service boolean := coalesce(auth.role() = 'service_role', false);
  actor uuid := case when not by_service then private.caller_id() end;
  profile public.profiles;
begin
  -- Admins are few and seldom made: one decision at a time, so that the last two cannot step down
  -- side by side.
  perform pg_advisory_xact_lock(hashtextextended('public.profiles.global_role', 0));
  if not by_service and not exists (
    select from public.profiles p where p.id = actor and p.global_role = 'admin'
  ) then
    perform private.fail(403, 'admin_required', 'Ask an admin of this installation.');
  end if;

  select p.* into profile
  from public.profiles p
  where p.id = person and p.erased_at is null
  for no key update;
  if profile.id is null then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  elsif not by_service and profile.global_role = 'admin' and set_global_role.role < 'admin'
    and not exists (
      select from public.profiles p where p.id <> person and p.global_role = 'admin'
    )
  then
    perform private.fail(409, 'last_admin', 'Make somebody else an admin first.');
  end if;

  update public.profiles p
  set global_role = set_global_role.role
  where p.id = person and p.global_role <> set_global_role.role
  returning * into profile;
  if not found then
    select p.* into profile from public.profiles p where p.id = person;
  end if;
  return profile;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.set_global_role(person uuid, role public.space_role)
returns public.profiles
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_global_role(person, role);
end;
comment on function public.set_global_role is
  'Gives a person a rank in the installation, up to admin; it is no rank in any space. Takes an '
  'admin of the installation or the service role, which appoints the first one. Repeating it '
  'changes nothing. Errors: 401 sign_in_required, 403 admin_required, 404 person_not_found, '
  '409 last_admin; 23514 for owner, which only a space has.';

revoke execute on function private.set_global_role, public.set_global_role from public;
grant execute on function private.set_global_role, public.set_global_role
  to authenticated, service_role;
