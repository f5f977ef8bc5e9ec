begin;
select plan(27);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.token(code text) returns uuid
language sql stable security definer set search_path = ''
return (select a.id from public.assets a where a.code = token.code);
create function tests.available(who text) returns bigint
language sql volatile security definer set search_path = ''
return (
  select a.balance - a.held
  from public.ledger_accounts a
  where a.id = private.wallet_of(tests.id(who), tests.token('OAR'))
);
grant execute on all functions in schema tests to authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Sailing', 'sailing');
select tests.member('rowing', nickname) from unnest('{ada,ben,cay}'::text[]) as nickname;
select tests.be_owner();
insert into public.assets (code, name, kind, scale, space_id) values
  ('OAR', 'Oars', 'token', 2, tests.space('rowing')),
  ('SAIL', 'Sails', 'token', 2, tests.space('sailing'));
select private.post_transaction('reward', 'grant:' || who,
  array[private.system_account(tests.token('OAR'), 'issuance'),
    private.wallet_of(tests.id(who), tests.token('OAR'))],
  array[-amount, amount])
from (values ('ada', 200000::bigint), ('ben', 5000), ('cay', 10000)) as g (who, amount);

-- The lens ------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses(format($$ select public.create_poll(tests.space('rowing'), 'Odd', 'yes_no',
  lens => 'stake', lens_settings => %L) $$, settings), '422 invalid_lens', why)
from (values
  ('{}', 'an asset is staked'), ('{"asset": "OAR"}', 'named by its id'),
  ('{"asset": "11111111-1111-4111-8111-111111111111", "cap": 1}', 'and nothing else')
) as s (settings, why);
select public.create_poll(tests.space('rowing'), title, 'yes_no', lens => 'stake',
  lens_settings => jsonb_build_object('asset', tests.token(asset)))
from (values ('Boat', 'OAR'), ('Trip', 'OAR'), ('Off', 'OAR'), ('Odd', 'SAIL'), ('Money', 'EUR'))
  as p (title, asset);
select tests.refuses(format('select public.open_poll(tests.poll(%L))', title), '422 invalid_lens', why)
from (values ('Odd', 'not the token of another space'), ('Money', 'and no money')) as p (title, why);
select public.create_poll(tests.space('rowing'), 'Final', 'yes_no', revisable => false);
update public.polls set compared_lenses = jsonb_build_array(
  jsonb_build_object('kind', 'stake', 'asset', tests.token('OAR'))) where title = 'Final';
select public.create_poll(tests.space('rowing'), 'Plain', 'yes_no');
select public.open_poll(tests.poll(title)) from unnest('{Boat,Trip,Off,Final,Plain}'::text[]) as title;

-- Staking -------------------------------------------------------------------------
select tests.be('ada');
select tests.refuses($$ select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 100) $$,
  '404 no_ballot', 'a stake stands behind a ballot');
select public.cast_ballot(tests.poll(title), '"yes"')
from unnest('{Boat,Trip,Off,Final,Plain}'::text[]) as title;
select tests.refuses($$ select public.stake_on_poll(tests.poll('Plain'), tests.token('OAR'), 100) $$,
  '409 no_stakes', 'where a lens reads it');
select tests.refuses($$ select public.stake_on_poll(tests.poll('Boat'), tests.token('SAIL'), 100) $$,
  '422 invalid_asset', 'in the lens''s asset');
select tests.refuses(format($$ select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), %s) $$,
  amount), '422 invalid_amount', why)
from (values ('-1', 'no less than nothing'), ('null', 'and not an unknown amount')) as a (amount, why);
select tests.refuses($$ select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 200001) $$,
  '409 insufficient_funds', 'nor more than there is');
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 10000);
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 10000);
select is(tests.available('ada'), 190000::bigint, 'the same again stakes once');
select is(public.explain_weight(tests.poll('Boat')) - '{poll_id,lens,as_of}'::text[],
  '{"staked": 100, "power": 10, "weight": 10000000}', 'a hundred whole units are ten votes');
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 195000);
select is(tests.available('ada'), 5000::bigint, 'raising it takes the difference');
select tests.refuses($$ select public.stake_on_poll(tests.poll('Trip'), tests.token('OAR'), 5001) $$,
  '409 insufficient_funds', 'nothing is staked twice');
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 115600);
select is(tests.available('ada'), 84400::bigint, 'lowering it gives the difference back');
select public.stake_on_poll(tests.poll('Final'), tests.token('OAR'), 100);
select tests.refuses($$ select public.stake_on_poll(tests.poll('Final'), tests.token('OAR'), 0) $$,
  '409 not_revisable', 'where ballots are final stakes are');
select public.stake_on_poll(tests.poll('Trip'), tests.token('OAR'), 300);
select public.withdraw_ballot(tests.poll('Trip'));
select is(tests.available('ada'), 84300::bigint, 'a ballot taken back gives it back');
select public.stake_on_poll(tests.poll('Off'), tests.token('OAR'), 4300);
select tests.be('ben');
select public.cast_ballot(tests.poll('Boat'), '"no"');
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 99);
select is(public.explain_weight(tests.poll('Boat')) -> 'weight', '0', 'less than one unit is none');
select is((select count(*) from public.poll_stakes), 1::bigint, 'everybody sees their own');
select tests.be('cay');
select public.cast_ballot(tests.poll('Boat'), '"no"');
select public.stake_on_poll(tests.poll('Boat'), tests.token('OAR'), 900);
select tests.be('ola');
select is_empty($$ select 1 from public.poll_stakes $$, 'organizers nobody''s');

-- The end -------------------------------------------------------------------------
select public.cancel_poll(tests.poll('Off'));
select is(tests.available('ada'), 84300::bigint, 'a poll called off gives back');
select tests.be_owner();
select private.forget_stakes(tests.id('cay'));
select tests.be('ola');
select public.close_poll(tests.poll('Boat'));
select tests.be_service();
select results_eq($$ select (k.known ->> 'staked')::integer from public.polls p,
      private.lens_inputs(p, p.frozen_lens) k where p.title = 'Boat' order by 1 $$,
  $$ values (9), (1156) $$, 'the close keeps whole units by tag, with who was erased');
select is(tests.available('ada'), 84300::bigint, 'and the stakes, until it is published');
select tests.be('ada');
select is(public.explain_weight(tests.poll('Boat')) -> 'weight', '34000000',
  'thirty-four votes are the most');
select tests.be_owner();
select private.release_forgotten_stakes();
select is((select count(*) from public.poll_stakes s where s.poll_id = tests.poll('Boat')), 2::bigint,
  'nothing is forgotten at once');
update public.polls set closed_at = closed_at - interval '31 days' where title = 'Boat';
select private.release_forgotten_stakes();
select is(tests.available('ada'), 199900::bigint, 'after thirty days all is given back');
select * from finish();
rollback;
