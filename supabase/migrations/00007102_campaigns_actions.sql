-- Writing campaigns, opening them, calling them off, and giving to them.

create function private.campaign_to_run(campaign uuid)
returns public.campaigns
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  found_campaign public.campaigns;
begin
  select s.* into place
  from public.spaces s
  where s.id = (select c.space_id from public.campaigns c where c.id = campaign)
  for share;
  select c.* into found_campaign from public.campaigns c where c.id = campaign for no key update;
  if found_campaign.id is null or not (
    private.has_permission(place.id, person, 'campaigns.create')
    or found_campaign.status <> 'draft' and (
      found_campaign.visibility = 'public' or private.has_space_role(place.id, person, 'member')
    )
  ) then
    perform private.fail(404, 'campaign_not_found', 'There is no such campaign.');
  elsif not private.has_permission(place.id, person, 'campaigns.create') then
    perform private.fail(403, 'permission_required', 'Ask who raises money here.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return found_campaign;
end;
$$;
comment on function private.campaign_to_run is
  'The campaign, locked, for who may raise money there. Errors: 401 sign_in_required, '
  '404 campaign_not_found, 403 permission_required, 409 space_archived.';

create function private.draft_campaign(
  space uuid, title text, currency text, goal_amount bigint, deadline timestamptz, description text,
  funding public.campaign_funding, beneficiary uuid
)
returns public.campaigns
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  author uuid;
  unit uuid;
  campaign public.campaigns;
begin
  place := private.space_to_act_in(
    space, person, 'campaigns.create', 'Ask who raises money here.');
  perform private.require_feature('campaigns_v1', space);
  unit := private.asset_id(currency);
  perform private.terms_of(space, unit);
  if beneficiary is not null then
    perform private.payee(space, beneficiary, person);
  end if;

  -- Two clicks at once queue here, and the second finds what the first wrote.
  author := private.identity_of(person, space);
  perform from public.contextual_identities i where i.id = author for no key update;
  select c.* into campaign
  from public.campaigns c
  where c.author_id = author and c.status = 'draft' and c.title = btrim(draft_campaign.title)
  limit 1;
  if found then
    if (campaign.description, campaign.funding, campaign.asset_id, campaign.goal_amount,
        campaign.deadline, campaign.beneficiary_id)
      is not distinct from (draft_campaign.description, draft_campaign.funding, unit,
        draft_campaign.goal_amount, draft_campaign.deadline, beneficiary)
    then
      return campaign;
    end if;
    perform private.fail(409, 'title_taken', 'You have a draft with this title. Edit that one.');
  elsif (
    select count(*) from public.campaigns c where c.space_id = space and c.status in ('draft', 'open')
  ) >= 100 then
    perform private.fail(409, 'too_many_campaigns', 'There are 100 under way here. End one first.');
  end if;

  insert into public.campaigns (
    space_id, visibility, author_id, beneficiary_id, title, description, funding, asset_id,
    goal_amount, deadline
  )
  values (
    space, place.visibility, author, beneficiary, btrim(draft_campaign.title),
    draft_campaign.description, draft_campaign.funding, unit, draft_campaign.goal_amount,
    draft_campaign.deadline
  )
  returning * into campaign;
  return campaign;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.open_campaign(campaign uuid)
returns public.campaigns
language plpgsql volatile security definer set search_path = ''
as $$
declare
  opened public.campaigns := private.campaign_to_run(campaign);
begin
  perform private.require_feature('campaigns_v1', opened.space_id);
  if opened.status = 'open' then
    return opened;
  elsif opened.status <> 'draft' then
    perform private.fail(409, 'invalid_transition', 'This campaign has ended.');
  elsif (opened.deadline between now() and now() + interval '366 days') is not true then
    perform private.fail(422, 'invalid_deadline', 'End it within a year from now.');
  end if;
  perform private.terms_of(opened.space_id, opened.asset_id);
  update public.campaigns c set status = 'open', opened_at = now()
  where c.id = opened.id
  returning * into opened;
  return opened;
end;
$$;

create function private.end_campaign(campaign uuid, outcome public.campaign_status)
returns public.campaigns
language sql volatile security definer set search_path = ''
begin atomic
  update public.campaigns c
  set status = outcome, ended_at = coalesce(c.ended_at, now())
  where c.id = campaign
  returning c.*;
end;
comment on function private.end_campaign is 'Says what a campaign came to. Who calls has it locked.';

create function private.cancel_campaign(campaign uuid)
returns public.campaigns
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cancelled constant public.campaigns := private.campaign_to_run(campaign);
begin
  if cancelled.status = 'cancelled' then
    return cancelled;
  elsif cancelled.status <> 'open' then
    perform private.fail(409, 'invalid_transition', case cancelled.status
      when 'draft' then 'Delete the draft.' else 'This campaign has ended.' end);
  end if;
  return private.end_campaign(campaign, 'cancelled');
end;
$$;

-- Doors: what a client calls.

create function public.draft_campaign(
  space uuid, title text, currency text, goal_amount bigint, deadline timestamptz,
  description text default '', funding public.campaign_funding default 'all_or_nothing',
  beneficiary uuid default null
)
returns public.campaigns
language sql volatile security invoker set search_path = ''
begin atomic
  select private.draft_campaign(
    space, title, currency, goal_amount, deadline, description, funding, beneficiary);
end;
comment on function public.draft_campaign is
  'Drafts a campaign for who holds campaigns.create. The goal is in minor units of the currency (ISO '
  '4217). beneficiary: as whom the member appears whose wallet gets the money; null: the treasury. '
  'Terms and title are edited, and the draft deleted, in the table until it is opened. Repeating it '
  'returns the draft that is there. Errors: 401 sign_in_required, 404 not_found (the space), '
  '403 permission_required, 409 space_archived, 404 feature_off, 404 asset_not_found, '
  '422 currency_not_taken, 404 identity_not_found, 409 title_taken, 409 too_many_campaigns; 23514 '
  'names the rule broken.';

create function public.open_campaign(campaign uuid)
returns public.campaigns
language sql volatile security invoker set search_path = ''
begin atomic
  select private.open_campaign(campaign);
end;
comment on function public.open_campaign is
  'From now on people give, until the deadline, at most a year from now. Repeating it changes nothing. '
  'Errors: 401 sign_in_required, 404 campaign_not_found, 403 permission_required, '
  '409 space_archived, 404 feature_off, 409 invalid_transition, 422 invalid_deadline, '
  '422 currency_not_taken.';

create function public.cancel_campaign(campaign uuid)
returns public.campaigns
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_campaign(campaign);
end;
comment on function public.cancel_campaign is
  'Calls an open campaign off: everything goes back to who gave it. Repeating it changes nothing. '
  'Errors: 401 sign_in_required, 404 campaign_not_found, 403 permission_required, '
  '409 space_archived, 409 invalid_transition.';

-- Giving -----------------------------------------------------------------------------------------

create function private.contribution_price(person uuid, space uuid, target uuid, details jsonb)
returns private.payment_price
language plpgsql stable security definer set search_path = ''
as $$
declare
  campaign public.campaigns;
begin
  perform private.require_feature('campaigns_v1', space);
  if details - '{amount,is_anonymous,message}'::text[] <> '{}' then
    perform private.fail(422, 'invalid_details',
      'A contribution has amount, is_anonymous and message.');
  end if;
  select c.* into campaign
  from public.campaigns c
  where c.id = target and c.space_id = space and c.status <> 'draft';
  if campaign.id is null then
    perform private.fail(404, 'campaign_not_found', 'There is no such campaign.');
  elsif campaign.status <> 'open' or campaign.deadline <= now() then
    perform private.fail(409, 'campaign_ended', 'This campaign has ended.');
  elsif private.is_identity_of(campaign.beneficiary_id, person) then
    perform private.fail(409, 'not_yourself', 'It is raised for you.');
  end if;
  perform private.check_amount(
    private.terms_of(space, campaign.asset_id), (details ->> 'amount')::bigint);
  return (
    (details ->> 'amount')::bigint, campaign.asset_id,
    left('Contribution to ' || campaign.title, 200)
  )::private.payment_price;
end;
$$;
comment on function private.contribution_price is
  'A contribution costs what its giver says. Errors: 404 feature_off, 422 invalid_details, '
  '404 campaign_not_found, 409 campaign_ended, 409 not_yourself, 422 currency_not_taken, '
  '422 amount_out_of_range.';

create function private.campaign_account(campaign public.campaigns)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.space_account(
    campaign.space_id, campaign.asset_id, 'campaign:' || campaign.id);
end;
$$;
comment on function private.campaign_account is 'Where what was given is kept until it goes on or back.';

-- Nobody ends the campaign between the booking, which asks here first, and the contribution.
create function private.contribution_account(payment public.payments)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  campaign public.campaigns;
  contribution public.campaign_contributions;
  arrives boolean;
begin
  select c.* into campaign
  from public.campaigns c
  where c.id = payment.target_id
  for no key update;
  select g.* into contribution
  from public.campaign_contributions g
  where g.payment_id = payment.id;
  arrives := contribution.status in ('started', 'given_up');
  return case
    when contribution.status = 'credited'
      or campaign.paid_amount is not null and not arrives and not contribution.is_late
      then private.treasury_of(payment)
    when arrives and campaign.status <> 'open' or contribution.is_late
      then private.space_account(payment.space_id, payment.asset_id, 'late_contributions')
    else private.campaign_account(campaign)
  end;
end;
$$;
comment on function private.contribution_account is
  'The campaign''s account; what comes when it has ended is kept apart. What has gone on is not there '
  'any more: what is then taken back is the space''s to bear.';

create function private.follow_contribution(payment public.payments, change text, details jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  is_anonymous constant boolean := coalesce((details ->> 'is_anonymous')::boolean, false);
  left_of_it constant bigint :=
    greatest(payment.total_amount - payment.refunded_amount - payment.disputed_amount, 0);
  campaign public.campaigns;
  before public.campaign_contributions;
  contribution public.campaign_contributions;
  contributor uuid;
begin
  if change = 'started' then
    insert into private.campaign_contributors as k (campaign_id, profile_id)
    values (payment.target_id, payment.profile_id)
    on conflict on constraint campaign_contributors_campaign_id_profile_id_key
      do update set amount = k.amount
    returning k.id into contributor;
    insert into public.campaign_contributions (
      payment_id, campaign_id, space_id, contributor_id, profile_id, shown_identity_id,
      is_anonymous, asset_id, amount, message
    )
    values (
      payment.id, payment.target_id, payment.space_id, contributor, payment.profile_id,
      case when is_anonymous then null else payment.identity_id end, is_anonymous,
      payment.asset_id, payment.amount, coalesce(btrim(details ->> 'message'), '')
    );
    return;
  end if;

  select c.* into campaign
  from public.campaigns c
  where c.id = payment.target_id
  for no key update;
  select g.* into before
  from public.campaign_contributions g
  where g.payment_id = payment.id
  for no key update;
  contribution := before;
  if payment.status <> 'succeeded' then
    contribution.status := 'given_up';
  else
    contribution.given_on := payment.settled_at::date;
    contribution.is_late := before.is_late or change = 'succeeded' and campaign.status <> 'open';
    contribution.status := case
      when before.status = 'credited' then before.status
      when left_of_it = 0 then 'returned'
      when before.status = 'returning' and change <> 'returned' then before.status
      else 'given'
    end;
    contribution.counted_amount := case
      when contribution.is_late then 0
      else payment.amount * left_of_it / payment.total_amount
    end;
  end if;
  update public.campaign_contributions g
  set status = contribution.status, is_late = contribution.is_late,
    given_on = contribution.given_on, counted_amount = contribution.counted_amount
  where g.id = before.id;

  update private.campaign_contributors k
  set amount = k.amount + contribution.counted_amount - before.counted_amount
  where k.id = before.contributor_id and contribution.counted_amount <> before.counted_amount;
  update public.campaigns c
  set raised_amount = c.raised_amount + contribution.counted_amount - before.counted_amount,
    contribution_count = c.contribution_count
      + (contribution.counted_amount > 0)::integer - (before.counted_amount > 0)::integer
  where c.id = campaign.id and c.status = 'open'
    and contribution.counted_amount <> before.counted_amount;
  -- What came back is sent again, or credited.
  update public.campaigns c
  set settled_at = null
  where c.id = campaign.id and c.status in ('failed', 'cancelled') and c.settled_at is not null
    and contribution.status = 'given' and not contribution.is_late;
  if change = 'succeeded' then
    perform private.issue_receipt(payment);
  end if;
end;
$$;
comment on function private.follow_contribution is
  'A contribution is what its payment is. While the campaign is open its progress follows.';

select private.declares_feature('campaigns_v1', 'Raising money for something, with a goal.',
  '{donations_v1}', is_space_tunable => true, is_public => true);
select private.declares_purpose(
  'campaign', 'contribution_price', 'follow_contribution', 'contribution_account');

revoke execute on function
  private.campaign_to_run, private.draft_campaign, private.open_campaign, private.end_campaign,
  private.cancel_campaign, private.contribution_price, private.campaign_account,
  private.contribution_account, private.follow_contribution,
  public.draft_campaign, public.open_campaign, public.cancel_campaign
from public;
grant execute on function
  private.draft_campaign, private.open_campaign, private.cancel_campaign,
  public.draft_campaign, public.open_campaign, public.cancel_campaign
to authenticated;
