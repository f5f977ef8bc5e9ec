-- What people pass on to each other, what a space spends, and what either may know of the other.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,mia,ned,vic,pam}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
update public.spaces set join_policy = 'open' where slug = 'harbour';
select public.create_space('Rowing', 'rowing');
select tests.be(n), public.join_space(tests.space('harbour')) from unnest('{mia,ned,pam}'::text[]) as n;
select tests.be('pam');
select public.set_confidentiality('pseudonym', tests.space('harbour'), 'Gull');

select tests.be_owner();
create function pg_temp.mint(nickname text, code text, amount bigint)
returns private.ledger_transactions language sql as $$
  select private.post_transaction('mint', 'mint:' || nickname || code, array[
    private.system_account(private.asset_id(code), 'issuance'),
    private.wallet_of(tests.id(nickname), private.asset_id(code))], array[-amount, amount]) $$;
select pg_temp.mint('mia', 'LIVE', 100), pg_temp.mint('pam', 'LIVE', 50),
  pg_temp.mint('mia', 'EUR', 500);
select private.post_transaction('opening', 'harbour', array[
  private.system_account(private.asset_id('EUR'), 'provider:sandbox', 'asset'),
  private.space_account(tests.space('harbour'), private.asset_id('EUR'))], '{-10000,10000}');
create table pg_temp.names as
  select n as who, tests.identity('harbour', n) as id from unnest('{mia,ned,pam,ola}'::text[]) as n;
grant select on pg_temp.names to authenticated;
create function pg_temp.name(nickname text) returns uuid language sql
  as $$ select n.id from pg_temp.names n where n.who = nickname $$;
create function pg_temp.pass_on(whom text, amount bigint, key text, note text default '',
  asset text default 'LIVE') returns public.transfer language sql as $$
  select public.transfer_tokens(tests.space('harbour'), pg_temp.name(whom), asset, amount, key, note)
$$;

create function pg_temp.spend(amount bigint, key text, whom text default null,
  to_space text default null) returns public.transfer language sql as $$
  select public.spend_treasury(tests.space('harbour'), 'EUR', amount, key, 'Paint for the jetty',
    pg_temp.name(whom), tests.space(to_space)) where to_space is not null
  union all
  select public.spend_treasury(tests.space('harbour'), 'EUR', amount, key, 'Paint for the jetty',
    pg_temp.name(whom)) where to_space is null $$;
grant execute on function pg_temp.name, pg_temp.pass_on, pg_temp.spend to authenticated;

-- Somebody who has ----------------------------------------------------------------------

select tests.be('mia');
select is((pg_temp.pass_on('ned', 30, 'first-key', 'For the oars')).balance_after, 70::bigint,
  'Mia passes 30 on');
select is((pg_temp.pass_on('ned', 30, 'first-key', 'For the oars')).balance_after, 70::bigint,
  'a second click is answered alike');
select results_eq($$ select available from public.wallets where code = 'LIVE' $$,
  $$ values (70::bigint) $$, 'and passes nothing on');
select tests.refuses($$ select pg_temp.pass_on('ned', 31, 'first-key') $$,
  '409 idempotency_key_reused', 'a key stands for one amount');
select tests.refuses($$ select pg_temp.pass_on('pam', 30, 'first-key') $$,
  '409 idempotency_key_reused', 'and for one person');
select tests.refuses($$ select pg_temp.pass_on('ned', 71, 'second-key') $$,
  '409 insufficient_funds', 'what is not there is not passed on');
select tests.refuses($$ select pg_temp.pass_on('ned', 0, 'second-key') $$, '422 invalid_amount',
  'nothing is nothing');
select tests.refuses($$ select pg_temp.pass_on('ned', -5, 'second-key') $$, '422 invalid_amount',
  'nor is it taken');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'short') $$, '422 invalid_request_key',
  'a key is drawn');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'second-key', repeat('x', 241)) $$,
  '422 note_too_long', 'notes are short');
select tests.refuses($$ select pg_temp.pass_on('mia', 1, 'second-key') $$, '409 not_yourself',
  'nobody pays themselves');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'second-key', asset => 'EUR') $$,
  '409 not_transferable', 'money goes through payments');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'second-key', asset => 'GOLD') $$,
  '404 asset_not_found', 'what there is not is not passed on');
select tests.refuses($$ select public.transfer_tokens(tests.space('harbour'), gen_random_uuid(),
  'LIVE', 1, 'second-key') $$, '404 identity_not_found', 'nor to nobody');
