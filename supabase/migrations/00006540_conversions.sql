-- Tokens are exchanged at what each is worth, one number for each: the rate between two is the ratio
-- of theirs, so that whichever way somebody goes round, they come back with no more than they had.
-- Every fraction is rounded against who converts, and a spread is kept on an account of its own.
create table public.conversion_values (
  asset_id            uuid primary key,
  value               bigint not null,
  spread_basis_points integer not null default 100,
  updated_at          timestamptz not null default now(),

  constraint conversion_values_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint conversion_values_value_positive check (value between 1 and 1000000000000),
  constraint conversion_values_spread_0_to_half check (spread_basis_points between 0 and 5000)
);
comment on table public.conversion_values is
  'What can be converted, for the whole installation: a rate of each space''s own would let people '
  'gain between spaces. The server writes it.';
comment on column public.conversion_values.value is
  'Of one minor unit, in a measure that all rows share.';
comment on column public.conversion_values.spread_basis_points is
  'Kept of what is given away in this token, rounded up.';

create trigger conversion_values_before_update_set_updated_at
  before update on public.conversion_values
  for each row execute function extensions.moddatetime(updated_at);

create function private.keep_out_of_exchange()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.assets a where a.id = new.asset_id and a.kind <> 'token') then
    perform private.fail(409, 'not_convertible', 'Money and hours are not exchanged.');
  end if;
  return new;
end;
$$;
comment on function private.keep_out_of_exchange is
  'Tokens are never cashed out, and an hour is given, not bought. Errors: 409 not_convertible.';

create trigger conversion_values_before_write_keep_out
  before insert or update on public.conversion_values
  for each row execute function private.keep_out_of_exchange();

insert into public.conversion_values (asset_id, value)
select a.id, 1 from public.assets a where a.code in ('LIVE', 'LOVE', 'LIFE', 'LUCK');

create type public.conversion as (
  transaction_id uuid,
  booked_at      timestamptz,
  given          bigint,
  spread         bigint,
  received       bigint
);
comment on type public.conversion is
  'What was given, how much of it was kept as spread, and what came for the rest; minor units each. '
  'A quote has no transaction.';

create function private.conversion(from_asset uuid, to_asset uuid, amount bigint)
returns public.conversion
language plpgsql stable security definer set search_path = ''
as $$
declare
  giving public.conversion_values;
  getting public.conversion_values;
  spread bigint;
  received bigint;
begin
  select v.* into giving from public.conversion_values v where v.asset_id = from_asset;
  select v.* into getting from public.conversion_values v where v.asset_id = to_asset;
  if giving.asset_id is null or getting.asset_id is null or from_asset = to_asset then
    perform private.fail(409, 'not_convertible', 'These two are not exchanged.');
  elsif amount is null or amount not between 1 and 9007199254740991 then
    perform private.fail(422, 'invalid_amount', 'Convert at least 1.');
  end if;
  spread := ceil(amount::numeric * giving.spread_basis_points / 10000);
  received := div((amount - spread)::numeric * giving.value, getting.value);
  if received < 1 then
    perform private.fail(422, 'amount_too_small', 'Nothing would come of that.');
  elsif received > 9007199254740991 then
    perform private.fail(422, 'amount_out_of_range', 'No account holds that much.');
  end if;
  return (null, null, amount, spread, received)::public.conversion;
end;
$$;
comment on function private.conversion is
  'What an amount would bring now. Errors: 409 not_convertible, 422 invalid_amount, '
  '422 amount_too_small, 422 amount_out_of_range.';

create function private.convert_tokens(
  from_asset text, to_asset text, amount bigint, request_key text, at_least bigint
)
returns public.conversion
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  giving constant uuid := private.asset_id(from_asset);
  getting constant uuid := private.asset_id(to_asset);
  deal public.conversion;
  from_wallet uuid;
  to_wallet uuid;
  key text;
  posted private.ledger_transactions;
begin
  perform private.check_transfer(amount, request_key, null);
  from_wallet := private.wallet_of(person, giving);
  to_wallet := private.wallet_of(person, getting);
  key := 'conversion:' || from_wallet || ':' || request_key;

  -- A repeated try is answered at the rate of the first.
  if not exists (
    select from private.ledger_transactions t
    where t.book_id = private.real_book() and t.idempotency_key = key
  ) then
    deal := private.conversion(giving, getting, amount);
    if deal.received < at_least then
      perform private.fail(409, 'rate_changed', 'It brings less by now. Ask for a new quote.');
    end if;
    posted := private.post_transaction('conversion', key,
      array[from_wallet, private.system_account(giving, 'conversion'),
        private.system_account(getting, 'conversion'), to_wallet]
        || case when deal.spread > 0
          then array[private.system_account(giving, 'conversion_spread', 'income')] end,
      array[-amount, amount - deal.spread, -deal.received, deal.received]
        || case when deal.spread > 0 then array[deal.spread] end,
      description => from_asset || ' to ' || to_asset);
  else
    select t.* into posted
    from private.ledger_transactions t
    where t.book_id = private.real_book() and t.idempotency_key = key;
  end if;

  select posted.id, posted.booked_at, -sum(e.amount) filter (where e.account_id = from_wallet),
    coalesce(sum(e.amount) filter (where a.purpose = 'conversion_spread'), 0),
    sum(e.amount) filter (where e.account_id = to_wallet)
  into deal
  from private.ledger_entries e
  join public.ledger_accounts a on a.id = e.account_id
  where e.transaction_id = posted.id and e.booked_at = posted.booked_at;
  if deal.given is distinct from amount or deal.received is null then
    perform private.fail(409, 'idempotency_key_reused', 'This key was used for something else.');
  end if;
  return deal;
end;
$$;

create function private.quote_conversion(from_asset text, to_asset text, amount bigint)
returns public.conversion
language sql stable security definer set search_path = ''
begin atomic
  select private.conversion(private.asset_id(from_asset), private.asset_id(to_asset), amount);
end;

create function public.quote_conversion(from_asset text, to_asset text, amount bigint)
returns public.conversion
language sql stable security invoker set search_path = ''
begin atomic
  select private.quote_conversion(from_asset, to_asset, amount);
end;
comment on function public.quote_conversion is
  'What converting an amount, in minor units, would bring now: the spread is rounded up, what comes '
  'for the rest is rounded down. Errors: 404 asset_not_found, 409 not_convertible, '
  '422 invalid_amount, 422 amount_too_small, 422 amount_out_of_range.';

create function public.convert_tokens(
  from_asset text, to_asset text, amount bigint, request_key text, at_least bigint default 1
)
returns public.conversion
language sql volatile security invoker set search_path = ''
begin atomic
  select private.convert_tokens(from_asset, to_asset, amount, request_key, at_least);
end;
comment on function public.convert_tokens is
  'Exchanges tokens of the caller''s, as quoted or better than at_least. Repeating it with its '
  'request_key changes nothing and returns the first. Errors: 401 sign_in_required, '
  '404 asset_not_found, 422 invalid_amount, 422 invalid_request_key, 409 not_convertible, '
  '422 amount_too_small, 422 amount_out_of_range, 409 rate_changed, 409 insufficient_funds, '
  '409 idempotency_key_reused.';

revoke execute on function
  private.keep_out_of_exchange, private.conversion, private.convert_tokens,
  private.quote_conversion, public.quote_conversion, public.convert_tokens
from public;
grant execute on function
  private.convert_tokens, private.quote_conversion, public.quote_conversion, public.convert_tokens
to authenticated;
