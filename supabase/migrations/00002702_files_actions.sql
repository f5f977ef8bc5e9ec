-- Registering and removing files, and the way by which removed ones leave Storage.

create function private.register_upload(
  bucket        text,
  path          text,
  title         text,
  description   text,
  visibility    public.file_visibility,
  space         uuid,
  resource_type text,
  resource_id   uuid
)
returns public.file_uploads
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  object storage.objects;
  place public.spaces;
  upload public.file_uploads;
begin
  select o.* into object
  from storage.objects o
  where o.bucket_id = register_upload.bucket and o.name = register_upload.path
    and o.bucket_id in ('avatars', 'files')
    and coalesce(o.owner_id, o.owner::text) = person::text
    and not exists (
      select from private.file_removals r
      where r.bucket = o.bucket_id and r.path = o.name and r.requested_at >= o.updated_at
    );
  if object.id is null then
    perform private.fail(404, 'file_not_found', 'Upload the file first.');
  end if;

  if space is not null then
    select s.* into place from public.spaces s where s.id = space;
    if place.id is null or not private.knows_space(place, person) then
      perform private.fail(404, 'not_found', 'There is no such space.');
    elsif not private.has_space_role(space, person, 'member') then
      perform private.fail(403, 'member_required', 'Join the space first.');
    elsif place.archived_at is not null then
      perform private.fail(409, 'space_archived', 'This space is archived.');
    end if;
  elsif visibility = 'space' then
    perform private.fail(422, 'space_required', 'Name the space to share it with.');
  end if;

  insert into public.file_uploads (
    profile_id, space_id, bucket, path, content_type, size, title, description, visibility,
    resource_type, resource_id
  )
  values (
    person, space, object.bucket_id, object.name,
    coalesce(object.metadata ->> 'mimetype', 'application/octet-stream'),
    coalesce((object.metadata ->> 'size')::bigint, 0),
    btrim(register_upload.title), register_upload.description, register_upload.visibility,
    register_upload.resource_type, register_upload.resource_id
  )
  on conflict on constraint file_uploads_bucket_path_key do nothing
  returning * into upload;
  if found then
    return upload;
  end if;

  select f.* into upload
  from public.file_uploads f
  where f.bucket = object.bucket_id and f.path = object.name;
  if (upload.profile_id, upload.space_id, upload.visibility, upload.resource_type,
      upload.resource_id)
    is distinct from (person, space, register_upload.visibility, register_upload.resource_type,
      register_upload.resource_id)
  then
    perform private.fail(409, 'already_registered', 'This file is registered with other settings.');
  end if;
  return upload;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.remove_upload(upload uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  with gone as (
    delete from public.file_uploads f
    where f.id = upload and f.profile_id = person
    returning f.bucket, f.path
  )
  insert into private.file_removals (bucket, path)
  select g.bucket, g.path from gone g
  on conflict on constraint file_removals_pkey do nothing;
end;
$$;

create function private.my_uploads(before timestamptz, page integer)
returns setof public.file_uploads
language sql stable security definer set search_path = ''
begin atomic
  select f.*
  from public.file_uploads f
  where f.profile_id = (select auth.uid()) and f.created_at < coalesce(before, 'infinity')
  order by f.created_at desc, f.id desc
  limit least(page, 100);
end;

-- At once what is registered; in a sweep, when nobody waits, also what nobody registered: no index
-- leads from a person to their objects.
create function private.forget_files(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.file_removals (bucket, path, requested_at)
  select f.bucket, f.path, 'infinity'
  from public.file_uploads f
  where f.profile_id = person
  on conflict on constraint file_removals_pkey do update set requested_at = 'infinity';

  if exists (select from private.erasures e where e.profile_id = person) then
    insert into private.file_removals (bucket, path, requested_at)
    select o.bucket_id, o.name, 'infinity'
    from storage.objects o
    where o.bucket_id in ('avatars', 'files')
      and coalesce(o.owner_id, o.owner::text) = person::text
    on conflict on constraint file_removals_pkey do update set requested_at = 'infinity';
  end if;
end;
$$;
comment on function private.forget_files is 'Has an erased person''s stored objects removed.';
select private.erases_with('forget_files');

create function private.files_to_remove(page integer default 100)
returns table (bucket text, path text)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.file_removals r
  using storage.objects o
  where o.bucket_id = r.bucket and o.name = r.path and o.updated_at > r.requested_at;
  return query
    select r.bucket, r.path
    from private.file_removals r
    order by r.requested_at, r.bucket, r.path
    limit page;
end;
$$;
comment on function private.files_to_remove is
  'For the function `erasures`: the next objects, oldest request first.';

create function private.files_removed(bucket text, paths text[])
returns void
language sql volatile security definer set search_path = ''
begin atomic
  delete from private.file_removals r where r.bucket = files_removed.bucket and r.path = any (paths);
end;
comment on function private.files_removed is 'For the function `erasures`: these are gone.';

-- Where the project is and its secret key stand in Vault: a migration knows neither.
create function private.call_function(name text)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  project text := (
    select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'project_url');
  key text := (
    select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'secret_key');
begin
  if project is null or key is null then
    raise warning 'Vault lacks project_url or secret_key: the function % is not called.', name;
    return null;
  end if;
  return net.http_post(
    url => project || '/functions/v1/' || name,
    headers => jsonb_build_object('content-type', 'application/json', 'apikey', key),
    timeout_milliseconds => 60_000
  );
end;
$$;
comment on function private.call_function is
  'For schedules: posts to an edge function as the project itself, once the transaction commits.';

create function private.remove_files()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from private.file_removals) then
    perform private.call_function('erasures');
  end if;
end;
$$;
comment on function private.remove_files is
  'Calls the function that removes stored objects, where there are any to remove.';

select cron.schedule('remove-files', '* * * * *', 'select private.remove_files()');

create function public.register_upload(
  bucket        text,
  path          text,
  title         text default '',
  description   text default '',
  visibility    public.file_visibility default 'private',
  space         uuid default null,
  resource_type text default null,
  resource_id   uuid default null
)
returns public.file_uploads
language sql volatile security invoker set search_path = ''
begin atomic
  select private.register_upload(
    bucket, path, title, description, visibility, space, resource_type, resource_id);
end;
comment on function public.register_upload is
  'Says what an object is that the caller has uploaded, and who may read it; size and type are '
  'Storage''s. Repeating it changes nothing. Errors: 401 sign_in_required, 404 file_not_found, '
  '404 not_found (the space), 403 member_required, 409 space_archived, 422 space_required, '
  '409 already_registered; 23514 names the rule broken.';

create function public.remove_upload(upload uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.remove_upload(upload);
end;
comment on function public.remove_upload is
  'Removes a file of the caller: unreadable at once to others, gone from Storage within minutes. '
  'Without such a file it does nothing. Errors: 401 sign_in_required.';

create function public.my_uploads(before timestamptz default null, page integer default 50)
returns setof public.file_uploads
language sql stable security invoker set search_path = ''
begin atomic
  select private.my_uploads(before, page);
end;
comment on function public.my_uploads is
  'The caller''s files, newest first, older than `before`; at most 100.';

revoke execute on function
  private.register_upload, private.remove_upload, private.my_uploads, private.forget_files,
  private.files_to_remove, private.files_removed, private.call_function, private.remove_files,
  public.register_upload, public.remove_upload, public.my_uploads
from public;
grant execute on function
  private.register_upload, private.remove_upload, private.my_uploads, public.register_upload,
  public.remove_upload, public.my_uploads
to authenticated;
grant execute on function private.files_to_remove, private.files_removed to service_role;
