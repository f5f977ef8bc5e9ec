--                      anon     signed in   members of its space   whoever uploaded it
--   file_uploads       public   public      shared with it         own; edit the words
--   objects: avatars   public   public      public                 write in the folder <id>/ or <identity id>/
--   objects: files     public   public      shared with the space  own; upload, no overwriting
--
-- An object in `files` is read by whoever may read its row here. It goes by remove_upload(), which
-- also removes the row; what nobody registered is its owner's alone.
alter table public.file_uploads enable row level security;

grant select (
  id, space_id, bucket, path, content_type, size, title, description, visibility, resource_type,
  resource_id, created_at
) on public.file_uploads to anon, authenticated;
grant update (title, description) on public.file_uploads to authenticated;
grant select on public.file_uploads to service_role;

create policy file_uploads_select_anon on public.file_uploads
  for select to anon
  using (visibility = 'public');

create policy file_uploads_select_signed_in on public.file_uploads
  for select to authenticated
  using (
    visibility = 'public'
    or profile_id = (select auth.uid())
    or coalesce(visibility = 'space' and (select private.my_spaces()) @> space_id, false)
  );

create policy file_uploads_update_self on public.file_uploads
  for update to authenticated
  using (profile_id = (select auth.uid()));

create function private.my_folder()
returns text
language plpgsql stable parallel safe security definer set search_path = ''
as $$
begin
  return (
    select p.id::text
    from public.profiles p
    where p.id = (select auth.uid()) and p.erased_at is null
  );
end;
$$;
comment on function private.my_folder is
  'For the policies of Storage: the caller''s id, null once they are erased.';
revoke execute on function private.my_folder from public;
grant execute on function private.my_folder to authenticated;

-- Whoever appears under another name has a picture that does not lie under their own id.
create function private.my_avatar_folders()
returns text[]
language plpgsql stable parallel safe security definer set search_path = ''
as $$
declare
  person uuid := private.my_profile_id();
begin
  return array(
    select person::text where person is not null
    union all
    select o.identity_id::text from private.identity_owners o where o.profile_id = person
  );
end;
$$;
comment on function private.my_avatar_folders is
  'For the policies of Storage: the caller''s id and the ids of their identities, none once they are '
  'erased.';
revoke execute on function private.my_avatar_folders from public;
grant execute on function private.my_avatar_folders to authenticated;

create policy objects_select_avatars on storage.objects
  for select to authenticated
  using (
    bucket_id = 'avatars' and split_part(name, '/', 1) = any ((select private.my_avatar_folders())::text[])
  );

create policy objects_insert_avatars on storage.objects
  for insert to authenticated
  with check (
    bucket_id = 'avatars' and name ~ '^[0-9a-f-]{36}/[^/[:cntrl:]]{1,200}$'
    and split_part(name, '/', 1) = any ((select private.my_avatar_folders())::text[])
  );

create policy objects_update_avatars on storage.objects
  for update to authenticated
  using (
    bucket_id = 'avatars' and split_part(name, '/', 1) = any ((select private.my_avatar_folders())::text[])
  );

create policy objects_delete_avatars on storage.objects
  for delete to authenticated
  using (
    bucket_id = 'avatars' and split_part(name, '/', 1) = any ((select private.my_avatar_folders())::text[])
  );

-- The one look at another table for each row: Storage asks for an object by its name, and the row is
-- found by its key, through its own policies.
create policy objects_select_files on storage.objects
  for select to authenticated
  using (
    bucket_id = 'files' and (
      owner_id = (select private.my_folder())
      or exists (select from public.file_uploads f where f.bucket = 'files' and f.path = name)
    )
  );

create policy objects_select_public_files on storage.objects
  for select to anon
  using (
    bucket_id = 'files'
    and exists (select from public.file_uploads f where f.bucket = 'files' and f.path = name)
  );

create policy objects_insert_files on storage.objects
  for insert to authenticated
  with check (
    bucket_id = 'files' and (select private.my_folder()) is not null
    and name ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/[^/[:cntrl:]]{1,200}$'
    and split_part(name, '/', 1) <> (select private.my_folder())
  );
