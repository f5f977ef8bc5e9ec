-- Of changes to a proposal: moved, seconded, overtaken, accepted, declined.
begin;
select plan(46);

select tests.user(n) from unnest('{ola,rui,sam,tom,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', n) from unnest('{rui,sam,tom}'::text[]) as n;
create function tests.amendment(body text) returns uuid
language sql stable security definer set search_path = ''
return (select a.id from public.amendments a where a.body = amendment.body);
grant execute on function tests.amendment to authenticated, anon;

select tests.be('rui');
select public.create_proposal(tests.space('rowing'), 'quest', 'A dock', 'Of oak.');
select tests.be('sam');
select tests.refuses(
  $$ select public.amend_proposal(tests.proposal('A dock'), 0, 'A dock', 'Of ash.', 'Light.') $$,
  '404 proposal_not_found', 'nobody amends a draft, nor learns of it');
select tests.be('rui');
select public.submit_proposal(tests.proposal('A dock'));

-- Author -------------------------------------------------------------------------------
select tests.refuses(
  $$ select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Of ash.', 'Light.') $$,
  '409 own_proposal', 'authors revise what is theirs');

-- Mover --------------------------------------------------------------------------------
select tests.be('sam');
select results_eq(
  $$ select status::text, base_revision::integer, author_id
    from public.amend_proposal(tests.proposal('A dock'), 1, ' A dock ', 'Of ash.', ' Light. ') $$,
  $$ values ('open', 1, tests.identity('rowing', 'sam')) $$, 'a member moves another text');
select is(
  (public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Of ash.', 'Light.')).id,
  tests.amendment('Of ash.'), 'a double click is one amendment');
select tests.refuses(
  $$ select public.amend_proposal(tests.proposal('A dock'), 0, 'A dock', 'Of elm.', 'Old.') $$,
  '409 proposal_revised', 'of a text they have read');
select tests.refuses(
  $$ select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Of oak.', 'As is.') $$,
  '422 nothing_amended', 'that changes something');
select throws_ok(
  $$ select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Of elm.', ' ') $$,
  '23514', null, 'with a reason');
select throws_ok(
  $$ select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', ' ', 'Short.') $$,
  '23514', null, 'and a text');
select tests.refuses($$ select public.second_amendment(tests.amendment('Of ash.'), 1) $$,
  '409 own_amendment', 'nobody seconds their own');
select tests.refuses($$ select public.accept_amendment(tests.amendment('Of ash.'), 1) $$,
  '403 author_required', 'nor accepts it');
select throws_ok($$ update public.amendments set status = 'accepted' $$, '42501', null,
  'nor writes it');
select throws_ok($$ insert into public.amendment_seconds select $$, '42501', null,
  'nor a second');
select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Idea ' || n, 'Why not?')
from generate_series(1, 4) as n;
select tests.refuses(
  $$ select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Idea 5', 'Why not?') $$,
  '409 too_many_amendments', 'five wait at once');
select is((public.withdraw_amendment(tests.amendment('Idea 4'))).status, 'withdrawn',
  'one is withdrawn');
select is((public.withdraw_amendment(tests.amendment('Idea 4'))).status, 'withdrawn', 'once');

-- Member -------------------------------------------------------------------------------
select tests.be('tom');
select is((select count(*) from public.amendments), 5::bigint, 'members read them');
select tests.refuses($$ select public.withdraw_amendment(tests.amendment('Of ash.')) $$,
  '403 mover_required', 'and do not withdraw them');
select tests.refuses(
  $$ select public.revise_amendment(tests.amendment('Of ash.'), 1, 'A dock', 'Mine.', 'Mine.') $$,
  '403 mover_required', 'nor revise them');
select tests.refuses($$ select public.second_amendment(tests.amendment('Of ash.'), 2) $$,
  '409 amendment_revised', 'they second what they read');
select lives_ok($$ select public.second_amendment(tests.amendment('Of ash.'), 1) $$, 'they do');
select public.second_amendment(tests.amendment('Of ash.'), 1);
select is((select count(*) from public.amendment_seconds), 1::bigint, 'twice is once');
select public.unsecond_amendment(tests.amendment('Of ash.'));
select is_empty($$ select from public.amendment_seconds $$, 'and take it back');
select public.second_amendment(tests.amendment('Of ash.'), 1);

-- Stranger, anonymous --------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select from public.amendments $$, 'a stranger reads nothing');
select tests.refuses($$ select public.second_amendment(tests.amendment('Of ash.'), 1) $$,
  '404 proposal_not_found', 'and learns nothing');
