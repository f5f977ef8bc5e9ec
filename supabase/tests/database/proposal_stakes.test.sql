-- Of the stake of a proposal: taken at its submission, returned with the outcome, kept where the space
-- said so beforehand and nobody can contest it any more.
begin;
select plan(45);
create function tests.token(code text) returns uuid
language sql stable security definer set search_path = ''
return (select a.id from public.assets a where a.code = token.code);
create function tests.wallet(who text) returns table (available bigint, held bigint)
language sql stable security definer set search_path = ''
begin atomic
  select a.balance - a.held, a.held from public.ledger_accounts a
  where a.owner_profile_id = tests.id(who) and a.asset_id = tests.token('OAR');
end;
create function tests.fate(title text) returns text
language sql stable security definer set search_path = ''
return (select p.status || ', ' || p.stake_status
  from public.proposals p where p.title = fate.title);
create function tests.treasury() returns bigint
language sql stable security definer set search_path = ''
return (select a.balance from public.ledger_accounts a
  where a.owner_space_id = tests.space('rowing') and a.asset_id = tests.token('OAR'));
create function tests.holds() returns bigint
language sql stable security definer set search_path = ''
return (select count(*) from private.proposal_stakes);
create function tests.asks(rules jsonb) returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.spaces set settings = jsonb_build_object('proposals',
    jsonb_build_object('seconds_needed', 0, 'stake', rules)) where slug = 'rowing';
end;
create function tests.proposes(title text, stake bigint) returns public.proposal_status
language sql volatile security invoker set search_path = ''
begin atomic
  select (public.submit_proposal((public.create_proposal(
    tests.space('rowing'), 'quest', title, 'x', stake => stake)).id)).status;
end;
-- From talking it over to its published result: 0 yes, 1 no.
create function tests.vote_on(title text, winner smallint) returns void
language plpgsql volatile security definer as $$
begin
  perform tests.talked_over(tests.proposal(title));
  perform private.end_deliberations();
  perform tests.end_of_vote(tests.poll_on(title));
  perform tests.count_votes(tests.poll_on(title), array[winner]);
  perform private.publish_proposal_polls();
end $$;
create function tests.days_later(voted text, days integer) returns void
language plpgsql volatile security definer as $$
begin
  update public.polls set published_at = published_at - days * interval '1 day'
  where id = tests.poll_on(voted);
  perform private.keep_stakes();
  perform private.return_forgotten_stakes();
end $$;
grant execute on all functions in schema tests to authenticated, anon;

select tests.user(n) from unnest('{ola,rui,sam,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Sailing', 'sailing');
select tests.be_owner();
select tests.member('rowing', n) from unnest('{rui,sam}'::text[]) as n;
insert into public.assets (code, name, kind, scale, space_id) values
  ('OAR', 'Oars', 'token', 0, tests.space('rowing')),
  ('SAIL', 'Sails', 'token', 0, tests.space('sailing'));
select private.post_transaction('reward', 'grant:' || who,
  array[private.system_account(tests.token('OAR'), 'issuance'),
    private.wallet_of(tests.id(who), tests.token('OAR'))], array[-100, 100]::bigint[])
from unnest('{rui,sam}'::text[]) as who;

-- The rules ------------------------------------------------------------------------
select tests.be('ola');
select throws_ok(format($$ update public.spaces set settings = %L where slug = 'rowing' $$,
  jsonb_build_object('proposals', jsonb_build_object('stake', rules))), '23514', null, why)
from (values
  ('5'::jsonb, 'the rules are an object'), ('{}', 'that names an asset'),
  ('{"asset": "OAR"}', 'by its id'),
  ('{"asset": "11111111-1111-4111-8111-111111111111", "minimum": 0}', 'no minimum of nothing'),
  ('{"asset": "11111111-1111-4111-8111-111111111111", "minimum": "5"}', 'a minimum is a number'),
  ('{"asset": "11111111-1111-4111-8111-111111111111", "kept_if_rejected": 1}', 'kept or not'),
  ('{"asset": "11111111-1111-4111-8111-111111111111", "fee": 1}', 'and nothing else')
) as r (rules, why);
select tests.be('rui');
select tests.refuses($$ select tests.proposes('A dock', 5) $$, '409 stakes_unavailable',
  'where no asset is named nothing is staked');
