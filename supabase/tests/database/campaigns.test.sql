-- Of campaigns: who writes them, who gives, and who sees what of it.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,kim,gus,mia,ned,vic}'::text[]) as n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select public.create_space('Attic', 'attic');
select tests.be_owner();
select tests.member('rowing', 'kim', 'organizer');
select tests.member('rowing', n) from unnest('{gus,mia,ned}'::text[]) as n;
update public.feature_flags set is_enabled = true where key in ('donations_v1', 'campaigns_v1');

-- Member ---------------------------------------------------------------------------------------
select tests.be('mia');
select tests.refuses($$ select public.draft_campaign(tests.space('rowing'), 'Oars', 'EUR', 5000,
  now() + interval '1 day') $$, '403 permission_required', 'a member does not raise money by themselves');

-- Organizer ------------------------------------------------------------------------------------
select tests.be('kim');
select lives_ok($$ select public.draft_campaign(tests.space('rowing'), 'Oars', 'EUR', 5000,
  now() + interval '30 days', 'Four of them.') $$, 'an organizer drafts a campaign');
select is((select count(*)::int from public.campaigns), 1, 'and sees the draft');
select is((public.draft_campaign(tests.space('rowing'), ' Oars ', 'EUR', 5000,
  now() + interval '30 days', 'Four of them.')).id, tests.campaign('Oars'), 'twice is once');
select tests.refuses($$ select public.draft_campaign(tests.space('rowing'), 'Oars', 'EUR', 6000,
  now() + interval '30 days') $$, '409 title_taken', 'not so with other terms');
select tests.refuses($$ select public.draft_campaign(tests.space('rowing'), 'X', 'JPY', 1,
  now() + interval '30 days') $$, '422 currency_not_taken', 'nor in a currency that is not taken');
select tests.refuses($$ select public.draft_campaign(tests.space('rowing'), 'X', 'LIVE', 1,
  now() + interval '30 days') $$, '422 currency_not_taken', 'nor in tokens');
select tests.refuses($$ select public.draft_campaign(tests.space('attic'), 'X', 'EUR', 1,
  now() + interval '30 days') $$, '404 not_found', 'nor in a space they do not know of');
select tests.refuses($$ select public.draft_campaign(tests.space('rowing'), 'X', 'EUR', 1,
  now() + interval '30 days', beneficiary => gen_random_uuid()) $$, '404 identity_not_found',
  'nor for nobody');
select throws_ok($$ select public.draft_campaign(tests.space('rowing'), ' ', 'EUR', 1, now()) $$,
  '23514', null, 'a campaign has a title');
select lives_ok($$ update public.campaigns set goal_amount = 4000 $$, 'the terms of a draft are edited');
select throws_ok($$ update public.campaigns set status = 'open' $$, '42501', null, 'its state is not');
select throws_ok($$ update public.campaigns set raised_amount = 1 $$, '42501', null, 'nor its progress');
select tests.refuses($$ select public.cancel_campaign(tests.campaign('Oars')) $$,
  '409 invalid_transition', 'a draft is not called off');

select tests.be('mia');
select is_empty($$ select 1 from public.campaigns $$, 'members see no drafts');
select tests.refuses($$ select public.open_campaign(tests.campaign('Oars')) $$,
  '404 campaign_not_found', 'nor open them');
select tests.be_owner();
select tests.refuses($$ select tests.starts_giving('gus', 'Oars', 'early', '{"amount": 1000}') $$,
  '404 campaign_not_found', 'nobody gives to a draft');

select tests.be('kim');
select is((public.open_campaign(tests.campaign('Oars'))).status, 'open', 'an organizer opens it');
select is((public.open_campaign(tests.campaign('Oars'))).status, 'open', 'twice is once');
select tests.refuses($$ update public.campaigns set goal_amount = 1 $$, '409 campaign_frozen',
  'then its terms stay');
select lives_ok($$ update public.campaigns set description = 'Five of them.' $$,
  'what is said of it does not');
select is_empty($$ delete from public.campaigns returning 1 $$, 'and it stays');
select public.draft_campaign(tests.space('rowing'), 'Late', 'EUR', 1, now() - interval '1 day');
select tests.refuses($$ select public.open_campaign(tests.campaign('Late')) $$,
  '422 invalid_deadline', 'a day that has passed is no deadline');
select isnt_empty($$ delete from public.campaigns where title = 'Late' returning 1 $$, 'a draft goes');

-- Giving -----------------------------------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ select tests.starts_giving('gus', 'Oars', 'bad', '{"amount": 1}') $$,
  '422 amount_out_of_range', 'an amount is within bounds');
select tests.refuses($$ select tests.starts_giving('gus', 'Oars', 'bad', '{"amount": 1000, "goal": 1}') $$,
  '422 invalid_details', 'and nothing else is said');
select tests.gives('gus', 'Oars', 'g1', 1000);
select tests.gives('gus', 'Oars', 'g2', 400, true);
select tests.gives('vic', 'Oars', 'v1', 700);
select is(tests.campaign_state('Oars'), 'open 2100 3', 'progress is the sum and how often was given');
select is(tests.campaign_kept('Oars'), (2100 - 50 - 35 - 43)::bigint, 'what is given is kept apart, less the fees');
select is(tests.rowing_balance('treasury'), 0::bigint, 'and is not the space''s yet');
select results_eq($$ select amount from private.campaign_contributors where profile_id = tests.id('gus') $$,
  $$ values (1400::bigint) $$, 'under whatever name, it is one person');

select tests.be('mia');
select set_eq($$ select shown_identity_id, amount from public.campaign_contributions $$,
  format($$ values (%L::uuid, 1000::bigint), (%L::uuid, 700::bigint) $$, tests.identity('rowing', 'gus'),
    tests.identity('rowing', 'vic')), 'members see what was given openly, and no row of the rest');
select throws_ok($$ select contributor_id from public.campaign_contributions $$, '42501', null,
  'nor what belongs together');
select throws_ok($$ select profile_id from public.campaign_contributions $$, '42501', null, 'nor whose it is');
select tests.be('gus');
select is((select count(*)::int from public.campaign_contributions), 3, 'a giver sees their own, too');
select tests.be('kim');
select is((select count(*)::int from public.campaign_contributions), 3, 'who views the treasury sees all');
select tests.be('vic');
select is((select count(*)::int from public.campaign_contributions), 1, 'a stranger sees their own');
select is((select count(*)::int from public.campaigns), 1, 'and the campaign of a public space');
select tests.be_anon();
select is((select raised_amount from public.campaigns), 2100::bigint, 'as everybody does');
select throws_ok($$ select 1 from public.campaign_contributions $$, '42501', null, 'who gave, a visitor does not');
select tests.be_owner();
update public.spaces set visibility = 'private' where slug = 'rowing';
select tests.be_anon();
select is_empty($$ select 1 from public.campaigns $$, 'nor a campaign of a private space');
select tests.be_owner();
update public.spaces set visibility = 'public' where slug = 'rowing';

select * from finish();
rollback;
