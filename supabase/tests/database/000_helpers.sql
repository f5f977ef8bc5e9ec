-- People for the stories. Loaded once and kept, so that each story only says who acts.
begin;
create extension if not exists pgtap with schema extensions;
-- What the schema's owner creates is nobody else's to execute, pgTAP included.
do $$
declare
  test_function regprocedure;
begin
  for test_function in
    select d.objid::regprocedure
    from pg_depend d
    join pg_extension e on e.oid = d.refobjid and d.refclassid = 'pg_extension'::regclass
    where e.extname = 'pgtap' and d.classid = 'pg_proc'::regclass and d.deptype = 'e'
  loop
    execute format('grant execute on function %s to anon, authenticated, service_role', test_function);
  end loop;
end
$$;

create schema if not exists tests;
grant usage on schema tests to anon, authenticated, service_role;

create or replace function tests.user(nickname text)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select u.id into person from auth.users u where u.email = nickname || '@example.com';
  if not found then
    insert into auth.users (id, aud, role, email, raw_user_meta_data)
    values (
      gen_random_uuid(), 'authenticated', 'authenticated', nickname || '@example.com',
      jsonb_build_object('display_name', initcap(nickname))
    )
    returning id into person;
  end if;
  return person;
end;
$$;
comment on function tests.user is 'Signs a person up, or finds them.';

create or replace function tests.id(nickname text)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select u.id into strict person from auth.users u where u.email = nickname || '@example.com';
  return person;
end;
$$;
comment on function tests.id is 'A person who signed up; an unknown nickname is an error.';

create or replace function tests.space(slug text)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  found_space uuid;
begin
  select s.id into strict found_space from public.spaces s where s.slug = space.slug;
  return found_space;
end;
$$;
comment on function tests.space is 'A space''s id, for people who could not look it up.';

create or replace function tests.identity(space text, nickname text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select o.identity_id
  from private.identity_owners o
  where o.space_id = tests.space(space) and o.profile_id = tests.id(nickname)
    and o.retired_at is null;
$$;
comment on function tests.identity is 'As whom a person appears in a space.';

-- Sets the scene where no command can, such as a ban or a rank.
create or replace function tests.member(
  space text,
  nickname text,
  role public.space_role default 'member',
  status public.membership_status default 'active'
)
returns void
language sql volatile security definer set search_path = ''
as $$
  insert into public.space_members
    (space_id, profile_id, role, status, requested_at, decided_at, joined_at)
  values (
    tests.space(space), tests.user(nickname), role, status,
    case status when 'pending' then now() end,
    case status when 'banned' then now() end,
    case status when 'active' then now() end
  )
  on conflict (space_id, profile_id) do update set
    role = excluded.role, status = excluded.status, requested_at = excluded.requested_at,
    request_message = null, decided_at = excluded.decided_at, joined_at = excluded.joined_at;
$$;
comment on function tests.member is 'Makes a person a member, or what the status says.';

-- Invoker, all of these: a definer function may not change the role.
create or replace function tests.be(nickname text)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  person uuid := tests.id(nickname);
begin
  perform set_config('request.jwt.claims', json_build_object(
    'sub', person, 'role', 'authenticated', 'aud', 'authenticated',
    'email', nickname || '@example.com'
  )::text, true);
  perform set_config('role', 'authenticated', true);
end;
$$;
comment on function tests.be is 'From here on this person acts, until the transaction ends.';

create or replace function tests.be_anon()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '{"role":"anon"}', true);
  perform set_config('role', 'anon', true);
end;
$$;
comment on function tests.be_anon is 'From here on somebody acts who is not signed in.';

create or replace function tests.be_service()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '{"role":"service_role"}', true);
  perform set_config('role', 'service_role', true);
end;
$$;
comment on function tests.be_service is 'From here on the secret key acts.';

create or replace function tests.be_owner()
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform set_config('request.jwt.claims', '', true);
  perform set_config('role', 'postgres', true);
end;
$$;
comment on function tests.be_owner is 'From here on the owner of the schema acts, who sees it all.';

-- No empty search_path: pgTAP is wherever the session finds it.
create or replace function tests.refuses(query text, refusal text, description text)
returns text
language plpgsql volatile security invoker
as $$
declare
  state text;
  code text;
begin
  begin
    execute query;
  exception when others then
    get stacked diagnostics state = returned_sqlstate, code = pg_exception_hint;
  end;
  return is(concat_ws(' ', replace(state, 'PT', ''), nullif(code, '')), refusal, description);
end;
$$;
comment on function tests.refuses is
  'Passes when the query is refused like this, as in ''409 slug_taken''.';

