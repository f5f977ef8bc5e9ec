begin;
select plan(28);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.cohort(title text, place integer) returns bigint
language sql stable security definer set search_path = ''
return (
  select count(*) from private.frozen_cohorts f
  where f.poll_id = tests.poll(title) and f.place = cohort.place
);
create function tests.votes(who text, title text) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform tests.be(who);
  perform public.cast_ballot(tests.poll(title), '"yes"');
end;
$$;
grant execute on all functions in schema tests to authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Town', 'town', visibility => 'public');
select public.create_space('Cellar', 'cellar');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', 'm' || n) from generate_series(1, 12) as n;
select tests.member('rowing', 'c' || n, 'contributor') from generate_series(1, 6) as n;
select tests.member('town', 'm' || n) from generate_series(1, 5) as n;
select tests.be_service();
select public.record_expertise(tests.id('m' || n), '0613', 600000, 600000, 600000, 'Course.')
from generate_series(1, 9) as n;
select public.record_expertise(tests.id('m9'), '0613', 400000, 400000, 400000, 'Forgot.');
select tests.be('ola');

-- Filters -------------------------------------------------------------------------
select tests.refuses(format($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
  lens => 'cohort', lens_settings => jsonb_build_object('filter', %L::jsonb)) $$, filter),
  '422 invalid_lens', why)
from (values
  ('{}', 'a cohort is some of all'), ('[]', 'by rules'), ('null', 'that there are'),
  ('{"minimum_role": "king"}', 'such as a rank'),
  (jsonb_build_object('joined_by', repeat('2', 1024))::text, 'in few words')
) as f (filter, why);
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
  lens => 'cohort') $$, '422 invalid_lens', 'a cohort without a filter is none');
select public.create_poll(tests.space('rowing'), filter, 'yes_no', lens => 'cohort',
  lens_settings => jsonb_build_object('filter', filter::jsonb))
from unnest(array['{"age": 30}', '{"joined_by": "2026-02-31"}',
  '{"expertise": {"domain": "9999", "score": 100000}}']) as filter;
select tests.refuses(format('select public.open_poll(tests.poll(%L))', filter), '422 invalid_lens', why)
from (values ('{"age": 30}', 'a rule is one of those for eligibility'),
  ('{"joined_by": "2026-02-31"}', 'a day is in the calendar'),
  ('{"expertise": {"domain": "9999", "score": 100000}}', 'a domain exists')) as f (filter, why);
select public.create_poll(tests.space('rowing'), 'Named ' || n, 'yes_no', lens => 'cohort',
  secrecy => 'public', lens_settings => jsonb_build_object('filter', filter))
from unnest(array[
  jsonb_build_object('space', tests.space('cellar')),
  '{"expertise": {"domain": "06", "score": 500000}}', '{"verified": true}'
]) with ordinality as f (filter, n);
select tests.refuses(format('select public.open_poll(tests.poll(%L))', 'Named ' || n),
  '422 invalid_lens', why)
from unnest('{who is in a private space,who knows what,who showed who they are}'::text[])
  with ordinality as t (why, n);
select tests.be('c1');
select public.create_poll(tests.space('rowing'), 'Foreign', 'yes_no', lens => 'cohort',
  lens_settings => jsonb_build_object(
    'filter', jsonb_build_object('space', tests.space('cellar'))));
select tests.refuses($$ select public.open_poll(tests.poll('Foreign')) $$, '422 invalid_lens',
  'nor do cohorts of a space that one does not organize');
select tests.be('ola');

-- A poll --------------------------------------------------------------------------
select public.create_poll(tests.space('rowing'), title, 'yes_no', lens => 'cohort',
  lens_settings => '{"filter": {"expertise": {"domain": "06", "score": 500000}}}')
from unnest('{Boat,Few,Off}'::text[]) as title;
update public.polls set compared_lenses = jsonb_build_array(
  jsonb_build_object('kind', 'cohort', 'filter', jsonb_build_object('space', tests.space('town'))),
  '{"kind": "cohort", "filter": {"minimum_role": "contributor"}}'::jsonb,
  '{"kind": "cohort", "filter": {"joined_by": "2020-01-01"}}'::jsonb
) where title = 'Boat';
select public.open_poll(tests.poll(title)) from unnest('{Boat,Few,Off}'::text[]) as title;
select tests.be_owner();
select results_eq($$ select place::integer, count(*) from private.cohort_members
    where poll_id = tests.poll('Boat') group by place order by place $$,
  $$ values (0, 8::bigint), (1, 6), (2, 7) $$,
  'the opening settles who fulfils what: the founder is in the town and of rank');
