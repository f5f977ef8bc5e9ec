begin;
select plan(55);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
create function tests.joined(nickname text, days_ago numeric) returns void
language sql volatile security definer set search_path = ''
as $$
  update public.space_members m set joined_at = now() - days_ago * interval '24 hours'
  where m.space_id = tests.space('rowing') and m.profile_id = tests.id(nickname);
$$;
create function tests.unmet(title text) returns text
language sql stable security invoker set search_path = ''
as $$
  select string_agg(r ->> 'rule', ' ')
  from jsonb_array_elements(public.my_eligibility(tests.poll(title)) -> 'rules') r
  where not (r ->> 'is_met')::boolean;
$$;
create function tests.asks(title text, eligibility jsonb, template text default 'standard')
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform public.create_poll(tests.space('rowing'), title, 'plurality', '{a,b}',
    eligibility => asks.eligibility, template => asks.template);
end;
$$;
create function tests.electors(title text) returns text
language sql stable security definer set search_path = ''
as $$
  select string_agg(split_part(u.email, '@', 1), ' ' order by u.email)
  from private.electorate e
  join auth.users u on u.id = e.profile_id
  where e.poll_id = tests.poll(title);
$$;
grant execute on all functions in schema tests to anon, authenticated, service_role;
select tests.user(n) from unnest(array['ola', 'vic']) n;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Coaches', 'coaches');
select tests.member('rowing', n, 'contributor') from unnest(array['ada', 'ben', 'cay', 'dan', 'eve', 'new']) n;
select tests.member('coaches', n) from unnest(array['ada', 'ben', 'cay', 'dan', 'vic']) n;
select tests.be_owner();
select tests.joined(n, 40) from unnest(array['ola', 'ada', 'ben', 'cay', 'dan', 'eve']) n;

-- Joining -------------------------------------------------------------------------
select tests.be('ola');
select tests.asks('Plain', null);
select is((select eligibility from public.polls where title = 'Plain'), '{"member_days": 0}',
  'by default voters joined before the poll opens');
select tests.asks('Anybody', '{}');
select tests.asks('Month', '{"member_days": 30}');
select tests.asks('Day', jsonb_build_object('joined_by', to_char(now() - interval '40 days', 'YYYY-MM-DD')));
select is(public.my_eligibility(tests.poll('Month')) -> 'is_eligible', 'true',
  'its author may ask of a draft');
select public.open_poll(tests.poll(t)) from unnest(array['Plain', 'Anybody', 'Month', 'Day']) t;
select tests.be_owner();
select tests.member('rowing', 'late');
select tests.joined('late', -0.5);
select tests.joined('new', 29.9);
select tests.be('late');
select tests.refuses(format('select public.cast_ballot(%L, %L)', tests.poll('Plain'), 0),
  '403 not_eligible', 'nobody packs a vote by joining once it is open');
select throws_like(format('select public.cast_ballot(%L, %L)', tests.poll('Plain'), 0),
  '%do not meet: member_days.', 'and is told what it is about');
select is(tests.unmet('Plain'), 'member_days', 'as whoever asks before they vote');
select lives_ok(format('select public.cast_ballot(%L, %L)', tests.poll('Anybody'), 0),
  'unless newcomers are welcome');
select is(tests.unmet('Anybody'), null, 'which says so, too');
select tests.be('new');
select is(tests.unmet('Month'), 'member_days', '29 days are no 30');
select is(tests.unmet('Day'), 'joined_by', 'and a day that is over is over');
select lives_ok(format('select public.cast_ballot(%L, %L)', tests.poll('Plain'), 0),
  'a member of before votes');
select tests.be('ada');
select is(tests.unmet('Day'), null, 'on the day itself is by that day');
select lives_ok(format('select public.cast_ballot(%L, %L)', tests.poll(t), 0), t || ' takes a vote')
from unnest(array['Day', 'Month']) t;
select tests.be('ola');
select is((public.close_poll(tests.poll('Plain'))).eligible_count, 7, 'newcomers are not counted');
select is((public.close_poll(tests.poll('Anybody'))).eligible_count, 8, 'where they vote they are');
select is((public.close_poll(tests.poll('Month'))).eligible_count, 6, 'and the month thins them out');
select tests.be_owner();
select tests.joined('ada', -1);
select tests.be('ada');
select is(tests.unmet('Plain'), 'member_days', 'who leaves and comes back has come late');

-- Further rules -------------------------------------------------------------------
select tests.be_service();
select public.record_expertise(tests.id(n), '0521', q, q, q, 'Shows it.')
from (values ('ola', 700000), ('ben', 300000), ('cay', 400000), ('dan', 500000), ('eve', 600000),
  ('new', 299999)) as v (n, q);
select public.record_ethics_event(tests.id(n), 'identity_verified', 'desk:1', 'Was there.')
from unnest(array['ola', 'ben', 'cay', 'dan', 'eve', 'new']) n;
select tests.be('ola');
select tests.asks('Experts', '{"expertise": {"domain": "052", "score": 300000}}');
select tests.asks('Coaches', jsonb_build_object('space', tests.space('coaches')));
select tests.asks('Verified', '{"verified": true}');
select tests.asks('All', jsonb_build_object('member_days', 30, 'verified', true,
  'expertise', '{"domain": "05", "score": 100000}'::jsonb, 'space', tests.space('coaches')));
