-- What people put up: a file for the assembly, one for everybody, one of Esi's own. The rows are
-- Storage's and ours; their bytes are not part of a seed.
insert into storage.objects (bucket_id, name, owner, owner_id, metadata)
select 'files', folder || '/' || name, owner, owner,
  jsonb_build_object('size', size, 'mimetype', 'application/pdf')
from (values
  ('00000000-0000-4000-8007-000000000001', 'minutes-september.pdf', 1, 48213),
  ('00000000-0000-4000-8007-000000000002', 'flood-map.pdf', 5, 391845),
  ('00000000-0000-4000-8007-000000000003', 'gauge-readings.pdf', 5, 20770)
) as file (folder, name, person, size)
cross join lateral (
  select ('00000000-0000-4000-8000-' || lpad(file.person::text, 12, '0'))::uuid as owner
) as who;

do $$
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', true);
  perform public.register_upload(
    'files', '00000000-0000-4000-8007-000000000001/minutes-september.pdf', 'Minutes of September',
    visibility => 'space', space => '00000000-0000-4000-8001-000000000001');
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000005"}', true);
  perform public.register_upload(
    'files', '00000000-0000-4000-8007-000000000002/flood-map.pdf', 'Flood map',
    'What stands under water when the river rises two metres.', 'public',
    '00000000-0000-4000-8001-000000000001');
  perform public.register_upload(
    'files', '00000000-0000-4000-8007-000000000003/gauge-readings.pdf', 'Gauge readings');
  perform set_config('request.jwt.claims', '', true);
end
$$;
