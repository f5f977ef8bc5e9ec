-- Setting demurrage, and taking it. Ten thousand accounts at a time, each batch a transaction that also
-- says how far it came: whatever breaks or runs twice, an account gives once in a period.

create function private.write_demurrage_rule(
  asset public.assets, threshold bigint, basis_points integer, period public.economy_period,
  is_active boolean
)
returns public.demurrage_rules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  today constant date := (now() at time zone 'utc')::date;
  -- A whole period passes before anything returns: time to see it coming.
  next constant date := private.period_after(
    period, (today + ('1 ' || period)::interval)::date - 1);
  rule public.demurrage_rules;
begin
  insert into public.demurrage_rules as r
    (asset_id, space_id, threshold, basis_points, period, is_active, due_on)
  values (asset.id, asset.space_id, write_demurrage_rule.threshold,
    write_demurrage_rule.basis_points, write_demurrage_rule.period,
    write_demurrage_rule.is_active, next)
  on conflict on constraint demurrage_rules_pkey do update set
    threshold = excluded.threshold, basis_points = excluded.basis_points,
    period = excluded.period, is_active = excluded.is_active,
    due_on = case
      when (r.threshold, r.basis_points, r.period, r.is_active)
        = (excluded.threshold, excluded.basis_points, excluded.period, excluded.is_active)
      then r.due_on
      else excluded.due_on
    end
  returning * into rule;
  return rule;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.write_demurrage_rule is
  'Sets the rule of a token. Where it changes, a whole period passes first.';

create function private.set_demurrage(
  space uuid, token text, threshold bigint, basis_points integer, period public.economy_period,
  is_active boolean
)
returns public.demurrage_rules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  asset public.assets;
begin
  perform private.space_to_pay_in(space, person);
  if not private.has_permission(space, person, 'tokens.create') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the space.');
  end if;
  select a.* into asset
  from public.assets a
  where a.space_id = space and a.code = token;
  if asset.id is null then
    perform private.fail(404, 'asset_not_found', 'This space has no such token.');
  end if;
  return private.write_demurrage_rule(asset, threshold, basis_points, period, is_active);
end;
$$;
comment on function private.set_demurrage is 'See public.set_demurrage.';

create function private.set_demurrage_everywhere(
  token text, threshold bigint, basis_points integer, period public.economy_period,
  is_active boolean default true
)
returns public.demurrage_rules
language plpgsql volatile security definer set search_path = ''
as $$
declare
  asset public.assets;
begin
  select a.* into asset from public.assets a where a.id = private.asset_id(token);
  if asset.kind = 'currency' then
    perform private.fail(422, 'token_required', 'Nobody''s money shrinks here.');
  end if;
  return private.write_demurrage_rule(asset, threshold, basis_points, period, is_active);
end;
$$;
comment on function private.set_demurrage_everywhere is
  'For the operator: the demurrage of a token or hours that count everywhere. Errors: '
  '404 asset_not_found, 422 token_required.';

create function private.fund_space(
  space uuid, token text, amount bigint, request_key text, reason text default ''
)
returns private.ledger_transactions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  asset constant uuid := private.asset_id(token);
begin
  perform private.check_transfer(amount, request_key, reason);
  return private.post_transaction('treasury', 'fund:' || request_key,
    array[
      private.system_account(asset, 'treasury', 'liability', false),
      private.space_account(space, asset)
    ], array[-amount, amount], space, description => coalesce(btrim(reason), ''));
end;
$$;
comment on function private.fund_space is
  'For the operator: gives a space''s treasury of what returned to the installation''s, for a basic '
  'income for instance. Errors: 404 asset_not_found, 422 invalid_amount, 422 invalid_request_key, '
  '422 note_too_long, 409 insufficient_funds, 409 idempotency_key_reused.';

create type private.demurrage_batch as (
  round private.demurrage_rounds, pot uuid, treasury uuid, wallets uuid[]
);