select tests.asks(jsonb_build_object('asset', tests.token('SAIL'), 'minimum', 10));
select tests.refuses($$ select tests.proposes('A dock', 10) $$, '409 stakes_unavailable',
  'nor in a token of another space');
select is(tests.proposes('A pier', 0), 'deliberation', 'and a minimum of it binds nobody');
select is((select p.stake_status from public.proposals p where p.title = 'A pier'), null,
  'without a stake there is none to tell of');
select tests.asks(jsonb_build_object('asset', tests.token('EUR')));
select tests.refuses($$ select tests.proposes('A dock', 10) $$, '409 stakes_unavailable',
  'nor in money');
select tests.asks(jsonb_build_object('asset', tests.token('OAR'), 'minimum', 10));
select tests.refuses(format($$ select tests.proposes('A dock', %s) $$, stake),
  '422 stake_too_small', why)
from (values (9, 'less than the minimum is too little'), (0, 'and so is nothing')) as s (stake, why);
select tests.refuses($$ select tests.proposes('A dock', null) $$, '23502', 'an unknown stake is none');

-- Held and returned ----------------------------------------------------------------
select public.create_proposal(tests.space('rowing'), 'quest', 'A dock', 'x', stake => 60);
select results_eq($$ select * from tests.wallet('rui') $$, $$ values (100::bigint, 0::bigint) $$,
  'a draft takes nothing');
select is((public.submit_proposal(tests.proposal('A dock'))).stake_status, 'held',
  'its submission takes the stake');
select public.submit_proposal(tests.proposal('A dock'));
select results_eq($$ select * from tests.wallet('rui') $$, $$ values (40::bigint, 60::bigint) $$,
  'a double click takes it once');
select public.create_proposal(tests.space('rowing'), 'quest', 'A boat', 'x', stake => 41);
select tests.refuses($$ select public.submit_proposal(tests.proposal('A boat')) $$,
  '409 insufficient_funds', 'nobody stakes what they do not have');
select results_eq(
  $$ select status::text, submissions::integer, stake_status
    from public.proposals where title = 'A boat' $$,
  $$ values ('draft', 0, null::public.stake_status) $$, 'and a refusal changes nothing');
select throws_ok($$ select from private.proposal_stakes $$, '42501', null,
  'what leads to a wallet nobody reads');
select tests.be('sam');
select results_eq(
  $$ select stake, stake_asset_id, stake_kept_if_rejected, stake_status::text
    from public.proposals where title = 'A dock' $$,
  $$ values (60::bigint, tests.token('OAR'), false, 'held') $$, 'that it is staked everybody sees');
select is_empty($$ select from public.ledger_holds $$, 'in whose wallet nobody');
select tests.be('rui');
select results_eq($$ select purpose, reference from public.ledger_holds $$,
  $$ values ('stake', null::text) $$, 'and the hold does not say of what');
select public.withdraw_proposal(tests.proposal('A dock'));
select is(tests.fate('A dock'), 'withdrawn, returned', 'what is withdrawn is returned');
select results_eq($$ select * from tests.wallet('rui') $$, $$ values (100::bigint, 0::bigint) $$,
  'whole');
select public.submit_proposal(tests.proposal('A boat'));
select tests.be_owner();
update public.proposals set seconds_needed = 1;
select tests.talked_over(tests.proposal('A boat'));
select private.end_deliberations();
select is(tests.fate('A boat'), 'lapsed, returned', 'what lapses is returned');
select tests.be('rui');
select public.submit_proposal(tests.proposal('A boat'));
select results_eq($$ select * from tests.wallet('rui') $$, $$ values (59::bigint, 41::bigint) $$,
  'and taken again when it is submitted again');
