begin;
select plan(75);
select tests.user('glo');
select tests.user('vic');
select tests.user('ola');
select tests.be_owner();
update public.profiles set global_role = 'admin' where id = tests.id('glo');
delete from public.feature_dependencies;
delete from public.feature_flags;
select private.declares_feature('boats', 'Boats.', is_space_tunable => true, is_public => true);
select private.declares_feature('oars', 'Oars.', '{boats}', is_space_tunable => true);
select private.declares_feature('sails', 'Sails.', '{boats}', is_public => true);
select private.declares_feature('races', 'Races.', '{oars,sails}');
select tests.be('ola');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select public.create_space('Night', 'night', visibility => 'unlisted');
select public.create_space('Rowing', 'rowing');
select tests.member('rowing', 'ada', 'admin');
select tests.member('rowing', 'moe', 'moderator');
select tests.member('rowing', 'mia');
select tests.member('harbour', 'rex', 'admin');

-- Global admin --------------------------------------------------------------------
select tests.be('glo');
select ok('features.edit' = any (public.my_permissions()), 'a global admin may turn features on');
select is(public.my_features(), '{}', 'which all start off');
select results_eq($$ update public.feature_flags set is_enabled = true where key = 'boats'
    returning is_enabled, rollout_percent::integer $$, $$ values (true, 100) $$, 'and does');
select is(public.feature_enabled('boats'), true, 'on is on for everybody');
update public.feature_flags set is_enabled = true where key in ('oars', 'sails', 'races');
select is(public.my_features(), '{boats,oars,races,sails}', 'a diamond of features is on');
update public.feature_flags set is_enabled = false where key = 'sails';
select is(public.my_features(), '{boats,oars}', 'turning one off turns off what requires it');
update public.feature_flags set is_enabled = true where key = 'sails';
update public.feature_flags set is_enabled = false where key = 'boats';
select is(public.my_features(), '{}', 'all along the chain');
update public.feature_flags set is_enabled = true where key = 'boats';
select is(public.feature_enabled('races'), true, 'and on again');
update public.feature_flags set rollout_percent = 0 where key = 'boats';
select is(public.my_features(), '{}', 'in a rollout of nothing is nobody');
select throws_ok($$ update public.feature_flags set rollout_percent = 101 $$,
  '23514', null, 'a share is at most all');
select throws_ok($$ update public.feature_flags set config = '[]' $$,
  '23514', null, 'a config is an object');
select throws_ok($$ update public.feature_flags set key = 'ships' where key = 'boats' $$,
  '42501', null, 'a flag keeps its name');
select throws_ok($$ insert into public.feature_flags (key, description) values ('ships', 'Ships.') $$,
  '42501', null, 'flags come with migrations');
select throws_ok($$ delete from public.feature_dependencies $$,
  '42501', null, 'and so does what they require');
select results_eq($$
    select flag, before -> 'rollout_percent', after -> 'rollout_percent', changed_by
    from public.feature_flag_audit order by id desc limit 1 $$,
  $$ values ('boats', '100'::jsonb, '0'::jsonb, tests.id('glo')) $$, 'it is on record');
update public.feature_flags set rollout_percent = 0 where key = 'boats';
select is((select count(*) from public.feature_flag_audit where changed_by = tests.id('glo')),
  9::bigint, 'what changed nothing is not');
select throws_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'boats', true) $$,
  '42501', null, 'a global admin is nobody in a space');

-- Space admin ---------------------------------------------------------------------
select tests.be('ada');
select is_empty($$ update public.feature_flags set is_enabled = false returning key $$,
  'a space admin switches nothing for all');
select is(public.feature_enabled('boats', tests.space('rowing')), false,
  'the rollout has not reached the space');
select lives_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'boats', true) $$, 'which turns it on for itself');
select is(public.my_features(tests.space('rowing')), '{boats,oars,races,sails}',
  'with all that required it');