select tests.refuses($$ select public.transfer_tokens(tests.space('rowing'), pg_temp.name('ned'),
  'LIVE', 1, 'second-key') $$, '404 not_found', 'nor in a space one does not know');
select is((pg_temp.pass_on('pam', 20, 'third-key')).amount, -20::bigint,
  'a name is enough to pass something on to');

-- Who is there under another name ---------------------------------------------------------

select tests.be('pam');
select results_eq($$
    select s.amount, s.note, s.counterparties, s.counterparty_ids = array[pg_temp.name('mia')]
    from public.wallets w, public.account_statement(w.account_id) as s where w.code = 'LIVE' $$,
  $$ values (20::bigint, null, 'Mia', true), (50, null, null, null) $$,
  'Pam sees from whom it came');
select is((pg_temp.pass_on('ned', 5, 'fourth-key', 'From the gull')).amount, -5::bigint,
  'and passes some on');
select public.set_confidentiality('anonymous', tests.space('harbour'));
select is((pg_temp.pass_on('ned', 5, 'fourth-key', 'From the gull')).amount, -5::bigint,
  'a repeated try is answered under another name, too');
select tests.be('ned');
select results_eq($$
    select s.amount, s.note, s.counterparties, s.identity_id = pg_temp.name('ned')
    from public.wallets w, public.account_statement(w.account_id) as s $$,
  $$ values (5::bigint, 'From the gull', 'Gull', true), (30, 'For the oars', 'Mia', true) $$,
  'Ned sees a name, and not whose it is');
select results_eq($$
    select s.amount from public.wallets w, public.account_statement(w.account_id, 2) as s $$,
  $$ values (30::bigint) $$, 'page by page');
select results_eq($$ select count(*) from public.ledger_accounts $$, $$ values (1::bigint) $$,
  'no account but his own');
select is_empty($$
    select from public.wallets w, public.account_statement(w.account_id) as s
    where s.counterparty_ids && array[tests.id('pam'), tests.id('mia')] $$,
  'no statement holds a person''s id');
select tests.refuses($$ select pg_temp.pass_on('pam', 1, 'fifth-key') $$, '404 identity_not_found',
  'a name that was given up takes nothing');

-- Across a block --------------------------------------------------------------------------

select tests.be('mia');
select public.block_person(tests.id('ned'));
select tests.be('ned');
select tests.refuses($$ select pg_temp.pass_on('mia', 1, 'sixth-key') $$, '404 identity_not_found',
  'who is blocked finds nobody');
select results_eq($$
    select s.counterparties from public.wallets w, public.account_statement(w.account_id) as s
    order by s.version $$, $$ values (null), ('Gull') $$, 'and old lines do not name them');
select tests.be('mia');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'seventh-key') $$, '404 identity_not_found',
  'nor does who blocks');

-- Strangers -------------------------------------------------------------------------------

select tests.be('vic');
select tests.refuses($$ select pg_temp.pass_on('ned', 1, 'eighth-key') $$, '403 member_required',
  'strangers pass nothing on');
select tests.be_owner();
create table pg_temp.accounts as select a.id, a.purpose, a.owner_space_id from public.ledger_accounts a;
grant select on pg_temp.accounts to authenticated;
select tests.be('vic');
select tests.refuses($$ select public.account_statement(id) from pg_temp.accounts limit 1 $$,
  '404 account_not_found', 'nor read statements');
select tests.refuses($$ select public.account_journal(id) from pg_temp.accounts limit 1 $$,
  '404 account_not_found', 'in any form');
select tests.refuses($$ select public.account_csv(id) from pg_temp.accounts limit 1 $$,
  '404 account_not_found', 'nor as a file');
select is_empty($$ select from public.wallets $$, 'who has nothing has no wallet');
select throws_ok($$ update public.wallets set balance = 7 $$, '42501', null,
  'nor writes one');
select tests.be_anon();
select throws_ok($$ select 1 from public.wallets $$, '42501', null, 'visitors have none');

-- The treasury ----------------------------------------------------------------------------

select tests.be('ola');
select is((pg_temp.spend(2500, 'treasury-1', 'mia')).balance_after, 7500::bigint,
  'who keeps the treasury pays a member');
select is((pg_temp.spend(2500, 'treasury-1', 'mia')).balance_after, 7500::bigint, 'once for a key');
select is((pg_temp.spend(500, 'treasury-2', to_space => 'rowing')).balance_after, 7000::bigint,
  'or another space');
