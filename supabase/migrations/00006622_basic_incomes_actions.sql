-- Setting a basic income, and paying it. A round is one row for its period, written in the transaction
-- that books it: whatever breaks or runs twice, nobody is paid twice and nobody is left out.

create function private.set_basic_income(
  space uuid, token text, amount bigint, period public.economy_period, member_days integer,
  for_verified boolean, shares_shortfall boolean, issues_shortfall boolean, is_active boolean
)
returns public.basic_incomes
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  next constant date := private.period_after(period, (now() at time zone 'utc')::date);
  asset public.assets;
  income public.basic_incomes;
begin
  perform private.space_to_pay_in(space, person);
  select a.* into asset from public.assets a where a.id = private.asset_id(token, space);
  if not private.has_permission(space, person, 'treasury.edit')
    or issues_shortfall and not private.has_permission(space, person, 'tokens.create')
  then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury.');
  elsif asset.kind = 'currency' then
    perform private.fail(422, 'token_required', 'People get tokens or hours here, not money.');
  elsif issues_shortfall and asset.space_id is null then
    perform private.fail(422, 'own_token_required', 'Only a token of the space is issued for it.');
  end if;

  insert into public.basic_incomes as i (space_id, asset_id, amount, period, member_days,
    for_verified, shares_shortfall, issues_shortfall, is_active, due_on)
  values (space, asset.id, set_basic_income.amount, set_basic_income.period,
    set_basic_income.member_days, set_basic_income.for_verified,
    set_basic_income.shares_shortfall, set_basic_income.issues_shortfall,
    set_basic_income.is_active, next)
  on conflict on constraint basic_incomes_pkey do update set
    amount = excluded.amount, period = excluded.period, member_days = excluded.member_days,
    for_verified = excluded.for_verified, shares_shortfall = excluded.shares_shortfall,
    issues_shortfall = excluded.issues_shortfall, is_active = excluded.is_active,
    due_on = case when i.is_active and i.period = excluded.period then i.due_on else next end
  returning * into income;
  return income;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.set_basic_income is 'See public.set_basic_income.';

create function private.basic_income_people(income public.basic_incomes)
returns uuid[]
language sql stable security definer set search_path = ''
begin atomic
  with members as (
    select m.profile_id
    from public.space_members m
    join public.profiles p on p.id = m.profile_id and p.erased_at is null
    join public.spaces s on s.id = m.space_id and s.archived_at is null
    where m.space_id = income.space_id and m.status = 'active'
      and m.joined_at <= (income.due_on - income.member_days)::timestamp at time zone 'utc'
      and exists (
        select from public.assets a where a.id = income.asset_id and a.retired_at is null
      )
  )
  select case
    when income.for_verified then array(
      select v from private.meets_verified(
        array(select m.profile_id from members m), 'true', clock_timestamp()) as v
    )
    else array(select m.profile_id from members m)
  end;
end;
comment on function private.basic_income_people is
  'Who gets it this time: active members since before the period began. Nobody in an archive, nor '
  'in a token that is no longer in use.';

create type private.due_income as (
  income public.basic_incomes, treasury uuid, issuance uuid, wallets uuid[]
);

create function private.due_income(income public.basic_incomes)
returns private.due_income
language plpgsql volatile security definer set search_path = ''
as $$
declare
  people constant uuid[] := private.basic_income_people(income);
  due private.due_income;
begin
  perform private.open_wallets(people, income.asset_id);
  due.income := income;
  due.treasury := private.space_account(income.space_id, income.asset_id);
  if income.issues_shortfall then
    due.issuance :=
      private.space_account(income.space_id, income.asset_id, 'issuance', 'equity', true);
  end if;
  due.wallets := array(
    select a.id
    from public.ledger_accounts a
    where a.owner_profile_id = any (people) and a.asset_id = income.asset_id
      and a.purpose = 'wallet' and a.book_id = private.real_book()
  );
  return due;
end;
$$;
comment on function private.due_income is 'A round with its accounts, opened where there are none.';

