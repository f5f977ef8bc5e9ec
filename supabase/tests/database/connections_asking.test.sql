begin;
select plan(59);
select tests.user('ola');
select tests.user('vic');
select tests.user('ida');
select tests.user('bob');

create function pg_temp.between(one text, other text)
returns uuid
language sql stable security definer
as $$
  select c.id from public.connections c
  where c.requester_id = tests.id(one) and c.addressee_id = tests.id(other)
  order by c.requested_at desc, c.decided_at desc nulls first limit 1
$$;
grant execute on function pg_temp.between to authenticated;
create function pg_temp.travel(moves interval)
returns void
language sql volatile security definer
as $$
  alter table public.connections disable trigger connections_before_update_guard;
  update public.connections
  set requested_at = requested_at - moves, decided_at = decided_at - moves;
  alter table public.connections enable trigger connections_before_update_guard;
$$;

-- Asking --------------------------------------------------------------------------
select tests.be('vic');
select results_eq($$
    select requester_id, addressee_id, kind::text, status::text, message, decided_at, ended_at
    from public.request_connection(tests.id('ola'), 'friendship', '  We rowed together.  ') $$,
  $$ values (tests.id('vic'), tests.id('ola'), 'friendship', 'pending', 'We rowed together.',
    null::timestamptz, null::timestamptz) $$, 'a request waits, with its message');
select results_eq($$
    select id, message from public.request_connection(tests.id('ola'), 'friendship', 'Hello?') $$,
  $$ values (pg_temp.between('vic', 'ola'), 'We rowed together.') $$,
  'asking again is the same request');
select is((select count(*) from public.connections), 1::bigint, 'a double click makes one row');
select is(
  (select message from public.request_connection(tests.id('ola'), 'mentorship', '   ')), null,
  'another kind is another request; a blank message is none');
select tests.refuses($$ select public.request_connection(tests.id('vic'), 'friendship') $$,
  '409 not_yourself', 'nobody befriends themselves');
select tests.refuses($$ select public.request_connection(gen_random_uuid(), 'friendship') $$,
  '404 person_not_found', 'nor somebody who is not there');
select tests.refuses($$ select public.request_connection(null, 'friendship') $$,
  '404 person_not_found', 'nor nobody');
select throws_ok(
  $$ select public.request_connection(tests.id('ida'), 'friendship', repeat('x', 241)) $$,
  '23514', null, 'a message has at most 240 characters');
select tests.refuses($$ select public.accept_connection(pg_temp.between('vic', 'ola')) $$,
  '403 addressee_required', 'nobody accepts their own request');
select tests.refuses($$ select public.decline_connection(pg_temp.between('vic', 'ola')) $$,
  '403 addressee_required', 'nor declines it');
select tests.refuses($$ select public.end_connection(pg_temp.between('vic', 'ola')) $$,
  '409 invalid_transition', 'what has not begun is not ended');
select throws_ok($$
    insert into public.connections (requester_id, addressee_id, kind, status, decided_at)
    values (tests.id('vic'), tests.id('ola'), 'collaboration', 'accepted', now()) $$,
  '42501', null, 'nobody inserts a connection');
select throws_ok($$ update public.connections set status = 'accepted' $$,
  '42501', null, 'or accepts one by update');
select throws_ok($$ delete from public.connections $$, '42501', null, 'or deletes one');

-- Asked ---------------------------------------------------------------------------
select tests.be('ola');
select results_eq(
  $$ select requester_id, message from public.connections where kind = 'friendship' $$,
  $$ values (tests.id('vic'), 'We rowed together.') $$, 'who is asked reads the request');
select is((
    select count(*) filter (where c ? 'message')
    from jsonb_array_elements(public.export_my_data() -> 'data' -> 'connections') as c
  ), 0::bigint, 'but takes the other''s words nowhere');
select tests.refuses($$ select public.withdraw_connection(pg_temp.between('vic', 'ola')) $$,
  '403 requester_required', 'and does not take it back for the other');
select is_empty($$ select * from public.my_connections() $$, 'a request is no connection yet');
select results_eq($$
    select status::text, message, decided_at is not null
    from public.accept_connection(
      (select id from public.connections where kind = 'friendship')) $$,
  $$ values ('accepted', null::text, true) $$, 'who is asked accepts; the message is gone');
select results_eq($$
    select status::text from public.accept_connection(
      (select id from public.connections where kind = 'friendship')) $$,
  $$ values ('accepted') $$, 'accepting twice is accepting once');
select tests.refuses($$
    select public.decline_connection(
      (select id from public.connections where kind = 'friendship')) $$,
  '409 invalid_transition', 'what is accepted is not declined any more');
select is((
    select status::text from public.decline_connection(
      (select id from public.connections where kind = 'mentorship'))
  ), 'declined', 'who is asked declines');
select is((
    select status::text from public.decline_connection(
      (select id from public.connections where kind = 'mentorship'))
  ), 'declined', 'declining twice is declining once');
select tests.refuses($$
    select public.accept_connection(
      (select id from public.connections where kind = 'mentorship')) $$,
  '409 invalid_transition', 'and stays that way');
select results_eq($$ select requester_id from public.my_connections('friendship') $$,
  $$ values (tests.id('vic')) $$, 'a connection is listed');
select is_empty($$ select * from public.my_connections('mentorship') $$, 'by its kind');
select is_empty($$ select * from public.my_connections(before => now() - interval '1 day') $$,
  'and by page');
select is((select count(*) from public.my_connections(page => 0)), 0::bigint, 'of a size');

-- Declined ------------------------------------------------------------------------
select tests.be('vic');
select set_eq($$ select kind::text, status::text from public.connections $$,
  $$ values ('friendship', 'accepted') $$, 'who was declined is not told: it is not in their list');
