-- How long books are kept. The law asks for seven years, counted from the end of the year: so long stays
-- what is needed to understand an entry, longer than people do. Entries stay for good.

create function private.retention_start()
returns timestamptz
language sql stable parallel safe security invoker set search_path = ''
begin atomic
  select date_trunc('year', now()) - interval '7 years';
end;
comment on function private.retention_start is 'What is older is not kept for the law any more.';

revoke execute on function private.retention_start from public;
