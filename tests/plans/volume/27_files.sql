insert into public.file_uploads (
  profile_id, space_id, bucket, path, content_type, size, title, description, visibility, created_at
)
select pg_temp.member(s.number, 1 + n % 3), pg_temp.id('b', s.number), 'files', 'folder/' || n,
  'text/plain', 100, 'File ' || n, '',
  (array['space', 'private', 'public'])[n % 3 + 1]::public.file_visibility,
  now() - n * interval '1 minute'
from generate_series(1, 20000) as n
cross join lateral (select case n % 3 when 0 then 20 else 1 + n % 2000 end as number) as s;
insert into public.file_uploads (
  profile_id, bucket, path, content_type, size, title, description, visibility, created_at
)
select pg_temp.id('a', 1 + n % 4000), 'files', 'own/' || n, 'text/plain', 100, 'File ' || n, '',
  'private', now() - n * interval '1 minute'
from generate_series(1, 8000) as n;
