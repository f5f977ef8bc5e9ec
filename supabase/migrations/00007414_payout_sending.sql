-- How a payout is sent: the function `payments` takes one at a time out of the queue, asks the provider,
-- and tells what it answered. Whoever dies in between has it taken up by the next. It is never sent
-- twice: the provider knows its key, which changes only after a certain refusal, and before it is asked
-- again, it is asked whether it has done it.

create function private.claim_payout(providers public.payment_provider[])
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  claimed public.payout_jobs;
  account public.payout_accounts;
  sealed_account text;
  tried smallint;
begin
  select j.* into claimed
  from public.payout_jobs j
  join public.payout_accounts a on a.id = j.payout_account_id
  where j.status in ('requested', 'sending') and j.due_at <= now() and a.provider = any (providers)
  order by j.due_at
  limit 1
  for no key update of j skip locked;
  if not found then
    return null;
  end if;
  tried := claimed.attempts;
  update public.payout_jobs j
  set status = 'sending', attempts = least(j.attempts + 1, 5), due_at = now() + interval '5 minutes'
  where j.id = claimed.id
  returning * into claimed;
  select a.* into account from public.payout_accounts a where a.id = claimed.payout_account_id;
  sealed_account := private.sealed_id_of(account.id, 'account');
  return jsonb_build_object(
    'id', claimed.id, 'amount', claimed.amount, 'provider', account.provider,
    'currency', (select s.code from public.assets s where s.id = claimed.asset_id),
    'sealed_account', sealed_account,
    'key', format('payout:%s:%s', claimed.id, claimed.refusals),
    'was_tried', tried > 0,
    -- Who was erased is not paid again; what was sent before is still found.
    'may_be_sent', tried < 5 and sealed_account is not null
      and num_nonnulls(account.profile_id, account.space_id) = 1
  );
end;
$$;
comment on function private.claim_payout is
  'The next payout to send, for five minutes; null where there is none. It is sent five times at most, '
  'and then only asked about.';

create function private.postpone_payout(payout uuid, failure text, is_refused boolean)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  tried public.payout_jobs;
begin
  select j.* into tried from public.payout_jobs j where j.id = payout for no key update;
  if tried.status <> 'sending' then
    return;
  elsif is_refused and tried.attempts = 5 then
    perform private.refuse_payout(payout, failure);
    return;
  end if;
  update public.payout_jobs j
  set failure = left(postpone_payout.failure, 100), refusals = j.refusals + is_refused::integer,
    -- 1, 4, 16 and 64 minutes, and a quarter more or less, so that not all come back at once.
    due_at = now() + interval '1 minute' * power(4, j.attempts - 1) * (0.75 + random() / 2)
  where j.id = payout;
end;
$$;
comment on function private.postpone_payout is
  'For the function `payments`: it did not work, and may later. is_refused says that the provider '
  'surely did not do it; the fifth time, that is for good.';

