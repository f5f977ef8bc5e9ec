begin;
select plan(18);

select tests.user('ola');
select tests.user('vic');
select tests.be('vic');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select public.invite_member(tests.space('rowing'), tests.id('ola'), 'contributor');
select tests.be_owner();
update public.space_members
set decided_by = tests.id('vic'), decided_at = now()
where profile_id = tests.id('ola');
select public.record_ethics_event(tests.id('vic'), 'conduct_commended', 'peers', 'Peer review.');

-- A table declared today, with a secret and with words of two people.
create table public.letters (
  id      integer primary key,
  from_id uuid references public.profiles on delete cascade,
  to_id   uuid references public.profiles on delete cascade,
  words   text,
  seal    text,
  is_sent boolean not null default true
);
select private.holds_personal_data('public.letters', 'from_id', 'delete');
select private.holds_personal_data('public.letters', 'to_id', 'delete', exported_when => 'is_sent');
select private.withholds_from_export('public.letters', 'seal');
select private.withholds_from_export('public.letters', 'is_sent');
select private.withholds_from_export('public.letters', 'words', 'from_id');
insert into public.letters values
  (2, tests.id('vic'), tests.id('ola'), 'From vic.', 'wax'),
  (1, tests.id('ola'), tests.id('vic'), 'From ola.', 'wax'),
  (3, tests.id('vic'), tests.id('vic'), 'To myself.', 'wax'),
  (4, tests.id('vic'), tests.id('ola'), 'Not sent.', 'wax');
update public.letters set is_sent = false where id = 4;
create function private.export_dreams(person uuid) returns jsonb
language sql stable set search_path = '' begin atomic select to_jsonb(person); end;
select private.exports_with('export_dreams');

-- The person ----------------------------------------------------------------------
select tests.be('ola');
select public.join_space(tests.space('rowing'));
select public.create_poll(tests.space('rowing'), 'Boat?', 'yes_no');
select public.open_poll((select id from public.polls));
select public.cast_ballot((select id from public.polls), '"yes"');
create temp table export (answer) as select public.export_my_data();

select is((select answer ->> 'version' from export), '1', 'an export says its version');
select is((select answer ->> 'exported_at' from export)::timestamptz, now(), 'and its moment');
select is((select answer #>> '{account,email}' from export), 'ola@example.com',
  'it holds the account');
select is((select answer #>> '{data,profiles,0,display_name}' from export), 'Ola', 'the profile');
select is((select answer #>> '{data,space_members,0,role}' from export), 'contributor',
  'memberships');
select ok((select not answer #> '{data,space_members,0}' ?| '{invited_by,decided_by}' from export),
  'but not who decided about them');
select is((select answer #>> '{data,ballots,0,choice}' from export), 'yes', 'ballots');
select is((select answer #>> '{data,authored_polls,0,title}' from export), 'Boat?',
  'what they wrote');
select ok((select jsonb_array_length(answer #> '{data,traceability_records}') >= 3 from export),
  'and what happened to all that');
select is((select answer #> '{data,ethics_scores}' from export), '[]'::jsonb,
  'a table without rows of theirs is there, too');
select is((select answer #> '{data,letters}' from export),
  (select jsonb_build_array(
    jsonb_build_object('id', 1, 'from_id', tests.id('ola'), 'to_id', tests.id('vic'),
      'words', 'From ola.'),
    jsonb_build_object('id', 2, 'from_id', tests.id('vic'), 'to_id', tests.id('ola')))),
  'a table declared today is in it: without secrets, the words of others, and what is not for them');
select is((select answer #>> '{data,export_dreams}' from export), tests.id('ola')::text,
  'a domain adds what no column leads to');
select is_empty($$ select 1 from export where answer::text ~* 'vic@example|"Vic"|To myself|Not sent|wax' $$,
  'nothing in it is somebody else''s');
select is((select count(*) from public.traceability_records where action = 'export'), 1::bigint,
  'taking a copy is traced');
select public.export_my_data() from generate_series(1, 4);
select tests.refuses($$ select public.export_my_data() $$, '429 exported_recently',
  'five copies in an hour are enough');

-- Others --------------------------------------------------------------------------
select tests.be('vic');
select ok(public.export_my_data()::text ~ 'vic@example.com', 'which counts for each person');
select tests.be_anon();
select throws_ok($$ select public.export_my_data() $$, '42501', null, 'anon has nothing to take');
select tests.be_service();
select throws_ok($$ select public.export_my_data() $$, '42501', null, 'nor has the secret key');

select * from finish();
rollback;
