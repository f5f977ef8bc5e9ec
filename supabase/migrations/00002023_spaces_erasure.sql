-- What a space does when somebody in it is erased.

create function private.hand_over_spaces(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place uuid;
begin
  -- In one order for everybody: two owners who are erased at once must not wait for each other.
  for place in
    select s.id
    from public.spaces s
    join public.space_members m on m.space_id = s.id
    where m.profile_id = person and m.status = 'active' and m.role = 'owner'
    order by s.id
    for no key update of s
  loop
    -- Read after the lock: another owner may have left while this waited for it.
    if exists (
      select from public.space_members m
      where m.space_id = place and m.profile_id <> person
        and m.status = 'active' and m.role = 'owner'
    ) then
      continue;
    end if;
    update public.space_members m
    set role = 'owner'
    where m.space_id = place and m.profile_id = (
      select heir.profile_id
      from public.space_members heir
      where heir.space_id = place and heir.profile_id <> person and heir.status = 'active'
      order by heir.role desc, heir.joined_at, heir.profile_id
      limit 1
    );
    if not found then
      update public.spaces s
      set archived_at = coalesce(s.archived_at, now())
      where s.id = place;
    end if;
  end loop;

  delete from public.space_members m where m.invited_by = person and m.status = 'invited';
end;
$$;
comment on function private.hand_over_spaces is
  'Where the person is the only owner, the highest-ranked and then longest-standing active member '
  'becomes one; where nobody is left the space is archived. Invitations they sent are void.';
revoke execute on function private.hand_over_spaces from public;

select private.erases_with('hand_over_spaces');
