-- Opening a round, putting money in, taking campaigns in, and sharing the pot out.

create function private.matching_pot(round public.matching_rounds)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.space_account(round.space_id, round.asset_id, 'matching:' || round.id);
end;
$$;
comment on function private.matching_pot is 'The account that holds a round''s pot.';

create function private.matching_round_to_run(round uuid)
returns public.matching_rounds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  found_round public.matching_rounds;
begin
  select s.* into place
  from public.spaces s
  where s.id = (select r.space_id from public.matching_rounds r where r.id = round)
  for share;
  select r.* into found_round from public.matching_rounds r where r.id = round for no key update;
  if found_round.id is null or not (
    found_round.visibility = 'public' or private.has_space_role(place.id, person, 'member')
  ) then
    perform private.fail(404, 'matching_round_not_found', 'There is no such round.');
  elsif not private.has_permission(place.id, person, 'treasury.edit') then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  return found_round;
end;
$$;
comment on function private.matching_round_to_run is
  'The round, locked, for who may spend the treasury there. Errors: 401 sign_in_required, '
  '404 matching_round_not_found, 403 permission_required, 409 space_archived.';

create function private.open_matching_round(
  space uuid, title text, currency text, ends_at timestamptz, cap_amount bigint, eligibility jsonb
)
returns public.matching_rounds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  place public.spaces;
  unit uuid;
  round public.matching_rounds;
begin
  -- Two clicks at once queue here.
  perform from public.spaces s where s.id = space for no key update;
  place := private.space_to_act_in(
    space, person, 'treasury.edit', 'Ask who keeps the treasury.');
  perform private.require_feature('campaigns_v1', space);
  unit := private.asset_id(currency);
  perform private.terms_of(space, unit);
  select r.* into round
  from public.matching_rounds r
  where r.space_id = space and r.status = 'open' and r.title = btrim(open_matching_round.title)
  limit 1;
  if found then
    if (round.asset_id, round.ends_at, round.cap_amount, round.eligibility)
      is not distinct from (unit, open_matching_round.ends_at, open_matching_round.cap_amount,
        open_matching_round.eligibility)
    then
      return round;
    end if;
    perform private.fail(409, 'title_taken', 'A round with this title is open. Choose another.');
  elsif (open_matching_round.ends_at between now() and now() + interval '2 years') is not true then
    perform private.fail(422, 'invalid_deadline', 'End it within two years from now.');
  elsif not private.fits_eligibility(open_matching_round.eligibility, person)
    or private.further_rules(open_matching_round.eligibility) <> '{}'
  then
    perform private.fail(422, 'invalid_eligibility',
      'Ask for member_days or joined_by. Who meets other rules, the money would tell.');
  end if;
  insert into public.matching_rounds
    (space_id, visibility, title, asset_id, cap_amount, eligibility, ends_at)
  values (
    space, place.visibility, btrim(open_matching_round.title), unit,
    open_matching_round.cap_amount, open_matching_round.eligibility, open_matching_round.ends_at
  )
  returning * into round;
  return round;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.fund_matching_round(round uuid, amount bigint, request_key text)
returns public.matching_rounds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  key constant text := 'matching:' || round || ':' || request_key;
  funded public.matching_rounds;
  is_new boolean;
begin
  perform private.check_transfer(amount, request_key, null);
  funded := private.matching_round_to_run(round);
  is_new := not exists (
    select from private.ledger_transactions t
    where t.book_id = private.real_book() and t.idempotency_key = key
  );
  if is_new and funded.status <> 'open' then
    perform private.fail(409, 'matching_round_ended', 'This round has ended.');
  end if;
  perform private.post_transaction(
    'matching', key,
    array[private.space_account(funded.space_id, funded.asset_id), private.matching_pot(funded)],
    array[-amount, amount], funded.space_id, 'matching_rounds/' || round);
  if is_new then
    update public.matching_rounds r set pot_amount = r.pot_amount + amount
    where r.id = round
    returning * into funded;
  end if;
  return funded;
end;
$$;

create function private.enter_matching_round(round uuid, campaign uuid)
returns public.campaigns
language plpgsql volatile security definer set search_path = ''
as $$
declare
  entered public.matching_rounds := private.matching_round_to_run(round);
  entrant public.campaigns;
  taken uuid;
