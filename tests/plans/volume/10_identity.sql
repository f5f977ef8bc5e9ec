-- Person 1 has a known identity in space 20, and one from before.
update private.identity_owners o
set retired_at = now()
where o.space_id = pg_temp.id('b', 20) and o.profile_id = pg_temp.id('a', 1);
insert into public.contextual_identities
  (id, space_id, space_visibility, level, shown_profile_id, role, joined_at)
select pg_temp.id('f', 20), i.space_id, i.space_visibility, i.level, i.shown_profile_id, i.role,
  i.joined_at
from public.contextual_identities i
where i.space_id = pg_temp.id('b', 20) and i.shown_profile_id = pg_temp.id('a', 1);
insert into private.identity_owners (identity_id, space_id, profile_id)
values (pg_temp.id('f', 20), pg_temp.id('b', 20), pg_temp.id('a', 1));
update public.contextual_identities i
set role = null, joined_at = null
from private.identity_owners o
where o.identity_id = i.id and o.retired_at is not null;

insert into public.confidentiality_settings (profile_id, level)
select pg_temp.id('a', n),
  (array['public', 'pseudonym', 'anonymous'])[n % 3 + 1]::public.confidentiality_level
from generate_series(1, 4000) as n;
