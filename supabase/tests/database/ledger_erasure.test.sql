-- What becomes of the wallets of whoever leaves.
begin;
select no_plan();

select tests.user('ada');
create function pg_temp.account(code text, purpose text) returns bigint language sql
  as $$ select a.balance from public.ledger_accounts a
    where a.owner = 'system' and a.purpose = account.purpose
      and a.asset_id = private.asset_id(code) $$;
select private.post_transaction('opening', code, array[
    private.system_account(private.asset_id(code), 'issuance'),
    private.wallet_of(tests.id('ada'), private.asset_id(code))
  ], '{-100,100}')
from unnest('{LIVE,CHRONA,EUR}'::text[]) as code;
select private.place_hold(private.wallet_of(tests.id('ada'), private.asset_id('LIVE')), 30, 'stake', 'a');
create temp table wallets as
  select a.id from public.ledger_accounts a where a.owner_profile_id = tests.id('ada');

select private.erase_person(tests.id('ada'));
select results_eq($$ select distinct balance, held, owner_profile_id, closed_at is null
    from public.ledger_accounts join wallets using (id) $$,
  $$ values (0::bigint, 0::bigint, null::uuid, false) $$,
  'wallets are empty, closed and nobody''s');
select is(pg_temp.account('LIVE', 'issuance'), 0::bigint, 'tokens go back to where they came from');
select is(pg_temp.account('CHRONA', 'issuance'), 0::bigint, 'hours, too');
select is(pg_temp.account('EUR', 'unclaimed'), 100::bigint, 'money is kept');
select results_eq($$ select status::text from public.ledger_holds $$, $$ values ('voided') $$,
  'what was held is released');
select lives_ok($$ select private.close_wallets(tests.id('ada')) $$, 'twice is once');
select throws_ok($$ select private.wallet_of(tests.id('ada'), private.asset_id('LIVE')) $$, 'PT404',
  null, 'no new wallet is opened');

select * from finish();
rollback;
