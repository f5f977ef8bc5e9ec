-- A town's delegate: in space 20 every other member delegates to person 1, who delegates about three
-- fields; and as many again are over.
insert into public.delegations (space_id, delegator_id, delegate_id, domain_code, created_at, ended_on)
select pg_temp.id('b', 20), o.identity_id, pg_temp.id('f', 20), d.code,
  now() - (n || ' minutes')::interval, d.ended_on
from (
  select o.identity_id, row_number() over (order by o.identity_id) as n
  from private.identity_owners o
  where o.space_id = pg_temp.id('b', 20) and o.identity_id <> pg_temp.id('f', 20)
    and o.retired_at is null
) as o
cross join (
  values (null, null::date), ('05', date '2026-01-01')
) as d (code, ended_on)
where o.n % 2 = 0;

insert into public.delegations (space_id, delegator_id, delegate_id, domain_code)
select pg_temp.id('b', 20), pg_temp.id('f', 20), (
    select o.identity_id from private.identity_owners o
    where o.space_id = pg_temp.id('b', 20) and o.profile_id = pg_temp.id('a', 2)
  ), code
from unnest(array['05', '06', '07']) as code;

-- Other people's, in other spaces.
insert into public.delegations (space_id, delegator_id, delegate_id)
select giver.space_id, giver.id, taker.id
from (
  select i.id, i.space_id, row_number() over (partition by i.space_id order by i.id) as place
  from public.contextual_identities i
  where i.role is not null and i.space_id <> pg_temp.id('b', 20)
) as giver
join lateral (
  select i.id from public.contextual_identities i
  where i.space_id = giver.space_id and i.id > giver.id and i.role is not null
  order by i.id limit 1
) as taker on true
where giver.place < 8;
