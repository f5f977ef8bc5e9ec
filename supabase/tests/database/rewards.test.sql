-- What people earn, by which rule, how often, and who sees it.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada,ben,cay,eve}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour');
select public.create_space('Attic', 'attic');
select tests.be_owner();
select tests.member('harbour', n) from unnest('{ada,ben}'::text[]) as n;
select tests.member('harbour', 'cay', 'organizer');
select tests.member('attic', 'ada');
create function pg_temp.monday(days integer default 0) returns timestamptz language sql
  as $$ select (date_trunc('week', now() at time zone 'utc') - interval '21 days'
    + interval '9 hours' + days * interval '1 day') at time zone 'utc' $$;
create function pg_temp.grant(
  nickname text, action text, source text, at timestamptz default pg_temp.monday(),
  space text default 'harbour'
)
returns private.reward_grants language sql
  as $$ select private.grant_reward(tests.space(space), action, tests.id(nickname), 'thing', source,
    at) $$;
create function pg_temp.balance(nickname text, token text) returns bigint language sql
  as $$ select a.balance from public.ledger_accounts a
    where a.id = private.wallet_of(tests.id(nickname), private.asset_id(token)) $$;

-- The numbers ------------------------------------------------------------------------------

select results_eq($$ select private.streak_bonus(n) from unnest('{1,5,7,13,34,35,100000}'::integer[]) as n $$,
  $$ values (1::bigint), (6), (17), (370), (610), (610), (610) $$, 'a streak earns what it should');
select is(private.team_boost(10, 3, 5), 18::bigint, 'floor(0.618 × 3 × 5 / 5 × 10)');
select is(private.team_boost(10, 0, 0), 30::bigint, 'at least one is active');

-- One grant ----------------------------------------------------------------------------------

select results_eq($$ select base, percent, points, streak, streak_bonus, amount
    from pg_temp.grant('ada', 'post', 'one') $$,
  $$ values (2::bigint, 100, 2::bigint, 1, 1::bigint, 3::bigint) $$,
  'a first post on a weekday: two, and the first day of a streak');
select is(pg_temp.balance('ada', 'LUCK'), 3::bigint, 'Ada has them');
select is((pg_temp.grant('ada', 'post', 'one')).id, (select g.id from private.reward_grants g),
  'the same post again is the same grant');
select is(pg_temp.balance('ada', 'LUCK'), 3::bigint, 'and earns nothing more');
select is((pg_temp.grant('ben', 'post', 'one')).amount, 3::bigint, 'it is another person''s, too');
select is((pg_temp.grant('ada', 'post', 'two', pg_temp.monday() + interval '1 hour')).amount,
  2::bigint, 'a day counts once for the streak');
select is((pg_temp.grant('ada', 'post', 'sunday', pg_temp.monday(6))).base, 5::bigint,
  'on Sundays posts earn more');
select is((pg_temp.grant('ada', 'post', 'monday', pg_temp.monday(6) + interval '15 hours')).base,
  2::bigint, 'Sunday ends by UTC');
select is((pg_temp.grant('eve', 'post', 'one')).id, null, 'who is not a member earns nothing');
select is((pg_temp.grant('ada', 'whistling', 'one')).id, null, 'nor what no rule knows');
select is((private.grant_reward(gen_random_uuid(), 'post', tests.id('ada'), 'thing', 'x')).id, null,
  'nor what happens nowhere');
select ok((pg_temp.grant('ben', 'post', 'soon', now() + interval '1 year')).happened_at <= now(),
  'what is to come counts as of now');

-- Tiers --------------------------------------------------------------------------------------

insert into private.membership_tiers (space_id, profile_id, tier, ends_at) values
  (tests.space('harbour'), tests.id('ben'), 'premium', null),
  (tests.space('harbour'), tests.id('cay'), 'superachiever', now() + interval '1 day');
select is((pg_temp.grant('ben', 'post_life', 'a')).points, 6::bigint, 'premium doubles');
select is((pg_temp.grant('cay', 'post_life', 'a')).points, 9::bigint, 'superachiever triples');
select is((pg_temp.grant('ben', 'attendance', 'a')).points, 31::bigint,
  'a quarter more of 25 is 31: rounded down');
update private.membership_tiers set ends_at = now() where profile_id = tests.id('cay');
select is((pg_temp.grant('cay', 'post_life', 'b')).points, 3::bigint, 'until it ends');

-- Limits -------------------------------------------------------------------------------------

select pg_temp.grant('ada', 'post', n::text, pg_temp.monday(2)) from generate_series(1, 5) as n;
select results_eq($$ select points, cap_cut from pg_temp.grant('ada', 'post', '6', pg_temp.monday(2)) $$,
  $$ values (0::bigint, 2::bigint) $$, 'the sixth post of a day earns nothing');
select is((pg_temp.grant('ada', 'post', '7', pg_temp.monday(2), 'attic')).points, 0::bigint,
  'in no other space either');
select is((pg_temp.grant('ada', 'post', '8', pg_temp.monday(8))).points, 2::bigint,
  'the next day it does');
