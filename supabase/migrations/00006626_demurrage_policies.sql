--                      anon   signed in            member         who has the token
--   demurrage_rules     -     the installation's   of the space   of the token
--
-- Nobody writes here directly: see the actions.
alter table public.demurrage_rules enable row level security;

grant select on public.demurrage_rules to authenticated, service_role;

create policy demurrage_rules_select_signed_in on public.demurrage_rules
  for select to authenticated
  using (
    space_id is null
    or (select private.my_spaces()) @> space_id
    or asset_id = any ((select private.my_asset_ids())::uuid[])
  );
