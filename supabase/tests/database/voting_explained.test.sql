begin;
select plan(11);
select tests.user(nickname) from unnest('{ola,ada,vic}'::text[]) as nickname;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.invite_member(tests.space('rowing'), tests.id('ada'));
select tests.be('ada');
select public.join_space(tests.space('rowing'));
select tests.be_service();
select public.record_expertise(tests.id('ada'), '0613', 500000, 500000, 500000, 'Course.', '{"at": "club"}');
select public.record_expertise(tests.id('ada'), '0612', 700000, 700000, 700000, 'Prize.', '{"at": "fair"}');
select public.record_ethics_event(tests.id('ada'), 'identity_verified', 'passport', 'Seen.');
select tests.be('ola');
create temp table poll as select (public.create_poll(tests.space('rowing'), 'Which boat?', 'yes_no',
  lens => 'ekoh', relevance => '{"061": 750000, "0311": 250000}')).id;
grant all on poll to public;
create temp table equal as select (public.create_poll(tests.space('rowing'), 'A boat?', 'yes_no')).id;
grant all on equal to public;

-- Before it opens -----------------------------------------------------------------
select tests.refuses($$ select public.explain_weight((select id from poll)) $$,
  '409 poll_not_open', 'what votes weigh is settled when a poll opens');
select tests.be('ada');
select tests.refuses($$ select public.explain_weight((select id from poll)) $$,
  '404 poll_not_found', 'a draft is its author''s');
select tests.be('ola');
select public.open_poll(id) is null from poll;
select public.open_poll(id) is null from equal;

-- A voter -------------------------------------------------------------------------
select tests.be_service();
select public.record_expertise(tests.id('ada'), '0612', 1000000, 1000000, 1000000, 'Too late.');
select tests.be('ada');
create temp table told as select public.explain_weight((select id from poll)) as it;
select results_eq($$ select t ->> 'domain', t -> 'relevance', t -> 'score', t -> 'product',
      t #>> '{known_from,domain}', t #>> '{known_from,evidence,at}'
    from told, jsonb_array_elements(it -> 'terms') as t $$,
  $$ values ('0311', '250000'::jsonb, '0'::jsonb, '0'::jsonb, null, null),
    ('061', '750000', '700000', '525000000000', '0612', 'fair') $$,
  'every term says what it rests on, as known when the poll opened');
-- 0.525 · 1.2 = 0.63
select results_eq($$ select it -> 'sum', it -> 'ethics', it -> 'bonus', it -> 'weight',
      it #>> '{ethics_known_from,reason}', it -> 'capped' from told $$,
  $$ values ('525000000000'::jsonb, '1200000'::jsonb, '630000'::jsonb, '1630000'::jsonb, 'Seen.',
    'false'::jsonb) $$, 'and they add up');
select is(public.explain_weight((select id from equal)) -> 'weight', '1000000'::jsonb,
  'where all votes are equal, one is one');
select tests.be('ola');
select is(public.explain_weight((select id from poll)) -> 'weight', '1000000'::jsonb,
  'who is not known has a vote');
select tests.be('ada');
select public.cast_ballot((select id from poll), '"yes"');
select public.leave_space(tests.space('rowing'));
select is(public.explain_weight((select id from poll)) -> 'weight', '1630000'::jsonb,
  'who voted and left is still told');

-- What the count takes --------------------------------------------------------------
select tests.be_owner();
select results_eq($$ select scores, ethics from private.weight_inputs((select id from poll)) $$,
  $$ values ('{"061": 700000}'::jsonb, 1200000::bigint) $$, 'the count starts from the same');

-- Others --------------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.explain_weight((select id from poll)) $$,
  '404 poll_not_found', 'a stranger knows of no poll');
select tests.refuses($$ select public.explain_weight(gen_random_uuid()) $$,
  '404 poll_not_found', 'nor of one that is not');
select tests.be_anon();
select throws_ok($$ select public.explain_weight(gen_random_uuid()) $$, '42501', null, 'nor nobody');

select * from finish();
rollback;
