--                         anon   signed in   space admin                      global admin
--   feature_flags          -       read      read                             read, switch
--   feature_dependencies   -       read      read                             read
--   space_features         -     own spaces  own spaces; write                own spaces
--   feature_flag_audit     -        -        what their space did             read
--
-- Admins by permission: features.edit in the installation, space_features.edit in a space. Flags and
-- what they require come with migrations and from the service role. Everybody asks
-- feature_enabled() and my_features().
alter table public.feature_flags enable row level security;
alter table public.feature_dependencies enable row level security;
alter table public.space_features enable row level security;
alter table public.feature_flag_audit enable row level security;

grant select on public.feature_flags, public.feature_dependencies, public.space_features,
  public.feature_flag_audit
to authenticated, service_role;
grant update (description, is_enabled, rollout_percent, is_space_tunable, is_public, config)
  on public.feature_flags to authenticated;
-- An upsert, as supabase-js sends it, sets the key's columns as well.
grant insert (space_id, flag, is_enabled), update (space_id, flag, is_enabled), delete
  on public.space_features to authenticated;
grant
  insert (key, description, is_enabled, rollout_percent, is_space_tunable, is_public, config),
  update (description, is_enabled, rollout_percent, is_space_tunable, is_public, config),
  delete
  on public.feature_flags to service_role;
grant insert, update, delete on public.space_features to service_role;
grant insert, delete on public.feature_dependencies to service_role;

create policy feature_flags_select_signed_in on public.feature_flags
  for select to authenticated
  using (true);

create policy feature_flags_update_admin on public.feature_flags
  for update to authenticated
  using ((select private.has_global_permission('features.edit')));

create policy feature_dependencies_select_signed_in on public.feature_dependencies
  for select to authenticated
  using (true);

create policy space_features_select_member on public.space_features
  for select to authenticated
  using ((select private.my_spaces()) @> space_id);

create policy space_features_insert_admin on public.space_features
  for insert to authenticated
  with check (
    space_id = any ((select private.my_space_ids_with('space_features.edit'))::uuid[])
  );

create policy space_features_update_admin on public.space_features
  for update to authenticated
  using (space_id = any ((select private.my_space_ids_with('space_features.edit'))::uuid[]));

create policy space_features_delete_admin on public.space_features
  for delete to authenticated
  using (space_id = any ((select private.my_space_ids_with('space_features.edit'))::uuid[]));

create policy feature_flag_audit_select_admin on public.feature_flag_audit
  for select to authenticated
  using (
    (select private.has_global_permission('features.edit'))
    or (select private.my_spaces('admin')) @> space_id
  );

revoke execute on function
  private.add_requirement, private.follow_feature_dependencies, private.check_space_feature,
  private.log_feature_change, private.declares_feature
from public;
