begin;
select plan(75);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to anon, authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', 'mia');
select tests.member('rowing', 'max');
select tests.member('rowing', 'eve', 'member', 'pending');
select tests.member('rowing', 'bob', 'member', 'banned');
select tests.user('vic');
select public.create_poll(tests.space('rowing'), 'Boat', 'yes_no');
select public.create_poll(tests.space('rowing'), 'Colour', 'plurality', '{Red, Green, Blue}');
select public.create_poll(tests.space('rowing'), 'Route', 'approval', '{North, South, East, West}',
  parameters => '{"maxChoices": 3}');
select public.create_poll(tests.space('rowing'), 'Final', 'yes_no', revisable => false);
select public.create_poll(tests.space('rowing'), 'Board', 'yes_no', minimum_role => 'organizer');
select public.create_poll(tests.space('harbour'), 'Pier', 'yes_no');
select public.create_poll(tests.space('rowing'), 'Draft', 'yes_no');
select public.open_poll(tests.poll(title)) from public.polls where title <> 'Draft';

-- Member --------------------------------------------------------------------------
select tests.be('mia');
create temp table receipts on commit drop as
select 'first' as name, r.* from public.cast_ballot(tests.poll('Boat'), '"yes"') r;
select results_eq($$ select poll_id, revision, choice, length(receipt), length(nonce),
      length(voter_tag), cast_at
    from receipts $$,
  $$ values (tests.poll('Boat'), 1, '"yes"'::jsonb, 64, 32, 64, now()) $$,
  'a member votes and gets a receipt');
select is(receipt, encode(sha256(convert_to(concat_ws(E'\n', 'polity.receipt.v1', poll_id,
    voter_tag, '"yes"', nonce), 'UTF8')), 'hex'),
  'which anyone can compute from its parts')
from receipts;
insert into receipts select 'again', r.* from public.cast_ballot(tests.poll('Boat'), '"yes"') r;
select is((select count(distinct receipt)::integer from receipts), 1,
  'a double click votes once, and gets the same receipt');
select tests.refuses($$ select public.cast_ballot(tests.poll('Boat'), '"no"') $$,
  '409 already_cast', 'another choice is no second vote');
insert into receipts select 'changed', r.* from public.change_ballot(tests.poll('Boat'), '"no"') r;
select results_eq($$ select n.revision, n.choice, n.voter_tag = o.voter_tag, n.nonce <> o.nonce,
      n.receipt <> o.receipt
    from receipts n, receipts o where n.name = 'changed' and o.name = 'first' $$,
  $$ values (2, '"no"'::jsonb, true, true, true) $$,
  'a changed ballot has a new nonce and a new receipt');
select is((select receipt from public.change_ballot(tests.poll('Boat'), '"no"')),
  (select receipt from receipts where name = 'changed'), 'changing to the same changes nothing');
select is((select receipt from public.my_receipt(tests.poll('Boat'))),
  (select receipt from receipts where name = 'changed'), 'the receipt can be fetched again');
select lives_ok($$ select public.withdraw_ballot(tests.poll('Boat')) $$,
  'a ballot can be withdrawn');
select tests.refuses($$ select public.withdraw_ballot(tests.poll('Boat')) $$,
  '404 no_ballot', 'once');
select tests.refuses($$ select public.change_ballot(tests.poll('Boat'), '"no"') $$,
  '404 no_ballot', 'nothing is left to change');
select tests.refuses($$ select public.my_receipt(tests.poll('Boat')) $$,
  '404 no_ballot', 'or to show');
select is((select revision from public.cast_ballot(tests.poll('Boat'), '"abstain"')), 1,
  'and they may vote again');
select lives_ok($$ select public.cast_ballot(tests.poll('Final'), '"no"') $$,
  'where ballots are final, too, a member votes');
select tests.refuses($$ select public.change_ballot(tests.poll('Final'), '"yes"') $$,
  '409 not_revisable', 'but cannot change it');
