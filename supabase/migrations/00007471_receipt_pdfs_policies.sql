--                         anon   who paid   treasurers of the space   anybody else
--   objects: receipts      -      own        of the space              -
--
-- An object is read by whoever may read its receipt. Only the service role writes.
grant execute on function private.uuid_in to authenticated;

-- As for files: Storage asks for an object by its name, and the receipt is found by its key.
create policy objects_select_receipts on storage.objects
  for select to authenticated
  using (
    bucket_id = 'receipts' and exists (
      select from public.receipts r where r.id = private.uuid_in(split_part(name, '/', 1))
    )
  );
