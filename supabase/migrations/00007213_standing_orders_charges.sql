-- Charging without the person. What is due is started here, and becomes a payment; the function
-- `payments` leases it, asks the provider, and tells what it said. A try has one key, however often the
-- provider is asked.

create function private.method_for(standing_order public.standing_orders)
returns public.payment_methods
language sql stable security definer set search_path = ''
begin atomic
  select m.*
  from public.payment_methods m
  where m.profile_id = standing_order.profile_id
    and (m.id = standing_order.method_id or m.is_default)
  order by m.id = standing_order.method_id desc nulls last
  limit 1;
end;
comment on function private.method_for is 'What is charged for it: what its owner named, or their default.';

create function private.begin_period(standing_order public.standing_orders)
returns public.standing_orders
language plpgsql volatile security definer set search_path = ''
as $$
declare
  begun public.standing_orders := standing_order;
begin
  -- A page that is still open is at the price, and for the period, from before.
  if standing_order.tries > 0 or standing_order.next_amount is null or exists (
    select from private.order_payments n
    join public.payments p on p.id = n.payment_id
    where n.standing_order_id = standing_order.id and p.status in ('pending', 'action_required')
  ) then
    return begun;
  end if;
  if standing_order.next_period <> standing_order.period then
    perform private.restart_periods(standing_order.id);
  end if;
  update public.standing_orders o
  set amount = o.next_amount, period = coalesce(o.next_period, o.period), next_amount = null,
    next_period = null
  where o.id = standing_order.id
  returning o.* into begun;
  return begun;
end;
$$;
comment on function private.begin_period is
  'What was to hold from the next period holds from its first try on, unless something that may still be '
  'paid was begun before.';

create function private.charge_order(standing_order public.standing_orders)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  due public.standing_orders;
  method constant public.payment_methods := private.method_for(standing_order);
  payment public.payments;
begin
  -- Whoever is on a page just now pays there.
  if exists (
    select from private.order_payments n
    join public.payments p on p.id = n.payment_id
    where n.standing_order_id = standing_order.id and p.has_page
      and p.status in ('pending', 'action_required') and p.created_at > now() - interval '1 hour'
  ) then
    update public.standing_orders o set due_at = now() + interval '1 hour'
    where o.id = standing_order.id;
    return;
  end if;
  due := private.begin_period(standing_order);
  payment := private.start_payment(
    due.purpose, due.space_id, due.id, '{}', due.is_fee_covered,
    coalesce(method.provider, (
      select p.provider
      from private.order_payments n
      join public.payments p on p.id = n.payment_id
      where n.standing_order_id = due.id
      order by n.number desc
      limit 1
    ), 'stripe'),
    false, due.profile_id,
    format('order:%s:%s', due.id, private.next_order_payment(due.id))
  );
  insert into private.charges (payment_id, method_id) values (payment.id, method.id)
  on conflict on constraint charges_pkey do nothing;
  -- From here on its charge says when it goes on.
  update public.standing_orders o
  set due_at = null, status = 'active'
  where o.id = due.id;
end;
$$;
comment on function private.charge_order is 'Starts the payment of a period that is due.';

create function private.advance_order(standing_order public.standing_orders)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if standing_order.status = 'incomplete' then
    perform private.end_order(standing_order.id, 'never_paid');
  elsif standing_order.returned_at is not null then
    perform private.end_order(standing_order.id, 'returned', 'ended');
  elsif standing_order.cancel_at_period_end then
    perform private.end_order(standing_order.id, 'by_person', 'ended');
  elsif exists (
    select from public.spaces s where s.id = standing_order.space_id and s.archived_at is not null
  ) then
    -- Money that came late took it up again.
    perform private.end_order(standing_order.id, 'space_archived');
  elsif standing_order.status = 'past_due' then
    perform private.end_order(standing_order.id, 'unpaid');
  else
    perform private.charge_order(standing_order);
  end if;
end;
$$;
comment on function private.advance_order is 'What is to be done about one whose time has come.';

create function private.advance_orders(page integer default 100)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  candidate record;
  due public.standing_orders;
  refusal text;
  count integer := 0;
begin
  for candidate in
    select o.id, o.profile_id, o.space_id
    from public.standing_orders o
    where o.due_at <= now()
    order by o.due_at
    limit page
  loop
    -- The person first, then the space, as commands lock them. What somebody else has in hand waits
    -- for the next round.
    perform from public.profiles p where p.id = candidate.profile_id for no key update skip locked;
    continue when not found;
    perform from public.spaces s where s.id = candidate.space_id for share skip locked;
    continue when not found;
    select o.* into due
    from public.standing_orders o
    where o.id = candidate.id and o.due_at <= now()
    for no key update skip locked;
    continue when not found;
    begin
      perform private.advance_order(due);
      count := count + 1;
    exception when others then
      -- Such as a feature that was turned off: nothing is charged, and the next day is another.
      get stacked diagnostics refusal = pg_exception_hint;
      update public.standing_orders o
      set due_at = now() + interval '1 day', failure = left(coalesce(nullif(refusal, ''), sqlstate), 100)
      where o.id = due.id;
    end;
  end loop;
  return count;
