-- Everybody renews a consent to matching every half year, and some other things besides.
insert into public.consents (profile_id, purpose, granted_at, expires_at, revoked_at)
select pg_temp.id('a', n), p.key, now() - k * interval '180 days' - interval '1 day',
  now() + (1 - k) * interval '180 days', case when k > 0 then now() - (k - 1) * interval '180 days' end
from generate_series(1, 4000) as n, generate_series(0, 4) as k, public.consent_purposes p
where p.key = 'matching' or (n + length(p.key)) % 3 = 0;

insert into public.pci_profiles (profile_id)
select pg_temp.id('a', n) from generate_series(1, 4000) as n;

insert into public.pci_consents (profile_id, scope, level, granted_at, expires_at, revoked_at)
select pg_temp.id('a', n), 'memory', 'echo', now() - k * interval '90 days' - interval '1 day',
  now() + (1 - k) * interval '90 days', case when k > 0 then now() - (k - 1) * interval '90 days' end
from generate_series(1, 4000) as n, generate_series(0, 9) as k;
