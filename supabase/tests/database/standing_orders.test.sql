-- Of what people let us charge again and again: paid for by its payments in whatever order they are
-- told of, charged when it is due, tried again, given up.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia}'::text[]) as n;
update public.feature_flags set is_enabled = true where key = 'donations_v1';

create function pg_temp.sealed(id text) returns jsonb language sql as $$
  select jsonb_build_object('digests', jsonb_build_array(
    encode(sha256(convert_to(id, 'utf8')), 'hex')), 'sealed', 'sealed ' || id, 'key_version', 1) $$;
create sequence pg_temp.happened;
create function pg_temp.tells(kind text, id text, status text, fields jsonb default '{}')
returns text language sql security definer as $$
  select private.receive_payment_event('sandbox', jsonb_build_object(
    'id', 'evt' || nextval('pg_temp.happened'), 'type', kind || '.' || status,
    'at', '2026-01-01'::timestamptz + currval('pg_temp.happened') * interval '1 second',
    'account', null, 'live', false, 'object', jsonb_build_object('kind', kind, 'status', status,
      'amount', 1000, 'currency', 'EUR', 'reason', 'fraudulent', 'customer', null)
      || fields || jsonb_build_object('id', pg_temp.sealed(id), 'payment',
        case when fields ? 'payment' then pg_temp.sealed(fields ->> 'payment') end)), null, null) $$;
create function pg_temp.as_person(nickname text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(nickname))::text, true) $$;
create function pg_temp.leaves_card(nickname text) returns text language plpgsql as $$
declare
  request uuid := gen_random_uuid();
begin
  insert into private.method_requests (id, profile_id, provider)
  values (request, tests.id(nickname), 'sandbox');
  return pg_temp.tells('method', 'pm_' || nickname, 'usable', jsonb_build_object(
    'reference', request, 'customer', pg_temp.sealed('cus_' || nickname), 'brand', 'visa',
    'last4', '4242'));
end $$;
create function pg_temp.pledge(nickname text, key text, amount bigint default 1000)
returns uuid language plpgsql as $$
begin
  perform pg_temp.as_person(nickname);
  return public.make_pledge(tests.space('rowing'), 'EUR', amount, 'month', key);
end $$;
create function pg_temp.it(key text) returns public.standing_orders language sql security definer as $$
  select o from public.standing_orders o where o.request_key = key $$;
create function pg_temp.stands(key text) returns text language sql security definer as $$
  select concat_ws(' ', (pg_temp.it(key)).status, (pg_temp.it(key)).tries,
    (pg_temp.it(key)).end_reason) $$;
-- A page on which the person pays what is due.
create function pg_temp.page(nickname text, key text, payment_key text) returns uuid language plpgsql as $$
begin
  perform pg_temp.as_person(nickname);
  return (private.start_page_payment('pledge', tests.space('rowing'), (pg_temp.it(key)).id, '{}',
    false, null, 'sandbox', payment_key) ->> 'id')::uuid;
end $$;
create function pg_temp.open_charge(key text) returns uuid language sql security definer as $$
  select p.id from public.payments p join private.charges c on c.payment_id = p.id
  where p.target_id = (pg_temp.it(key)).id $$;
-- What the provider says of the charge that is open.
create function pg_temp.charged(key text, status text) returns text language plpgsql as $$
declare
  payment uuid := pg_temp.open_charge(key);
begin
  return pg_temp.tells('payment', 'pi_' || payment, status, jsonb_build_object('reference', payment,
    'failure', case status when 'failed' then 'generic_decline' end));
end $$;
-- Time passes for one order.
create function pg_temp.passes(key text, span interval) returns void language sql security definer as $$
  update public.standing_orders o set anchor_at = anchor_at - span, paid_until = paid_until - span,
    due_at = due_at - span, past_due_since = past_due_since - span
  where o.request_key = key $$;
create function pg_temp.due_in(key text) returns integer language sql security definer as $$
  select round(extract(epoch from (pg_temp.it(key)).due_at - now()) / 86400)::integer $$;

-- Made ------------------------------------------------------------------------------------------
select tests.be('gus');
select tests.refuses(format('select public.make_pledge(%L, %s)', tests.space('rowing'), args),
  refusal, why)
