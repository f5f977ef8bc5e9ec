-- Cards that two people left at the sandbox. What they are there is said by their seals alone, so that
-- nothing can be charged to them.
create or replace function pg_temp.sealed(id text)
returns jsonb language sql
as $$
  select jsonb_build_object(
    'digests', jsonb_build_array(encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', null,
    'key_version', 1)
$$;

create function pg_temp.keeps(person integer, key text, last4 text)
returns void language plpgsql
as $$
declare
  somebody constant uuid :=
    ('00000000-0000-4000-8000-' || lpad(person::text, 12, '0'))::uuid;
  request uuid := gen_random_uuid();
begin
  insert into private.method_requests (id, profile_id, provider, currency, request_key)
  values (request, somebody, 'sandbox', 'EUR', key);
  perform private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'seed:' || key, 'type', 'method.kept', 'at', now(), 'account', null, 'live', false,
    'object', jsonb_build_object(
      'kind', 'method', 'id', pg_temp.sealed('method:' || key), 'reference', request,
      'status', 'usable', 'customer', pg_temp.sealed('customer:' || person), 'brand', 'visa',
      'last4', last4, 'expires', '2030-06')
  ), null, null);
end;
$$;

select pg_temp.keeps(5, 'seed:card', '4242'), pg_temp.keeps(6, 'seed:other', '4444');
