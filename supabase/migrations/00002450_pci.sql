-- A person's interface to AI: how it should speak with them, and what it may do about them. The
-- general consent to ai_interpretation is the main switch; a scope here narrows what it opens.
create type public.pci_scope as enum (
  'calibration', 'interpretation', 'memory', 'suggestion', 'proxy', 'training'
);
comment on type public.pci_scope is
  'calibration: read how I like to be spoken to; interpretation: infer values and traits from what '
  'I wrote; memory: remember between sessions; suggestion: suggest people and things to me; proxy: '
  'speak in my place; training: learn from what I wrote.';

create table public.pci_profiles (
  profile_id              uuid primary key default auth.uid(),
  calibration             jsonb not null default '{}',
  interaction_preferences jsonb not null default '{}',
  created_at              timestamptz not null default now(),
  updated_at              timestamptz not null default now(),

  constraint pci_profiles_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint pci_profiles_calibration_is_object check (jsonb_typeof(calibration) = 'object'),
  constraint pci_profiles_calibration_at_most_16_kb check (
    octet_length(calibration::text) <= 16384
  ),
  constraint pci_profiles_preferences_is_object check (
    jsonb_typeof(interaction_preferences) = 'object'
  ),
  constraint pci_profiles_preferences_at_most_4_kb check (
    octet_length(interaction_preferences::text) <= 4096
  )
);
comment on table public.pci_profiles is
  'How an AI should speak with a person. Theirs alone: the server reads it with pci_profile_of.';
comment on column public.pci_profiles.calibration is 'What the AI is tuned to.';
comment on column public.pci_profiles.interaction_preferences is 'Tone, pace, language, …';

create trigger pci_profiles_before_update_set_updated_at
  before update on public.pci_profiles
  for each row execute function extensions.moddatetime(updated_at);

-- Of the person, not of the profile above: the evidence outlives it.
create table public.pci_consents (
  id          uuid primary key default gen_random_uuid(),
  profile_id  uuid not null,
  scope       public.pci_scope not null,
  level       public.consent_level not null,
  details     jsonb not null default '{}',
  granted_at  timestamptz not null default clock_timestamp(),
  expires_at  timestamptz not null,
  revoked_at  timestamptz,
  replaced_by uuid,

  constraint pci_consents_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint pci_consents_replaced_by_fkey foreign key (replaced_by)
    references public.pci_consents on delete restrict deferrable initially deferred,
  constraint pci_consents_details_is_object check (jsonb_typeof(details) = 'object'),
  constraint pci_consents_details_at_most_4_kb check (octet_length(details::text) <= 4096),
  constraint pci_consents_expire check (expires_at > granted_at),
  constraint pci_consents_revoked_after_granted check (revoked_at >= granted_at),
  constraint pci_consents_replaced_is_revoked check (replaced_by is null or revoked_at is not null)
);
comment on table public.pci_consents is
  'What an AI may do with a person, scope by scope. Append-only; written by grant_pci_consent and '
  'revoke_pci_consent.';
comment on column public.pci_consents.details is 'Which agent, for what; blanked with the person.';

create unique index pci_consents_standing_key on public.pci_consents (profile_id, scope)
  where revoked_at is null;
create index pci_consents_profile_id_idx
  on public.pci_consents (profile_id, granted_at desc, id desc);
create index pci_consents_replaced_by_idx on public.pci_consents (replaced_by)
  where replaced_by is not null;

create trigger pci_consents_before_change_guard
  before update or delete on public.pci_consents
  for each row execute function private.guard_consent();

create trigger pci_consents_before_truncate_refuse
  before truncate on public.pci_consents
  for each statement execute function private.guard_consent();

create function private.end_pci_consents(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.pci_consents c
  set revoked_at = coalesce(c.revoked_at, clock_timestamp()), details = '{}'
  where c.profile_id = person;
end;
comment on function private.end_pci_consents is
  'Revokes what a person who is erased let an AI do, and blanks its details.';
revoke execute on function private.end_pci_consents from public;
select private.erases_with('end_pci_consents');

create function private.pci_allows(
  person uuid, scope public.pci_scope, at_least public.consent_level default 'whisper'
)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select private.consents_to(person, 'ai_interpretation', at_least => at_least) and exists (
    select from public.pci_consents c
    where c.profile_id = person and c.scope = pci_allows.scope and c.level >= at_least
      and c.revoked_at is null and c.expires_at > now()
  );
end;
comment on function private.pci_allows is
  'May an AI do this with this person now? Takes the main switch and the scope, both at the level.';
revoke execute on function private.pci_allows from public;
grant execute on function private.pci_allows to service_role;

select private.holds_personal_data('public.pci_profiles', 'profile_id', 'delete');
select private.holds_personal_data('public.pci_consents', 'profile_id', 'keep');
