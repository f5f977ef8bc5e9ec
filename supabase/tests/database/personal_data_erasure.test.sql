begin;
select plan(41);

-- Ola founds three spaces and votes; others depend on what she leaves behind.
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select public.create_space('Attic', 'attic');
select public.create_space('Choir', 'choir');
select tests.be_owner();
select tests.member('rowing', 'old', 'contributor');
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'ban', 'admin', 'banned');
select tests.member('choir', 'kim', 'owner');
update public.space_members set joined_at = now() - interval '1 day'
where space_id = tests.space('rowing') and profile_id = tests.id('kim');
update public.space_members set joined_at = now() - interval '2 days'
where space_id = tests.space('rowing') and profile_id = tests.id('old');
select tests.user('ida');
select tests.be('ola');
select public.invite_member(tests.space('rowing'), tests.id('ida'));
select public.invite_member(tests.space('choir'), tests.id('old'));
select tests.be_service();
select public.record_expertise(tests.id('ola'), '0613', 900000, 800000, 700000, 'Ola wrote it.');
select public.record_ethics_event(tests.id('ola'), 'identity_verified', 'id', 'Ola is verified.');

select tests.be('ola');
select public.create_poll(tests.space('rowing'), title, 'yes_no', lens => 'ekoh',
  relevance => '{"06": 1000000}')
from unnest('{Counted,Running}'::text[]) as title;
select public.open_poll(id) from public.polls;
select public.cast_ballot(id, '"yes"') from public.polls;
select public.change_ballot(id, '"no"') from public.polls;
select tests.be('kim');
select public.cast_ballot(id, '"yes"') from public.polls;
select public.close_poll(id) from public.polls where title = 'Counted';
select tests.be_owner();
create function pg_temp.poll(title text) returns uuid language sql as $$
  select id from public.polls p where p.title = poll.title;
$$;
update public.profiles set handle = 'ola_n', bio = 'Rows.' where id = tests.id('ola');
create temp table ola as select tests.id('ola') as id;
create temp table inputs as
  select voter_tag, choice, scores, ethics from private.weight_inputs(pg_temp.poll('Counted'));
create temp table receipts as
  select p.title, private.receipts(p.id) from public.polls p;
grant select on ola to authenticated;

select is((select count(*) from inputs where scores <> '{}' and ethics is not null), 1::bigint,
  'before: one voter has scores');
select is_empty($$ select 1 from private.poll_secrets where poll_id = pg_temp.poll('Counted') $$,
  'a closed poll has no salt: no tag can be computed from a person any more');
select isnt_empty($$ select 1 from private.poll_secrets where poll_id = pg_temp.poll('Running') $$,
  'an open one has, to tell a second ballot from a first');

-- Not by accident -----------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select public.erase_me('ola_n') $$, '42501', null, 'anon is nobody to erase');
select tests.be('ola');
select tests.refuses($$ select public.erase_me('') $$, '422 confirmation_mismatch',
  'a stray click erases nobody');
select tests.refuses($$ select public.erase_me(null) $$, '422 confirmation_mismatch',
  'nor does an absent word');
select tests.refuses($$ select public.erase_me('kim@example.com') $$, '422 confirmation_mismatch',
  'nor somebody else''s address');
select throws_ok($$ select private.erase_person(tests.id('kim')) $$, '42501', null,
  'nobody erases another');

-- Erased --------------------------------------------------------------------------
select lives_ok($$ select public.erase_me(' Ola@Example.com ') $$,
  'the e-mail address confirms, in any case');
select tests.refuses($$ select public.erase_me('ola@example.com') $$, '401 sign_in_required',
  'once gone, an old token commands nothing');
select tests.refuses($$ select public.export_my_data() $$, '401 sign_in_required',
  'nor takes anything along');
select is_empty($$ update public.profiles set locale = 'pl' where id = (select id from ola)
    returning 1 $$, 'nor writes on the blank profile');
select is_empty($$ select 1 from public.space_members $$, 'nor sees what its person saw');

select tests.be_owner();
select is_empty($$ select 1 from auth.users where id = (select id from ola) $$,
  'there is nothing left to sign in with');
select results_eq($$ select handle::text, display_name, bio, onboarded_at, erased_at
    from public.profiles where id = (select id from ola) $$,
  $$ values (null::text, '', '', null::timestamptz, now()) $$, 'the profile is blank');
select results_eq($$ select table_name, action::text, actor_id, origin::text
    from public.traceability_records where profile_id = (select id from ola) $$,
  $$ values ('profiles', 'erase', null::uuid, 'user_provided') $$,
  'what happened to the data is forgotten with it, but that it was erased');
select tests.refuses($$ delete from public.traceability_records
    where profile_id = (select id from ola) $$, '409 append_only', 'which stays');
select results_eq($$ select actor_id, is_own_act from public.traceability_records
    where profile_id = tests.id('ida') and table_name = 'space_members' and action = 'insert' $$,
  $$ values (null::uuid, false) $$, 'what they did to others'' data has no name any more');

