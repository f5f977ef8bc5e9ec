begin;
select plan(67);
select tests.user(nickname) from unnest(array['ola', 'ada', 'pip', 'max', 'ann', 'vic']) as nickname;
create function tests.shown(space text)
returns table (name text, level text, role text)
language sql stable security invoker set search_path = ''
as $$
  select coalesce(i.display_name, p.display_name), i.level::text, i.role::text
  from public.contextual_identities i
  left join public.profiles p on p.id = i.shown_profile_id
  where i.space_id = (
    select m.space_id from public.my_identities() m where m.space_id = tests.space(space)
  );
$$;
grant execute on function tests.shown to authenticated;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Night', 'night', visibility => 'unlisted');
select tests.member('rowing', 'ada', 'contributor');
select tests.member('rowing', 'max');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'ida', 'admin', 'invited');

-- Entering ------------------------------------------------------------------------
select tests.be('max');
select set_eq($$ select * from tests.shown('rowing') $$,
  $$ values ('Ola', 'public', 'owner'), ('Ada', 'public', 'contributor'),
    ('Max', 'public', 'member'), ('Gus', 'public', 'organizer') $$,
  'a member reads the roster: whoever is active, as in the profile unless they chose otherwise');
select results_eq($$ select joined_at = now() from public.contextual_identities
    where id = tests.identity('rowing', 'max') $$, array[true], 'with the time of joining');

select tests.be('pip');
select is(public.set_confidentiality('pseudonym'), null,
  'a person chooses how to enter spaces from now on');
select is(public.set_confidentiality('pseudonym'), null, 'twice is once');
select results_eq($$ select level::text from public.confidentiality_settings $$,
  array['pseudonym'], 'and reads it');
select throws_ok($$ update public.confidentiality_settings set level = 'public' $$,
  '42501', null, 'but writes it by command only');
select is((select confidentiality::text from public.join_space(tests.space('harbour'))),
  'pseudonym', 'so they enter');
select matches((select display_name from public.my_identities()), '^Member [0-9a-f]{12}$',
  'by a made-up name');
select tests.be('ann');
select public.set_confidentiality('anonymous');
select public.join_space(tests.space('harbour'));
select results_eq($$ select level::text, display_name, joined_at = date_trunc('day', now(), 'UTC')
    from public.my_identities() $$, $$ values ('anonymous', null::text, true) $$,
  'or by none; and then only the day is kept');

-- Another person there ------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.confidentiality_settings $$,
  'nobody reads what others chose');
select set_eq($$ select level::text, role::text, shown_profile_id = tests.id('ola')
    from public.contextual_identities $$,
  $$ values ('public', 'owner', true), ('pseudonym', 'member', null), ('anonymous', 'member', null) $$,
  'whoever is signed in reads the roster of a public space, and no other');
select public.join_space(tests.space('harbour'));
select set_eq($$ select profile_id from public.space_members $$,
  $$ values (tests.id('ola')), (tests.id('vic')) $$,
  'a member sees the memberships of those who are public, and their own');
select throws_ok($$ select invited_by from public.space_members $$, '42501', null,
  'and not who invited them, who may have another name here');
select throws_ok($$ select 1 from private.identity_owners $$, '42501', null,
  'nobody reads who is behind a name');
select tests.refuses(format('select public.person_behind(%L)', tests.identity('harbour', 'pip')),
  '403 organizer_required', 'nor asks for it');
select throws_ok($$ update public.contextual_identities set display_name = 'Mine' $$,
  '42501', null, 'nor edits one by hand');

