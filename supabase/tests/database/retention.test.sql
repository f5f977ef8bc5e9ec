-- What is kept for the law, what is not any more, and receipts that are printed.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,gus,mia,kim,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia}'::text[]) as n;
update public.feature_flags set is_enabled = true where key = 'donations_v1';

create function pg_temp.years_ago(n integer) returns timestamptz language sql as $$
  select date_trunc('year', now()) - n * interval '1 year' + interval '5 months' $$;
-- A gift of so many years ago, as it would stand in the books.
create function pg_temp.gave(nickname text, years integer) returns uuid language plpgsql as $$
declare
  paid public.payments;
begin
  insert into public.payments (space_id, purpose, profile_id, asset_id, amount, fee_amount, is_fee_covered,
    description, status, provider, has_page, request_key, request_hash, created_at, settled_at)
  values (tests.space('rowing'), 'donation', tests.id(nickname), private.asset_id('EUR'), 2000, 75, false,
    'Gift', 'succeeded', 'sandbox', true, nickname || years, '', pg_temp.years_ago(years),
    pg_temp.years_ago(years))
  returning * into paid;
  insert into public.receipts (space_id, year, number, payment_id, profile_id, payer_name, html, issued_at)
  values (paid.space_id, extract(year from paid.settled_at), 1, paid.id, paid.profile_id,
    initcap(nickname) || ' Gift', '<p>' || initcap(nickname) || ' Gift', paid.settled_at);
  insert into private.provider_objects (provider, kind, digest, sealed_id, key_version, subject_id, created_at)
  select 'sandbox', kind, encode(sha256(convert_to(kind || paid.id, 'utf8')), 'hex'), 'sealed', 1, paid.id,
    paid.created_at
  from unnest('{payment,account}'::text[]) as kind;
  insert into public.payment_events (provider, event_id, type, happened_at, is_live, object, sealed_body,
    key_version, status, attempts, received_at)
  values ('sandbox', nickname || years, 'payment', paid.created_at, false, '{}', 'sealed', 1, 'applied', 1,
    paid.created_at);
  return paid.id;
end $$;
select pg_temp.gave('gus', 8), pg_temp.gave('mia', 7), pg_temp.gave('gus', 1);

-- Printing ------------------------------------------------------------------------------------------
select is((select count(*) from private.receipts_to_print()), 3::bigint, 'every receipt is to be printed');
create temp table printing as select * from private.receipts_to_print();
select matches((select path from printing where payer_name = 'Mia Gift'), '^[0-9a-f-]{36}/\d{4}-000001\.pdf$',
  'each has a place');
select private.receipt_printed(id, version) from printing;
select is_empty('select from private.receipts_to_print()', 'once');
insert into storage.objects (bucket_id, name) select 'receipts', path from printing;
create function pg_temp.readable() returns setof text language sql as $$
  select distinct split_part(p.payer_name, ' ', 1) from storage.objects o
  join printing p on p.path = o.name where o.bucket_id = 'receipts' order by 1 $$;
grant select on printing to authenticated, anon;
grant execute on function pg_temp.readable to authenticated, anon;
select tests.be('gus');
select results_eq('select pg_temp.readable()', $$ values ('Gus') $$, 'who paid reads theirs');
select throws_ok($$ insert into storage.objects (bucket_id, name) values ('receipts', gen_random_uuid() || '/x.pdf') $$,
  '42501', null, 'and writes none');
select is_empty($$ delete from storage.objects where bucket_id = 'receipts' returning 1 $$, 'nor takes any away');
select tests.be('kim');
select results_eq('select pg_temp.readable()', $$ values ('Gus'), ('Mia') $$, 'who views the treasury reads all');
select tests.be('vic');
select is_empty('select pg_temp.readable()', 'a stranger none');
select tests.be_anon();
select is_empty('select pg_temp.readable()', 'nor does anybody unknown');

-- Keeping ---------------------------------------------------------------------------------------------
select tests.be_owner();
select is(private.purge_books(), 3, 'after seven whole years');
select results_eq($$ select year - extract(year from now())::integer, payer_name is null, html ~ '(Gus|Mia) Gift' from public.receipts order by 1 $$,
  $$ values (-8, true, false), (-7, false, true), (-1, false, true) $$, 'the name goes from a receipt');
select results_eq($$ select number::text from private.receipts_to_print() as p (id, version, path, number) $$,
  $$ select to_char(pg_temp.years_ago(8), 'YYYY') || '-000001' $$, 'which is printed anew');
select results_eq($$ select path from private.file_removals where bucket = 'receipts' $$,
  $$ select path from printing where issued_at < pg_temp.years_ago(7) $$, 'and the old print goes');
select private.receipt_printed(id, version) from printing;
select is((select count(*) from private.receipts_to_print()), 1::bigint,
  'what was read before it changed does not count');
select results_eq($$ select event_id, sealed_body is null and key_version is null from public.payment_events order by 1 $$,
  $$ values ('gus1', false), ('gus8', true), ('mia7', false) $$, 'what the provider wrote goes');
select results_eq($$ select kind, sealed_id is null from private.provider_objects o
  where o.created_at < pg_temp.years_ago(7) order by 1 $$, $$ values ('account', false), ('payment', true) $$,
  'and what it called the payment; an account may still be used');
select is((select count(*) from public.payments), 3::bigint, 'payments stay');
select is(private.purge_books(), 0, 'once is enough');
select throws_ok($$ update public.receipts set payer_name = null, html = '' where payer_name = 'Mia Gift' $$,
  'PT409', null, 'before its time nobody takes a name away');

insert into private.receipt_names (payment_id, payer_name) select id, 'Gus Gift' from public.payments;
select is(private.purge_books(), 3, 'names for receipts that never came go after a month');
select is_empty('select from private.receipt_names', 'all of them');

-- Erasure --------------------------------------------------------------------------------------------
select private.receipt_printed(id, version) from private.receipts_to_print();
select tests.be('mia');
select lives_ok($$ select public.erase_me('mia@example.com') $$, 'who is erased');
select tests.be_owner();
select results_eq($$ select p.payer_name, p.paid from private.receipts_to_print() p $$,
  $$ values (null::text, '20.00 EUR') $$, 'has a receipt without a name printed, and it stays');
select ok(exists (select from private.file_removals r join printing p on p.path = r.path
  where p.payer_name = 'Mia Gift'), 'and the one with it removed');

select * from finish();
rollback;