select is((pg_temp.spend(500, 'treasury-2', to_space => 'rowing')).balance_after, 7000::bigint,
  'once, too');
select tests.refuses($$ select pg_temp.spend(1, 'treasury-3') $$, '422 payee_required',
  'somebody is paid');
select tests.refuses($$ select pg_temp.spend(1, 'treasury-3', to_space => 'harbour') $$,
  '409 not_yourself', 'not the space itself');
select tests.refuses($$ select pg_temp.spend(7001, 'treasury-3', 'mia') $$, '409 insufficient_funds',
  'a treasury is not overdrawn');
select results_eq($$
    select j.debit, j.credit, j.balance, j.currency, j.description, j.counterparties
    from public.ledger_accounts a, public.account_journal(a.id) as j
    where a.owner_space_id = tests.space('harbour') $$,
  $$ values (null, '100.00', '100.00', 'EUR', '', null),
    ('25.00', null, '75.00', 'EUR', 'Paint for the jetty', 'Mia'),
    ('5.00', null, '70.00', 'EUR', 'Paint for the jetty', 'Rowing') $$,
  'the books are kept in decimals');
select is((
    select regexp_replace(public.account_csv(a.id, after => 1), '\d{4}-[^,]*,[^,]*', 'when,which', 'g')
    from public.ledger_accounts a where a.owner_space_id = tests.space('harbour')),
  concat_ws(E'\r\n',
    'version,booked_at,transaction_id,kind,description,reference,counterparties,currency,'
      'debit,credit,balance',
    '2,when,which,treasury,"Paint for the jetty",,"Mia",EUR,25.00,,75.00',
    '3,when,which,treasury,"Paint for the jetty",,"Rowing",EUR,5.00,,70.00'),
  'and come as a file');
select tests.be('mia');
select results_eq($$
    select s.amount, s.description, s.counterparties, s.counterparty_space_ids
    from public.wallets w, public.account_statement(w.account_id) as s
    where w.code = 'EUR' and s.kind = 'treasury' $$,
  $$ values (2500::bigint, 'Paint for the jetty', 'Harbour, Ola', array[tests.space('harbour')]) $$,
  'who is paid sees by whom');
select tests.refuses($$ select pg_temp.spend(1, 'treasury-3', 'ned') $$, '403 permission_required',
  'members spend nothing');
select is_empty($$ select from public.ledger_accounts where owner_space_id is not null $$,
  'nor see what is there');

-- Tokens of a space's own -----------------------------------------------------------------

select tests.refuses($$ select public.create_token(tests.space('harbour'), 'OAR', 'Oar') $$,
  '403 permission_required', 'members make no tokens');
select tests.be('ola');
select is((public.create_token(tests.space('harbour'), 'OAR', 'Oar')).kind, 'token',
  'an admin makes one');
select is((public.create_token(tests.space('harbour'), 'OAR', 'Oar')).code, 'OAR', 'twice is once');
select tests.refuses($$ select public.create_token(tests.space('harbour'), 'EUR', 'Euro') $$,
  '409 code_taken', 'none looks like money');
select throws_ok($$ select public.create_token(tests.space('harbour'), 'oar', 'Oar') $$, '23514', null,
  'codes are capitals');
select is((public.issue_tokens(tests.space('harbour'), 'OAR', 40, 'issue-key')).balance_after,
  40::bigint, 'it is issued into the treasury');
select is((public.issue_tokens(tests.space('harbour'), 'OAR', 40, 'issue-key')).balance_after,
  40::bigint, 'once for a key');
select tests.refuses($$ select public.issue_tokens(tests.space('harbour'), 'EUR', 40, 'issue-k2') $$,
  '404 asset_not_found', 'nobody issues money');
select tests.refuses($$ select public.issue_tokens(tests.space('rowing'), 'OAR', 40, 'issue-k2') $$,
  '404 asset_not_found', 'nor another space''s token');
select is((public.spend_treasury(tests.space('harbour'), 'OAR', 15, 'oars-for-mia', '',
  pg_temp.name('mia'))).balance_after, 25::bigint, 'and handed out');
select tests.be('mia');
select public.leave_space(tests.space('harbour'));
select results_eq($$ select code, available from public.wallets where code = 'OAR' $$,
  $$ values ('OAR', 15::bigint) $$, 'who leaves keeps it');

select tests.be_owner();
select is(private.csv_text('=1+"2"'), '"''=1+""2"""', 'no name passes for a formula');

select * from finish();
rollback;
