begin;
select plan(76);
select tests.user(n) from unnest(array['ola', 'vic', 'ida', 'eva', 'zoe', 'tim', 'bob']) n;
create temp table codes (name text primary key, id uuid, code text);
grant select, insert on codes to authenticated;
create function tests.code(name text) returns text language sql
as $$ select c.code from codes c where c.name = code.name $$;
create function tests.code_id(name text) returns uuid language sql
as $$ select c.id from codes c where c.name = code_id.name $$;
grant execute on function tests.code, tests.code_id to authenticated;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Other', 'other');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'mod', 'moderator');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'max');
select tests.member('rowing', 'bob', 'member', 'banned');

-- Organizer ---------------------------------------------------------------------------
select tests.be('gus');
select results_eq($$
    select role::text, max_uses, uses, created_by, revoked_at,
      expires_at = now() + interval '14 days'
    from public.create_invite_code(tests.space('rowing')) $$,
  $$ values ('member', 1, 0, tests.id('gus'), null::timestamptz, true) $$,
  'an organizer makes a code: for one member, good for two weeks');
select is((select count(distinct code) from public.invite_codes,
    lateral (select code ~ '^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$' as fits) f
    where fits), 1::bigint, 'of twelve digits and letters that are not mistaken for each other');
insert into codes select 'two', c.id, c.code
from public.create_invite_code(tests.space('rowing'), 'contributor', 2, null, note => 'Flyer') c;
insert into codes select 'gus', c.id, c.code
from public.create_invite_code(tests.space('rowing'), max_uses => 9) c;
insert into codes select 'eva', c.id, c.code
from public.create_invite_code(tests.space('rowing'), email => 'Eva@Example.com') c;
insert into codes select 'short', c.id, c.code
from public.create_invite_code(tests.space('rowing'), expires_at => now() + interval '1 day') c;
select tests.refuses($$ select public.create_invite_code(tests.space('rowing'), 'organizer') $$,
  '403 rank_too_high', 'nobody makes a code for their own rank');
select throws_ok($$ select public.create_invite_code(tests.space('rowing'), max_uses => 0) $$,
  '23514', null, 'a code has a use');
select throws_ok($$
    select public.create_invite_code(tests.space('rowing'), expires_at => now()) $$,
  '23514', null, 'and a future');
select throws_ok($$ select public.create_invite_code(tests.space('rowing'), email => 'eva') $$,
  '23514', null, 'bound to an address, not to a word');
select throws_ok($$
    select public.create_invite_code(tests.space('rowing'), max_uses => 2, email => 'e@x.org') $$,
  '23514', null, 'and then for one use');
select throws_ok($$ select public.create_invite_code(tests.space('rowing'), note => E'a\nb') $$,
  '23514', null, 'a note is one line');
select is(
  (select id from public.create_invite_code(tests.space('rowing'), request_key => tests.id('gus'))),
  (select id from public.create_invite_code(tests.space('rowing'), request_key => tests.id('gus'))),
  'a double click with one key makes one code');
select tests.refuses($$
    select public.create_invite_code(tests.space('rowing'), 'contributor',
      request_key => tests.id('gus')) $$,
  '409 request_key_reused', 'the key does not make another one');
select throws_ok($$ update public.invite_codes set uses = 0 $$,
  '42501', null, 'nobody edits a code: no grant');
select throws_ok($$
    insert into public.invite_codes (space_id, code)
    values (tests.space('rowing'), '0000-0000-0000') $$,
  '42501', null, 'or chooses one');

-- Those above -------------------------------------------------------------------------
select tests.be('ana');
insert into codes select 'ana', c.id, c.code
from public.create_invite_code(tests.space('rowing'), 'moderator', 5) c;
select tests.be('ola');
insert into codes select 'ola', c.id, c.code
from public.create_invite_code(tests.space('rowing'), 'admin') c;
select tests.refuses($$ select public.create_invite_code(tests.space('rowing'), 'owner') $$,
  '403 rank_too_high', 'no code makes an owner');
select is((select count(*) from public.invite_codes), 8::bigint, 'an owner reads every code');
select tests.be('ana');
select set_eq($$ select distinct role::text from public.invite_codes $$,
  array['member', 'contributor', 'moderator'],
  'an admin reads those below: a second account of theirs gains nothing');
select tests.be('mod');
select set_eq($$ select distinct role::text from public.invite_codes $$,
  array['member', 'contributor'], 'a moderator no code that makes moderators');
select tests.be('gus');
select is((select count(*) from public.invite_codes), 6::bigint,
  'an organizer those for members and contributors');
select tests.refuses($$ select public.revoke_invite_code(tests.code_id('ana')) $$,
  '404 code_not_found', 'and what one does not read one does not revoke');

-- Member ------------------------------------------------------------------------------
select tests.be('max');
select is_empty($$ select 1 from public.invite_codes $$, 'a member reads no code');
select tests.refuses($$ select public.create_invite_code(tests.space('rowing')) $$,
  '403 organizer_required', 'makes none');
