-- Of gifts: who sees whose they are, the receipt, and what is left when the giver is erased.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia}'::text[]) as n;
update public.feature_flags set is_enabled = true where key = 'donations_v1';

create function pg_temp.gives(nickname text, key text, details jsonb, receipt_name text)
returns uuid language plpgsql as $$
declare
  payment uuid;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true);
  payment := private.start_page_payment('donation', tests.space('rowing'), null,
    '{"currency": "EUR", "amount": 1000}' || details, false, receipt_name, 'sandbox', key) ->> 'id';
  perform private.receive_payment_event('sandbox', jsonb_build_object('id', key, 'type', 'x',
    'at', now(), 'account', null, 'live', false, 'object', jsonb_build_object('kind', 'payment',
    'status', 'succeeded', 'amount', 1000, 'currency', 'EUR', 'reference', payment, 'id',
    jsonb_build_object('digests', jsonb_build_array(encode(sha256(convert_to(key, 'utf8')), 'hex')),
      'sealed', null, 'key_version', 1))), null, null);
  return payment;
end $$;
select pg_temp.gives('gus', 'quiet', '{"is_anonymous": true, "message": " For oars "}', 'Gus <Gift>');
select pg_temp.gives('mia', 'named', '{"message": "Row on"}', null);
select pg_temp.gives('vic', 'away', '{}', 'Vic');

-- Member ---------------------------------------------------------------------------------------
select tests.be('mia');
select set_eq($$ select shown_identity_id, message from public.donations $$,
  format($$ values (null::uuid, 'For oars'), (%L::uuid, 'Row on'), (%L::uuid, '') $$,
    tests.identity('rowing', 'mia'), tests.identity('rowing', 'vic')),
  'members see gifts, and whose they are where the giver says so');
select throws_ok($$ select xmin from public.donations $$, '42501', null,
  'not in which transaction they were made');
select throws_ok($$ select profile_id from public.donations $$, '42501', null, 'nor which person it was');
select results_eq($$ select count(*)::int from public.payments $$, $$ values (1) $$,
  'of payments they see their own');
select results_eq($$ select number, payer_name from public.receipts $$,
  $$ values (2, null::text) $$, 'and of receipts');

-- Treasurer ------------------------------------------------------------------------------------
select tests.be('kim');
select set_eq($$ select p.identity_id from public.donations d
  join public.payments p on p.id = d.payment_id where d.is_anonymous $$,
  format($$ values (%L::uuid) $$, tests.identity('rowing', 'gus')),
  'who keeps the treasury sees as whom an anonymous gift was made');
select throws_ok($$ select profile_id from public.payments $$, '42501', null, 'and never by which person');
select results_eq($$ select number, payer_name from public.receipts order by number $$,
  $$ values (1, 'Gus <Gift>'), (2, null), (3, 'Vic') $$, 'and the receipts, without gaps');

-- Stranger -------------------------------------------------------------------------------------
select tests.be('vic');
select results_eq($$ select count(*)::int from public.donations $$, $$ values (1) $$,
  'who is no member sees their own gift');
select tests.be_anon();
select throws_ok($$ select 1 from public.donations $$, '42501', null, 'and a visitor none');

-- The giver --------------------------------------------------------------------------------------
select tests.be('gus');
select ok((select html ~ 'Gus &lt;Gift&gt;' and html ~ '10\.00 EUR' and html !~ '<Gift' from public.receipts),
  'a receipt says what was paid, in safe HTML');
select ok(public.export_my_data() -> 'data' ? 'donations', 'what they gave is theirs to take along');
select results_eq($$ select m.payment_id, m.currency, m.total_amount, m.receipt_number
  from public.my_payments() as m $$, $$ select p.id, 'EUR', p.total_amount,
    r.year || '-' || lpad(r.number::text, 6, '0')
  from public.payments p left join public.receipts r on r.payment_id = p.id
  order by p.created_at desc, p.id desc $$, 'they list what they paid, with receipts');
select is_empty($$ select from public.my_payments('2020-01-01') $$, 'page by page');

select tests.be_owner();
select is((select array_agg(r.number order by r.number) from public.receipts r), '{1,2,3}'::integer[],
  'numbers have no gaps');
select throws_ok($$
  do $do$ begin
    perform pg_temp.gives('mia', 'cut', '{}', null);
    raise exception 'cut off';
  end $do$ $$, 'cut off');
select pg_temp.gives('mia', 'after', '{}', null);
select is((select max(r.number) from public.receipts r), 4, 'not even where one was cut off');

-- Never opened -----------------------------------------------------------------------------------
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('mia'))::text, true);
create temp table unopened as
select key, (private.start_page_payment('donation', tests.space('rowing'), null,
  '{"currency": "EUR", "amount": 1000}', false, null, 'sandbox', key) ->> 'id')::uuid as id
from unnest('{lost,opened}'::text[]) as key;
select private.note_checkout(u.id, jsonb_build_object('digests',
  jsonb_build_array(repeat('0', 64)), 'sealed', 'x', 'key_version', 1))
from unopened u where u.key = 'opened';
select is(private.expire_payments(), 0, 'a page may still be opened');
alter table public.payments disable trigger payments_before_change_keep;
update public.payments p set created_at = now() - interval '3 days'
from unopened u where u.id = p.id;
alter table public.payments enable trigger payments_before_change_keep;
select is(private.expire_payments(), 1, 'what never was is given up in the end');
select is(private.expire_payments(), 0, 'once');
select results_eq($$ select u.key, p.status::text, d.status::text
  from unopened u join public.payments p on p.id = u.id join public.donations d on d.payment_id = p.id
  order by u.key $$, $$ values ('lost', 'expired', 'given_up'), ('opened', 'pending', 'started') $$,
  'and its gift with it; of what was opened the provider tells');

-- Erased ----------------------------------------------------------------------------------------
select private.erase_person(tests.id('gus'));
select results_eq($$ select p.profile_id, p.total_amount, r.payer_name, r.html ~ 'Gus', d.message
  from public.payments p join public.receipts r on r.payment_id = p.id
  join public.donations d on d.payment_id = p.id where p.request_key = 'quiet' $$,
  $$ values (null::uuid, 1000::bigint, null::text, false, '') $$,
  'the books stay, the name goes');
select is_empty($$ select 1 from public.donations d where d.profile_id is null
  and exists (select from public.contextual_identities i where i.id = d.shown_identity_id
    and i.display_name is not null) $$, 'and what was shown says nothing');

select * from finish();
rollback;
