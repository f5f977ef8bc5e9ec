-- Of memberships that are paid for: plans, the tier while it is paid, trials, other plans, and the end.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,tom,bea,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Sailing', 'sailing');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia,tom,bea}'::text[]) as n;
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
      'currency', 'EUR', 'reason', 'fraudulent', 'customer', null)
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
create function pg_temp.plan(name text) returns uuid language sql security definer as $$
  select p.id from public.subscription_plans p where p.name = plan.name $$;
create function pg_temp.subscribes(nickname text, plan text, key text) returns uuid language plpgsql as $$
begin
  perform pg_temp.as_person(nickname);
  return public.subscribe(pg_temp.plan(plan), key);
end $$;
create function pg_temp.it(key text) returns public.standing_orders language sql security definer as $$
  select o from public.standing_orders o where o.request_key = key $$;
create function pg_temp.stands(key text) returns text language sql security definer as $$
  select concat_ws(' ', (pg_temp.it(key)).status, (pg_temp.it(key)).end_reason) $$;
create function pg_temp.pays(nickname text, key text, payment_key text) returns text language plpgsql as $$
declare
  payment public.payments;
begin
  perform pg_temp.as_person(nickname);
  perform private.start_page_payment('subscription', tests.space('rowing'), (pg_temp.it(key)).id, '{}',
    false, null, 'sandbox', payment_key);
  select p.* into payment from public.payments p where p.request_key = payment_key;
  return pg_temp.tells('payment', 'pi_' || payment_key, 'succeeded',
    jsonb_build_object('reference', payment.id, 'amount', payment.total_amount));
end $$;
-- The schedule turns to it, and the bank says this.
create function pg_temp.renews(key text, status text) returns text language plpgsql as $$
declare
  payment public.payments;
begin
  update public.standing_orders o set due_at = now() where o.request_key = key;
  perform private.advance_orders();
  perform from private.claim_charges();
  select p.* into payment from public.payments p join private.charges c on c.payment_id = p.id
  where p.target_id = (pg_temp.it(key)).id;
  return pg_temp.tells('payment', 'pi_' || payment.id, status,
    jsonb_build_object('reference', payment.id, 'amount', payment.total_amount));
end $$;
create function pg_temp.passes(key text, span interval) returns void language sql security definer as $$
  update public.standing_orders o set anchor_at = anchor_at - span, paid_until = paid_until - span,
    due_at = due_at - span
  where o.request_key = key $$;
create function pg_temp.tier(nickname text) returns text language sql security definer as $$
  select concat_ws(' ', private.membership_tier(tests.space('rowing'), tests.id(nickname)), (
    select round(extract(epoch from t.ends_at - now()) / 86400)
    from private.membership_tiers t where t.profile_id = tests.id(nickname))) $$;
grant execute on all functions in schema pg_temp to authenticated, anon, service_role;

-- Plans -------------------------------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ select public.create_plan(tests.space('rowing'), 'premium', ' Friend ', 'EUR', 1000,
  'month', 14) $$, 'an admin offers a membership');
