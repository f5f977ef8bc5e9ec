-- Hours that people give: who may say that it was so, and what is minted then.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada,ben,eve}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour');
select tests.be('ben');
select public.create_space('Attic', 'attic');
select tests.be_owner();
select tests.member('harbour', n) from unnest('{ada,ben}'::text[]) as n;
select tests.member('attic', 'ada');
create function pg_temp.log(
  space text, receiver text, hundredths bigint, key integer default null, ago integer default 0
)
returns public.hour_entries language sql
  as $$ select public.log_hours(tests.space(space), hundredths, current_date - ago, 'Raking leaves',
    coalesce(('00000000-0000-4000-8000-' || lpad(key::text, 12, '0'))::uuid, gen_random_uuid()),
    case when receiver is not null then tests.identity(space, receiver) end) $$;
create function pg_temp.entry(hundredths bigint) returns uuid language sql security definer
  as $$ select e.id from public.hour_entries e where e.hundredths = entry.hundredths $$;
create function pg_temp.chrona(nickname text) returns bigint language sql security definer
  as $$ select coalesce(sum(a.balance), 0)::bigint from public.ledger_accounts a
    where a.owner_profile_id = tests.id(nickname) and a.asset_id = private.asset_id('CHRONA') $$;
grant execute on all functions in schema pg_temp to authenticated;

-- Ada, who gives -----------------------------------------------------------------------------

select tests.be('ada');
select is((pg_temp.log('harbour', 'ben', 150, 1)).status, 'logged', 'Ada gave Ben an hour and a half');
select is((pg_temp.log('harbour', 'ben', 150, 1)).id, pg_temp.entry(150), 'a double click logs it once');
select tests.refuses($$ select pg_temp.log('harbour', 'ben', 151, 1) $$,
  '409 request_key_reused', 'a key stands for one entry');
select tests.refuses($$ select pg_temp.log('harbour', 'ada', 100) $$,
  '409 not_yourself', 'never for herself');
select tests.refuses($$ select public.log_hours(tests.space('harbour'), 100, current_date, 'x',
  gen_random_uuid(), tests.identity('attic', 'ben')) $$,
  '404 identity_not_found', 'nor for somebody of another space');
select tests.refuses($$ select pg_temp.log('harbour', 'ben', 0) $$, '422 hours_out_of_range', 'nothing is no time');
select tests.refuses($$ select pg_temp.log('harbour', 'ben', 2401) $$, '422 hours_out_of_range', 'a day has 24');
select tests.refuses($$ select pg_temp.log('harbour', 'ben', 1, ago => 31) $$, '422 day_out_of_range', 'not long ago');
select tests.refuses($$ select pg_temp.log('harbour', 'ben', 1, ago => -2) $$, '422 day_out_of_range', 'nor to come');
select tests.refuses($$ select public.log_hours(tests.space('harbour'), 100, current_date, 'x', null) $$,
  '422 key_required', 'a key is needed');
select tests.refuses($$ select public.verify_hours(pg_temp.entry(150)) $$,
  '403 other_party_required', 'she does not verify it herself');
select throws_ok($$ update public.hour_entries set status = 'verified' $$, '42501', null,
  'nor around the command');
select is(pg_temp.chrona('ada'), 0::bigint, 'nothing is minted yet');

-- Ben, who received --------------------------------------------------------------------------

select tests.be('ben');
select is((public.verify_hours(pg_temp.entry(150))).status, 'verified', 'Ben says that it was so');
select is(pg_temp.chrona('ada'), 150::bigint, 'now Ada has it');
select is((public.verify_hours(pg_temp.entry(150))).status, 'verified', 'twice is once');
select is(pg_temp.chrona('ada'), 150::bigint, 'and mints nothing more');
select tests.refuses($$ select public.decline_hours(pg_temp.entry(150)) $$,
  '409 already_decided', 'what was verified stays');
select tests.refuses($$ select public.withdraw_hours(pg_temp.entry(150)) $$,
  '403 other_party_required', 'only who gave withdraws');

-- The limit of a day -------------------------------------------------------------------------

select tests.be('ada');
select pg_temp.log('attic', 'ben', 600), pg_temp.log('attic', null, 100), pg_temp.log('attic', null, 40),
  pg_temp.log('harbour', null, 500, ago => 1), pg_temp.log('harbour', null, 70);
