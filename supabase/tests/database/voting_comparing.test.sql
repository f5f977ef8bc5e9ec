begin;
select plan(20);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.compare(lenses jsonb) returns void language sql volatile security invoker
set search_path = '' as $$
  update public.polls set compared_lenses = lenses where id = tests.poll('Boat')
$$;
grant execute on function tests.poll, tests.compare to authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'mia');
select tests.be('cay');
select public.create_poll(tests.space('rowing'), 'Boat', 'plurality', '{Eight, Four}',
  lens => 'ekoh', relevance => '{"05": 1000000}');

-- Declaring -----------------------------------------------------------------------
select tests.be('mia');
select tests.compare('[{"kind": "ekoh", "relevance": {"06": 1000000}}]');
select tests.be('cay');
select is((select compared_lenses from public.polls where title = 'Boat'), '[]',
  'a member compares nothing in a draft of another');
select throws_ok(format('select tests.compare(%L)', lenses), '23514', null, why)
from (values
  ('{}', 'lenses come as a list'),
  ('[1]', 'each is an object'),
  ('[{"kind": "ekoh"}]', 'says what matters'),
  ('[{"kind": "equal"}]', 'is no second baseline'),
  ('[{"kind": "ekoh", "relevance": {"05": 999999}}]', 'sums to one'),
  ('[{"kind": "ekoh", "relevance": {"05": 1000000}, "name": "x"}]', 'has nothing else'),
  ('[{"kind": "ekoh", "relevance": {"05": 1000000}}, {"kind": "ekoh", "relevance": {"05": 1000000}}]',
    'and is there once'),
  ('[{"kind": "poetic"}]', 'there are no others'),
  ('[{"kind": "delegated", "relevance": {"05": 1}}]', 'delegations are for a whole, or for all'),
  ('[{"kind": "delegated", "relevance": {}}, {"kind": "delegated", "relevance": {"05": 1000000}}]',
    'delegations count in one way'),
  ('[{"kind": "ekoh", "relevance": {"05": 1000000}}, {"kind": "ekoh", "relevance": {"06": 1000000}},
    {"kind": "ekoh", "relevance": {"07": 1000000}}, {"kind": "ekoh", "relevance": {"08": 1000000}}]',
    'and at most three')
) as l (lenses, why);
select tests.compare('[{"kind": "ekoh", "relevance": {"05": 1000000}}]');
select tests.refuses($$ select public.open_poll(tests.poll('Boat')) $$, '422 invalid_lens',
  'nothing is compared to itself');
select tests.compare('[{"kind": "ekoh", "relevance": {"9999": 1000000}}]');
select tests.refuses($$ select public.open_poll(tests.poll('Boat')) $$, '422 invalid_relevance',
  'or by a domain that is none');
select tests.compare('[{"kind": "ekoh", "relevance": {"06": 1000000}}]');
select is((select compared_lenses from public.open_poll(tests.poll('Boat'))),
  '[{"kind": "ekoh", "cap": 1000000, "relevance": {"06": 1000000}}]',
  'opening completes and freezes them');
select tests.refuses($$ select tests.compare('[]') $$, '409 poll_frozen', 'for good');

-- Counting ------------------------------------------------------------------------
select public.cast_ballot(tests.poll('Boat'), '0');
select tests.be_owner();
select is((select private.weighed_domains(p) from public.polls p where p.title = 'Boat'),
  '{05,06}', 'the engine gets what any of the lenses asks for');
select tests.be('ola');
select public.close_poll(tests.poll('Boat'));
select tests.be_service();
create temp table readings as select gen_random_uuid() as own, gen_random_uuid() as other;
select private.store_ballot_weights(r.id, array_agg(b.voter_tag), array_agg(1000000::bigint))
from readings, unnest(array[own, other]) as r (id), public.ballots b
where b.poll_id = tests.poll('Boat') group by r.id;
select private.record_reading(coalesce(l.id, gen_random_uuid()), tests.poll('Boat'),
  case when l.id is null then 'equal' else 'ekoh' end::public.poll_lens, '1', l.lens, l.hash,
  repeat('b', 64), repeat('c', 64), 1, 1000000, l.winners, '{}', l.changes)
from readings cross join lateral (values
  (null::uuid, '{"kind": "equal"}'::jsonb, repeat('f', 64), '{0}'::smallint[], null::boolean),
  (other, '{"kind": "ekoh", "cap": 1000000, "relevance": {"06": 1000000}}', repeat('1', 64), '{1}',
    true),
  (own, '{"kind": "ekoh", "cap": 1000000, "relevance": {"05": 1000000}}', repeat('2', 64), '{0}',
    false)
) as l (id, lens, hash, winners, changes);
select private.mark_tallied(tests.poll('Boat'));

-- Comparing -----------------------------------------------------------------------
select tests.be('mia');
select is(public.compare_readings(tests.poll('Boat')), '[]', 'members wait for the publication');
select tests.be('cay');
select public.publish_poll(tests.poll('Boat'));
select tests.be('mia');
select results_eq($$
    select r ->> 'lens_hash', r ->> 'changes_winner', r ->> 'elects', r ->> 'drops'
    from jsonb_array_elements(public.compare_readings(tests.poll('Boat'))) with ordinality as c (r, n)
    order by n $$,
  $$ values (repeat('f', 64), 'false', '[]', '[]'), (repeat('2', 64), 'false', '[]', '[]'),
    (repeat('1', 64), 'true', '[1]', '[0]') $$,
  'then see the baseline, the poll''s own lens and the others, and whom each elects instead');
select tests.user('vic');
select tests.be('vic');
select is(public.compare_readings(tests.poll('Boat')), '[]', 'a stranger sees none');

select * from finish();
rollback;
