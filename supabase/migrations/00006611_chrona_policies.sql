--                  anon   who gave or received   who verifies hours   anybody else
--   hour_entries    -     read                   of the space         -
--
-- Nobody writes here directly: see the actions.
alter table public.hour_entries enable row level security;

grant select on public.hour_entries to authenticated, service_role;

create policy hour_entries_select_party on public.hour_entries
  for select to authenticated
  using (
    author_id = any ((select private.my_identity_ids())::uuid[])
    or receiver_id = any ((select private.my_identity_ids())::uuid[])
    or space_id = any ((select private.my_space_ids_with('hours.approve'))::uuid[])
  );