select tests.refuses($$ select public.withdraw_ballot(tests.poll('Final')) $$,
  '409 not_revisable', 'or take it back');

-- Choices -------------------------------------------------------------------------
select tests.be('max');
select tests.refuses(format($$ select public.cast_ballot(tests.poll(%L), %L) $$, poll, choice),
  '422 invalid_choice', format('%s: %s is no choice', poll, choice))
from (values
  ('Boat', '"maybe"'), ('Boat', '"Yes"'), ('Boat', '0'), ('Boat', 'true'), ('Boat', 'null'),
  ('Boat', null), ('Boat', '["yes"]'),
  ('Colour', '3'), ('Colour', '-1'), ('Colour', '1.0'), ('Colour', '"1"'), ('Colour', '[1]'),
  ('Colour', '1e1'), ('Colour', '99999999999999999999'), ('Colour', '{"option": 1}'),
  ('Route', '4'), ('Route', '[4]'), ('Route', '[1, 0]'), ('Route', '[1, 1]'),
  ('Route', '[0, 1, 2, 3]'), ('Route', '[0.5]'), ('Route', '[null]'), ('Route', '["1"]'),
  ('Route', '[[1]]'), ('Route', '{}')
) as bad (poll, choice);
select is((select choice from public.cast_ballot(tests.poll('Colour'), '2')), '2'::jsonb,
  'plurality takes one position');
select is((select choice from public.cast_ballot(tests.poll('Route'), '[]')), '[]'::jsonb,
  'approval takes none');
select is((select choice from public.change_ballot(tests.poll('Route'), '[0,2,3]')),
  '[0, 2, 3]'::jsonb, 'or as many as the poll allows');
select tests.refuses($$ select public.change_ballot(tests.poll('Route'), '[9]') $$,
  '422 invalid_choice', 'a change is judged like a vote');
select is((select receipt from public.my_receipt(tests.poll('Route'))),
  (select encode(sha256(convert_to(concat_ws(E'\n', 'polity.receipt.v1', poll_id, voter_tag,
    '[0,2,3]', nonce), 'UTF8')), 'hex') from public.my_receipt(tests.poll('Route'))),
  'a receipt''s choice has no blanks');

-- Who may not ---------------------------------------------------------------------
select tests.refuses($$ select public.cast_ballot(tests.poll('Board'), '"yes"') $$,
  '403 not_eligible', 'a poll may ask for a rank');
select tests.refuses($$ select public.cast_ballot(tests.poll('Pier'), '"yes"') $$,
  '403 not_eligible', 'in another space, though public, no stranger votes');
select tests.refuses($$ select public.cast_ballot(tests.poll('Draft'), '"yes"') $$,
  '404 poll_not_found', 'nobody votes in a draft that they cannot see');
select tests.be('vic');
select tests.refuses($$ select public.cast_ballot(tests.poll('Boat'), '"yes"') $$,
  '404 poll_not_found', 'to a stranger the poll does not exist');
select tests.refuses($$ select public.cast_ballot(gen_random_uuid(), '"yes"') $$,
  '404 poll_not_found', 'as one that never did');
select tests.be('eve');
select tests.refuses($$ select public.cast_ballot(tests.poll('Boat'), '"yes"') $$,
  '404 poll_not_found', 'who asked to join has to wait');
select tests.be('bob');
select tests.refuses($$ select public.cast_ballot(tests.poll('Boat'), '"yes"') $$,
  '404 poll_not_found', 'who was banned is a stranger');
select tests.be_anon();
select throws_ok($$ select public.cast_ballot(tests.poll('Pier'), '"yes"') $$, '42501', null,
  'anon does not vote');
select tests.be_service();
select throws_ok($$ select public.cast_ballot(tests.poll('Pier'), '"yes"') $$, '42501', null,
  'nor does the service');

-- When not ------------------------------------------------------------------------
select tests.be('ola');
select tests.refuses($$ select public.cast_ballot(tests.poll('Draft'), '"yes"') $$,
  '409 poll_not_open', 'a draft takes no vote, not even its author''s');