select is((pg_temp.grant('ada', 'post', '9', pg_temp.monday(8), 'attic')).streak_bonus, 0::bigint,
  'two streaks earn one bonus a day');

select private.post_transaction('mint', 'rich', array[
  private.system_account(private.asset_id('LOVE'), 'issuance'),
  private.wallet_of(tests.id('ben'), private.asset_id('LOVE'))], '{-1000,1000}');
select results_eq($$ select is_halved, points from pg_temp.grant('ben', 'message', 'a') $$,
  $$ values (false, 10::bigint) $$, 'who has a thousand earns as before');
select results_eq($$ select is_halved, points from pg_temp.grant('ben', 'message', 'b') $$,
  $$ values (true, 5::bigint) $$, 'who has more earns half');

-- Streaks ------------------------------------------------------------------------------------

create function pg_temp.step(hours numeric) returns integer language sql
  as $$ select private.step_streak(tests.space('harbour'), tests.id('ola'),
    pg_temp.monday() + hours * interval '1 hour') $$;
select is(pg_temp.step(0), 1, 'a streak begins');
select is(pg_temp.step(24), 2, 'the next day adds to it');
select is(pg_temp.step(34), null, 'once a day');
select is(pg_temp.step(70), 3, '36 hours are let pass');
select is(pg_temp.step(10), null, 'what comes late changes nothing');
select is(pg_temp.step(106.1), 1, 'more are not');

-- Referrals ----------------------------------------------------------------------------------

update public.profiles set created_at = now() - interval '1 year' where id = tests.id('ola');
select private.record_referral(tests.id('eve'), tests.id('ola'), 'handle');
select is(pg_temp.balance('ola', 'LUCK'), 100::bigint, 'who brings somebody earns a hundred');
select private.record_referral(tests.id('eve'), tests.id('ola'), 'handle');
select is(pg_temp.balance('ola', 'LUCK'), 100::bigint, 'once');

-- Teams --------------------------------------------------------------------------------------

update public.spaces set kind = 'team' where slug = 'harbour';
select is((pg_temp.grant('ada', 'collaboration', 'team', now())).team_boost, 38::bigint,
  'a team of four, two of them active: floor(0.618 × 2 × 5 / 4 × 25)');
select is((select a.balance from public.ledger_accounts a
  where a.owner_space_id = tests.space('harbour') and a.purpose = 'pool'), 38::bigint,
  'is in the team''s pool');
update public.spaces set kind = 'community' where slug = 'harbour';

-- Everything sums up ---------------------------------------------------------------------------

select is_empty($$
  select g.id from private.reward_grants g
  left join private.ledger_entries e on e.transaction_id = g.transaction_id
  left join public.ledger_accounts a on a.id = e.account_id
  group by g.id
  having g.amount <> coalesce(sum(e.amount) filter (where a.owner = 'person'), 0)
    or g.team_boost <> coalesce(sum(e.amount) filter (where a.owner = 'space'), 0) $$,
  'what was granted was booked');
select throws_ok(attempt, null, null, 'the owner cannot: ' || attempt)
from unnest(array[
  'update private.reward_grants set points = 1000',
  'delete from private.reward_grants',
  'truncate private.reward_grants',
  'insert into private.reward_grants (action, profile_id, source_type, source_id, asset_id,
      happened_at, day, base, tier, percent, is_halved, cap_cut, points, streak_bonus, team_boost)
    values (''post'', tests.id(''ada''), ''thing'', ''y'', private.asset_id(''LUCK''), now(), now(),
      -5, ''basic'', 100, false, 0, -5, 0, 0)',
  'insert into private.reward_grants (action, profile_id, source_type, source_id, asset_id,
      happened_at, day, base, tier, percent, is_halved, cap_cut, points, streak_bonus, team_boost)
    values (''post'', tests.id(''ada''), ''thing'', ''y'', private.asset_id(''LUCK''), now(), now(),
      5, ''basic'', 100, false, 0, 5, 0, 0)'
]) as attempt;

-- Member -------------------------------------------------------------------------------------

select tests.be('ada');
select results_eq($$ select amount from public.check_in(tests.space('harbour')) $$,
  $$ values (1::bigint) $$, 'checking in earns one; the streak''s day is done');
select results_eq($$ select amount from public.check_in(tests.space('harbour')) $$,
  $$ values (1::bigint) $$, 'a double click returns it');
select results_eq($$ select streak, next_bonus from public.my_streak(tests.space('harbour')) $$,
  $$ values (1, 1::bigint) $$, 'she sees her streak');
select results_eq($$ select action, token, amount from public.my_rewards(page => 2) $$,
  $$ values ('login', 'LUCK', 1::bigint), ('collaboration', 'LOVE', 26) $$,
  'and what she earned, newest first');
select isnt_empty($$ select 1 from public.my_rewards(tests.space('harbour'),
    (select max(granted_at) from public.my_rewards())) $$, 'page by page');
select is_empty($$ select 1 from public.my_rewards() where points + cap_cut
    <> base * percent / 100 / case when is_halved then 2 else 1 end
  or amount <> points + streak_bonus $$, 'each explains itself');
