-- What every member gets, for being one. A space gives it out of its treasury, round by round; nothing
-- that counts everywhere is issued for it, whoever runs the space.
create type public.economy_period as enum ('day', 'week', 'month');
comment on type public.economy_period is
  'How often: each day, each Monday, on the first of each month, by UTC.';

create function private.period_after(period public.economy_period, day date)
returns date
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (date_trunc(period::text, day::timestamp) + ('1 ' || period)::interval)::date;
end;
comment on function private.period_after is 'The first day of the next period.';

create table public.basic_incomes (
  space_id         uuid not null,
  asset_id         uuid not null,
  amount           bigint not null,
  period           public.economy_period not null,
  member_days      integer not null default 0,
  for_verified     boolean not null default false,
  shares_shortfall boolean not null default false,
  issues_shortfall boolean not null default false,
  is_active        boolean not null default true,
  due_on           date not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),

  primary key (space_id, asset_id),
  constraint basic_incomes_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint basic_incomes_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint basic_incomes_amount_to_a_million check (amount between 1 and 1000000),
  constraint basic_incomes_member_days_to_ten_years check (member_days between 0 and 3650),
  constraint basic_incomes_shortfall_in_one_way check (not (shares_shortfall and issues_shortfall))
);
comment on table public.basic_incomes is
  'What each member of a space gets out of its treasury, period by period. Written by commands only.';
comment on column public.basic_incomes.amount is 'Minor units, for each of them.';
comment on column public.basic_incomes.member_days is
  'For how many days somebody has been a member when a period begins.';
comment on column public.basic_incomes.for_verified is 'Only for whoever''s identity is verified.';
comment on column public.basic_incomes.shares_shortfall is
  'Where the treasury has less than all should get, each gets the same part of it, rounded down; '
  'otherwise nobody gets anything.';
comment on column public.basic_incomes.issues_shortfall is
  'Of a token of the space''s own, what the treasury lacks is issued.';
comment on column public.basic_incomes.due_on is 'The period that comes next.';

create index basic_incomes_asset_id_idx on public.basic_incomes (asset_id);
create index basic_incomes_due_on_idx on public.basic_incomes (due_on) where is_active;

create trigger basic_incomes_before_update_set_updated_at
  before update on public.basic_incomes
  for each row execute function extensions.moddatetime(updated_at);

create table public.basic_income_rounds (
  space_id uuid not null,
  asset_id uuid not null,
  due_on   date not null,
  people   integer not null,
  amount   bigint not null,
  issued   bigint not null,
  paid_at  timestamptz not null default now(),

  primary key (space_id, asset_id, due_on),
  constraint basic_income_rounds_space_id_asset_id_fkey foreign key (space_id, asset_id)
    references public.basic_incomes on delete restrict,
  constraint basic_income_rounds_never_negative check (
    people >= 0 and amount >= 0 and issued >= 0
  )
);
comment on table public.basic_income_rounds is
  'The periods for which a basic income was paid, each once. Append-only. Who got it is in the books '
  'alone.';
comment on column public.basic_income_rounds.people is 'How many it was for.';
comment on column public.basic_income_rounds.amount is
  'What each of them got. 0: the treasury had too little.';
comment on column public.basic_income_rounds.issued is 'What was issued for it.';

create trigger basic_income_rounds_before_change_refuse
  before update or delete on public.basic_income_rounds
  for each row execute function private.refuse_change();
create trigger basic_income_rounds_before_truncate_refuse
  before truncate on public.basic_income_rounds
  for each statement execute function private.refuse_change();

create type private.income_share as (amount bigint, issued bigint);

create function private.income_share(
  income public.basic_incomes, people bigint, available bigint
)
returns private.income_share
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (
    case
      when people = 0 then 0
      when people * income.amount <= available or income.issues_shortfall then income.amount
      when income.shares_shortfall then available / people
      else 0
    end,
    case
      when income.issues_shortfall then greatest(people * income.amount - available, 0)
      else 0
    end
  )::private.income_share;
end;
comment on function private.income_share is
  'What each of so many people gets where so much is available, and what has to be issued for it.';

revoke execute on function private.period_after, private.income_share from public;
