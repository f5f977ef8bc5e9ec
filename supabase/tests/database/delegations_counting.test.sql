begin;
select plan(22);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.lets(delegator text, delegate text, domain text default null)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform tests.be(delegator);
  perform public.delegate_vote(tests.space('rowing'), tests.identity('rowing', delegate), domain);
end;
$$;
-- While the salt is there: names for tags, as 'ada'.
create table tests.tags (poll uuid, tag bytea, nickname text);
create function tests.note_tags(title text) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into tests.tags
  select s.poll_id, extensions.hmac(uuid_send(u.id), s.salt, 'sha256'), split_part(u.email, '@', 1)
  from private.poll_secrets s, auth.users u
  where s.poll_id = tests.poll(title);
$$;
create function tests.frozen(title text)
returns table (giver text, taker text, domain text)
language sql stable security definer set search_path = ''
as $$
  select g.nickname, t.nickname, f.domain_code
  from private.frozen_delegations f
  join tests.tags g on g.poll = f.poll_id and g.tag = f.delegator_tag
  join tests.tags t on t.poll = f.poll_id and t.tag = f.delegate_tag
  where f.poll_id = tests.poll(title);
$$;
grant execute on all functions in schema tests to authenticated, service_role;
grant select on tests.tags to service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', nickname, 'contributor')
from unnest(array['ada', 'ben', 'cay', 'dan', 'fay', 'gus']) as nickname;
select tests.member('rowing', 'max');
select tests.be('ola');
select public.create_poll(tests.space('rowing'), 'Engine', 'yes_no', lens => 'delegated',
  relevance => '{"0613": 600000, "0714": 300000, "05": 100000}');
select public.create_poll(tests.space('rowing'), 'Boat', 'yes_no', minimum_role => 'contributor');
update public.polls set compared_lenses = '[{"kind": "delegated", "relevance": {}}]'
where title = 'Boat';
select public.create_poll(tests.space('rowing'), 'Trip', 'yes_no', lens => 'delegated');
select public.create_poll(tests.space('rowing'), 'Paint', 'yes_no');

-- The lens ------------------------------------------------------------------------
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Half', 'yes_no',
    lens => 'delegated', relevance => '{"0613": 600000}') $$,
  '422 invalid_relevance', 'delegated votes have whole relevance, or none');
select tests.refuses($$ select public.create_poll(tests.space('rowing'), 'Equal', 'yes_no',
    relevance => '{"0613": 1000000}') $$, '422 invalid_relevance', 'equal ones have none');
update public.polls
set compared_lenses = '[{"kind": "ekoh", "relevance": {"0613": 600000, "0714": 300000, "05": 100000}}]'
where title = 'Engine';
select public.open_poll(tests.poll(title)) from unnest(array['Engine', 'Boat', 'Trip', 'Paint']) as title;
select is((select frozen_lens from public.polls where title = 'Trip'),
  '{"kind": "delegated", "relevance": {}}'::jsonb, 'opening freezes the lens');
select is((select jsonb_array_length(compared_lenses) from public.polls
    where title = 'Engine' and status = 'open'), 1,
  'expertise in the same domains can be read beside it');
select tests.note_tags(title) from unnest(array['Engine', 'Boat', 'Trip', 'Paint']) as title;

-- The close -----------------------------------------------------------------------
select tests.lets('ada', 'ben');           -- everything
select tests.lets('ada', 'cay', '06');     -- holds 0613
select tests.lets('ada', 'dan', '0613');   -- the narrowest
select tests.lets('ben', 'cay', '0714');   -- as narrow as the next, and less relevant
select tests.lets('ben', 'dan', '0613');
select tests.lets('cay', 'dan', '0511');   -- narrower than the poll's 05
select tests.lets('dan', 'max');           -- max may not vote in Boat
select tests.lets('fay', 'gus');           -- who votes
select tests.lets('gus', 'fay');           -- votes, so it does not count
select tests.lets('max', 'ada', '05');
select tests.be('gus');
select public.cast_ballot(tests.poll(title), '"yes"') from unnest(array['Engine', 'Boat', 'Trip']) as title;
select tests.be('ola');
select is_empty($$ select * from tests.frozen('Engine') $$, 'while people vote nothing is kept');
select public.close_poll(tests.poll(title)) from unnest(array['Engine', 'Boat', 'Trip']) as title;
select set_eq($$ select * from tests.frozen('Engine') $$,
  $$ values ('ada', 'dan', '0613'), ('ben', 'dan', '0613'), ('dan', 'max', null),
    ('fay', 'gus', null), ('max', 'ada', '05') $$,
  'the close keeps, of who did not vote, the delegation for the narrowest domain of the poll, of '
  'equals the more relevant, else the one for the space');