select tests.be_service();
select public.record_expertise(tests.id('m10'), '0613', 900000, 900000, 900000, 'Late.');
select tests.votes(who, 'Boat')
from (
  select 'm' || n as who from generate_series(1, 12) as n
  union all select 'c' || n from generate_series(1, 6) as n
) as people;
select tests.votes(who, 'Few')
from unnest('{m1,m2,m3,m4,c1,c2,c3,c4,c5}'::text[]) as who;
select tests.be('m1');
select is(public.explain_weight(tests.poll('Boat')) - '{poll_id,lens,as_of}'::text[],
  '{"fulfils": true, "weight": 1000000}', 'who fulfils the filter has a vote');
select tests.be('m10');
select is(public.explain_weight(tests.poll('Boat')) - '{poll_id,lens,as_of}'::text[],
  '{"fulfils": false, "weight": 0}', 'who came to do so later has none');
select tests.be_owner();
delete from auth.users where id = tests.id('m2');

-- The close -----------------------------------------------------------------------
select tests.be('ola');
select public.close_poll(tests.poll(title)) from unnest('{Boat,Few}'::text[]) as title;
select public.cancel_poll(tests.poll('Off'));
select is(tests.cohort('Boat', 0), 8::bigint,
  'a cohort and its complement of five at least are read, with who was erased in between');
select is(tests.cohort('Boat', 1), 0::bigint,
  'not one that leaves three of the first cohort over: the difference of both would be theirs');
select is(tests.cohort('Boat', 2), 0::bigint,
  'nor one that leaves four of the others');
select is(tests.cohort('Few', 0), 0::bigint, 'four in a cohort are too few');
select tests.be_owner();
select is_empty($$ select 1 from private.cohort_members $$,
  'and nobody is known by name any more, after a close or a cancelling');
select tests.be_service();
select is((select count(*) from public.polls p, private.lens_inputs(p, p.frozen_lens) k
    where p.title = 'Boat' and k.known = '{"fulfils": true}'), 8::bigint, 'the engine is told who');
select is((select count(*) from public.polls p, private.lens_inputs(p, p.compared_lenses -> 0) k
    where p.title = 'Boat'), 0::bigint, 'or nothing');
select tests.be('m1');
select is(public.explain_weight(tests.poll('Boat')) -> 'weight', '1000000', 'a ballot in it counts');
select is(public.explain_weight(tests.poll('Boat'), 1) -> 'weight', '0',
  'none does where nothing is read');
select tests.be('c1');
select is(public.explain_weight(tests.poll('Boat'), 2) -> 'fulfils', 'false',
  'not even the own');
select throws_ok($$ select 1 from private.frozen_cohorts $$, '42501', null, 'nobody reads who');

-- The clock -----------------------------------------------------------------------
select tests.be('ola');
select public.create_poll(tests.space('rowing'), 'Later', 'yes_no', lens => 'cohort',
  lens_settings => jsonb_build_object(
    'filter', jsonb_build_object('space', tests.space('town'))),
  secrecy => 'public', opens_at => now() + interval '1 hour',
  closes_at => now() + interval '2 days');
select public.create_poll(tests.space('rowing'), 'Next', 'yes_no',
  opens_at => now() + interval '1 hour', closes_at => now() + interval '2 days');
select public.open_poll(tests.poll(title)) from unnest('{Later,Next}'::text[]) as title;
update public.spaces set visibility = 'private' where slug = 'town';
select tests.be_owner();
alter table public.polls disable trigger polls_before_update_guard;
update public.polls set opens_at = now() - interval '1 minute' where title in ('Later', 'Next');
alter table public.polls enable trigger polls_before_update_guard;
select private.advance_polls();
select results_eq($$ select title, status::text from public.polls where title in ('Later', 'Next')
    order by title $$, $$ values ('Later', 'cancelled'), ('Next', 'open') $$,
  'a cohort that cannot be told any more keeps no other poll from opening');
select * from finish();
rollback;
