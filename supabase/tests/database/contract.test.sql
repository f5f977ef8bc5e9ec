-- The laws of the whole schema. Each is a query for offenders that has to find none, so that a new
-- table is covered the day it appears. At the end an offender against every law is made: a law that
-- overlooks it is no law.
begin;

create temp view tables as
select c.oid, c.oid::regclass as "table", n.nspname as schema, c.relname as name,
  c.relacl as acl, coalesce(obj_description(c.oid, 'pg_class'), '') as about
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and not c.relispartition;

create temp view columns as
select t.*, a.attnum as number, a.attname as "column", format_type(a.atttypid, null) as type,
  a.attacl as column_acl
from tables t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped;

-- Without the constructors of range types, which are the superuser's and do nothing but construct.
create temp view functions as
select p.oid, p.oid::regprocedure as function, p.pronamespace::regnamespace::text as schema,
  p.prosecdef as definer, p.proconfig as settings, p.prosrc as source,
  coalesce(p.proacl, acldefault('f', p.proowner)) as acl,
  coalesce(obj_description(p.oid, 'pg_proc'), '') as about
from pg_proc p
where p.pronamespace::regnamespace::text in ('public', 'private')
  and p.prolang <> (select l.oid from pg_language l where l.lanname = 'internal');

create temp view policies as
select p.oid, t.oid as table_oid, t."table", t.name as table_name, p.polname as policy,
  p.polpermissive as permissive, p.polroles as roles,
  case p.polcmd
    when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
    else 'all'
  end as verb,
  concat_ws(' and ', pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, t.oid)) as rule,
  concat(p.polqual, p.polwithcheck) as tree
from pg_policy p
join tables t on t.oid = p.polrelid;

-- Partitions included. A partial index serves where all it leaves out is null.
create temp view indexes as
select i.indrelid as table_oid, i.indexrelid as index, i.indkey::int2[] as keys
from pg_index i
where i.indisvalid
  and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) ~ '^\(\w+ IS NOT NULL\)$');

create temp view refusals as
select f.function, m[1] as status, m[2] as code
from functions f, regexp_matches(f.source, 'private\.fail\(\s*(\w+),\s*''([^'']*)''', 'g') as m;

-- What a client may call that writes what it was told in figures or words: by itself or by what it
-- calls, up to where the row is withheld, or judged before as amounts are.
create temp view telling as
with recursive writers as (
  select f.oid, f.function, pg_get_functiondef(f.oid) as body, f.schema, p.proname as name
  from functions f join pg_proc p on p.oid = f.oid
  where p.provolatile = 'v' and p.prokind = 'f' and f.schema = 'private'
    and f.source !~ 'withhold_row|private.check_transfer'
),
calls as (
  select w.oid, m[1] as name
  from writers w, regexp_matches(w.body, 'private\.(\w+)\s*\(', 'g') as m
),
reached as (
  select w.function as command, w.oid from writers w
  join pg_proc p on p.oid = w.oid
  where has_function_privilege('authenticated', w.oid, 'execute') and exists (
    select from unnest(p.proargtypes::oid[]) as a (type) join pg_type t on t.oid = a.type
    where t.typtype <> 'e' and a.type not in ('uuid'::regtype, 'boolean'::regtype)
  )
  union
  select r.command, w.oid
  from reached r join calls c on c.oid = r.oid join writers w on w.name = c.name
)
select distinct r.command
from reached r join writers w on w.oid = r.oid
where w.body ~* '(insert into|update) (public|private)\.';

create temp view asked_permissions as
select m[1] as key
from (
  select source from functions
  union all select pg_get_function_sqlbody(oid) from functions
  union all select rule from policies
) as code (source), regexp_matches(code.source, '''([a-z_]+\.(?:view|create|edit|delete|approve))''', 'g') as m;

create temp table laws (law text, offenders text);
insert into laws (law, offenders) values

-- Who may ----------------------------------------------------------------------------

