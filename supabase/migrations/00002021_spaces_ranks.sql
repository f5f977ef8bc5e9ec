-- Who decides about whom. Nobody gives a rank at or above their own or decides about somebody who
-- holds one, except that owners may among owners; and nobody changes their own rank but downwards.
-- Every command locks the space before it looks at a rank, so that of two decisions at once the
-- second sees what the first one did.

create function private.outranks(rank public.space_role, other public.space_role)
returns boolean
language sql immutable security invoker set search_path = ''
begin atomic
  select rank > other or rank = 'owner';
end;
comment on function private.outranks is
  'May somebody of this rank give, take or decide about the other? Owners may among owners.';

create function private.rank_to_decide(
  space uuid, at_least public.space_role, even_archived boolean default false
)
returns public.space_role
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  place public.spaces;
  rank public.space_role;
begin
  select s.* into place from public.spaces s where s.id = space for no key update;
  if place.id is null or not private.knows_space(place, actor) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;

  select m.role into rank
  from public.space_members m
  where m.space_id = space and m.profile_id = actor and m.status = 'active';
  if rank is null or rank < at_least then
    case at_least
      when 'owner' then perform private.fail(403, 'owner_required', 'Ask an owner here.');
      when 'admin' then perform private.fail(403, 'admin_required', 'Ask an admin here.');
      when 'moderator' then
        perform private.fail(403, 'moderator_required', 'Ask a moderator here.');
      when 'organizer' then
        perform private.fail(403, 'organizer_required', 'Ask an organizer here.');
      else perform private.fail(403, 'member_required', 'Join the space first.');
    end case;
  elsif place.archived_at is not null and not even_archived then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return rank;
end;
$$;
comment on function private.rank_to_decide is
  'Locks the space and answers the caller''s rank there. Errors: 401 sign_in_required, '
  '404 not_found, 403 member_required, 403 organizer_required, 403 moderator_required, '
  '403 admin_required, 403 owner_required, 409 space_archived.';

create function private.member_to_decide(space uuid, person uuid, rank public.space_role)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  member public.space_members;
begin
  select m.* into member
  from public.space_members m
  where m.space_id = space and m.profile_id = person
  for update;
  if member.status in ('active', 'invited') and not private.outranks(rank, member.role) then
    perform private.fail(403, 'rank_too_high', 'Ask somebody who ranks above them.');
  end if;
  return member;
end;
$$;
comment on function private.member_to_decide is
  'The membership, locked, if somebody of this rank may decide about it; all null where there is '
  'none. Errors: 403 rank_too_high.';

create function private.approve_request(space uuid, person uuid, role public.space_role)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  rank public.space_role := private.rank_to_decide(space, 'organizer');
  member public.space_members := private.member_to_decide(space, person, rank);
begin
  if member.status = 'active' and member.role = approve_request.role then
    return member;
  elsif member.status = 'active' then
    perform private.fail(409, 'already_member', 'They are in already; change their rank instead.');
  elsif member.status = 'banned' then
    perform private.fail(409, 'banned', 'This person is banned here. Lift the ban first.');
  elsif member.status is distinct from 'pending' then
    perform private.fail(404, 'request_not_found', 'This person does not ask to join.');
  elsif not private.outranks(rank, approve_request.role) then
    perform private.fail(403, 'rank_too_high', 'Let them in below your own rank.');
  end if;
  return private.admit(space, person, approve_request.role, decided_by => private.caller_id());
end;
$$;

create function private.decline_request(space uuid, person uuid, reason text)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  rank public.space_role := private.rank_to_decide(space, 'organizer');
  member public.space_members := private.member_to_decide(space, person, rank);
begin
  if member.status = 'declined' then
    return member;
  elsif member.status is distinct from 'pending' then
    perform private.fail(404, 'request_not_found', 'This person does not ask to join.');
  end if;
  update public.space_members m
  set status = 'declined', request_message = null, decided_by = private.caller_id(),
    decided_at = now(), decision_reason = nullif(btrim(reason), '')
  where m.space_id = space and m.profile_id = person
  returning * into member;
  return member;
end;
$$;

create function private.remove_member(space uuid, person uuid, reason text)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  rank public.space_role := private.rank_to_decide(space, 'organizer');
  member public.space_members;
begin
  if person = actor then
    perform private.fail(409, 'not_yourself', 'Leave the space instead.');
  end if;
  member := private.member_to_decide(space, person, rank);
  if member.status = 'removed' then
    return member;
  elsif coalesce(member.status not in ('active', 'invited'), true) then
    perform private.fail(404, 'member_not_found', 'This person is not a member here.');
  end if;
  perform private.keep_an_owner(space, person);
  update public.space_members m
  set status = 'removed', role = 'member', joined_at = null, invited_by = null,
    decided_by = actor, decided_at = now(), decision_reason = nullif(btrim(reason), '')
  where m.space_id = space and m.profile_id = person
  returning * into member;
  return member;
