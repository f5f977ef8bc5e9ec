-- Whoever breaks a rule of a row learns which one, and nothing of the row: commands write as the
-- owner, to whom Postgres would show all of it.
begin;
select plan(20);

create function tests.shown_of(query text)
returns text
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  state text;
  rule text;
  shown text;
begin
  execute query;
  return 'lives';
exception when others then
  get stacked diagnostics
    state = returned_sqlstate, rule = message_text, shown = pg_exception_detail;
  return concat_ws(' ', state, substring(rule from '"(\w+)"(?: of|$)'), nullif(shown, ''));
end;
$$;
grant execute on function tests.shown_of to authenticated, service_role;

select tests.user('ola');
select tests.user('max');
select tests.be('ola');
select public.create_space('Rowing', 'rowing', visibility => 'public');
select tests.member('rowing', 'max');
select public.create_token(tests.space('rowing'), 'OAR', 'Oar', 0);

select tests.be('ola');
select is(tests.shown_of(format(query, tests.space('rowing'), tests.id('max'))), broken, query)
from (values
  ($$ select public.choose_handle('a b') $$, '23514 profiles_handle_format'),
  ($$ select public.request_connection('%2$s', 'friendship', repeat('x', 241)) $$,
    '23514 connections_message_at_most_240'),
  ($$ select public.create_space('N', 'no-name') $$, '23514 spaces_name_3_to_120'),
  ($$ select public.create_invite_code('%1$s', max_uses => 0) $$,
    '23514 invite_codes_max_uses_1_to_10000'),
  ($$ select public.add_space_rule('%1$s', 'rule', '') $$, '23514 space_rules_title_not_blank'),
  ($$ select public.set_space_state('%1$s', 'A', '1') $$, '23514 space_state_key_format'),
  ($$ select public.set_confidentiality('pseudonym', '%1$s', repeat('x', 81)) $$,
    '23514 contextual_identities_display_name_1_to_80'),
  ($$ select public.edit_my_identity('%1$s', bio => repeat('x', 5000)) $$,
    '23514 contextual_identities_bio_at_most_1000'),
  ($$ select public.create_proposal('%1$s', 'quest', 'A dock', '') $$,
    '23514 proposals_body_1_to_20000'),
  ($$ select public.create_proposal('%1$s', null, 'A dock', 'x') $$, '23502 kind'),
  ($$ select public.create_poll('%1$s', '', 'yes_no') $$, '23514 polls_title_1_to_200'),
  ($$ select public.create_import('%1$s', 'Old', 'yes_no', '', 5) $$,
    '23514 polls_import_source_1_to_500'),
  ($$ select public.create_council('%1$s', 'Deck', 0, 90) $$, '23514 councils_seats_1_to_50'),
  ($$ select public.create_token('%1$s', 'OARS', '', 0) $$, '23514 assets_name_1_to_80'),
  ($$ select public.log_hours('%1$s', 100, (now() at time zone 'utc')::date, '',
    gen_random_uuid()) $$, '23514 hour_entries_description_1_to_500'),
  ($$ select public.set_reward_rule('%1$s', 'help', 'OAR', -1, 0) $$,
    '23514 reward_rules_base_to_a_million')
) as tries (query, broken);

select tests.be_service();
select is(tests.shown_of(format(query, tests.id('max'))), broken, query)
from (values
  ($$ select public.set_global_role('%1$s', 'owner') $$, '23514 profiles_global_role_not_owner'),
  ($$ select public.record_expertise('%1$s', '0311', 1, 1, 1, '') $$,
    '23514 expertise_events_reason_1_to_500'),
  ($$ select public.record_ethics_event('%1$s', 'conduct_commended', 'somebody', '') $$,
    '23514 ethics_events_reason_1_to_500'),
  ($$ select public.propose_context_adjustment('%1$s', '0311', 'run:3', '', quality => 1) $$,
    '23514 context_analysis_logs_analysis_1_to_2000')
) as tries (query, broken);
select * from finish();
rollback;
