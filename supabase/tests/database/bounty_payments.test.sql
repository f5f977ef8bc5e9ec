-- Of money in bounties: paid in with its fee, awarded, sent back to cards, or to wallets where a card is
-- gone, and taken back by a bank.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', n) from unnest('{kim,gus,mia}'::text[]) as n;

create function tests.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(encode(sha256(convert_to(id, 'utf8')), 'hex')),
    'sealed', null, 'key_version', 1)
$$;
create function tests.tells(id text, kind text, about uuid, status text, amount bigint, reference uuid,
  seconds integer default 0)
returns text language sql security definer as $$
  select private.receive_payment_event('sandbox', jsonb_build_object('id', tells.id, 'type', 'x',
    'at', now() + seconds * interval '1 second', 'account', null, 'live', false, 'object', jsonb_build_object('kind', kind,
      'status', tells.status, 'amount', tells.amount, 'currency', 'EUR', 'reference', reference,
      'failure', null, 'reason', 'x', 'payment', tests.sealed('payment' || about),
      'id', tests.sealed(kind || coalesce(reference, about)))), null, null)
$$;
create function tests.pays(nickname text, title text, amount bigint) returns uuid
language plpgsql security definer as $$
declare payment uuid;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  payment := private.start_page_payment('bounty', tests.space('rowing'), tests.bounty(title),
    jsonb_build_object('amount', amount), false, null, 'sandbox', nickname || title || amount) ->> 'id';
  return payment;
end $$;
create function tests.paid(payment uuid) returns text language sql security definer as $$
  select tests.tells('paid' || p.id, 'payment', p.id, 'succeeded', p.total_amount, p.id)
  from public.payments p where p.id = payment
$$;
create function tests.escrow(title text) returns bigint[] language sql security definer as $$
  select array[b.raised_amount, b.escrowed_amount] from public.bounties b where b.id = tests.bounty(escrow.title)
$$;
create function tests.refund(payment uuid) returns public.refunds language sql security definer as $$
  select r.* from public.refunds r where r.payment_id = payment order by r.created_at desc, r.settled_at nulls first limit 1
$$;
grant execute on all functions in schema tests to authenticated;

-- Paying in -----------------------------------------------------------------------------------------
select tests.be('kim');
select public.create_bounty(tests.space('rowing'), 'Boat', 'EUR', now() + interval '5 days', 'boat-boat-1');
select tests.refuses($$ select public.fund_bounty(tests.bounty('Boat'), 100, 'kim-boat-1') $$, '409 not_transferable',
  'money is paid in');
select tests.refuses($$ select tests.pays('gus', 'Boat', 1000) $$, '404 bounty_not_found',
  'into a draft by its author alone');
select tests.refuses($$ select tests.pays('kim', 'Boat', 1) $$, '422 amount_out_of_range', 'within bounds');
select tests.be_owner();
create table tests.payment as select tests.pays('kim', 'Boat', 1000) as kim;
alter table tests.payment add gus uuid, add late uuid;
grant select on tests.payment to authenticated;
select is(tests.escrow('Boat'), '{0,0}'::bigint[], 'what was only asked for is not in it');
select tests.paid(kim) from tests.payment;
select is(tests.escrow('Boat'), '{950,950}'::bigint[], 'what was paid is, without the fee');
update tests.payment set gus = tests.pays('gus', 'Boat', 2000), late = tests.pays('gus', 'Boat', 500);
select tests.paid(gus) from tests.payment;
select is(tests.paid(gus), 'duplicate', 'told twice it is in once') from tests.payment;
select is(tests.escrow('Boat'), '{2875,2875}'::bigint[], 'others add to it');
select is((select count(*) from public.receipts), 2::bigint, 'each has a receipt');
select is_empty($$ select 1 from public.ledger_accounts where owner_space_id = tests.space('rowing') and balance <> 0 $$,
  'the space has none of it');
select tests.be('ola');
select tests.refuses($$ select private.request_refund((select kim from tests.payment), null, 'duplicate', 'x') $$,
  '42501', 'nobody but the server asks for refunds');
select tests.be_owner();
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('ola'))::text, true);
select tests.refuses($$ select private.request_refund((select kim from tests.payment), null, 'duplicate', 'x') $$,
  '409 kept_for_others', 'and who keeps the treasury takes nothing out of escrow');

-- A bank takes some back ------------------------------------------------------------------------------
select tests.tells('d1', 'dispute', gus, 'open', 2000, null) from tests.payment;
select is(tests.escrow('Boat'), '{2875,950}'::bigint[], 'what a bank took is not in it, and nothing else is missing');
select tests.tells('d2', 'dispute', gus, 'won', 2000, null, 5) from tests.payment;
select is(tests.escrow('Boat'), '{2875,2875}'::bigint[], 'what it gave back is');
select is(tests.bounty_faults(), 0::bigint, 'and the books say so');