select tests.refuses($$ select public.revoke_invite_code(tests.code_id('two')) $$,
  '404 code_not_found', 'and revokes none');
select is(public.redeem_invite_code(tests.code('two')) ->> 'role', 'member',
  'redeeming one changes nothing about them');

-- Stranger ----------------------------------------------------------------------------
select tests.be('vic');
select tests.refuses($$ select public.create_invite_code(tests.space('rowing')) $$,
  '404 not_found', 'to a stranger the space does not exist');
select is_empty($$ select 1 from public.invite_codes $$, 'nor do its codes');
select is(public.preview_invite_code(tests.code('two')),
  '{"space": "Rowing", "role": "contributor"}', 'who holds one learns the name and the rank');
select is_empty($$ select 1 from public.spaces where slug = 'rowing' $$,
  'and the space stays hidden until it is redeemed');
select is(
  public.redeem_invite_code(
    ' ' || replace(replace(lower(tests.code('two')), '-', ' '), '0', 'o')
  ) ->> 'role',
  'contributor', 'case, dashes and look-alikes do not matter');
select results_eq($$ select status::text, role::text from public.my_memberships() $$,
  $$ values ('active', 'contributor') $$, 'and they are in');
select is(public.redeem_invite_code(tests.code('two')) ->> 'status', 'active',
  'a second click gets the same answer');
select set_eq($$ select code_id, profile_id, space_id from public.invite_redemptions $$,
  $$ values (tests.code_id('two'), tests.id('vic'), tests.space('rowing')) $$,
  'a redeemer reads their own redemption');
select tests.be('gus');
select is((select uses from public.invite_codes where id = tests.code_id('two')), 1,
  'two clicks and a member''s try were one use');
select tests.be('zoe');
select lives_ok($$ select public.redeem_invite_code(tests.code('two')) $$, 'the last use');
select is_empty($$ select 1 from public.invite_redemptions where profile_id <> tests.id('zoe') $$,
  'others'' redemptions are not theirs to read');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('two')) $$,
  '409 code_used_up', 'after the last use');
select tests.refuses($$ select public.preview_invite_code(tests.code('two')) $$,
  '409 code_used_up', 'a landing page says so, too');
select tests.be('zoe');
select public.leave_space(tests.space('rowing'));
select tests.be('vic');
select public.redeem_invite_code(tests.code('gus'));
select tests.be('max');
select lives_ok($$ select public.leave_space(tests.space('rowing')) $$, 'a member leaves');
select is(public.redeem_invite_code(tests.code('gus')) ->> 'status', 'active', 'comes by a code');
select public.leave_space(tests.space('rowing'));
select tests.refuses($$ select public.redeem_invite_code(tests.code('gus')) $$,
  '409 code_used_up', 'and who leaves does not come back by the same one');
select tests.be('gus');
select is((select uses from public.invite_codes where id = tests.code_id('gus')), 1,
  'the refused try and the member''s used nothing up');

-- E-mail ------------------------------------------------------------------------------
select tests.be('tim');
select is(public.redeem_invite_code(tests.code('eva')) ->> 'hint', 'code_not_found',
  'a code for somebody else looks like none');
select is(current_setting('response.status'), '404', 'down to the status');
select is(
  public.redeem_invite_code('ABCD-EFGH-JKMN'), public.redeem_invite_code(tests.code('eva')),
  'the answers are the same');
select tests.be('eva');
select is(public.preview_invite_code(tests.code('eva')) ->> 'hint', 'code_not_found',
  'an e-mail that is not confirmed does not count');
select tests.be_owner();
update auth.users set email_confirmed_at = now() where id = tests.id('eva');
select tests.be('eva');
select is(public.redeem_invite_code(tests.code('eva')) ->> 'status', 'active',
  'the person it was sent to comes in');
select is(public.redeem_invite_code(tests.code('eva')) ->> 'status', 'active', 'twice, too');
select tests.be('gus');
select is((select email from public.invite_codes where id = tests.code_id('eva')), null,
  'the address has done its work and is gone');

-- Banned ------------------------------------------------------------------------------
select tests.be('bob');
select tests.refuses($$ select public.redeem_invite_code(tests.code('gus')) $$,
  '403 banned', 'a code does not lift a ban');
select tests.refuses($$ select public.preview_invite_code(tests.code('gus')) $$,
  '403 banned', 'nor show behind it');

-- Guesser -----------------------------------------------------------------------------
select tests.be('ida');
select is((
    select count(*) from generate_series(1, 9) n
    where public.redeem_invite_code('0000-0000-000' || n) ->> 'hint' = 'code_not_found'
  ), 9::bigint, 'nine wrong codes are nine wrong codes');
select is(public.preview_invite_code(tests.code('gus')) ->> 'space', 'Rowing',
  'a right one does not count');
select is(public.preview_invite_code(null) ->> 'hint', 'code_not_found', 'the tenth, be it nothing');
select tests.refuses($$ select public.redeem_invite_code('0000-0000-0000') $$,
  '429 too_many_attempts', 'an eleventh is not looked at');
