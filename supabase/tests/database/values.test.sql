begin;
select plan(37);
select tests.user('ola');
select tests.user('vic');

-- The person ----------------------------------------------------------------------
select tests.be('ola');
select results_eq($$
    insert into public.value_profiles (values, traits, archetypes, motifs, glyphs, available_hours)
    values ('{"honesty": 90, "solidarność": 0}', '{"patient": 60}', '{sage}', '{river}', '{spiral}',
      '{[0,5),[5,9),[160,168)}')
    returning profile_id, values ->> 'honesty', available_hours $$,
  $$ values (tests.id('ola'), '90', '{[0,9),[160,168)}'::int4multirange) $$,
  'a person writes down what matters to them');
select results_eq($$
    insert into public.value_profiles (values) values ('{"courage": 50}')
    on conflict (profile_id) do update set values = excluded.values
    returning values, archetypes $$,
  $$ values ('{"courage": 50}'::jsonb, '{sage}'::text[]) $$, 'and changes it by the same call');
select results_eq($$
    update public.value_profiles set masked_factors = '{trust}', masked_names = '{sage}'
    returning masked_names $$,
  $$ values ('{sage}'::text[]) $$, 'parts of it take no part in comparing if they say so');

create function pg_temp.breaks(change text, rule text, description text) returns text
language sql as $$
  select throws_ok(format('update public.value_profiles set %s', change), '23514',
    format('new row for relation "value_profiles" violates check constraint "value_profiles_%s"', rule),
    description) $$;
select pg_temp.breaks($$values = '[]'$$, 'values_have_importance', 'values are an object');
select pg_temp.breaks($$values = '{"a": 101}'$$, 'values_have_importance', 'of importances to 100');
select pg_temp.breaks($$values = '{"a": -1}'$$, 'values_have_importance', 'from 0');
select pg_temp.breaks($$values = '{"a": 1.5}'$$, 'values_have_importance', 'in whole numbers');
select pg_temp.breaks($$values = '{"a": "1"}'$$, 'values_have_importance', 'which are numbers');
select pg_temp.breaks($$values = '{"a": null}'$$, 'values_have_importance', 'and not null');
select pg_temp.breaks($$values = '{"Honesty": 1}'$$, 'values_have_importance',
  'a name is in lower case, so that it is the same for all');
select pg_temp.breaks($$values = '{" ": 1}'$$, 'values_have_importance', 'and not blank');
select pg_temp.breaks($$values = '{"a\nb": 1}'$$, 'values_have_importance', 'and on one line');
select pg_temp.breaks(
  $$values = (select jsonb_object_agg('value ' || n, 1) from generate_series(1, 500) as n)$$,
  'values_at_most_4_kb', 'there is an end to values');
select pg_temp.breaks($$traits = '{"a": 101}'$$, 'traits_have_importance', 'traits are like values');
select pg_temp.breaks($$archetypes = '{sage,sage}'$$, 'archetypes_are_names', 'each role once');
select pg_temp.breaks($$archetypes = array[null]$$, 'archetypes_are_names', 'and none is null');
select pg_temp.breaks($$archetypes = array(select 'a' || n from generate_series(1, 13) as n)$$,
  'archetypes_at_most_12', 'at most 12 roles');
select pg_temp.breaks($$motifs = array(select 'a' || n from generate_series(1, 41) as n)$$,
  'motifs_at_most_40', 'at most 40 motifs');
select pg_temp.breaks($$glyphs = array[repeat('x', 41)]$$, 'glyphs_are_names',
  'a name has at most 40 characters');
select pg_temp.breaks($$available_hours = '{[160,169)}'$$, 'hours_within_a_week',
  'a week has 168 hours');
select throws_ok($$ update public.value_profiles set change_count = 0 $$,
  '42501', null, 'nobody resets the count of changes');
select throws_ok($$ insert into public.value_profiles (profile_id) values (tests.id('vic')) $$,
  '42501', null, 'nor writes for others');
select throws_ok($$ delete from public.value_profiles $$, '42501', null, 'nor starts the count anew');

-- Often ---------------------------------------------------------------------------
do $$ begin
  for n in 1..17 loop
    update public.value_profiles set values = jsonb_build_object('probe', n);
  end loop;
end $$;
select results_eq($$ select change_count from public.value_profiles $$, $$ values (19) $$,
  'changes are counted; hiding more is none');
select lives_ok($$ update public.value_profiles set masked_names = '{}' $$,
  'showing again what was hidden is one');
select tests.refuses($$ update public.value_profiles set values = '{"probe": 100}' $$,
  '429 values_changed_too_often', 'nobody tries out one value after the other');
select tests.refuses($$ insert into public.value_profiles (values) values ('{"probe": 99}')
    on conflict (profile_id) do update set values = excluded.values $$,
  '429 values_changed_too_often', 'by no way of writing');
select lives_ok($$ update public.value_profiles set masked_names = '{probe}', masked_factors =
    '{values,traits,archetypes,narrative,temporal,trust}' $$, 'hiding is always possible');
select tests.be_owner();
update public.value_profiles set counted_since = now() - interval '25 hours' where true;
select tests.be('ola');
select lives_ok($$ update public.value_profiles set values = '{"rest": 1}' $$, 'tomorrow is new');
select results_eq($$ select change_count from public.value_profiles $$, $$ values (1) $$,
  'and the count begins again');

-- Another person, anonymous, service ----------------------------------------------
select tests.be('vic');
select is_empty($$ select 1 from public.value_profiles $$, 'nobody reads another''s values');
select is_empty($$ update public.value_profiles set values = '{}' returning 1 $$, 'nor edits them');
select tests.be_anon();
select throws_ok($$ select 1 from public.value_profiles $$, '42501', null, 'anon has no grant');
select tests.be_service();
select throws_ok($$ select 1 from public.value_profiles $$,
  '42501', null, 'nor has the service role');
select lives_ok($$ insert into public.complementary_archetypes values ('baker', 'miller') $$,
  'it says which roles complete each other');
select throws_ok($$ insert into public.complementary_archetypes values ('miller', 'baker') $$,
  '23514', null, 'each pair once');

-- Admin ---------------------------------------------------------------------------
update public.profiles set global_role = 'admin' where id = tests.id('vic');
select tests.be('vic');
select is_empty($$ select 1 from public.value_profiles $$, 'no rank reads them');

select * from finish();
rollback;