select public.open_poll(tests.poll(t)) from unnest(array['Experts', 'Coaches', 'Verified']) t;
select is(tests.electors('Experts'), 'ben cay dan eve ola',
  'who knows enough, in the field or below it');
select is(tests.electors('Coaches'), 'ada ben cay dan ola', 'who is in another space, and in this one');
select is(tests.electors('Verified'), 'ben cay dan eve new ola', 'whose identity is verified');
select tests.refuses(format('select public.open_poll(%L)', tests.poll('All')),
  '409 too_few_eligible', 'where fewer than five could vote, their number would tell who');
select is((select status from public.polls where title = 'All'), 'draft', 'and nothing opens');
select tests.be_owner();
select is_empty($$ select from private.poll_qualifications where poll_id = tests.poll('All') $$,
  'nor is anything kept');

-- Frozen --------------------------------------------------------------------------
select tests.be_service();
select public.record_expertise(tests.id('new'), '0521', 900000, 900000, 900000, 'Studied at night.');
select public.record_expertise(tests.id('ben'), '0521', 0, 0, 0, 'Forgot it all.');
select public.record_ethics_event(tests.id('ben'), 'identity_revoked', 'desk:2', 'Was not.',
  ends => (select id from public.ethics_events where profile_id = tests.id('ben')));
select tests.be_owner();
delete from public.space_members where space_id = tests.space('coaches') and profile_id = tests.id('ben');
select tests.member('coaches', 'eve');
select is(tests.electors('Experts'), 'ben cay dan eve ola', 'what somebody learns afterwards changes nothing');
select is(tests.electors('Coaches'), 'ada ben cay dan ola', 'nor where they go');
select is(tests.electors('Verified'), 'ben cay dan eve new ola', 'nor what is revoked');
select tests.be('new');
select is(tests.unmet('Experts'), 'expertise', 'a voter is told so');
select tests.refuses(format('select public.cast_ballot(%L, %L)', tests.poll('Experts'), 0),
  '403 not_eligible', 'and refused');
select is(tests.unmet('Coaches'), 'space', 'rule by rule');
select tests.be('ben');
select is(tests.unmet(t), null, t || ': met') from unnest(array['Experts', 'Coaches', 'Verified']) t;
select lives_ok(format('select public.cast_ballot(%L, %L)', tests.poll(t), 0), t || ': votes')
from unnest(array['Experts', 'Coaches', 'Verified']) t;
select tests.be('ola');
select is((public.close_poll(tests.poll('Experts'))).eligible_count, 5, 'the same five are counted');
select throws_ok($$ select from private.poll_qualifications $$, '42501', null,
  'whom a rule admits nobody reads, organizers as little');

-- The same everywhere -------------------------------------------------------------
select tests.be_owner();
select is_empty($$
    select p.title, u.email
    from public.polls p
    cross join auth.users u
    where p.opened_at is not null and p.space_id = tests.space('rowing') and
      (select bool_and(e.is_met) from private.eligibility_of(p, u.id) e)
        <> exists (select from private.electorate e where e.poll_id = p.id and e.profile_id = u.id) $$,
  'whoever is told that they may vote may, in every poll, and nobody else');

-- What can be asked ---------------------------------------------------------------
select tests.be('ada');
select tests.refuses(format('select tests.asks(%L, %L)', 'Odd', asked), '422 invalid_eligibility', why)
from (values
  ('[]', 'rules have names'), ('{"shoe_size": 42}', 'an unknown rule'),
  ('{"member_days": -1}', 'no negative days'), ('{"member_days": 3651}', 'ten years at most'),
  ('{"member_days": "1"}', 'days are a number'), ('{"joined_by": "2026-02-30"}', 'no such day'),
  ('{"joined_by": "now"}', 'no moving day'), ('{"verified": false}', 'nobody is kept out for it'),
  ('{"expertise": {"domain": "0521", "score": 300001}}', 'scores in tenths, as others see them'),
  ('{"expertise": {"domain": "9999999", "score": 300000}}', 'no such field'),
  ('{"expertise": {"domain": "0521", "score": 300000, "or": 1}}', 'nothing else')
) as v (asked, why);
select tests.refuses(format('select tests.asks(%L, %L)', 'Odd', jsonb_build_object('space', tests.space('coaches'))),
  '422 invalid_eligibility', 'a member of a space does not ask for its members');
select tests.asks('Mine', null);
select tests.refuses(format('update public.polls set eligibility = %L where title = %L',
  jsonb_build_object('space', tests.space('coaches')), 'Mine'), '422 invalid_eligibility', 'nor later');
select lives_ok($$ update public.polls set eligibility = '{"member_days": 7}' where title = 'Mine' $$,
  'a draft''s author changes what it asks');
select tests.be('ola');
insert into public.governance_templates (space_id, code, name, eligibility)
values (tests.space('rowing'), 'coaches', 'Coaches', jsonb_build_object('space', tests.space('coaches')));
select tests.be('ada');
select lives_ok($$ select tests.asks('By template', null, 'coaches') $$,
  'what an organizer put into a template any author may use');
select tests.be('vic');
select tests.refuses(format('select public.my_eligibility(%L)', tests.poll('Plain')),
  '404 poll_not_found', 'a stranger learns nothing');
select results_eq($$ select name from public.eligibility_rules order by name $$,
  $$ values ('expertise'), ('joined_by'), ('member_days'), ('space'), ('verified') $$,
  'what can be asked is there to read');
select * from finish();
rollback;
