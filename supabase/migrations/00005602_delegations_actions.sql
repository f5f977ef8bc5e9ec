-- Delegating and taking it back. Locks both people, then the space, then both identities: a block,
-- a departure, another name or an erasure at the same moment comes before or after.

create function private.space_to_delegate_in(space uuid, person uuid)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
begin
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, person, 'member') then
    perform private.fail(403, 'member_required', 'Join the space first.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return private.identity_of(person, space);
end;
$$;
comment on function private.space_to_delegate_in is
  'The active member''s identity, the space locked. Errors: 404 not_found, 403 member_required, '
  '409 space_archived.';

create function private.delegate_vote(space uuid, delegate uuid, domain text)
returns public.delegations
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_beside((
    select i.shown_profile_id from public.contextual_identities i where i.id = delegate
  ));
  own uuid := private.space_to_delegate_in(space, person);
  taker public.contextual_identities;
  standing public.delegations;
begin
  perform from public.contextual_identities i where i.id in (own, delegate) order by i.id for share;
  select i.* into taker
  from public.contextual_identities i
  where i.id = delegate and i.space_id = delegate_vote.space and i.role is not null;
  -- As the roster: across a block there is nobody, unless a name keeps them apart already.
  if taker.id is null or (
    taker.shown_profile_id is not null and not private.knows_person(taker.shown_profile_id, person)
  ) then
    perform private.fail(404, 'identity_not_found', 'There is no such member here.');
  elsif taker.id = own then
    perform private.fail(409, 'not_yourself', 'Delegate to somebody else.');
  elsif domain is not null and not exists (
    select from public.expertise_domains d where d.code = domain
  ) then
    perform private.fail(422, 'unknown_domain', 'Choose one of the expertise_domains.');
  end if;

  select d.* into standing
  from public.delegations d
  where d.delegator_id = own and d.domain_code is not distinct from domain and d.ended_on is null;
  if standing.delegate_id = delegate then
    return standing;
  elsif (
    select count(*) >= 100
    from public.delegations d
    where d.delegator_id = own and d.created_at > now() - interval '1 day'
  ) then
    perform private.fail(429, 'delegated_too_often', 'That was a hundred in a day. Wait a little.');
  end if;

  update public.delegations d set ended_on = private.today() where d.id = standing.id;
  insert into public.delegations (space_id, delegator_id, delegate_id, domain_code)
  values (delegate_vote.space, own, delegate, domain)
  returning * into standing;
  return standing;
end;
$$;

create function private.revoke_delegation(space uuid, domain text)
returns public.delegations
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own uuid := private.space_to_delegate_in(space, private.caller_beside(null));
  revoked public.delegations;
begin
  -- The one that stands, or on a second click the one revoked last.
  select d.* into revoked
  from public.delegations d
  where d.delegator_id = own and d.domain_code is not distinct from domain
  order by d.ended_on desc nulls first, d.created_at desc, d.id desc
  limit 1;
  if revoked.id is null then
    perform private.fail(404, 'delegation_not_found', 'You delegated nothing of this kind here.');
  elsif revoked.ended_on is null then
    update public.delegations d
    set ended_on = private.today()
    where d.id = revoked.id
    returning d.* into revoked;
  end if;
  return revoked;
end;
$$;

create function public.delegate_vote(space uuid, delegate uuid, domain text default null)
returns public.delegations
language sql volatile security invoker set search_path = ''
begin atomic
  select private.delegate_vote(space, delegate, domain);
end;
comment on function public.delegate_vote is
  'Lets another active member, by the identity they appear with in the space, vote for the caller '
  'in polls where the caller does not vote: about a domain and those below it, or in all polls. '
  'Replaces what stood for the same domain; the same again changes nothing. Errors: '
  '401 sign_in_required, 404 not_found (the space), 403 member_required, 409 space_archived, '
  '404 identity_not_found, 409 not_yourself, 422 unknown_domain, 429 delegated_too_often.';

create function public.revoke_delegation(space uuid, domain text default null)
returns public.delegations
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revoke_delegation(space, domain);
end;
comment on function public.revoke_delegation is
  'Ends what the caller delegated in a space for this domain, or without one for all polls. '
  'Counts from the next close. Errors: 401 sign_in_required, 404 not_found (the space), '
  '403 member_required, 409 space_archived, 404 delegation_not_found.';

create function public.my_delegations(space uuid default null)
returns table (
  id           uuid,
  space_id     uuid,
  domain_code  text,
  is_given     boolean,
  identity_id  uuid,
  display_name text,
  created_at   timestamptz
)
language sql stable security invoker set search_path = ''
begin atomic
  select side.*
  from unnest((select private.my_identity_ids())) as own (id)
  cross join lateral (
    (
      select d.id, d.space_id, d.domain_code, true, d.delegate_id,
        coalesce(i.display_name, p.display_name), d.created_at
      from public.delegations d
      left join public.contextual_identities i on i.id = d.delegate_id
      left join public.profiles p on p.id = i.shown_profile_id
      where d.delegator_id = own.id and d.ended_on is null
        and (my_delegations.space is null or d.space_id = my_delegations.space)
      order by d.created_at desc, d.id desc
      limit 100
    )
    union all
    (
      select d.id, d.space_id, d.domain_code, false, d.delegator_id,
        coalesce(i.display_name, p.display_name), d.created_at
      from public.delegations d
      left join public.contextual_identities i on i.id = d.delegator_id
      left join public.profiles p on p.id = i.shown_profile_id
      where d.delegate_id = own.id and d.ended_on is null
        and (my_delegations.space is null or d.space_id = my_delegations.space)
      order by d.created_at desc, d.id desc
      limit 100
    )
  ) as side (id, space_id, domain_code, is_given, identity_id, display_name, created_at)
  order by side.is_given desc, side.created_at desc, side.id desc;
end;
comment on function public.my_delegations is
  'What stands: given by the caller and given to them, in each space the latest 100, with the other''s '
  'identity and name there (null: anonymous, or not to be seen by the caller). The table pages '
  'through more.';

revoke execute on function
  private.space_to_delegate_in, private.delegate_vote, private.revoke_delegation,
  public.delegate_vote, public.revoke_delegation, public.my_delegations
from public;
grant execute on function
  private.delegate_vote, private.revoke_delegation,
  public.delegate_vote, public.revoke_delegation, public.my_delegations
to authenticated;