end;
$$;

create function private.ban_member(space uuid, person uuid, reason text)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  rank public.space_role := private.rank_to_decide(space, 'moderator');
  member public.space_members;
begin
  if person = actor then
    perform private.fail(409, 'not_yourself', 'Leave the space instead.');
  end if;
  member := private.member_to_decide(space, person, rank);
  if member.status = 'banned' then
    return member;
  elsif not exists (select from public.profiles p where p.id = person and p.erased_at is null) then
    perform private.fail(404, 'person_not_found', 'There is no such person.');
  end if;
  perform private.keep_an_owner(space, person);
  insert into public.space_members as m
    (space_id, profile_id, status, decided_by, decided_at, decision_reason)
  values (space, person, 'banned', actor, now(), nullif(btrim(reason), ''))
  on conflict on constraint space_members_pkey do update
  set status = 'banned', role = 'member', request_message = null, invited_by = null,
    decided_by = excluded.decided_by, decided_at = excluded.decided_at,
    decision_reason = excluded.decision_reason
  returning m.* into member;
  return member;
end;
$$;

create function private.unban_member(space uuid, person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.rank_to_decide(space, 'moderator');
  delete from public.space_members m
  where m.space_id = space and m.profile_id = person and m.status = 'banned';
  if not found then
    perform private.fail(409, 'not_banned', 'This person is not banned here.');
  end if;
end;
$$;

create function private.set_member_role(space uuid, person uuid, role public.space_role)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  stepping_down boolean := person = actor;
  rank public.space_role := private.rank_to_decide(
    space, case when stepping_down then 'member' else 'organizer' end::public.space_role
  );
  member public.space_members;
begin
  if stepping_down then
    if set_member_role.role > rank then
      perform private.fail(403, 'rank_too_high', 'Nobody promotes themselves.');
    end if;
    select m.* into member
    from public.space_members m
    where m.space_id = space and m.profile_id = person
    for update;
  else
    member := private.member_to_decide(space, person, rank);
    if member.status is distinct from 'active' then
      perform private.fail(404, 'member_not_found', 'This person is not a member here.');
    elsif not private.outranks(rank, set_member_role.role) then
      perform private.fail(403, 'rank_too_high', 'Give them a rank below your own.');
    end if;
  end if;

  if member.role = set_member_role.role then
    return member;
  elsif set_member_role.role < 'owner' then
    perform private.keep_an_owner(space, person);
  end if;
  update public.space_members m
  set role = set_member_role.role, decided_by = actor, decided_at = now(), decision_reason = null
  where m.space_id = space and m.profile_id = person
  returning * into member;
  return member;
end;
$$;

create function private.transfer_ownership(space uuid, person uuid)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  actor uuid := private.caller_id();
  member public.space_members;
begin
  perform private.rank_to_decide(space, 'owner');
  if person = actor then
    perform private.fail(409, 'not_yourself', 'You own this space already.');
  end if;
  member := private.set_member_role(space, person, 'owner');
  perform private.set_member_role(space, actor, 'admin');
  return member;
end;
$$;

create function private.set_member_level(space uuid, person uuid, level integer)
returns public.space_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  rank public.space_role := private.rank_to_decide(space, 'organizer');
  member public.space_members := private.member_to_decide(space, person, rank);
begin
  if member.status is distinct from 'active' then
    perform private.fail(404, 'member_not_found', 'This person is not a member here.');
  end if;
  update public.space_members m
  set level = set_member_level.level
  where m.space_id = space and m.profile_id = person
  returning * into member;
  return member;
end;
$$;

-- A trigger, so that it holds whichever way somebody loses a rank: an invitation is worth what its
-- sender could still promise.
create function private.void_invitations()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  rank public.space_role;
begin
  if private.has_permission(old.space_id, old.profile_id, 'invitations.create') then
    rank := new.role;
  end if;
  delete from public.space_members m
  where m.invited_by = old.profile_id and m.space_id = old.space_id and m.status = 'invited'
    and private.outranks(rank, m.role) is not true;
  return null;
end;
$$;
comment on function private.void_invitations is
  'Takes back the open invitations that a person could no longer send.';

create trigger space_members_after_update_void_invitations
  after update of role, status on public.space_members
  for each row
  when (old.status = 'active' and (new.status <> 'active' or new.role < old.role))
  execute function private.void_invitations();

create trigger space_members_after_delete_void_invitations
  after delete on public.space_members
  for each row
  when (old.status = 'active')
  execute function private.void_invitations();

-- Doors: what a client calls.

create function public.approve_request(
  space uuid, person uuid, role public.space_role default 'member'
)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.approve_request(space, person, role));
end;
comment on function public.approve_request is
  'Lets in a person who asked to join, below the caller''s own rank (an owner may let in owners). '
  'Takes an organizer. Repeating it changes nothing. Errors: 401 sign_in_required, 404 not_found, '
  '403 organizer_required, 409 space_archived, 404 request_not_found, 409 already_member, '
  '409 banned, 403 rank_too_high.';

