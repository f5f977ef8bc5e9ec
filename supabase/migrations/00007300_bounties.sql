-- A bounty is put up for something that is to be done: by a member, or by a space from its treasury,
-- and others may add to it. What is put in is kept in escrow, one ledger account for each contribution,
-- until it is awarded to who did it or goes back to who put it in. A bounty that ran out with work handed
-- in does not go back in silence: it is reviewed first, and then there is time to object.
create type public.bounty_status as enum (
  'draft', 'open', 'in_review', 'disputed', 'awarded', 'decided', 'expired', 'cancelled'
);
create type public.bounty_source as enum ('wallet', 'treasury', 'payment');
create type public.bounty_submission_status as enum (
  'handed_in', 'declined', 'withdrawn', 'awarded'
);
create type public.bounty_transaction_kind as enum (
  'contributed', 'awarded', 'returned', 'reclaimed', 'restored'
);
comment on type public.bounty_status is
  'draft: nothing is in it yet; open: takes work and contributions; in_review: takes neither, and '
  'waits for who put it up, then for objections; disputed: a moderator decides; awarded, decided, '
  'expired, cancelled: over, by an award, by the decision, by running out, by being called off.';
comment on type public.bounty_source is
  'From where a contribution came: a member''s wallet, the space''s treasury, a payment.';
comment on type public.bounty_submission_status is
  'handed_in: to be looked at; declined: not wanted, with a reason; withdrawn: taken back; awarded: it '
  'has its part.';
comment on type public.bounty_transaction_kind is
  'contributed: came in; awarded: went to who did it; returned: went back to who put it in; '
  'reclaimed: their bank took it back; restored: it came back after all.';

create table private.bounty_transitions (
  from_status public.bounty_status,
  to_status   public.bounty_status,

  primary key (from_status, to_status)
);
comment on table private.bounty_transitions is
  'The life of a bounty: every step that it may take.';

insert into private.bounty_transitions (from_status, to_status) values
  ('draft', 'open'), ('draft', 'cancelled'),
  ('open', 'in_review'), ('open', 'awarded'), ('open', 'expired'), ('open', 'cancelled'),
  ('in_review', 'awarded'), ('in_review', 'disputed'), ('in_review', 'expired'),
  ('disputed', 'decided');

create table public.bounties (
  id              uuid primary key default gen_random_uuid(),
  space_id        uuid not null,
  author_id       uuid not null,
  is_from_space   boolean not null,
  asset_id        uuid not null,
  title           text not null,
  description     text not null,
  terms           text not null,
  target_type     text,
  target_id       uuid,
  status          public.bounty_status not null default 'draft',
  ends_at         timestamptz not null,
  extensions      smallint not null default 0,
  review_until    timestamptz,
  settles_at      timestamptz,
  raised_amount   bigint not null default 0,
  escrowed_amount bigint not null default 0,
  request_key     text not null,
  created_at      timestamptz not null default now(),
  opened_at       timestamptz,
  ended_at        timestamptz,

  constraint bounties_author_id_request_key_key unique (author_id, request_key),
  constraint bounties_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint bounties_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint bounties_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint bounties_title_1_to_140 check (
    btrim(title) <> '' and char_length(title) <= 140 and title !~ '[[:cntrl:]]'
  ),
  constraint bounties_description_at_most_10000 check (char_length(description) <= 10000),
  constraint bounties_terms_at_most_4000 check (char_length(terms) <= 4000),
  constraint bounties_target_has_type_and_id check ((target_type is null) = (target_id is null)),
  constraint bounties_target_type_format check (target_type ~ '^[a-z][a-z_]{0,39}$'),
  constraint bounties_extensions_0_to_3 check (extensions between 0 and 3),
  constraint bounties_review_before_settling check (review_until <= settles_at),
  constraint bounties_in_review_settles check (
    status <> 'in_review' or num_nulls(review_until, settles_at) = 0
  ),
  constraint bounties_amounts_not_negative check (raised_amount >= 0 and escrowed_amount >= 0),
  constraint bounties_request_key_format check (request_key ~ '^[[:graph:]]{8,100}$'),
  constraint bounties_opened_but_drafts check (
    status in ('draft', 'cancelled') or opened_at is not null
  ),
  constraint bounties_over_has_time check ((status >= 'awarded') = (ended_at is not null))
);
comment on table public.bounties is
  'What is offered for something to be done. Written by commands, by payments and by the clock.';
comment on column public.bounties.author_id is 'As whom who put it up appears in the space.';
comment on column public.bounties.is_from_space is
  'Put up for the space, and run by whoever may spend its treasury.';
comment on column public.bounties.terms is 'What work has to fulfil.';
comment on column public.bounties.target_type is
  'What in the space it is for, such as question or task, with its id.';
comment on column public.bounties.ends_at is 'Until when it takes work and contributions.';
comment on column public.bounties.review_until is
  'In review: until when who put it up has the word. From then on a party may object.';
comment on column public.bounties.settles_at is
  'In review: when the award is paid, or without one all goes back, if nobody objects.';
comment on column public.bounties.raised_amount is
  'Minor units that were ever put in; fees of payments are not among them.';