-- A switch ------------------------------------------------------------------------
select tests.be('ada');
select public.create_poll(tests.space('rowing'), 'Before', 'yes_no');
select tests.refuses(format($$ select public.set_confidentiality(%s) $$, asked), refusal, because)
from (values
  ($$ 'pseudonym', tests.space('rowing') $$, '422 name_required', 'a pseudonym is a name'),
  ($$ 'pseudonym', tests.space('rowing'), ' ' $$, '422 name_required', 'and not a blank'),
  ($$ 'pseudonym', null, 'Owl' $$, '422 space_required', 'for one space'),
  ($$ null, tests.space('rowing') $$, '422 level_required', 'some level'),
  ($$ 'anonymous', tests.space('rowing'), 'Owl' $$, '422 anonymous_shows_nothing',
    'no name is no name'),
  ($$ 'pseudonym', tests.space('rowing'), 'max' $$, '409 name_taken',
    'the name in another''s profile is taken, in any case'),
  ($$ 'pseudonym', tests.space('rowing'), 'ＭＡＸ' $$, '409 name_taken', 'and in any form'),
  ($$ 'pseudonym', tests.space('rowing'), E'O\u200Bwl' $$, '23514', 'no invisible letters'),
  ($$ 'pseudonym', tests.space('rowing'), repeat('x', 81) $$, '23514', 'at most 80'),
  ($$ 'public', tests.space('harbour') $$, '403 member_required', 'only where one is a member'),
  ($$ 'public', tests.space('night') $$, '403 member_required', 'and active'),
  ($$ 'public', gen_random_uuid() $$, '404 not_found', 'in a space that exists')
) as refused (asked, refusal, because);
create temp table former (identity) as select tests.identity('rowing', 'ada');
grant select on former to public;
select results_eq($$ select level::text, display_name, shown_profile_id, role::text
    from public.set_confidentiality('pseudonym', tests.space('rowing'), ' The   Owl ') $$,
  $$ values ('pseudonym', 'The Owl', null::uuid, 'contributor') $$, 'then they are somebody else');
select isnt((select id from public.my_identities()), (select identity from former),
  'with a new id');
select is((select confidentiality::text from public.my_memberships()), 'pseudonym',
  'and their membership says so');
select is((select count(*)::integer from
    public.set_confidentiality('pseudonym', tests.space('rowing'), 'The Owl')), 1,
  'a second click changes nothing');
select public.create_poll(tests.space('rowing'), 'After', 'yes_no');
select set_eq($$ select title, author_id = (select identity from former) from public.polls $$,
  $$ values ('Before', true), ('After', false) $$,
  'what they wrote before stays with the old name, and their drafts are all still theirs');
select lives_ok($$ select public.open_poll(id) from public.polls $$, 'to open, for example');

select tests.be('max');
select set_eq($$ select i.display_name, i.shown_profile_id, i.role::text, i.joined_at
    from public.polls p join public.contextual_identities i on i.id = p.author_id $$,
  $$ values (null, tests.id('ada'), null, null),
    ('The Owl', null, 'contributor', date_trunc('day', now(), 'UTC')) $$,
  'others see two people: one who is no longer there, one who came that day');
select is_empty($$ select 1 from public.space_members where profile_id = tests.id('ada') $$,
  'and no membership of hers');
select tests.refuses(
  $$ select public.set_confidentiality('pseudonym', tests.space('rowing'), 'the owl') $$,
  '409 name_taken', 'her name is hers');
select tests.refuses(
  $$ select public.edit_my_identity(tests.space('rowing'), 'THE OWL') $$,
  '409 name_taken', 'also against those who only rename themselves');

-- Editing -------------------------------------------------------------------------
select tests.be('ada');
select results_eq($$ select display_name, bio from
    public.edit_my_identity(tests.space('rowing'), 'The Owl', bio => 'By night.') $$,
  $$ values ('The Owl', 'By night.') $$, 'a pseudonym has a bio of its own');
select tests.refuses($$ select public.edit_my_identity(tests.space('rowing')) $$,
  '422 name_required', 'and never no name');
select tests.refuses(format('select public.edit_my_identity(%L, %L, avatar_path => %L)',
    tests.space('rowing'), 'The Owl', tests.id('ada') || '/me.webp'),
  '23514', 'its picture is not in her own folder, which would say who she is');
select lives_ok(format('select public.edit_my_identity(%L, %L, avatar_path => %L)',
    tests.space('rowing'), 'The Owl', tests.identity('rowing', 'ada') || '/owl.webp'),
  'but in the identity''s');

-- Back, and too often -------------------------------------------------------------
select is((select id from public.set_confidentiality('public', tests.space('rowing'))),
  (select identity from former), 'back with the profile is back to the first identity');
select results_eq($$ select role::text, joined_at = now() from public.my_identities() $$,
  $$ values ('contributor', true) $$, 'with rank and time of joining');
select is((select id from public.set_confidentiality('pseudonym', tests.space('rowing'), 'the OWL')),
  (select author_id from public.polls where title = 'After'),
  'back to a pseudonym is by its name');
select public.set_confidentiality('anonymous', tests.space('rowing'));
select tests.refuses(
  $$ select public.edit_my_identity(tests.space('rowing'), bio => 'It is me.') $$,
  '422 anonymous_shows_nothing', 'without a name one shows nothing');