select tests.be_owner();
update public.proposals set seconds_needed = 0;
select tests.vote_on('A boat', 0::smallint);
select is(tests.fate('A boat'), 'accepted, returned', 'what is accepted is returned');
select tests.be('rui');
select tests.proposes('A bell', 20);
select tests.asks(jsonb_build_object('asset', tests.token('OAR'), 'kept_if_rejected', true));
select tests.vote_on('A bell', 1::smallint);
select is(tests.fate('A bell'), 'rejected, returned',
  'and what is rejected, whatever the space declares later');

-- Kept -----------------------------------------------------------------------------
select tests.proposes(title, 10) from unnest('{Gate,Flag,Lamp,Rope,Sail,Oar,Mast}'::text[]) as title;
select tests.asks(jsonb_build_object('asset', tests.token('OAR')));
select tests.vote_on('Gate', 1::smallint);
select is(tests.fate('Gate'), 'rejected, held', 'a stake that the treasury keeps waits');
select tests.days_later('Gate', 6);
select is(tests.fate('Gate'), 'rejected, held', 'as long as the result can be contested');
select tests.days_later('Gate', 2);
select is(tests.fate('Gate'), 'rejected, kept', 'then it is kept, as the rule was at its submission');
select tests.days_later('Gate', 60);
select is(tests.treasury(), 10::bigint, 'once');
select results_eq($$ select available from tests.wallet('rui') $$, $$ values (30::bigint) $$,
  'and gone from the wallet');
select tests.vote_on('Flag', 1::smallint);
select public.contest_poll(tests.poll_on('Flag'), 'Count again.');
select tests.days_later('Flag', 8);
select is(tests.fate('Flag'), 'rejected, held', 'a contested result keeps nothing');
select tests.be_owner();
update public.poll_results set status = 'invalidated', invalidated_reason = 'A page was missing.'
where poll_id = tests.poll_on('Flag');
insert into public.poll_results (poll_id, lens, engine_version, lens_definition, lens_hash,
  snapshot_hash, ballots_root, ballot_count, eligible_count, total_weight, winners, result)
select r.poll_id, r.lens, '2', r.lens_definition, r.lens_hash, r.snapshot_hash, r.ballots_root,
  r.ballot_count, r.eligible_count, r.total_weight, '{0}', r.result
from public.poll_results r where r.poll_id = tests.poll_on('Flag');
select private.end_recount(tests.poll_on('Flag'));
select is(tests.fate('Flag'), 'accepted, returned', 'and one that turns gives it back');
select tests.be('rui');
select tests.vote_on('Lamp', 1::smallint);
select public.contest_poll(tests.poll_on('Lamp'), 'Count again.');
select tests.be_owner();
update public.proposals set ended_at = now() - interval '31 days' where title = 'Lamp';
select tests.days_later('Lamp', 31);
select is(tests.fate('Lamp'), 'rejected, returned', 'a contest that nobody settles gives it back');

-- What nobody counts ---------------------------------------------------------------
select tests.talked_over(tests.proposal('Rope'));
select private.end_deliberations();
select tests.be('ola');
select public.cancel_poll(tests.poll_on('Rope'));
select is(tests.fate('Rope'), 'deliberation, held', 'a vote called off changes nothing');
select tests.be_owner();
update public.assets set retired_at = now() where code = 'OAR';
select tests.vote_on('Sail', 1::smallint);
select tests.days_later('Sail', 8);
select is(tests.fate('Sail'), 'rejected, kept', 'a retired token is kept where there is a treasury');
select private.forget_proposal_stakes(tests.id('rui'));
select is(tests.fate('Oar'), 'deliberation, returned', 'who is erased gets back what they staked');
select is(tests.holds(), 0::bigint, 'and nothing leads to them');
update public.assets set retired_at = null;
select tests.be('sam');
select tests.proposes('Hull', 10);
select tests.be_owner();
update public.spaces set archived_at = now() - interval '31 days' where slug = 'rowing';
select private.return_forgotten_stakes();
select is(tests.fate('Hull'), 'deliberation, returned', 'an archived space holds nothing for long');
select results_eq($$ select * from tests.wallet('sam') $$, $$ values (100::bigint, 0::bigint) $$,
  'and the stake is whole');
select tests.be('sam');
select throws_ok($$ select private.keep_stakes() $$, '42501', null, 'nobody moves the clock');
select * from finish();
rollback;