comment on column public.bounties.escrowed_amount is 'What of it is in escrow now.';

create index bounties_space_id_idx on public.bounties (space_id, created_at desc, id desc);
create index bounties_target_id_idx on public.bounties (target_id, created_at desc, id desc)
  where target_id is not null;
create index bounties_author_id_idx on public.bounties (author_id, created_at desc, id desc);
create index bounties_asset_id_idx on public.bounties (asset_id);
create index bounties_ends_at_idx on public.bounties (ends_at) where status in ('draft', 'open');
create index bounties_settles_at_idx on public.bounties (settles_at) where status = 'in_review';
create index bounties_disputed_idx on public.bounties (space_id) where status = 'disputed';

create table public.bounty_contributions (
  id              uuid primary key default gen_random_uuid(),
  bounty_id       uuid not null,
  space_id        uuid not null,
  identity_id     uuid not null,
  source          public.bounty_source not null,
  payment_id      uuid,
  account_id      uuid not null,
  amount          bigint not null default 0,
  awarded_amount  bigint not null default 0,
  returned_amount bigint not null default 0,
  escrowed_amount bigint not null generated always as (
    amount - awarded_amount - returned_amount
  ) stored,
  due_amount      bigint not null default 0,
  contributed_at  timestamptz not null default now(),

  constraint bounty_contributions_payment_id_key unique (payment_id),
  constraint bounty_contributions_account_id_key unique (account_id),
  constraint bounty_contributions_bounty_id_fkey foreign key (bounty_id)
    references public.bounties on delete restrict,
  constraint bounty_contributions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint bounty_contributions_identity_id_fkey foreign key (identity_id)
    references public.contextual_identities on delete restrict,
  constraint bounty_contributions_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint bounty_contributions_account_id_fkey foreign key (account_id)
    references public.ledger_accounts on delete restrict,
  constraint bounty_contributions_payment_by_source check (
    (source = 'payment') = (payment_id is not null)
  ),
  constraint bounty_contributions_amounts_add_up check (
    amount >= 0 and awarded_amount >= 0 and returned_amount >= 0
      and amount >= awarded_amount + returned_amount
  ),
  constraint bounty_contributions_due_is_escrowed check (
    due_amount between 0 and amount - awarded_amount - returned_amount
  )
);
comment on table public.bounty_contributions is
  'What somebody has put into a bounty, in minor units, and what became of it. The balance of its own '
  'account is what is in escrow of it.';
comment on column public.bounty_contributions.identity_id is
  'As whom who put it in appears; for the treasury, who did it for the space.';
comment on column public.bounty_contributions.account_id is 'The escrow. Server only.';
comment on column public.bounty_contributions.due_amount is
  'What of the escrow goes back by the payment provider, and is on its way.';

-- What somebody adds is added to what they put in, but each payment is of its own.
create unique index bounty_contributions_bounty_id_identity_id_source_key
  on public.bounty_contributions (bounty_id, identity_id, source) where payment_id is null;
create index bounty_contributions_bounty_id_idx
  on public.bounty_contributions (bounty_id, contributed_at desc, id desc);
create index bounty_contributions_space_id_idx on public.bounty_contributions (space_id);
create index bounty_contributions_identity_id_idx
  on public.bounty_contributions (identity_id, contributed_at desc, id desc);
create index bounty_contributions_due_idx on public.bounty_contributions (id)
  where due_amount > 0;

create table public.bounty_transactions (
  id              bigint generated always as identity primary key,
  bounty_id       uuid not null,
  space_id        uuid not null,
  contribution_id uuid not null,
  number          bigint not null,
  kind            public.bounty_transaction_kind not null,
  amount          bigint not null,
  transaction_id  uuid not null,
  booked_at       timestamptz not null,

  constraint bounty_transactions_contribution_id_number_key unique (contribution_id, number),
  constraint bounty_transactions_bounty_id_fkey foreign key (bounty_id)
    references public.bounties on delete restrict,
  constraint bounty_transactions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint bounty_transactions_contribution_id_fkey foreign key (contribution_id)
    references public.bounty_contributions on delete restrict,
  constraint bounty_transactions_transaction_id_fkey foreign key (transaction_id)
    references private.ledger_transactions on delete restrict,
  constraint bounty_transactions_amount_not_zero check (amount <> 0)
);
comment on table public.bounty_transactions is
  'What went into escrow (positive) and out of it, one row for each entry of the ledger on an escrow '
  'account. Append-only, for every role.';
comment on column public.bounty_transactions.number is 'Of the entry within its account, from 1.';
comment on column public.bounty_transactions.transaction_id is
  'The ledger''s, as in the statement of who was on the other side.';

create index bounty_transactions_bounty_id_idx on public.bounty_transactions (bounty_id, id desc);
create index bounty_transactions_space_id_idx on public.bounty_transactions (space_id);
create index bounty_transactions_transaction_id_idx
  on public.bounty_transactions (transaction_id);