select lives_ok(
  $$ select public.set_confidentiality('pseudonym', tests.space('rowing'), 'Third') $$,
  'a third new one is fine');
select tests.refuses($$ select public.set_confidentiality('anonymous', tests.space('rowing')) $$,
  '429 identity_changed_too_often', 'a fourth new identity in 30 days is too much');
select lives_ok($$ select public.set_confidentiality('public', tests.space('rowing')) $$,
  'going back is not');
select public.set_confidentiality('pseudonym', tests.space('rowing'), 'The Owl');

-- Organizer -----------------------------------------------------------------------
select tests.be('gus');
select results_eq($$ select confidentiality::text from public.space_members
    where profile_id = tests.id('ada') $$, array['pseudonym'],
  'organizers see memberships in full');
select is(public.person_behind((select author_id from public.polls where title = 'After')),
  tests.id('ada'), 'and who is behind a name');
select tests.refuses(format('select public.person_behind(%L)', tests.identity('harbour', 'pip')),
  '404 identity_not_found', 'in their own space');
select lives_ok($$ select public.invite_member(tests.space('rowing'), tests.id('vic')) $$,
  'they invite');
select results_eq($$ select invited_by from
    public.membership_decisions(tests.space('rowing'), array[tests.id('vic')]) $$,
  $$ values (tests.id('gus')) $$, 'and see who invited');

-- Invited, leaving, coming back ---------------------------------------------------
select tests.be('vic');
select results_eq($$ select invited_by from public.join_space(tests.space('rowing')) $$,
  $$ values (null::uuid) $$, 'who is invited is not told by whom: it may be a pseudonym');
select tests.refuses($$
    select public.membership_decisions(tests.space('rowing'), array[tests.id('vic')]) $$,
  '403 organizer_required', 'nor may a member ask');
create temp table vics (identity) as select id from public.my_identities()
  where space_id = tests.space('rowing');
select public.leave_space(tests.space('rowing'));
select is_empty($$ select 1 from public.contextual_identities
    where id = (select identity from vics) $$, 'who left a private space reads nothing there');
select tests.be('gus');
select results_eq($$ select role::text, joined_at, shown_profile_id from public.contextual_identities
    where id = (select identity from vics) $$,
  $$ values (null::text, null::timestamptz, tests.id('vic')) $$,
  'the others see that they are not there any more');
select public.invite_member(tests.space('rowing'), tests.id('vic'), 'contributor');
select tests.be('vic');
select public.join_space(tests.space('rowing'));
select results_eq($$ select id, role::text from public.my_identities()
    where space_id = tests.space('rowing') $$,
  $$ select identity, 'contributor' from vics $$, 'whoever comes back is who they were');

-- Founder -------------------------------------------------------------------------
select tests.be('ola');
select public.set_confidentiality('pseudonym', tests.space('harbour'), 'The Bell');
select is((select created_by from public.spaces where slug = 'harbour'), null,
  'a founder by another name is no longer named');
select public.block_person(tests.id('max'));
select is_empty($$ select 1 from public.contextual_identities
    where shown_profile_id = tests.id('max') $$, 'a block hides whoever appears with their profile');

-- Anonymous, archived, private ----------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.contextual_identities $$, '42501', null,
  'anon has no grant');
select throws_ok($$ select public.my_identities() $$, '42501', null, 'and no identity');
select tests.be('ola');
update public.spaces set visibility = 'private' where slug = 'harbour';
select tests.be('max');
select is_empty($$ select 1 from public.contextual_identities
    where space_id = tests.space('harbour') $$, 'a space that turns private takes its roster along');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('max');
select tests.refuses($$ select public.set_confidentiality('anonymous', tests.space('rowing')) $$,
  '409 space_archived', 'an archived space stays as it is');

-- Erased --------------------------------------------------------------------------
select tests.be_owner();
delete from private.identity_owners where profile_id = tests.id('ada');
select results_eq($$ select distinct level::text, shown_profile_id, display_name, bio, avatar_path,
      role::text, joined_at
    from public.polls p join public.contextual_identities i on i.id = p.author_id $$,
  $$ values ('anonymous', null::uuid, null::text, null::text, null::text, null::text,
    null::timestamptz) $$, 'what an erased person wrote is nobody''s');
select throws_ok($$ insert into public.contextual_identities
    (space_id, space_visibility, level, shown_profile_id)
    values (tests.space('rowing'), 'private', 'anonymous', tests.id('max')) $$,
  '23514', null, 'whoever writes, a profile is shown with the public only');

select * from finish();
rollback;
