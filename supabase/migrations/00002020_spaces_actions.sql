-- The ways into and out of a space. Whoever changes a rank or counts owners locks the space first
-- and memberships after: two owners who leave at once must not both find the other still there.

-- Whose invitation or decision it was is between organizers: theirs may be a pseudonym here. And
-- preferences are for whoever set them.
create function private.as_told(member public.space_members)
returns public.space_members
language plpgsql stable security definer set search_path = ''
as $$
begin
  if member.profile_id = (select auth.uid())
    and (member.status <> 'active' or member.role < 'organizer')
  then
    member.invited_by := null;
    member.decided_by := null;
  end if;
  if member.profile_id is distinct from (select auth.uid()) then
    member.preferences := '{}';
  end if;
  return member;
end;
$$;
comment on function private.as_told is
  'A membership as a command answers it: not below organizer who invited them and who decided, and '
  'preferences to nobody but their own person.';

create function private.admit(
  space      uuid,
  person     uuid,
  role       public.space_role,
  invited_by uuid default null,
  decided_by uuid default null
)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
  member public.space_members;
begin
  -- Shared: many come in at once, but none while a ban, a rank or the archive is being decided.
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;

  insert into public.space_members as m
    (space_id, profile_id, role, status, invited_by, decided_by, decided_at, joined_at)
  select admit.space, person, admit.role, 'active', admit.invited_by, admit.decided_by,
    case when admit.decided_by is not null then now() end, now()
  where place.archived_at is null
  on conflict on constraint space_members_pkey do update
  set status = 'active', joined_at = now(), request_message = null, decision_reason = null,
    -- Whoever holds two offers takes the better one.
    role = case m.status when 'invited' then greatest(m.role, excluded.role) else excluded.role end,
    invited_by = coalesce(excluded.invited_by, m.invited_by),
    decided_by = excluded.decided_by, decided_at = excluded.decided_at
  where m.status not in ('active', 'banned')
  returning m.* into member;
  if found then
    return member;
  end if;

  select m.* into member
  from public.space_members m
  where m.space_id = admit.space and m.profile_id = person;
  if member.status = 'banned' then
    perform private.fail(403, 'banned', 'You are banned here. Ask a moderator of the space.');
  elsif member.status = 'active' then
    return member;
  end if;
  perform private.fail(409, 'space_archived', 'This space is archived.');
end;
$$;
comment on function private.admit is
  'The one place where a membership becomes active. Whether the person may come in, and in which '
  'rank, is the caller''s to check; a ban and the archive are checked here. An active member stays '
  'as they are. Errors: 404 not_found, 403 banned, 409 space_archived.';

