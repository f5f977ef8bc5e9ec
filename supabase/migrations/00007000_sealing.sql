-- Keys for what nobody is to read in a copy of the database: the ids by which a payment provider
-- knows people, and what it wrote about them. The functions seal and unseal; the database keeps what
-- is sealed beside digests by which it is found again, and never sees what is inside.

create table private.sealing_keys (
  version    smallint primary key,
  secret_id  uuid not null,
  used_from  timestamptz not null,
  created_at timestamptz not null default now(),

  constraint sealing_keys_version_from_1 check (version >= 1)
);
comment on table private.sealing_keys is
  'Keys that are good for reading; they themselves are in Vault. The newest whose time has come is '
  'written with.';
comment on column private.sealing_keys.used_from is
  'Every function has to know a key before the first of them writes with it.';

create function private.add_sealing_key(used_from timestamptz)
returns smallint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  next_version smallint;
begin
  lock table private.sealing_keys in share row exclusive mode;
  select coalesce(max(k.version), 0) + 1 into next_version from private.sealing_keys k;
  insert into private.sealing_keys (version, secret_id, used_from)
  values (
    next_version,
    vault.create_secret(
      encode(extensions.gen_random_bytes(32), 'base64'), 'sealing_key_' || next_version,
      'Seals what payment providers know people by'
    ),
    add_sealing_key.used_from
  );
  return next_version;
end;
$$;

select private.add_sealing_key(now());

create function private.live_sealing_keys()
returns table (version smallint, secret text, is_used boolean)
language sql stable security definer set search_path = ''
begin atomic
  select k.version, s.decrypted_secret, k.used_from <= now()
  from private.sealing_keys k
  join vault.decrypted_secrets s on s.id = k.secret_id
  order by k.version desc;
end;
comment on function private.live_sealing_keys is
  'For the functions, which keep them for a minute: newest first, 32 bytes in base64.';

create function private.rotate_sealing_key()
returns smallint
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.add_sealing_key(now() + interval '5 minutes');
end;
$$;
comment on function private.rotate_sealing_key is
  'Makes a new key, which is written with in five minutes. Then what is sealed with older ones is '
  'sealed anew, and they are thrown away; reading and writing goes on all the while.';

select cron.schedule('rotate-sealing-key', '0 4 1 1 *', 'select private.rotate_sealing_key()');

revoke execute on function
  private.add_sealing_key, private.live_sealing_keys, private.rotate_sealing_key
from public;
grant execute on function private.live_sealing_keys to service_role;
