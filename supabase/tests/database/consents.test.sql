begin;
select plan(67);
select tests.user('ola');
select tests.user('vic');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Shut', 'shut', visibility => 'public');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'shut';
select is_empty($$ select 1 from public.consents $$, 'nobody consents to anything by signing up');

-- The person ----------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    select profile_id, purpose, space_id, counterpart_id, level::text, revoked_at, replaced_by,
      expires_at - granted_at between interval '180 days' - interval '1 second' and interval '180 days'
    from public.grant_consent('matching') $$,
  $$ values (tests.id('ola'), 'matching', null::uuid, null::uuid, null, null::timestamptz,
      null::uuid, true) $$,
  'a person consents to a purpose, for the term that goes with it');
select is((select (public.grant_consent('matching')).id), (select id from public.my_consents()),
  'a second click is the same consent');
select is((select count(*) from public.consents), 1::bigint, 'and the same row');
select isnt((select (public.grant_consent('matching', days => 365)).id), null, 'a renewal');
select results_eq($$
    select revoked_at is not null, replaced_by = (select id from public.my_consents())
    from public.consents where revoked_at is not null $$,
  $$ values (true, true) $$, 'replaces the consent it renews, which stays as history');
select is((select count(*) from public.my_consents()), 1::bigint, 'one of the scope stands');
select is((select level::text from public.grant_consent('ai_interpretation')), 'whisper',
  'a level that is not named is the least one');
select is((select level::text from public.grant_consent('ai_interpretation', 'anchor')), 'anchor',
  'another level is another consent');
select is((select level::text from public.my_consents() where purpose = 'ai_interpretation'),
  'anchor', 'which replaces the first');
select lives_ok($$ select public.grant_consent('trait_sharing', space => tests.space('rowing')) $$,
  'a consent can be for one space');
select lives_ok($$ select public.grant_consent('trait_sharing', space => tests.space('harbour')) $$,
  'and another one for another');
select lives_ok($$ select public.grant_consent('trait_sharing', counterpart => tests.id('vic')) $$,
  'or towards one person');
select is((select count(*) from public.my_consents() where purpose = 'trait_sharing'), 3::bigint,
  'each scope stands for itself');

select tests.refuses($$ select public.grant_consent('world_peace') $$,
  '404 purpose_not_found', 'an unknown purpose is refused');
select tests.refuses($$ select public.grant_consent(null) $$,
  '404 purpose_not_found', 'and none');
select tests.refuses($$ select public.grant_consent('matching', 'bloom') $$,
  '422 invalid_consent', 'a level where levels mean nothing is refused');
select tests.refuses($$ select public.grant_consent('matching', days => 0) $$,
  '422 invalid_consent', 'a consent lasts a day at least');
select tests.refuses($$ select public.grant_consent('matching', days => 1096) $$,
  '422 invalid_consent', 'and no consent is for ever');
select tests.refuses($$ select public.grant_consent('matching', space => tests.space('rowing'),
    counterpart => tests.id('vic')) $$, '422 invalid_consent', 'a scope is a space or a person');
select tests.refuses($$ select public.grant_consent('matching', counterpart => tests.id('ola')) $$,
  '422 invalid_consent', 'and not oneself');
select tests.refuses($$ select public.grant_consent('matching', counterpart => gen_random_uuid()) $$,
  '404 person_not_found', 'nor nobody');
select tests.refuses($$ select public.grant_consent('matching', space => gen_random_uuid()) $$,
  '404 not_found', 'nor a place that is none');
select tests.refuses($$ select public.grant_consent('matching', space => tests.space('shut')) $$,
  '409 space_archived', 'nor one that is archived');

select throws_ok($$ update public.consents set expires_at = 'infinity' $$,
  '42501', null, 'nobody prolongs a consent by hand');
select throws_ok($$ delete from public.consents $$, '42501', null, 'nor deletes one');
select throws_ok($$
    insert into public.consents (profile_id, purpose, expires_at)
    values (tests.id('vic'), 'matching', now() + interval '1 day') $$,
  '42501', null, 'nor writes one, for themselves or for others');
select results_eq($$ select count(*) from public.consent_purposes where is_active $$,
  $$ values (9::bigint) $$, 'everybody reads what there is to consent to');
select throws_ok($$ update public.consent_purposes set default_days = 1000 $$,
  '42501', null, 'and does not change it');

-- Another person ------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.consents $$, 'nobody reads another''s consents');
select is_empty($$ select 1 from public.my_consents() $$, 'nor finds them among their own');
select tests.refuses($$ select public.grant_consent('matching', space => tests.space('rowing')) $$,
  '404 not_found', 'a private space is no scope for who may not know of it');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select isnt_empty($$ select 1 from public.consent_purposes $$, 'purposes are public');
select throws_ok($$ select 1 from public.consents $$, '42501', null, 'consents are not');
select throws_ok($$ select public.grant_consent('matching') $$, '42501', null, 'nor given by nobody');
select throws_ok($$ select public.revoke_consent('matching') $$, '42501', null, 'nor revoked');

-- Whoever asks --------------------------------------------------------------------
select tests.be_service();
select ok(private.consents_to(tests.id('ola'), 'matching'), 'a consent holds');
select ok(private.consents_to(tests.id('ola'), 'matching', tests.space('rowing')),
  'one that is for everywhere holds in each space');
