-- Of a council: founded, stood for, elected, seated, left, recalled, dissolved.
begin;
select plan(55);

select tests.user(n) from unnest('{ola,kim,rui,sam,tom,ida,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
update public.spaces set settings = '{"proposals": {"seconds_needed": 0}}';
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{rui,sam,tom,ida}'::text[]) as n;

create function tests.council() returns uuid language sql stable security definer set search_path = ''
return (select c.id from public.councils c where c.name = 'The eight');
create function tests.position(title text, who text) returns smallint
language sql stable security definer set search_path = ''
return (
  select o.position from public.council_candidacies c
  join public.poll_options o on o.id = c.option_id
  where c.proposal_id = tests.proposal(title) and c.candidate_id = tests.identity('rowing', who)
);
create function tests.term(who text) returns uuid language sql stable security definer
set search_path = ''
return (select t.id from public.council_terms t
  where t.holder_id = tests.identity('rowing', who) order by t.starts_at desc limit 1);
create function tests.stage(title text) returns text language sql stable security definer
set search_path = '' return (select p.status from public.proposals p where p.title = stage.title);
-- From talking it over to its published result.
create function tests.vote_on(title text, winners smallint[], warnings text[] default '{}')
returns void language plpgsql volatile security definer as $$
begin
  perform tests.talked_over(tests.proposal(title));
  perform private.end_deliberations();
  perform tests.end_of_vote(tests.poll_on(title));
  perform tests.count_votes(tests.poll_on(title), winners, warnings);
  perform private.publish_proposal_polls();
end $$;
create function tests.a_week_later(voted text) returns void language plpgsql volatile
security definer as $$
begin
  update public.polls set published_at = now() - interval '8 days' where id = tests.poll_on(voted);
  perform private.seat_councils();
end $$;
grant execute on all functions in schema tests to authenticated, anon;

-- Founding -----------------------------------------------------------------------------
select tests.be('sam');
select tests.refuses(
  $$ select public.create_council(tests.space('rowing'), 'The eight', 2, 365) $$,
  '403 permission_required', 'a member founds no council');
select tests.refuses(
  $$ select public.create_proposal(tests.space('rowing'), 'council', 'A', 'B') $$,
  '422 council_required', 'a proposal of its kind names its council');
select tests.be('kim');
select lives_ok(
  $$ select public.create_council(tests.space('rowing'), 'The eight', 2, 365, terms_in_row => 2) $$,
  'an organizer does');
select is((public.create_council(tests.space('rowing'), 'The eight', 2, 365, terms_in_row => 2)).id,
  tests.council(), 'a double click is one council');
select tests.refuses(
  $$ select public.create_council(tests.space('rowing'), 'The eight', 9, 365) $$,
  '409 name_taken', 'another of its name is refused');
select tests.refuses(
  $$ select public.create_council(tests.space('rowing'), 'The other', 0, 365) $$,
  '23514', 'a council has seats');
select tests.refuses(
  $$ select public.create_council(tests.space('rowing'), 'The other', 1, 365,
    modality => 'quadratic') $$, '23514', 'and is elected in a way that elects several');
select throws_ok($$ update public.councils set seats = 50 $$, '42501', null,
  'its statutes stay');

-- Candidates ---------------------------------------------------------------------------
select tests.be('sam');
select is((public.propose_election(tests.council(), 'First', 'Who rows?')).council_id,
  tests.council(), 'any member calls an election');
select is((public.propose_election(tests.council(), 'First', 'Who rows?')).id,
  tests.proposal('First'), 'a double click is one');
select tests.be('tom');
select tests.refuses($$ select public.stand_for_council(tests.proposal('First'), 'Me.') $$,
  '404 proposal_not_found', 'nobody stands in a draft');
select tests.be('sam');
select public.submit_proposal(tests.proposal('First'));
select public.propose_election(tests.council(), 'Second', 'Who else?');
select tests.refuses($$ select public.submit_proposal(tests.proposal('Second')) $$,
  '409 election_under_way', 'one election at a time');
select tests.be('tom');
select is((public.stand_for_council(tests.proposal('First'), ' Me. ')).candidate_id,
  tests.identity('rowing', 'tom'), 'a member stands');
select is((public.stand_for_council(tests.proposal('First'), 'Me, please.')).statement,
  'Me, please.', 'once, and may say it better');
select tests.refuses($$ select public.stand_for_council(tests.proposal('First'), ' ') $$, '23514',
  'but not without a word');
select throws_ok($$ insert into public.council_candidacies select $$, '42501', null,
  'nobody puts somebody else up');
select tests.be('ida');
select public.stand_for_council(tests.proposal('First'), 'And me.');
select public.withdraw_candidacy(tests.proposal('First'));
select is((select count(*) from public.council_candidacies), 1::bigint, 'who stood thinks better');
select public.stand_for_council(tests.proposal('First'), 'And me after all.');
select tests.be('rui');
select public.stand_for_council(tests.proposal('First'), 'I row.');
select tests.be('vic');
select tests.refuses($$ select public.stand_for_council(tests.proposal('First'), 'I!') $$,
  '404 proposal_not_found', 'a stranger learns nothing');
select is_empty($$ select from public.councils $$, 'and reads no councils');
select tests.be_anon();
select is_empty($$ select from public.council_candidacies $$, 'nor does anybody else');

-- Election -----------------------------------------------------------------------------
select tests.be_owner();
select tests.member('rowing', 'rui', 'member', 'banned');
select tests.talked_over(tests.proposal('First'));
select private.end_deliberations();
select results_eq(
  $$ select l.modality, l.seats::integer, string_agg(o.label, ', ' order by o.position)
    from public.polls l join public.poll_options o on o.poll_id = l.id
    where l.id = tests.poll_on('First') group by l.id $$,
  $$ values ('stv', 2, 'Candidate 1, Candidate 2, Nobody') $$,
  'members who stand are on the ballot, by number, and so is nobody');
select is((select c.option_id from public.council_candidacies c
  where c.candidate_id = tests.identity('rowing', 'rui')), null, 'who was banned is not');
select tests.be('tom');
select tests.refuses($$ select public.withdraw_candidacy(tests.proposal('First')) $$,
  '409 not_in_deliberation', 'a ballot stays as it is');
select tests.be_owner();
select tests.end_of_vote(tests.poll_on('First'));
select tests.count_votes(tests.poll_on('First'), array[tests.position('First', 'tom'), 2::smallint]);
select private.publish_proposal_polls();
select is(tests.stage('First'), 'accepted', 'whoever is elected beside nobody is elected');
select private.seat_councils();
select is_empty($$ select from public.council_terms $$, 'and waits for the contest');
select tests.be('ida');
select public.contest_poll(tests.poll_on('First'), 'Count again.');
select tests.be_owner();
select tests.a_week_later('First');
select is_empty($$ select from public.council_terms $$, 'a contested result seats nobody');
select tests.be('kim');
select public.dismiss_contest(tests.poll_on('First'), 'Counted twice.');
select tests.refuses($$ select public.enact_proposal(tests.proposal('First')) $$,
  '409 enacted_by_clock', 'an organizer seats nobody');
select tests.be_owner();
select private.seat_councils();
select results_eq(
  $$ select holder_id, starts_at, ends_at from public.council_terms $$,
  $$ values (tests.identity('rowing', 'tom'), now(), now() + interval '365 days') $$,
  'the seat of nobody stays empty');
select is(tests.stage('First'), 'enacted', 'that was the election');
select private.seat_councils();
select is((select count(*) from public.council_terms), 1::bigint, 'once');

-- By-election --------------------------------------------------------------------------
select tests.be('sam');
select lives_ok($$ select public.submit_proposal(tests.proposal('Second')) $$,
  'a seat that is empty is stood for');
select tests.be('tom');
select tests.refuses($$ select public.stand_for_council(tests.proposal('Second'), 'Both!') $$,
  '409 already_seated', 'not by who holds the other');
select tests.be_owner();
select tests.talked_over(tests.proposal('Second'));
select private.end_deliberations();
select is(tests.stage('Second'), 'lapsed', 'without candidates it lapses');
select tests.be('sam');
select public.submit_proposal(tests.proposal('Second'));
select tests.be('ida');
select public.stand_for_council(tests.proposal('Second'), 'Again.');
select tests.be_owner();
select tests.vote_on('Second', '{0}', '{quorum_not_met}');
select is(tests.stage('Second'), 'rejected', 'without its quorum nobody is elected');
select tests.be('sam');
select public.propose_election(tests.council(), 'Third', 'Ida?');
select public.submit_proposal(tests.proposal('Third'));
select tests.be('ida');
select public.stand_for_council(tests.proposal('Third'), 'Once more.');
select tests.be_owner();
select tests.vote_on('Third', '{1}');
select is(tests.stage('Third'), 'rejected', 'who nobody wins against is not elected');
select tests.be('sam');
select public.propose_election(tests.council(), 'Fourth', 'Ida!');
select public.submit_proposal(tests.proposal('Fourth'));
select tests.be('ida');
select public.stand_for_council(tests.proposal('Fourth'), 'Please.');
select tests.be_owner();
select tests.vote_on('Fourth', '{0}');
select tests.a_week_later('Fourth');
select is((select count(*) from public.council_terms where ended_at is null), 2::bigint,
  'both seats are held');
select tests.be('sam');
select public.propose_election(tests.council(), 'Fifth', 'More?');
select tests.refuses($$ select public.submit_proposal(tests.proposal('Fifth')) $$,
  '409 no_seat_open', 'and none is stood for');

-- Recall, resignation ------------------------------------------------------------------
select is((public.propose_recall(tests.term('ida'), 'Recall', 'She sleeps.')).recalls_id,
  tests.term('ida'), 'any member proposes a recall');
select public.submit_proposal(tests.proposal('Recall'));
select tests.be('tom');
select tests.refuses($$ select public.stand_for_council(tests.proposal('Recall'), 'I!') $$,
  '422 not_an_election', 'which elects nobody');
select tests.refuses($$ select public.resign_term(tests.term('ida')) $$,
  '403 holder_required', 'nobody resigns for another');
select tests.be('kim');
select tests.refuses($$ select public.dissolve_council(tests.council()) $$,
  '409 council_in_office', 'nor does an organizer send a council home');
select tests.be_owner();
select tests.vote_on('Recall', '{0}');
select is((select t.ended_as from public.council_terms t where t.id = tests.term('ida')), null,
  'a vote can be contested before it counts');
select tests.a_week_later('Recall');
select is((select t.ended_as from public.council_terms t where t.id = tests.term('ida')), 'recalled',
  'then the seat is lost');
select tests.be('sam');
select public.propose_recall(tests.term('ida'), 'Recall again', 'Still.');
select tests.refuses($$ select public.submit_proposal(tests.proposal('Recall again')) $$,
  '409 term_ended', 'once');

-- Terms end ----------------------------------------------------------------------------
select tests.be_owner();
update public.council_terms set starts_at = now() - interval '345 days',
  ends_at = now() + interval '20 days' where id = tests.term('tom');
select tests.be('sam');
select public.submit_proposal(tests.proposal('Fifth'));
select tests.be('tom');
select lives_ok($$ select public.stand_for_council(tests.proposal('Fifth'), 'Again.') $$,
  'whose term ends stands again');
select tests.be_owner();
select tests.vote_on('Fifth', '{0}');
select tests.a_week_later('Fifth');
select results_eq(
  $$ select starts_at, ends_at from public.council_terms where id = tests.term('tom') $$,
  $$ values (now() + interval '20 days', now() + interval '385 days') $$,
  'and follows themselves');
select private.end_council_terms();
select is((select count(*) from public.council_terms where ended_at is null), 2::bigint,
  'nothing ends before its day');
update public.council_terms set starts_at = starts_at - interval '365 days',
  ends_at = ends_at - interval '365 days' where ended_at is null;
update public.council_terms set ends_at = now() where ended_at is null and ends_at < now();
select private.end_council_terms();
select results_eq(
  $$ select ended_as::text from public.council_terms t
    where t.holder_id = tests.identity('rowing', 'tom') order by starts_at $$,
  $$ values ('served'), (null) $$, 'on its day it does');
update public.council_terms set ends_at = now() + interval '10 days' where ended_at is null;
select tests.be('sam');
select public.propose_election(tests.council(), 'Sixth', 'Not Tom.');
select public.submit_proposal(tests.proposal('Sixth'));
select tests.be('tom');
select tests.refuses($$ select public.stand_for_council(tests.proposal('Sixth'), 'For ever.') $$,
  '409 term_limit', 'two in a row are enough');
select is((public.resign_term(tests.term('tom'))).ended_as, 'resigned', 'who holds a seat gives it up');
select is((public.resign_term(tests.term('tom'))).ended_as, 'resigned', 'once');
select tests.be('ida');
select public.stand_for_council(tests.proposal('Sixth'), 'I woke up.');
select tests.be_owner();
select tests.vote_on('Sixth', '{0}');
select tests.a_week_later('Sixth');
select tests.member('rowing', 'ida', 'member', 'banned');
select private.end_council_terms();
select is((select t.ended_as from public.council_terms t
  where t.election_id = tests.proposal('Sixth')), 'left',
  'who is a member no more holds no seat');

-- Dissolved ----------------------------------------------------------------------------
select tests.be('sam');
select tests.refuses($$ select public.dissolve_council(tests.council()) $$,
  '403 organizer_required', 'a member dissolves nothing');
select tests.be('kim');
select isnt((public.dissolve_council(tests.council())).dissolved_at, null,
  'an organizer dissolves a council in which nobody sits');
select tests.be('sam');
select tests.refuses($$ select public.propose_election(tests.council(), 'Last', 'Anyone?') $$,
  '409 council_dissolved', 'then nobody is elected into it');

select * from finish();
rollback;
