-- How campaigns end. Each step is a transaction that finds by itself what is left to do, so that it is
-- taken up again wherever it was cut off. Everybody locks the payment, then the campaign, then accounts.

create function private.close_campaign(campaign uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  closing public.campaigns;
begin
  select c.* into closing
  from public.campaigns c
  where c.id = campaign and c.status = 'open' and c.deadline <= now()
  for no key update;
  if not found or closing.deadline > now() - interval '1 hour' and exists (
    select from public.payments p
    where p.target_id = campaign and p.purpose = 'campaign'
      and p.status in ('pending', 'action_required')
  ) then
    return;
  end if;
  perform private.end_campaign(campaign, case
    when closing.raised_amount >= closing.goal_amount
      or closing.funding = 'keep_it_all' and closing.raised_amount > 0 then 'succeeded'
    else 'failed'
  end::public.campaign_status);
end;
$$;
comment on function private.close_campaign is
  'Ends a campaign whose deadline has passed. For an hour it waits for those who were just paying.';

create function private.beneficiary_account(campaign public.campaigns)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person uuid;
begin
  if campaign.beneficiary_id is null then
    return private.space_account(campaign.space_id, campaign.asset_id);
  end if;
  select o.profile_id into person
  from private.identity_owners o
  where o.identity_id = campaign.beneficiary_id;
  return case when private.stays(person) then private.wallet_of(person, campaign.asset_id) end;
end;
$$;
comment on function private.beneficiary_account is
  'The treasury, or the member''s wallet; null where they were erased.';

create function private.settle_campaign(campaign uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  settling public.campaigns;
  account uuid;
  kept public.ledger_accounts;
  beneficiary uuid;
begin
  select c.* into settling
  from public.campaigns c
  where c.id = campaign and c.status = 'succeeded' and c.settled_at is null
  for no key update;
  if not found then
    return;
  end if;
  account := private.campaign_account(settling);
  select a.* into kept from public.ledger_accounts a where a.id = account;
  if kept.held > 0 then
    return;
  end if;
  beneficiary := private.beneficiary_account(settling);
  if beneficiary is null then
    perform private.end_campaign(campaign, 'cancelled');
    return;
  elsif kept.balance > 0 then
    perform private.post_transaction(
      'campaign', 'campaign:' || campaign, array[account, beneficiary],
      array[-kept.balance, kept.balance], settling.space_id, 'campaigns/' || campaign,
      identities => array[null, settling.beneficiary_id]
    );
  end if;
  update public.campaigns c
  set settled_at = now(), paid_amount = kept.balance
  where c.id = campaign;
end;
$$;
comment on function private.settle_campaign is
  'Pays what was kept of a campaign that succeeded on, in one posting, once no refund is on its way. '
  'Where who it was raised for was erased, everything goes back instead.';

create function private.end_campaigns()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  campaign uuid;
begin
  for campaign in
    select c.id from public.campaigns c
    where c.status = 'open' and c.deadline <= now()
      or c.status = 'succeeded' and c.ended_at is not null and c.settled_at is null
  loop
    -- One that cannot be settled today does not keep the others here.
    begin
      perform private.close_campaign(campaign);
      perform private.settle_campaign(campaign);
    exception when others then
      raise warning 'Campaign % is not settled: % %', campaign, sqlstate, sqlerrm;
    end;
  end loop;
end;
$$;
comment on function private.end_campaigns is
  'Ends campaigns that are due, and pays those that succeeded on.';

select cron.schedule('end-campaigns', '* * * * *', 'select private.end_campaigns()');

-- Sending back -----------------------------------------------------------------------------------

create function private.credit_contribution(
  contribution public.campaign_contributions, paid public.payments, amount bigint
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  share constant bigint :=
    private.share_of_payment(paid, paid.refunded_amount + paid.disputed_amount);
  accounts constant uuid[] := array[
    private.account_of_payment(paid),
    case
      when paid.profile_id is null
        then private.system_account(paid.asset_id, 'unclaimed', 'liability', false)
      else private.wallet_of(paid.profile_id, paid.asset_id)
    end,
    private.system_account(paid.asset_id, 'payment_fees', 'income')
  ];
begin
  perform private.post_transaction(
    'contribution_credit', 'contribution_credit:' || contribution.id,
    accounts[1:2] || case when share < amount then accounts[3:3] else '{}' end,
    array[-share, amount] || case when share < amount then array[share - amount] else '{}' end,
    contribution.space_id, 'campaigns/' || contribution.campaign_id
  );
  update public.campaign_contributions g set status = 'credited' where g.id = contribution.id;
end;
$$;
comment on function private.credit_contribution is
  'What cannot be sent back is its giver''s all the same: whole, in their wallet.';

create function private.send_back(contribution uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  sent public.campaign_contributions;
  paid public.payments;
  amount bigint;
begin
  select p.* into paid
  from public.payments p
  where p.id = (select g.payment_id from public.campaign_contributions g where g.id = contribution)
  for no key update;
  select g.* into sent
  from public.campaign_contributions g
  join public.campaigns c on c.id = g.campaign_id
  where g.id = contribution and g.status = 'given'
    and (g.is_late or c.status in ('failed', 'cancelled'));
  amount := private.left_to_refund(paid);
  if sent.id is null or amount <= 0 or exists (
    select from public.refunds r
    where r.payment_id = paid.id and r.status in ('requested', 'pending')
  ) then
    return;
  elsif exists (
    select from public.refunds r
    where r.payment_id = paid.id and r.status in ('failed', 'cancelled')
  ) then
    perform private.credit_contribution(sent, paid, amount);
  else
    perform private.note_refund(
      paid, amount, 'requested_by_customer', null, 'campaign:' || gen_random_uuid());
    update public.campaign_contributions g set status = 'returning' where g.id = contribution;
  end if;
end;
$$;
comment on function private.send_back is
  'Refunds what is left of a contribution that is not to be kept; where a refund of it has come back '
  'before, it is credited instead.';

create function private.send_back_contributions(page integer default 200)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  contributions uuid[];
  contribution uuid;
  campaign uuid;
begin
  contributions := array(
    select due.id
    from (
      select g.id, g.payment_id
      from public.campaign_contributions g
      where g.status = 'given' and g.is_late
      union all
      select g.id, g.payment_id
      from public.campaigns c
      join public.campaign_contributions g
        on g.campaign_id = c.id and g.status = 'given' and not g.is_late
      where c.status in ('failed', 'cancelled') and c.ended_at is not null
        and c.settled_at is null
    ) as due
    where not exists (
      select from public.refunds r
      where r.payment_id = due.payment_id and r.status in ('requested', 'pending')
    )
    limit page
  );
  perform from public.payments p
  where p.id in (
    select g.payment_id from public.campaign_contributions g where g.id = any (contributions)
  )
  order by p.id
  for no key update;
  foreach contribution in array contributions loop
    -- One that cannot be sent back today does not keep the others here.
    begin
      perform private.send_back(contribution);
    exception when others then
      raise warning 'Contribution % is not sent back: % %', contribution, sqlstate, sqlerrm;
    end;
  end loop;

  for campaign in
    select c.id from public.campaigns c
    where c.status in ('failed', 'cancelled') and c.ended_at is not null and c.settled_at is null
    for no key update skip locked
  loop
    -- Looked up now that nobody else changes it.
    update public.campaigns c
    set settled_at = now()
    where c.id = campaign and not exists (
      select from public.campaign_contributions g
      where g.campaign_id = c.id and g.status in ('given', 'returning') and not g.is_late
    );
  end loop;
  if exists (select from private.refunds_to_ask_for()) then
    perform private.call_function('payments/due/refunds');
  end if;
end;
$$;
comment on function private.send_back_contributions is
  'Sends some of the contributions that have to go back on their way, settles campaigns of which '
  'everything is back, and has the provider asked for refunds that wait.';

select cron.schedule(
  'send-back-contributions', '* * * * *', 'select private.send_back_contributions()');

create function private.take_up_contribution()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.campaign_contributions g
  set status = 'given'
  where g.payment_id = new.payment_id and g.status = 'returning';
  return null;
end;
$$;
comment on function private.take_up_contribution is
  'A refund that did not go leaves its contribution to be dealt with.';

create trigger refunds_after_update_take_up_contribution
  after update of status on public.refunds
  for each row when (new.status <> old.status and new.status in ('cancelled', 'failed'))
  execute function private.take_up_contribution();

-- Runs before the columns are walked.
create function private.forget_contributor(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  campaign public.campaigns;
begin
  update public.campaign_contributions g
  set message = ''
  where g.profile_id = person and g.message <> '';
  for campaign in
    select c.*
    from public.campaigns c
    where c.settled_at is null and c.status in ('draft', 'open', 'succeeded')
      and c.beneficiary_id in (
        select o.identity_id from private.identity_owners o where o.profile_id = person
      )
    for no key update
  loop
    if campaign.status = 'draft' then
      delete from public.campaigns c where c.id = campaign.id;
    else
      perform private.end_campaign(campaign.id, 'cancelled');
    end if;
  end loop;
end;
$$;
comment on function private.forget_contributor is
  'Takes an erased person''s words off contributions; what is being raised for them is called off.';

select private.erases_with('forget_contributor');

revoke execute on function
  private.close_campaign, private.beneficiary_account, private.settle_campaign,
  private.end_campaigns, private.credit_contribution, private.send_back,
  private.send_back_contributions, private.take_up_contribution, private.forget_contributor
from public;
