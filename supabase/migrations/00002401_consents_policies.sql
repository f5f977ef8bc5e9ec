--                      anon   signed in   service
--   consent_purposes   read   read        read, edit
--   consents            -     read own    read
--
-- Consents are written by commands alone, whoever asks.

-- For policies that let people write about themselves: a token outlives its account by up to an
-- hour, and what is written after the erasure would stay.
create function private.my_profile_id()
returns uuid
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return (
    select p.id from public.profiles p where p.id = (select auth.uid()) and p.erased_at is null
  );
end;
$$;
comment on function private.my_profile_id is
  'For policies: the caller, unless nobody is signed in or the person was erased.';
revoke execute on function private.my_profile_id from public;
grant execute on function private.my_profile_id to authenticated;

alter table public.consent_purposes enable row level security;
alter table public.consents enable row level security;

grant select on public.consent_purposes to anon, authenticated;
grant select, insert, update on public.consent_purposes to service_role;
grant select on public.consents to authenticated, service_role;

create policy consent_purposes_select_all on public.consent_purposes
  for select to anon, authenticated
  using (true);

create policy consents_select_self on public.consents
  for select to authenticated
  using (profile_id = (select auth.uid()));
