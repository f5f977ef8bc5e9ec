-- Money that comes in. A payment is one attempt of a person to pay a space for a purpose; what a
-- purpose costs, where its money goes and what follows from it is said by the purpose's own domain.
-- Amounts are minor units of the payment's asset.
create type public.payment_purpose as enum (
  'donation', 'pledge', 'ticket', 'bounty', 'campaign', 'subscription'
);
-- Ascending: a payment only moves on. Money may still arrive after the rest was given up.
create type public.payment_status as enum (
  'pending', 'action_required', 'failed', 'expired', 'cancelled', 'succeeded'
);
create type public.payment_provider as enum ('stripe', 'sandbox');
comment on type public.payment_purpose is 'What is paid for.';
comment on type public.payment_status is
  'pending: asked for; action_required: the bank wants to see the person; failed, expired, '
  'cancelled: given up; succeeded: the money is there, and stays so whatever follows.';
comment on type public.payment_provider is
  'Who moves the money. sandbox: nobody does, for development and tests.';

create table public.payment_terms (
  id             uuid primary key default gen_random_uuid(),
  space_id       uuid,
  asset_id       uuid not null,
  basis_points   integer not null,
  fixed_amount   bigint not null,
  minimum_amount bigint not null,
  maximum_amount bigint not null,
  set_at         timestamptz not null default now(),

  constraint payment_terms_space_id_asset_id_key unique nulls not distinct (space_id, asset_id),
  constraint payment_terms_space_id_fkey foreign key (space_id)
    references public.spaces on delete cascade,
  constraint payment_terms_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint payment_terms_basis_points_0_to_5000 check (basis_points between 0 and 5000),
  constraint payment_terms_fixed_amount_not_negative check (
    fixed_amount between 0 and 1000000
  ),
  -- What is given is more than what it costs.
  constraint payment_terms_minimum_exceeds_fee check (
    minimum_amount > fixed_amount + (minimum_amount * basis_points + 9999) / 10000
  ),
  constraint payment_terms_maximum_from_minimum check (
    maximum_amount between minimum_amount and 99999999
  )
);
comment on table public.payment_terms is
  'What a payment costs a space, and within which bounds people choose amounts, by currency. A '
  'currency without terms is not taken.';
comment on column public.payment_terms.space_id is 'Null: of every space that has none of its own.';
comment on column public.payment_terms.basis_points is 'Hundredths of a percent of what is charged.';

create index payment_terms_asset_id_idx on public.payment_terms (asset_id);

insert into public.payment_terms
  (asset_id, basis_points, fixed_amount, minimum_amount, maximum_amount)
select private.asset_id(code), 250, 25, 100, 1000000
from unnest('{EUR,USD,GBP,CHF}'::text[]) as code;

create table public.payments (
  id              uuid primary key default gen_random_uuid(),
  space_id        uuid not null,
  purpose         public.payment_purpose not null,
  target_id       uuid,
  profile_id      uuid,
  identity_id     uuid,
  asset_id        uuid not null,
  amount          bigint not null,
  fee_amount      bigint not null,
  is_fee_covered  boolean not null,
  total_amount    bigint not null generated always as (
    amount + case when is_fee_covered then fee_amount else 0 end
  ) stored,
  description     text not null,
  status          public.payment_status not null default 'pending',
  failure         text,
  refunded_amount bigint not null default 0,
  disputed_amount bigint not null default 0,
  provider        public.payment_provider not null,
  has_page        boolean not null,
  request_key     text not null,
  request_hash    bytea not null,
  created_at      timestamptz not null default now(),
  settled_at      timestamptz,

  constraint payments_profile_id_request_key_key unique (profile_id, request_key),
  constraint payments_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint payments_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint payments_identity_id_fkey foreign key (identity_id)
    references public.contextual_identities on delete set null,
  constraint payments_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint payments_amount_positive check (amount > 0),
  constraint payments_fee_amount_leaves_something check (
    fee_amount >= 0 and fee_amount < amount + case when is_fee_covered then fee_amount else 0 end
  ),
  constraint payments_description_1_to_200 check (
    btrim(description) <> '' and char_length(description) <= 200
  ),
  constraint payments_failure_1_to_100 check (failure <> '' and char_length(failure) <= 100),
  constraint payments_returned_not_negative check (refunded_amount >= 0 and disputed_amount >= 0),
  constraint payments_request_key_1_to_100 check (
    request_key <> '' and char_length(request_key) <= 100
  ),
  constraint payments_succeeded_is_settled check ((status = 'succeeded') = (settled_at is not null))
);
comment on table public.payments is
  'Attempts to pay. Kept for as long as the law wants, also when the person is erased. Written by '
  'commands and by what the provider tells.';