select ok(not private.consents_to(tests.id('vic'), 'matching'), 'for the person who gave it');
select ok(not private.consents_to(tests.id('ola'), 'research'), 'and to what they gave it to');
select ok(private.consents_to(tests.id('ola'), 'trait_sharing', tests.space('rowing'))
    and private.consents_to(tests.id('ola'), 'trait_sharing', counterpart => tests.id('vic')),
  'one for a space or person holds there');
select ok(not private.consents_to(tests.id('ola'), 'trait_sharing')
    and not private.consents_to(tests.id('ola'), 'trait_sharing', counterpart => gen_random_uuid())
    and not private.consents_to(tests.id('ola'), 'trait_sharing', tests.space('shut')),
  'and nowhere else');
select ok(private.consents_to(tests.id('ola'), 'ai_interpretation', at_least => 'anchor')
    and not private.consents_to(tests.id('ola'), 'ai_interpretation', at_least => 'bloom'),
  'a level covers those below it');
select ok(not private.consents_to(tests.id('ola'), 'matching', at_least => 'whisper'),
  'a consent without a level covers none');
select throws_ok($$ update public.consents set revoked_at = now() $$,
  '42501', null, 'the service role revokes nothing by hand');
select throws_ok($$ delete from public.consents $$, '42501', null, 'nor deletes');
select throws_ok($$
    insert into public.consents (profile_id, purpose, expires_at)
    values (tests.id('vic'), 'matching', now() + interval '1 day') $$,
  '42501', null, 'nor consents for others');
update public.consent_purposes set is_active = false where key = 'matching';
select ok(not private.consents_to(tests.id('ola'), 'matching'),
  'what a purpose is switched off for ends at once');
select tests.be('ola');
select tests.refuses($$ select public.grant_consent('matching') $$,
  '404 purpose_not_found', 'and takes no consent');
select tests.be_service();
update public.consent_purposes set is_active = true where key = 'matching';

-- Taking back ---------------------------------------------------------------------
select tests.be('ola');
select public.grant_consent('matching', space => tests.space('harbour'));
select tests.refuses($$ select public.revoke_consent('matching', tests.space('harbour')) $$,
  '409 consents_everywhere', 'taking back for one space what stands for everywhere would be a lie');
select tests.refuses($$
    select public.revoke_consent('matching', tests.space('harbour'), tests.id('vic')) $$,
  '422 invalid_consent', 'a scope is a space or a person here, too');
select public.revoke_consent('trait_sharing', tests.space('rowing'));
select is((select count(*) from public.my_consents() where purpose = 'trait_sharing'), 2::bigint,
  'taking back for one space leaves the other scopes');
select public.revoke_consent('matching');
select is_empty($$ select 1 from public.my_consents() where purpose = 'matching' $$,
  'taking a purpose back takes it back in every scope');
select lives_ok($$ select public.revoke_consent('matching') $$, 'doing so twice is fine');
select lives_ok($$ select public.revoke_consent('world_peace') $$, 'also what was never given');
select tests.be_owner();
select ok(not private.consents_to(tests.id('ola'), 'matching')
    and not private.consents_to(tests.id('ola'), 'matching', tests.space('harbour')),
  'it counts from the next statement on');

-- Owner of the schema -------------------------------------------------------------
select tests.refuses($$ update public.consents set expires_at = expires_at + interval '1 day' $$,
  '409 append_only', 'not even the owner of the schema rewrites a consent');
select tests.refuses($$ update public.consents set revoked_at = null where revoked_at is not null $$,
  '409 append_only', 'or brings one back');
select tests.refuses($$ delete from public.consents $$, '409 append_only', 'or deletes one');
set constraints all immediate;
select tests.refuses($$ truncate public.consents $$, '409 append_only', 'or all of them');
set constraints all deferred;
insert into public.consents (profile_id, purpose, granted_at, expires_at)
values (tests.id('ola'), 'matching', now() - interval '2 days', now() - interval '1 second');
select ok(not private.consents_to(tests.id('ola'), 'matching'), 'a consent ends by itself');
select tests.be('ola');
select is((select count(*) from public.my_consents() where purpose = 'matching')
    + (select count(*) from public.grant_consent('matching')), 1::bigint,
  'after its end it can be given again');

-- Blocked -------------------------------------------------------------------------
select tests.be('vic');
select public.grant_consent('messaging', counterpart => tests.id('ola'));
select tests.be('ola');
select public.grant_consent('messaging', counterpart => tests.id('vic'));
select public.block_person(tests.id('vic'));
select is_empty($$ select 1 from public.my_consents() where counterpart_id = tests.id('vic') $$,
  'who blocks a person takes back what they consented to towards them');
select tests.be('vic');
select isnt_empty($$ select 1 from public.my_consents() where counterpart_id = tests.id('ola') $$,
  'the blocked person notices nothing');
select tests.refuses($$
    select public.grant_consent('trait_sharing', counterpart => tests.id('ola')) $$,
  '404 person_not_found', 'but can consent to nothing new towards them');

-- Erased --------------------------------------------------------------------------
select tests.be_owner();
select private.erase_person(tests.id('vic'));
select is_empty($$ select 1 from public.consents where counterpart_id = tests.id('vic')
    and revoked_at is null $$, 'a consent ends with the person it was given to');
select private.erase_person(tests.id('ola'));
select is_empty($$ select 1 from public.consents where revoked_at is null $$,
  'and with the person who gave it');

select * from finish();
rollback;
