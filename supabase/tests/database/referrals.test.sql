begin;
select plan(30);
select tests.user('ola');
select tests.user('vic');
select tests.user('ida');
select tests.user('bob');
select tests.user('eve');
-- All in one transaction: the clock has to be set. Ola came first, then Ida, Vic, Bob; Eve is old.
update public.profiles p
set handle = s.nickname, created_at = now() - s.age
from (values
  ('ola', interval '90 days'), ('ida', interval '6 days 23 hours'), ('vic', interval '1 day'),
  ('bob', interval '1 hour'), ('eve', interval '7 days')
) as s (nickname, age)
where p.id = tests.id(s.nickname);

-- Newcomer ------------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.claim_referral('nobody') $$,
  '404 person_not_found', 'a handle that nobody has brings nobody');
select tests.refuses($$ select public.claim_referral(null) $$,
  '404 person_not_found', 'no handle neither');
select tests.refuses($$ select public.claim_referral('vic') $$,
  '409 not_yourself', 'nobody sends themselves');
select tests.refuses($$ select public.claim_referral('bob') $$,
  '409 referrer_not_earlier', 'who came later sent nobody here');
select results_eq($$
    select referred_id, referrer_id, how::text from public.claim_referral('  OLA ') $$,
  $$ values (tests.id('vic'), tests.id('ola'), 'handle') $$, 'a newcomer says who sent them');
select results_eq($$ select referrer_id from public.claim_referral('ola') $$,
  $$ values (tests.id('ola')) $$, 'saying it twice is saying it once');
select tests.be_owner();
update public.profiles set handle = 'ola_n' where id = tests.id('ola');
select tests.be('vic');
select results_eq($$ select referrer_id from public.claim_referral('ola') $$,
  $$ values (tests.id('ola')) $$, 'or by the name they have had');
select tests.refuses($$ select public.claim_referral('ida') $$,
  '409 already_referred', 'and there is no second one');
select results_eq($$ select referred_id, referrer_id from public.referrals $$,
  $$ values (tests.id('vic'), tests.id('ola')) $$, 'the newcomer reads it');
select throws_ok($$
    insert into public.referrals (referred_id, referrer_id, how)
    values (tests.id('bob'), tests.id('vic'), 'handle') $$,
  '42501', null, 'nobody inserts a referral');
select throws_ok($$ update public.referrals set referrer_id = tests.id('ida') $$,
  '42501', null, 'or edits one');
select throws_ok($$ delete from public.referrals $$, '42501', null, 'or takes one back');

-- No rings ------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.claim_referral('vic') $$,
  '409 referral_too_late', 'an old hand was sent by nobody');
select tests.be('ida');
select tests.refuses($$ select public.claim_referral('vic') $$,
  '409 referrer_not_earlier', 'and two newcomers not by each other');
select lives_ok($$ select public.claim_referral('ola') $$, 'a week is a week');
select tests.be('eve');
select tests.refuses($$ select public.claim_referral('ola') $$,
  '409 referral_too_late', 'and then it is over');

-- Referrer --------------------------------------------------------------------------
select tests.be('ola');
select set_eq($$ select referred_id from public.referrals $$,
  $$ values (tests.id('vic')), (tests.id('ida')) $$, 'a referrer reads whom they brought');

-- Stranger ------------------------------------------------------------------------
select tests.be('bob');
select is_empty($$ select 1 from public.referrals $$, 'a third person does not');
select public.block_person(tests.id('ola'));
select tests.refuses($$ select public.claim_referral('ola') $$,
  '404 person_not_found', 'nor is anybody brought across a block');
select public.unblock_person(tests.id('ola'));

-- Other doors -----------------------------------------------------------------------
select tests.be_owner();
select is((private.record_referral(tests.id('vic'), tests.id('ida'), 'invite_code')).referred_id,
  null, 'an invite code changes no referral');
select is((private.record_referral(tests.id('eve'), tests.id('ola'), 'invite_code')).referred_id,
  null, 'and brings no old hand');
select is((private.record_referral(tests.id('bob'), tests.id('bob'), 'invite_code')).referred_id,
  null, 'or oneself');
select is((private.record_referral(tests.id('bob'), null, 'invite_code')).referred_id,
  null, 'or whom nobody invited');
select is((private.record_referral(tests.id('bob'), tests.id('vic'), 'invite_code')).how::text,
  'invite_code', 'but it does bring a newcomer');
select tests.be('bob');
select lives_ok($$ select public.claim_referral('vic') $$, 'who may say so again');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.claim_referral('ola') $$, '42501', null, 'anon was not sent');

-- What must hold whoever writes ---------------------------------------------------
select tests.be_owner();
select tests.refuses($$ update public.referrals set referrer_id = tests.id('ida') $$,
  '409 append_only', 'nobody rewrites who brought whom');
select tests.refuses($$ update public.referrals set referrer_id = null, how = 'invite_code' $$,
  '409 append_only', 'erasure blanks the referrer and nothing else');
select tests.refuses($$ delete from public.referrals $$, '409 append_only', 'nobody deletes it');
select private.erase_person(tests.id('vic'));
select set_eq($$ select referred_id, referrer_id from public.referrals $$, $$
    values (tests.id('vic'), tests.id('ola')), (tests.id('ida'), tests.id('ola')),
      (tests.id('bob'), null) $$,
  'the erased were brought, and brought others, under no name');

select * from finish();
rollback;
