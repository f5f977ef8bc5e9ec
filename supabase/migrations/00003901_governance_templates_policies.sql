--                                anon   signed in   member   organizer
--   everybody's templates        read   read        read     read
--   a space's own                -      -           read     read, write
--
-- Organizers by permission: governance_templates.edit. Nobody writes anything in an archived space;
-- everybody's come with migrations and from the service role.
alter table public.governance_templates enable row level security;

grant select on public.governance_templates to anon, authenticated;
grant
  insert (space_id, code, name, description, deliberation_days, voting_days, quorum_bps,
    threshold_bps, strong_consensus_bps),
  update (name, description, deliberation_days, voting_days, quorum_bps, threshold_bps,
    strong_consensus_bps),
  delete
  on public.governance_templates to authenticated;
grant select, insert, update, delete on public.governance_templates to service_role;

create policy governance_templates_select_anon on public.governance_templates
  for select to anon
  using (space_id is null);

create policy governance_templates_select_signed_in on public.governance_templates
  for select to authenticated
  using (space_id is null or (select private.my_spaces()) @> space_id);

create policy governance_templates_insert_organizer on public.governance_templates
  for insert to authenticated
  with check (
    space_id = any ((select private.my_space_ids_with('governance_templates.edit'))::uuid[])
  );

create policy governance_templates_update_organizer on public.governance_templates
  for update to authenticated
  using (
    space_id = any ((select private.my_space_ids_with('governance_templates.edit'))::uuid[])
  );

create policy governance_templates_delete_organizer on public.governance_templates
  for delete to authenticated
  using (
    space_id = any ((select private.my_space_ids_with('governance_templates.edit'))::uuid[])
  );