('row level security is on in every public table, partitions too', $$
  select c.oid::regclass from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relrowsecurity $$),

('every public table has a policy, or its comment says "server only"', $$
  select "table" from tables t
  where schema = 'public' and about !~* 'server only'
    and not exists (select from pg_policy p where p.polrelid = t.oid) $$),

('policies are permissive and name their roles', $$
  select "table", policy from policies where not permissive or 0 = any (roles) $$),

('one policy per table, role and command', $$
  select p."table", role::regrole, verbs.verb, array_agg(p.policy)
  from policies p, unnest(p.roles) as role,
    unnest(case p.verb when 'all' then '{select,insert,update,delete}' else array[p.verb] end)
      as verbs (verb)
  group by 1, 2, 3 having count(*) > 1 $$),

('policies ask who is calling once: (select auth.uid()), never bare', $$
  select "table", policy from policies
  where regexp_replace(rule, 'SELECT [^)]*(auth\.\w+|current_setting)\(', '', 'g')
    ~ '(auth\.\w+|current_setting)\(' $$),

('policies ask for sets once: = any (array(select …)), never in (select …)', $$
  select "table", policy from policies where rule ~ 'IN \( ?SELECT' $$),

('no policy has a subquery that looks at the row', $$
  select "table", policy from policies where tree ~ ':varlevelsup [1-9]' $$),

('no policy for reading calls a helper row by row', $$
  select "table", policy from policies
  where verb in ('select', 'all')
    and regexp_replace(rule, 'SELECT (public|private)\.\w+\(', '', 'g')
      ~ '(public|private)\.\w+\(' $$),

('every column that a policy looks rows up by leads an index', $$
  select distinct p."table", m[1] as "column"
  from policies p, regexp_matches(p.rule, '(\w+) = (?:ANY \(ARRAY)?\( ?SELECT', 'g') as m
  where not exists (
    select from indexes i
    join pg_attribute a on a.attrelid = i.table_oid and a.attnum = i.keys[0]
    where i.table_oid = p.table_oid and a.attname = m[1]
  ) $$),

('no default privilege hands anything to anyone', $$
  select kind.code, held.namespace, pg_get_userbyid(g.grantee), g.privilege_type
  from (values ('r'::"char"), ('S'), ('f')) as kind (code)
  cross join lateral (
    select 0::oid as namespace, coalesce(
      (select d.defaclacl from pg_default_acl d
        where d.defaclrole = 'postgres'::regrole and d.defaclnamespace = 0
          and d.defaclobjtype = kind.code),
      acldefault(kind.code, 'postgres'::regrole)) as acl
    union all
    select d.defaclnamespace, d.defaclacl from pg_default_acl d
    where d.defaclrole = 'postgres'::regrole and d.defaclobjtype = kind.code
      and d.defaclnamespace in ('public'::regnamespace, 'private'::regnamespace)
  ) as held
  cross join aclexplode(held.acl) as g
  where g.grantee <> 'postgres'::regrole $$),

('PUBLIC executes nothing', $$
  select function from functions, aclexplode(acl) as g where g.grantee = 0 $$),

('what clients execute in private serves a policy, a door or a rule they meet', $$
  select f.function, client from functions f, unnest('{anon,authenticated}'::text[]) as client
  where f.schema = 'private' and has_function_privilege(client, f.oid, 'execute')
    and not exists (
      select from pg_depend d
      where d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid and case d.classid
        when 'pg_policy'::regclass then exists (
          select from pg_policy p where p.oid = d.objid and client::regrole = any (p.polroles))
        when 'pg_proc'::regclass then
          d.objid <> f.oid and has_function_privilege(client, d.objid, 'execute')
        else client <> 'anon' and d.classid in ('pg_constraint'::regclass, 'pg_attrdef'::regclass)
      end
    ) $$),

