-- The name a person is found by. A handle, once somebody's, is never anybody else's: whoever follows
-- an old one arrives at its person, and nobody can pretend to be who they were.
create table public.handle_history (
  handle     text primary key,
  profile_id uuid not null,
  used_from  timestamptz not null default now(),
  used_until timestamptz,

  constraint handle_history_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table public.handle_history is
  'Every handle a person ever had, the present one included. Written by profiles alone.';
comment on column public.handle_history.used_from is 'When they first took it.';
comment on column public.handle_history.used_until is
  'When they last gave it up; null while it is theirs.';

create index handle_history_profile_id_idx
  on public.handle_history (profile_id, used_from desc);

create table private.reserved_handles (
  handle text primary key,

  constraint reserved_handles_format check (handle ~ '^[a-z0-9]{3,30}$')
);
comment on table private.reserved_handles is
  'Handles no person may choose, written without underscores, which count for nothing here.';

insert into private.reserved_handles (handle) select unnest(array[
  'about', 'abuse', 'account', 'accounts', 'admin', 'administrator', 'admins', 'all', 'anon',
  'anonymous', 'anybody', 'anyone', 'api', 'app', 'auth', 'billing', 'bot', 'channel', 'contact',
  'deleted', 'everybody', 'everyone', 'explore', 'guest', 'help', 'here', 'home', 'hostmaster',
  'info', 'legal', 'login', 'logout', 'mail', 'member', 'members', 'mod', 'moderator',
  'moderators', 'news', 'nobody', 'noreply', 'null', 'official', 'owner', 'polity', 'postgres',
  'postmaster', 'press', 'privacy', 'profile', 'profiles', 'public', 'register', 'root', 'search',
  'security', 'self', 'service', 'settings', 'signin', 'signup', 'someone', 'space', 'spaces',
  'staff', 'status', 'superuser', 'support', 'sysadmin', 'system', 'team', 'terms', 'trust',
  'undefined', 'unknown', 'user', 'users', 'verified', 'webmaster', 'www'
]);

-- Erasure takes a person's history away; their handles must not come back as somebody else.
create table private.retired_handles (
  digest bytea primary key,

  constraint retired_handles_digest_32_bytes check (octet_length(digest) = 32)
);
comment on table private.retired_handles is
  'SHA-256 of handles whose person is gone. Nobody takes them again, and none says whose it was.';

create function private.handle_digest(handle text)
returns bytea
language sql immutable security invoker set search_path = ''
begin atomic
  select sha256(convert_to(handle, 'UTF8'));
end;

create function private.retire_handle()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.retired_handles (digest) values (private.handle_digest(old.handle))
  on conflict do nothing;
  return null;
end;
$$;
comment on function private.retire_handle is 'What leaves the history is nobody''s for ever.';

-- Before an update, so that of two people who want one handle the second waits here and is told so,
-- not by the key of profiles. After an insert, since the history refers to the profile.
create function private.claim_handle()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.handle_history h
  set used_until = now()
  where h.profile_id = new.id and h.used_until is null and h.handle is distinct from new.handle::text;

  if new.handle is not null then
    insert into public.handle_history as h (handle, profile_id)
    values (new.handle::text, new.id)
    on conflict on constraint handle_history_pkey do update
    set used_until = null
    where h.profile_id = excluded.profile_id;
    if not found or exists (
      select from private.retired_handles r
      where r.digest = private.handle_digest(new.handle::text)
    ) then
      perform private.fail(409, 'handle_taken', 'This handle is taken. Choose another.');
    end if;
  end if;
  return new;
end;
$$;
comment on function private.claim_handle is 'Errors: 409 handle_taken.';

create trigger profiles_after_insert_claim_handle
  after insert on public.profiles
  for each row when (new.handle is not null) execute function private.claim_handle();
create trigger profiles_before_update_claim_handle
  before update on public.profiles
  for each row when (new.handle is distinct from old.handle)
  execute function private.claim_handle();
create trigger handle_history_after_delete_retire
  after delete on public.handle_history
  for each row execute function private.retire_handle();

create function private.choose_handle(handle text)
returns public.profiles
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  -- Cut before it is looked up anywhere: what is too long stays too long.
  wanted text := coalesce(lower(btrim(left(choose_handle.handle, 100))), '');
  profile public.profiles;
begin
  select p.* into profile from public.profiles p where p.id = person for no key update;
  if profile.handle::text = wanted then
    return profile;
  elsif not exists (
    select from public.handle_history h where h.handle = wanted and h.profile_id = person
  ) then
    if exists (
      select from private.reserved_handles r where r.handle = replace(wanted, '_', '')
    ) then
      perform private.fail(409, 'handle_reserved', 'This handle is reserved. Choose another.');
    elsif 3 <= (
      select count(*)
      from public.handle_history h
      where h.profile_id = person and h.used_from > now() - interval '30 days'
    ) then
      perform private.fail(429, 'handle_changed_too_often',
        'You took three new handles in 30 days. Wait, or go back to one you had.');
    end if;
  end if;

  update public.profiles p set handle = wanted where p.id = person returning p.* into profile;
  return profile;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.handle_owner(handle text)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.caller_id();
  return (
    select h.profile_id
    from public.handle_history h
    where h.handle = lower(btrim(handle_owner.handle))
  );
end;
$$;
comment on function private.handle_owner is
  'Whose handle this is or was. Errors: 401 sign_in_required.';

create function private.found_profile(profile public.profiles)
returns public.profiles
language plpgsql stable security definer set search_path = ''
as $$
begin
  if profile.id is null then
    perform private.fail(404, 'person_not_found', 'Nobody has this handle.');
  end if;
  return profile;
end;
$$;
comment on function private.found_profile is 'Errors: 404 person_not_found.';

create function public.choose_handle(handle text)
returns public.profiles
language sql volatile security invoker set search_path = ''
begin atomic
  select private.choose_handle(handle);
end;
comment on function public.choose_handle is
  'Takes a handle: 3 to 30 of a-z, 0-9 and _, in any case. The former ones stay the caller''s, and '
  'going back to one is always possible; new ones at most three in 30 days. Repeating it changes '
  'nothing. Errors: 401 sign_in_required, 409 handle_taken, 409 handle_reserved, '
  '429 handle_changed_too_often; 23514 profiles_handle_format.';

-- The profile is read with the caller's own rights: where a policy hides it, nobody has the handle.
create function public.find_profile(handle text)
returns public.profiles
language sql stable security invoker set search_path = ''
begin atomic
  select private.found_profile((
    select p from public.profiles p where p.id = (select private.handle_owner(find_profile.handle))
  ));
end;
comment on function public.find_profile is
  'The person who has this handle or had it: where the answer''s handle differs, redirect. '
  'Errors: 401 sign_in_required, 404 person_not_found.';

revoke execute on function
  private.handle_digest, private.retire_handle, private.claim_handle, private.choose_handle,
  private.handle_owner, private.found_profile, public.choose_handle, public.find_profile
from public;
grant execute on function
  private.choose_handle, private.handle_owner, private.found_profile,
  public.choose_handle, public.find_profile
to authenticated;

-- A log itself.
select private.holds_personal_data(
  'public.handle_history', 'profile_id', 'delete', is_traced => false);
