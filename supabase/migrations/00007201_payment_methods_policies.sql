--                     anon   whose it is   anybody else
--   payment_methods    -     read          -
--
-- Not for treasurers nor for admins. Nobody writes here directly: see the actions.
alter table public.payment_methods enable row level security;

grant select (
  id, provider, brand, last4, expires_on, is_default, created_at
) on public.payment_methods to authenticated;
grant select on public.payment_methods to service_role;

create policy payment_methods_select_own on public.payment_methods
  for select to authenticated
  using (profile_id = (select auth.uid()));
