-- What people may ask of a system that knows them: a copy, and to be forgotten. Both walk the
-- registry, so that a table counts from the day it is declared.

create function private.export_table(person uuid, exported regclass)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  rows jsonb;
begin
  execute (
    select format(
      'select coalesce(jsonb_agg(to_jsonb(r) - $2 %s order by %s), ''[]'') from %s r where %s',
      (
        select string_agg(format(
          '- case when r.%I is distinct from $1 then %L else '''' end', w.writer_column, w.column_name
        ), ' ')
        from private.withheld_columns w
        where w.table_name = exported and w.writer_column is not null
      ),
      (
        select string_agg(format('r.%I', a.attname), ', ')
        from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
        where i.indrelid = exported and i.indisprimary
      ),
      exported,
      (
        select string_agg(
          format('r.%I = $1 and (%s)', c.column_name, coalesce(c.exported_when, 'true')), ' or ')
        from private.personal_columns c
        where c.table_name = exported and c.is_exported
      )
    )
  )
  into rows
  using person, array(
    select c.column_name::text
    from private.personal_columns c
    where c.table_name = exported and c.erasure = 'detach' and not c.is_exported
    union
    select w.column_name::text
    from private.withheld_columns w
    where w.table_name = exported and w.writer_column is null
  );
  return rows;
end;
$$;
comment on function private.export_table is
  'A person''s rows of a table, without secrets and without who else decided about them.';

create function private.export_my_data()
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  part record;
  own jsonb;
  data jsonb := '{}';
begin
  if (
    select count(*) >= 5
    from public.traceability_records r
    where r.profile_id = person and r.action = 'export' and r.created_at > now() - interval '1 hour'
  ) then
    perform private.fail(429, 'exported_recently', 'You have several copies. Try in an hour.');
  end if;

  for part in
    select c.table_name as exported, t.relname as name
    from private.personal_columns c
    join pg_class t on t.oid = c.table_name
    where c.is_exported
    group by 1, 2
    order by 2
  loop
    data := data || jsonb_build_object(part.name, private.export_table(person, part.exported));
  end loop;
  for part in
    select r.routine as name from private.personal_routines r where r.task = 'export' order by r.place
  loop
    execute format('select private.%I($1)', part.name) into own using person;
    data := data || jsonb_build_object(part.name, own);
  end loop;

  perform private.trace(person, 'profiles', 'export', origin => 'user_provided');
  return jsonb_build_object(
    'version', 1,
    'exported_at', now(),
    'account', (
      select jsonb_build_object(
        'id', u.id, 'email', u.email, 'phone', u.phone, 'signed_up_at', u.created_at,
        'last_sign_in_at', u.last_sign_in_at, 'metadata', u.raw_user_meta_data
      )
      from auth.users u
      where u.id = person
    ),
    'data', data
  );
end;
$$;

create function private.forget_traces(person uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  delete from public.traceability_records r where r.profile_id = person and r.action <> 'erase';
end;
comment on function private.forget_traces is 'All but the record of the erasure itself.';
select private.erases_with('forget_traces');

-- Safe to repeat: it ends in the same state whenever it runs.
create function private.forget_rows(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  part record;
begin
  for part in
    select r.routine from private.personal_routines r where r.task = 'erase' order by r.place desc
  loop
    execute format('select private.%I($1)', part.routine) using person;
  end loop;
  -- Rows go from later domains to earlier ones, so that a reference goes before what it refers to.
  for part in
    select c.table_name, c.column_name, c.erasure
    from private.personal_columns c
    where c.erasure <> 'keep'
    order by c.erasure, c.table_name::oid desc
  loop
    execute format(
      case part.erasure
        when 'delete' then 'delete from %1$s where %2$I = $1'
        else 'update %1$s set %2$I = null where %2$I = $1'
      end,
      part.table_name, part.column_name
    )
    using person;
  end loop;
end;
$$;
comment on function private.forget_rows is
  'What the routines do and the registry says, for a person whose profile is erased.';

-- No lock on the profile: whoever refers to it would wait, too.
create function private.stays(person uuid)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock_shared(uuid_hash_extended(person, 10));
  return exists (select from public.profiles p where p.id = person and p.erased_at is null);
end;
$$;
comment on function private.stays is
  'Is this person here? Their erasure waits until the transaction is over. Ask before locking what '
  'an erasure locks.';

create function private.erase_person(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(uuid_hash_extended(person, 10));
  perform from public.profiles p
  where p.id = person and p.erased_at is null
  for no key update;
  if not found then
    return;
  end if;

  -- Every column but the key, so that one added later is blank, too.
  execute (
    select format(
      'update public.profiles set erased_at = now(), %s where id = $1',
      string_agg(format('%I = default', a.attname), ', ' order by a.attnum)
    )
    from pg_attribute a
    where a.attrelid = 'public.profiles'::regclass and a.attnum > 0 and not a.attisdropped
      and a.attname not in ('id', 'erased_at')
  )
  using person;
  perform private.forget_rows(person);
  insert into private.erasures (profile_id) values (person);
  insert into public.traceability_records (profile_id, table_name, action, origin)
  values (
    person, 'profiles', 'erase',
    case when person = (select auth.uid()) then 'user_provided' else 'system_generated' end
      ::public.trace_origin
  );
end;
$$;
comment on function private.erase_person is
  'Blanks a profile and forgets the rest; does nothing where that has happened. Sign-in goes with '
  'the auth user.';

-- Commands under way while somebody left may have written after the walk: holding every command up
-- with a lock would cost all of them something, walking again costs next to nothing.
create function private.sweep_erasures()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  erasure private.erasures;
begin
  for erasure in
    select e.* from private.erasures e
    where e.due_at <= now()
    order by e.due_at
    limit 100
    for update skip locked
  loop
    perform private.forget_rows(erasure.profile_id);
    if erasure.sweeps_left = 1 then
      delete from private.erasures e where e.profile_id = erasure.profile_id;
    else
      update private.erasures e
      set sweeps_left = 1, due_at = now() + interval '2 hours'
      where e.profile_id = erasure.profile_id;
    end if;
  end loop;
end;
$$;
comment on function private.sweep_erasures is 'Forgets once more whoever was erased lately.';

select cron.schedule('sweep-erasures', '* * * * *', 'select private.sweep_erasures()');

-- However an account goes, by erase_me(), in the dashboard or by the auth admin API.
create function private.erase_user()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.erase_person(old.id);
  return old;
end;
$$;
comment on function private.erase_user is 'Whoever loses their account is erased.';

create trigger users_before_delete_erase
  before delete on auth.users
  for each row execute function private.erase_user();

create function private.erase_me(confirm text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  if not exists (
    select
    from public.profiles p
    left join auth.users u on u.id = p.id
    where p.id = person and lower(btrim(confirm)) in (p.handle::text, lower(u.email))
  ) then
    perform private.fail(422, 'confirmation_mismatch', 'Type your handle or your e-mail address.');
  end if;
  perform private.erase_person(person);
  delete from auth.users u where u.id = person;
end;
$$;

create function public.export_my_data()
returns jsonb
language sql volatile security invoker set search_path = ''
begin atomic
  select private.export_my_data();
end;
comment on function public.export_my_data is
  'Everything the database holds about the caller: version, exported_at, account, and under data '
  'their rows by table. At most 5 in an hour. Errors: 401 sign_in_required, 429 exported_recently.';

create function public.erase_me(confirm text)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.erase_me(confirm);
end;
comment on function public.erase_me is
  'Erases the caller, for good and at once; confirm is their handle or e-mail address. Spaces they '
  'alone own pass to the highest-ranked, longest-standing member; ballots count on without a name. '
  'Errors: 401 sign_in_required, also when repeated; 422 confirmation_mismatch.';

revoke execute on function
  private.export_table, private.export_my_data, private.forget_traces, private.forget_rows,
  private.stays, private.erase_person, private.sweep_erasures, private.erase_user,
  private.erase_me, public.export_my_data, public.erase_me
from public;
grant execute on function
  private.export_my_data, private.erase_me, public.export_my_data, public.erase_me
to authenticated;