create function private.pay_basic_income(due private.due_income)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  income constant public.basic_incomes := due.income;
  people constant integer := cardinality(due.wallets);
  round_name constant text :=
    concat_ws('/', 'basic_income_rounds', income.space_id, income.asset_id, income.due_on);
  share constant private.income_share := private.income_share(income, people, (
    select a.balance - a.held from public.ledger_accounts a where a.id = due.treasury
  ));
begin
  update public.basic_incomes i
  set due_on = private.period_after(i.period, i.due_on)
  where i.space_id = income.space_id and i.asset_id = income.asset_id;
  insert into public.basic_income_rounds (space_id, asset_id, due_on, people, amount, issued)
  values (income.space_id, income.asset_id, income.due_on, people, share.amount, share.issued)
  on conflict on constraint basic_income_rounds_pkey do nothing;
  if not found then
    return;
  end if;
  if share.issued > 0 then
    perform private.post_transaction('issue', round_name || '/issue',
      array[due.issuance, due.treasury], array[-share.issued, share.issued], income.space_id,
      round_name, 'For the basic income');
  end if;
  if share.amount > 0 then
    -- In parts, so that a statement reads no more than a hundred lines for one of its own.
    perform private.post_transactions(array(
      select (
        'income', round_name || '/' || w.place / 99,
        due.treasury || array_agg(w.wallet order by w.wallet),
        -count(*) * share.amount || array_agg(share.amount),
        income.space_id, round_name, 'Basic income', null
      )::private.ledger_posting
      from unnest(due.wallets) with ordinality as w (wallet, place)
      group by w.place / 99
      order by w.place / 99
    ));
  end if;
end;
$$;
comment on function private.pay_basic_income is 'Pays one round, its accounts being locked.';

create function private.pay_basic_incomes()
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  income public.basic_incomes;
  round private.due_income;
  rounds private.due_income[] := '{}';
  accounts uuid[] := '{}';
begin
  for income in
    select i.* from public.basic_incomes i
    where i.is_active and i.due_on <= (now() at time zone 'utc')::date
    order by i.due_on, i.space_id, i.asset_id
    limit 100
    for no key update skip locked
  loop
    round := private.due_income(income);
    rounds := rounds || round;
    accounts := accounts || round.wallets || array[round.treasury, round.issuance];
    exit when cardinality(accounts) >= 10000;
  end loop;

  -- Those of all rounds together, in the order of ids: then nobody waits in a circle.
  perform from public.ledger_accounts a where a.id = any (accounts) order by a.id for no key update;
  foreach round in array rounds loop
    perform private.pay_basic_income(round);
  end loop;
  return cardinality(rounds);
end;
$$;
comment on function private.pay_basic_incomes is
  'Pays rounds that are due, each for its own period, and says how many; those of one call all or '
  'none.';

select cron.schedule('pay-basic-incomes', '* * * * *', 'select private.pay_basic_incomes()');

create function public.set_basic_income(
  space            uuid,
  token            text,
  amount           bigint,
  period           public.economy_period,
  member_days      integer default 0,
  for_verified     boolean default false,
  shares_shortfall boolean default false,
  issues_shortfall boolean default false,
  is_active        boolean default true
)
returns public.basic_incomes
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_basic_income(space, token, amount, period, member_days, for_verified,
    shares_shortfall, issues_shortfall, is_active);
end;
comment on function public.set_basic_income is
  'Gives every active member of a space so much of a token or of hours, out of its treasury, from the '
  'next period on; for who holds treasury.edit, and tokens.create to have a token of the space''s own '
  'issued where the treasury has too little. is_active false ends it. Errors: 401 sign_in_required, '
  '404 not_found, 403 member_required, 409 space_archived, 404 asset_not_found, '
  '403 permission_required, 422 token_required, 422 own_token_required; 23514 for an amount beyond 1 '
  'to a million, member_days beyond 3650, or both ways of a shortfall.';

revoke execute on function
  private.set_basic_income, private.basic_income_people, private.due_income,
  private.pay_basic_income, private.pay_basic_incomes, public.set_basic_income
from public;
grant execute on function private.set_basic_income, public.set_basic_income to authenticated;
