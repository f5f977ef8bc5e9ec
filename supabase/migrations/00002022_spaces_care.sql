-- What owners and admins do with a space as a whole.

create function private.set_archived(space uuid, archived boolean)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
begin
  perform private.rank_to_decide(space, 'owner', even_archived => true);
  update public.spaces s
  set archived_at = case when archived then coalesce(s.archived_at, now()) end
  where s.id = space
  returning * into place;
  return place;
end;
$$;

create function private.move_space(space uuid, parent uuid)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  place public.spaces;
  above public.spaces;
begin
  perform private.lock_space_tree(moving => true);
  perform private.rank_to_decide(space, 'admin');
  select s.* into place from public.spaces s where s.id = space;
  if place.parent_id is not distinct from parent then
    return place;
  end if;

  if parent is not null then
    select s.* into above from public.spaces s where s.id = parent for share;
    if above.id is null or not private.knows_space(above, actor) then
      perform private.fail(404, 'parent_not_found', 'There is no such parent space.');
    elsif not private.has_space_role(parent, actor, 'organizer') then
      perform private.fail(403, 'organizer_required', 'Ask an organizer of the parent space.');
    elsif above.archived_at is not null then
      perform private.fail(409, 'space_archived', 'The parent space is archived.');
    elsif parent = space then
      perform private.fail(409, 'space_cycle', 'A space cannot stand below itself.');
    end if;
  end if;
  update public.spaces s set parent_id = parent where s.id = space returning * into place;
  return place;
end;
$$;

-- Doors: what a client calls.

create function public.archive_space(space uuid)
returns public.spaces
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_archived(space, true);
end;
comment on function public.archive_space is
  'Closes a space: whoever could read it still can, and nothing in it changes any more; members may '
  'leave. Takes an owner. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 not_found, 403 owner_required.';

create function public.restore_space(space uuid)
returns public.spaces
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_archived(space, false);
end;
comment on function public.restore_space is
  'Opens an archived space again, with everybody in it as they were. Takes an owner. Repeating it '
  'changes nothing. Errors: 401 sign_in_required, 404 not_found, 403 owner_required.';

create function public.move_space(space uuid, parent uuid default null)
returns public.spaces
language sql volatile security invoker set search_path = ''
begin atomic
  select private.move_space(space, parent);
end;
comment on function public.move_space is
  'Puts a space, with all below it, under another one, or on top when none is named. Takes an admin '
  'here and an organizer there. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 not_found, 403 admin_required, 409 space_archived (either), 404 parent_not_found, '
  '403 organizer_required (of the parent), 409 space_cycle, 409 too_deep.';

revoke execute on function
  private.set_archived, private.move_space,
  public.archive_space, public.restore_space, public.move_space
from public;
grant execute on function
  private.set_archived, private.move_space,
  public.archive_space, public.restore_space, public.move_space
to authenticated;
