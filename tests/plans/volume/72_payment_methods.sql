-- Everybody left a card at the provider, and person 1 fifty.
insert into private.provider_objects (provider, kind, digest, sealed_id, key_version)
select 'sandbox', 'customer', encode(sha256(convert_to('customer:' || n, 'utf8')), 'hex'), 'sealed', 1
from generate_series(1, 4000) as n;

insert into public.payment_methods
  (id, profile_id, provider, brand, last4, expires_on, is_default, customer_id, created_at)
select pg_temp.id('8', n), pg_temp.id('a', greatest(n - 50, 1)), 'sandbox', 'visa', '4242',
  '2030-06-30', n = 1 or n > 51, o.id, now() - n * interval '1 minute'
from generate_series(1, 4050) as n
join private.provider_objects o on o.provider = 'sandbox' and o.digest =
  encode(sha256(convert_to('customer:' || greatest(n - 50, 1), 'utf8')), 'hex');

insert into private.provider_objects (provider, kind, digest, sealed_id, key_version, subject_id, rank)
select 'sandbox', 'method', encode(sha256(convert_to('method:' || m.id, 'utf8')), 'hex'), 'sealed', 1,
  m.id, 0
from public.payment_methods m;
