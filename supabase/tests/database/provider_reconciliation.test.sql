-- Where a provider's book and ours do not agree: who learns of it, and what they say to it.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada}'::text[]) as n;
update public.profiles set global_role = 'admin' where id = tests.id('ada');
create function pg_temp.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(
    encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', null, 'key_version', 1) $$;
create function pg_temp.line(id text, type text, amount bigint, source text, at timestamptz,
  fee bigint default 0)
returns text language sql security definer as $$
  select private.receive_payment_event('sandbox', jsonb_build_object('id', id || amount, 'type', 'line',
    'at', now(), 'account', null, 'live', false, 'object', jsonb_build_object(
      'kind', 'balance_transaction', 'id', pg_temp.sealed(id), 'type', type, 'amount', amount, 'fee', fee,
      'currency', 'EUR', 'payment', null, 'at', at,
      'source', case when source is not null then pg_temp.sealed(source) end)), null, null) $$;
create function pg_temp.balance(purpose text) returns bigint language sql security definer as $$
  select a.balance from public.ledger_accounts a
  where a.purpose = balance.purpose and a.asset_id = private.asset_id('EUR') $$;
create function pg_temp.found() returns setof text language sql security definer as $$
  select f.kind::text from private.reconcile_provider('sandbox', until => 'infinity') f order by 1 $$;
create function pg_temp.finding() returns uuid language sql security definer as $$
  select id from public.reconciliation_findings $$;
grant execute on all functions in schema pg_temp to authenticated;

select is(pg_temp.line('bank', 'payout', -5000, null, now() - interval '2 days'), 'applied',
  'what goes to our own bank');
select results_eq($$ select pg_temp.balance('provider:sandbox'), pg_temp.balance('bank') $$,
  $$ values (5000::bigint, -5000::bigint) $$, 'is booked as being there');
select is(pg_temp.line('bank', 'payout', -5100, null, now() - interval '2 days'), 'applied', 'and again');
select is(pg_temp.balance('bank'), -5100::bigint, 'what it changed by');
select is_empty($$ select pg_temp.found() $$, 'so that both agree');

select is(pg_temp.line('orphan', 'transfer', -700, 'tr 1', now() - interval '2 days', 10), 'applied',
  'a transfer that nobody here asked for');
select is(pg_temp.line('now', 'refund', -300, 're 1', now()), 'applied', 'and a refund, just now');
select results_eq($$ select pg_temp.found() $$, $$ values ('refund_missing_here'), ('transfer_orphan') $$,
  'show, each by its name');
select is(private.keep_provider_reconciliation('sandbox'), 1::bigint,
  'what moved today may still be heard of');

-- Operators ---------------------------------------------------------------------------------------
select tests.be('ola');
select is_empty('select id from public.reconciliation_findings', 'nobody else sees it');
select tests.be_anon();
select throws_ok('select id from public.reconciliation_findings', '42501', null, 'nor does anybody unknown');
select tests.be('ada');
select results_eq($$ select kind::text, expected, actual, resolution from public.reconciliation_findings $$,
  $$ values ('transfer_orphan', 0::bigint, -700::bigint, null::text) $$, 'an admin of the installation does');
select tests.refuses($$ select public.resolve_finding(pg_temp.finding(), '  ') $$, '422 reason_required',
  'and says what it was');
select tests.refuses($$ select public.resolve_finding(gen_random_uuid(), 'x') $$, '404 finding_not_found',
  'of something that is there');
select is((public.resolve_finding(pg_temp.finding(), 'Sent by hand to the landlord. ')).resolution,
  'Sent by hand to the landlord.', 'in words');
select throws_ok($$ update public.reconciliation_findings set gone_at = now() $$, '42501', null,
  'nobody writes there directly');
select tests.be('ola');
select tests.refuses($$ select public.resolve_finding(pg_temp.finding(), 'Mine') $$, '403 permission_required',
  'nobody else puts it aside');

select tests.be_owner();
select is(private.keep_provider_reconciliation('sandbox'), 0::bigint, 'what was explained is not open');
select is(pg_temp.line('orphan', 'transfer', -800, 'tr 1', now() - interval '2 days', 10), 'applied', 'until it');
select is(private.keep_provider_reconciliation('sandbox'), 1::bigint, 'is something else');
select is((select resolution from public.reconciliation_findings), null, 'which nobody explained');
select is(pg_temp.line('back', 'transfer', 800, 'tr 1', now() - interval '2 days'), 'applied', 'or comes back');
select is(private.keep_provider_reconciliation('sandbox'), 0::bigint, 'and is gone');
select isnt((select gone_at from public.reconciliation_findings), null, 'as it says');
select lives_ok($$ select private.reconcile_providers() $$, 'the schedule looks at every provider');

select * from finish();
rollback;
