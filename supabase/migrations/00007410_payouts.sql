-- Payouts: money that leaves. What is asked for is set aside at once, and waits in a queue until the
-- provider has sent it; what comes back later is booked when it does. Tokens are never paid out.
create type public.payout_status as enum (
  'requested', 'sending', 'paid', 'returned', 'failed', 'cancelled'
);
comment on type public.payout_status is
  'requested: waits, and may be cancelled; sending: the provider was asked, and may have sent it; paid: '
  'it was sent, of which some may have come back; returned: all of it came back; failed, cancelled: it '
  'was not sent, and the money is its owner''s again.';

create table public.payout_terms (
  asset_id       uuid primary key,
  minimum_amount bigint not null,
  maximum_amount bigint not null,
  set_at         timestamptz not null default now(),

  constraint payout_terms_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint payout_terms_minimum_positive check (minimum_amount > 0),
  constraint payout_terms_maximum_from_minimum check (
    maximum_amount between minimum_amount and 99999999
  )
);
comment on table public.payout_terms is
  'Within which bounds a currency is paid out, in minor units. One without terms is not.';

insert into public.payout_terms (asset_id, minimum_amount, maximum_amount)
select private.asset_id(code), 1000, 1000000
from unnest('{EUR,USD,GBP,CHF}'::text[]) as code;

create function private.payout_terms_of(asset uuid)
returns public.payout_terms
language plpgsql stable security definer set search_path = ''
as $$
declare
  terms public.payout_terms;
begin
  select t.* into terms from public.payout_terms t where t.asset_id = asset;
  if not found then
    perform private.fail(422, 'currency_not_paid_out', 'This is not paid out.');
  end if;
  return terms;
end;
$$;
comment on function private.payout_terms_of is 'Errors: 422 currency_not_paid_out.';

create table public.payout_jobs (
  id                uuid primary key default gen_random_uuid(),
  payout_account_id uuid not null,
  profile_id        uuid,
  space_id          uuid,
  asset_id          uuid not null,
  amount            bigint not null,
  status            public.payout_status not null default 'requested',
  failure           text,
  returned_amount   bigint not null default 0,
  hold_id           uuid,
  attempts          smallint not null default 0,
  refusals          smallint not null default 0,
  due_at            timestamptz not null default now(),
  requested_by      uuid,
  request_key       text not null,
  created_at        timestamptz not null default now(),
  settled_at        timestamptz,

  constraint payout_jobs_payout_account_id_request_key_key unique (payout_account_id, request_key),
  constraint payout_jobs_payout_account_id_fkey foreign key (payout_account_id)
    references public.payout_accounts on delete restrict,
  constraint payout_jobs_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint payout_jobs_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint payout_jobs_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint payout_jobs_hold_id_fkey foreign key (hold_id)
    references public.ledger_holds on delete restrict,
  constraint payout_jobs_requested_by_fkey foreign key (requested_by)
    references public.profiles on delete set null,
  constraint payout_jobs_owner_at_most_one check (num_nonnulls(profile_id, space_id) <= 1),
  constraint payout_jobs_amount_positive check (amount > 0),
  constraint payout_jobs_failure_1_to_100 check (failure <> '' and char_length(failure) <= 100),
  constraint payout_jobs_returned_amount_of_it check (
    returned_amount between 0 and amount and (returned_amount = amount) = (status = 'returned')
    and (returned_amount = 0 or status in ('paid', 'returned'))
  ),
  constraint payout_jobs_attempts_0_to_5 check (attempts between 0 and 5),
  constraint payout_jobs_request_key_1_to_100 check (
    request_key <> '' and char_length(request_key) <= 100
  ),
  constraint payout_jobs_settled_has_moment check (
    (status in ('requested', 'sending')) = (settled_at is null)
  )
);
comment on table public.payout_jobs is
  'Payouts asked for, which are also the queue in which they wait. Kept for as long as the law wants.';
comment on column public.payout_jobs.profile_id is 'Whose money it is; null for a space, and once erased.';
comment on column public.payout_jobs.space_id is 'The space whose treasury it is from.';
comment on column public.payout_jobs.failure is
  'Why the last try failed, or why it was given up: in the provider''s word, or owner_erased.';
comment on column public.payout_jobs.returned_amount is 'How much of it came back.';
comment on column public.payout_jobs.hold_id is 'Sets the money aside until the provider has sent it.';
comment on column public.payout_jobs.refusals is
  'How often the provider surely did not send it: then, and only then, it is asked under another key.';
comment on column public.payout_jobs.due_at is
  'When it is worked on; while somebody does, when somebody else may.';

create index payout_jobs_payout_account_id_idx
  on public.payout_jobs (payout_account_id, created_at desc, id desc);
create index payout_jobs_profile_id_idx
  on public.payout_jobs (profile_id, created_at desc, id desc);
create index payout_jobs_space_id_idx on public.payout_jobs (space_id, created_at desc, id desc);
create index payout_jobs_asset_id_idx on public.payout_jobs (asset_id);
create index payout_jobs_hold_id_idx on public.payout_jobs (hold_id);
create index payout_jobs_requested_by_idx on public.payout_jobs (requested_by);
create index payout_jobs_due_at_idx on public.payout_jobs (due_at)
  where status in ('requested', 'sending');

create function private.keep_payout()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE'
    or (new.id, new.payout_account_id, new.asset_id, new.amount, new.request_key, new.created_at)
      <> (old.id, old.payout_account_id, old.asset_id, old.amount, old.request_key, old.created_at)
    or new.space_id is distinct from old.space_id
    or new.profile_id is distinct from old.profile_id and not private.is_erased(old.profile_id)
    or old.hold_id is not null and new.hold_id is distinct from old.hold_id
    or new.returned_amount < old.returned_amount
  then
    perform private.fail(409, 'append_only', 'What was asked for stays as it was.');
  elsif new.status <> old.status and not (
    old.status in ('requested', 'sending') and new.status in ('paid', 'returned', 'failed')
    or old.status = 'requested' and new.status in ('sending', 'cancelled')
    or old.status = 'paid' and new.status = 'returned'
  ) then
    perform private.fail(409, 'invalid_transition',
      format('A payout does not go from %s to %s.', old.status, new.status));
  end if;
  return new;
end;
$$;
comment on function private.keep_payout is
  'A payout moves on and is never something else. Errors: 409 append_only, 409 invalid_transition, for '
  'every role.';

create trigger payout_jobs_before_change_keep
  before update or delete on public.payout_jobs
  for each row execute function private.keep_payout();

create function private.has_payouts_under_way(account uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from public.payout_jobs j
    where j.payout_account_id = account and j.status in ('requested', 'sending')
  );
end;

revoke execute on function
  private.payout_terms_of, private.keep_payout, private.has_payouts_under_way
from public;

select private.holds_personal_data('public.payout_jobs', 'profile_id', 'detach');
select private.holds_personal_data('public.payout_jobs', 'requested_by', 'detach', false);
