-- Opening an account at the provider, coming back to it, and closing it.

create function private.owner_of_payouts(space uuid, person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- Two clicks at once queue here.
  if space is null then
    perform from public.profiles p
    where p.id = person and p.erased_at is null
    for no key update;
    if not found then
      perform private.fail(401, 'sign_in_required', 'Sign in first.');
    end if;
    return;
  end if;
  perform from public.spaces s where s.id = space for no key update;
  perform private.space_to_act_in(
    space, person, 'treasury.edit', 'Ask who keeps the treasury of the space.');
end;
$$;
comment on function private.owner_of_payouts is
  'Locks who is paid out, themselves or a space whose treasury they keep. Errors: '
  '401 sign_in_required, 404 not_found, 403 permission_required, 409 space_archived.';

create function private.open_payout_account(
  space uuid, country text, currency text, provider public.payment_provider
)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  asset uuid;
  account public.payout_accounts;
begin
  perform private.owner_of_payouts(space, person);
  perform private.require_feature('payouts_v1', space);
  asset := private.asset_id(currency);
  perform private.payout_terms_of(asset);
  select a.* into account
  from public.payout_accounts a
  where a.asset_id = asset and a.provider = open_payout_account.provider and a.closed_at is null
    and (a.profile_id = person and space is null or a.space_id = space);
  if account.country <> open_payout_account.country then
    perform private.fail(409, 'account_exists',
      'There is an account in another country. Close it first.');
  elsif account.id is null then
    insert into public.payout_accounts (profile_id, space_id, provider, country, asset_id)
    values (
      case when space is null then person end, space, open_payout_account.provider,
      open_payout_account.country, asset
    )
    returning * into account;
  else
    update public.payout_accounts a set asked_at = now() where a.id = account.id;
  end if;
  return jsonb_build_object(
    'id', account.id, 'space_id', account.space_id, 'country', account.country,
    'currency', open_payout_account.currency, 'status', account.status,
    'missing', account.missing, 'sealed_id', private.sealed_id_of(account.id, 'account')
  );
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;
comment on function private.open_payout_account is
  'For the function `payments`, which sends the caller to the provider: the account of theirs, or of '
  'the space, that is open, or a new one. Errors: 401 sign_in_required, 404 not_found (the space), '
  '403 permission_required, 409 space_archived, 404 feature_off, 404 asset_not_found, '
  '422 currency_not_paid_out, 409 account_exists.';

create function private.note_payout_account(account uuid, id jsonb)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  select private.provider_object(a.provider, 'account', note_payout_account.id, a.id)
  from public.payout_accounts a
  where a.id = account;
end;
comment on function private.note_payout_account is
  'For the function `payments`: what the provider calls an account.';

create function private.give_up_payout_account(account uuid)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update public.payout_accounts a
  set closed_at = now()
  where a.id = account and a.closed_at is null
    and private.sealed_id_of(a.id, 'account') is null;
end;
comment on function private.give_up_payout_account is
  'For the function `payments`: the provider does not open it, so that there is none.';

create function private.payout_accounts_to_look_up()
returns table (provider public.payment_provider, sealed_id text, status text, missing text[])
language sql stable security definer set search_path = ''
begin atomic
  select a.provider, private.sealed_id_of(a.id, 'account'), a.status::text, a.missing
  from public.payout_accounts a
  where a.status in ('incomplete', 'pending') and a.closed_at is null
    and a.asked_at > now() - interval '1 day'
  order by a.asked_at desc
  limit 100;
end;
comment on function private.payout_accounts_to_look_up is
  'For the function `payments`: accounts whose owner was sent to the provider lately.';

create function private.payout_account_of(account uuid, person uuid)
returns public.payout_accounts
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_account public.payout_accounts;
begin
  select a.* into found_account
  from public.payout_accounts a
  where a.id = account
  for no key update;
  if found_account.profile_id = person
    or found_account.space_id is not null
      and private.has_permission(found_account.space_id, person, 'treasury.edit')
  then
    return found_account;
  elsif found_account.space_id is not null
    and private.has_permission(found_account.space_id, person, 'treasury.view')
  then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury of the space.');
  end if;
  perform private.fail(404, 'account_not_found', 'There is no such account.');
  return null;
end;
$$;
comment on function private.payout_account_of is
  'An account, locked, for somebody who may pay out to it. Errors: 404 account_not_found, '
  '403 permission_required.';

create function private.close_payout_account(account uuid)
returns public.payout_accounts
language plpgsql volatile security definer set search_path = ''
as $$
declare
  closed public.payout_accounts := private.payout_account_of(account, private.caller_id());
begin
  if private.has_payouts_under_way(account) then
    perform private.fail(409, 'payouts_under_way', 'Wait until what is on its way has arrived.');
  end if;
  update public.payout_accounts a
  set closed_at = coalesce(a.closed_at, now())
  where a.id = account
  returning * into closed;
  return closed;
end;
$$;

create function public.close_payout_account(account uuid)
returns public.payout_accounts
language sql volatile security invoker set search_path = ''
begin atomic
  select private.close_payout_account(account);
end;
comment on function public.close_payout_account is
  'Nothing is paid out to this account any more; another can be opened. Repeating it changes nothing. '
  'Errors: 401 sign_in_required, 404 account_not_found, 403 permission_required, '
  '409 payouts_under_way.';

revoke execute on function
  private.owner_of_payouts, private.open_payout_account, private.note_payout_account,
  private.give_up_payout_account, private.payout_accounts_to_look_up, private.payout_account_of,
  private.close_payout_account, public.close_payout_account
from public;
grant execute on function
  private.open_payout_account, private.note_payout_account, private.give_up_payout_account,
  private.payout_accounts_to_look_up
to service_role;
grant execute on function private.close_payout_account, public.close_payout_account
to authenticated;
