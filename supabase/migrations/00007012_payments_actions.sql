-- What a payment would cost, starting one, and saying what payments cost.

create type public.payment_quote as (
  amount   bigint,
  fee      bigint,
  total    bigint,
  received bigint
);
comment on type public.payment_quote is
  'Minor units: what was chosen, what it costs, what is charged, and what arrives.';

create function private.quote_payment(
  space uuid, currency text, amount bigint, covers_fee boolean
)
returns public.payment_quote
language plpgsql stable security definer set search_path = ''
as $$
declare
  place public.spaces;
  terms public.payment_terms;
  quote public.payment_quote;
begin
  select s.* into place from public.spaces s where s.id = space;
  if place.id is null or not private.knows_space(place, (select auth.uid())) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;
  terms := private.terms_of(space, private.asset_id(currency));
  perform private.check_amount(terms, amount);
  quote.amount := amount;
  quote.fee := private.fee_of(terms, amount, covers_fee);
  quote.total := amount + case when covers_fee then quote.fee else 0 end;
  quote.received := quote.total - quote.fee;
  return quote;
end;
$$;

create function private.check_amount(terms public.payment_terms, amount bigint)
returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if (amount between terms.minimum_amount and terms.maximum_amount) is not true then
    perform private.fail(422, 'amount_out_of_range',
      format('Give %s to %s minor units.', terms.minimum_amount, terms.maximum_amount));
  end if;
end;
$$;
comment on function private.check_amount is
  'For amounts that people choose. Errors: 422 amount_out_of_range.';

create function private.start_payment(
  purpose     public.payment_purpose,
  space       uuid,
  target      uuid,
  details     jsonb,
  covers_fee  boolean,
  provider    public.payment_provider,
  has_page    boolean,
  person      uuid,
  request_key text
)
returns public.payments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  hash constant bytea := sha256(convert_to(
    jsonb_build_array(purpose, space, target, details, covers_fee, has_page)::text, 'utf8'));
  declared constant private.payment_purposes := private.purpose_of(purpose);
  place public.spaces;
  price private.payment_price;
  payment public.payments;
begin
  -- Two clicks at once queue here, and the second finds what the first wrote.
  perform from public.profiles p
  where p.id = person and p.erased_at is null
  for no key update;
  if not found then
    perform private.fail(401, 'sign_in_required', 'Sign in first.');
  end if;
  select p.* into payment
  from public.payments p
  where p.profile_id = person and p.request_key = start_payment.request_key;
  if found then
    if payment.request_hash <> hash then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
    return payment;
  elsif has_page and (
    select count(*)
    from public.payments p
    where p.profile_id = person and p.status in ('pending', 'action_required')
      and p.created_at > now() - interval '1 hour'
  ) >= 20 then
    perform private.fail(429, 'too_many_attempts', 'Finish a payment, or come back in an hour.');
  end if;

  select s.* into place from public.spaces s where s.id = space for share;
  if place.id is null or not private.knows_space(place, person) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  elsif place.archived_at is not null then
    perform private.fail(409, 'space_archived', 'This space is archived.');
  end if;
  execute format('select * from private.%I($1, $2, $3, $4)', declared.quote)
  into price
  using person, space, target, details;

  insert into public.payments (
    space_id, purpose, target_id, profile_id, identity_id, asset_id, amount, fee_amount,
    is_fee_covered, description, provider, has_page, request_key, request_hash
  )
  values (
    space, start_payment.purpose, target, person, private.identity_of(person, space),
    price.asset_id, price.amount,
    private.fee_of(private.terms_of(space, price.asset_id), price.amount, start_payment.covers_fee),
    start_payment.covers_fee, price.description, start_payment.provider, start_payment.has_page,
    start_payment.request_key, hash
  )
  returning * into payment;
  perform private.follow_payment(payment, 'started', details);
  return payment;
end;
$$;
comment on function private.start_payment is
  'For the function `payments` and for domains that charge kept methods: notes that somebody is about '
  'to pay, and how much, before the provider hears of it. The same key again is the payment that is '
  'there. Errors: 401 sign_in_required, 404 purpose_unavailable, 404 not_found (the space), '
  '409 space_archived, 409 request_key_reused, 422 currency_not_taken, 429 too_many_attempts (20 '
  'unfinished in an hour), and those of the purpose.';

create function private.set_payment_terms(
  space uuid, currency text, basis_points integer, fixed_amount bigint, minimum_amount bigint,
  maximum_amount bigint
)
returns public.payment_terms
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  terms public.payment_terms;
begin
  if not private.has_permission(null, person, 'payment_terms.edit') then
    perform private.fail(403, 'permission_required', 'Ask an admin of the installation.');
  elsif space is not null and not exists (select from public.spaces s where s.id = space) then
    perform private.fail(404, 'not_found', 'There is no such space.');
  end if;
  insert into public.payment_terms
    (space_id, asset_id, basis_points, fixed_amount, minimum_amount, maximum_amount)
  values (
    space, private.asset_id(currency), set_payment_terms.basis_points,
    set_payment_terms.fixed_amount, set_payment_terms.minimum_amount,
    set_payment_terms.maximum_amount
  )
  on conflict on constraint payment_terms_space_id_asset_id_key do update
  set basis_points = excluded.basis_points, fixed_amount = excluded.fixed_amount,
    minimum_amount = excluded.minimum_amount, maximum_amount = excluded.maximum_amount,
    set_at = now()
  returning * into terms;
  return terms;
exception when check_violation or not_null_violation then
  perform private.withhold_row(sqlstate, sqlerrm);
end;
$$;

create function public.quote_payment(
  space uuid, currency text, amount bigint, covers_fee boolean default false
)
returns public.payment_quote
language sql stable security invoker set search_path = ''
begin atomic
  select private.quote_payment(space, currency, amount, covers_fee);
end;
comment on function public.quote_payment is
  'What it costs to give an amount to a space, to be shown before paying. The amount in minor units of '
  'the currency (ISO 4217); with covers_fee the fee is added, so that the amount arrives whole. '
  'Errors: 404 not_found (the space), 404 asset_not_found, 422 currency_not_taken, '
  '422 amount_out_of_range.';

create function public.set_payment_terms(
  space uuid, currency text, basis_points integer, fixed_amount bigint, minimum_amount bigint,
  maximum_amount bigint
)
returns public.payment_terms
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_payment_terms(
    space, currency, basis_points, fixed_amount, minimum_amount, maximum_amount);
end;
comment on function public.set_payment_terms is
  'Says what payments to a space cost from now on, or without one to every space that has no terms of '
  'its own. For admins of the installation. Errors: 401 sign_in_required, 403 permission_required, '
  '404 not_found (the space), 404 asset_not_found; 23514 names the rule broken.';

revoke execute on function
  private.quote_payment, private.check_amount, private.start_payment, private.set_payment_terms,
  public.quote_payment, public.set_payment_terms
from public;
grant execute on function
  private.quote_payment, private.set_payment_terms, public.quote_payment, public.set_payment_terms
to authenticated;

select private.declares_permission('payment_terms.edit', 'admin',
  'Say what payments cost.', is_tunable => false, scope => 'installation');
