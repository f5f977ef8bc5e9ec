begin;
select plan(16);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.cuts(title text) returns jsonb
language sql stable security definer set search_path = ''
return (select p.expert_cuts from public.polls p where p.title = cuts.title);
create function tests.knows(nickname text, domain text, score bigint) returns void
language sql volatile security definer set search_path = ''
as $$ select private.record_expertise(tests.user(nickname), domain, score, score, score, 'Shows it.', '{}', null) $$;
grant execute on all functions in schema tests to authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_poll(tests.space('rowing'), title, 'plurality', '{a,b}', lens => 'ekoh',
  relevance => '{"052": 600000, "0311": 400000}')
from unnest(array['Few', 'Many', 'Ties']) title;
select public.create_poll(tests.space('rowing'), title, 'plurality', '{a,b}')
from unnest(array['Equal', 'Compared']) title;

-- Few -----------------------------------------------------------------------------
select tests.be_owner();
select tests.knows('p' || n, '0521', n * 10000) from generate_series(1, 47) n;
select tests.be('ola');
select public.open_poll(tests.poll('Few'));
select is(tests.cuts('Few'), '{}', 'of 47 people no percentile is told: it would be known whose');
select public.open_poll(tests.poll('Equal'));
select is(tests.cuts('Equal'), null, 'where expertise plays no part nothing is looked up');

-- Many ----------------------------------------------------------------------------
select tests.be_owner();
select tests.knows('p48', '0522', 480000);
select tests.be('ola');
select public.open_poll(tests.poll('Many'));
select is(tests.cuts('Many'), '{"052": 360000}',
  'of 48 the 36th: twelve are above. A field counts those who know one below it');
select tests.be_owner();
select is((select count(*) from public.expertise_scores s where s.weighted_score > 360000), 12::bigint,
  'as many as an expert result needs');

-- Frozen --------------------------------------------------------------------------
select tests.knows('p' || n, '0521', 990000) from generate_series(1, 10) n;
delete from auth.users where email = 'p48@example.com';
select is(tests.cuts('Many'), '{"052": 360000}', 'what is learnt or erased later moves no bar');
select throws_ok(format('update public.polls set expert_cuts = %L where id = %L', '{}', tests.poll('Many')),
  'PT409', null, 'nor does anybody');

-- Ties ----------------------------------------------------------------------------
select tests.knows('q' || n, '0311', 500000) from generate_series(1, 60) n;
select tests.knows('r' || n, '0311', 100000) from generate_series(1, 4) n;
select tests.be('ola');
select public.open_poll(tests.poll('Ties'));
select is(tests.cuts('Ties') -> '0311', '500000', 'of 64 the 48th, and all who tie with it are on it');
select tests.be_owner();
select is((select count(*) from public.expertise_scores s
    where s.domain_code = '0311' and s.weighted_score > 500000), 0::bigint,
  'so that nobody is above it');
select is(tests.cuts('Ties') ? '052', false, 'and 47 are few again');

-- Compared lenses -----------------------------------------------------------------
select tests.be('ola');
update public.polls set compared_lenses = '[{"kind": "ekoh", "relevance": {"0311": 1000000}}]'
where title = 'Compared';
select public.open_poll(tests.poll('Compared'));
select is(tests.cuts('Compared'), '{"0311": 500000}', 'a lens for comparison has its bar, too');

-- The reading ---------------------------------------------------------------------
select public.close_poll(tests.poll('Compared'));
select tests.be_service();
select results_eq(format($$
    select agreement_bps, strong_consensus, experts
    from private.record_reading(gen_random_uuid(), %L, 'equal', '1', '{"kind": "equal"}', %L, %L, %L, 0, 0,
      '{}', '{}', agreement_bps => 7600, strong_consensus => true, experts => null) $$,
    tests.poll('Compared'), h, h, h),
  $$ values (7600, true, null::jsonb) $$, 'a reading keeps how far people agreed')
from (values (repeat('0', 64))) as v (h);
select throws_ok(format($$
    select private.record_reading(gen_random_uuid(), %L, 'equal', '1', '{"kind": "equal"}', %L, %L, %L, 0, 0,
      '{}', '{}', strong_consensus => true) $$, tests.poll('Compared'), h, h, h),
  '23514', null, 'no consensus without agreement')
from (values (repeat('0', 64))) as v (h);
select tests.be('ola');
select is(public.compare_readings(tests.poll('Compared')) -> 0 -> 'agreement_bps', '7600',
  'and the comparison shows it');

-- Bounds --------------------------------------------------------------------------
select throws_ok($$ select public.create_poll(tests.space('rowing'), 'Odd', 'plurality', '{a,b}',
    strong_consensus_bps => 10001) $$, '23514', null, 'a consensus is of all at most');
select is((public.create_poll(tests.space('rowing'), 'Odd', 'plurality', '{a,b}')).strong_consensus_bps,
  7500, 'and three quarters unless told');
select throws_ok($$ select private.expert_cuts('{052}', now()) $$, '42501', null,
  'nobody asks for percentiles');
select * from finish();
rollback;
