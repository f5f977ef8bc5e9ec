-- Defects that were found in the systems this one takes after, each with the assertion that keeps it
-- out, over every table and function there is.
begin;
select plan(54);

-- Rows of these spaces, polls and readings that the caller reads, by table.
create function tests.rows_seen(ids uuid[])
returns table ("table" text, rows bigint)
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  clause text;
begin
  for "table", clause in
    select c.oid::regclass, string_agg(format('%I = any ($1)', a.attname), ' or ')
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      and not c.relispartition and a.atttypid = 'uuid'::regtype and (
        a.attname in ('space_id', 'poll_id', 'result_id')
        or a.attname = 'id' and c.relname in ('spaces', 'polls', 'poll_results')
      )
    group by c.oid
  loop
    begin
      execute format('select count(*) from %s where %s', "table", clause) into rows using ids;
    exception when insufficient_privilege then
      rows := 0;
    end;
    if rows > 0 then
      return next;
    end if;
  end loop;
end;
$$;

-- Tables in which the caller changes or deletes rows of this space past the commands. Undone at once.
create function tests.tables_written(space uuid)
returns setof text
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  attempt record;
  written bigint;
begin
  for attempt in
    select c.oid::regclass::text as name, verb,
      format(
        case verb when 'update' then 'update %1$s set %2$I = null where %3$I = $1'
          else 'delete from %1$s where %3$I = $1' end,
        c.oid::regclass, u.attname, k.attname
      ) as statement
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute k on k.attrelid = c.oid
      and k.attname = case c.relname when 'spaces' then 'id' else 'space_id' end
    cross join unnest(array['update', 'delete']) as verb
    left join lateral (
      select a.attname from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and has_column_privilege(c.oid, a.attnum, 'update')
      order by a.attnum limit 1
    ) as u on verb = 'update'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition
      and case verb when 'update' then u.attname is not null
        else has_table_privilege(c.oid, 'delete') end
  loop
    written := 0;
    begin
      execute attempt.statement using space;
      get diagnostics written = row_count;
      raise exception 'undo' using errcode = 'ZZ000';
    exception
      when sqlstate 'ZZ000' then null;
      -- A rule of the row speaks only once the policies let the row through.
      when not_null_violation or check_violation then written := 1;
      when others then written := 0;
    end;
    if written > 0 then
      return next attempt.name;
    end if;
  end loop;
end;
$$;
grant execute on function tests.rows_seen, tests.tables_written to anon, authenticated;

-- Two private groups, each with an admin, a member, a published poll and a draft.
select tests.user('vic');
select tests.user('ola');
select tests.user('una');
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select public.create_space('Harbour', 'harbour', visibility => 'public');
select tests.be('una');
select public.create_space('Sailing', 'sailing');
select tests.member('rowing', 'ana', 'admin');
select tests.member('rowing', 'mod', 'moderator');
select tests.member('rowing', 'gus', 'organizer');
select tests.member('rowing', 'max');
select tests.member('rowing', 'pia', 'member', 'pending');
select tests.member('rowing', 'bob');
select tests.member('rowing', 'rex');
select tests.member('sailing', 'zoe', 'admin');
select tests.member('sailing', 'zac');

select tests.be_owner();
create temp table groups (name text, ids uuid[]);
grant select on groups to anon, authenticated;
create function tests.decide(owner text, slug text)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  hash constant text := repeat('0', 64);
  reading constant uuid := gen_random_uuid();
  poll uuid;