create function private.keep_an_owner(space uuid, leaving uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.has_space_role(space, leaving, 'owner') and not exists (
    select from public.space_members m
    where m.space_id = space and m.profile_id <> leaving
      and m.status = 'active' and m.role = 'owner'
  ) then
    perform private.fail(409, 'last_owner', 'Make somebody else an owner first.');
  end if;
end;
$$;
comment on function private.keep_an_owner is
  'Refuses to take this person''s rank when nobody else owns the space; the caller has locked it. '
  'Errors: 409 last_owner.';

create function private.find_space(slug text)
returns public.spaces
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  found_space public.spaces;
begin
  select s.* into found_space from public.spaces s where s.slug = lower(btrim(find_space.slug));
  if found_space.id is null or not private.knows_space(found_space, person) then
    perform private.fail(404, 'not_found', 'There is no such space. Check the address.');
  end if;
  return found_space;
end;
$$;

create function private.create_space(
  name        text,
  slug        text,
  kind        public.space_kind,
  visibility  public.space_visibility,
  description text,
  parent      uuid
)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  founder uuid := private.caller_id();
  above public.spaces;
  space public.spaces;
begin
  if parent is not null then
    perform private.lock_space_tree(moving => false);
    select s.* into above from public.spaces s where s.id = parent for share;
    if above.id is null or not private.knows_space(above, founder) then
      perform private.fail(404, 'parent_not_found', 'There is no such parent space.');
    elsif not private.has_space_role(parent, founder, 'organizer') then
      perform private.fail(403, 'organizer_required', 'Ask an organizer of the parent space.');
    elsif above.archived_at is not null then
      perform private.fail(409, 'space_archived', 'The parent space is archived.');
    end if;
  end if;

  insert into public.spaces
    (name, slug, kind, visibility, join_policy, description, parent_id, created_by)
  values (
    btrim(create_space.name), lower(btrim(create_space.slug)), create_space.kind,
    create_space.visibility,
    case create_space.visibility
      when 'public' then 'open' when 'unlisted' then 'request' else 'invite'
    end::public.space_join_policy,
    create_space.description, parent, founder
  )
  on conflict on constraint spaces_slug_key do nothing
  returning * into space;
  if space.id is null then
    perform private.fail(409, 'slug_taken', 'This address is taken. Choose another.');
  end if;

  perform private.admit(space.id, founder, 'owner');
  return space;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.invite_member(space uuid, person uuid, role public.space_role)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  inviter uuid := private.caller_id();
  place public.spaces;
  rank public.space_role;
  member public.space_members;
begin
  select s.* into place from public.spaces s where s.id = space for no key update;
  if place.id is null or not private.knows_space(place, inviter) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;

  select m.role into rank
  from public.space_members m
  where m.space_id = space and m.profile_id = inviter and m.status = 'active';
  -- Whoever names a person learns from the answer whether they are in, under whatever name. That is
  -- for organizers; others who may invite make codes.
  if not private.has_permission(space, inviter, 'invitations.create') or rank < 'organizer' then
    perform private.fail(403, 'organizer_required', 'Ask an organizer here to invite them.');
  elsif invite_member.role >= rank and rank < 'owner' then
    perform private.fail(403, 'rank_too_high', 'Invite them below your own rank.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif not private.knows_person(person, inviter) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;

  insert into public.space_members as m (space_id, profile_id, role, status, invited_by)
  values (space, person, invite_member.role, 'invited', inviter)
  on conflict on constraint space_members_pkey do update
  set status = 'invited', role = excluded.role, invited_by = excluded.invited_by,
    decided_by = null, decided_at = null, decision_reason = null
  where m.status in ('declined', 'removed')
  returning m.* into member;
  if found then
    return member;
  end if;

  select m.* into member
  from public.space_members m
  where m.space_id = space and m.profile_id = person
  for update;
  case member.status
    when 'banned' then
      perform private.fail(409, 'banned', 'This person is banned here. Lift the ban first.');
    when 'active' then
      perform private.fail(409, 'already_member', 'This person is already a member.');
    when 'invited' then
      if member.role = invite_member.role then
        return member;
      elsif member.role >= rank and rank < 'owner' then
        perform private.fail(403, 'rank_too_high', 'Somebody above you invited them higher.');
      end if;
      update public.space_members m
      set role = invite_member.role, invited_by = inviter
      where m.space_id = space and m.profile_id = person
      returning * into member;
    when 'pending' then
      -- They asked, now the space asks: both agree.
      member := private.admit(space, person, invite_member.role, inviter, inviter);
  end case;
  return member;
end;
$$;

create function private.join_space(space uuid, message text)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  place public.spaces;
  member public.space_members;
begin
  -- Shared, as in admit: the answer holds until this request does.
  select s.* into place from public.spaces s where s.id = space for share;
  select m.* into member
  from public.space_members m
  where m.space_id = space and m.profile_id = person
  for update;

  if member.status = 'banned' then
    perform private.fail(403, 'banned', 'You are banned here. Ask a moderator of the space.');
  elsif member.status = 'active' then
    return member;
  elsif place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif member.status = 'invited' then
    return private.admit(space, person, member.role);
  elsif place.join_policy = 'open' then
    return private.admit(space, person, 'member');
  elsif member.status = 'pending' then
    return member;
  elsif place.join_policy = 'invite' then
    perform private.fail(403, 'invitation_required', 'Ask an organizer to invite you.');
  end if;

  insert into public.space_members as m
    (space_id, profile_id, status, requested_at, request_message)
  values (space, person, 'pending', now(), nullif(btrim(message), ''))
  on conflict on constraint space_members_pkey do update
  set status = 'pending', role = 'member', requested_at = excluded.requested_at,
    request_message = excluded.request_message, decided_by = null, decided_at = null,
    decision_reason = null
  where m.status in ('declined', 'removed')
  returning m.* into member;
  if not found then
    -- A second click was faster.
    select m.* into member
    from public.space_members m
    where m.space_id = space and m.profile_id = person;
  end if;
  return member;
end;
$$;

create function private.leave_space(space uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  member public.space_members;
begin
  perform s.id from public.spaces s where s.id = space for no key update;
  select m.* into member
  from public.space_members m
  where m.space_id = space and m.profile_id = person
  for update;

  if member.status = 'banned' then
    perform private.fail(403, 'banned', 'You are banned here; leaving does not lift it.');
  end if;
  perform private.keep_an_owner(space, person);

  delete from public.space_members m where m.space_id = space and m.profile_id = person;
end;
$$;

create function private.my_memberships()
returns setof public.space_members
language sql stable security definer set search_path = ''
begin atomic
  select m.* from public.space_members m where m.profile_id = (select auth.uid());
end;

-- Doors: what a client calls.

create function public.find_space(slug text)
returns public.spaces
language sql stable security invoker set search_path = ''
begin atomic
  select private.find_space(slug);
end;
comment on function public.find_space is
  'The space at this address, unlisted ones included. Errors: 401 sign_in_required, 404 not_found.';

create function public.create_space(
  name        text,
  slug        text,
  kind        public.space_kind default 'community',
  visibility  public.space_visibility default 'private',
  description text default '',
  parent      uuid default null
)
returns public.spaces
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_space(name, slug, kind, visibility, description, parent);
end;
comment on function public.create_space is
  'Founds a space; the caller becomes its owner. A public one starts open, an unlisted one takes '
  'requests, a private one invites. Errors: 401 sign_in_required, 409 slug_taken, '
  '404 parent_not_found, 403 organizer_required (of the parent), 409 space_archived, '
  '409 too_deep; '
  '23514 names the rule that a name, slug or description breaks.';

create function public.invite_member(
  space uuid, person uuid, role public.space_role default 'member'
)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.invite_member(space, person, role));
end;
comment on function public.invite_member is
  'Invites a person below the caller''s own rank (an owner may invite owners); whoever had asked '
  'to join is in at once. Takes an organizer with the permission invitations.create. Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 not_found, 403 organizer_required, 403 rank_too_high, 409 space_archived, '
  '404 person_not_found, 409 banned, 409 already_member.';

create function public.join_space(space uuid, message text default null)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.join_space(space, message));
end;
comment on function public.join_space is
  'Accepts an invitation, enters an open space, or asks to join (status pending, with a message of '
  'at most 240 characters). Repeating it changes nothing. Errors: 401 sign_in_required, '
  '404 not_found, 403 invitation_required, 403 banned, 409 space_archived, 422 rule_broken.';

create function public.leave_space(space uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.leave_space(space);
end;
comment on function public.leave_space is
  'Leaves a space, declines its invitation, withdraws a request or clears its refusal away; '
  'without any of these it does nothing. Errors: 401 sign_in_required, 409 last_owner, 403 banned.';

create function public.my_memberships()
returns setof public.space_members
language sql stable security invoker set search_path = ''
begin atomic
  select private.as_told(private.my_memberships());
end;
comment on function public.my_memberships is
  'The caller''s memberships, invitations, requests and bans, with preferences.';

revoke execute on function
  private.as_told, private.admit, private.keep_an_owner,
  private.find_space, private.create_space,
  private.invite_member, private.join_space, private.leave_space, private.my_memberships,
  public.find_space, public.create_space, public.invite_member, public.join_space,
  public.leave_space, public.my_memberships
from public;
grant execute on function
  private.as_told, private.find_space, private.create_space, private.invite_member, private.join_space,
  private.leave_space, private.my_memberships,
  public.find_space, public.create_space, public.invite_member, public.join_space,
  public.leave_space, public.my_memberships
to authenticated;