create function private.demurrage_batch(round private.demurrage_rounds, most integer)
returns private.demurrage_batch
language plpgsql volatile security definer set search_path = ''
as $$
declare
  batch private.demurrage_batch;
begin
  batch.round := round;
  batch.pot := private.system_account(round.asset_id, 'demurrage', 'liability', false);
  batch.wallets := array(
    select a.id
    from public.ledger_accounts a
    where a.asset_id = round.asset_id and (round.done_to is null or a.id > round.done_to)
      and a.owner = 'person' and a.purpose = 'wallet' and a.book_id = private.real_book()
      and a.balance > round.threshold
    order by a.id
    limit most
  );
  if cardinality(batch.wallets) = 0 then
    select case
      when r.space_id is null
        then private.system_account(r.asset_id, 'treasury', 'liability', false)
      else private.space_account(r.space_id, r.asset_id)
    end
    into batch.treasury
    from public.demurrage_rules r
    where r.asset_id = round.asset_id;
  end if;
  return batch;
end;
$$;
comment on function private.demurrage_batch is
  'The next accounts of a round and where they give to; where there are none left, the treasury.';

create function private.gather_demurrage(batch private.demurrage_batch)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  round constant private.demurrage_rounds := batch.round;
  round_name constant text := concat_ws('/', 'demurrage_rounds', round.asset_id, round.due_on);
  postings private.ledger_posting[];
begin
  if batch.treasury is not null then
    if round.amount > 0 then
      perform private.post_transaction('demurrage', round_name,
        array[batch.pot, batch.treasury], array[-round.amount, round.amount],
        (select r.space_id from public.demurrage_rules r where r.asset_id = round.asset_id),
        round_name, 'Demurrage');
    end if;
    update private.demurrage_rounds r
    set finished_at = now()
    where r.asset_id = round.asset_id and r.due_on = round.due_on;
    return;
  end if;

  -- In parts, so that a statement reads no more than a hundred lines for one of its own.
  postings := array(
    select (
      'demurrage', round_name || '/' || (array_agg(w.id order by w.id))[1],
      array_agg(w.id order by w.id) || batch.pot,
      array_agg(-w.amount order by w.id) || sum(w.amount)::bigint,
      null, round_name, 'Demurrage', null
    )::private.ledger_posting
    from (
      select a.id, d.amount, row_number() over (order by a.id) / 99 as part
      from public.ledger_accounts a
      cross join lateral private.demurrage(
        a.balance, a.held, round.threshold, round.basis_points) as d (amount)
      where a.id = any (batch.wallets) and d.amount > 0
    ) as w
    group by w.part
    order by w.part
  );
  perform private.post_transactions(postings);
  update private.demurrage_rounds r
  set done_to = batch.wallets[cardinality(batch.wallets)],
    accounts = r.accounts + coalesce((
      select sum(cardinality(p.accounts) - 1) from unnest(postings) as p), 0),
    amount = r.amount + coalesce((
      select sum(p.amounts[cardinality(p.amounts)]) from unnest(postings) as p), 0)
  where r.asset_id = round.asset_id and r.due_on = round.due_on;
end;
$$;
comment on function private.gather_demurrage is
  'Takes what a batch of accounts gives, or ends the round, its accounts being locked.';

create function private.take_demurrage(most integer default 10000)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  round private.demurrage_rounds;
  batch private.demurrage_batch;
  batches private.demurrage_batch[] := '{}';
  accounts uuid[] := '{}';