-- Divided ----------------------------------------------------------------------------------------------
select tests.be('mia');
select public.hand_in(tests.bounty('Boat'), 'Done', 'mia-boat-1');
select tests.be_owner();
select tests.pass_bounty('Boat', '5 days');
select tests.pass_bounty('Boat', '7 days');
select tests.be('mia');
select public.dispute_bounty(tests.bounty('Boat'), 'Pay');
select tests.be_owner();
select tests.member('rowing', 'max', 'moderator') from tests.user('max');
select tests.be('max');
select public.decide_dispute(d.id, 'Two thirds.', array[tests.work('mia', 'Boat')], '{2}', 1)
from public.bounty_disputes d;
select tests.be_owner();
select is(tests.has('mia', 'EUR'), 1917::bigint, 'work is paid into a wallet: 1916.7 of 2875');
select is((select array[tests.escrow('Boat')::text, (select array_agg(c.due_amount order by c.amount)::text
  from public.bounty_contributions c)]), '{"{2875,958}","{317,641}"}'::text[],
  'the rest is on its way back, to each their part: 316.6 and 641.4 of 958');
select private.tend_bounties();
select private.tend_bounties();
select is((select array_agg(array[r.amount, h.amount] order by r.amount) from public.refunds r
  join public.ledger_holds h on h.id = r.hold_id), '{{333,317},{665,641}}'::bigint[],
  'refunds are asked for once, with the part of the fee that comes back');
select tests.tells('r1', 'refund', kim, 'succeeded', 333, (tests.refund(kim)).id) from tests.payment;
select is(tests.escrow('Boat'), '{2875,641}'::bigint[], 'what arrived is out of it');
select is((private.refuse_refund((tests.refund(gus)).id, 'charge_expired')).status::text, 'failed',
  'a card does not take it') from tests.payment;
select private.tend_bounties();
select is((select array[tests.escrow('Boat')::text, tests.has('gus', 'EUR')::text]), '{"{2875,0}",641}'::text[],
  'so it goes to the wallet');
select private.tend_bounties();
select is(tests.has('gus', 'EUR'), 641::bigint, 'once');
select tests.tells('r2', 'refund', kim, 'failed', 333, (tests.refund(kim)).id, 9) from tests.payment;
select is(tests.escrow('Boat'), '{2875,317}'::bigint[], 'what comes back after all is in escrow again');
select private.tend_bounties();
select is(tests.has('kim', 'EUR'), 317::bigint, 'and goes to the wallet, too');
select is(tests.bounty_faults(), 0::bigint, 'and the books say so');

-- Late ---------------------------------------------------------------------------------------------------
select tests.paid(late) from tests.payment;
select is((select c.due_amount from public.bounty_contributions c join tests.payment p on p.late = c.payment_id), 462::bigint,
  'what is paid when all is over goes back');
select private.tend_bounties();
select is((tests.refund(late)).amount, 500::bigint, 'whole') from tests.payment;
select tests.tells('r3', 'refund', late, 'succeeded', 500, (tests.refund(late)).id) from tests.payment;
select is(tests.escrow('Boat'), '{3337,0}'::bigint[], 'and is gone');

-- A bank takes back what was awarded: the space stands for it, and nobody else's is touched --------------
select tests.be('kim');
select public.create_bounty(tests.space('rowing'), 'Oars', 'EUR', now() + interval '5 days', 'oars-oars-1');
select tests.be_owner();
update tests.payment set kim = tests.pays('kim', 'Oars', 1000);
select tests.paid(kim) from tests.payment;
select tests.be('mia');
select public.hand_in(tests.bounty('Oars'), 'Done', 'mia-oars-1');
select tests.be('kim');
select public.award_bounty(tests.bounty('Oars'), array[tests.work('mia', 'Oars')]);
select tests.be_owner();
select is(tests.has('mia', 'EUR'), (1917 + 950)::bigint, 'work is paid');
select tests.tells('d3', 'dispute', kim, 'open', 1000, null) from tests.payment;
select is((select balance from public.ledger_accounts where purpose = 'owed:' || kim), -950::bigint,
  'the space owes what a bank takes back later') from tests.payment;
select tests.tells('d4', 'dispute', kim, 'won', 1000, null, 5) from tests.payment;
select is((select balance from public.ledger_accounts where purpose = 'owed:' || kim), 0::bigint,
  'until it gives it back') from tests.payment;
select is(tests.escrow('Oars'), '{950,0}'::bigint[], 'of which the bounty takes no notice');
select is(tests.bounty_faults(), 0::bigint, 'and the books say so');

-- Erased ---------------------------------------------------------------------------------------------------
select tests.be('kim');
select public.create_bounty(tests.space('rowing'), 'Gone', 'EUR', now() + interval '5 days', 'gone-gone-1');
select tests.be_owner();
update tests.payment set kim = tests.pays('kim', 'Gone', 1000);
select tests.paid(kim) from tests.payment;
select private.erase_person(tests.id('kim'));
select tests.pass_bounty('Gone', '5 days');
select private.tend_bounties();
select is((tests.refund(kim)).amount, 1000::bigint, 'what an erased person paid in goes back to their card')
from tests.payment;
select private.refuse_refund((tests.refund(kim)).id, 'charge_expired') from tests.payment;
select private.tend_bounties();
select is((select balance from public.ledger_accounts where purpose = 'unclaimed'), (950 + 317)::bigint,
  'and where that is gone, it waits');
select is(tests.bounty_faults(), 0::bigint, 'and the books say so');

select * from finish();
rollback;
