-- Person 1 gave and received hours in space 20, where everybody logs some; every second is verified.
insert into public.hour_entries (space_id, author_id, receiver_id, hundredths, worked_on, description,
  status, decided_by, decided_at, request_key, created_at)
select pg_temp.id('b', 20), o.identity_id, pg_temp.id('f', 20), 100, current_date, 'Swept the hall',
  case n % 2 when 0 then 'logged' else 'verified' end::public.hour_status,
  case n % 2 when 1 then pg_temp.id('f', 20) end, case n % 2 when 1 then now() end,
  gen_random_uuid(), now() - n * interval '1 minute'
from generate_series(1, 3) as n, private.identity_owners o
where o.space_id = pg_temp.id('b', 20) and o.identity_id <> pg_temp.id('f', 20)
  and o.retired_at is null;
insert into public.hour_entries (space_id, author_id, hundredths, worked_on, description, request_key,
  created_at)
select pg_temp.id('b', 20), pg_temp.id('f', 20), 100, current_date, 'Swept the hall',
  gen_random_uuid(), now() - n * interval '1 hour'
from generate_series(1, 1500) as n;