select results_eq($$ select base, sunday from public.reward_rules where action = 'post' $$,
  $$ values (2::bigint, 5::bigint) $$, 'she reads the rules');
select throws_ok($$ update public.reward_rules set base = 1000 $$, '42501', null,
  'and does not change them');
select throws_ok($$ select 1 from private.reward_grants $$, '42501', null,
  'nor reads what others earned');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'LUCK', 1, 1) $$,
  '403 permission_required', 'nor by the command');
select tests.refuses($$ select * from public.reward_sums(tests.space('harbour'), current_date) $$,
  '403 permission_required', 'nor sums');

-- Organizer ----------------------------------------------------------------------------------

select tests.be('cay');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'LUCK', 3, 5) $$,
  '422 above_standard', 'nobody issues more of what counts everywhere');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'LIVE', 1, 1) $$,
  '422 above_standard', 'nor another token');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'dancing', 'LUCK', 1, 1) $$,
  '422 above_standard', 'nor for something else');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'EUR', 1, 1) $$,
  '422 token_required', 'nor money');
select tests.refuses($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'SHELL', 1, 1) $$,
  '404 asset_not_found', 'nor what there is not');
select throws_ok($$ select public.set_reward_rule(tests.space('harbour'), 'post', 'LUCK', -1, 1) $$,
  '23514', null, 'nor less than nothing');
select is((public.set_reward_rule(tests.space('harbour'), 'post', 'LUCK', 1, 1,
  daily_amount => 2)).base, 1::bigint, 'an organizer lets posts earn less');
select tests.refuses($$ select public.set_reward_rule(tests.space('attic'), 'post', 'LUCK', 1, 1) $$,
  '404 not_found', 'of another space they know nothing');

select tests.be_owner();
insert into public.assets (code, name, kind, scale, space_id)
values ('SHELL', 'Shell', 'token', 0, tests.space('harbour'));
select is((pg_temp.grant('ada', 'post', 'x1', pg_temp.monday(4))).points, 1::bigint, 'by its own rule');
select is((pg_temp.grant('ada', 'post', 'x2', pg_temp.monday(4), 'attic')).points, 2::bigint,
  'elsewhere by the standard');
select pg_temp.grant('ada', 'post', 'x3', pg_temp.monday(4));
select is((pg_temp.grant('ada', 'post', 'x4', pg_temp.monday(4))).cap_cut, 1::bigint,
  'two a day are enough there');
select tests.be('cay');
select is((public.set_reward_rule(tests.space('harbour'), 'dancing', 'SHELL', 5000, 9000)).base,
  5000::bigint, 'of its own token a space gives what it likes');
select lives_ok($$ select public.set_reward_rule(tests.space('harbour'), 'message', 'LOVE', 0, 0,
  is_active => false) $$, 'an organizer switches an action off');
select lives_ok($$ select public.reset_reward_rule(tests.space('harbour'), 'post') $$,
  'and takes their own rule back');
select tests.be_owner();
select is((pg_temp.grant('ada', 'dancing', 'a')).points, 5000::bigint, 'dancing earns shells');
select is((pg_temp.grant('ada', 'message', 'a')).id, null, 'what is off earns nothing');
select is((pg_temp.grant('ada', 'post', 'x5', pg_temp.monday(5))).points, 2::bigint,
  'the standard is back');
update public.assets set retired_at = now() where code = 'SHELL';
select is((pg_temp.grant('ada', 'dancing', 'b')).id, null, 'nobody earns what is no longer in use');

select tests.be('cay');
select is_empty($$ select 1 from public.reward_sums(tests.space('harbour'), current_date - 21) $$,
  'what fewer than five earned is not summed');
select tests.be_owner();
select tests.member('harbour', 'p' || n) from generate_series(1, 5) as n;
select pg_temp.grant('p' || n, 'comment', 'c') from generate_series(1, 5) as n;
select tests.be('cay');
select results_eq($$ select action, grants, amount from public.reward_sums(tests.space('harbour'),
    current_date - 21) $$, $$ values ('comment', 5::bigint, 15::bigint) $$,
  'what five earned is, of a week that is over');

-- Who leaves ---------------------------------------------------------------------------------

select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'attic';
select is((pg_temp.grant('ada', 'post', 'y', pg_temp.monday(7), 'attic')).id, null,
  'in an archive nothing is earned');
select tests.be('ola');
select tests.refuses($$ select public.set_reward_rule(tests.space('attic'), 'post', 'LUCK', 1, 1) $$,
  '409 space_archived', 'nor set');
select tests.be('eve');
select tests.refuses($$ select * from public.check_in(tests.space('harbour')) $$, '404 not_found',
  'a stranger does not check in where they see nothing');
select tests.be_anon();
select throws_ok($$ select 1 from public.reward_rules $$, '42501', null, 'visitors read no rules');
select throws_ok($$ select * from public.my_rewards() $$, '42501', null, 'and earn nothing');

select * from finish();
rollback;