select public.create_plan(tests.space('rowing'), 'superachiever', 'Patron', 'EUR', 5000, 'year');
select public.create_plan(tests.space('rowing'), 'premium', 'Dollars', 'USD', 1000, 'month');
select public.create_plan(tests.space('sailing'), 'premium', 'Sailor', 'EUR', 1000, 'month');
select tests.refuses(format('select public.create_plan(%L, %s)', tests.space('rowing'), args), refusal, why)
from (values
  ('''basic'', ''Free'', ''EUR'', 1000, ''month''', '23514', 'what everybody has is not sold'),
  ('''premium'', '' '', ''EUR'', 1000, ''month''', '23514', 'a plan has a name'),
  ('''premium'', ''Cheap'', ''EUR'', 99, ''month''', '422 amount_out_of_range', 'a price has bounds'),
  ('''premium'', ''Yen'', ''JPY'', 1000, ''month''', '422 currency_not_taken', 'in money that is taken'),
  ('''premium'', ''Long'', ''EUR'', 1000, ''month'', 91', '23514', 'a trial ends')
) as bad (args, refusal, why);
select tests.refuses($$ select public.edit_plan(pg_temp.plan('Friend'), price => 1) $$,
  '422 amount_out_of_range', 'later, too');
select is((public.edit_plan(pg_temp.plan('Dollars'), is_active => false)).is_active, false,
  'a plan is taken off');
select tests.be('kim');
select tests.refuses($$ select public.create_plan(tests.space('rowing'), 'premium', 'Mine', 'EUR', 1000,
  'month') $$, '403 permission_required', 'an organizer offers none');
select tests.refuses($$ select public.edit_plan(pg_temp.plan('Friend'), price => 100) $$,
  '403 permission_required', 'nor changes one');
select tests.be('vic');
select tests.refuses($$ select public.create_plan(tests.space('rowing'), 'premium', 'Mine', 'EUR', 1000,
  'month') $$, '404 not_found', 'a stranger does not learn of the space');
select is_empty($$ select 1 from public.subscription_plans $$, 'nor of its plans');
select tests.refuses($$ select public.subscribe(pg_temp.plan('Friend'), 'v') $$, '404 plan_not_found',
  'nor takes one');
select tests.be('gus');
select set_eq($$ select name from public.subscription_plans $$,
  $$ values ('Friend'), ('Patron'), ('Dollars') $$, 'members see what their space offers');
select tests.be('ola');
update public.spaces set visibility = 'public' where id = tests.space('rowing');
select tests.be_anon();
select set_eq($$ select name from public.subscription_plans $$, $$ values ('Friend'), ('Patron') $$,
  'and everybody what a public space offers, while it does');

-- Begun ---------------------------------------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ select pg_temp.subscribes('gus', 'Dollars', 'usd') $$, '409 plan_inactive',
  'what is taken off is not taken');
select is(pg_temp.subscribes('gus', 'Patron', 'gus'), pg_temp.subscribes('gus', 'Patron', 'gus'),
  'two clicks are one membership');
select is(pg_temp.tier('gus'), 'basic', 'which gives nothing before it is paid');
select isnt(pg_temp.subscribes('gus', 'Patron', 'gus again'), (pg_temp.it('gus')).id,
  'what was not begun makes room for another');
select is(pg_temp.stands('gus'), 'cancelled never_paid', 'and is over');
select tests.refuses($$ select private.start_page_payment('pledge', tests.space('rowing'),
  (pg_temp.it('gus again')).id, '{}', false, null, 'sandbox', 'as a gift') $$, '404 order_not_found',
  'it is not paid as something else');
select is(pg_temp.pays('gus', 'gus again', 'p1'), 'applied', 'paid');
select is(pg_temp.tier('gus'), 'superachiever 380', 'it gives its tier, for a year and the tries');
select tests.refuses($$ select pg_temp.subscribes('gus', 'Friend', 'two') $$, '409 already_subscribed',
  'one membership for each space');
select tests.be('gus');
select results_eq($$ select tier::text from public.my_tiers() $$, $$ values ('superachiever') $$,
  'people see what they have');
select results_eq($$ select plan_id, status::text from public.subscriptions s
  join public.standing_orders o on o.id = s.standing_order_id where o.status = 'active' $$,
  $$ values (pg_temp.plan('Patron'), 'active') $$, 'and what they pay for');
select tests.be('mia');
select is_empty($$ select 1 from public.subscriptions $$, 'others do not');
select is_empty($$ select 1 from public.my_tiers() $$, 'and have their own');
select tests.be('kim');
select isnt_empty($$ select 1 from public.subscriptions $$, 'who keeps the treasury does');

-- On trial ---------------------------------------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ select pg_temp.subscribes('mia', 'Friend', 'mia') $$, '409 method_required',
  'a trial begins with a method');
select pg_temp.leaves_card('mia');
select pg_temp.subscribes('mia', 'Friend', 'mia');
select is(pg_temp.stands('mia') || ' ' || pg_temp.tier('mia'), 'trialing premium 14', 'and gives the tier');
select tests.refuses($$ select pg_temp.pays('mia', 'mia', 'early') $$, '409 nothing_due',
  'nothing is due while it is free');
select pg_temp.passes('mia', '14 days');
select is(pg_temp.renews('mia', 'failed'), 'applied', 'when the first charge is in vain');
select is(pg_temp.tier('mia'), 'basic 0', 'nothing is given for a trial nobody pays for');
select is(pg_temp.renews('mia', 'succeeded'), 'applied', 'paid at last');
select is(pg_temp.stands('mia') || ' ' || pg_temp.tier('mia'), 'active premium '
  || 15 + round(extract(epoch from (pg_temp.it('mia')).paid_until - now()) / 86400), 'it is theirs');

-- In vain ------------------------------------------------------------------------------------------------
select pg_temp.passes('mia', '1 month');
select pg_temp.renews('mia', 'failed');
select is(pg_temp.tier('mia'), 'premium 15', 'while it is tried again the tier stays');
select count(pg_temp.renews('mia', 'failed')) from generate_series(1, 4);
select is(pg_temp.stands('mia') || ' ' || pg_temp.tier('mia'), 'past_due premium 15',
  'also while it waits for the person');
update public.standing_orders set due_at = now() where request_key = 'mia';
select private.advance_orders();
select is(pg_temp.stands('mia') || ' ' || pg_temp.tier('mia'), 'cancelled unpaid basic', 'and then is gone');
select pg_temp.subscribes('mia', 'Friend', 'mia twice');
select is(pg_temp.stands('mia twice'), 'incomplete', 'nobody has two trials');
select is(pg_temp.tells('payment', 'pi_' || p.id, 'succeeded',
  jsonb_build_object('reference', p.id, 'amount', 1000)), 'applied', 'money that comes too late')
from private.order_payments n join public.payments p on p.id = n.payment_id
where n.standing_order_id = (pg_temp.it('mia')).id and p.status = 'failed' order by n.number desc limit 1;
select is(pg_temp.stands('mia'), 'cancelled unpaid', 'makes no second membership');

-- Another plan ---------------------------------------------------------------------------------------------
select pg_temp.pays('mia', 'mia twice', 'p2');
select pg_temp.as_person('mia');
select tests.refuses(format($$ select public.change_plan((pg_temp.it('mia twice')).id, pg_temp.plan(%L)) $$,
  plan), refusal, why)
from (values
  ('Sailor', '404 plan_not_found', 'another space''s plan is none'),
  ('Dollars', '409 plan_inactive', 'nor what is taken off'),
  ('none', '404 plan_not_found', 'nor what is not')
) as bad (plan, refusal, why);
update public.subscription_plans set is_active = true where name = 'Dollars';
select tests.refuses($$ select public.change_plan((pg_temp.it('mia twice')).id, pg_temp.plan('Dollars')) $$,
  '409 other_currency', 'nor what is paid in other money');
select public.change_plan((pg_temp.it('mia twice')).id, pg_temp.plan('Patron'));
select is((pg_temp.it('mia twice')).amount, 1000::bigint, 'another plan is for the next period');
select public.change_plan((pg_temp.it('mia twice')).id, pg_temp.plan('Friend'));
select is((pg_temp.it('mia twice')).next_amount, null, 'and may be taken back');
select public.change_plan((pg_temp.it('mia twice')).id, pg_temp.plan('Patron'));
select pg_temp.passes('mia twice', '1 month');
select is(pg_temp.renews('mia twice', 'succeeded'), 'applied', 'then it costs what that costs');
select is(pg_temp.tier('mia'), 'superachiever 380', 'and gives what that gives, for as long');
select is((select s.plan_id from public.subscriptions s
  where s.standing_order_id = (pg_temp.it('mia twice')).id), pg_temp.plan('Patron'), 'by its name');
select tests.be('ola');
select public.edit_plan(pg_temp.plan('Patron'), price => 9000);
select tests.be_owner();
select is((pg_temp.it('mia twice')).amount, 5000::bigint, 'who has subscribed goes on paying what they did');

-- Sent back -------------------------------------------------------------------------------------------------
create function pg_temp.latest(key text) returns text language sql security definer as $$
  select 'pi_' || p.id from private.order_payments n join public.payments p on p.id = n.payment_id
  where n.standing_order_id = (pg_temp.it(key)).id order by n.number desc limit 1 $$;
select pg_temp.tells('refund', 're_part', 'succeeded',
  jsonb_build_object('payment', pg_temp.latest('mia twice'), 'amount', 1000));
select is(pg_temp.tier('mia'), 'superachiever 380', 'what is sent back in part leaves the tier');
select pg_temp.tells('dispute', 'dp', 'open',
  jsonb_build_object('payment', pg_temp.latest('mia twice'), 'amount', 4000));
select is(pg_temp.tier('mia'), 'basic', 'what is gone as a whole takes it');
select pg_temp.tells('dispute', 'dp', 'won',
  jsonb_build_object('payment', pg_temp.latest('mia twice'), 'amount', 4000));
select is(pg_temp.tier('mia'), 'superachiever 380', 'until it is back');

-- Cancelled -------------------------------------------------------------------------------------------------
create function pg_temp.cancels(nickname text, key text) returns text language plpgsql as $$
begin
  perform pg_temp.as_person(nickname);
  return public.cancel_standing_order((pg_temp.it(key)).id);
end $$;
select is(pg_temp.cancels('mia', 'mia twice'), 'active', 'who wants no more has what is paid');
select is(pg_temp.tier('mia'), 'superachiever 365', 'and not a day longer');
select tests.refuses($$ select public.pause_standing_order((pg_temp.it('mia twice')).id) $$,
  '409 cannot_pause', 'a membership is not paused');
select public.resume_standing_order((pg_temp.it('mia twice')).id);
select is(pg_temp.tier('mia'), 'superachiever 380', 'unless they think again');
select pg_temp.cancels('mia', 'mia twice');
select pg_temp.passes('mia twice', '1 year');
select is(private.advance_orders(), 1, 'then it runs out');
select is(pg_temp.stands('mia twice') || ' ' || pg_temp.tier('mia'), 'ended by_person basic', 'and is over');

-- Another plan that nobody paid --------------------------------------------------------------------------
select tests.be('ola');
select public.create_plan(tests.space('rowing'), 'premium', 'Small', 'EUR', 100, 'week');
select tests.be_owner();
select pg_temp.leaves_card('bea');
select pg_temp.subscribes('bea', 'Small', 'bea');
select pg_temp.pays('bea', 'bea', 'bea begins');
select public.change_plan((pg_temp.it('bea')).id, pg_temp.plan('Patron'));
select pg_temp.passes('bea', '1 week');
select pg_temp.renews('bea', 'failed');
select is(pg_temp.tier('bea'), 'premium 15', 'who has not paid for another plan has what they had');
select pg_temp.renews('bea', 'succeeded');
select is(pg_temp.tier('bea'), 'superachiever 380', 'until they have');
select public.change_plan((pg_temp.it('bea')).id, pg_temp.plan('Small'));
select pg_temp.passes('bea', '1 year');
select pg_temp.renews('bea', 'failed');
select is(pg_temp.tier('bea'), 'premium 15', 'and not more than it gives');
select pg_temp.renews('bea', 'succeeded');

-- A page for the plan from before ------------------------------------------------------------------------
select pg_temp.passes('bea', '1 week');
create temp table cheap as select private.start_page_payment('subscription', tests.space('rowing'),
  (pg_temp.it('bea')).id, '{}', false, null, 'sandbox', 'bea cheap') ->> 'id' as id;
select public.change_plan((pg_temp.it('bea')).id, pg_temp.plan('Patron'));
alter table public.payments disable trigger payments_before_change_keep;
update public.payments p set created_at = now() - interval '2 hours' from cheap c where p.id::text = c.id;
alter table public.payments enable trigger payments_before_change_keep;
select pg_temp.renews('bea', 'failed');
select pg_temp.tells('payment', 'pi_cheap', 'succeeded', jsonb_build_object('reference', id, 'amount', 100))
from cheap;
select is(pg_temp.tier('bea'), 'premium 22',
  'a page pays for the plan that it was opened for, whatever was chosen since');
select is((pg_temp.it('bea')).next_amount, 9000::bigint, 'which begins with the next period');

-- Paid, and tried in vain beside it -------------------------------------------------------------------
select pg_temp.passes('bea', '1 week');
select private.start_page_payment('subscription', tests.space('rowing'), (pg_temp.it('bea')).id, '{}', false,
  null, 'sandbox', 'bea slow');
alter table public.payments disable trigger payments_before_change_keep;
update public.payments p set created_at = now() - interval '2 hours' where p.request_key = 'bea slow';
alter table public.payments enable trigger payments_before_change_keep;
select is(pg_temp.renews('bea', 'action_required'), 'applied', 'while the bank wants to see her');
select pg_temp.tells('payment', 'pi_slow', 'succeeded', jsonb_build_object('reference', p.id, 'amount', 100))
from public.payments p where p.request_key = 'bea slow';
select pg_temp.cancels('bea', 'bea');
update private.charges c set created_at = now() - interval '1 day';
select private.claim_charges();
select is((pg_temp.it('bea')).due_at, (pg_temp.it('bea')).paid_until,
  'what was charged in vain for a period that is paid brings nothing forward');

-- Left -----------------------------------------------------------------------------------------------------
select pg_temp.leaves_card('tom');
select pg_temp.subscribes('tom', 'Friend', 'tom');
select tests.be('ola');
select public.ban_member(tests.space('rowing'), tests.id('tom'), 'Threats.');
select tests.be('gus');
select public.leave_space(tests.space('rowing'));
select tests.be_owner();
select is(pg_temp.stands(key) || ' ' || pg_temp.tier(nickname), 'cancelled membership_ended basic', why)
from (values ('tom', 'tom', 'who is put out is charged for nothing, and has nothing'),
  ('gus again', 'gus', 'nor who leaves')) as gone (key, nickname, why);
select is(private.advance_orders(), 0, 'ever again');
select tests.refuses($$ select pg_temp.subscribes('tom', 'Friend', 'back') $$, '404 plan_not_found',
  'nor comes back by paying');

-- Erased ---------------------------------------------------------------------------------------------------
select pg_temp.subscribes('mia', 'Friend', 'mia third');
select pg_temp.pays('mia', 'mia third', 'p3');
select private.erase_person(tests.id('mia'));
select results_eq($$ select pg_temp.stands('mia third'), (pg_temp.it('mia third')).profile_id, s.profile_id
  from public.subscriptions s where s.standing_order_id = (pg_temp.it('mia third')).id $$,
  $$ values ('cancelled erased', null::uuid, null::uuid) $$, 'whoever is erased is charged for nothing');
select is_empty($$ select 1 from private.membership_tiers t where t.profile_id = tests.id('mia') $$,
  'and has nothing');
select throws_ok($$ delete from public.subscriptions $$, 'PT409', null, 'the books stay');

select * from finish();
rollback;
