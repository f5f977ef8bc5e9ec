-- What people earn by working together, where both sides said so.
begin;
select no_plan();

select tests.user(n) from unnest('{ola,ada,ben,eve}'::text[]) as n;
select tests.be('ola');
select public.create_space('Harbour', 'harbour');
select tests.be_owner();
select tests.member('harbour', n) from unnest('{ada,ben,eve}'::text[]) as n;
create function pg_temp.log(giver text, receiver text, hundredths bigint) returns uuid
language plpgsql as $$
begin
  perform tests.be(giver);
  return (public.log_hours(tests.space('harbour'), hundredths, current_date, 'Raking leaves',
    gen_random_uuid(), tests.identity('harbour', receiver))).id;
end $$;
create function pg_temp.has(nickname text) returns bigint language sql security definer
  as $$ select coalesce(sum(g.points), 0)::bigint from private.reward_grants g
    where g.profile_id = tests.id(nickname) and g.action = 'collaboration' $$;
create function pg_temp.entry(hundredths bigint) returns uuid language sql security definer
  as $$ select e.id from public.hour_entries e where e.hundredths = entry.hundredths $$;
grant execute on all functions in schema pg_temp to authenticated;

-- Hours --------------------------------------------------------------------------------------

select pg_temp.log('ada', 'ben', 10);
select is(pg_temp.has('ada'), 0::bigint, 'saying so alone earns nothing');
select tests.be('ben');
select public.verify_hours(pg_temp.entry(10));
select is(pg_temp.has('ada'), 25::bigint, 'who gave hours earns when whoever had them says so');
select is(pg_temp.has('ben'), 25::bigint, 'as does whoever had them');
select public.verify_hours(pg_temp.entry(10));
select is(pg_temp.has('ada'), 25::bigint, 'once');
select pg_temp.log('ada', 'ben', 11);
select tests.be('ola');
select public.verify_hours(pg_temp.entry(11));
select is(pg_temp.has('ada'), 25::bigint, 'an organizer speaks for nobody');
select pg_temp.log('ada', 'ben', 12);
select tests.be('ben');
select public.decline_hours(pg_temp.entry(12));
select is(pg_temp.has('ada'), 25::bigint, 'nor does it count when it was not so');
select pg_temp.log('ada', who, h), tests.be(who), public.verify_hours(pg_temp.entry(h))
from (values ('ben', 13), ('eve', 14), ('eve', 15)) as v (who, h);
select is(pg_temp.has('ada'), 75::bigint, 'three a day are enough');
select is(pg_temp.has('eve'), 50::bigint, 'for each of them');
select tests.be('ada');
select is((select count(*) from public.my_rewards() where action = 'collaboration' and cap_cut > 0), 1::bigint,
  'she sees what the limit cut');

-- Amendments ------------------------------------------------------------------------------------

select tests.be('ola');
select public.create_proposal(tests.space('harbour'), 'quest', 'A dock', 'Of oak.');
select public.submit_proposal(tests.proposal('A dock'));
select tests.be('eve');
select public.amend_proposal(tests.proposal('A dock'), 1, 'A dock', 'Of ash.', 'Light.');
select is(pg_temp.has('ola'), 0::bigint, 'a text that waits earns nothing');
select tests.be('ola');
select public.accept_amendment((select a.id from public.amendments a), 1);
select is(pg_temp.has('ola'), 25::bigint, 'who takes over what another moved earns by it');
select is(pg_temp.has('eve'), 75::bigint, 'as does whoever moved it');

-- Teams, other spaces' rules ----------------------------------------------------------------------

select tests.be('ola');
select public.set_reward_rule(tests.space('harbour'), 'collaboration', 'LOVE', 0, 0, is_active => false);
select pg_temp.log('ola', 'ben', 16), tests.be('ben'), public.verify_hours(pg_temp.entry(16));
select is(pg_temp.has('ola'), 25::bigint, 'where it is switched off nothing is earned');
select is((select e.status from public.hour_entries e where e.hundredths = 16), 'verified',
  'and hours are verified all the same');
select tests.be('ola');
select public.reset_reward_rule(tests.space('harbour'), 'collaboration');
select tests.be_owner();
update public.spaces set kind = 'team' where slug = 'harbour';
select pg_temp.log('ola', 'ben', 17), tests.be('ben'), public.verify_hours(pg_temp.entry(17));
select tests.be_owner();
select is((select a.balance from public.ledger_accounts a where a.purpose = 'pool'), 154::bigint,
  'a team''s pool gets floor(0.618 × 4 × 5 / 4 × 25), twice');
delete from public.space_members where profile_id = tests.id('ben');
select pg_temp.log('ola', 'ada', 18);
select tests.be_owner();
select is_empty($$ select * from private.reconcile_ledger() $$, 'the books add up');

select * from finish();
rollback;
