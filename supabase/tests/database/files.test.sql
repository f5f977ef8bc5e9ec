begin;
select plan(49);

-- Ola owns a space with Mia in it; Vic is a stranger. Storage has what they uploaded.
select tests.user(name) from unnest('{ola,mia,vic}'::text[]) as name;
select tests.be('ola');
select public.create_space('Rowing', 'rowing');
select tests.be_owner();
select tests.member('rowing', 'mia');
create function pg_temp.folder(n integer) returns text language sql as $$
  select '00000000-0000-4000-8000-' || lpad(n::text, 12, '0');
$$;
create function pg_temp.identity(person text) returns text language sql security definer as $$
  select o.identity_id::text from private.identity_owners o where o.profile_id = tests.id(person);
$$;
create function pg_temp.seen() returns text language sql as $$
  select concat_ws(' | ', (select string_agg(title, ', ' order by title) from public.file_uploads), (
    select string_agg(right(split_part(name, '/', 1), 1), ', ' order by name) from storage.objects
    where bucket_id = 'files'));
$$;
grant execute on function pg_temp.folder, pg_temp.identity, pg_temp.seen to anon, authenticated, service_role;
create function pg_temp.stored(bucket text, path text, owner text default null) returns void
language sql as $$
  insert into storage.objects (bucket_id, name, owner, owner_id, metadata, created_at, updated_at)
  values (bucket, path, tests.id(owner), tests.id(owner)::text,
    '{"size": 1234, "mimetype": "application/pdf"}', now() - interval '1 hour',
    now() - interval '1 hour');
$$;
select pg_temp.stored('files', pg_temp.folder(n) || '/plan.pdf', 'ola')
from generate_series(1, 5) as n;
select pg_temp.stored('files', pg_temp.folder(6) || '/plan.pdf', 'vic');

-- Uploading -----------------------------------------------------------------------
select tests.be('ola');
select lives_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('avatars', tests.id('ola') || '/me.webp', tests.id('ola')) $$,
  'an avatar goes into one''s own folder');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('avatars', tests.id('mia') || '/me.webp', tests.id('ola')) $$, '42501', null,
  'not into another''s');
select lives_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    select 'avatars', i.id || '/me.webp', tests.id('ola')
    from public.my_identities() i limit 1 $$,
  'or into that of how one appears in a space');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('avatars', pg_temp.identity('mia') || '/me.webp', tests.id('ola')) $$, '42501', null,
  'which is nobody else''s');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('avatars', tests.id('ola') || '/a/b/c.webp', tests.id('ola')) $$, '42501', null,
  'nor below it');
select lives_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('files', pg_temp.folder(7) || '/a.txt', tests.id('ola')) $$,
  'a file goes into a folder drawn at random');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('files', tests.id('ola') || '/a.txt', tests.id('ola')) $$, '42501', null,
  'never into one named after its person');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('files', 'a.txt', tests.id('ola')) $$, '42501', null, 'nor into none');
select throws_ok($$ insert into storage.objects (bucket_id, name, owner_id)
    values ('others', pg_temp.folder(7) || '/a.txt', tests.id('ola')) $$, '42501', null,
  'nor into a bucket that is not theirs to use');
select is_empty($$ update storage.objects set metadata = '{}' where bucket_id = 'files'
    returning 1 $$, 'nobody overwrites a file');
select is_empty($$ delete from storage.objects where bucket_id = 'files' returning 1 $$,
  'or deletes its object');
select tests.be_anon();
select throws_ok($$ insert into storage.objects (bucket_id, name)
    values ('files', pg_temp.folder(8) || '/a.txt') $$, '42501', null, 'anon uploads nothing');

-- Registering ---------------------------------------------------------------------
select tests.be('ola');
select results_eq($$ select title, content_type, size, visibility::text
    from public.register_upload('files', pg_temp.folder(1) || '/plan.pdf', ' Plan ') $$,
  $$ values ('Plan', 'application/pdf', 1234::bigint, 'private') $$,
  'type and size are Storage''s, and a file is private unless said otherwise');
select is((select id from public.register_upload('files', pg_temp.folder(1) || '/plan.pdf')),
  (select id from public.my_uploads()), 'a double click registers it once');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(1) || '/plan.pdf',
    visibility => 'public') $$, '409 already_registered', 'with other settings it is refused');
select lives_ok($$ select public.register_upload('files', pg_temp.folder(2) || '/plan.pdf', 'Shared',
    visibility => 'space', space => tests.space('rowing')) $$, 'a file is shared with a space');
select lives_ok($$ select public.register_upload('files', pg_temp.folder(3) || '/plan.pdf', 'Open',
    visibility => 'public', resource_type => 'post', resource_id => gen_random_uuid()) $$,
  'or with everybody');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(6) || '/plan.pdf') $$,
  '404 file_not_found', 'another''s object is not theirs to register');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(9) || '/plan.pdf') $$,
  '404 file_not_found', 'nor one that is not there');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(4) || '/plan.pdf',
    visibility => 'space') $$, '422 space_required', 'which space must be said');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(4) || '/plan.pdf',
    space => gen_random_uuid()) $$, '404 not_found', 'and exist');