('no client enters private, and no API role touches a table in it', $$
  select n.nspname, pg_get_userbyid(g.grantee) from pg_namespace n, aclexplode(n.nspacl) as g
  where n.nspname = 'private'
    and g.grantee not in (n.nspowner, 'service_role'::regrole)
  union all
  select t."table"::text, pg_get_userbyid(g.grantee)
  from columns t, aclexplode(t.acl || t.column_acl) as g
  where t.schema = 'private' and g.grantee <> 'postgres'::regrole $$),

('anon changes nothing', $$
  select "table", "column", g.privilege_type from columns, aclexplode(acl || column_acl) as g
  where g.grantee in (0, 'anon'::regrole) and g.privilege_type <> 'SELECT' $$),

('clients insert and update by a list of columns', $$
  select "table", g.privilege_type from tables, aclexplode(acl) as g
  where g.grantee = 'authenticated'::regrole and g.privilege_type in ('INSERT', 'UPDATE') $$),

('API roles select, insert, update and delete, and hold no other right', $$
  select "table", g.grantee::regrole, g.privilege_type
  from columns, aclexplode(acl || column_acl) as g
  where g.grantee <> 'postgres'::regrole
    and g.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE') $$),

('whatever a client may write is bounded by a rule', $$
  select c."table", c."column" from columns c
  where c.type in ('text', 'extensions.citext', 'citext', 'jsonb', 'bytea') and c.schema = 'public'
    and (has_column_privilege('authenticated', c.oid, c.number, 'insert')
      or has_column_privilege('authenticated', c.oid, c.number, 'update'))
    and not exists (
      select from pg_constraint k
      where k.conrelid = c.oid and k.contype in ('c', 'f') and c.number = any (k.conkey)
    ) $$),

-- Functions and views ------------------------------------------------------------------

('every function pins an empty search_path', $$
  select function from functions where not coalesce(settings, '{}') @> '{"search_path=\"\""}' $$),

('no function in public runs as its definer', $$
  select function from functions where schema = 'public' and definer $$),

('views see what their reader may see', $$
  select c.oid::regclass from pg_class c
  where c.relnamespace = 'public'::regnamespace and (c.relkind = 'm'
    or c.relkind = 'v'
      and not coalesce(c.reloptions, '{}') && '{security_invoker=true,security_invoker=on}') $$),

('a view that cannot be written refuses, instead of failing', $$
  select c.oid::regclass from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
    and pg_relation_is_updatable(c.oid, true) & 28 <> 28 $$),

('only private.fail raises, and withhold_row what was raised', $$
  select function from functions
  where source ~* '\mraise\s+(?!debug|log|info|notice|warning)'
    and function not in (
      'private.fail(integer,text,text)'::regprocedure,
      'private.withhold_row(text,text)'::regprocedure
    ) $$),

-- The others judge what they were told before they write it, or look it up.
('a command that writes what it was told ends with withhold_row', $$
  select command from telling
  where split_part(split_part(command::text, '(', 1), '.', -1) <> all ('{
    cast_ballot,cast_ballot_with_votes,change_ballot,import_ballots,put_votes,set_voice_credits,
    stake_on_poll,contest_poll,dismiss_contest,invalidate_reading,propose_election,propose_recall,
    resolve_payment_event,retry_payment_event,preview_invite_code,redeem_invite_code,
    delegate_vote,revoke_delegation,second_amendment,second_proposal,reorder_space_rules,
    revoke_consent,tune_permission,erase_me,ban_member,decline_request,join_space,remove_member,
    set_member_level
  }'::text[]) $$),

('a refusal has a 4xx status and a snake_case code', $$
  select * from refusals where status !~ '^4\d\d$' or code !~ '^[a-z]+(_[a-z]+)*$' $$),

('every refusal is documented, status and code, by a function''s comment', $$
  select * from refusals r
  where not exists (
    select from functions f where f.about ~ format('\m%s %s\M', r.status, r.code)) $$),

('the code asks for permissions that are declared', $$
  select key from asked_permissions except select key from public.permissions $$),

-- A call of what is volatile is no index condition: the whole table is read, and it is asked each time.
('a row is not looked for by what may write', $$
  with calls as (
    select f.function as caller, call[1] as called
    from functions f
    cross join lateral regexp_matches(
      regexp_replace(coalesce(pg_get_function_sqlbody(f.oid), f.source), '--[^\n]*', '', 'g'),
      '\mwhere\M(.*?)(?:\mthen\M|\mloop\M|;|\),|\mreturning\M|\morder by\M|\mlimit\M|$)', 'gi')
      as clause
    cross join lateral regexp_matches(clause[1], '\m((?:public|private)\.\w+) ?\(', 'g') as call
  )
  select c.caller, c.called from calls c
  join pg_proc p on p.oid::regproc::text = c.called and p.provolatile = 'v' $$),

('what a space may tune, the code asks for', $$
  select key from public.permissions where is_tunable except select key from asked_permissions $$),

-- What exists ---------------------------------------------------------------------------

('every table, public function and enum says what it is for', $$
  select "table"::text from tables where about = ''
  union all
  select function::text from functions where schema = 'public' and about = ''
  union all
  select oid::regtype::text from pg_type
  where typnamespace in ('public'::regnamespace, 'private'::regnamespace) and typtype = 'e'
    and obj_description(oid, 'pg_type') is null $$),

('every table has a primary key', $$
  select "table" from tables t
  where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary) $$),

('every foreign key leads an index', $$
  select k.conrelid::regclass, k.conname from pg_constraint k
  where k.contype = 'f'
    and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
    and not exists (
      select from indexes i
      where i.table_oid = k.conrelid
        and i.keys[0 : cardinality(k.conkey) - 1] @> k.conkey
    ) $$),

('every foreign key says what happens on delete', $$
  select k.conrelid::regclass, k.conname from pg_constraint k
  where k.contype = 'f' and k.confdeltype = 'a'
    and k.connamespace in ('public'::regnamespace, 'private'::regnamespace) $$),

('every column that refers to a person says what erasure does with it', $$
  select k.conrelid::regclass, a.attname from pg_constraint k
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
  where k.contype = 'f' and k.conparentid = 0 and k.confrelid = 'public.profiles'::regclass
    and not exists (
      select from private.personal_columns c
      where c.table_name = k.conrelid and c.column_name = a.attname
    ) $$),

('what erasure detaches can be null', $$
  select c.table_name, c.column_name from private.personal_columns c
  join pg_attribute a on a.attrelid = c.table_name and a.attname = c.column_name
  where c.erasure = 'detach' and a.attnotnull $$),

('no column holds a float or a numeric, embeddings excepted', $$
  select "table", "column", type from columns
  where type ~ '^(real|double precision|numeric|money)\M'
    and not ("column" = 'embedding' and type = 'real[]') $$),

('what is counted in fractions is counted in bigint', $$
  select "table", "column", type from columns
  where "column"
      ~ '(^|_)(amount|price|fee|cost|balance|budget|score|weight|multiplier|micro|minor)s?$'
    and type not in ('bigint', 'bigint[]') $$),

('text is text, JSON is jsonb, moments have a time zone', $$
  select "table", "column", type from columns
  where type ~ '^(character|json\M|time)' and type !~ '^timestamp with time zone' $$),

('updated_at keeps itself', $$
  select "table" from columns c
  where "column" = 'updated_at' and not exists (
    select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = c.oid and p.proname = 'moddatetime' and t.tgenabled = 'O'
  ) $$),

-- What things are called -----------------------------------------------------------------

('names are snake_case, and short enough that Postgres cuts none', $$
  select name from (
    select name from tables
    union all select "column" from columns
    union all select policy from policies
    union all select split_part(split_part(function::text, '(', 1), '.', -1) from functions
    union all select conname from pg_constraint where conrelid in (select oid from tables)
    union all select tgname from pg_trigger
      where tgrelid in (select oid from tables) and not tgisinternal
    union all select i.index::regclass::text from indexes i join tables t on t.oid = i.table_oid
    union all select typname from pg_type
      where typnamespace in ('public'::regnamespace, 'private'::regnamespace) and typtype = 'e'
  ) as named (name)
  where split_part(name, '.', -1) !~ '^[a-z][a-z0-9_]{0,61}$' $$),

('constraints are called <table>_<columns>_key or _fkey, or a sentence', $$
  select t."table", k.conname from pg_constraint k
  join tables t on t.oid = k.conrelid
  cross join lateral (
    select string_agg(a.attname, '_' order by c.place) as columns
    from unnest(k.conkey) with ordinality as c (number, place)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = c.number
  ) as over
  where case k.contype
    when 'p' then k.conname <> t.name || '_pkey'
    when 'u' then k.conname <> concat_ws('_', t.name, over.columns, 'key')
    when 'f' then k.conname <> concat_ws('_', t.name, over.columns, 'fkey')
    when 'c' then not starts_with(k.conname, t.name || '_') or k.conname ~ '_check\d*$'
    when 'x' then not starts_with(k.conname, t.name || '_')
  end $$),

('indexes are called <table>_…_idx, or _key when unique', $$
  select t."table", c.relname from pg_index i
  join tables t on t.oid = i.indrelid
  join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = c.oid)
    and c.relname !~ format('^%s_[a-z_]+_%s$', t.name,
      case when i.indisunique then 'key' else 'idx' end) $$),

