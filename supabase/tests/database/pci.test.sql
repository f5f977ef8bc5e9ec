begin;
select plan(38);
select tests.user('ola');
select tests.user('vic');

-- The person ----------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    insert into public.pci_profiles (calibration) values ('{"pace": "slow"}')
    returning profile_id, calibration, interaction_preferences $$,
  $$ values (tests.id('ola'), '{"pace": "slow"}'::jsonb, '{}'::jsonb) $$,
  'a person says how an AI should speak with them');
select results_eq($$
    insert into public.pci_profiles (interaction_preferences) values ('{"tone": "dry"}')
    on conflict (profile_id) do update set interaction_preferences = excluded.interaction_preferences
    returning calibration, interaction_preferences $$,
  $$ values ('{"pace": "slow"}'::jsonb, '{"tone": "dry"}'::jsonb) $$, 'and says it anew');
select throws_ok($$ insert into public.pci_profiles (profile_id) values (tests.id('vic')) $$,
  '42501', null, 'not for others');
select throws_ok($$ update public.pci_profiles set calibration = '[]' $$,
  '23514', null, 'calibration is an object');
select throws_ok($$
    update public.pci_profiles
    set calibration = jsonb_build_object('x', repeat('x', 16384)) $$,
  '23514', null, 'of at most 16 kB');
select throws_ok($$
    update public.pci_profiles
    set interaction_preferences = jsonb_build_object('x', repeat('x', 4096)) $$,
  '23514', null, 'preferences have at most 4 kB');
select tests.refuses($$ select public.grant_pci_consent('memory') $$,
  '403 consent_required', 'the main switch comes first');
select public.grant_consent('ai_interpretation', 'anchor');
select results_eq($$
    select profile_id, scope::text, level::text, details,
      expires_at - granted_at between interval '90 days' - interval '1 second' and interval '90 days'
    from public.grant_pci_consent('memory', details => '{"agent": "Eos"}') $$,
  $$ values (tests.id('ola'), 'memory', 'echo', '{"agent": "Eos"}'::jsonb, true) $$,
  'then an AI may do what it is let');
select is((select (public.grant_pci_consent('memory', details => '{"agent": "Eos"}')).id),
  (select id from public.pci_consents), 'a second click is the same consent');
select public.grant_pci_consent('memory', 'bloom');
select results_eq($$
    select level::text, revoked_at is null, replaced_by is null
    from public.pci_consents order by granted_at $$,
  $$ values ('echo', false, false), ('bloom', true, true) $$,
  'another level replaces the consent, and keeps it as history');
select public.grant_pci_consent('calibration', 'whisper', 1);
select tests.refuses($$ select public.grant_pci_consent('memory', days => 0) $$,
  '422 invalid_consent', 'a consent lasts a day at least');
select tests.refuses($$ select public.grant_pci_consent('memory', days => 2147483647) $$,
  '422 invalid_consent', 'and not for ever');
select tests.refuses($$ select public.grant_pci_consent('memory', days => null) $$,
  '422 invalid_consent', 'it has a term');
select throws_ok($$ select public.grant_pci_consent('memory', details => '3') $$,
  '23514', null, 'details are an object');
select throws_ok($$ update public.pci_consents set level = 'bloom' $$,
  '42501', null, 'nobody edits a consent by hand');
select throws_ok($$ select public.pci_profile_of(tests.id('ola')) $$,
  '42501', null, 'the server''s reading is not for people');

-- Another person ------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.pci_profiles $$, 'nobody reads another''s calibration');
select is_empty($$ select 1 from public.pci_consents $$, 'nor what their AI may do');
select is_empty($$ update public.pci_profiles set calibration = '{}' returning 1 $$, 'nor edits it');
select is_empty($$ delete from public.pci_profiles returning 1 $$, 'nor drops it');

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select throws_ok($$ select 1 from public.pci_profiles $$, '42501', null, 'anon reads no calibration');
select throws_ok($$ select 1 from public.pci_consents $$, '42501', null, 'and no consent');
select throws_ok($$ select public.grant_pci_consent('memory') $$, '42501', null, 'and gives none');

-- Service -------------------------------------------------------------------------
select tests.be_service();
select throws_ok($$ select 1 from public.pci_profiles $$,
  '42501', null, 'not even the service role reads the table');
select results_eq($$ select calibration from public.pci_profile_of(tests.id('ola')) $$,
  $$ values ('{"pace": "slow"}'::jsonb) $$, 'it reads what a consent covers');
select tests.refuses($$ select public.pci_profile_of(tests.id('vic')) $$,
  '403 consent_required', 'and no more');
select ok(private.pci_allows(tests.id('ola'), 'memory', 'anchor')
    and not private.pci_allows(tests.id('ola'), 'memory', 'bloom'),
  'what is allowed reaches as far as the main switch');
select ok(not private.pci_allows(tests.id('ola'), 'training')
    and not private.pci_allows(tests.id('vic'), 'memory'), 'what nobody allowed is not');

select tests.be('ola');
select results_eq($$ select purpose, consent_id from public.traceability_records
    where action = 'access' $$,
  $$ select 'ai_interpretation', id from public.pci_consents where scope = 'calibration' $$,
  'the person finds out that it did, and on what ground');

-- Taking back ---------------------------------------------------------------------
select tests.be('ola');
select public.revoke_pci_consent('memory');
select lives_ok($$ select public.revoke_pci_consent('memory') $$, 'taking back twice is fine');
select tests.be_service();
select ok(not private.pci_allows(tests.id('ola'), 'memory'), 'it counts at once');
select ok(private.pci_allows(tests.id('ola'), 'calibration'), 'for that scope');
select tests.be('ola');
select public.revoke_consent('ai_interpretation');
select tests.be_service();
select tests.refuses($$ select public.pci_profile_of(tests.id('ola')) $$,
  '403 consent_required', 'the main switch stops everything');

-- Owner of the schema, and erasure ------------------------------------------------
select tests.be_owner();
select tests.refuses($$ update public.pci_consents set details = '{}' where details <> '{}' $$,
  '409 append_only', 'consents stay as written');
set constraints all immediate;
select tests.refuses($$ truncate public.pci_consents $$, '409 append_only', 'none is dropped');
set constraints all deferred;
select tests.refuses($$ delete from public.pci_consents $$, '409 append_only', 'and stay');
select private.erase_person(tests.id('ola'));
select is_empty($$ select 1 from public.pci_consents where revoked_at is null or details <> '{}' $$,
  'the person''s own words go with the person');
select tests.be('ola');
select throws_ok($$ insert into public.pci_profiles (calibration) values ('{}')
    on conflict (profile_id) do update set calibration = '{"pace": "fast"}' $$,
  '42501', null, 'a token that outlives its account writes nothing');

select * from finish();
rollback;