from (values
  ('''EUR'', 99, ''month'', ''k''', '422 amount_out_of_range', 'an amount has bounds'),
  ('''JPY'', 500, ''month'', ''k''', '422 currency_not_taken', 'in money that is taken'),
  ('''QQQ'', 500, ''month'', ''k''', '404 asset_not_found', 'that there is'),
  ('''EUR'', 500, ''month'', ''''', '23514', 'under a key'),
  ('''EUR'', 500, null, ''k''', '23502', 'each week, month or year'),
  ('''EUR'', 500, ''month'', ''k'', message => repeat(''x'', 281)', '23514', 'in few words')
) as bad (args, refusal, why);
select tests.be_owner();
select is(pg_temp.pledge('gus', 'one'), pg_temp.pledge('gus', 'one'), 'the same key is the same pledge');
select tests.refuses($$ select pg_temp.pledge('gus', 'one', 2000) $$, '409 request_key_reused',
  'and no other');
select is(pg_temp.stands('one'), 'incomplete 0', 'it begins with the first payment');
select tests.refuses($$ select pg_temp.page('mia', 'one', 'theirs') $$, '404 order_not_found',
  'which nobody makes for another');
select tests.refuses($$ select private.start_payment('pledge', tests.space('rowing'),
  (pg_temp.it('one')).id, '{"amount": 1}', false, 'sandbox', true, tests.id('gus'), 'x') $$,
  '422 invalid_details', 'and whose amount is agreed');
select tests.refuses($$ select private.start_payment('pledge', tests.space('rowing'),
  (pg_temp.it('one')).id, '{}', true, 'sandbox', true, tests.id('gus'), 'x') $$,
  '422 invalid_details', 'with its fee');
select tests.refuses($$ select pg_temp.pledge('mia', 'many' || n) from generate_series(1, 21) as n $$,
  '429 too_many_attempts', 'who begins twenty within an hour waits');

-- Paid ------------------------------------------------------------------------------------------
create temp table first as select pg_temp.page('gus', 'one', 'first') as id;
select pg_temp.tells('payment', 'pi1', 'succeeded', jsonb_build_object('reference', id)) from first;
select is(pg_temp.stands('one'), 'active 0', 'paid, it stands');
select is((pg_temp.it('one')).paid_until, private.periods_after((pg_temp.it('one')).anchor_at, 'month', 1),
  'for a month');
select is((pg_temp.it('one')).due_at, (pg_temp.it('one')).paid_until, 'and then is due');
select is((select count(*)::int from public.receipts r join first f on f.id = r.payment_id), 1,
  'there is a receipt');
select is(private.periods_after('2026-01-31T12:00Z', 'month', n), at, 'months are counted from the first')
from (values (1, '2026-02-28T12:00Z'::timestamptz), (2, '2026-03-31T12:00Z'), (13, '2027-02-28T12:00Z'))
  as months (n, at);
select tests.refuses($$ select pg_temp.page('gus', 'one', 'early') $$, '409 nothing_due',
  'what is paid is not paid again');
select is(private.advance_orders(), 0, 'nor charged');
select pg_temp.leaves_card('gus');

-- Charged when it is due --------------------------------------------------------------------------
select pg_temp.passes('one', '1 month');
select is(private.advance_orders(), 1, 'what is due is started');
select is(private.advance_orders(), 0, 'once');
select isnt(pg_temp.open_charge('one'), null, 'as a payment');
select tests.refuses($$ select pg_temp.page('gus', 'one', 'both') $$, '409 charge_pending',
  'beside which nobody pays on a page');
select results_eq($$ select payment_id, amount, currency, sealed_customer, sealed_method
  from private.claim_charges() $$, $$ values (pg_temp.open_charge('one'), 1000::bigint, 'EUR',
  'sealed cus_gus', 'sealed pm_gus') $$, 'which somebody takes to the provider');
select is_empty($$ select * from private.claim_charges() $$, 'and nobody else');
update private.charges set leased_until = now() - interval '1 second';
select isnt_empty($$ select * from private.claim_charges() $$,
  'unless they do not come back: then under the same key');
select pg_temp.charged('one', 'succeeded');
select is(pg_temp.stands('one'), 'active 0', 'it stands');
select is((pg_temp.it('one')).paid_until, private.periods_after((pg_temp.it('one')).anchor_at, 'month', 2),
  'for another month');
select is_empty($$ select 1 from private.charges $$, 'and nothing is asked any more');

-- In vain -------------------------------------------------------------------------------------------
create function pg_temp.fails(key text) returns text language plpgsql as $$
begin
  update public.standing_orders o set due_at = now() where o.request_key = key;
  perform private.advance_orders();
  perform from private.claim_charges();
  return pg_temp.charged(key, 'failed');
end $$;
select pg_temp.passes('one', '1 month');
select pg_temp.fails('one');
select results_eq($$ select pg_temp.stands('one'), (pg_temp.it('one')).failure, pg_temp.due_in('one') $$,
  $$ values ('active 1', 'generic_decline', 1) $$, 'the bank says no: again tomorrow');
select is(pg_temp.fails('one') || pg_temp.stands('one') || ' ' || pg_temp.due_in('one'),
  'applied' || stands, why)
from (values
  ('active 2 2', 'then on the third day'), ('active 3 2', 'the fifth'), ('active 4 2', 'and the seventh'),
  ('past_due 5 7', 'then it waits a week for the person')
) as tries (stands, why);
select isnt((pg_temp.it('one')).past_due_since, null, 'and says since when');
select is((select count(distinct p.request_key)::int from public.payments p
  where p.target_id = (pg_temp.it('one')).id and not p.has_page), 6, 'each try has a key of its own');
create temp table late as select pg_temp.page('gus', 'one', 'late') as id;
select pg_temp.tells('payment', 'pi_late', 'succeeded', jsonb_build_object('reference', id)) from late;
select is(pg_temp.stands('one'), 'active 0', 'who pays on a page is where they were');
select is((pg_temp.it('one')).paid_until, private.periods_after((pg_temp.it('one')).anchor_at, 'month', 3),
  'for the month that was due');
select pg_temp.passes('one', '1 month');
select count(pg_temp.fails('one')) from generate_series(1, 5);
update public.standing_orders set due_at = now() where request_key = 'one';
select private.advance_orders();
select is(pg_temp.stands('one'), 'cancelled 5 unpaid', 'who does not is charged no more');
select tests.refuses($$ select pg_temp.page('gus', 'one', 'over') $$, '409 nothing_due', 'at all');
select is(pg_temp.tells('payment', 'pi_' || p.id, 'succeeded', jsonb_build_object('reference', p.id)),
  'applied', 'money that comes all the same')
from public.payments p where p.target_id = (pg_temp.it('one')).id and p.status = 'failed'
order by p.created_at desc, p.id desc limit 1;
select ok((pg_temp.it('one')).status = 'active' and (pg_temp.it('one')).ended_at is null,
  'takes it up again');

-- Never begun -----------------------------------------------------------------------------------------
select pg_temp.pledge('mia', 'idle');
update public.standing_orders set due_at = now() where request_key = 'idle';
select private.advance_orders();
select is(pg_temp.stands('idle'), 'cancelled 0 never_paid', 'what is not begun within a day is given up');

-- No method, no answer --------------------------------------------------------------------------------
create temp table alone as select pg_temp.pledge('mia', 'alone') as id;
create temp table begun as select pg_temp.page('mia', 'alone', 'begun') as id;
select pg_temp.tells('payment', 'pi_alone', 'succeeded', jsonb_build_object('reference', id)) from begun;
select pg_temp.passes('alone', '1 month');
select private.advance_orders();
select is_empty($$ select * from private.claim_charges() $$, 'without a method nobody is asked');
select results_eq($$ select pg_temp.stands('alone'), (pg_temp.it('alone')).failure $$,
  $$ values ('active 1', 'no_method') $$, 'and it is a try');
select pg_temp.leaves_card('mia');
update public.standing_orders set due_at = now() where request_key = 'alone';
select private.advance_orders();
select private.claim_charges();
update private.charges set created_at = now() - interval '1 day', leased_until = now();
select is_empty($$ select * from private.claim_charges() $$,
  'a day later the provider has forgotten the key and is not asked again');
select results_eq($$ select pg_temp.stands('alone'), (pg_temp.it('alone')).failure $$,
  $$ values ('active 2', 'unanswered') $$, 'that is a try, too');

-- Refused ---------------------------------------------------------------------------------------------
update public.feature_flags set is_enabled = false where key = 'donations_v1';
update public.standing_orders set due_at = now() where request_key = 'alone';
select private.advance_orders();
select isnt(pg_temp.open_charge('alone'), null, 'what was promised goes on where gifts are turned off');
select pg_temp.charged('alone', 'succeeded');
update public.feature_flags set is_enabled = true where key = 'donations_v1';
select pg_temp.passes('alone', '1 month');
create temp table kept_terms as select * from public.payment_terms;
delete from public.payment_terms;
select is(private.advance_orders(), 0, 'where its money is not taken any more');
select results_eq($$ select pg_temp.stands('alone'), (pg_temp.it('alone')).failure, pg_temp.due_in('alone') $$,
  $$ values ('active 0', 'currency_not_taken', 1) $$, 'nothing is charged, and tomorrow is another day');
insert into public.payment_terms select * from kept_terms;

-- Cancelled -------------------------------------------------------------------------------------------
create function pg_temp.cancels(nickname text, key text) returns text language plpgsql as $$
begin
  perform pg_temp.as_person(nickname);
  return public.cancel_standing_order((pg_temp.it(key)).id);
end $$;
select tests.refuses($$ select pg_temp.cancels('gus', 'alone') $$, '404 order_not_found',
  'nobody cancels for another');
update public.standing_orders set due_at = now() where request_key = 'alone';
select private.advance_orders();
create temp table unasked as select pg_temp.open_charge('alone') as id;
select is(pg_temp.cancels('mia', 'alone'), 'cancelled', 'who wants no more says so');
select is(pg_temp.cancels('mia', 'alone'), 'cancelled', 'and may say it again');
select results_eq($$ select p.status::text from public.payments p join unasked u on u.id = p.id $$,
  $$ values ('cancelled') $$, 'what was not asked for is not charged');
select is_empty($$ select * from private.claim_charges() $$, 'by anybody');
select pg_temp.cancels('gus', 'one');

create temp table third as select pg_temp.pledge('gus', 'third') as id;
create temp table third_page as select pg_temp.page('gus', 'third', 'third page') as id;
select pg_temp.tells('payment', 'pi_third', 'succeeded', jsonb_build_object('reference', id)) from third_page;
select pg_temp.passes('third', '1 month');
select private.advance_orders();
select private.claim_charges();
select pg_temp.cancels('gus', 'third');
select is(pg_temp.charged('third', 'succeeded'), 'applied', 'what was with the provider counts');
select results_eq($$ select pg_temp.stands('third'), count(*)::int from public.payments p
  where p.target_id = (pg_temp.it('third')).id and p.status = 'succeeded' $$,
  $$ values ('cancelled 0 by_person', 2) $$, 'and a pledge stays cancelled');

-- Paused, changed ---------------------------------------------------------------------------------------
create temp table fourth as select pg_temp.pledge('gus', 'fourth') as id;
select pg_temp.as_person('gus');
select tests.refuses($$ select public.pause_standing_order((pg_temp.it('fourth')).id) $$,
  '409 cannot_pause', 'what did not begin is not paused');
select tests.refuses($$ select public.change_pledge((pg_temp.it('fourth')).id, 2000) $$,
  '409 cannot_change', 'nor changed');
create temp table fourth_page as select pg_temp.page('gus', 'fourth', 'fourth page') as id;
select pg_temp.tells('payment', 'pi_fourth', 'succeeded', jsonb_build_object('reference', id)) from fourth_page;
select public.pause_standing_order((pg_temp.it('fourth')).id);
select is(pg_temp.stands('fourth'), 'paused 0', 'a pledge is paused');
select pg_temp.passes('fourth', '3 months');
select is(private.advance_orders(), 0, 'and not charged');
select public.change_pledge((pg_temp.it('fourth')).id, 2000);
select tests.refuses($$ select public.change_pledge((pg_temp.it('fourth')).id, 1) $$,
  '422 amount_out_of_range', 'an amount has bounds, later, too');
select is((pg_temp.it('fourth')).amount, 1000::bigint, 'a change is for the next period');
select public.resume_standing_order((pg_temp.it('fourth')).id);
select is((pg_temp.it('fourth')).due_at, now(), 'it goes on from the day it is resumed');
select private.advance_orders();
select tests.refuses($$ select public.pause_standing_order((pg_temp.it('fourth')).id) $$,
  '409 charge_pending', 'nothing is paused while it is charged');
select results_eq($$ select (pg_temp.it('fourth')).amount, amount from private.claim_charges() $$,
  $$ values (2000::bigint, 2000::bigint) $$, 'with the amount that holds by then');
select is(pg_temp.tells('payment', 'pi_' || pg_temp.open_charge('fourth'), 'succeeded',
  jsonb_build_object('reference', pg_temp.open_charge('fourth'), 'amount', 2000)), 'applied', 'and paid');
select is((pg_temp.it('fourth')).paid_until, private.periods_after(now(), 'month', 1), 'from that day');

-- Its method --------------------------------------------------------------------------------------------
select tests.refuses($$ select public.set_order_method((pg_temp.it('fourth')).id,
  (select m.id from public.payment_methods m where m.profile_id = tests.id('mia'))) $$,
  '404 method_not_found', 'nobody charges another''s card');
select public.set_order_method((pg_temp.it('fourth')).id,
  (select m.id from public.payment_methods m where m.profile_id = tests.id('gus')));
select is((select o.method_id from public.my_standing_orders() o where o.id = (pg_temp.it('fourth')).id),
  (pg_temp.it('fourth')).method_id, 'what they named is theirs to see');
select results_eq($$
  with recursive pages as (
    (select o.created_at, o.id from public.my_standing_orders(page => 1) o)
    union all
    select n.created_at, n.id
    from pages p
    cross join lateral public.my_standing_orders(p.created_at, p.id, 1) n
  )
  select p.id from pages p $$,
  $$ select o.id from public.my_standing_orders() o $$, 'page by page, also of one moment');

-- Paused after the last try -----------------------------------------------------------------------------
create temp table tired as select pg_temp.pledge('gus', 'tired') as id;
create temp table tired_page as select pg_temp.page('gus', 'tired', 'tired page') as id;
select pg_temp.tells('payment', 'pi_tired', 'succeeded', jsonb_build_object('reference', id)) from tired_page;
select pg_temp.passes('tired', '1 month');
select count(pg_temp.fails('tired')) from generate_series(1, 5);
select public.pause_standing_order((pg_temp.it('tired')).id);
select public.resume_standing_order((pg_temp.it('tired')).id);
select pg_temp.fails('tired');
select is(pg_temp.stands('tired') || ' ' || pg_temp.due_in('tired'), 'past_due 6 7',
  'resumed after the last try it is tried once more, and waits for the person again');

-- Meant for it by others ----------------------------------------------------------------------------------
create temp table aimed as select pg_temp.pledge('gus', 'aimed at') as id;
create temp table aimed_page as select pg_temp.page('gus', 'aimed at', 'aimed page') as id;
select pg_temp.tells('payment', 'pi_aimed', 'succeeded', jsonb_build_object('reference', id)) from aimed_page;
select public.set_order_method((pg_temp.it('aimed at')).id,
  (select m.id from public.payment_methods m where m.profile_id = tests.id('gus')));
select pg_temp.as_person('mia');
select private.start_method_payment('donation', tests.space('rowing'), (pg_temp.it('aimed at')).id,
  '{"currency": "EUR", "amount": 500, "target_type": "pledge"}', false, null,
  (select m.id from public.payment_methods m where m.profile_id = tests.id('mia')), 'meant for it');
select private.start_page_payment('donation', tests.space('rowing'), (pg_temp.it('aimed at')).id,
  '{"currency": "EUR", "amount": 500, "target_type": "pledge"}', false, null, 'sandbox', 'meant, too');
insert into private.method_requests (id, profile_id, provider)
select p.id, p.profile_id, p.provider from public.payments p where p.request_key = 'meant, too';
select is(pg_temp.tells('method', 'pm_meant', 'usable', jsonb_build_object('reference', p.id, 'customer',
  pg_temp.sealed('cus_mia'), 'brand', 'visa', 'last4', '1111')), 'applied', 'a gift keeps its method')
from public.payments p where p.request_key = 'meant, too';
select is((select m.profile_id from public.payment_methods m where m.id = (pg_temp.it('aimed at')).method_id),
  tests.id('gus'), 'whoever means a gift for a pledge does not say what is charged for it');
select pg_temp.as_person('gus');
select lives_ok($$ select public.pause_standing_order((pg_temp.it('aimed at')).id) $$,
  'nor whether it is paused');
select public.resume_standing_order((pg_temp.it('aimed at')).id);
update public.standing_orders o set due_at = now(), paid_until = now()
where o.id = (pg_temp.it('aimed at')).id;
select private.advance_orders();
select is((select count(*)::int from private.order_payments n join private.charges c
  on c.payment_id = n.payment_id where n.standing_order_id = (pg_temp.it('aimed at')).id), 1,
  'nor when it is charged');

-- Sent back ---------------------------------------------------------------------------------------------
select pg_temp.tells('dispute', 'dp4', 'open', jsonb_build_object('amount', 2000, 'payment', 'pi_' || p.id))
from public.payments p where p.target_id = (pg_temp.it('fourth')).id and p.total_amount = 2000;
select isnt((pg_temp.it('fourth')).returned_at, null, 'what was paid last is gone');
select is((select p.status::text from public.pledges p
  where p.standing_order_id = (pg_temp.it('fourth')).id), 'resting', 'so is what it stood for');
select pg_temp.tells('dispute', 'dp4', 'won', jsonb_build_object('amount', 2000, 'payment', 'pi_' || p.id))
from public.payments p where p.target_id = (pg_temp.it('fourth')).id and p.total_amount = 2000;
select is((pg_temp.it('fourth')).returned_at, null, 'until it is back');
select pg_temp.tells('refund', 're4', 'succeeded', jsonb_build_object('amount', 2000, 'payment', 'pi_' || p.id))
from public.payments p where p.target_id = (pg_temp.it('fourth')).id and p.total_amount = 2000;
select pg_temp.passes('fourth', '1 month');
select private.advance_orders();
select is(pg_temp.stands('fourth'), 'ended 0 returned', 'what stays away is not charged again');

-- Who sees what -----------------------------------------------------------------------------------------
select pg_temp.pledge('gus', 'seen');
create temp table seen_page as select pg_temp.page('gus', 'seen', 'seen page') as id;
select pg_temp.tells('payment', 'pi_seen', 'succeeded', jsonb_build_object('reference', id)) from seen_page;
select pg_temp.as_person('mia');
create temp table quiet as select public.make_pledge(tests.space('rowing'), 'EUR', 700, 'week', 'quiet',
  is_anonymous => true, message => ' For oars ') as id;
create temp table quiet_page as select pg_temp.page('mia', 'quiet', 'quiet page') as id;
select pg_temp.tells('payment', 'pi_quiet', 'succeeded', jsonb_build_object('reference', id, 'amount', 700))
from quiet_page;
select tests.be('gus');
select set_eq($$ select shown_identity_id, amount, period::text, message from public.pledges
  where status = 'standing' $$, format(
  $$ values (%L::uuid, 1000::bigint, 'month', ''), (null, 700, 'week', 'For oars') $$,
  tests.identity('rowing', 'gus')), 'members see pledges, and whose they are where the giver says so');
select is_empty($$ select 1 from public.standing_orders o where o.amount = 700 $$,
  'not what is charged to others');
select throws_ok($$ select profile_id from public.standing_orders $$, '42501', null,
  'nor anybody''s person');
select throws_ok($$ select method_id from public.standing_orders $$, '42501', null,
  'nor by what they pay');
select tests.be('kim');
select set_eq($$ select o.identity_id from public.standing_orders o where o.amount = 700 $$,
  format($$ values (%L::uuid) $$, tests.identity('rowing', 'mia')),
  'who keeps the treasury sees as whom somebody pays');
select is_empty($$ select * from public.my_standing_orders() $$, 'and has none of their own');
select tests.be('vic');
select is_empty($$ select 1 from public.pledges $$, 'who is no member sees none');

-- Left, erased, kept --------------------------------------------------------------------------------------
select tests.be('gus');
select public.leave_space(tests.space('rowing'));
select tests.be_owner();
select is(pg_temp.stands('seen'), 'cancelled 0 membership_ended', 'who leaves is charged no more');
select private.erase_person(tests.id('mia'));
select results_eq($$ select pg_temp.stands('quiet'), p.message, p.profile_id, o.profile_id
  from public.pledges p join public.standing_orders o on o.id = p.standing_order_id
  where o.request_key = 'quiet' $$,
  $$ values ('cancelled 0 erased', '', null::uuid, null::uuid) $$,
  'nor who is erased, whose books stay without them');
select pg_temp.leaves_card('kim');
select pg_temp.pledge('kim', 'archived');
select pg_temp.pledge('kim', 'late');
create temp table late_page as select pg_temp.page('kim', 'late', 'late page') as id;
update public.standing_orders set due_at = now() where request_key = 'late';
select private.advance_orders();
select tests.be('ola');
select public.archive_space(tests.space('rowing'));
select tests.be_owner();
select is(pg_temp.stands('archived'), 'cancelled 0 space_archived', 'an archived space takes nothing');
select is(pg_temp.tells('payment', 'pi_slow', 'succeeded', jsonb_build_object('reference', id)), 'applied',
  'but for what was on its way') from late_page;
select pg_temp.passes('late', '1 month');
select private.advance_orders();
select is(pg_temp.stands('late'), 'cancelled 0 space_archived', 'which does not go on');
select throws_ok('delete from public.' || kept, 'PT409', null, kept || ' are not deleted')
from unnest('{standing_orders,pledges}'::text[]) as kept;

select * from finish();
rollback;