select set_eq($$ select * from tests.frozen('Trip') $$,
  $$ values ('ada', 'ben', null), ('dan', 'max', null), ('fay', 'gus', null) $$,
  'where the poll has no domain, only those for the space');
select set_eq($$ select * from tests.frozen('Boat') $$,
  $$ values ('ada', 'ben', null), ('fay', 'gus', null) $$,
  'as a compared lens, too; and only between those who may vote there');
select public.cancel_poll(tests.poll('Paint'));
select is_empty($$ select * from tests.frozen('Paint') $$, 'a poll called off keeps nothing');
select tests.be('ada');
select public.revoke_delegation(tests.space('rowing'), '0613');
select tests.be_owner();
select is((select count(*) from tests.frozen('Engine')), 5::bigint,
  'what is revoked after the close counts in that poll');
select tests.refuses($$ delete from private.frozen_delegations $$, '409 append_only',
  'and what was kept stays');
select tests.refuses($$ update private.frozen_delegations set delegate_tag = delegator_tag $$,
  '409 append_only', 'as it is');
delete from auth.users where id = tests.id('dan');
select is((select count(*) from tests.frozen('Engine')), 5::bigint,
  'even when somebody is erased: no tag leads to a person any more');
select is_empty($$ select 1 from private.poll_secrets where poll_id = tests.poll('Engine') $$,
  'since the close');

-- Engine --------------------------------------------------------------------------
select tests.be_service();
select set_eq($$ select g.nickname, t.nickname as delegate, d.domain, d.delegate_voted
    from private.delegations_at_close(tests.poll('Trip')) d
    join tests.tags g on g.poll = tests.poll('Trip') and encode(g.tag, 'hex') = d.delegator
    join tests.tags t on t.poll = tests.poll('Trip') and encode(t.tag, 'hex') = d.delegate $$,
  $$ values ('ada', 'ben', null, false), ('dan', 'max', null, false), ('fay', 'gus', null, true) $$,
  'the engine is told who delegated to whom, by tag, and who of these voted');
select results_eq($$ select k.voter_tag, k.known from public.polls p,
      private.lens_inputs(p, p.frozen_lens) k where p.title = 'Trip' $$,
  $$ select tag, '{"carried": "1"}'::jsonb from tests.tags
    where poll = tests.poll('Trip') and nickname = 'gus' $$,
  'or in short, whose ballot counts for how many others');
select private.store_ballot_weights('00000000-0000-4000-8000-000000000001',
  array(select tag from tests.tags where poll = tests.poll('Trip') and nickname = 'gus'), '{4000000}',
  '{4000000}');
select private.weigh_others('00000000-0000-4000-8000-000000000001', tests.poll('Trip'), 1000000);
select tests.be_owner();
select results_eq($$ select raw_weight, weight from public.ballot_weights
    where result_id = '00000000-0000-4000-8000-000000000001' $$,
  $$ values (4000000::bigint, 4000000::bigint) $$, 'a ballot weighs a vote and those it carries');
select tests.be_service();
select private.weigh_others('00000000-0000-4000-8000-000000000002', tests.poll('Boat'), 1000000);
select tests.be_owner();
select results_eq($$ select weight from public.ballot_weights
    where result_id = '00000000-0000-4000-8000-000000000002' $$, array[1000000::bigint],
  'one that carries nobody, a vote');
select private.record_reading('00000000-0000-4000-8000-000000000001', tests.poll('Trip'),
  'delegated', '1', '{}', repeat('a', 64), repeat('b', 64), repeat('c', 64), 1, 4000000, '{0}', '{}',
  false);
select tests.refuses($$ select private.weigh_others(
    '00000000-0000-4000-8000-000000000001', tests.poll('Trip'), 1000000) $$,
  '409 reading_recorded', 'weights come before their reading');

-- Clients -------------------------------------------------------------------------
select tests.be('ada');
select throws_ok($$ select 1 from private.frozen_delegations $$, '42501', null,
  'nobody reads what was kept');
select throws_ok($$ select private.delegations_at_close(tests.poll('Trip')) $$, '42501', null,
  'or asks for it');
select throws_ok($$ select private.weigh_others(gen_random_uuid(), tests.poll('Trip'), 1) $$, '42501', null, 'or weighs');
select * from finish();
rollback;
