create table vault.root_key (
  key text not null default encode(extensions.gen_random_bytes(32), 'hex')
);
insert into vault.root_key default values;

create table vault.secrets (
  id          uuid primary key default gen_random_uuid(),
  name        text unique,
  description text not null default '',
  secret      text not null,
  key_id      uuid,
  nonce       bytea,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);

create function vault._encrypt(secret text) returns text
language sql volatile security definer set search_path = ''
begin atomic
  select encode(extensions.pgp_sym_encrypt(secret, key, 'cipher-algo=aes256'), 'base64')
  from vault.root_key;
end;

create function vault._decrypt(secret text) returns text
language sql stable security definer set search_path = ''
begin atomic
  select extensions.pgp_sym_decrypt(decode(secret, 'base64'), key) from vault.root_key;
end;

create view vault.decrypted_secrets as
  select id, name, description, secret, vault._decrypt(secret) as decrypted_secret,
         key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
) returns uuid
language sql volatile security definer set search_path = ''
begin atomic
  insert into vault.secrets (secret, name, description, key_id)
  values (vault._encrypt(new_secret), new_name, new_description, new_key_id)
  returning id;
end;

create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
) returns void
language sql volatile security definer set search_path = ''
begin atomic
  update vault.secrets s
  set secret      = coalesce(vault._encrypt(new_secret), s.secret),
      name        = coalesce(new_name, s.name),
      description = coalesce(new_description, s.description),
      key_id      = coalesce(new_key_id, s.key_id),
      updated_at  = now()
  where s.id = secret_id;
end;

revoke execute on all functions in schema vault from public;
grant usage on schema vault to postgres, service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role;
grant execute on function vault.create_secret, vault.update_secret to postgres, service_role;
grant execute on function vault._decrypt to postgres, service_role;
