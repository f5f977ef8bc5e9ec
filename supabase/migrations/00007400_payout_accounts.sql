-- Where money goes out to: an account at the payment provider, of a person or of a space's treasury.
-- The provider looks at papers and bank details. None of them arrive here, and the id by which it
-- knows the account is sealed.
create type public.payout_account_status as enum ('incomplete', 'pending', 'verified', 'rejected');
comment on type public.payout_account_status is
  'incomplete: the provider wants to know something; pending: it is looking at it; verified: it pays '
  'out; rejected: it will not. It may change its mind.';

create table public.payout_accounts (
  id         uuid primary key default gen_random_uuid(),
  profile_id uuid,
  space_id   uuid,
  provider   public.payment_provider not null,
  country    text not null,
  asset_id   uuid not null,
  status     public.payout_account_status not null default 'incomplete',
  missing    text[] not null default '{}',
  created_at timestamptz not null default now(),
  asked_at   timestamptz not null default now(),
  closed_at  timestamptz,

  constraint payout_accounts_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint payout_accounts_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint payout_accounts_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint payout_accounts_owner_is_one check (
    num_nonnulls(profile_id, space_id) = 1
    or num_nonnulls(profile_id, space_id) = 0 and closed_at is not null
  ),
  constraint payout_accounts_country_by_iso check (country ~ '^[A-Z]{2}$'),
  constraint payout_accounts_missing_at_most_100 check (cardinality(missing) <= 100)
);
comment on table public.payout_accounts is
  'Accounts at a payment provider that money is paid out to, each in one currency. Kept with what was '
  'paid out to them.';
comment on column public.payout_accounts.profile_id is 'Whose; null for a space, and once erased.';
comment on column public.payout_accounts.space_id is 'The space whose treasury is paid out.';
comment on column public.payout_accounts.country is 'Where its owner is, by ISO 3166-1 alpha-2.';
comment on column public.payout_accounts.missing is
  'What the provider still wants to know, as it names it.';
comment on column public.payout_accounts.asked_at is
  'When its owner was last sent to the provider, which is asked for a day what became of it.';
comment on column public.payout_accounts.closed_at is 'Nothing is paid out to it any more.';

-- One open account for each owner, currency and provider.
create unique index payout_accounts_person_key
  on public.payout_accounts (profile_id, asset_id, provider)
  where profile_id is not null and closed_at is null;
create unique index payout_accounts_space_key
  on public.payout_accounts (space_id, asset_id, provider)
  where space_id is not null and closed_at is null;
create index payout_accounts_profile_id_idx
  on public.payout_accounts (profile_id, created_at desc, id desc);
create index payout_accounts_space_id_idx
  on public.payout_accounts (space_id, created_at desc, id desc);
create index payout_accounts_asset_id_idx on public.payout_accounts (asset_id);
create index payout_accounts_asked_at_idx on public.payout_accounts (asked_at)
  where status in ('incomplete', 'pending') and closed_at is null;

create function private.keep_payout_account()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE'
    and (new.id, new.provider, new.country, new.asset_id, new.created_at)
      = (old.id, old.provider, old.country, old.asset_id, old.created_at)
    and new.space_id is not distinct from old.space_id
    and (new.profile_id is not distinct from old.profile_id or private.is_erased(old.profile_id))
    and (old.closed_at is null or new.closed_at = old.closed_at)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'An account is closed and stays.');
  return null;
end;
$$;
comment on function private.keep_payout_account is 'Errors: 409 append_only, for every role.';

create trigger payout_accounts_before_change_keep
  before update or delete on public.payout_accounts
  for each row execute function private.keep_payout_account();

create function private.uuid_in(text text)
returns uuid
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return case when text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then text::uuid end;
end;
$$;
comment on function private.uuid_in is 'The id that a text is; null where it is something else.';

create function private.apply_payout_account(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  digests constant text[] := private.digests(object -> 'id' -> 'digests');
  account public.payout_accounts;
begin
  perform private.lock_provider_object(event.provider, digests);
  select a.* into account
  from public.payout_accounts a
  where a.provider = event.provider and a.id = coalesce(
    (
      select o.subject_id from private.provider_objects o
      where o.provider = event.provider and o.kind = 'account' and o.digest = any (digests)
    ),
    private.uuid_in(object ->> 'reference')
  )
  for no key update;
  if account.id is null then
    return private.outcome('parked', 'unknown_account');
  elsif not private.supersedes(
    private.provider_object(event.provider, 'account', object -> 'id', account.id), 0, event
  ) then
    return private.outcome('ignored', 'older');
  end if;
  update public.payout_accounts a
  set status = (object ->> 'status')::public.payout_account_status,
    missing = array(select jsonb_array_elements_text(object -> 'missing') limit 100)
  where a.id = account.id;
  return private.outcome('applied');
end;
$$;
comment on function private.apply_payout_account is
  'Effect of an account''s state: the newest counts, also where the provider changes its mind.';

select private.handles_provider_objects('account', 'apply_payout_account');

revoke execute on function
  private.keep_payout_account, private.apply_payout_account, private.uuid_in
from public;

select private.holds_personal_data('public.payout_accounts', 'profile_id', 'detach');
