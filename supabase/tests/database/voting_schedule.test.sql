begin;
select plan(7);
create function tests.poll(title text) returns uuid
language sql stable security definer set search_path = ''
return (select p.id from public.polls p where p.title = poll.title);
grant execute on function tests.poll to authenticated, service_role;
select tests.user('ola');
select tests.be('ola');
select public.create_space('Rowing club', 'rowing');
select public.create_poll(tests.space('rowing'), 'Timed', 'yes_no');
select public.create_poll(tests.space('rowing'), 'Ended', 'yes_no');
select public.open_poll(tests.poll('Timed'));
select public.open_poll(tests.poll('Ended'));
select public.close_poll(tests.poll('Ended'));

-- Clock ---------------------------------------------------------------------------
select tests.be_owner();
select results_eq($$ select schedule, command from cron.job where jobname = 'tally-polls' $$,
  $$ values ('* * * * *', 'select private.tally_polls()') $$, 'every minute the clock looks');
select vault.create_secret('http://127.0.0.1:1', 'project_url');
select vault.create_secret('key', 'secret_key');
select private.tally_polls();
select is_empty($$ select 1 from net.http_request_queue $$,
  'who closes a poll counts it: the clock calls nobody');
alter table public.polls disable trigger polls_before_update_guard;
update public.polls set closes_at = now() where title = 'Timed';
alter table public.polls enable trigger polls_before_update_guard;
select private.advance_polls();
select private.tally_polls();
select results_eq($$ select url from net.http_request_queue $$,
  $$ values ('http://127.0.0.1:1/functions/v1/tallies/due') $$,
  'what the clock closed, it has counted');

-- Engine --------------------------------------------------------------------------
select tests.be_service();
select results_eq($$ select private.polls_due_for_tally() $$, $$ select tests.poll('Timed') $$,
  'the engine hears which');
select is(private.lock_due_poll(tests.poll('Timed')), true, 'and takes it');
select is(private.lock_due_poll(tests.poll('Ended')), false, 'but nothing else');
select tests.be('ola');
select throws_ok($$ select private.polls_due_for_tally() $$, '42501', null,
  'nobody else asks');

select * from finish();
rollback;