begin
  with due as (
    select r.* from public.demurrage_rules r
    where r.is_active and r.due_on <= (now() at time zone 'utc')::date
      and not exists (
        select from private.demurrage_rounds o
        where o.asset_id = r.asset_id and o.finished_at is null
      )
    order by r.due_on
    limit 100
    for no key update skip locked
  ), begun as (
    insert into private.demurrage_rounds (asset_id, due_on, threshold, basis_points)
    select d.asset_id, d.due_on, d.threshold, d.basis_points
    from due d
    join public.assets a on a.id = d.asset_id and a.retired_at is null
    left join public.spaces s on s.id = d.space_id
    where s.archived_at is null
    on conflict on constraint demurrage_rounds_pkey do nothing
  )
  update public.demurrage_rules r
  set due_on = private.period_after(r.period, r.due_on)
  from due d
  where r.asset_id = d.asset_id;

  for round in
    select r.* from private.demurrage_rounds r
    where r.finished_at is null
    order by r.started_at, r.asset_id
    limit 100
    for no key update skip locked
  loop
    exit when cardinality(accounts) >= most;
    batch := private.demurrage_batch(round, most - cardinality(accounts));
    batches := batches || batch;
    accounts := accounts || batch.wallets || array[batch.pot, batch.treasury];
  end loop;

  -- Those of all rounds together, in the order of ids: then nobody waits in a circle.
  perform from public.ledger_accounts a where a.id = any (accounts) order by a.id for no key update;
  foreach batch in array batches loop
    perform private.gather_demurrage(batch);
  end loop;
  return cardinality(batches);
end;
$$;
comment on function private.take_demurrage is
  'Begins the rounds that are due, none in an archive, and takes the next so many accounts of those '
  'under way; how many rounds it worked on. 0: nothing is left to do.';

select cron.schedule('take-demurrage', '* * * * *', 'select private.take_demurrage()');

create function private.my_demurrage()
returns table (
  account_id uuid, code text, threshold bigint, basis_points integer,
  period public.economy_period, due_on date, at_risk bigint
)
language sql stable security definer set search_path = ''
begin atomic
  select a.id, s.code, r.threshold, r.basis_points, r.period, r.due_on,
    private.demurrage(a.balance, a.held, r.threshold, r.basis_points)
  from public.ledger_accounts a
  join public.demurrage_rules r on r.asset_id = a.asset_id and r.is_active
  join public.assets s on s.id = a.asset_id
  where a.owner_profile_id = (select auth.uid()) and a.purpose = 'wallet'
  order by s.code, a.id;
end;
comment on function private.my_demurrage is 'See public.my_demurrage.';

-- Doors: what a client calls.

create function public.set_demurrage(
  space        uuid,
  token        text,
  threshold    bigint,
  basis_points integer,
  period       public.economy_period,
  is_active    boolean default true
)
returns public.demurrage_rules
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_demurrage(space, token, threshold, basis_points, period, is_active);
end;
comment on function public.set_demurrage is
  'Lets a part of what somebody has of a space''s own token above a threshold return to the space''s '
  'treasury, each period: at most 100 basis points a day, 500 a week, 2000 a month. After a change a '
  'whole period passes first. For who holds tokens.create. Errors: 401 sign_in_required, '
  '404 not_found, 403 member_required, 409 space_archived, 403 permission_required, '
  '404 asset_not_found; 23514 for a threshold or basis_points out of bounds.';

create function public.my_demurrage()
returns table (
  account_id uuid, code text, threshold bigint, basis_points integer,
  period public.economy_period, due_on date, at_risk bigint
)
language sql stable security invoker set search_path = ''
begin atomic
  select * from private.my_demurrage();
end;
comment on function public.my_demurrage is
  'Of which of the caller''s wallets a part returns to the treasury, when, and at_risk: how much of '
  'it by what is there now, in minor units.';

revoke execute on function
  private.write_demurrage_rule, private.set_demurrage, private.set_demurrage_everywhere,
  private.fund_space, private.demurrage_batch, private.gather_demurrage, private.take_demurrage,
  private.my_demurrage, public.set_demurrage, public.my_demurrage
from public;
grant execute on function
  private.set_demurrage, private.my_demurrage, public.set_demurrage, public.my_demurrage
to authenticated;
grant execute on function private.set_demurrage_everywhere, private.fund_space to service_role;
