-- What follows when a provider tells of a payment: its state moves on, the ledger is booked, and what
-- was paid for learns of it.

-- What the fee is of a payment of which so much is gone: given back in proportion, rounded down.
create function private.fee_given_back(payment public.payments, gone bigint)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when gone >= payment.total_amount then payment.fee_amount
    else payment.fee_amount * gone / payment.total_amount
  end;
end;
$$;
comment on function private.fee_given_back is
  'How much of a payment''s fee is returned to the space when so much of the total is.';

create function private.share_of_payment(payment public.payments, gone bigint)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return greatest(
    payment.total_amount - gone - payment.fee_amount + private.fee_given_back(payment, gone), 0);
end;
$$;
comment on function private.share_of_payment is
  'What is left of a payment on the account that gained, when so much of the total is gone.';

create function private.account_of_payment(payment public.payments)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  account uuid;
begin
  execute format('select private.%I($1)', (private.purpose_of(payment.purpose)).account)
  into account using payment;
  return account;
end;
$$;
comment on function private.account_of_payment is
  'The account that gains, as its purpose says. Ask before accounts are locked: a purpose may lock '
  'what decides on it.';

create function private.book_payment(
  payment public.payments, kind text, key text, gross bigint, fee bigint
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  gone constant bigint := payment.refunded_amount + payment.disputed_amount;
  net constant bigint := gross - fee;
  recipient uuid;
  debt text;
  is_kept_for_others boolean;
  owed uuid;
  repaid bigint := 0;
  accounts uuid[];
  amounts bigint[];
begin
  if gross = 0 then
    return;
  end if;
  recipient := private.account_of_payment(payment);
  -- A bank takes money back whether or not it is still there. What is missing is owed by the space,
  -- and paid from what comes in next. An account of one payment alone pays no debt but its own.
  select case a.owner when 'system' then 'owed:' || payment.id else 'owed' end,
    a.owner <> 'system' and a.purpose <> 'treasury'
  into debt, is_kept_for_others
  from public.ledger_accounts a
  where a.id = recipient;
  select a.id into owed
  from public.ledger_accounts a
  where a.owner_space_id = payment.space_id and a.asset_id = payment.asset_id
    and a.purpose = debt and a.book_id = private.real_book();
  accounts := array[
    private.system_account(payment.asset_id, 'provider:' || payment.provider, 'asset'),
    private.system_account(payment.asset_id, 'payment_fees', 'income'),
    recipient, owed
  ];
  if is_kept_for_others then
    -- What is kept there for others pays no debts of the space, and nothing but this payment's part
    -- of it is taken back.
    if kind <> 'payment' then
      repaid := net - private.share_of_payment(payment, gone - gross)
        + private.share_of_payment(payment, gone);
    end if;
  elsif owed is not null or net < 0 then
    -- As posting locks them, so that nobody waits in a circle.
    perform from public.ledger_accounts a where a.id = any (accounts) order by a.id
    for no key update;
    select case when net < 0 then least(net + a.balance - a.held, 0) else least(net, -a.balance) end
    into repaid
    from public.ledger_accounts a
    where a.id = case when net < 0 then recipient else owed end;
  end if;
  if repaid <> 0 and owed is null then
    accounts[4] :=
      private.space_account(payment.space_id, payment.asset_id, debt, 'asset', true);
  end if;
  amounts := array[-gross, fee, net - repaid, repaid];
  perform private.post_transaction(
    kind, key,
    array(select accounts[i] from generate_series(1, 4) as i where amounts[i] <> 0),
    array(select amounts[i] from generate_series(1, 4) as i where amounts[i] <> 0),
    payment.space_id, 'payments/' || payment.id, payment.description
  );
end;
$$;
comment on function private.book_payment is
  'Books what came in for a payment (gross positive) or went back (negative), with the part of its fee '
  'that goes the same way. Minor units.';

create function private.lock_accounts_of(payment public.payments)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  -- Named first: what opens accounts would be asked for each row of the table.
  accounts constant uuid[] := array[
    private.account_of_payment(payment),
    private.system_account(payment.asset_id, 'provider:' || payment.provider, 'asset'),
    private.system_account(payment.asset_id, 'payment_fees', 'income')
  ] || array(
    select o.id
    from public.ledger_accounts o
    where o.owner_space_id = payment.space_id and o.asset_id = payment.asset_id
      and o.purpose in ('owed', 'owed:' || payment.id) and o.book_id = private.real_book()
  );
begin
  perform from public.ledger_accounts a
  where a.id = any (accounts)
  order by a.id
  for no key update;
end;
$$;
comment on function private.lock_accounts_of is
  'Locks what book_payment moves, in the order of ids: before a hold on one of the accounts is '
  'released.';

create function private.asset_of(currency text)
returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select a.id from public.assets a
    where a.code = currency and a.space_id is null and a.kind = 'currency'
  );
end;
$$;
comment on function private.asset_of is 'A currency by ISO 4217; null where there is none.';