create function public.decline_request(space uuid, person uuid, reason text default null)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.decline_request(space, person, reason));
end;
comment on function public.decline_request is
  'Says no to a person who asked to join, with a reason of at most 240 characters that they read. '
  'They may ask again. Takes an organizer. Repeating it changes nothing. Errors: '
  '401 sign_in_required, 404 not_found, 403 organizer_required, 409 space_archived, '
  '404 request_not_found, 422 rule_broken.';

create function public.remove_member(space uuid, person uuid, reason text default null)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.remove_member(space, person, reason));
end;
comment on function public.remove_member is
  'Puts a member out, or takes an invitation back, with a reason of at most 240 characters that '
  'they read. They may come back as anybody may. Takes an organizer who ranks above them. '
  'Repeating it changes nothing. Errors: 401 sign_in_required, 404 not_found, '
  '403 organizer_required, 409 space_archived, 409 not_yourself, 403 rank_too_high, '
  '404 member_not_found, 409 last_owner, 422 rule_broken.';

create function public.ban_member(space uuid, person uuid, reason text default null)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.ban_member(space, person, reason));
end;
comment on function public.ban_member is
  'Shuts a person out until the ban is lifted, member or not, with a reason of at most 240 '
  'characters that they read. Takes a moderator who ranks above them. Repeating it changes '
  'nothing. Errors: 401 sign_in_required, 404 not_found, 403 moderator_required, '
  '409 space_archived, 409 not_yourself, 403 rank_too_high, 404 person_not_found, 409 last_owner, '
  '422 rule_broken.';

create function public.unban_member(space uuid, person uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.unban_member(space, person);
end;
comment on function public.unban_member is
  'Lifts a ban; the person is outside and may come in as anybody may. Takes a moderator. Errors: '
  '401 sign_in_required, 404 not_found, 403 moderator_required, 409 space_archived, '
  '409 not_banned.';

create function public.set_member_role(space uuid, person uuid, role public.space_role)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.set_member_role(space, person, role));
end;
comment on function public.set_member_role is
  'Promotes or demotes a member between ranks below the caller''s own (owners may all). Takes an '
  'organizer; anybody may step down themselves. Invitations somebody could no longer send are '
  'void. Repeating it changes nothing. Errors: 401 sign_in_required, 404 not_found, '
  '403 organizer_required, 403 member_required, 409 space_archived, 403 rank_too_high, '
  '404 member_not_found, 409 last_owner.';

create function public.transfer_ownership(space uuid, person uuid)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.transfer_ownership(space, person));
end;
comment on function public.transfer_ownership is
  'Makes a member the owner in the caller''s place, who stays as admin. Errors: '
  '401 sign_in_required, 404 not_found, 403 owner_required, 409 space_archived, '
  '409 not_yourself, 404 member_not_found.';

create function public.set_member_level(space uuid, person uuid, level integer)
returns public.space_members
language sql volatile security invoker set search_path = ''
begin atomic
  select private.as_told(private.set_member_level(space, person, level));
end;
comment on function public.set_member_level is
  'Sets a member''s level here, from 1. Takes an organizer who ranks above them. Errors: '
  '401 sign_in_required, 404 not_found, 403 organizer_required, 409 space_archived, '
  '403 rank_too_high, 404 member_not_found, 422 rule_broken (a level below 1).';

revoke execute on function
  private.outranks, private.rank_to_decide, private.member_to_decide, private.approve_request,
  private.decline_request, private.remove_member, private.ban_member, private.unban_member,
  private.set_member_role, private.transfer_ownership, private.set_member_level,
  private.void_invitations,
  public.approve_request, public.decline_request, public.remove_member, public.ban_member,
  public.unban_member, public.set_member_role, public.transfer_ownership, public.set_member_level
from public;
grant execute on function
  private.approve_request, private.decline_request, private.remove_member, private.ban_member,
  private.unban_member, private.set_member_role, private.transfer_ownership,
  private.set_member_level,
  public.approve_request, public.decline_request, public.remove_member, public.ban_member,
  public.unban_member, public.set_member_role, public.transfer_ownership, public.set_member_level
to authenticated;
