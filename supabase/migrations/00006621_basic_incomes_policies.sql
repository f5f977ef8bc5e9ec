--                         anon   member   who views the treasury
--   basic_incomes          -     read     read
--   basic_income_rounds    -     -        read
--
-- Nobody writes here directly: see the actions.
alter table public.basic_incomes enable row level security;
alter table public.basic_income_rounds enable row level security;

grant select on public.basic_incomes, public.basic_income_rounds to authenticated, service_role;

create policy basic_incomes_select_member on public.basic_incomes
  for select to authenticated
  using ((select private.my_spaces()) @> space_id);

create policy basic_income_rounds_select_treasurer on public.basic_income_rounds
  for select to authenticated
  using (space_id = any ((select private.my_space_ids_with('treasury.view'))::uuid[]));
