-- Of payment methods that are kept: asked for, told of by the provider, charged by nobody else, taken
-- back, and forgotten with their owner.
begin;
select no_plan();

select tests.user(n) from unnest('{gus,mia,ada}'::text[]) as n;
update public.profiles set global_role = 'admin' where id = tests.id('ada');

create function pg_temp.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(
    encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', 'sealed ' || id, 'key_version', 1) $$;
create sequence pg_temp.happened;
create function pg_temp.tells(id text, fields jsonb default '{}', status text default 'usable')
returns text language sql as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'evt' || nextval('pg_temp.happened'), 'type', 'method.' || status,
    'at', '2026-01-01'::timestamptz + currval('pg_temp.happened') * interval '1 second',
    'account', null, 'live', false, 'object', jsonb_build_object(
      'kind', 'method', 'id', pg_temp.sealed(id), 'status', status, 'reference', null,
      'customer', pg_temp.sealed('cus_' || id), 'brand', 'visa', 'last4', '4242',
      'expires', '2028-02') || fields), null, null) $$;
create function pg_temp.asks(nickname text, key text, currency text default 'EUR')
returns jsonb language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  return private.start_method_setup(currency, 'sandbox', key);
end $$;
create function pg_temp.keeps(nickname text, id text) returns text language sql as $$
  select pg_temp.tells(id, jsonb_build_object('reference', pg_temp.asks(nickname, id) -> 'id')) $$;
create function pg_temp.detaching() returns text[] language sql security definer as $$
  select coalesce(array_agg(d.sealed_id order by d.sealed_id), '{}')
  from private.methods_to_detach() d $$;
create function pg_temp.removes(nickname text, last4 text) returns bigint language plpgsql as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  return private.remove_method(
    (select m.id from public.payment_methods m where m.last4 = removes.last4));
end $$;

-- Asked for -------------------------------------------------------------------------------------
select is(pg_temp.asks('gus', 'one'), pg_temp.asks('gus', 'one'), 'the same key is the same page');
select isnt(pg_temp.asks('mia', 'one'), pg_temp.asks('gus', 'one'), 'keys are each person''s own');
select tests.refuses($$ select pg_temp.asks('gus', 'one', 'USD') $$, '409 request_key_reused',
  'and not another page');
select tests.refuses($$ select pg_temp.asks('gus', 'jpy', 'JPY') $$, '422 currency_not_taken',
  'a currency that is not taken needs no method');
select tests.refuses($$ select pg_temp.asks('mia', 'many' || n) from generate_series(1, 20) as n $$,
  '429 too_many_attempts', 'who leaves twenty pages unused within an hour waits');

-- Told of -----------------------------------------------------------------------------------------
select is(pg_temp.tells('stray'), 'ignored', 'what nobody asked for is not kept');
select is(pg_temp.tells('stray', '{"reference": "boat"}'), 'ignored', 'nor what is called otherwise');
select is(pg_temp.tells('nobody', jsonb_build_object(
  'reference', pg_temp.asks('gus', 'one') -> 'id', 'customer', null)), 'ignored',
  'nor what nobody could charge');
select is(pg_temp.tells('pm1', jsonb_build_object(
  'reference', pg_temp.asks('gus', 'one') -> 'id', 'brand', null, 'last4', null, 'expires', null)),
  'applied', 'what was asked for is');
select is((select count(*)::int from private.methods_to_look_up()), 1,
  'where we were not told what it is, the provider is asked');
select is(pg_temp.tells('pm1', '{"last4": "1111"}'), 'applied', 'and says it');
select is_empty($$ select 1 from private.methods_to_look_up() $$, 'once');
select is((pg_temp.asks('gus', 'one')) -> 'is_kept', 'true'::jsonb, 'the page is done with');
select ok(not private.awaits_method((pg_temp.asks('gus', 'one') ->> 'id')::uuid), 'and waits no more');
select is((pg_temp.asks('gus', 'two')) ->> 'sealed_customer', 'sealed cus_pm1',
  'the next page knows whom the provider knows');
select pg_temp.keeps('gus', 'pm2');
select pg_temp.tells('pm2', '{"last4": "2222"}');
select pg_temp.keeps('mia', 'pm3');

-- Owner -------------------------------------------------------------------------------------------
select tests.be('gus');
select results_eq($$ select brand, last4, expires_on, is_default from public.payment_methods
  order by last4 $$, $$ values ('visa', '1111', '2028-02-29'::date, true),
  ('visa', '2222', '2028-02-29'::date, false) $$,
  'people see what they left, and the first is charged where they say nothing');
