-- Letting an AI do something, and stopping it. Locks the person as consents do.

create function private.grant_pci_consent(
  scope public.pci_scope, level public.consent_level, days integer, details jsonb
)
returns public.pci_consents
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.lock_caller();
  standing public.pci_consents;
  new_id uuid := gen_random_uuid();
  granted public.pci_consents;
  until timestamptz;
begin
  if coalesce(days, 0) not between 1 and 1095 then
    perform private.fail(422, 'invalid_consent', 'Choose a term of 1 to 1095 days.');
  end if;
  if not private.consents_to(person, 'ai_interpretation') then
    perform private.fail(403, 'consent_required', 'Consent to ai_interpretation first.');
  end if;

  until := clock_timestamp() + make_interval(days => days);
  select c.* into standing
  from public.pci_consents c
  where c.profile_id = person and c.scope = grant_pci_consent.scope and c.revoked_at is null;
  if standing.id is not null then
    if standing.expires_at > now() and standing.level = grant_pci_consent.level
      and standing.details = grant_pci_consent.details
      and abs(extract(epoch from until - standing.expires_at)) < 86400
    then
      return standing;
    end if;
    update public.pci_consents c set revoked_at = clock_timestamp(), replaced_by = new_id
    where c.id = standing.id;
  end if;
  insert into public.pci_consents (id, profile_id, scope, level, details, expires_at)
  values (
    new_id, person, grant_pci_consent.scope,
    grant_pci_consent.level, grant_pci_consent.details, until
  )
  returning * into granted;
  return granted;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.revoke_pci_consent(scope public.pci_scope)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid := private.lock_caller();
begin
  update public.pci_consents c set revoked_at = clock_timestamp()
  where c.profile_id = person and c.scope = revoke_pci_consent.scope and c.revoked_at is null;
end;
$$;

create function private.pci_profile_of(person uuid)
returns public.pci_profiles
language plpgsql volatile security definer set search_path = ''
as $$
declare
  profile public.pci_profiles;
begin
  if not private.pci_allows(person, 'calibration') then
    perform private.fail(403, 'consent_required', 'Ask this person to consent to calibration.');
  end if;
  select p.* into profile from public.pci_profiles p where p.profile_id = person;
  perform private.trace(person, 'pci_profiles', 'access',
    purpose => 'ai_interpretation', consent_id => (
      select c.id from public.pci_consents c
      where c.profile_id = person and c.scope = 'calibration' and c.revoked_at is null
    ));
  return profile;
end;
$$;

-- Doors: what a client calls.

create function public.grant_pci_consent(
  scope   public.pci_scope,
  level   public.consent_level default 'echo',
  days    integer default 90,
  details jsonb default '{}'
)
returns public.pci_consents
language sql volatile security invoker set search_path = ''
begin atomic
  select private.grant_pci_consent(scope, level, days, details);
end;
comment on function public.grant_pci_consent is
  'Lets an AI do one thing with the caller, for so many days. Again, it renews as grant_consent '
  'does. Revoking ai_interpretation suspends it. Errors: 401 sign_in_required, '
  '403 consent_required, 422 invalid_consent.';

create function public.revoke_pci_consent(scope public.pci_scope)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.revoke_pci_consent(scope);
end;
comment on function public.revoke_pci_consent is
  'Stops an AI from doing this with the caller, from the next statement on; repeating it changes '
  'nothing. Errors: 401 sign_in_required.';

create function public.pci_profile_of(person uuid)
returns public.pci_profiles
language sql volatile security invoker set search_path = ''
begin atomic
  select private.pci_profile_of(person);
end;
comment on function public.pci_profile_of is
  'For the server: how an AI should speak with this person, who finds the access among their traces. '
  'Errors: 403 consent_required, unless '
  'they consent to calibration.';

revoke execute on function
  private.grant_pci_consent, private.revoke_pci_consent, private.pci_profile_of,
  public.grant_pci_consent, public.revoke_pci_consent, public.pci_profile_of
from public;
grant execute on function
  private.grant_pci_consent, private.revoke_pci_consent,
  public.grant_pci_consent, public.revoke_pci_consent
to authenticated;
grant execute on function private.pci_profile_of, public.pci_profile_of to service_role;
