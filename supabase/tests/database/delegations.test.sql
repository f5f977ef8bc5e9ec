begin;
create function tests.stands(space text)
returns table (giver text, taker text, domain text)
language sql stable security definer set search_path = ''
as $$
  select split_part(g.email, '@', 1), split_part(t.email, '@', 1), d.domain_code
  from public.delegations d
  join private.identity_owners giver on giver.identity_id = d.delegator_id
  join private.identity_owners taker on taker.identity_id = d.delegate_id
  join auth.users g on g.id = giver.profile_id
  join auth.users t on t.id = taker.profile_id
  where d.space_id = tests.space(space) and d.ended_on is null;
$$;
create function tests.lets(space text, delegator text, delegate text, domain text default null)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform tests.be(delegator);
  perform public.delegate_vote(tests.space(space), tests.identity(space, delegate), domain);
end;
$$;
grant execute on function tests.stands, tests.lets to authenticated;
select plan(55);
select tests.user(nickname)
from unnest(array['ola', 'ada', 'ben', 'cay', 'dan', 'eve', 'vic', 'zoe']) as nickname;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.member('rowing', nickname) from unnest(array['ada', 'ben', 'cay', 'dan']) as nickname;
select tests.member('harbour', nickname) from unnest(array['ada', 'ben', 'vic']) as nickname;
select tests.member('rowing', 'eve', 'member', 'invited');

-- Delegator -----------------------------------------------------------------------
select tests.be('ada');
create temp table made as
  select * from public.delegate_vote(tests.space('rowing'), tests.identity('rowing', 'ben'));
grant select on made to public;
select results_eq($$ select delegator_id, delegate_id, domain_code, ended_on from made $$,
  $$ values (tests.identity('rowing', 'ada'), tests.identity('rowing', 'ben'), null, null::date) $$,
  'a member lets another vote for them, under the names both bear there');
select is((select id from public.delegate_vote(tests.space('rowing'),
  tests.identity('rowing', 'ben'))), (select id from made), 'a second click changes nothing');
select lives_ok($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'cay'), '0613') $$,
  'somebody else may for one field');
select public.delegate_vote(tests.space('harbour'), tests.identity('harbour', 'ben'));
select results_eq($$ select is_given, display_name, domain_code
    from public.my_delegations(tests.space('rowing')) order by domain_code $$,
  $$ values (true, 'Cay', '0613'), (true, 'Ben', null) $$, 'they read what they gave in a space');
select is((select count(*) from public.my_delegations()), 3::bigint, 'and everywhere');
select public.delegate_vote(tests.space('rowing'), tests.identity('rowing', 'dan'));
select set_eq($$ select * from tests.stands('rowing') $$,
  $$ values ('ada', 'dan', null), ('ada', 'cay', '0613') $$,
  'another for the same replaces the one before');
select results_eq($$ select ended_on from public.delegations where id = (select id from made) $$,
  array[(now() at time zone 'UTC')::date], 'which stays, as history, with the day it ended');
create temp table revoked as select * from public.revoke_delegation(tests.space('rowing'));
grant select on revoked to public;
select set_eq($$ select * from tests.stands('rowing') $$, $$ values ('ada', 'cay', '0613') $$,
  'what is revoked is over, and nothing else');
select is((select id from public.revoke_delegation(tests.space('rowing'))),
  (select id from revoked), 'a second click answers the same');
select lives_ok($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'ben')) $$, 'and may be given again');

-- Refusals ------------------------------------------------------------------------
select tests.refuses(format('select public.delegate_vote(%s)', asked), refusal, because)
from (values
  ($$ gen_random_uuid(), gen_random_uuid() $$, '404 not_found', 'no space'),
  ($$ null, null $$, '404 not_found', 'nor none'),
  ($$ tests.space('rowing'), gen_random_uuid() $$, '404 identity_not_found', 'nobody'),
  ($$ tests.space('rowing'), null $$, '404 identity_not_found', 'nor none'),
  ($$ tests.space('rowing'), tests.id('ben') $$, '404 identity_not_found',
    'a profile is not a name here'),
  ($$ tests.space('rowing'), tests.identity('harbour', 'ben') $$, '404 identity_not_found',
    'nor is a name elsewhere'),
  ($$ tests.space('rowing'), tests.identity('rowing', 'eve') $$, '404 identity_not_found',
    'nobody who has only been invited'),
  ($$ tests.space('rowing'), tests.identity('rowing', 'ada') $$, '409 not_yourself',
    'not oneself'),
  ($$ tests.space('rowing'), tests.identity('rowing', 'ben'), '9999' $$, '422 unknown_domain',
    'a domain that exists')
) as refused (asked, refusal, because);
select tests.refuses($$ select public.revoke_delegation(tests.space('rowing'), '05') $$,
  '404 delegation_not_found', 'only what was given can be revoked');
select throws_ok($$ insert into public.delegations (space_id, delegator_id, delegate_id)
    values (tests.space('rowing'), tests.identity('rowing', 'dan'), tests.identity('rowing', 'ada')) $$,
  '42501', null, 'nobody writes one by hand');
select throws_ok($$ update public.delegations set ended_on = null $$, '42501', null,
  'or brings one back');

-- Delegate ------------------------------------------------------------------------
select tests.be('ben');
select results_eq($$ select is_given, display_name, domain_code
    from public.my_delegations(tests.space('rowing')) $$,
  $$ values (false, 'Ada', null) $$, 'a delegate reads what stands for them');
select is_empty($$ select 1 from public.delegations where ended_on is not null $$,
  'and not what is over');
