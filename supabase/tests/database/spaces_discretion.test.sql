begin;
select plan(19);
select tests.user(n) from unnest(array['ola', 'cay', 'max', 'pip', 'new', 'now']) n;
-- All that a refusal says, the row that Postgres would show included.
create function tests.refusal(query text)
returns text
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  code text;
  said text;
  shown text;
begin
  execute query;
  return 'lives';
exception when others then
  get stacked diagnostics
    code = returned_sqlstate, said = message_text, shown = pg_exception_detail;
  return concat_ws(' ', code, said, nullif(shown, ''));
end;
$$;
grant execute on function tests.refusal to authenticated;
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'cay', 'contributor');
select tests.member('rowing', 'pip');
select tests.member('rowing', 'bob', 'member', 'banned');
select public.tune_permission(tests.space('rowing'), 'contributor', 'invitations.create', true);

-- Another name ------------------------------------------------------------------------
select tests.be('pip');
update public.space_members set preferences = '{"reads": "tarot"}' where profile_id = auth.uid();
select public.set_confidentiality('pseudonym', tests.space('rowing'), 'The Reed');
select throws_ok(format(
    'select public.set_confidentiality(''pseudonym'', tests.space(''rowing''), %L)', 'Pip' || unseen),
  '23514', 'new row for relation "contextual_identities" violates check constraint '
    '"contextual_identities_display_name_visible"', what || ' would make two names look the same')
from (values
  (E'\u3164', 'a filler'), (E'\u115F', 'another'), (E'\u034F', 'a joiner'), (E'\u2800', 'a blank'),
  (E'\U000E0041', 'a tag')
) as names (unseen, what);
select is((select display_name
    from public.set_confidentiality('pseudonym', tests.space('rowing'), E'The Reed \u2764\uFE0F')),
  E'The Reed \u2764', 'how a symbol is drawn makes no other name');

-- Contributor who may invite ----------------------------------------------------------
select tests.be('cay');
select throws_ok($$ select xmin from public.contextual_identities $$, '42501', null,
  'Postgres'' own columns do not say which name went as which came');
select tests.refuses(format('select public.invite_member(tests.space(''rowing''), tests.id(%L))', who),
  '403 organizer_required', 'to name a person would tell ' || what)
from (values ('pip', 'who is here'), ('bob', 'who is banned'), ('max', 'who is not'))
  as people (who, what);
create temp table codes (code text);
grant select on codes to authenticated;
insert into codes
select c.code from public.create_invite_code(tests.space('rowing'), max_uses => 2) c;

-- Newcomers ---------------------------------------------------------------------------
select tests.be_owner();
update public.profiles set created_at = now() + interval '1 second'
where id in (tests.id('new'), tests.id('now'));
select tests.be('new');
select public.set_confidentiality('pseudonym');
select is(public.redeem_invite_code((select code from codes)) ->> 'confidentiality', 'pseudonym',
  'a newcomer enters by another name');
select is_empty($$ select 1 from public.referrals $$, 'and nobody is told that they came');
select tests.be('now');
select public.redeem_invite_code((select code from codes));
select results_eq($$ select referrer_id from public.referrals $$, $$ values (tests.id('cay')) $$,
  'who enters under their own is noted');

-- Member ------------------------------------------------------------------------------
select tests.be('gus');
select public.set_confidentiality('anonymous', tests.space('rowing'));
select public.invite_member(tests.space('rowing'), tests.id('max'));
select tests.be('max');
select public.join_space(tests.space('rowing'));
select is(tests.refusal(
    'select public.set_member_role(tests.space(''rowing''), tests.id(''max''), null)'),
  'PT422 A membership has a role and a level.', 'a refusal does not show who invited them');

-- Organizer ---------------------------------------------------------------------------
select tests.be('gus');
select is((select preferences from public.set_member_level(
    tests.space('rowing'), tests.id('pip'), 2)), '{}', 'a command answers nobody else''s preferences');
select is(tests.refusal(call),
  'PT422 ' || rule, 'nor does a refusal: ' || rule)
from (values
  ($$ select public.set_member_level(tests.space('rowing'), tests.id('pip'), 0) $$,
    'space_members_level_from_1'),
  ($$ select public.remove_member(tests.space('rowing'), tests.id('pip'), repeat('x', 241)) $$,
    'space_members_decision_reason_at_most_240')
) as calls (call, rule);
select public.remove_member(tests.space('rowing'), tests.id('pip'), 'Reads cards.');

-- Themselves --------------------------------------------------------------------------
select tests.be('pip');
select results_eq($$ select decision_reason, preferences from public.my_memberships() $$,
  $$ values ('Reads cards.', '{"reads": "tarot"}'::jsonb) $$, 'they read what concerns them');
select is((public.export_my_data() #> '{data,space_members,0}')
    - '{preferences,status}'::text[] ?| array['decision_reason', 'decided_by'], false,
  'and take along what is theirs, not what others wrote to them');

select * from finish();
rollback;