begin
  select c.* into entrant
  from public.campaigns c
  where c.id = campaign and c.space_id = entered.space_id and c.status <> 'draft'
  for no key update;
  if entrant.id is null then
    perform private.fail(404, 'campaign_not_found', 'There is no such campaign in this space.');
  end if;
  select e.round_id into taken from public.matching_entries e where e.campaign_id = campaign;
  if taken = round then
    return entrant;
  elsif taken is not null then
    perform private.fail(409, 'already_matched', 'This campaign takes part in another round.');
  elsif entered.status <> 'open' then
    perform private.fail(409, 'matching_round_ended', 'This round has ended.');
  elsif entrant.status <> 'open' then
    perform private.fail(409, 'campaign_ended', 'This campaign has ended.');
  elsif entrant.asset_id <> entered.asset_id then
    perform private.fail(422, 'other_currency', 'The round is in another currency.');
  elsif entrant.deadline > entered.ends_at then
    perform private.fail(422, 'ends_too_late', 'The campaign goes on when the round has ended.');
  elsif (select count(*) from public.matching_entries e where e.round_id = round) >= 500 then
    perform private.fail(409, 'too_many_campaigns', 'There are 500 in this round.');
  end if;
  insert into public.matching_entries (campaign_id, round_id, space_id, visibility)
  values (campaign, round, entered.space_id, entered.visibility);
  return entrant;
end;
$$;

create function private.cancel_matching_round(round uuid)
returns public.matching_rounds
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cancelled public.matching_rounds := private.matching_round_to_run(round);
begin
  if cancelled.status = 'paid' then
    perform private.fail(409, 'matching_round_ended', 'The pot was shared out.');
  elsif cancelled.status = 'open' then
    perform private.share_pot_out(cancelled, '{}', '{}');
    update public.matching_rounds r set status = 'cancelled', ended_at = now()
    where r.id = round
    returning * into cancelled;
  end if;
  return cancelled;
end;
$$;

-- The pot --------------------------------------------------------------------------------------