select tests.refuses($$ select public.revoke_delegation(tests.space('rowing')) $$,
  '404 delegation_not_found', 'it is the delegator''s to revoke');
select tests.lets('rowing', 'ben', 'ada');
select results_eq($$ select is_given, display_name
    from public.my_delegations(tests.space('rowing')) $$,
  $$ values (true, 'Ada'), (false, 'Ada') $$, 'two may delegate to each other');
select public.revoke_delegation(tests.space('rowing'));

-- Others --------------------------------------------------------------------------
select tests.be('dan');
select is_empty($$ select 1 from public.delegations $$, 'other members read nothing of it');
select tests.be('ola');
select is_empty($$ select 1 from public.delegations $$, 'nor does the owner');
select tests.be('eve');
select tests.refuses($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'ben')) $$,
  '403 member_required', 'who is invited joins first');
select tests.be('vic');
select tests.refuses($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'ben')) $$,
  '404 not_found', 'to a stranger the space does not exist');
select tests.refuses($$ select public.revoke_delegation(tests.space('rowing')) $$,
  '404 not_found', 'in either command');
select tests.be_anon();
select throws_ok($$ select 1 from public.delegations $$, '42501', null, 'anon reads nothing');
select throws_ok($$ select public.my_delegations() $$, '42501', null, 'and asks nothing');
select throws_ok($$ select public.delegate_vote(gen_random_uuid(), gen_random_uuid()) $$,
  '42501', null, 'and delegates nothing');
select tests.be_service();
select tests.refuses($$ select private.delegate_vote(gen_random_uuid(), gen_random_uuid(), null) $$,
  '42501', 'nor does the secret key, for nobody');

-- A block -------------------------------------------------------------------------
select tests.be('ben');
select public.block_person(tests.id('ada'));
select is_empty($$ select * from tests.stands('harbour') $$,
  'a block ends what stands between two who show their profiles');
select set_eq($$ select * from tests.stands('rowing') $$, $$ values ('ada', 'cay', '0613') $$,
  'in every space');
select tests.refuses($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'ada')) $$,
  '404 identity_not_found', 'and nothing can be given across it');
select tests.be('ada');
select tests.refuses($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'ben')) $$,
  '404 identity_not_found', 'from either side');

-- Other names ---------------------------------------------------------------------
select tests.lets('rowing', 'dan', 'cay');
select tests.be('cay');
select public.set_confidentiality('pseudonym', tests.space('rowing'), 'The Owl');
select is_empty($$ select * from tests.stands('rowing') $$,
  'another name ends what was given to the old one');
select tests.lets('rowing', 'dan', 'cay');
select tests.lets('rowing', 'cay', 'ola');
select tests.be('dan');
select results_eq($$ select display_name from public.my_delegations() $$, array['The Owl'],
  'a pseudonym can be trusted, too');
select public.block_person(tests.id('cay'));
select results_eq($$ select display_name from public.my_delegations() $$, array['The Owl'],
  'a block of the person behind it ends nothing: the end would tell who it is');
select lives_ok($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'cay'), '05') $$, 'nor does a refusal');
select tests.be('cay');
select set_eq($$ select is_given, display_name, domain_code from public.my_delegations() $$,
  $$ values (true, 'Ola', null), (false, null, null), (false, null, '05') $$,
  'the other reads what stands without the name they may not see');
select tests.refuses($$ select public.delegate_vote(
    tests.space('rowing'), tests.identity('rowing', 'dan')) $$,
  '404 identity_not_found', 'and cannot give to whom they may not see');
select public.set_confidentiality('anonymous', tests.space('rowing'));
select is_empty($$ select * from tests.stands('rowing') $$,
  'another name ends what the old one gave');

-- Departures ----------------------------------------------------------------------
select tests.lets('rowing', 'ada', 'dan');
select tests.lets('rowing', 'dan', 'ola');
select public.leave_space(tests.space('rowing'));
select is_empty($$ select * from tests.stands('rowing') $$,
  'leaving ends what one gave and took');
select tests.lets('rowing', 'ada', 'ola');
select tests.lets('rowing', 'cay', 'ada');
select tests.be('ola');
select public.ban_member(tests.space('rowing'), tests.id('ada'), 'Threats.');
select is_empty($$ select * from tests.stands('rowing') $$, 'so does a ban');
select tests.lets('rowing', 'cay', 'ben');
select tests.lets('rowing', 'ben', 'ola');
select tests.be('ben');
select is((select count(*) from jsonb_array_elements(
    public.export_my_data() -> 'data' -> 'delegations')), 3::bigint,
  'an export has what one gave, and what stands for one');
select public.erase_me('ben@example.com');
select is_empty($$ select * from tests.stands('rowing') $$, 'whoever is erased is out, too');
select is_empty($$ select 1 from public.delegations $$, 'and reads nothing any more');
select tests.be('ola');
select public.archive_space(tests.space('harbour'));
select tests.refuses($$ select public.delegate_vote(
    tests.space('harbour'), tests.identity('harbour', 'vic')) $$,
  '409 space_archived', 'an archived space takes no delegation');
select tests.refuses($$ select public.revoke_delegation(tests.space('harbour')) $$,
  '409 space_archived', 'and gives none back');

-- What holds for all --------------------------------------------------------------
select tests.be_owner();
select tests.refuses($$ update public.delegations set ended_on = null where ended_on is not null $$,
  '409 append_only', 'not even the owner of the schema brings one back');
select tests.refuses($$ update public.delegations set delegate_id = tests.identity('rowing', 'cay')
  $$, '409 append_only', 'or turns one to somebody else');
select * from finish();
rollback;
