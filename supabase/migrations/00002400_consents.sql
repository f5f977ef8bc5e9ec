-- What people agreed to. A consent is explicit, bound to a purpose and a scope, and ends by itself;
-- whatever reads about a person for such a purpose asks private.consents_to first. Rows are the
-- evidence: one may turn from live to revoked, once, and nothing else about it ever changes.
create type public.consent_level as enum ('whisper', 'echo', 'anchor', 'bloom');
comment on type public.consent_level is
  'How long what is read may stay, least first. whisper: use it and keep nothing; echo: keep it '
  'while the task lasts; anchor: store it; bloom: pass it on.';

create table public.consent_purposes (
  key           text primary key,
  description   text not null,
  default_days  integer not null,
  default_level public.consent_level,
  is_active     boolean not null default true,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),

  constraint consent_purposes_key_format check (key ~ '^[a-z][a-z_]{1,38}[a-z]$'),
  constraint consent_purposes_description_1_to_300 check (
    btrim(description) <> '' and char_length(description) <= 300
  ),
  constraint consent_purposes_default_days_within_bounds check (default_days between 1 and 1095)
);
comment on table public.consent_purposes is
  'What a person can consent to. Switching one off ends every consent to it at once.';
comment on column public.consent_purposes.default_days is 'Term of a consent that names none.';
comment on column public.consent_purposes.default_level is
  'Level of a consent that names none; null where levels mean nothing.';

create trigger consent_purposes_before_update_set_updated_at
  before update on public.consent_purposes
  for each row execute function extensions.moddatetime(updated_at);

insert into public.consent_purposes (key, description, default_days, default_level) values
  ('matching', 'Compare my values with those of others who consent, and show both of us in words what fits.', 180, null),
  ('trait_sharing', 'Show my traits to others.', 180, 'echo'),
  ('ai_interpretation', 'Let an AI read and interpret what I wrote here.', 90, 'whisper'),
  ('visibility', 'List me in directories and search results.', 365, null),
  ('analytics', 'Count what I do, together with what others do.', 365, null),
  ('research', 'Use what I did here in studies, without my name.', 365, 'anchor'),
  ('fork', 'Let others build on what I wrote, with attribution.', 90, 'anchor'),
  ('merge', 'Merge what I wrote with the work of others.', 90, 'anchor'),
  ('messaging', 'Let people I am not connected with write to me.', 365, null);

create table public.consents (
  id             uuid primary key default gen_random_uuid(),
  profile_id     uuid not null,
  purpose        text not null,
  space_id       uuid,
  counterpart_id uuid,
  level          public.consent_level,
  granted_at     timestamptz not null default clock_timestamp(),
  expires_at     timestamptz not null,
  revoked_at     timestamptz,
  replaced_by    uuid,

  -- The evidence outlives the account: erasing a person keeps their blank profile.
  constraint consents_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint consents_purpose_fkey foreign key (purpose)
    references public.consent_purposes on delete restrict,
  constraint consents_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint consents_counterpart_id_fkey foreign key (counterpart_id)
    references public.profiles on delete restrict,
  -- The row that is replaced is revoked before the one that replaces it can be there.
  constraint consents_replaced_by_fkey foreign key (replaced_by)
    references public.consents on delete restrict deferrable initially deferred,
  constraint consents_scope_is_one check (num_nonnulls(space_id, counterpart_id) <= 1),
  constraint consents_not_towards_oneself check (counterpart_id <> profile_id),
  constraint consents_expire check (expires_at > granted_at),
  constraint consents_revoked_after_granted check (revoked_at >= granted_at),
  constraint consents_replaced_is_revoked check (replaced_by is null or revoked_at is not null)
);
comment on table public.consents is
  'Every consent a person gave: to one purpose, everywhere, in one space or towards one person. '
  'Append-only; written by grant_consent and revoke_consent.';