comment on column public.payments.target_id is 'What in the space it is for, as its purpose has it.';
comment on column public.payments.profile_id is 'Who pays; null once they are erased.';
comment on column public.payments.identity_id is 'How who pays appears in the space.';
comment on column public.payments.amount is
  'What was chosen or is asked for; without what is added to cover the fee.';
comment on column public.payments.fee_amount is 'What the space is charged for it, of the total.';
comment on column public.payments.is_fee_covered is 'Is the fee added to the amount?';
comment on column public.payments.total_amount is 'What who pays is charged.';
comment on column public.payments.failure is 'Why the last try failed, in the provider''s word.';
comment on column public.payments.refunded_amount is 'How much was sent back.';
comment on column public.payments.disputed_amount is 'How much a bank has taken back.';
comment on column public.payments.has_page is
  'Does the person pay on a page, where they may try again? Else a kept method is charged.';

create index payments_space_id_idx on public.payments (space_id, created_at desc, id desc);
create index payments_profile_id_idx on public.payments (profile_id, created_at desc, id desc);
create index payments_identity_id_idx on public.payments (identity_id);
create index payments_asset_id_idx on public.payments (asset_id);
create index payments_target_id_idx on public.payments (target_id) where target_id is not null;
create index payments_unsettled_idx on public.payments (created_at)
  where status in ('pending', 'action_required');

create function private.keep_payment()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE'
    or (new.id, new.space_id, new.purpose, new.asset_id, new.amount, new.fee_amount,
        new.is_fee_covered, new.description, new.provider, new.has_page, new.request_key,
        new.request_hash, new.created_at)
      <> (old.id, old.space_id, old.purpose, old.asset_id, old.amount, old.fee_amount,
        old.is_fee_covered, old.description, old.provider, old.has_page, old.request_key,
        old.request_hash, old.created_at)
    or new.target_id is distinct from old.target_id
    or new.profile_id is distinct from old.profile_id and not private.is_erased(old.profile_id)
    or new.identity_id is distinct from old.identity_id and new.identity_id is not null
  then
    perform private.fail(409, 'append_only', 'What was asked for stays as it was.');
  elsif new.status < old.status or old.settled_at is distinct from new.settled_at
    and old.settled_at is not null
  then
    perform private.fail(409, 'invalid_transition',
      format('A payment does not go from %s to %s.', old.status, new.status));
  end if;
  return new;
end;
$$;
comment on function private.keep_payment is
  'A payment moves on and is never something else. Errors: 409 append_only, '
  '409 invalid_transition, for every role.';

create trigger payments_before_change_keep
  before update or delete on public.payments
  for each row execute function private.keep_payment();

-- Purposes ---------------------------------------------------------------------------------

create type private.payment_price as (
  amount      bigint,
  asset_id    uuid,
  description text
);

-- By name, because a database with regprocedure in a table cannot be upgraded in place.
create table private.payment_purposes (
  purpose            public.payment_purpose primary key,
  quote              name not null,
  account            name not null,
  follow             name not null,
  is_kept_for_others boolean not null
);
comment on table private.payment_purposes is
  'What can be paid for here: functions of schema private that its domain wrote.';
