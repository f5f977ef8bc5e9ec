-- Asking for a payout, taking it back while nobody has sent it, and saying what is paid out at all.

create function private.request_payout(account uuid, amount bigint, request_key text)
returns public.payout_jobs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  -- Locked: two clicks at once queue here, and the second finds what the first wrote.
  target constant public.payout_accounts := private.payout_account_of(account, person);
  terms public.payout_terms;
  payout public.payout_jobs;
begin
  select j.* into payout
  from public.payout_jobs j
  where j.payout_account_id = target.id and j.request_key = request_payout.request_key;
  if found then
    if payout.amount is distinct from request_payout.amount then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return payout;
  end if;

  perform private.require_feature('payouts_v1', target.space_id);
  terms := private.payout_terms_of(target.asset_id);
  if (request_payout.amount between terms.minimum_amount and terms.maximum_amount) is not true then
    perform private.fail(422, 'amount_out_of_range',
      format('Pay out %s to %s minor units.', terms.minimum_amount, terms.maximum_amount));
  elsif exists (
    select from public.spaces s where s.id = target.space_id and s.archived_at is not null
  ) then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  elsif target.closed_at is not null then
    perform private.fail(409, 'account_closed', 'This account takes nothing any more.');
  elsif target.status <> 'verified' then
    perform private.fail(409, 'account_not_verified', 'The provider has to know more first.');
  end if;

  insert into public.payout_jobs
    (payout_account_id, profile_id, space_id, asset_id, amount, requested_by, request_key)
  values (
    target.id, target.profile_id, target.space_id, target.asset_id, request_payout.amount,
    case when target.space_id is not null then person end, request_payout.request_key
  )
  returning * into payout;
  update public.payout_jobs j
  set hold_id = (private.place_hold(
    case
      when target.space_id is null then private.wallet_of(person, target.asset_id)
      else private.space_account(target.space_id, target.asset_id)
    end,
    payout.amount, 'payout', 'payout:' || payout.id, reference => 'payout_jobs/' || payout.id
  )).id
  where j.id = payout.id
  returning * into payout;
  return payout;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function private.payout_of(payout uuid, person uuid)
returns public.payout_jobs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  found_payout public.payout_jobs;
begin
  select j.* into found_payout from public.payout_jobs j where j.id = payout for no key update;
  if found_payout.profile_id = person
    or found_payout.space_id is not null
      and private.has_permission(found_payout.space_id, person, 'treasury.edit')
  then
    return found_payout;
  elsif found_payout.space_id is not null
    and private.has_permission(found_payout.space_id, person, 'treasury.view')
  then
    perform private.fail(403, 'permission_required', 'Ask who keeps the treasury of the space.');
  end if;
  perform private.fail(404, 'payout_not_found', 'There is no such payout.');
  return null;
end;
$$;
comment on function private.payout_of is
  'A payout, locked, for somebody who may ask for it. Errors: 404 payout_not_found, '
  '403 permission_required.';

create function private.cancel_payout(payout uuid)
returns public.payout_jobs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  cancelled public.payout_jobs := private.payout_of(payout, private.caller_id());
begin
  if cancelled.status = 'cancelled' then
    return cancelled;
  elsif cancelled.status <> 'requested' then
    perform private.fail(409, 'payout_sent', 'It may have been sent.');
  end if;
  update public.payout_jobs j
  set status = 'cancelled', settled_at = now()
  where j.id = payout
  returning * into cancelled;
  perform private.release_hold(cancelled.hold_id);
  return cancelled;
end;
$$;

create function private.set_payout_terms(
  currency text, minimum_amount bigint, maximum_amount bigint
)
returns public.payout_terms
language plpgsql volatile security definer set search_path = ''
as $$
declare
  asset uuid;
  terms public.payout_terms;
begin
  if not private.has_permission(null, private.caller_id(), 'payment_terms.edit') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the installation.');
  end if;
  asset := private.asset_of(currency);
  if asset is null then
    perform private.fail(404, 'asset_not_found', 'There is no such currency.');
  end if;
  insert into public.payout_terms (asset_id, minimum_amount, maximum_amount)
  values (asset, set_payout_terms.minimum_amount, set_payout_terms.maximum_amount)
  on conflict on constraint payout_terms_pkey do update
  set minimum_amount = excluded.minimum_amount, maximum_amount = excluded.maximum_amount,
    set_at = now()
  returning * into terms;
  return terms;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.request_payout(account uuid, amount bigint, request_key text)
returns public.payout_jobs
language sql volatile security invoker set search_path = ''
begin atomic
  select private.request_payout(account, amount, request_key);
end;
comment on function public.request_payout is
  'Pays out of the caller''s wallet, or of the treasury they keep, to an account at the provider. The '
  'amount, in minor units of the account''s currency, is set aside at once and sent within minutes; '
  'what becomes of it is in the status. The same key again is the payout that is there. Errors: '
  '401 sign_in_required, 404 account_not_found, 403 permission_required, 404 feature_off, '
  '409 request_key_reused, 422 currency_not_paid_out, 422 amount_out_of_range, 409 space_archived, '
  '409 account_closed, 409 account_not_verified, 409 insufficient_funds; 23514 names the rule broken.';

create function public.cancel_payout(payout uuid)
returns public.payout_jobs
language sql volatile security invoker set search_path = ''
begin atomic
  select private.cancel_payout(payout);
end;
comment on function public.cancel_payout is
  'Takes a payout back that nobody has sent yet; its money is free again. Repeating it changes nothing. '
  'Errors: 401 sign_in_required, 404 payout_not_found, 403 permission_required, 409 payout_sent.';

create function public.set_payout_terms(
  currency text, minimum_amount bigint, maximum_amount bigint
)
returns public.payout_terms
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_payout_terms(currency, minimum_amount, maximum_amount);
end;
comment on function public.set_payout_terms is
  'Has a currency paid out from now on, within these bounds in minor units. For admins of the '
  'installation. Errors: 401 sign_in_required, 403 permission_required, 404 asset_not_found; 23514 '
  'names the rule broken.';

revoke execute on function
  private.request_payout, private.payout_of, private.cancel_payout, private.set_payout_terms,
  public.request_payout, public.cancel_payout, public.set_payout_terms
from public;
grant execute on function
  private.request_payout, private.cancel_payout, private.set_payout_terms,
  public.request_payout, public.cancel_payout, public.set_payout_terms
to authenticated;