comment on column public.consents.space_id is 'Only there. With counterpart_id null: everywhere.';
comment on column public.consents.counterpart_id is 'Only towards this person.';
comment on column public.consents.revoked_at is 'Taken back, or replaced by a newer consent.';

-- Live or expired, but the only one of its scope: a renewal replaces it.
create unique index consents_standing_key
  on public.consents (profile_id, purpose, space_id, counterpart_id) nulls not distinct
  where revoked_at is null;
create index consents_profile_id_idx on public.consents (profile_id, granted_at desc, id desc);
create index consents_purpose_idx on public.consents (purpose);
create index consents_space_id_idx on public.consents (space_id) where space_id is not null;
create index consents_counterpart_id_idx on public.consents (counterpart_id)
  where counterpart_id is not null;
create index consents_replaced_by_idx on public.consents (replaced_by)
  where replaced_by is not null;

create function private.guard_consent()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Details may hold a person's own words, which go with the person.
  if tg_op = 'UPDATE'
    and to_jsonb(new) - '{revoked_at,replaced_by,details}'::text[]
      = to_jsonb(old) - '{revoked_at,replaced_by,details}'::text[]
    and (
      (old.revoked_at is null and new.revoked_at is not null)
      or (new.revoked_at = old.revoked_at and new.replaced_by is not distinct from old.replaced_by)
    )
    and (
      to_jsonb(new) -> 'details' is not distinct from to_jsonb(old) -> 'details'
      or (
        to_jsonb(new) -> 'details' = '{}'
        and private.is_erased(old.profile_id)
      )
    )
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', format(
    'Rows of %s stay as written; they can be revoked once.', tg_table_name));
end;
$$;
comment on function private.guard_consent is
  'Lets a consent turn from live to revoked, once. Errors: 409 append_only, for every role.';
revoke execute on function private.guard_consent from public;

create trigger consents_before_change_guard
  before update or delete on public.consents
  for each row execute function private.guard_consent();

create trigger consents_before_truncate_refuse
  before truncate on public.consents
  for each statement execute function private.guard_consent();

-- A consent ends with the person who gave it, and with the one it was given to.
create function private.end_consents(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.consents c set revoked_at = clock_timestamp()
  where (c.profile_id = person or c.counterpart_id = person) and c.revoked_at is null;
end;
comment on function private.end_consents is 'Revokes the consents of a person who is erased.';
revoke execute on function private.end_consents from public;
select private.erases_with('end_consents');

-- Only what the blocker gave: what the blocked gave would tell them.
create function private.end_consents_towards_blocked()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.consents c set revoked_at = clock_timestamp()
  where c.profile_id = new.blocker_id and c.counterpart_id = new.blocked_id
    and c.revoked_at is null;
  return null;
end;
$$;
comment on function private.end_consents_towards_blocked is
  'Revokes what the blocker consented to towards the blocked.';
revoke execute on function private.end_consents_towards_blocked from public;

create trigger blocks_after_insert_end_consents
  after insert on public.blocks
  for each row execute function private.end_consents_towards_blocked();

create function private.consents_to(
  person      uuid,
  purpose     text,
  space       uuid default null,
  counterpart uuid default null,
  at_least    public.consent_level default null
)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from public.consents c
    join public.consent_purposes p on p.key = c.purpose
    where c.profile_id = person and c.purpose = consents_to.purpose
      and c.revoked_at is null and c.expires_at > now() and p.is_active
      and (
        (c.space_id is null and c.counterpart_id is null)
        or c.space_id = space or c.counterpart_id = counterpart
      )
      and (at_least is null or c.level >= at_least)
  );
end;
comment on function private.consents_to is
  'Does this person consent to the purpose now, everywhere or in this space or towards this person?';
revoke execute on function private.consents_to from public;
grant execute on function private.consents_to to service_role;

select private.holds_personal_data('public.consents', 'profile_id', 'keep');
select private.holds_personal_data('public.consents', 'counterpart_id', 'keep', false);
