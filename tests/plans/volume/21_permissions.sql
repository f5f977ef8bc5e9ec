-- Every thirtieth space tuned all it can, more than any in earnest.
insert into public.role_permissions (space_id, permission, role, is_allowed)
select pg_temp.id('b', n), p.key, r.role, n % 2 = 0
from generate_series(20, 12000, 30) as n, public.permissions p,
  unnest('{member,contributor,organizer}'::public.space_role[]) as r (role)
where p.is_tunable;