comment on column private.payment_purposes.quote is
  '(person uuid, space uuid, target uuid, details jsonb) returns private.payment_price: refuses, or '
  'says what it costs.';
comment on column private.payment_purposes.account is
  '(payment public.payments) returns uuid: the ledger account that gains.';
comment on column private.payment_purposes.follow is
  '(payment public.payments, change text, details jsonb) returns void: what follows, in the same '
  'transaction. Changes: started, with what price saw; succeeded; given_up; refunded; disputed; '
  'returned, when a refund fails or a dispute is won. Called once for each; the row is as it is now.';
comment on column private.payment_purposes.is_kept_for_others is
  'The space does not have it yet: it is refunded by its domain, and not by who keeps the treasury.';

create function private.declares_purpose(
  purpose public.payment_purpose, quote name, follow name, account name default 'treasury_of',
  is_kept_for_others boolean default false
)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  insert into private.payment_purposes (purpose, quote, account, follow, is_kept_for_others)
  values (purpose, quote, account, follow, is_kept_for_others);
end;
comment on function private.declares_purpose is
  'Makes something payable. A domain calls it in its own migration.';

create function private.treasury_of(payment public.payments)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return private.space_account(payment.space_id, payment.asset_id);
end;
$$;
comment on function private.treasury_of is 'For purposes whose money is the space''s at once.';

create function private.purpose_of(purpose public.payment_purpose)
returns private.payment_purposes
language plpgsql stable security definer set search_path = ''
as $$
declare
  declared private.payment_purposes;
begin
  select p.* into declared from private.payment_purposes p where p.purpose = purpose_of.purpose;
  if not found then
    perform private.fail(404, 'purpose_unavailable', 'This cannot be paid for here.');
  end if;
  return declared;
end;
$$;
comment on function private.purpose_of is 'Errors: 404 purpose_unavailable.';

create function private.follow_payment(
  payment public.payments, change text, details jsonb default '{}'
)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  execute format('select private.%I($1, $2, $3)', (private.purpose_of(payment.purpose)).follow)
  using payment, change, details;
end;
$$;
comment on function private.follow_payment is 'Tells a payment''s purpose what became of it.';

-- Fees -------------------------------------------------------------------------------------

create function private.fee_of(terms public.payment_terms, amount bigint, covers_fee boolean)
returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when covers_fee then
      -- The least fee that, charged on amount and fee together, leaves the amount.
      ((amount + terms.fixed_amount) * 10000 + 10000 - terms.basis_points - 1)
        / (10000 - terms.basis_points) - amount
    else (amount * terms.basis_points + 5000) / 10000 + terms.fixed_amount
  end;
end;
$$;
comment on function private.fee_of is
  'What a payment costs, in minor units: basis points of what is charged, rounded half up, and a '
  'fixed part. Where who pays covers it, the space gets the amount whole.';

create function private.terms_of(space uuid, asset uuid)
returns public.payment_terms
language plpgsql stable security definer set search_path = ''
as $$
declare
  terms public.payment_terms;
begin
  select t.* into terms
  from public.payment_terms t
  where t.asset_id = asset and (t.space_id = space or t.space_id is null)
  order by t.space_id nulls last
  limit 1;
  if not found then
    perform private.fail(422, 'currency_not_taken', 'Choose another currency.');
  end if;
  return terms;
end;
$$;
comment on function private.terms_of is
  'The space''s own terms in a currency, or everybody''s. Errors: 422 currency_not_taken.';

revoke execute on function
  private.keep_payment, private.declares_purpose, private.treasury_of, private.purpose_of,
  private.follow_payment, private.fee_of, private.terms_of
from public;

select private.holds_personal_data('public.payments', 'profile_id', 'detach');
select private.withholds_from_export('public.payments', 'request_hash');