begin
  perform tests.be(owner);
  poll := (public.create_poll(tests.space(slug), 'Shall we?', 'yes_no')).id;
  perform public.open_poll(poll);
  perform public.cast_ballot(poll, '"yes"');
  perform public.close_poll(poll);
  perform tests.be_service();
  perform private.record_reading(reading, poll, 'equal', '1', '{}', hash, hash, hash, 1, 1000000,
    '{0}', '{}', null);
  perform private.mark_tallied(poll);
  perform tests.be(owner);
  perform public.publish_poll(poll);
  perform public.create_poll(tests.space(slug), 'And then?', 'yes_no');
  perform public.create_invite_code(tests.space(slug));
  perform public.add_space_rule(tests.space(slug), 'rule', 'Be kind', 'To everybody.');
  perform public.set_space_state(tests.space(slug), 'tour', '3');
  perform tests.be_owner();
  insert into groups
  select slug, array[tests.space(slug), reading]
    || array(select p.id from public.polls p where p.space_id = tests.space(slug));
end;
$$;
select tests.decide('ola', 'rowing');
select tests.decide('una', 'sailing');
create function tests.ids(slug text)
returns uuid[]
language sql stable security definer set search_path = pg_temp
as $$ select g.ids from groups g where g.name = slug $$;
grant execute on function tests.ids to anon, authenticated;

-- Recursive membership policy ----------------------------------------------------------
select tests.be('max');
select lives_ok($$ select count(role) from public.space_members $$,
  'recursive membership policy: a member reads memberships');
select isnt_empty($$ select 1 from public.spaces s
    join public.space_members m on m.space_id = s.id join public.polls p on p.space_id = s.id $$,
  'recursive membership policy: with the space and its polls');

-- Private content readable ---------------------------------------------------------------
select tests.be_owner();
select isnt_empty($$ select 1 from tests.rows_seen(tests.ids('rowing')) $$,
  'private content readable: the walk finds what there is');
select tests.be('ola');
select set_has($$ select "table" from tests.rows_seen(tests.ids('rowing')) $$,
  $$ values ('public.spaces'), ('public.space_members'), ('public.polls'), ('public.poll_options'),
    ('public.ballots'), ('public.poll_results'), ('public.invite_codes'), ('public.space_rules') $$,
  'private content readable: its owner reads it all');
select tests.be('vic');
select is_empty($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  'private content readable: a stranger reads none of it in any table');
select tests.be('pia');
select results_eq($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  $$ values ('public.space_members', 1::bigint) $$,
  'private content readable: who asks to join reads that they asked');
select tests.be_anon();
select is_empty($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  'private content readable: anon reads none of it in any table');
select tests.be('mod');
select public.ban_member(tests.space('rowing'), tests.id('bob'));
select tests.be('gus');
select public.remove_member(tests.space('rowing'), tests.id('rex'));
select tests.be('bob');
select results_eq($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  $$ values ('public.space_members', 1::bigint) $$,
  'private content readable: a banned person reads that they are banned');
select tests.be('rex');
select results_eq($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  $$ values ('public.space_members', 1::bigint) $$,
  'private content readable: who was put out reads that they were');

-- Group isolation -------------------------------------------------------------------------
select tests.be('zoe');
select isnt_empty($$ select * from tests.rows_seen(tests.ids('sailing')) $$,
  'group isolation: an admin reads their own group');
select is_empty($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  'group isolation: and nothing of another, in any table');
select is_empty($$ select * from tests.tables_written(tests.space('rowing')) $$,
  'group isolation: and writes nothing there');
select tests.be('una');
select is_empty($$ select * from tests.rows_seen(tests.ids('rowing')) $$,
  'group isolation: nor does an owner');
select tests.be('ana');
select is_empty($$ select * from tests.rows_seen(tests.ids('sailing')) $$,
  'group isolation: nor the other way about');
select tests.refuses($$ select public.set_member_role(
    tests.space('sailing'), tests.id('zac'), 'contributor') $$,
  '404 not_found', 'group isolation: nor decides about its members');

-- Self-granted access -----------------------------------------------------------------------
select tests.be('vic');
select throws_ok($$
    insert into public.space_members (space_id, profile_id, role, status, joined_at)
    values (tests.space('harbour'), tests.id('vic'), 'owner', 'active', now()) $$,
  '42501', null, 'self-granted access: nobody writes their own membership');
