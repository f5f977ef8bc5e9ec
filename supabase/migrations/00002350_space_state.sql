-- What a client remembers for a person in a space: the tab they left open, the tour they have seen.
create table public.space_state (
  space_id   uuid not null,
  profile_id uuid not null default auth.uid(),
  key        text not null,
  value      jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),

  primary key (space_id, profile_id, key),
  -- To the membership, not to the person: it goes when they leave, and waits out a ban.
  constraint space_state_space_id_profile_id_fkey foreign key (space_id, profile_id)
    references public.space_members on delete cascade,
  constraint space_state_key_format check (key ~ '^[a-z0-9][a-z0-9_.:-]{0,63}$'),
  constraint space_state_value_at_most_16_kb check (octet_length(value::text) <= 16384)
);
comment on table public.space_state is
  'A member''s own key-value state in a space, at most 100 keys; nobody else reads it. Deleted with '
  'the membership.';

create index space_state_profile_id_idx on public.space_state (profile_id, space_id);

create trigger space_state_before_update_set_updated_at
  before update on public.space_state
  for each row execute function extensions.moddatetime(updated_at);

-- After the row, when the policies have let it through. The membership is locked, so that keys
-- written at the same time count each other.
create function private.limit_space_state()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform m.status
  from public.space_members m
  where m.space_id = new.space_id and m.profile_id = new.profile_id
  for no key update;
  if (
    select count(*)
    from public.space_state s
    where s.space_id = new.space_id and s.profile_id = new.profile_id
  ) > 100 then
    perform private.fail(409, 'too_many_keys', 'There are 100 keys here. Delete one first.');
  end if;
  return null;
end;
$$;
comment on function private.limit_space_state is
  'A member keeps at most 100 keys in a space. Errors: 409 too_many_keys.';
revoke execute on function private.limit_space_state from public;

create trigger space_state_after_insert_limit
  after insert on public.space_state
  for each row execute function private.limit_space_state();
create trigger space_state_after_update_limit
  after update of space_id on public.space_state
  for each row when (new.space_id <> old.space_id)
  execute function private.limit_space_state();

create function private.set_space_state(space uuid, key text, value jsonb)
returns public.space_state
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  place public.spaces;
  state public.space_state;
begin
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, person, 'member') then
    perform private.fail(403, 'member_required', 'Join this space first.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;

  if value is null or value = 'null' then
    delete from public.space_state s
    where s.space_id = space and s.profile_id = person and s.key = set_space_state.key
    returning s.* into state;
  else
    insert into public.space_state (space_id, profile_id, key, value)
    values (space, person, set_space_state.key, set_space_state.value)
    on conflict on constraint space_state_pkey do update set value = excluded.value
    returning * into state;
  end if;
  return state;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.set_space_state(space uuid, key text, value jsonb)
returns public.space_state
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_space_state(space, key, value);
end;
comment on function public.set_space_state is
  'Remembers a value of at most 16 KB under a key, for the caller in this space; null forgets it. '
  'Returns what is, or was, remembered. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required, 409 space_archived, 409 too_many_keys; 23514 for a key of other than '
  '1 to 64 of a-z, 0-9, _, ., : and -.';

revoke execute on function private.set_space_state, public.set_space_state from public;
grant execute on function private.set_space_state, public.set_space_state to authenticated;

-- A notebook that its person writes in all the time: not traced.
select private.holds_personal_data(
  'public.space_state', 'profile_id', 'delete', is_traced => false);
