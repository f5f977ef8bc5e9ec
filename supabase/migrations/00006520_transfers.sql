-- People pass on tokens and hours to each other under the names they have in a space, and a space
-- spends what is in its treasury. What somebody writes with it is theirs, and goes with them: the
-- ledger keeps no words of people.
create table private.transfer_notes (
  transaction_id uuid primary key,
  author_id      uuid not null,
  note           text not null,

  constraint transfer_notes_transaction_id_fkey foreign key (transaction_id)
    references private.ledger_transactions on delete restrict,
  constraint transfer_notes_author_id_fkey foreign key (author_id)
    references public.profiles on delete cascade,
  constraint transfer_notes_note_1_to_240 check (btrim(note) <> '' and char_length(note) <= 240)
);
comment on table private.transfer_notes is 'What people wrote with their transfers.';

create index transfer_notes_author_id_idx on private.transfer_notes (author_id);

create type public.transfer as (
  transaction_id uuid,
  booked_at      timestamptz,
  account_id     uuid,
  amount         bigint,
  balance_after  bigint
);
comment on type public.transfer is
  'What a transfer did to the account it was taken from, in minor units.';

create function private.transferred(transaction private.ledger_transactions, account uuid)
returns public.transfer
language sql volatile security definer set search_path = ''
begin atomic
  select (e.transaction_id, e.booked_at, e.account_id, e.amount, e.balance_after)::public.transfer
  from private.ledger_entries e
  where e.transaction_id = transaction.id and e.account_id = account
    and e.booked_at = transaction.booked_at;
end;

create function private.made_transfer(
  key text, account uuid, amount bigint, identity uuid, counterparty uuid
)
returns public.transfer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  posted private.ledger_transactions;
begin
  select t.* into posted
  from private.ledger_transactions t
  where t.book_id = private.real_book() and t.idempotency_key = key;
  if posted.id is null then
    return null;
  elsif not exists (
    select
    from private.ledger_entries own
    join private.ledger_entries other
      on other.transaction_id = own.transaction_id and other.booked_at = own.booked_at
    where own.transaction_id = posted.id and own.booked_at = posted.booked_at
      and own.account_id = made_transfer.account and own.amount = -made_transfer.amount
      and (other.identity_id = identity or other.account_id = counterparty)
  ) then
    perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
  end if;
  return private.transferred(posted, account);
end;
$$;
comment on function private.made_transfer is
  'A repeated command is answered by what it did then, whatever names and ranks have changed since; '
  'null where it is new. Errors: 409 idempotency_key_reused.';

create function private.check_transfer(amount bigint, request_key text, note text)
returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if amount is null or amount not between 1 and 9007199254740991 then
    perform private.fail(422, 'invalid_amount', 'Pass on at least 1.');
  elsif request_key is null or request_key !~ '^[[:graph:]]{8,100}$' then
    perform private.fail(422, 'invalid_request_key',
      'Draw a key for each transfer, such as a uuid, and send it again with each try.');
  elsif char_length(note) > 240 then
    perform private.fail(422, 'note_too_long', 'Write at most 240 characters.');
  end if;
end;
$$;
comment on function private.check_transfer is
  'Errors: 422 invalid_amount, 422 invalid_request_key, 422 note_too_long.';

create function private.space_to_pay_in(space uuid, person uuid)
returns public.spaces
language plpgsql volatile security definer set search_path = ''
as $$
declare
  place public.spaces;