('policies are called <table>_<verb>_<who>', $$
  select "table", policy from policies
  where policy !~ format('^%s_%s_[a-z_]+$', table_name, verb) $$),

('triggers are called <table>_<when>_<task>', $$
  select t."table", g.tgname from pg_trigger g join tables t on t.oid = g.tgrelid
  where not g.tgisinternal and g.tgname !~ format('^%s_(before|after)_[a-z_]+$', t.name) $$);

select plan(2 * count(*)::integer) from laws;
select is_empty(offenders, law) from laws;

-- An offender against each law ---------------------------------------------------------------

create type public.offence as enum ('unexplained');
create table public.offences (
  "Name"     varchar(10),
  price      integer,
  rate       numeric,
  note       text,
  profile_id uuid references public.profiles,
  updated_at timestamptz,
  check (price > 0)
);
create index offence on public.offences (rate, price);
select private.holds_personal_data('public.space_members', 'role', 'detach', false);
create table public.unruled_offences ();
create view public.offending as select 1 as offence;

create function public.offend() returns uuid language plpgsql security definer as $$
begin
  perform private.fail(500, 'Oops', 'Try again.');
  perform private.has_permission(null, null, 'offences.create');
  perform from public.profiles p where p.id = private.offend(p.id);
  raise exception 'Try again.';
end;
$$;
create function private.tell(note text) returns void language plpgsql security definer as $$
begin
  insert into public.offences (note) values (note);
end;
$$;
grant execute on function private.tell to authenticated;
select private.declares_permission('offences.view', 'member', 'Look away.');
create function private.offend(uuid) returns uuid language sql begin atomic select $1; end;
create trigger offend before update on public.offences
  for each row execute function private.refuse_change();

create policy offence on public.offences using (profile_id = auth.uid());
create policy offence_again on public.offences as restrictive for select to anon
  using (profile_id in (select private.offend(id) from public.profiles where id = profile_id));
create policy offence_twice on public.offences for select to anon
  using (profile_id = (select auth.uid()) and profile_id = private.offend(profile_id));

alter default privileges in schema public grant select on tables to anon;
grant execute on function public.offend to public;
grant execute on function private.offend to authenticated;
grant usage on schema private to anon;
grant insert, update, truncate on public.offences to anon, authenticated;

select isnt_empty(offenders, 'it bites: ' || law) from laws;

select * from finish();
rollback;
