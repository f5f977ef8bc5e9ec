-- Making, showing and redeeming codes. A code that does not exist is answered, not raised: raising
-- would undo the count of guesses.

create function private.new_invite_code()
returns text
language sql volatile security invoker set search_path = ''
begin atomic
  select string_agg(
    -- 32 digits: the low 5 bits of each byte choose one evenly.
    substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (get_byte(bytes, place) & 31) + 1, 1)
      || case when place in (3, 7) then '-' else '' end,
    '' order by place
  )
  from extensions.gen_random_bytes(12) as bytes, generate_series(0, 11) as place;
end;

create function private.plain_invite_code(code text)
returns text
language sql immutable security invoker set search_path = ''
begin atomic
  select regexp_replace(
    regexp_replace(translate(upper(left(code, 60)), 'ILO', '110'), '[^0-9A-Z]', '', 'g'),
    '^(.{4})(.{4})(.{4})$', '\1-\2-\3'
  );
end;
comment on function private.plain_invite_code is
  'A code as it is stored, from what a person typed: case, dashes, spaces, and I, L and O for the '
  'digits they look like do not matter.';

create function private.create_invite_code(
  space       uuid,
  role        public.space_role,
  max_uses    integer,
  expires_at  timestamptz,
  email       text,
  note        text,
  request_key uuid
)
returns public.invite_codes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  inviter uuid := private.caller_id();
  rank public.space_role := private.rank_to_decide(space, 'member');
  made public.invite_codes;
begin
  if not private.has_permission(space, inviter, 'invitations.create') then
    perform private.fail(403, 'organizer_required', 'Ask an organizer here to invite them.');
  elsif create_invite_code.role >= rank then
    perform private.fail(403, 'rank_too_high', 'Give a rank below your own.');
  end if;

  insert into public.invite_codes
    (space_id, code, role, max_uses, expires_at, email, note, request_key, created_by)
  values (
    space, private.new_invite_code(), create_invite_code.role, create_invite_code.max_uses,
    create_invite_code.expires_at, nullif(lower(btrim(create_invite_code.email)), ''),
    btrim(create_invite_code.note), create_invite_code.request_key, inviter
  )
  on conflict on constraint invite_codes_created_by_request_key_key do nothing
  returning * into made;
  if found then
    return made;
  end if;

  select c.* into made
  from public.invite_codes c
  where c.created_by = inviter and c.request_key = create_invite_code.request_key;
  if (made.space_id, made.role, made.max_uses)
    is distinct from (space, create_invite_code.role, create_invite_code.max_uses)
  then
    perform private.fail(409, 'request_key_reused', 'This key made another code. Use a new key.');
  end if;
  return made;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.revoke_invite_code(id uuid)
returns public.invite_codes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  place public.spaces;
  found_code public.invite_codes;
begin
  select s.* into place
  from public.spaces s
  join public.invite_codes c on c.space_id = s.id
  where c.id = revoke_invite_code.id
  for share of s;
  select c.* into found_code
  from public.invite_codes c
  where c.id = revoke_invite_code.id
  for update;

  if not exists (
    select from public.space_members m
    where m.space_id = found_code.space_id and m.profile_id = person and m.status = 'active'
      and (m.role >= 'organizer' and m.role > found_code.role or found_code.created_by = person)
  ) then
    perform private.fail(404, 'code_not_found', 'There is no such code that you may revoke.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;

  update public.invite_codes c
  set revoked_at = coalesce(c.revoked_at, now())
  where c.id = found_code.id
  returning c.* into found_code;
  return found_code;
end;
$$;

create function private.find_invite_code(code text, person uuid)
returns public.invite_codes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  guessed integer;
  found_code public.invite_codes;
begin
  -- Counted before looking: guesses made at once wait for each other here, and in a transaction
  -- that may not write every code answers alike.
  insert into private.invite_guesses as g (profile_id) values (person)
  on conflict on constraint invite_guesses_pkey do update
  set guesses = case when g.since < now() - interval '1 hour' then 1 else g.guesses + 1 end,
    since = case when g.since < now() - interval '1 hour' then now() else g.since end
  returning g.guesses into guessed;
  if guessed > 10 then
    perform private.fail(429, 'too_many_attempts', 'Too many wrong codes. Try again in an hour.');
  end if;

  select c.* into found_code
  from public.invite_codes c
  where c.code = private.plain_invite_code(find_invite_code.code)
    and (
      c.email is null
      or c.email = (
        select lower(u.email)
        from auth.users u
        where u.id = person and u.email_confirmed_at is not null
      )
    );
  if found then
    update private.invite_guesses g set guesses = g.guesses - 1 where g.profile_id = person;
  end if;
  return found_code;
end;
$$;
comment on function private.find_invite_code is
  'The code, if it exists and is not bound to somebody else''s e-mail; else null, and the guess '
  'counts: ten an hour. Errors: 429 too_many_attempts.';

-- What private.fail would send, without undoing what was written.
create function private.code_not_found()
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('response.status', '404', true);
  return '{
    "code": "PT404", "hint": "code_not_found", "details": null,
    "message": "There is no such code. Check each letter, and that your e-mail is confirmed."
  }';
end;
$$;

