-- The books outlive people, without their names.
begin;
select no_plan();

select tests.user(n) from unnest('{ada,ben}'::text[]) as n;
select tests.be('ada');
select public.create_space('Harbour', 'harbour', visibility => 'public');
update public.spaces set join_policy = 'open' where slug = 'harbour';
select tests.be('ben'), public.join_space(tests.space('harbour'));
select tests.be_owner();
create function pg_temp.mint(nickname text, code text, amount bigint)
returns private.ledger_transactions language sql as $$
  select private.post_transaction('mint', 'mint:' || nickname || code, array[
    private.system_account(private.asset_id(code), 'issuance'),
    private.wallet_of(tests.id(nickname), private.asset_id(code))], array[-amount, amount]) $$;
select pg_temp.mint('ben', 'LIVE', 100), pg_temp.mint('ben', 'EUR', 700);
select private.place_hold(private.wallet_of(tests.id('ben'), private.asset_id('LIVE')), 30, 'stake', 's');
create table pg_temp.was as select tests.id('ben') as ben, tests.identity('harbour', 'ada') as ada;
grant select on pg_temp.was to authenticated;

select tests.be('ben');
select public.transfer_tokens(tests.space('harbour'), (select ada from pg_temp.was), 'LIVE', 10,
  'before-leaving', 'My last words');
select ok(e -> 'ledger_entries' @> '[{"amount": -10}, {"amount": 700}]'
    and e -> 'ledger_accounts' @> '[{"balance": 90, "held": 30}]'
    and e -> 'ledger_holds' @> '[{"amount": 30}]'
    and e -> 'transfer_notes' @> '[{"note": "My last words"}]', 'a copy has all of it')
from (select public.export_my_data() -> 'data') as copy (e);
select lives_ok($$ select public.erase_me('ben@example.com') $$, 'Ben goes');

select tests.be_owner();
select is_empty($$
  select from public.ledger_accounts a where a.owner_profile_id = (select ben from pg_temp.was) $$,
  'no account leads to him');
select results_eq($$
  select a.balance, a.held, a.closed_at is not null from public.ledger_accounts a
  where a.owner = 'person' and a.owner_profile_id is null $$,
  $$ values (0::bigint, 0::bigint, true), (0, 0, true) $$, 'his are empty and closed');
select results_eq($$
  select s.code, a.purpose, a.balance from public.ledger_accounts a
  join public.assets s on s.id = a.asset_id where a.owner = 'system' order by 1, 2 $$,
  $$ values ('EUR', 'issuance', -700::bigint), ('EUR', 'unclaimed', 700), ('LIVE', 'issuance', -10) $$,
  'tokens went back, money waits');
select is_empty($$ select from private.transfer_notes $$, 'his words are gone');
select is((select h.status from public.ledger_holds h), 'voided', 'what he staked is released');
select throws_ok($$
  select private.post_transaction('mint', 'late', array[
    private.system_account(private.asset_id('LIVE'), 'issuance'), a.id], '{-1,1}')
  from public.ledger_accounts a
  join public.assets s on s.id = a.asset_id and s.code = 'LIVE'
  where a.owner = 'person' and a.closed_at is not null $$,
  'PT409', 'This account takes nothing any more.', 'nothing comes in any more');
select throws_ok($$
  select private.wallet_of((select ben from pg_temp.was), private.asset_id('LOVE')) $$,
  'PT404', null, 'and no account is opened');
select lives_ok($$ select private.forget_rows((select ben from pg_temp.was)) $$,
  'forgetting again does no harm');
select tests.be('ada');
select results_eq($$
    select s.amount, s.note, s.counterparties
    from public.wallets w, public.account_statement(w.account_id) as s $$,
  $$ values (10::bigint, null, null) $$, 'what he gave stays, and is nobody''s');

select * from finish();
rollback;
