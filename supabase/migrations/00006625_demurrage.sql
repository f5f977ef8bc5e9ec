-- What lies idle goes back into use: of what somebody has above a threshold, a small part returns to
-- the treasury of the token, period by period. A space says so of its own tokens, the installation of
-- what counts everywhere.
create table public.demurrage_rules (
  asset_id     uuid primary key,
  space_id     uuid,
  threshold    bigint not null,
  basis_points integer not null,
  period       public.economy_period not null,
  is_active    boolean not null default true,
  due_on       date not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),

  constraint demurrage_rules_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint demurrage_rules_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint demurrage_rules_threshold_exact check (threshold between 0 and 9007199254740991),
  -- 1 % a day, 5 % a week, 20 % a month: nobody's tokens are taken away in one go.
  constraint demurrage_rules_basis_points_bounded check (
    basis_points between 1 and case period when 'day' then 100 when 'week' then 500 else 2000 end
  )
);
comment on table public.demurrage_rules is
  'Which tokens return in part to their treasury where somebody has much of them. Written by '
  'commands only.';
comment on column public.demurrage_rules.space_id is
  'Whose token it is, copied here so that no policy needs a join. Null: of the installation.';
comment on column public.demurrage_rules.threshold is 'Up to here, in minor units, nothing returns.';
comment on column public.demurrage_rules.basis_points is
  'Of what is above the threshold, in ten thousandths, rounded down; never of what is held.';
comment on column public.demurrage_rules.due_on is 'When the next part returns.';

create index demurrage_rules_space_id_idx on public.demurrage_rules (space_id);
create index demurrage_rules_due_on_idx on public.demurrage_rules (due_on) where is_active;

create trigger demurrage_rules_before_update_set_updated_at
  before update on public.demurrage_rules
  for each row execute function extensions.moddatetime(updated_at);

-- In private: what little a few accounts gave back would tell what they have.
create table private.demurrage_rounds (
  asset_id     uuid not null,
  due_on       date not null,
  threshold    bigint not null,
  basis_points integer not null,
  done_to      uuid,
  accounts     bigint not null default 0,
  amount       bigint not null default 0,
  started_at   timestamptz not null default now(),
  finished_at  timestamptz,

  primary key (asset_id, due_on),
  constraint demurrage_rounds_asset_id_fkey foreign key (asset_id)
    references public.demurrage_rules on delete restrict
);
comment on table private.demurrage_rounds is
  'How far each period''s demurrage has come. What accounts give is gathered on the system''s account '
  '"demurrage", and goes to the treasury as one sum when the round is over.';
comment on column private.demurrage_rounds.done_to is
  'Accounts up to this id have been looked at. Null: none yet.';

create index demurrage_rounds_open_idx on private.demurrage_rounds (started_at)
  where finished_at is null;

create function private.demurrage(
  balance bigint, held bigint, threshold bigint, basis_points integer
)
returns bigint
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  -- Whole parts first: the product alone would not fit.
  select case
    when balance <= threshold then 0
    else least(
      balance - held,
      (balance - threshold) / 10000 * basis_points
        + (balance - threshold) % 10000 * basis_points / 10000
    )
  end;
end;
comment on function private.demurrage is
  'What returns of a balance: of what is above the threshold, rounded down, and never of what is held.';

revoke execute on function private.demurrage from public;