end;
$$;
comment on function private.advance_orders is
  'Starts what is due, and ends what was left alone for too long. Says how many that were.';

create function private.claim_charges(payment uuid default null, page integer default 20)
returns table (
  payment_id uuid, provider public.payment_provider, amount bigint, currency text,
  description text, sealed_customer text, sealed_method text
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  stale record;
begin
  -- A provider forgets keys after a day, and might then do it twice. And what cannot be asked for,
  -- because the method is gone, was not done.
  for stale in
    select p.id, c.asked_at
    from private.charges c
    join public.payments p on p.id = c.payment_id
    where coalesce(p.id = claim_charges.payment, true) and (
      c.created_at < now() - interval '23 hours'
      or c.asked_at is null and private.sealed_id_of(c.method_id, 'method') is null
    )
    for no key update of p skip locked
  loop
    perform private.give_up_payment(
      stale.id, case when stale.asked_at is null then 'no_method' else 'unanswered' end);
  end loop;

  return query
  with leased as (
    update private.charges c
    set asked_at = coalesce(c.asked_at, now()), leased_until = now() + interval '2 minutes'
    where c.payment_id in (
      select l.payment_id
      from private.charges l
      join public.payments p on p.id = l.payment_id
      where coalesce(p.id = claim_charges.payment, true) and p.status = 'pending'
        and coalesce(l.leased_until < now(), true) and l.method_id is not null
      order by l.leased_until nulls first
      limit page
      for no key update of l skip locked
    )
    returning c.payment_id, c.method_id
  )
  select p.id, p.provider, p.total_amount, a.code, p.description,
    private.sealed_object(m.customer_id), private.sealed_id_of(m.id, 'method')
  from leased l
  join public.payments p on p.id = l.payment_id
  join public.assets a on a.id = p.asset_id
  join public.payment_methods m on m.id = l.method_id;
end;
$$;
comment on function private.claim_charges is
  'For the function `payments`: charges to ask the provider for, which nobody else asks for within two '
  'minutes; all, or that of one payment.';

create function private.start_method_payment(
  purpose      public.payment_purpose,
  space        uuid,
  target       uuid,
  details      jsonb,
  covers_fee   boolean,
  receipt_name text,
  method       uuid,
  request_key  text
)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  own public.payment_methods;
  payment public.payments;
begin
  select m.* into own
  from public.payment_methods m
  where m.id = method and m.profile_id = private.caller_id();
  if not found then
    perform private.fail(404, 'method_not_found', 'You have no such payment method.');
  end if;
  payment := private.start_own_payment(
    purpose, space, target, details, covers_fee, receipt_name, own.provider, false, request_key);
  if payment.status = 'pending' then
    insert into private.charges (payment_id, method_id) values (payment.id, method)
    on conflict on constraint charges_pkey do nothing;
    update public.standing_orders o
    set method_id = method
    from private.order_payments n
    where n.payment_id = payment.id and o.id = n.standing_order_id;
  end if;
  return private.payment_as_told(payment);
end;
$$;
comment on function private.start_method_payment is
  'As start_own_payment, by a method that the caller kept, which is charged for a standing order from '
  'then on. Errors: those, and 404 method_not_found.';

create function private.payment_told(payment uuid)
returns jsonb
language sql stable security definer set search_path = ''
begin atomic
  select private.payment_as_told(p) from public.payments p where p.id = payment;
end;
comment on function private.payment_told is 'A payment as it is now, as who pays may see it.';

create function private.tend_charges()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.advance_orders();
  if exists (
    select from private.charges c where coalesce(c.leased_until < now(), true)
  ) then
    perform private.call_function('payments/due/charges');
  end if;
end;
$$;
comment on function private.tend_charges is
  'Starts what is due, and calls the function that charges, where there is anything to charge.';

select cron.schedule('tend-charges', '* * * * *', 'select private.tend_charges()');

revoke execute on function
  private.method_for, private.begin_period, private.charge_order, private.advance_order,
  private.advance_orders, private.claim_charges, private.start_method_payment,
  private.payment_told, private.tend_charges
from public;
grant execute on function
  private.advance_orders, private.claim_charges, private.start_method_payment,
  private.payment_told
to service_role;