-- Spaces
select results_eq($$ select profile_id from public.space_members
    where space_id = tests.space('rowing') and role = 'owner' $$,
  $$ values (tests.id('kim')) $$,
  'the only owner''s space passes to the highest rank, and there to who joined first');
select is_empty($$ select 1 from public.spaces where slug = 'rowing' and archived_at is not null $$,
  'and lives on');
select isnt_empty($$ select 1 from public.spaces where slug = 'attic' and archived_at = now() $$,
  'where nobody is left the space is archived');
select results_eq($$ select profile_id, role::text from public.space_members
    where space_id = tests.space('choir') $$, $$ values (tests.id('kim'), 'owner') $$,
  'where another owner is, nothing changes');
select is_empty($$ select 1 from public.space_members where status = 'invited' $$,
  'invitations they sent are void');
select is_empty($$ select 1 from public.spaces where created_by is not null $$,
  'a space forgets its founder');

-- Votes
select results_eq($$ select p.title, private.receipts(p.id) from public.polls p $$,
  $$ select * from receipts $$, 'every receipt stays, so the root over them does');
select is_empty($$ select 1 from public.ballots where profile_id = (select id from ola) $$,
  'no ballot has their name');
select results_eq($$ select voter_tag, choice, scores, ethics
    from private.weight_inputs(pg_temp.poll('Counted')) $$, $$ select * from inputs $$,
  'a reading weighs the ballot as before');
select results_eq($$ select p.title, v.scores, v.ethics
    from public.polls p, private.weight_inputs(p.id) as v
    where v.profile_id is null order by 1 $$,
  $$ values ('Counted', '{"06": 807692}'::jsonb, 1200000::bigint),
    ('Running', '{"06": 807692}', 1200000) $$, 'in open polls, too');
select is_empty($$ select 1 from public.expertise_scores where profile_id = (select id from ola)
    union all select 1 from public.score_history where reason ~ 'Ola' $$,
  'though the scores and their history are gone');
select tests.refuses($$ delete from private.erased_voters $$, '409 append_only',
  'what the reading rests on stays');
select public.close_poll(pg_temp.poll('Running')) from (
  select tests.be('kim') offset 0) as act;
select tests.be_owner();
select is_empty($$ select 1 from private.poll_secrets $$,
  'once closed, nothing leads from that ballot to anybody either');

-- Again ---------------------------------------------------------------------------
create temp table after as
  select (select jsonb_agg(p order by p.id) from public.profiles p) as profiles,
    (select jsonb_agg(r order by r.id) from public.traceability_records r) as traces;
select private.erase_person((select id from ola));
select results_eq($$ select
    (select jsonb_agg(p order by p.id) from public.profiles p),
    (select jsonb_agg(r order by r.id) from public.traceability_records r) $$,
  $$ select * from after $$, 'erasing the erased changes nothing');
insert into public.space_members (space_id, profile_id, status, joined_at)
values (tests.space('rowing'), (select id from ola), 'active', now());
select private.sweep_erasures();
select is_empty($$ select 1 from public.space_members where profile_id = (select id from ola) $$,
  'what was written while they were leaving goes with the next sweep');
select private.sweep_erasures();
select isnt_empty($$ select 1 from private.erasures where profile_id = (select id from ola) $$,
  'another one waits until the last token has expired');
update private.erasures set due_at = now();
select private.sweep_erasures();
select is_empty($$ select 1 from private.erasures $$, 'and is the last');

-- However the account goes --------------------------------------------------------
select tests.be_owner();
update public.profiles set handle = 'gus', bio = 'Steers.' where id = tests.id('gus');
create temp table gus as select tests.id('gus') as id;
delete from auth.users where email = 'gus@example.com';
select results_eq($$ select handle::text, bio, erased_at from public.profiles
    where id = (select id from gus) $$, $$ values (null::text, '', now()) $$,
  'deleting an account erases its person');
select is_empty($$ select 1 from public.space_members where profile_id = (select id from gus) $$,
  'with all that is theirs');
select results_eq($$ select action::text, origin::text from public.traceability_records
    where profile_id = (select id from gus) $$, $$ values ('erase', 'system_generated') $$,
  'and the record says that it was not them');

-- By handle, and half-way -----------------------------------------------------------
select tests.be_owner();
update public.profiles set handle = 'old_one' where id = tests.id('old');
create function private.fail_to_forget(person uuid) returns void language plpgsql as $$
begin perform private.fail(409, 'stuck', 'No.'); end;
$$;
select private.erases_with('fail_to_forget');
select tests.be('old');
select tests.refuses($$ select public.erase_me('OLD_ONE') $$, '409 stuck', 'a step that fails');
select tests.be_owner();
select isnt_empty($$ select 1 from public.profiles p
    join auth.users u on u.id = p.id
    join public.space_members m on m.profile_id = p.id
    where p.handle = 'old_one' and p.erased_at is null $$, 'leaves everything as it was');
delete from private.personal_routines where routine = 'fail_to_forget';
select tests.be('old');
select lives_ok($$ select public.erase_me('OLD_ONE') $$, 'and the next call goes through');

select * from finish();
rollback;