select tests.be('ben');
select public.verify_hours(pg_temp.entry(600));
select is(pg_temp.chrona('ada'), 750::bigint, 'six hours more, in another space');
select public.verify_hours(pg_temp.entry(100));
select is(pg_temp.chrona('ada'), 800::bigint, 'eight a day, wherever they were given');
select public.verify_hours(pg_temp.entry(40));
select is(pg_temp.chrona('ada'), 800::bigint, 'then nothing');
select tests.refuses($$ select public.verify_hours(pg_temp.entry(500)) $$,
  '404 hours_not_found', 'Ben does not verify for the harbour');
select results_eq($$ select hundredths from public.hour_entries where space_id = tests.space('harbour') $$,
  $$ values (150::bigint) $$, 'nor see what others gave there');

-- Ola, who runs the harbour ------------------------------------------------------------------

select tests.be('ola');
select public.verify_hours(pg_temp.entry(500));
select is(pg_temp.chrona('ada'), 1300::bigint, 'yesterday was another day');
select is((public.decline_hours(pg_temp.entry(70))).status, 'declined', 'an organizer declines');
select pg_temp.log('harbour', null, 80);
select tests.refuses($$ select public.verify_hours(pg_temp.entry(80)) $$,
  '403 other_party_required', 'no rank verifies its own hours');
select is((public.withdraw_hours(pg_temp.entry(80))).status, 'withdrawn', 'whoever gave takes back');
select tests.be('ada');
select results_eq($$ select hundredths, status::text, minted, cap_cut from public.my_hours()
    order by hundredths $$,
  $$ values (40::bigint, 'verified', 0::bigint, 40::bigint), (70, 'declined', null, null),
    (100, 'verified', 50, 50), (150, 'verified', 150, 0), (500, 'verified', 500, 0),
    (600, 'verified', 600, 0) $$, 'Ada sees what each minted, and what was cut');
select is((select count(*) from public.my_hours(page => 4) as a
    join public.my_hours(
      (select min(h.created_at) from public.my_hours(page => 4) as h),
      (select h.entry_id from public.my_hours(page => 4) as h order by h.created_at, h.entry_id limit 1)
    ) as b on a.entry_id = b.entry_id), 0::bigint, 'no page shows what the one before did');
select is((select count(*) from public.my_hours(
      (select min(h.created_at) from public.my_hours(page => 4) as h),
      (select h.entry_id from public.my_hours(page => 4) as h order by h.created_at, h.entry_id limit 1)
    )), 2::bigint, 'nor leaves out what came at the same moment');
select tests.refuses($$ select public.verify_hours(pg_temp.entry(80)) $$, '404 hours_not_found',
  'of what is not hers she knows nothing');

-- Whatever the role --------------------------------------------------------------------------

select tests.be_owner();
select throws_ok(attempt, null, null, 'the owner cannot: ' || attempt)
from unnest(array[
  'update public.hour_entries set hundredths = 1',
  'update public.hour_entries set status = ''logged'', decided_by = null, decided_at = null',
  'delete from public.hour_entries',
  'update private.chrona_mints set minted = 1',
  'delete from private.chrona_mints',
  'insert into private.chrona_mints (entry_id, profile_id, worked_on, minted, cap_cut)
    select id, tests.id(''ada''), current_date, 0, 1 from public.hour_entries where hundredths = 40'
]) as attempt;
select is(
  (select -a.balance from public.ledger_accounts a
    where a.asset_id = private.asset_id('CHRONA') and a.purpose = 'issuance'),
  (select sum(m.minted)::bigint from private.chrona_mints m), 'what was issued was minted by entries');
update public.spaces set archived_at = now() where slug = 'attic';
select tests.be('ada');
select tests.refuses($$ select pg_temp.log('attic', null, 1) $$, '409 space_archived', 'an archive takes none');
select tests.be('eve');
select tests.refuses($$ select pg_temp.log('harbour', null, 1) $$, '404 not_found', 'nor does it a stranger''s');
select is_empty($$ select 1 from public.hour_entries $$, 'who sees none');
select tests.be_anon();
select throws_ok($$ select 1 from public.hour_entries $$, '42501', null, 'visitors neither');

select * from finish();
rollback;