create function private.refuse_payout(payout uuid, failure text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  refused public.payout_jobs;
begin
  update public.payout_jobs j
  set status = 'failed', failure = left(coalesce(refuse_payout.failure, j.failure, 'unknown'), 100),
    settled_at = now()
  where j.id = payout and j.status = 'sending'
  returning * into refused;
  if found then
    perform private.release_hold(refused.hold_id);
  end if;
end;
$$;
comment on function private.refuse_payout is
  'For the function `payments`: it will not be sent, and the money is its owner''s again. Without a '
  'failure it is the one of the last try.';

create function private.book_payout(payout public.payout_jobs, kind text, key text, amount bigint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hold public.ledger_holds;
  account public.ledger_accounts;
  provider uuid;
begin
  select h.* into hold from public.ledger_holds h where h.id = payout.hold_id;
  select private.system_account(payout.asset_id, 'provider:' || a.provider, 'asset') into provider
  from public.payout_accounts a
  where a.id = payout.payout_account_id;
  if hold.status = 'pending' and amount = hold.amount then
    perform private.post_hold(hold.id, kind, array[provider], array[amount], payout.space_id,
      'payout_jobs/' || payout.id, 'Payout', idempotency_key => key);
    return;
  end if;
  -- What somebody had who was erased waits for them elsewhere.
  select a.* into account from public.ledger_accounts a where a.id = hold.account_id;
  perform private.post_transaction(kind, key,
    array[
      case when account.closed_at is null then account.id else private.heir_of(account) end, provider
    ],
    array[-amount, amount], payout.space_id, 'payout_jobs/' || payout.id, 'Payout');
end;
$$;
comment on function private.book_payout is
  'Books what was sent of a payout, or, negative, came back.';

create function private.apply_transfer(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  digests constant text[] := private.digests(object -> 'id' -> 'digests');
  payout public.payout_jobs;
  known private.provider_objects;
  due bigint;
begin
  perform private.lock_provider_object(event.provider, digests);
  select j.* into payout
  from public.payout_jobs j
  where j.id = coalesce(
    (
      select o.subject_id from private.provider_objects o
      where o.provider = event.provider and o.kind = 'transfer' and o.digest = any (digests)
    ),
    private.uuid_in(object ->> 'reference')
  )
  for no key update;
  if payout.id is null then
    return private.outcome('parked', 'unknown_payout');
  elsif not exists (
    select from private.provider_objects o
    where o.subject_id = payout.payout_account_id and o.kind = 'account'
      and o.provider = event.provider
      and o.digest = any (private.digests(object -> 'account' -> 'digests'))
  ) then
    return private.outcome('parked', 'foreign_account');
  elsif private.asset_of(object ->> 'currency') is distinct from payout.asset_id then
    return private.outcome('parked', 'unknown_currency');
  elsif (object ->> 'amount')::bigint <> payout.amount
    or (object ->> 'reversed')::bigint not between 0 and payout.amount
  then
    return private.outcome('parked', 'amount_mismatch');
  elsif exists (
    select from private.provider_objects o
    where o.subject_id = payout.id and o.kind = 'transfer' and not o.digest = any (digests)
  ) then
    return private.outcome('parked', 'paid_twice');
  elsif payout.status in ('failed', 'cancelled') then
    return private.outcome('parked', 'payout_settled');
  end if;

  -- What came back only grows, so that of two states the larger is the newer.
  known := private.provider_object(event.provider, 'transfer', object -> 'id', payout.id);
  due := (object ->> 'reversed')::bigint - payout.returned_amount;
  if payout.status in ('paid', 'returned') and due <= 0 then
    return private.outcome('ignored', 'older');
  end if;
  if payout.status in ('requested', 'sending') then
    perform private.book_payout(payout, 'payout', 'payout:' || payout.id, payout.amount);
  end if;
  if due > 0 then
    perform private.book_payout(payout, 'payout_returned',
      format('payout:%s:%s', payout.id, payout.returned_amount + due), -due);
  end if;
  update public.payout_jobs j
  set status = case
      when j.returned_amount + due = j.amount then 'returned' else 'paid'
    end::public.payout_status,
    returned_amount = j.returned_amount + due, failure = null,
    settled_at = coalesce(j.settled_at, now())
  where j.id = payout.id;
  return private.outcome('applied');
end;
$$;
comment on function private.apply_transfer is
  'Effect of a transfer''s state: sent, and how much of it came back.';

select private.handles_provider_objects('transfer', 'apply_transfer');

create function private.send_payouts()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (
    select from public.payout_jobs j where j.status in ('requested', 'sending') and j.due_at <= now()
  ) then
    perform private.call_function('payments/due/payouts');
  end if;
end;
$$;
comment on function private.send_payouts is 'Calls the function that sends payouts, where any are due.';

select cron.schedule('send-payouts', '* * * * *', 'select private.send_payouts()');

revoke execute on function
  private.claim_payout, private.postpone_payout, private.refuse_payout, private.book_payout,
  private.apply_transfer, private.send_payouts
from public;
grant execute on function
  private.claim_payout, private.postpone_payout, private.refuse_payout
to service_role;
