-- Person 1 has asked and been asked by 1,900 people each; everybody else knows thirty or so.
insert into public.connections
  (requester_id, addressee_id, kind, status, requested_at, decided_at)
select pg_temp.id('a', p.one), pg_temp.id('a', p.other), p.kind::public.connection_kind,
  p.status::public.connection_status, now() - p.n * interval '1 minute',
  case p.status when 'pending' then null else now() - p.n * interval '30 seconds' end
from (
  select n, 1, 1 + n, 'friendship',
    case when n % 20 = 0 then 'pending' when n % 3 = 0 then 'accepted' else 'withdrawn' end
  from generate_series(1, 1900) as n
  union all
  select n, 2000 + n, 1, 'friendship',
    (array['pending', 'accepted', 'declined'])[n % 3 + 1]
  from generate_series(1, 1900) as n
  union all
  select n, 2 + n % 3999, 2 + (n * 7 + 1) % 3999, 'collaboration',
    (array['pending', 'accepted', 'declined', 'accepted'])[n / 3999 % 4 + 1]
  from generate_series(1, 120000) as n
  where n % 3999 <> (n * 7 + 1) % 3999
) as p (n, one, other, kind, status)
on conflict do nothing;

insert into public.blocks (blocker_id, blocked_id, created_at)
select pg_temp.id('a', p.one), pg_temp.id('a', p.other), now() - p.n * interval '1 minute'
from (
  select n, 1, 3900 + n from generate_series(1, 60) as n
  union all
  select n, 2 + n % 3999, 2 + (n * 11 + 1) % 3999 from generate_series(1, 20000) as n
  where n % 3999 <> (n * 11 + 1) % 3999
) as p (n, one, other)
on conflict do nothing;