begin
  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif not private.has_space_role(space, person, 'member') then
    perform private.fail(403, 'member_required', 'Join this space first.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return place;
end;
$$;
comment on function private.space_to_pay_in is
  'The space, locked, for one of its members. Errors: 404 not_found, 403 member_required, '
  '409 space_archived.';

-- Whoever left, was banned or blocks the payer looks like somebody who was never there.
create function private.payee(space uuid, identity uuid, payer uuid)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  person uuid;
begin
  select o.profile_id into person
  from private.identity_owners o
  where o.identity_id = identity and o.space_id = space and o.retired_at is null;
  if person is null or not private.has_space_role(space, person, 'member')
    or not private.knows_person(person, payer)
  then
    perform private.fail(404, 'identity_not_found', 'Nobody here appears like that.');
  end if;
  return person;
end;
$$;
comment on function private.payee is
  'The person behind a present identity, for a command. Errors: 404 identity_not_found.';

create function private.transfer_tokens(
  space uuid, identity uuid, asset text, amount bigint, request_key text, note text
)
returns public.transfer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  unit uuid;
  wallet uuid;
  key text;
  made public.transfer;
  payee uuid;
  posted private.ledger_transactions;
begin
  perform private.check_transfer(amount, request_key, note);
  unit := private.asset_id(asset, space);
  wallet := private.wallet_of(person, unit);
  key := 'transfer:' || wallet || ':' || request_key;
  made := private.made_transfer(key, wallet, amount, identity, null);
  if made is not null then
    return made;
  end if;

  perform private.space_to_pay_in(space, person);
  payee := private.payee(space, identity, person);
  if payee = person then
    perform private.fail(409, 'not_yourself', 'It takes two.');
  elsif exists (select from public.assets a where a.id = unit and a.kind = 'currency') then
    perform private.fail(409, 'not_transferable', 'Money goes through payments.');
  end if;
  posted := private.post_transaction('transfer', key,
    array[wallet, private.wallet_of(payee, unit)], array[-amount, amount], space,
    identities => array[private.identity_of(person, space), identity]);
  if btrim(note) <> '' then
    insert into private.transfer_notes (transaction_id, author_id, note)
    values (posted.id, person, btrim(transfer_tokens.note))
    on conflict on constraint transfer_notes_pkey do nothing;
  end if;
  return private.transferred(posted, wallet);
end;
$$;

create function private.spend_treasury(
  space uuid, asset text, amount bigint, request_key text, reason text, identity uuid,
  to_space uuid
)
returns public.transfer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  unit uuid;
  treasury uuid;
  payee uuid;
  key text;
  made public.transfer;
begin
  perform private.check_transfer(amount, request_key, reason);
  if num_nonnulls(identity, to_space) <> 1 then
    perform private.fail(422, 'payee_required', 'Pay one member, or one space.');
  end if;
  perform private.space_to_pay_in(space, person);
  if not private.has_permission(space, person, 'treasury.edit') then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury.');
  end if;
  unit := private.asset_id(asset, space);
  treasury := private.space_account(space, unit);
  if to_space is not null then
    if to_space = space then
      perform private.fail(409, 'not_yourself', 'It takes two.');
    elsif not exists (
      select from public.spaces s
      where s.id = to_space and s.archived_at is null and private.knows_space(s, person)
    ) then
      perform private.fail(404, 'not_found', 'There is no such space.');
    end if;
    payee := private.space_account(to_space, unit);
  end if;
  key := 'treasury:' || treasury || ':' || request_key;
  made := private.made_transfer(key, treasury, amount, identity, payee);
  if made is not null then
    return made;
  end if;

  payee := coalesce(payee, private.wallet_of(private.payee(space, identity, person), unit));
  return private.transferred(
    private.post_transaction('treasury', key, array[treasury, payee], array[-amount, amount],
      space, description => coalesce(btrim(reason), ''),
      identities => array[private.identity_of(person, space), identity]),
    treasury);
end;
$$;

create function private.create_token(space uuid, code text, name text, scale integer)
returns public.assets
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  token public.assets;
begin
  perform private.space_to_pay_in(space, person);
  if not private.has_permission(space, person, 'tokens.create') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the space.');
  elsif (select count(*) from public.assets a where a.space_id = space) >= 20 then
    perform private.fail(409, 'too_many_tokens', 'There are 20 tokens here.');
  end if;
  insert into public.assets (space_id, code, name, kind, scale)
  values (space, create_token.code, create_token.name, 'token', create_token.scale)
  on conflict on constraint assets_space_id_code_key do nothing
  returning * into token;
  if not found then
    select a.* into token
    from public.assets a
    where a.space_id = space and a.code = create_token.code;
    if (token.name, token.scale) <> (create_token.name, create_token.scale) then
      perform private.fail(409, 'code_taken', 'Choose another code.');
    end if;
  end if;
  return token;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.issue_tokens(space uuid, code text, amount bigint, request_key text)
returns public.transfer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  token public.assets;
  treasury uuid;
begin
  perform private.check_transfer(amount, request_key, null);
  perform private.space_to_pay_in(space, person);
  if not private.has_permission(space, person, 'tokens.create') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the space.');
  end if;
  select a.* into token
  from public.assets a
  where a.space_id = space and a.code = issue_tokens.code;
  if token.id is null then
    perform private.fail(404, 'asset_not_found', 'This space has no such token.');
  end if;
  treasury := private.space_account(space, token.id);
  return private.transferred(
    private.post_transaction('issue', 'issue:' || treasury || ':' || request_key,
      array[private.space_account(space, token.id, 'issuance', 'equity', true), treasury],
      array[-amount, amount], space),
    treasury);
end;
$$;

-- Doors: what a client calls.

create function public.transfer_tokens(
  space uuid, identity uuid, asset text, amount bigint, request_key text, note text default ''
)
returns public.transfer
language sql volatile security invoker set search_path = ''
begin atomic
  select private.transfer_tokens(space, identity, asset, amount, request_key, note);
end;
comment on function public.transfer_tokens is
  'Passes tokens or hours of the caller''s on to who appears like that in a space of both; they see '
  'as whom the caller appears there. amount is in minor units. Repeating it with its request_key (8 '
  'to 100 characters, draw a uuid) changes nothing and returns the same. Errors: '
  '401 sign_in_required, 422 invalid_amount, 422 invalid_request_key, 422 note_too_long, '
  '404 asset_not_found, 404 not_found, 403 member_required, 409 space_archived, '
  '404 identity_not_found, 409 not_yourself, 409 not_transferable, 409 insufficient_funds, '
  '409 idempotency_key_reused.';

create function public.spend_treasury(
  space uuid, asset text, amount bigint, request_key text, reason text default '',
  identity uuid default null, to_space uuid default null
)
returns public.transfer
language sql volatile security invoker set search_path = ''
begin atomic
  select private.spend_treasury(space, asset, amount, request_key, reason, identity, to_space);
end;
comment on function public.spend_treasury is
  'Pays out of a space''s treasury to one of its members or to another space, for who holds '
  'treasury.edit; who did it is in both statements. The reason, at most 240 characters, stays in the '
  'books. Repeating it with its request_key changes nothing. Errors: 401 sign_in_required, '
  '422 invalid_amount, 422 invalid_request_key, 422 note_too_long, 422 payee_required, 404 not_found, '
  '403 member_required, 409 space_archived, 403 permission_required, 404 asset_not_found, '
  '404 identity_not_found, 409 not_yourself, 409 insufficient_funds, 409 idempotency_key_reused.';

create function public.create_token(
  space uuid, code text, name text, scale integer default 0
)
returns public.assets
language sql volatile security invoker set search_path = ''
begin atomic
  select private.create_token(space, code, name, scale);
end;
comment on function public.create_token is
  'A token of a space''s own: a code of 2 to 12 capitals and digits, counted in 10 ^ scale parts, '
  'scale 0 to 6. Repeating it changes nothing. Errors: 401 sign_in_required, 404 not_found, '
  '403 member_required, 409 space_archived, 403 permission_required, 409 too_many_tokens, '
  '409 code_taken; 23514 for a code, name or scale out of bounds.';

create function public.issue_tokens(space uuid, code text, amount bigint, request_key text)
returns public.transfer
language sql volatile security invoker set search_path = ''
begin atomic
  select private.issue_tokens(space, code, amount, request_key);
end;
comment on function public.issue_tokens is
  'Issues a space''s own token into its treasury. Repeating it with its request_key changes nothing. '
  'Errors: 401 sign_in_required, 422 invalid_amount, 422 invalid_request_key, 404 not_found, '
  '403 member_required, 409 space_archived, 403 permission_required, 404 asset_not_found, '
  '422 amount_out_of_range, 409 idempotency_key_reused.';

revoke execute on function
  private.transferred, private.made_transfer, private.check_transfer, private.space_to_pay_in,
  private.payee, private.transfer_tokens, private.spend_treasury, private.create_token,
  private.issue_tokens,
  public.transfer_tokens, public.spend_treasury, public.create_token, public.issue_tokens
from public;
grant execute on function
  private.transfer_tokens, private.spend_treasury, private.create_token, private.issue_tokens,
  public.transfer_tokens, public.spend_treasury, public.create_token, public.issue_tokens
to authenticated;

select private.declares_permission('treasury.edit', 'admin', 'Spend what is in its treasury.');
select private.declares_permission('tokens.create', 'admin',
  'Give the space tokens of its own, and issue them.');

select private.holds_personal_data(
  'private.transfer_notes', 'author_id', 'delete', is_traced => false);