create function private.share_pot_out(
  round public.matching_rounds, campaigns uuid[], amounts bigint[]
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  pot constant uuid := private.matching_pot(round);
  treasury constant uuid := private.space_account(round.space_id, round.asset_id);
  balance constant bigint := (select a.balance from public.ledger_accounts a where a.id = pot);
  accounts uuid[];
  gained bigint[];
  identities uuid[];
begin
  if balance = 0 then
    return;
  end if;
  select array_agg(g.account), array_agg(g.amount), array_agg(g.identity)
  into accounts, gained, identities
  from (
    select p.account, sum(p.amount) as amount, min(p.identity::text)::uuid as identity
    from (
      select coalesce(private.beneficiary_account(c), treasury) as account, s.amount,
        c.beneficiary_id as identity
      from unnest(campaigns, amounts) as s (campaign, amount)
      join public.campaigns c on c.id = s.campaign
      union all
      select treasury, balance - coalesce((select sum(a) from unnest(amounts) as a), 0), null
    ) as p
    where p.amount > 0
    group by p.account
    order by p.account
  ) as g;
  perform private.post_transaction(
    'matching', 'matching:' || round.id, pot || accounts, -balance || gained, round.space_id,
    'matching_rounds/' || round.id, identities => null::uuid || identities);
end;
$$;
comment on function private.share_pot_out is
  'Pays campaigns'' amounts out of a pot in one posting, and what is left back to the treasury.';

create function private.pay_matching_round(round uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  paying public.matching_rounds;
  pot uuid;
  joined_before timestamptz;
  entrants uuid[];
  scores numeric[];
  amounts bigint[];
begin
  select r.* into paying
  from public.matching_rounds r
  where r.id = round and r.status = 'open' and r.ends_at <= now()
  for no key update;
  if not found or exists (
    select from public.matching_entries e
    join public.campaigns c on c.id = e.campaign_id
    where e.round_id = round
      and (c.status = 'open' or c.status = 'succeeded' and c.settled_at is null)
  ) then
    return;
  end if;
  joined_before := private.joining_deadline(paying.eligibility, paying.created_at);
  select coalesce(array_agg(s.campaign_id order by s.campaign_id), '{}'),
    coalesce(array_agg(s.score order by s.campaign_id), '{}')
  into entrants, scores
  from (
    select e.campaign_id, private.matching_score(array(
      select k.amount
      from private.campaign_contributors k
      where k.campaign_id = c.id and k.amount > 0 and c.status = 'succeeded'
        and (joined_before is null or exists (
          select from public.space_members m
          where m.space_id = paying.space_id and m.profile_id = k.profile_id
            and m.status = 'active' and m.joined_at < joined_before
        ))
    )) as score
    from public.matching_entries e
    join public.campaigns c on c.id = e.campaign_id
    where e.round_id = round
  ) as s;
  pot := private.matching_pot(paying);
  amounts := private.matching_shares(
    (select a.balance from public.ledger_accounts a where a.id = pot), scores, paying.cap_amount);
  perform private.share_pot_out(paying, entrants, amounts);
  update public.matching_entries e
  set amount = s.amount
  from unnest(entrants, amounts) as s (campaign, amount)
  where e.campaign_id = s.campaign;
  update public.matching_rounds r set status = 'paid', ended_at = now() where r.id = round;
end;
$$;
comment on function private.pay_matching_round is
  'Shares a round''s pot out once it has ended and all its campaigns are settled; of equal remainders '
  'the lower campaign id gets the cent. What did not succeed, or was refunded, brings nothing. Once.';

create function private.tend_matching_rounds()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  round uuid;
begin
  for round in
    select r.id from public.matching_rounds r where r.status = 'open' and r.ends_at <= now()
  loop
    -- One that cannot be paid today does not keep the others here.
    begin
      perform private.pay_matching_round(round);
    exception when others then
      raise warning 'Round % is not paid: % %', round, sqlstate, sqlerrm;
    end;
  end loop;
end;
$$;
comment on function private.tend_matching_rounds is 'Shares out what is due.';

select cron.schedule('tend-matching-rounds', '* * * * *', 'select private.tend_matching_rounds()');

-- Doors: what a client calls.

create function public.open_matching_round(
  space uuid, title text, currency text, ends_at timestamptz, cap_amount bigint default null,
  eligibility jsonb default '{}'
)
returns public.matching_rounds
language sql volatile security invoker set search_path = ''
begin atomic
  select private.open_matching_round(space, title, currency, ends_at, cap_amount, eligibility);
end;
comment on function public.open_matching_round is
  'Opens a round for who may spend the treasury; its terms then stay. cap_amount (minor units) is the '
  'most that one campaign gets. eligibility: whose giving is matched, by the rules member_days and '
  'joined_by. Repeating it returns the round that is there. Errors: 401 sign_in_required, '
  '404 not_found (the space), 403 permission_required, 409 space_archived, 404 feature_off, '
  '404 asset_not_found, 422 currency_not_taken, 409 title_taken, 422 invalid_deadline, '
  '422 invalid_eligibility; 23514 names the rule broken.';

create function public.fund_matching_round(round uuid, amount bigint, request_key text)
returns public.matching_rounds
language sql volatile security invoker set search_path = ''
begin atomic
  select private.fund_matching_round(round, amount, request_key);
end;
comment on function public.fund_matching_round is
  'Puts an amount of the treasury''s (minor units) into a round''s pot. Repeating it with its '
  'request_key (8 to 100 characters, draw a uuid) changes nothing. Errors: 401 sign_in_required, '
  '422 invalid_amount, 422 invalid_request_key, 404 matching_round_not_found, '
  '403 permission_required, 409 space_archived, 409 matching_round_ended, 409 insufficient_funds, '
  '409 idempotency_key_reused.';

create function public.enter_matching_round(round uuid, campaign uuid)
returns public.campaigns
language sql volatile security invoker set search_path = ''
begin atomic
  select private.enter_matching_round(round, campaign);
end;
comment on function public.enter_matching_round is
  'Takes an open campaign of the same space and currency into a round, for good. Repeating it changes '
  'nothing. Errors: 401 sign_in_required, 404 matching_round_not_found, 403 permission_required, '
  '409 space_archived, 404 campaign_not_found, 409 already_matched, 409 matching_round_ended, '
  '409 campaign_ended, 422 other_currency, 422 ends_too_late, 409 too_many_campaigns.';

create function public.cancel_matching_round(round uuid)
returns public.matching_rounds
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_matching_round(round);
end;
comment on function public.cancel_matching_round is
  'Calls a round off: its pot goes back to the treasury. Repeating it changes nothing. Errors: '
  '401 sign_in_required, 404 matching_round_not_found, 403 permission_required, '
  '409 space_archived, 409 matching_round_ended.';

revoke execute on function
  private.matching_pot, private.matching_round_to_run, private.open_matching_round,
  private.fund_matching_round, private.enter_matching_round, private.cancel_matching_round,
  private.share_pot_out, private.pay_matching_round, private.tend_matching_rounds,
  public.open_matching_round, public.fund_matching_round, public.enter_matching_round,
  public.cancel_matching_round
from public;
grant execute on function
  private.open_matching_round, private.fund_matching_round, private.enter_matching_round,
  private.cancel_matching_round, public.open_matching_round, public.fund_matching_round,
  public.enter_matching_round, public.cancel_matching_round
to authenticated;
