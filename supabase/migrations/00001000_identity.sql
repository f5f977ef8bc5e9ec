-- Who somebody is to the others. Credentials and e-mail stay in `auth`; nothing here identifies a
-- person beyond what they choose to show.
-- No foreign key to auth.users: the blank profile of an erased person outlives their account, and
-- deleting an account erases the person instead (users_before_delete_erase).
create table public.profiles (
  id             uuid primary key,
  handle         text,
  display_name   text not null default '',
  bio            text not null default '',
  avatar_path    text,
  website        text,
  location       text not null default '',
  locale         text not null default 'en',
  timezone       text not null default 'UTC',
  global_role    public.space_role not null default 'member',
  onboarded_at   timestamptz,
  last_active_at timestamptz,
  erased_at      timestamptz,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),

  -- Lower-case, and no citext: its comparison is not leakproof, so under row level security no
  -- filter on it could use the index.
  constraint profiles_handle_format check (handle ~ '^[a-z0-9_]{3,30}$'),
  constraint profiles_display_name_at_most_80 check (char_length(display_name) <= 80),
  constraint profiles_display_name_one_line check (display_name !~ '[[:cntrl:]]'),
  constraint profiles_bio_at_most_1000 check (char_length(bio) <= 1000),
  constraint profiles_avatar_in_own_folder check (
    starts_with(avatar_path, id::text || '/') and char_length(avatar_path) <= 300
  ),
  constraint profiles_website_is_a_link check (website ~ '^https?://[^[:space:]]{1,200}$'),
  constraint profiles_location_at_most_120 check (char_length(location) <= 120),
  constraint profiles_location_one_line check (location !~ '[[:cntrl:]]'),
  constraint profiles_locale_format check (locale ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$'),
  constraint profiles_timezone_known check (
    timezone ~ '^[A-Za-z0-9_+/-]{1,60}$' and timestamptz 'epoch' at time zone timezone is not null
  ),
  -- A space has an owner; the installation has admins.
  constraint profiles_global_role_not_owner check (global_role < 'owner'),
  constraint profiles_erased_is_blank check (
    erased_at is null
    or (handle is null and display_name = '' and bio = '' and avatar_path is null
        and website is null and location = '' and global_role = 'member')
  )
);
comment on table public.profiles is
  'One row for each person who signed up: what they show of themselves. Created by sign-up.';
comment on column public.profiles.handle is 'Chosen after sign-up; 3 to 30 of a-z, 0-9 and _.';
comment on column public.profiles.avatar_path is 'Object in the avatars bucket, in <id>/.';
comment on column public.profiles.timezone is 'IANA name.';
comment on column public.profiles.global_role is 'Rank in the installation, not in any space.';
comment on column public.profiles.erased_at is
  'Set when the person had their data erased; the blank row keeps what must outlive them anchored.';

-- Partial, so that it is no key in the eyes of Postgres: whoever refers to a person would wait for
-- their erasure to end otherwise, and sometimes it for them.
create unique index profiles_handle_key on public.profiles (handle) where handle is not null;

create trigger profiles_before_update_set_updated_at
  before update on public.profiles
  for each row execute function extensions.moddatetime(updated_at);

-- Metadata is whatever a client or an identity provider sent: only a string is a name, and no value
-- of it may break the profile's own rules, or a person could not sign up.
create function private.display_name_from(metadata jsonb)
returns text
language sql immutable security invoker set search_path = ''
begin atomic
  select coalesce(
    (
      select name.shown
      from (values (1, 'display_name'), (2, 'full_name'), (3, 'name')) as field (rank, key)
      cross join lateral (
        select btrim(left(btrim(
          regexp_replace(metadata ->> field.key, '[[:cntrl:][:space:]]+', ' ', 'g')
        ), 80))
      ) as name (shown)
      where jsonb_typeof(metadata -> field.key) = 'string' and name.shown <> ''
      order by field.rank
      limit 1
    ),
    ''
  );
end;
comment on function private.display_name_from is
  'The first usable name in sign-up metadata; empty when there is none.';
revoke execute on function private.display_name_from from public;

create function private.create_profile()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.profiles (id, display_name)
  values (new.id, private.display_name_from(new.raw_user_meta_data))
  on conflict on constraint profiles_pkey do nothing;
  return null;
end;
$$;
comment on function private.create_profile is 'Gives each new auth user a profile.';
revoke execute on function private.create_profile from public;

create trigger users_after_insert_create_profile
  after insert on auth.users
  for each row execute function private.create_profile();

-- People who signed up before this schema was installed.
insert into public.profiles (id, display_name)
select u.id, private.display_name_from(u.raw_user_meta_data)
from auth.users u;

-- Every command asks this first. A token outlives its account by up to an hour.
create function private.caller_id()
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select p.id into person
  from public.profiles p
  where p.id = (select auth.uid()) and p.erased_at is null;

  if not found then
    perform private.fail(401, 'sign_in_required', 'Sign in first.');
  end if;
  return person;
end;
$$;
comment on function private.caller_id is 'The caller''s profile. Errors: 401 sign_in_required.';
revoke execute on function private.caller_id from public;

create table public.blocks (
  blocker_id uuid not null,
  blocked_id uuid not null,
  created_at timestamptz not null default now(),

  primary key (blocker_id, blocked_id),
  constraint blocks_blocker_id_fkey foreign key (blocker_id)
    references public.profiles on delete cascade,
  constraint blocks_blocked_id_fkey foreign key (blocked_id)
    references public.profiles on delete cascade,
  constraint blocks_not_oneself check (blocker_id <> blocked_id)
);
comment on table public.blocks is
  'Who does not want to meet whom. Hides both from each other; only the blocker knows.';

create index blocks_blocker_id_idx on public.blocks (blocker_id, created_at desc);
create index blocks_blocked_id_idx on public.blocks (blocked_id) include (blocker_id);

create function private.knows_person(person uuid, asker uuid)
returns boolean
language sql stable security invoker set search_path = ''
begin atomic
  select exists (
    select from public.profiles p where p.id = person and p.erased_at is null
  ) and not exists (
    select from public.blocks b
    where (b.blocker_id = person and b.blocked_id = asker)
      or (b.blocker_id = asker and b.blocked_id = person)
  );
end;
comment on function private.knows_person is
  'For commands: may the asker learn that this person exists? Not once erased, nor across a block; '
  'answer 404 person_not_found then.';
revoke execute on function private.knows_person from public;