select tests.refuses($$ select public.preview_invite_code(tests.code('gus')) $$,
  '429 too_many_attempts', 'were it the right one');
select tests.be_owner();
update private.invite_guesses set since = since - interval '61 minutes';
select tests.be('ida');
select is(public.preview_invite_code('0000-0000-0000') ->> 'hint', 'code_not_found',
  'after an hour they may try again');

-- Expiry, revocation ------------------------------------------------------------------
select tests.be_owner();
update public.invite_codes set created_at = now() - interval '2 days', expires_at = now()
where id = tests.code_id('short');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('short')) $$,
  '410 code_expired', 'a code ends on the moment');
select tests.be('mod');
select isnt((select revoked_at from public.revoke_invite_code(tests.code_id('gus'))), null,
  'a moderator revokes an organizer''s code');
select is(
  (select revoked_at from public.revoke_invite_code(tests.code_id('gus'))),
  (select revoked_at from public.invite_codes where id = tests.code_id('gus')),
  'revoking twice is revoking once');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('gus')) $$,
  '410 code_revoked', 'and nobody comes in by it');
select tests.be('vic');
select is(public.redeem_invite_code(tests.code('gus')) ->> 'status', 'active',
  'who came in before stays');

-- Creators who fall -------------------------------------------------------------------
select tests.be('gus');
insert into codes select 'void', c.id, c.code
from public.create_invite_code(tests.space('rowing'), 'contributor') c;
select tests.be('ana');
insert into codes select 'kept', c.id, c.code
from public.create_invite_code(tests.space('rowing'), 'member') c;
select tests.be_owner();
select tests.member('rowing', 'gus', 'contributor');
select tests.member('rowing', 'ana', 'moderator');
select set_eq($$ select c.name from codes c join public.invite_codes i on i.id = c.id
    where i.revoked_at is null $$, array['kept', 'ola'],
  'a demotion voids the codes that the new rank could not make, and no others');
select tests.member('rowing', 'gus', 'organizer');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('void')) $$,
  '410 code_revoked', 'a second promotion does not revive them');
select tests.be_owner();
select tests.member('rowing', 'ana', 'moderator', 'banned');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('kept')) $$,
  '410 code_revoked', 'a ban voids all');
select tests.be_owner();
select tests.member('rowing', 'oli', 'owner');
select tests.be('ola');
select public.leave_space(tests.space('rowing'));
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('ola')) $$,
  '410 code_revoked', 'and so does leaving');

-- Tuned -------------------------------------------------------------------------------
select tests.be('oli');
select public.tune_permission(tests.space('rowing'), 'contributor', 'invitations.create', true);
select public.tune_permission(tests.space('rowing'), 'organizer', 'invitations.create', false);
select tests.be('vic');
insert into codes select 'vic', c.id, c.code
from public.create_invite_code(tests.space('rowing')) c;
select set_eq($$ select id from public.invite_codes $$, $$ select tests.code_id('vic') $$,
  'where a space lets contributors invite, they make codes and read their own');
select isnt((select revoked_at from public.revoke_invite_code(tests.code_id('vic'))), null,
  'and withdraw them');
select tests.be('gus');
select tests.refuses($$ select public.create_invite_code(tests.space('rowing')) $$,
  '403 organizer_required', 'whom the space does not let invite makes none');

-- Archived ----------------------------------------------------------------------------
select tests.be('mod');
insert into codes select 'mod', c.id, c.code
from public.create_invite_code(tests.space('rowing')) c;
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('mod');
select tests.refuses($$ select public.create_invite_code(tests.space('rowing')) $$,
  '409 space_archived', 'an archived space makes no codes');
select tests.refuses($$ select public.revoke_invite_code(tests.code_id('mod')) $$,
  '409 space_archived', 'takes no commands');
select tests.be('tim');
select tests.refuses($$ select public.redeem_invite_code(tests.code('mod')) $$,
  '409 space_archived', 'and lets nobody in');
select is_empty($$ select 1 from public.my_memberships() $$, 'who was always refused is outside');

-- Anonymous ---------------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.invite_codes $$, '42501', null, 'anon reads no codes');
select throws_ok($$ select 1 from public.invite_redemptions $$, '42501', null, 'nor redemptions');
select throws_ok($$ select public.redeem_invite_code('0000-0000-0000') $$,
  '42501', null, 'and redeems nothing');
select throws_ok($$ select public.preview_invite_code('0000-0000-0000') $$,
  '42501', null, 'nor looks at it');

-- What must hold whoever writes -------------------------------------------------------
select tests.be_owner();
select throws_ok($$ update public.invite_codes set uses = max_uses + 1 $$,
  '23514', null, 'no code is used more often than it may be');
select is((
    select count(distinct private.new_invite_code()) from generate_series(1, 1000)
  ), 1000::bigint, 'codes do not repeat');

select * from finish();
rollback;