select is(public.my_features(), '{}', 'there, and not for its admin elsewhere');
select lives_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'oars', false)
    on conflict (space_id, flag) do update set space_id = excluded.space_id,
      flag = excluded.flag, is_enabled = excluded.is_enabled $$, 'an upsert turns another off');
select is(public.my_features(tests.space('rowing')), '{boats,sails}', 'and what requires that');
select tests.refuses($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'sails', false) $$,
  '409 feature_not_tunable', 'some features are the installation''s to decide');
select tests.refuses($$ update public.space_features set flag = 'sails' where flag = 'oars' $$,
  '409 feature_not_tunable', 'by no detour');
select throws_ok($$ update public.space_features set space_id = tests.space('harbour') $$,
  '42501', null, 'nor does one tune another space');
select throws_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'ships', true) $$, '23503', null, 'a flag has to exist');
select results_eq($$ delete from public.space_features where flag = 'oars' returning is_enabled $$,
  $$ values (false) $$, 'and back to the rollout');
select results_eq($$
    select flag, before -> 'is_enabled', after -> 'is_enabled', changed_by
    from public.feature_flag_audit order by id $$,
  $$ values ('boats', null::jsonb, 'true'::jsonb, tests.id('ada')),
    ('oars', null, 'false', tests.id('ada')), ('oars', 'false', null, tests.id('ada')) $$,
  'admins read what their space did, and no more');

-- Member, moderator ---------------------------------------------------------------
select tests.be('mia');
select is(public.my_features(tests.space('rowing')), '{boats,oars,races,sails}',
  'in a space all members have the same');
select results_eq($$ select flag, is_enabled from public.space_features $$,
  $$ values ('boats', true) $$, 'members read what their space tuned');
select throws_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'oars', true) $$, '42501', null, 'and tune nothing');
select is_empty($$ delete from public.space_features returning flag $$, 'nor reset it');
select is_empty($$ update public.space_features set is_enabled = false returning flag $$,
  'nor change it');
select is_empty($$ select id from public.feature_flag_audit $$, 'nor read the log');
select isnt_empty($$ select key from public.feature_flags $$, 'everybody signed in reads flags');
select isnt_empty($$ select flag from public.feature_dependencies $$, 'and what they require');
select tests.be('ola');
select public.tune_permission(tests.space('rowing'), 'moderator', 'space_features.edit', true);
select tests.be('moe');
select lives_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'oars', true) $$, 'unless the space lets their rank');

-- Stranger ------------------------------------------------------------------------
select tests.be('vic');
select is(public.my_permissions(), '{}', 'a stranger may turn nothing on');
select is_empty($$ update public.feature_flags set is_enabled = true returning key $$, 'nor does');
select is_empty($$ select flag from public.space_features $$, 'reads no space''s choices');
select tests.refuses($$ select public.feature_enabled('boats', tests.space('rowing')) $$,
  '404 not_found', 'cannot ask about a private space');
select tests.refuses($$ select public.my_features(gen_random_uuid()) $$,
  '404 not_found', 'any more than about none');
select is(public.my_features(tests.space('night')), '{}', 'but about one they know');
select is(public.feature_enabled('ships'), false, 'a flag that does not exist is off');
select is(public.feature_enabled(null), false, 'and so is none');

-- The main switch -----------------------------------------------------------------
select tests.be('glo');
update public.feature_flags set is_enabled = false where key = 'boats';
select tests.be('mia');
select is(public.my_features(tests.space('rowing')), '{}', 'off is off, whatever a space chose');
select tests.be('glo');
update public.feature_flags set is_enabled = true, is_space_tunable = false where key = 'boats';
select tests.be('mia');
select is(public.my_features(tests.space('rowing')), '{}',
  'what a space may not tune any more goes by the rollout');
select tests.be('glo');
update public.feature_flags set is_space_tunable = true where key = 'boats';

