-- Files that people bring. The bytes and their sizes are Storage's; what a file is called, what it
-- belongs to and who may read it is said here, and the policies of Storage ask here.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('avatars', 'avatars', true, 2_097_152, '{image/png,image/jpeg,image/webp,image/gif,image/avif}'),
  ('files', 'files', false, 52_428_800, null)
on conflict (id) do update
set public = excluded.public, file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create type public.file_visibility as enum ('private', 'space', 'public');
comment on type public.file_visibility is
  'private: whoever uploaded it; space: the members of its space; public: everybody.';

create table public.file_uploads (
  id            uuid primary key default gen_random_uuid(),
  profile_id    uuid not null,
  space_id      uuid,
  bucket        text not null,
  path          text not null,
  content_type  text not null,
  size          bigint not null,
  title         text not null,
  description   text not null,
  visibility    public.file_visibility not null,
  resource_type text,
  resource_id   uuid,
  created_at    timestamptz not null default now(),

  constraint file_uploads_bucket_path_key unique (bucket, path),
  constraint file_uploads_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint file_uploads_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint file_uploads_bucket_known check (bucket in ('avatars', 'files')),
  constraint file_uploads_size_not_negative check (size >= 0),
  constraint file_uploads_title_at_most_200 check (char_length(title) <= 200),
  constraint file_uploads_title_one_line check (title !~ '[[:cntrl:]]'),
  constraint file_uploads_description_at_most_2000 check (char_length(description) <= 2000),
  constraint file_uploads_shared_in_a_space check (visibility <> 'space' or space_id is not null),
  constraint file_uploads_resource_whole check (num_nulls(resource_type, resource_id) in (0, 2)),
  constraint file_uploads_resource_type_format check (resource_type ~ '^[a-z][a-z_]{1,62}$')
);
comment on table public.file_uploads is
  'What is known of an uploaded file. Written by register_upload(); my_uploads() lists one''s own.';
comment on column public.file_uploads.profile_id is
  'Who uploaded it. Not for clients: in a space they may be known by another name.';
comment on column public.file_uploads.path is
  'In its bucket. In `files` its folder is drawn at random, and says nothing of a person.';
comment on column public.file_uploads.content_type is 'As Storage keeps it, like size (bytes).';
comment on column public.file_uploads.resource_type is 'What it belongs to, with resource_id.';

create index file_uploads_profile_id_idx
  on public.file_uploads (profile_id, created_at desc, id desc);
create index file_uploads_space_id_idx on public.file_uploads (space_id, created_at desc, id desc);
create index file_uploads_created_at_idx on public.file_uploads (created_at desc, id desc)
  where visibility = 'public';
create index file_uploads_resource_type_idx on public.file_uploads (resource_type, resource_id)
  where resource_id is not null;

-- Server only. SQL cannot delete stored objects, so that the function `erasures` does.
create table private.file_removals (
  bucket       text not null,
  path         text not null,
  requested_at timestamptz not null default now(),

  primary key (bucket, path)
);
comment on table private.file_removals is
  'Stored objects to be removed. An object written after the request is another one, and stays; '
  'requested at infinity: whatever is there.';

create index file_removals_requested_at_idx on private.file_removals (requested_at, bucket, path);

select private.holds_personal_data('public.file_uploads', 'profile_id', 'delete');