create table public.bounty_submissions (
  id             uuid primary key default gen_random_uuid(),
  bounty_id      uuid not null,
  space_id       uuid not null,
  author_id      uuid not null,
  body           text not null,
  status         public.bounty_submission_status not null default 'handed_in',
  decline_reason text,
  share          bigint,
  awarded_amount bigint,
  request_key    text not null,
  handed_in_at   timestamptz not null default now(),

  constraint bounty_submissions_author_id_request_key_key unique (author_id, request_key),
  constraint bounty_submissions_bounty_id_fkey foreign key (bounty_id)
    references public.bounties on delete restrict,
  constraint bounty_submissions_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint bounty_submissions_author_id_fkey foreign key (author_id)
    references public.contextual_identities on delete restrict,
  constraint bounty_submissions_body_1_to_20000 check (
    status = 'withdrawn' or btrim(body) <> '' and char_length(body) <= 20000
  ),
  constraint bounty_submissions_decline_reason_1_to_2000 check (
    btrim(decline_reason) <> '' and char_length(decline_reason) <= 2000
  ),
  constraint bounty_submissions_declined_with_reason check (
    status <> 'declined' or decline_reason is not null
  ),
  constraint bounty_submissions_share_positive check (share > 0),
  constraint bounty_submissions_awarded_has_amount check (
    (status = 'awarded') = (awarded_amount is not null)
  ),
  constraint bounty_submissions_request_key_format check (
    request_key ~ '^[[:graph:]]{8,100}$'
  )
);
comment on table public.bounty_submissions is
  'Work handed in for a bounty. Until it is awarded only its author, who put the bounty up and who has '
  'to judge read it.';
comment on column public.bounty_submissions.share is
  'Its share in the award, as who put the bounty up named it, in proportion to the others''.';
comment on column public.bounty_submissions.awarded_amount is 'What it got, in minor units.';

create index bounty_submissions_bounty_id_idx
  on public.bounty_submissions (bounty_id, handed_in_at desc, id desc);
create index bounty_submissions_space_id_idx on public.bounty_submissions (space_id);
create index bounty_submissions_author_id_idx
  on public.bounty_submissions (author_id, handed_in_at desc, id desc);

-- What may be true, for every role ---------------------------------------------------------------

create function private.has_no_person(identity uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select not exists (
    select from private.identity_owners o
    where o.identity_id = identity and not private.is_erased(o.profile_id)
  );
end;
comment on function private.has_no_person is
  'For append-only tables: is who stood behind an identity erased?';

create function private.guard_bounty()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  moving constant text[] := '{status,ends_at,extensions,review_until,settles_at,raised_amount,'
    'escrowed_amount,opened_at,ended_at}';
  words constant text[] := '{title,description,terms}';
begin
  if tg_op = 'DELETE' or to_jsonb(new) - moving - words <> to_jsonb(old) - moving - words
    or to_jsonb(new) - moving <> to_jsonb(old) - moving
      and not (old.opened_at is null and private.has_no_person(old.author_id))
  then
    perform private.fail(409, 'append_only', 'What was offered stays as it was.');
  elsif new.status <> old.status and not exists (
    select from private.bounty_transitions t
    where t.from_status = old.status and t.to_status = new.status
  ) then
    perform private.fail(409, 'invalid_transition',
      format('A bounty that is %s cannot become %s.', old.status, new.status));
  elsif new.ends_at < old.ends_at or new.ends_at > old.ends_at and old.status > 'open' then
    perform private.fail(409, 'invalid_transition', 'The end is put off before it comes, or never.');
  end if;
  return new;
end;
$$;
comment on function private.guard_bounty is
  'Holds a bounty to its life; its words go only from a draft whose author was erased. Errors: '
  '409 append_only, 409 invalid_transition, for every role.';

create trigger bounties_before_change_guard
  before update or delete on public.bounties
  for each row execute function private.guard_bounty();
create trigger bounty_contributions_before_change_refuse
  before delete or update of bounty_id, space_id, identity_id, source, payment_id, account_id,
    contributed_at
  on public.bounty_contributions
  for each row execute function private.refuse_change();
create trigger bounty_transactions_before_change_refuse
  before update or delete on public.bounty_transactions
  for each row execute function private.refuse_change();

create function private.guard_bounty_submission()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  moving constant text[] := '{status,decline_reason,share,awarded_amount}';
begin
  if tg_op = 'UPDATE' and (
      to_jsonb(new) - moving = to_jsonb(old) - moving
      or to_jsonb(new) - moving - 'body' = to_jsonb(old) - moving - 'body'
        and private.has_no_person(old.author_id)
    )
    and (old.status not in ('withdrawn', 'awarded') or new.status = old.status)
    and (old.share is null or new.share = old.share)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'What was handed in stays as it was.');
end;
$$;
comment on function private.guard_bounty_submission is
  'Work stays as it was handed in, and its award as it was named. Errors: 409 append_only, for every '
  'role.';

create trigger bounty_submissions_before_change_guard
  before update or delete on public.bounty_submissions
  for each row execute function private.guard_bounty_submission();

revoke execute on function
  private.has_no_person, private.guard_bounty, private.guard_bounty_submission
from public;

select private.declares_permission('bounties.create', 'member', 'Put up a bounty.');