select throws_ok($$ select customer_id from public.payment_methods $$, '42501', null,
  'not as whom the provider knows them');
select throws_ok($$ delete from public.payment_methods $$, '42501', null, 'nor write themselves');
select lives_ok($$ select public.set_default_method(m.id) from public.payment_methods m
  where m.last4 = '2222' $$, 'they say which is charged');
select results_eq($$ select last4 from public.payment_methods where is_default $$,
  $$ values ('2222') $$, 'and it is that one alone');

-- Others --------------------------------------------------------------------------------------------
select tests.be('ada');
select is_empty($$ select 1 from public.payment_methods $$, 'an admin sees nobody''s');
select tests.refuses($$ select public.set_default_method(gen_random_uuid()) $$,
  '404 method_not_found', 'what is not there is not chosen');
select tests.be_anon();
select throws_ok($$ select 1 from public.payment_methods $$, '42501', null, 'nor does a visitor');
select tests.be_owner();
select tests.refuses($$ select pg_temp.removes('mia', '2222') $$, '404 method_not_found',
  'nobody takes another''s away');
select throws_ok($$ select pg_temp.keeps('mia', 'pm3b'); insert into public.payment_methods
  (profile_id, provider, is_default, customer_id) select tests.id('mia'), 'sandbox', true,
  m.customer_id from public.payment_methods m limit 1 $$, '23505', null, 'two defaults are none');

-- Taken back ------------------------------------------------------------------------------------------
select ok(pg_temp.removes('gus', '2222') > 0, 'a method is taken back');
select is(pg_temp.detaching(), '{sealed pm2}', 'the provider is to forget it');
select results_eq($$ select last4 from public.payment_methods
  where profile_id = tests.id('gus') and is_default $$, $$ values ('1111') $$,
  'the newest of the others is charged from now on');
select pg_temp.tells('pm2');
select is((select count(*)::int from public.payment_methods
  where profile_id = tests.id('gus')), 1, 'what is told of it late brings it not back');
select is(pg_temp.tells('pm2', status => 'detached'), 'applied', 'when the provider forgot it');
select is(pg_temp.detaching(), '{}', 'it is not asked again');
select is(pg_temp.tells('pm2'), 'ignored', 'and what is older counts for nothing');
select pg_temp.tells('pm1', status => 'detached');
select is_empty($$ select 1 from public.payment_methods where profile_id = tests.id('gus') $$,
  'what goes at the provider goes here');
select is(pg_temp.detaching(), '{}', 'without asking it to');

-- Kept with a payment ---------------------------------------------------------------------------------
update public.feature_flags set is_enabled = true where key = 'donations_v1';
select tests.be('ada');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.be_owner();
create temp table gift as
  select (private.start_payment('donation', tests.space('rowing'), null,
    '{"currency": "EUR", "amount": 1000}', false, 'sandbox', true, tests.id('gus'), 'gift')).id;
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('mia'))::text, true);
select is(private.keep_method_of(id), null, 'another''s payment keeps nothing') from gift;
select ok(not private.awaits_method(id), 'of theirs') from gift;
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('gus'))::text, true);
select is(private.keep_method_of(id), null, 'who pays may keep the method') from gift;
select ok(private.awaits_method(id), 'which is then waited for') from gift;
select pg_temp.tells('pm4', jsonb_build_object('reference', id)) from gift;
select results_eq($$ select is_default from public.payment_methods
  where profile_id = tests.id('gus') $$, $$ values (true) $$, 'and comes');

-- Erased ----------------------------------------------------------------------------------------------
select pg_temp.asks('gus', 'late');
create temp table late as select r.id from private.method_requests r where r.request_key = 'late';
select tests.be('gus');
select ok(public.export_my_data() -> 'data' -> 'payment_methods' -> 0 ->> 'last4' = '4242',
  'what they left is theirs to take along');
select ok(not public.export_my_data() -> 'data' -> 'payment_methods' -> 0 ? 'customer_id',
  'without the provider''s names');
select tests.be_owner();
select private.erase_person(tests.id('gus'));
select is(pg_temp.detaching(), '{sealed pm4}', 'whoever is erased leaves nothing at the provider');
select pg_temp.tells('pm5', jsonb_build_object('reference', id)) from late;
select is(pg_temp.detaching(), '{sealed pm4,sealed pm5}', 'not even what they left on a page that was open');
select is_empty($$ select 1 from public.payment_methods where profile_id = tests.id('gus') $$,
  'and nothing to be charged');

select * from finish();
rollback;