select tests.refuses($$ select public.second_amendment(gen_random_uuid(), 1) $$,
  '404 proposal_not_found', 'just as of what is not there');
select tests.be_anon();
select is_empty($$ select from public.amendments $$, 'nor does anybody else');

-- Revised --------------------------------------------------------------------------------
select tests.be('sam');
select results_eq(
  $$ select revision::integer, base_revision::integer from public.revise_amendment(
    tests.amendment('Of ash.'), 1, 'A dock', 'Of ash.', 'Light, and ours.') $$,
  $$ values (2, 1) $$, 'who moved it revises it');
select is_empty($$ select from public.amendment_seconds $$,
  'which takes off who read another');

-- Accepted -------------------------------------------------------------------------------
select tests.be('rui');
select tests.talked_over(tests.proposal('A dock'));
select tests.refuses($$ select public.accept_amendment(tests.amendment('Of ash.'), 1) $$,
  '409 amendment_revised', 'the author accepts what they read');
select results_eq(
  $$ select body, revision::integer, deliberates_until, author_id
    from public.accept_amendment(tests.amendment('Of ash.'), 2, 'Thanks.') $$,
  $$ values ('Of ash.', 2, now() + interval '3 days', tests.identity('rowing', 'rui')) $$,
  'what is accepted is the text, for three more days, of the same author');
select is((public.accept_amendment(tests.amendment('Of ash.'), 2)).revision::integer, 2, 'once');
select results_eq(
  $$ select number::integer, author_id from public.proposal_revisions order by 1 $$,
  $$ values (1, tests.identity('rowing', 'rui')), (2, tests.identity('rowing', 'sam')) $$,
  'with the credit where it belongs');
select results_eq(
  $$ select status::text, became_revision::integer, answer from public.amendments
    where body = 'Of ash.' $$,
  $$ values ('accepted', 2, 'Thanks.') $$, 'as the amendment says, too');
select results_eq(
  $$ select distinct status::text from public.amendments where body like 'Idea%' order by 1 $$,
  $$ values ('stale'), ('withdrawn') $$, 'the others are stale');
select tests.refuses($$ select public.accept_amendment(tests.amendment('Idea 1'), 1) $$,
  '409 amendment_stale', 'and are not accepted');
select tests.refuses($$ select public.decline_amendment(tests.amendment('Idea 1'), ' ') $$,
  '422 invalid_reason', 'none is declined without a word');
select is((public.decline_amendment(tests.amendment('Idea 1'), 'Too dear.')).answer, 'Too dear.',
  'but with one');
select is((public.decline_amendment(tests.amendment('Idea 1'), 'Too dear.')).status, 'declined',
  'once');
select tests.refuses($$ select public.accept_amendment(tests.amendment('Of ash.'), 2) $$, '',
  'again is no error');
select tests.be('tom');
select tests.refuses($$ select public.second_amendment(tests.amendment('Idea 2'), 1) $$,
  '409 amendment_not_open', 'nobody seconds what is stale');

-- Rebased ----------------------------------------------------------------------------------
select tests.be('sam');
select tests.refuses(
  $$ select public.revise_amendment(tests.amendment('Idea 2'), 1, 'A dock', 'Idea 2', 'So!') $$,
  '409 proposal_revised', 'it moves on to the present text only');
select results_eq(
  $$ select status::text, base_revision::integer from public.revise_amendment(
    tests.amendment('Idea 2'), 2, 'A dock', 'Idea 2', 'Still.') $$,
  $$ values ('open', 2) $$, 'where it is open again');
select tests.refuses(
  $$ select public.revise_amendment(tests.amendment('Idea 1'), 2, 'A dock', 'Idea 1', 'Still.') $$,
  '409 amendment_frozen', 'what was answered stays answered');
select tests.refuses($$ select public.withdraw_amendment(tests.amendment('Idea 1')) $$,
  '409 invalid_transition', 'and is not withdrawn');

-- In the vote, and in the open ---------------------------------------------------------------
select tests.be_owner();
update public.proposals set seconds_needed = 0;
select tests.talked_over(tests.proposal('A dock'));
select private.end_deliberations();
select tests.be('rui');
select tests.refuses($$ select public.accept_amendment(tests.amendment('Idea 2'), 2) $$,
  '409 not_in_deliberation', 'what is voted on takes no amendments');
select tests.be('ola');
update public.spaces set visibility = 'public';
select tests.be_anon();
select is((select count(*) from public.amendments), 5::bigint,
  'what a space shows, it shows with its amendments');

select * from finish();
rollback;