create function private.check_invite_code(code public.invite_codes, person uuid)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if exists (
    select from public.space_members m
    where m.space_id = code.space_id and m.profile_id = person and m.status = 'banned'
  ) then
    perform private.fail(403, 'banned', 'You are banned here. Ask a moderator of the space.');
  elsif exists (
    select from public.spaces s where s.id = code.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif code.revoked_at is not null then
    perform private.fail(410, 'code_revoked', 'This code was withdrawn. Ask for a new one.');
  elsif code.expires_at <= now() then
    perform private.fail(410, 'code_expired', 'This code has expired. Ask for a new one.');
  elsif code.uses >= code.max_uses then
    perform private.fail(409, 'code_used_up', 'This code has been used. Ask for a new one.');
  end if;
end;
$$;
comment on function private.check_invite_code is
  'Refuses a code that admits nobody, or not this person. Errors: 403 banned, 409 space_archived, '
  '410 code_revoked, 410 code_expired, 409 code_used_up.';

create function private.preview_invite_code(code text)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  found_code public.invite_codes := private.find_invite_code(code, person);
begin
  if found_code.id is null then
    return private.code_not_found();
  end if;
  perform private.check_invite_code(found_code, person);
  return (
    select jsonb_build_object('space', s.name, 'role', found_code.role)
    from public.spaces s
    where s.id = found_code.space_id
  );
end;
$$;

create function private.redeem_invite_code(code text)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.caller_id();
  found_code public.invite_codes := private.find_invite_code(code, person);
  member public.space_members;
begin
  if found_code.id is null then
    return private.code_not_found();
  end if;

  -- The space first, as everywhere; then the code, so that its last use has one taker.
  perform s.id from public.spaces s where s.id = found_code.space_id for share;
  select c.* into found_code from public.invite_codes c where c.id = found_code.id for update;
  if not found then
    return private.code_not_found();
  end if;

  select m.* into member
  from public.space_members m
  where m.space_id = found_code.space_id and m.profile_id = person;
  if member.status = 'active' then
    return to_jsonb(private.as_told(member));
  end if;
  perform private.check_invite_code(found_code, person);

  insert into public.invite_redemptions (code_id, profile_id, space_id)
  values (found_code.id, person, found_code.space_id)
  on conflict on constraint invite_redemptions_pkey do nothing;
  if not found then
    perform private.fail(409, 'code_used_up', 'You have used this code. Ask for a new one.');
  end if;
  update public.invite_codes c
  set uses = c.uses + 1, email = null
  where c.id = found_code.id;
  member := private.admit(found_code.space_id, person, found_code.role, found_code.created_by);
  -- Both read a referral: it would say who is behind the name of whoever is not public here.
  if member.confidentiality = 'public' and exists (
    select from public.space_members m
    where m.space_id = found_code.space_id and m.profile_id = found_code.created_by
      and m.status = 'active' and m.confidentiality = 'public'
  ) then
    perform private.record_referral(person, found_code.created_by, 'invite_code');
  end if;
  return to_jsonb(private.as_told(member));
end;
$$;

-- Doors: what a client calls.

create function public.create_invite_code(
  space       uuid,
  role        public.space_role default 'member',
  max_uses    integer default 1,
  expires_at  timestamptz default now() + interval '14 days',
  email       text default null,
  note        text default '',
  request_key uuid default null
)
returns public.invite_codes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_invite_code(space, role, max_uses, expires_at, email, note, request_key);
end;
comment on function public.create_invite_code is
  'Makes a code that gives a rank below the caller''s own, at most admin. Expires in 14 days unless '
  'told otherwise (null: never). With a request_key, repeating the call gives the same code. Takes '
  'the permission invitations.create. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required, 403 organizer_required, 403 rank_too_high, '
  '409 space_archived, 409 request_key_reused; 23514 names the rule that a value breaks.';

create function public.revoke_invite_code(id uuid)
returns public.invite_codes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revoke_invite_code(id);
end;
comment on function public.revoke_invite_code is
  'Withdraws a code; who came in by it stays. For its creator and for organizers above the rank it '
  'gives. Repeating it changes nothing. Errors: 401 sign_in_required, 404 code_not_found, 409 space_archived.';

create function public.preview_invite_code(code text)
returns jsonb
language sql volatile security invoker set search_path = ''
begin atomic
  select private.preview_invite_code(code);
end;
comment on function public.preview_invite_code is
  'For a landing page: {"space": its name, "role": the rank} of a code that would admit the caller. '
  'Errors: as redeem_invite_code.';

create function public.redeem_invite_code(code text)
returns jsonb
language sql volatile security invoker set search_path = ''
begin atomic
  select private.redeem_invite_code(code);
end;
comment on function public.redeem_invite_code is
  'Makes the caller an active member in the rank the code gives, and returns the membership. A '
  'member gets theirs as it is and uses nothing up. A code bound to another e-mail, or to one not '
  'confirmed, answers like one that does not exist: with status 404 and a body like any refusal. '
  'Errors: 401 sign_in_required, 404 code_not_found, 429 too_many_attempts (ten wrong codes in an '
  'hour), 403 banned, 409 space_archived, 410 code_revoked, 410 code_expired, 409 code_used_up.';

revoke execute on function
  private.new_invite_code, private.plain_invite_code, private.create_invite_code,
  private.revoke_invite_code, private.find_invite_code, private.code_not_found,
  private.check_invite_code, private.preview_invite_code, private.redeem_invite_code,
  public.create_invite_code, public.revoke_invite_code, public.preview_invite_code,
  public.redeem_invite_code
from public;
grant execute on function
  private.create_invite_code, private.revoke_invite_code, private.preview_invite_code,
  private.redeem_invite_code,
  public.create_invite_code, public.revoke_invite_code, public.preview_invite_code,
  public.redeem_invite_code
to authenticated;