select tests.be('pia');
select throws_ok($$ update public.space_members set status = 'active', joined_at = now() $$,
  '42501', null, 'self-granted access: nobody sets their own status');
select tests.be('max');
select throws_ok($$ update public.space_members set role = 'owner' $$,
  '42501', null, 'self-granted access: nobody sets their own rank');
select throws_ok($$ update public.space_members set level = 9 $$,
  '42501', null, 'self-granted access: nobody sets their own level');
select throws_ok($$ update public.space_members set profile_id = tests.id('ola') $$,
  '42501', null, 'self-granted access: nobody becomes somebody else');
select throws_ok($$ delete from public.space_members $$,
  '42501', null, 'self-granted access: nobody deletes what is written about them');
select throws_ok($$ update public.profiles set global_role = 'admin' $$,
  '42501', null, 'self-granted access: nobody sets their own rank in the installation');
select tests.refuses($$ select public.set_global_role(tests.id('max'), 'admin') $$,
  '403 admin_required', 'self-granted access: nor has it set');
select throws_ok($$ update private.space_access set owner = member $$,
  '42501', null, 'self-granted access: nobody writes what policies look up');
select throws_ok($$
    insert into public.role_permissions (space_id, permission, role, is_allowed)
    values (tests.space('rowing'), 'invitations.create', 'member', true) $$,
  '42501', null, 'self-granted access: nobody allows themselves more');
select throws_ok($$ select private.admit(tests.space('rowing'), tests.id('max'), 'owner') $$,
  '42501', null, 'self-granted access: nobody admits themselves past the commands');
select tests.be_owner();
select is_empty($$
    select c.oid::regclass, r.role, p.verb
    from pg_class c, unnest(array['anon', 'authenticated']) as r (role),
      unnest(array['insert', 'update', 'delete']) as p (verb)
    where c.relnamespace = 'public'::regnamespace
      and c.relname in ('space_members', 'role_permissions', 'invite_codes')
      and case p.verb when 'delete' then has_table_privilege(r.role, c.oid, 'delete')
        else exists (
          select from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and a.attname <> 'preferences'
            and has_column_privilege(r.role, c.oid, a.attnum, p.verb)
        ) end $$,
  'self-granted access: what access follows from is written by commands alone');

-- Promotion above oneself ---------------------------------------------------------------------
select tests.be('gus');
select tests.refuses($$ select public.set_member_role(tests.space('rowing'), p.id, r.role)
    from public.profiles p, unnest(enum_range('organizer'::public.space_role, null)) as r (role)
    where p.id = tests.id('max') $$,
  '403 rank_too_high', 'promotion above oneself: not of a member');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('gus'), 'moderator') $$,
  '403 rank_too_high', 'promotion above oneself: not of oneself');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('vic'), 'admin') $$,
  '403 rank_too_high', 'promotion above oneself: not by an invitation');
select tests.refuses($$
    select public.approve_request(tests.space('rowing'), tests.id('pia'), 'admin') $$,
  '403 rank_too_high', 'promotion above oneself: not by an approval');
select tests.refuses($$ select public.create_invite_code(tests.space('rowing'), 'admin') $$,
  '403 rank_too_high', 'promotion above oneself: not by a code');
select tests.refuses($$ select public.transfer_ownership(tests.space('rowing'), tests.id('gus')) $$,
  '403 owner_required', 'promotion above oneself: not by taking over');
select tests.refuses($$ select public.set_member_role(tests.space('rowing'), tests.id('ana'), 'member') $$,
  '403 rank_too_high', 'promotion above oneself: nor by pulling others down');

-- Banned person back -----------------------------------------------------------------------------
select tests.be_owner();
create temp table passes (code text);
grant all on passes to authenticated;
select tests.be('ola');
insert into passes
select (public.create_invite_code(tests.space('rowing'), max_uses => 5)).code;
select tests.be('bob');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '403 banned', 'banned person back: not by a request');
select tests.refuses($$ select public.leave_space(tests.space('rowing')) $$,
  '403 banned', 'banned person back: not by leaving');
