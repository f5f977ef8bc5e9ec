-- Money that people pay into bounties. It comes by a payment and goes back by the payment's own
-- provider; what a card does not take any more is put into who gave it's wallet.

create function private.bounty_price(person uuid, space uuid, target uuid, details jsonb)
returns private.payment_price
language plpgsql stable security definer set search_path = ''
as $$
declare
  bounty constant public.bounties := private.bounty_to_fund(target, person);
  price private.payment_price;
begin
  if bounty.space_id <> space then
    perform private.fail(404, 'bounty_not_found', 'There is no such bounty.');
  elsif details - 'amount' <> '{}' then
    perform private.fail(422, 'invalid_details', 'A contribution has an amount.');
  end if;
  perform private.check_amount(
    private.terms_of(space, bounty.asset_id), (details ->> 'amount')::bigint);
  select (details ->> 'amount')::bigint, bounty.asset_id, left('Bounty in ' || s.name, 200)
  into price
  from public.spaces s
  where s.id = space;
  return price;
end;
$$;
comment on function private.bounty_price is
  'What somebody puts into a bounty is what they say. Errors: those of bounty_to_fund, '
  '422 invalid_details, 422 currency_not_taken, 422 amount_out_of_range.';

-- Asked for before anything is booked, so that the bounty is locked before its accounts.
create function private.bounty_escrow_of(payment public.payments)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  bounty public.bounties;
begin
  select b.* into bounty from public.bounties b where b.id = payment.target_id for no key update;
  return (
    private.bounty_contribution(bounty, payment.identity_id, 'payment', payment.id)
  ).account_id;
end;
$$;
comment on function private.bounty_escrow_of is 'The escrow account of what is paid into a bounty.';

create function private.follow_bounty_payment(
  payment public.payments, change text, details jsonb
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  bounty public.bounties;
begin
  if payment.status <> 'succeeded' then
    return;
  end if;
  bounty := private.book_bounty(payment.target_id);
  if change = 'succeeded' then
    perform private.issue_receipt(payment);
    perform private.open_bounty(bounty);
  end if;
  -- What comes when all is over goes back.
  update public.bounty_contributions c
  set due_amount = c.escrowed_amount
  where c.payment_id = payment.id and bounty.status >= 'awarded'
    and c.due_amount <> c.escrowed_amount;
end;
$$;
comment on function private.follow_bounty_payment is
  'What is paid in is put into the bounty, and what a bank or the provider took is not in it.';

create function private.gross_of(payment public.payments, net bigint)
returns bigint
language sql immutable security invoker set search_path = ''
begin atomic
  -- With each minor unit more that goes back, the fee given back grows by one at most: the first guess
  -- is off by as little as its rounding.
  select max(g)
  from generate_series(
    greatest(1, net * payment.total_amount / (payment.total_amount - payment.fee_amount) - 2),
    least(
      payment.total_amount - payment.refunded_amount - payment.disputed_amount,
      net * payment.total_amount / (payment.total_amount - payment.fee_amount) + 2)
  ) as g
  where g - private.fee_given_back(
      payment, payment.refunded_amount + payment.disputed_amount + g)
    + private.fee_given_back(payment, payment.refunded_amount + payment.disputed_amount) = net;
end;
comment on function private.gross_of is
  'The most that can be refunded of a payment so that this much leaves its account; null where nothing '
  'fits.';

create function private.return_contribution(contribution uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  paid public.payments;
  bounty public.bounties;
  due public.bounty_contributions;
  refund public.refunds;
begin
  -- The payment before its bounty, as whatever the provider tells.
  select p.* into paid
  from public.payments p
  join public.bounty_contributions c on c.payment_id = p.id
  where c.id = contribution
  for no key update of p;
  select b.* into bounty from public.bounties b where b.id = paid.target_id for no key update;
  select c.* into due from public.bounty_contributions c where c.id = contribution;
  select r.* into refund
  from public.refunds r
  where r.payment_id = paid.id and r.request_key like 'bounty:%'
  order by r.created_at desc, r.id desc
  limit 1;
  if due.due_amount = 0 or refund.status in ('requested', 'pending') then
    return;
  end if;

  if refund.id is null or refund.status = 'succeeded' then
    perform private.note_refund(
      paid, private.gross_of(paid, due.due_amount), 'requested_by_customer', null,
      'bounty:' || gen_random_uuid());
  else
    perform private.post_from_escrow(
      bounty, 'bounty_return', 'bounty_return:' || refund.id, array[due.account_id],
      array[due.due_amount], array[private.account_behind(bounty, due.identity_id)],
      array[due.due_amount]);
    perform private.book_bounty(bounty.id);
    update public.bounty_contributions c set due_amount = 0 where c.id = contribution;
  end if;
end;
$$;
comment on function private.return_contribution is
  'Asks for the refund of what goes back by the provider; where it came back, pays it into who gave '
  'it''s wallet.';

revoke execute on function
  private.bounty_price, private.bounty_escrow_of, private.follow_bounty_payment, private.gross_of,
  private.return_contribution
from public;

select private.declares_purpose(
  'bounty', 'bounty_price', 'follow_bounty_payment', 'bounty_escrow_of', is_kept_for_others => true);