select public.close_poll(tests.poll('Route'));
select tests.be('max');
select tests.refuses($$ select public.cast_ballot(tests.poll('Route'), '[0, 2, 3]') $$,
  '409 poll_not_open', 'after the close nobody votes');
select tests.refuses($$ select public.change_ballot(tests.poll('Route'), '[1]') $$,
  '409 poll_not_open', 'or changes a ballot');
select tests.refuses($$ select public.withdraw_ballot(tests.poll('Route')) $$,
  '409 poll_not_open', 'or withdraws it');
select is((select choice from public.my_receipt(tests.poll('Route'))), '[0, 2, 3]'::jsonb,
  'the receipt stays');
select tests.be_owner();
alter table public.polls disable trigger polls_before_update_guard;
update public.polls set closes_at = now() where title = 'Colour';
alter table public.polls enable trigger polls_before_update_guard;
update public.spaces set archived_at = now() where slug = 'harbour';
select tests.be('mia');
select tests.refuses($$ select public.cast_ballot(tests.poll('Colour'), '1') $$,
  '409 poll_not_open', 'nor does anyone vote past the end, before the clock has looked');
select tests.be('ola');
select tests.refuses($$ select public.cast_ballot(tests.poll('Pier'), '"yes"') $$,
  '409 poll_not_open', 'or in an archived space');

-- Around the command --------------------------------------------------------------
select throws_ok($$ insert into public.ballots (poll_id, voter_tag, choice)
    values (tests.poll('Boat'), '', '"yes"') $$, '42501', null, 'no ballot is inserted');
select throws_ok($$ update public.ballots set choice = '"yes"' $$, '42501', null, 'or updated');
select throws_ok($$ delete from public.ballots $$, '42501', null, 'or deleted');
select tests.be_service();
select throws_ok($$ update public.ballots set choice = '"yes"' $$, '42501', null,
  'not even by the service');
select throws_ok($$ delete from public.ballots $$, '42501', null, 'which deletes none');
select throws_ok($$ select 1 from private.poll_secrets $$, '42501', null,
  'and cannot tell whose ballot is whose');
select throws_ok($$ delete from private.ballot_log $$, '42501', null, 'or lose a trace');
select tests.be_owner();
select results_eq($$ select l.choice, l.revision, l.ended_as, encode(l.receipt, 'hex') = r.receipt
    from private.ballot_log l
    left join receipts r on r.revision = l.revision and r.name <> 'again'
    where l.poll_id = tests.poll('Boat') order by l.id $$,
  $$ values ('"yes"'::jsonb, 1, 'changed', true), ('"no"', 2, 'withdrawn', true) $$,
  'what was changed or withdrawn stays in the log');
select tests.refuses($$ update private.ballot_log set choice = '"no"' $$, '409 append_only',
  'which not even the owner rewrites');
select tests.refuses($$ delete from private.ballot_log $$, '409 append_only', 'or erases');
select throws_ok($$ update public.ballots set receipt = '' $$, '428C9', null,
  'a receipt is computed, never written');
select throws_ok($$ insert into public.ballots (poll_id, voter_tag, choice)
    values (tests.poll('Boat'), sha256('x'), '{"a": 1}') $$, '23514', null,
  'nor is a choice of no method''s shape');
select throws_ok($$ insert into public.ballots (poll_id, voter_tag, profile_id, choice)
    values (tests.poll('Boat'), sha256('x'), tests.id('mia'), '"yes"') $$, '23505', null,
  'one person has one ballot, whatever the tag');

-- Erased --------------------------------------------------------------------------
delete from auth.users where id = tests.id('mia');
select results_eq($$ select profile_id, choice from public.ballots
    where poll_id = tests.poll('Boat') $$,
  $$ values (null::uuid, '"abstain"'::jsonb) $$,
  'an erased person''s ballot counts, and is nobody''s');

select * from finish();
rollback;