create or replace function tests.proposal(title text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select p.id from public.proposals p where p.title = proposal.title;
$$;
comment on function tests.proposal is 'A proposal''s id, for people who could not look it up.';

create or replace function tests.poll_on(title text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select p.poll_id from public.proposals p where p.title = poll_on.title;
$$;
comment on function tests.poll_on is 'The poll that decides a proposal.';

create or replace function tests.talked_over(proposal uuid)
returns void
language sql volatile security definer set search_path = ''
as $$
  update public.proposals set deliberates_until = now() where id = proposal;
$$;
comment on function tests.talked_over is 'Lets the time of its deliberation pass.';

create or replace function tests.end_of_vote(poll uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  alter table public.polls disable trigger polls_before_update_guard;
  update public.polls set closes_at = now() where id = poll;
  alter table public.polls enable trigger polls_before_update_guard;
end;
$$;
comment on function tests.end_of_vote is 'Lets the time of an open poll pass.';

create or replace function tests.count_votes(
  counted uuid, winners smallint[], warnings text[] default '{}'
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.end_poll(counted);
  insert into public.poll_results (
    poll_id, lens, engine_version, lens_definition, lens_hash, snapshot_hash, ballots_root,
    ballot_count, eligible_count, total_weight, winners, result, warnings
  )
  select counted, 'equal', '1', '{}', h, h, h, 1, 5, 1000000, winners, '{}', warnings
  from repeat('0', 64) as h;
  perform private.mark_tallied(counted);
end;
$$;
comment on function tests.count_votes is
  'Closes a poll and writes the baseline that the engine would: whom it elects, and its warnings.';

create or replace function tests.earns(nickname text, amount bigint, asset text default 'LIVE')
returns void
language sql volatile security definer set search_path = ''
as $$
  select private.post_transaction('opening', 'opening:' || nickname || ':' || asset, array[
    private.system_account(private.asset_id(asset), 'issuance'),
    private.wallet_of(tests.id(nickname), private.asset_id(asset))
  ], array[-amount, amount]);
$$;
comment on function tests.earns is 'Fills a person''s wallet, once for each asset.';

create or replace function tests.has(nickname text, asset text default 'LIVE')
returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.balance), 0)::bigint
  from public.ledger_accounts a
  join public.assets s on s.id = a.asset_id
  where a.owner_profile_id = tests.id(nickname) and s.code = asset;
$$;
comment on function tests.has is 'What is in a person''s wallet.';

create or replace function tests.bounty(title text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select b.id from public.bounties b where b.title = bounty.title;
$$;
comment on function tests.bounty is 'A bounty''s id, for people who could not look it up.';

create or replace function tests.work(nickname text, bounty text)
returns uuid
language sql stable security definer set search_path = ''
as $$
  select s.id
  from public.bounty_submissions s
  join private.identity_owners o on o.identity_id = s.author_id
  where o.profile_id = tests.id(nickname) and s.bounty_id = tests.bounty(work.bounty)
  order by s.status
  limit 1;
$$;
comment on function tests.work is 'What a person handed in for a bounty.';

create or replace function tests.pass_bounty(title text, by interval)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  alter table public.bounties disable trigger bounties_before_change_guard;
  alter table public.bounty_disputes disable trigger bounty_disputes_before_change_guard;
  update public.bounties b
  set ends_at = b.ends_at - pass_bounty.by, review_until = b.review_until - by,
    settles_at = b.settles_at - by, created_at = b.created_at - by
  where b.id = tests.bounty(pass_bounty.title);
  update public.bounty_disputes d set raised_at = d.raised_at - by
  where d.bounty_id = tests.bounty(pass_bounty.title);
  alter table public.bounties enable trigger bounties_before_change_guard;
  alter table public.bounty_disputes enable trigger bounty_disputes_before_change_guard;
  perform private.tend_bounties();
end;
$$;
comment on function tests.pass_bounty is 'Lets time pass for a bounty, and the clock see it.';

create or replace function tests.bounty_faults()
returns bigint
language sql stable security definer set search_path = ''
as $$
  select (
    select count(*)
    from public.bounty_contributions c
    join public.ledger_accounts a on a.id = c.account_id
    where a.balance <> c.escrowed_amount or a.balance <> (
      select coalesce(sum(t.amount), 0)
      from public.bounty_transactions t
      where t.contribution_id = c.id
    )
  ) + (
    select count(*)
    from public.bounties b
    where b.escrowed_amount <> (
      select coalesce(sum(c.escrowed_amount), 0)
      from public.bounty_contributions c
      where c.bounty_id = b.id
    )
  ) + (select count(*) from private.reconcile_ledger());
$$;
comment on function tests.bounty_faults is
  'Escrow accounts that are not what their contributions and their history say; and of the ledger.';

grant execute on all functions in schema tests to anon, authenticated, service_role;

select plan(1);
select has_schema('tests', 'the helpers are loaded');
select * from finish();
commit;