-- Anonymous -----------------------------------------------------------------------
select tests.be_anon();
select is(public.my_features(), '{}', 'a rollout cannot tell strangers apart: they wait for the end');
select tests.refuses($$ select public.my_features(tests.space('rowing')) $$,
  '404 not_found', 'anon cannot ask about a private space');
select tests.refuses($$ select public.my_features(tests.space('night')) $$,
  '404 not_found', 'nor about an unlisted one');
select tests.be('glo');
update public.feature_flags set rollout_percent = 100;
select tests.be_anon();
select is(public.my_features(), '{boats,sails}', 'and sees the public ones, once everybody has them');
select is(public.feature_enabled('oars'), false, 'no other');
select is(public.my_features(tests.space('harbour')), '{boats,sails}', 'a public space shows its own');
select throws_ok($$ select key from public.feature_flags $$, '42501', null, 'but no tables');
select throws_ok($$ select flag from public.space_features $$, '42501', null, 'none at all');

-- Archived ------------------------------------------------------------------------
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('ada');
select throws_ok($$ insert into public.space_features (space_id, flag, is_enabled)
    values (tests.space('rowing'), 'oars', true) on conflict do nothing $$,
  '42501', null, 'an archived space is not tuned');
select is_empty($$ delete from public.space_features returning flag $$, 'in no way');

-- Service -------------------------------------------------------------------------
select tests.be_service();
select lives_ok($$ insert into public.feature_flags (key, description) values ('ships', 'Ships.') $$,
  'the secret key adds a flag');
select lives_ok($$ insert into public.feature_dependencies (flag, requires) values ('ships', 'races') $$,
  'and what it requires');
select results_eq($$ select flag, requires, changed_by from public.feature_flag_audit
    order by id desc limit 2 $$,
  $$ values ('ships', 'races', null::uuid), ('ships', null, null) $$, 'nobody''s name is on it');
select tests.refuses($$ insert into public.feature_dependencies (flag, requires) values ('boats', 'boats') $$,
  '409 feature_circle', 'a flag does not require itself');
select tests.refuses($$ insert into public.feature_dependencies (flag, requires) values ('boats', 'ships') $$,
  '409 feature_circle', 'nor around three corners');
insert into public.feature_flags (key, description) values ('kites', 'Kites.'), ('masts', 'Masts.');
select tests.refuses($$ insert into public.feature_dependencies (flag, requires)
    values ('kites', 'masts'), ('masts', 'kites') $$,
  '409 feature_circle', 'nor do two that one statement writes');
delete from public.feature_dependencies where flag = 'races' and requires = 'sails';
select results_eq($$ select key, required from public.feature_flags
    where key in ('races', 'ships') order by key $$,
  $$ values ('races', '{boats,oars}'::text[]), ('ships', '{boats,oars,races}') $$,
  'what is not required any more is not required from afar either');
select throws_ok($$ update public.feature_flags set required = '{}' $$,
  '42501', null, 'which follows, and is nobody''s to set');
select throws_ok($$ delete from public.feature_flags where key = 'races' $$,
  '23503', null, 'what others require is not deleted');
select lives_ok($$ delete from public.feature_flags where key = 'ships' $$, 'what nobody requires is');
select results_eq($$ select flag, requires, after from public.feature_flag_audit
    order by id desc limit 2 $$,
  $$ values ('ships', 'races', null::jsonb), ('ships', null, null) $$, 'and the log remembers it');
select throws_ok($$ delete from public.feature_flag_audit $$, '42501', null, 'whatever the key');

-- The guard of commands -----------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ select private.require_feature('ships') $$,
  '404 feature_off', 'what is off does not exist');
select tests.refuses($$ select private.require_feature(null) $$, '404 feature_off', 'nor what is none');
select lives_ok($$ select private.require_feature('boats', tests.space('rowing')) $$, 'what is on, does');
select tests.refuses($$ update public.feature_flag_audit set changed_by = null $$,
  '409 append_only', 'the log stays as written');

select * from finish();
rollback;