select results_eq($$ select addressee_id from public.my_connections() $$,
  $$ values (tests.id('ola')) $$, 'a connection is listed on either side');
select tests.refuses(
  $$ select public.withdraw_connection(pg_temp.between('vic', 'ola')) $$,
  '409 invalid_transition', 'an accepted request is not taken back');
select tests.be_owner();
create temp table declined as select id from public.connections where status = 'declined';
grant select on declined to authenticated;
select tests.be('vic');
select tests.refuses($$ select public.withdraw_connection(id) from declined $$,
  '404 connection_not_found', 'nor is a declined one there to be');
select tests.refuses($$ select public.request_connection(tests.id('ola'), 'mentorship') $$,
  '429 asked_recently', 'who was declined waits before asking again');
select tests.refuses($$ select public.request_connection(tests.id('ola'), 'collaboration') $$,
  '429 asked_recently', 'whatever for');
select lives_ok($$ select public.request_connection(tests.id('ida'), 'mentorship') $$,
  'and may ask others');

-- The decliner --------------------------------------------------------------------
select tests.be('ola');
select is(
  (select status::text from public.request_connection(tests.id('vic'), 'mentorship')), 'pending',
  'who declined may ask at any time');

-- Crossing ------------------------------------------------------------------------
select tests.be('vic');
select results_eq($$
    select requester_id, status::text
    from public.request_connection(tests.id('ola'), 'mentorship', 'Yes!') $$,
  $$ values (tests.id('ola'), 'accepted') $$,
  'asking back is accepting, though it would be too early to ask anew');

-- Third -----------------------------------------------------------------------------
select tests.be('bob');
select is_empty($$ select 1 from public.connections $$, 'a third person sees nothing of it');
select tests.refuses($$ select public.end_connection(pg_temp.between('vic', 'ola')) $$,
  '404 connection_not_found', 'and ends nothing');
select tests.refuses($$ select public.accept_connection(gen_random_uuid()) $$,
  '404 connection_not_found', 'as nothing that never was');
select tests.refuses($$ select public.end_connection(null) $$,
  '404 connection_not_found', 'or nothing');

-- Withdrawn -----------------------------------------------------------------------
select tests.be('vic');
select is((
    select status::text from public.withdraw_connection(pg_temp.between('vic', 'ida'))
  ), 'withdrawn', 'who asked takes it back');
select lives_ok($$ select public.withdraw_connection(pg_temp.between('vic', 'ida')) $$,
  'once or twice');
select tests.refuses($$ select public.request_connection(tests.id('ida'), 'friendship') $$,
  '429 asked_recently', 'and does not ring again and again');
select tests.be('ida');
select is_empty($$ select 1 from public.connections $$, 'what was taken back is not there');
select tests.refuses($$ select public.accept_connection(pg_temp.between('vic', 'ida')) $$,
  '404 connection_not_found', 'nor can it be accepted');

-- Ended -----------------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    select status::text, decided_at is not null, ended_at is not null
    from public.end_connection(
      (select id from public.connections where kind = 'friendship')) $$,
  $$ values ('ended', true, true) $$, 'either side ends a connection');
select tests.be('vic');
select is((
    select status::text
    from public.end_connection((select id from public.connections where kind = 'friendship'))
  ), 'ended', 'which both see, and ending it twice is ending it once');

-- Later -----------------------------------------------------------------------------
select tests.be_owner();
select pg_temp.travel('29 days 23 hours');
select tests.be('vic');
select tests.refuses($$ select public.request_connection(tests.id('ida'), 'mentorship') $$,
  '429 asked_recently', 'thirty days are thirty days');
select tests.be_owner();
select pg_temp.travel('1 hour 1 second');
select tests.be('vic');
select is(
  (select status::text from public.request_connection(tests.id('ida'), 'mentorship')), 'pending',
  'then one may ask again');

-- Eager -----------------------------------------------------------------------------
select tests.user('friend' || n) from generate_series(1, 51) as n;
select tests.be('bob');
select lives_ok($$
    select public.request_connection(tests.id('friend' || n), 'friendship')
    from generate_series(1, 50) as n $$, 'fifty requests may be open');
select tests.refuses($$ select public.request_connection(tests.id('friend51'), 'friendship') $$,
  '429 too_many_requests', 'and not one more');
select lives_ok($$ select public.request_connection(tests.id('friend50'), 'friendship') $$,
  'the fiftieth stays what it is');
select public.withdraw_connection(pg_temp.between('bob', 'friend50'));
select lives_ok($$ select public.request_connection(tests.id('friend51'), 'friendship') $$,
  'until one is no longer open');

-- Erased ----------------------------------------------------------------------------
select tests.be_owner();
select private.erase_person(tests.id('ida'));
select tests.be('ola');
select tests.refuses($$ select public.request_connection(tests.id('ida'), 'friendship') $$,
  '404 person_not_found', 'nobody asks the erased');

-- Anonymous -------------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.connections $$, '42501', null, 'anon has no grant');

-- What must hold whoever writes -----------------------------------------------------
select tests.be_service();
select tests.refuses($$
    update public.connections set status = 'accepted', ended_at = null where status = 'ended' $$,
  '409 invalid_transition', 'not even the service role revives what is over');
select tests.refuses($$
    update public.connections set kind = 'collaboration' where kind = 'friendship' $$,
  '409 invalid_transition', 'or makes another request of one');
select throws_ok($$
    insert into public.connections (requester_id, addressee_id, kind)
    values (tests.id('friend1'), tests.id('bob'), 'friendship') $$,
  '23505', null, 'or asks where a request is open, the other way round too');

select * from finish();
rollback;
