-- An invitation to whoever holds it. A code is worth as much as the rank it gives, so it is too
-- long to be guessed, and dies with the rank of the person who made it.
create table public.invite_codes (
  id          uuid primary key default gen_random_uuid(),
  space_id    uuid not null,
  code        text not null,
  role        public.space_role not null default 'member',
  max_uses    integer not null default 1,
  uses        integer not null default 0,
  expires_at  timestamptz,
  email       text,
  note        text not null default '',
  request_key uuid,
  created_by  uuid,
  revoked_at  timestamptz,
  created_at  timestamptz not null default now(),

  constraint invite_codes_code_key unique (code),
  constraint invite_codes_created_by_request_key_key unique (created_by, request_key),
  constraint invite_codes_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint invite_codes_created_by_fkey foreign key (created_by)
    references public.profiles on delete set null,
  constraint invite_codes_code_format check (
    code ~ '^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$'
  ),
  constraint invite_codes_owners_are_made_by_hand check (role < 'owner'),
  constraint invite_codes_max_uses_1_to_10000 check (max_uses between 1 and 10000),
  constraint invite_codes_uses_at_most_max_uses check (uses between 0 and max_uses),
  constraint invite_codes_email_is_one_address check (
    email ~ '^[^@[:space:][:cntrl:]]{1,64}@[^@[:space:][:cntrl:]]{1,190}$'
  ),
  constraint invite_codes_email_lower_case check (email = lower(email)),
  constraint invite_codes_email_used_once check (email is null or max_uses = 1),
  constraint invite_codes_note_at_most_240 check (char_length(note) <= 240),
  constraint invite_codes_note_one_line check (note !~ '[[:cntrl:]]'),
  constraint invite_codes_expires_after_creation check (expires_at > created_at)
);
comment on table public.invite_codes is
  'Codes that make their redeemer an active member. Written by commands; read by organizers whose '
  'rank is above the one a code gives.';
comment on column public.invite_codes.code is
  '60 random bits in 12 digits and letters without I, L, O and U; case and dashes do not matter.';
comment on column public.invite_codes.email is
  'If set, only the person whose confirmed e-mail this is redeems it. Cleared by the redemption.';
comment on column public.invite_codes.note is 'For the organizers: whom it is for.';
comment on column public.invite_codes.request_key is
  'Chosen by the client: repeating a request gives the code it made before.';
comment on column public.invite_codes.revoked_at is
  'Set by revoke_invite_code, and when its creator no longer has the rank to make it.';

create index invite_codes_space_id_idx
  on public.invite_codes (space_id, created_at desc, id desc);
create index invite_codes_created_by_idx on public.invite_codes (created_by, space_id);

create table public.invite_redemptions (
  code_id     uuid not null,
  profile_id  uuid not null,
  space_id    uuid not null,
  redeemed_at timestamptz not null default now(),

  primary key (code_id, profile_id),
  constraint invite_redemptions_code_id_fkey foreign key (code_id)
    references public.invite_codes on delete cascade,
  constraint invite_redemptions_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint invite_redemptions_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade
);
comment on table public.invite_redemptions is
  'Who came in by which code, once for each person and code. Written by redeem_invite_code.';
comment on column public.invite_redemptions.space_id is 'The code''s.';

create index invite_redemptions_profile_id_idx
  on public.invite_redemptions (profile_id, redeemed_at desc, code_id);
create index invite_redemptions_space_id_idx
  on public.invite_redemptions (space_id, redeemed_at desc, profile_id);

create table private.invite_guesses (
  profile_id uuid primary key,
  since      timestamptz not null default now(),
  guesses    integer not null default 1,

  constraint invite_guesses_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade
);
comment on table private.invite_guesses is
  'How many codes that do not exist a person has tried in the hour that began at `since`.';

-- A code speaks for its creator: it gives what they may give. Once they may not, it is void for
-- good, or a second promotion would revive what everybody has forgotten.
create function private.void_codes()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.invite_codes c
  set revoked_at = now()
  where c.created_by = old.profile_id and c.space_id = old.space_id and c.revoked_at is null
    and not (
      private.has_permission(c.space_id, c.created_by, 'invitations.create')
      and exists (
        select from public.space_members m
        where m.space_id = c.space_id and m.profile_id = c.created_by
          and m.status = 'active' and m.role > c.role
      )
    );
  return null;
end;
$$;
comment on function private.void_codes is
  'Revokes the codes that their creator could no longer make: demoted, shut out or gone.';
revoke execute on function private.void_codes from public;

create trigger space_members_after_update_void_codes
  after update of role, status on public.space_members
  for each row
  when (old.status = 'active' and (new.role < old.role or new.status <> 'active'))
  execute function private.void_codes();
create trigger space_members_after_delete_void_codes
  after delete on public.space_members
  for each row when (old.status = 'active')
  execute function private.void_codes();

-- Kept, so that the membership's end finds the codes it voids, whatever erasure does first.
select private.holds_personal_data('public.invite_codes', 'created_by', 'keep');
select private.holds_personal_data('public.invite_redemptions', 'profile_id', 'delete');
select private.holds_personal_data('private.invite_guesses', 'profile_id', 'delete', false);