create function private.payment_of_object(
  provider public.payment_provider, digests text[], reference text
)
returns public.payments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  known uuid;
  payment public.payments;
begin
  select o.subject_id into known
  from private.provider_objects o
  where o.provider = payment_of_object.provider and o.digest = any (digests);
  if known is null and reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    known := reference::uuid;
  end if;
  select p.* into payment
  from public.payments p
  where p.id = known and p.provider = payment_of_object.provider
  for no key update;
  return payment;
end;
$$;
comment on function private.payment_of_object is
  'Our payment that a provider''s object is, locked: by its id, or by what we called it.';

create function private.apply_payment(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  digests constant text[] := private.digests(object -> 'id' -> 'digests');
  told constant text := object ->> 'status';
  asset uuid;
  payment public.payments;
  before public.payments;
  known private.provider_objects;
  moved public.payment_status;
begin
  perform private.lock_provider_object(event.provider, digests);
  payment := private.payment_of_object(event.provider, digests, object ->> 'reference');
  if payment.id is null then
    return private.outcome('parked', 'unknown_payment');
  end if;
  before := payment;
  known := private.provider_object(event.provider, 'payment', object -> 'id', payment.id);

  if told = 'succeeded' then
    asset := private.asset_of(object ->> 'currency');
    if asset is null then
      return private.outcome('parked', 'unknown_currency', payment.id);
    elsif asset <> payment.asset_id or (object ->> 'amount')::bigint <> payment.total_amount
    then
      return private.outcome('parked', 'amount_mismatch', payment.id);
    elsif exists (
      select from private.provider_objects o
      where o.subject_id = payment.id and o.kind = 'payment' and o.id <> known.id and o.rank = 4
    ) then
      return private.outcome('parked', 'paid_twice', payment.id);
    end if;
  end if;
  if not private.supersedes(
    known, array_position('{pending,action_required,failed,cancelled,succeeded}', told) - 1, event
  ) then
    return private.outcome('ignored', 'older', payment.id);
  end if;

  moved := case when told = 'failed' and payment.has_page then 'pending' else told end;
  if before.status <> 'succeeded' then
    update public.payments p
    set status = greatest(p.status, moved),
      failure = case
        when moved <> 'succeeded'
          then coalesce(left(nullif(object ->> 'failure', ''), 100), p.failure)
      end,
      settled_at = case when moved = 'succeeded' then now() end
    where p.id = payment.id
    returning p.* into payment;
  end if;
  if payment.status = 'succeeded' and before.status <> 'succeeded' then
    perform private.book_payment(
      payment, 'payment', 'payment:' || payment.id, payment.total_amount, payment.fee_amount);
    perform private.follow_payment(payment, 'succeeded');
    perform private.apply_waiting_events(event.provider, digests);
  elsif payment.status >= 'failed' and before.status < 'failed' then
    perform private.follow_payment(payment, 'given_up');
  end if;
  return private.outcome('applied', null, before.id);
end;
$$;
comment on function private.apply_payment is 'Effect of a payment''s state.';

create function private.apply_checkout(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  payment public.payments;
begin
  payment := private.payment_of_object(
    event.provider, private.digests(object -> 'id' -> 'digests'), object ->> 'reference');
  if payment.id is null then
    return private.outcome('parked', 'unknown_payment');
  elsif not private.supersedes(
    private.provider_object(event.provider, 'checkout', object -> 'id', payment.id),
    case object ->> 'status' when 'open' then 0 else 1 end, event
  ) then
    return private.outcome('ignored', 'older', payment.id);
  elsif object ->> 'status' = 'expired' and payment.status < 'expired' then
    update public.payments p set status = 'expired' where p.id = payment.id
    returning p.* into payment;
    perform private.follow_payment(payment, 'given_up');
  end if;
  return private.outcome('applied', null, payment.id);
end;
$$;
comment on function private.apply_checkout is
  'Effect of a page''s state: one that nobody used gives its payment up.';

create function private.settled_payment(provider public.payment_provider, id jsonb)
returns public.payments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  digests constant text[] := private.digests(id -> 'digests');
  payment public.payments;
begin
  perform private.lock_provider_object(provider, digests);
  payment := private.payment_of_object(provider, digests, null);
  return case when payment.status = 'succeeded' then payment end;
end;
$$;
comment on function private.settled_payment is
  'For what follows a payment: the payment, locked, or null where its events wait for it.';

create function private.waiting_for(id jsonb)
returns private.payment_event_outcome
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return ('waiting', 'payment_not_settled', id -> 'digests' ->> 0, null)
    ::private.payment_event_outcome;
end;
$$;
comment on function private.waiting_for is 'The outcome of an event that comes before its payment.';

select private.handles_provider_objects('payment', 'apply_payment');
select private.handles_provider_objects('checkout', 'apply_checkout');

-- Costs at the provider --------------------------------------------------------------------------

create table private.balance_lines (
  object_id         bigint primary key,
  payment_object_id bigint,
  source_object_id  bigint,
  type              text not null,
  asset_id          uuid not null,
  amount            bigint not null,
  fee               bigint not null,
  happened_at       timestamptz not null,
  booked_cost       bigint not null default 0,
  booked_withdrawal bigint not null default 0,
  bookings          integer not null default 0,

  constraint balance_lines_object_id_fkey foreign key (object_id)
    references private.provider_objects on delete restrict,
  constraint balance_lines_payment_object_id_fkey foreign key (payment_object_id)
    references private.provider_objects on delete restrict,
  constraint balance_lines_source_object_id_fkey foreign key (source_object_id)
    references private.provider_objects on delete restrict,
  constraint balance_lines_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict
);
comment on table private.balance_lines is
  'The provider''s book of our balance there, line by line, and what of it was booked as cost or as '
  'gone to our bank.';
comment on column private.balance_lines.payment_object_id is
  'The provider''s payment that it is about, also where we do not know yet which of ours that is.';

comment on column private.balance_lines.source_object_id is
  'The refund, dispute or transfer that it is about, likewise.';

create index balance_lines_asset_id_idx on private.balance_lines (asset_id);
create index balance_lines_payment_object_id_idx on private.balance_lines (payment_object_id);
create index balance_lines_source_object_id_idx on private.balance_lines (source_object_id);
create index balance_lines_happened_at_idx on private.balance_lines (happened_at);

create function private.apply_balance_line(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  asset constant uuid := private.asset_of(object ->> 'currency');
  known private.provider_objects;
  paid private.provider_objects;
  source private.provider_objects;
  line private.balance_lines;
  cost bigint;
  withdrawn bigint;
begin
  if asset is null then
    return private.outcome('parked', 'unknown_currency');
  end if;
  perform private.lock_provider_object(
    event.provider, private.digests(object -> 'id' -> 'digests'));
  known := private.provider_object(event.provider, 'balance_transaction', object -> 'id');
  if not private.supersedes(known, 0, event) then
    return private.outcome('ignored', 'older');
  end if;
  if object -> 'payment' <> 'null' then
    paid := private.provider_object(event.provider, 'payment', object -> 'payment');
  end if;
  if object -> 'source' <> 'null' and object ->> 'type' in ('refund', 'dispute', 'transfer') then
    source := private.provider_object(event.provider, object ->> 'type', object -> 'source');
  end if;
  insert into private.balance_lines
    (object_id, payment_object_id, source_object_id, type, asset_id, amount, fee, happened_at)
  values (
    known.id, paid.id, source.id, object ->> 'type', asset, (object ->> 'amount')::bigint,
    (object ->> 'fee')::bigint, (object ->> 'at')::timestamptz
  )
  on conflict on constraint balance_lines_pkey do update
  set type = excluded.type, amount = excluded.amount, fee = excluded.fee
  returning * into line;

  -- A line of fees alone has them in its amount.
  cost := line.fee - case line.type when 'fee' then line.amount else 0 end;
  if cost <> line.booked_cost then
    perform private.post_transaction(
      'provider_fee', format('line:%s:%s', known.id, line.bookings + 1),
      array[
        private.system_account(line.asset_id, 'provider:' || event.provider, 'asset'),
        private.system_account(line.asset_id, 'provider_fees', 'expense')
      ],
      array[cost - line.booked_cost, line.booked_cost - cost],
      reference => 'balance_lines/' || known.id, description => 'Charged by the provider'
    );
  end if;
  -- What the provider pays out to ourselves is in our bank.
  withdrawn := case line.type when 'payout' then -line.amount else 0 end;
  if withdrawn <> line.booked_withdrawal then
    perform private.post_transaction(
      'withdrawal', format('withdrawal:%s:%s', known.id, line.bookings + 1),
      array[
        private.system_account(line.asset_id, 'provider:' || event.provider, 'asset'),
        private.system_account(line.asset_id, 'bank', 'asset')
      ],
      array[withdrawn - line.booked_withdrawal, line.booked_withdrawal - withdrawn],
      reference => 'balance_lines/' || known.id, description => 'Paid out to our bank'
    );
  end if;
  if (cost, withdrawn) <> (line.booked_cost, line.booked_withdrawal) then
    update private.balance_lines l
    set booked_cost = cost, booked_withdrawal = withdrawn, bookings = l.bookings + 1
    where l.object_id = known.id;
  end if;
  return private.outcome('applied', null, paid.subject_id);
end;
$$;
comment on function private.apply_balance_line is
  'Effect of a line of the provider''s book: what it cost, or took to our bank, is booked, and again what '
  'it changed by.';
select private.handles_provider_objects('balance_transaction', 'apply_balance_line');

revoke execute on function
  private.fee_given_back, private.share_of_payment, private.account_of_payment,
  private.book_payment, private.lock_accounts_of, private.asset_of, private.payment_of_object, private.apply_payment,
  private.apply_checkout, private.settled_payment, private.waiting_for, private.apply_balance_line
from public;