select throws_ok($$ select public.register_upload('files', pg_temp.folder(4) || '/plan.pdf',
    repeat('x', 201)) $$, '23514', null, 'a title has at most 200 characters');
select throws_ok($$ select public.register_upload('files', pg_temp.folder(4) || '/plan.pdf',
    resource_type => 'post') $$, '23514', null, 'a resource has a type and an id');
select tests.be('vic');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(6) || '/plan.pdf',
    space => tests.space('rowing')) $$, '404 not_found', 'a stranger does not learn of a space');
select tests.be_owner();
update public.spaces set visibility = 'public' where slug = 'rowing';
select tests.be('vic');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(6) || '/plan.pdf',
    visibility => 'space', space => tests.space('rowing')) $$, '403 member_required',
  'only members share with a space');
select tests.be_owner();
update public.spaces set archived_at = now() where slug = 'rowing';
select tests.be('ola');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(4) || '/plan.pdf',
    visibility => 'space', space => tests.space('rowing')) $$, '409 space_archived',
  'an archived space takes no files');

-- Reading -------------------------------------------------------------------------
select is(pg_temp.seen(), 'Open, Plan, Shared | 1, 2, 3, 4, 5, 7',
  'whoever uploaded a file reads it, registered or not');
select results_eq($$ update public.file_uploads set title = 'The plan' where title = 'Plan'
    returning title $$, $$ values ('The plan') $$, 'and changes its words');
select throws_ok($$ update public.file_uploads set visibility = 'public' $$, '42501', null,
  'but not who reads it');
select tests.be('mia');
select is(pg_temp.seen(), 'Open, Shared | 2, 3', 'a member reads what is shared, bytes included');
select throws_ok($$ select profile_id from public.file_uploads $$, '42501', null,
  'but not whose it is');
select is_empty($$ update public.file_uploads set title = 'Mine' returning 1 $$, 'and edits nothing');
select is_empty($$ select public.my_uploads() $$, 'nor is it in their own list');
select tests.be('vic');
select is(pg_temp.seen(), 'Open | 3, 6', 'a stranger reads what is public, and their own');
select tests.be_anon();
select is(pg_temp.seen(), 'Open | 3', 'anon reads what is public');
select throws_ok($$ select public.my_uploads() $$, '42501', null, 'and has no list');
select tests.be_owner();
update public.space_members set status = 'banned', decided_at = now() where profile_id = tests.id('mia');
select tests.be('mia');
select is(pg_temp.seen(), 'Open | 3', 'a ban takes effect at once');

-- Removing ------------------------------------------------------------------------
select tests.be('mia');
select public.remove_upload(id) from public.file_uploads;
select is(pg_temp.seen(), 'Open | 3', 'another''s file is not theirs to remove');
select tests.be('ola');
select public.remove_upload(id) from public.my_uploads() where title in ('Open', 'Shared');
select lives_ok($$ select public.remove_upload(gen_random_uuid()) $$, 'no file is no error');
select is((select string_agg(title, ', ') from public.my_uploads()), 'The plan',
  'what is removed is gone from the list');
select tests.refuses($$ select public.register_upload('files', pg_temp.folder(3) || '/plan.pdf') $$,
  '404 file_not_found', 'and does not come back while its bytes are on their way out');
select tests.be('vic');
select is(pg_temp.seen(), '6', 'others cannot read it any more');
select tests.be_service();
select results_eq($$ select path from private.files_to_remove() $$,
  $$ select pg_temp.folder(n) || '/plan.pdf' from generate_series(2, 3) as n $$,
  'the function that removes objects finds them');
select private.files_removed('files', array[pg_temp.folder(2) || '/plan.pdf']);
select is((select count(*) from private.files_to_remove()), 1::bigint, 'and says what is gone');
select tests.be_owner();
update storage.objects set updated_at = now() + interval '1 second'
where name = pg_temp.folder(3) || '/plan.pdf';
select is_empty($$ select private.files_to_remove() $$,
  'an object written after the request is another one, and stays');

-- Erased --------------------------------------------------------------------------
create temp table ola as select tests.id('ola') as id;
grant select on ola to authenticated;
select tests.be('ola');
select public.erase_me('ola@example.com');
select throws_ok($$ insert into storage.objects (bucket_id, name)
    values ('files', pg_temp.folder(8) || '/late.txt') $$, '42501', null,
  'an old token uploads nothing more');
select tests.be_owner();
select results_eq($$ select path from private.files_to_remove() $$,
  $$ select pg_temp.folder(1) || '/plan.pdf' $$, 'what an erased person registered is to go at once');
select private.sweep_erasures();
select is((select count(*) from private.files_to_remove()), 8::bigint,
  'and the sweep finds the rest: files, and both avatars');
delete from vault.secrets where name in ('project_url', 'secret_key');
select lives_ok($$ select private.remove_files() $$,
  'where Vault does not know the project the schedule waits');

select * from finish();
rollback;