select tests.refuses($$ select public.redeem_invite_code((select code from passes)) $$,
  '403 banned', 'banned person back: not by a code');
select tests.be('ola');
select tests.refuses($$ select public.invite_member(tests.space('rowing'), tests.id('bob')) $$,
  '409 banned', 'banned person back: not by an invitation');
select tests.refuses($$ select public.approve_request(tests.space('rowing'), tests.id('bob')) $$,
  '409 banned', 'banned person back: not by an approval');
update public.spaces set visibility = 'public', join_policy = 'open' where slug = 'rowing';
select tests.be('bob');
select tests.refuses($$ select public.join_space(tests.space('rowing')) $$,
  '403 banned', 'banned person back: not by an open door');
select is((select status::text from public.my_memberships()), 'banned',
  'banned person back: still banned after all that');
select tests.be('ola');
update public.spaces set visibility = 'private', join_policy = 'invite' where slug = 'rowing';
select tests.be_owner();
select set_eq($$
    select p.oid::regproc::text from pg_proc p
    where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace)
      and p.prosrc ~ 'insert into public\.space_members[^;]*''active''|set status = ''active''' $$,
  array['private.admit'], 'banned person back: one place makes a membership active');

-- Open insert on settings ------------------------------------------------------------------------
select tests.be('vic');
select is_empty($$ update public.spaces set settings = '{"x": 1}' returning slug $$,
  'open insert on settings: a stranger edits no settings, not of a public space either');
select throws_ok($$
    insert into public.spaces (slug, name, settings) values ('mine', 'Mine', '{"x": 1}') $$,
  '42501', null, 'open insert on settings: nor inserts any');
select tests.refuses($$ select public.set_space_state(tests.space('harbour'), 'tour', '1') $$,
  '403 member_required', 'open insert on settings: nor keeps state where they are no member');
select tests.be('max');
select is_empty($$ update public.spaces set settings = '{"x": 1}' returning slug $$,
  'open insert on settings: a member edits none');

-- Archived space written ---------------------------------------------------------------------------
select tests.be('ola');
select set_has($$ select * from tests.tables_written(tests.space('rowing')) $$,
  $$ values ('public.spaces'), ('public.space_members'), ('public.polls'), ('public.space_rules'),
    ('public.space_state') $$,
  'archived space written: the walk finds what an owner writes');
select public.archive_space(tests.space('rowing'));
select set_eq($$ select * from tests.tables_written(tests.space('rowing')) $$,
  array['public.space_state'],
  'archived space written: in no table any more; one may forget what it remembers for oneself');
select is_empty($$ update public.space_state set value = '4' returning 1 $$,
  'archived space written: and no more');
select tests.refuses($$
    select public.set_member_role(tests.space('rowing'), tests.id('max'), 'contributor') $$,
  '409 space_archived', 'archived space written: nor by a command');
select isnt_empty($$ select 1 from tests.rows_seen(tests.ids('rowing')) $$,
  'archived space written: though it is read');

-- Open update policies, definer functions for anon ---------------------------------------------------
select tests.be_owner();
select is_empty($$
    select p.polrelid::regclass, p.polname from pg_policy p
    where p.polcmd <> 'r'
      and 'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) $$,
  'open update policies: no policy for writing says true');
select is_empty($$
    select p.polrelid::regclass, p.polname from pg_policy p
    where p.polcmd <> 'r' and 'anon'::regrole = any (p.polroles) $$,
  'open update policies: and none is for anon');
select set_eq($$
    select p.oid::regproc::text from pg_proc p
    where p.pronamespace in ('private'::regnamespace, 'public'::regnamespace) and p.prosecdef
      and has_function_privilege('anon', p.oid, 'execute') $$,
  array['private.my_features'],
  'definer functions callable by anon: none but what says which features everybody has');

select * from finish();
rollback;
