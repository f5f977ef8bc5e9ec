-- Leaving a method at the provider, taking it back, and what the schedule asks the provider about.

create function private.customer_of(person uuid, provider public.payment_provider)
returns bigint
language sql stable security definer set search_path = ''
begin atomic
  select m.customer_id
  from public.payment_methods m
  where m.profile_id = person and m.provider = customer_of.provider
  order by m.created_at desc, m.id desc
  limit 1;
end;
comment on function private.customer_of is
  'As whom the provider knows this person, where they left a method there.';

create function private.sealed_object(object bigint)
returns text
language sql stable security definer set search_path = ''
begin atomic
  select o.sealed_id from private.provider_objects o where o.id = object;
end;

create function private.start_method_setup(
  currency text, provider public.payment_provider, request_key text
)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
  request private.method_requests;
begin
  -- Two clicks at once queue here, and the second finds what the first wrote.
  perform from public.profiles p where p.id = person for no key update;
  perform private.terms_of(null, private.asset_id(currency));
  select r.* into request
  from private.method_requests r
  where r.profile_id = person and r.request_key = start_method_setup.request_key;
  if found then
    if (request.currency, request.provider)
      <> (start_method_setup.currency, start_method_setup.provider)
    then
      perform private.fail(409, 'request_key_reused', 'This key was used for something else.');
    end if;
  elsif (
    select count(*)
    from private.method_requests r
    where r.profile_id = person and r.kept_at is null and r.created_at > now() - interval '1 hour'
  ) >= 20 then
    perform private.fail(429, 'too_many_attempts', 'Finish one, or come back in an hour.');
  else
    insert into private.method_requests
      (id, profile_id, provider, currency, customer_id, request_key)
    values (
      gen_random_uuid(), person, start_method_setup.provider, start_method_setup.currency,
      private.customer_of(person, start_method_setup.provider), start_method_setup.request_key
    )
    returning * into request;
  end if;
  return jsonb_build_object(
    'id', request.id, 'is_kept', request.kept_at is not null,
    'sealed_customer', private.sealed_object(request.customer_id)
  );
end;
$$;
comment on function private.start_method_setup is
  'For the function `payments`, which opens the page: the caller wants to leave a method. The same key '
  'again is the same page. Errors: 401 sign_in_required, 404 asset_not_found, '
  '422 currency_not_taken, 409 request_key_reused, 429 too_many_attempts (20 unfinished in an hour).';

create function private.keep_method_of(payment uuid)
returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  request private.method_requests;
begin
  insert into private.method_requests (id, profile_id, provider, customer_id)
  select p.id, p.profile_id, p.provider, private.customer_of(p.profile_id, p.provider)
  from public.payments p
  where p.id = payment and p.profile_id = private.caller_id()
  on conflict on constraint method_requests_pkey do nothing;
  select r.* into request from private.method_requests r where r.id = payment;
  return private.sealed_object(request.customer_id);
end;
$$;
comment on function private.keep_method_of is
  'For the function `payments`: who pays this on a page wants the method kept. As whom the provider '
  'knows them already. Errors: 401 sign_in_required.';

create function private.awaits_method(request uuid)
returns boolean
language sql stable security definer set search_path = ''
begin atomic
  select exists (
    select from private.method_requests r where r.id = request and r.kept_at is null
  );
end;
comment on function private.awaits_method is
  'For the functions, which then ask the provider with what a payment was made.';

create function private.set_default_method(method uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  perform from public.profiles p where p.id = person for no key update;
  if not exists (
    select from public.payment_methods m where m.id = method and m.profile_id = person
  ) then
    perform private.fail(404, 'method_not_found', 'You have no such payment method.');
  end if;
  update public.payment_methods m set is_default = false
  where m.profile_id = person and m.is_default and m.id <> method;
  update public.payment_methods m set is_default = true where m.id = method and not m.is_default;
end;
$$;

create function private.remove_method(method uuid)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  person constant uuid := private.caller_id();
begin
  perform from public.profiles p where p.id = person for no key update;
  delete from public.payment_methods m where m.id = method and m.profile_id = person;
  if not found then
    perform private.fail(404, 'method_not_found', 'You have no such payment method.');
  end if;
  return (
    select o.id from private.provider_objects o where o.subject_id = method and o.kind = 'method'
  );
end;
$$;
comment on function private.remove_method is
  'For the function `payments`, which asks the provider to forget it: it is not charged any more. '
  'Errors: 401 sign_in_required, 404 method_not_found.';

-- Schedules ----------------------------------------------------------------------------------------

create function private.methods_to_detach(object bigint default null)
returns table (object_id bigint, provider public.payment_provider, sealed_id text)
language sql stable security definer set search_path = ''
begin atomic
  select o.id, o.provider, o.sealed_id
  from private.methods_to_detach d
  join private.provider_objects o on o.id = d.object_id
  where o.sealed_id is not null and coalesce(o.id = object, true)
  order by d.requested_at
  limit 100;
end;
comment on function private.methods_to_detach is
  'For the function `payments`: what the provider is to forget, the one asked for or all.';

create function private.method_detached(object bigint)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  delete from private.methods_to_detach d where d.object_id = object;
end;
comment on function private.method_detached is 'The provider has no such method.';

create function private.methods_to_look_up()
returns table (provider public.payment_provider, kind text, sealed_id text)
language sql stable security definer set search_path = ''
begin atomic
  (
    select m.provider, o.kind, o.sealed_id
    from public.payment_methods m
    join private.provider_objects o on o.subject_id = m.id and o.kind = 'method'
    where m.brand is null and o.sealed_id is not null
    limit 100
  )
  union all
  (
    select r.provider, 'payment', private.sealed_id_of(p.id, 'payment')
    from private.method_requests r
    join public.payments p on p.id = r.id and p.status = 'succeeded'
    where r.kept_at is null and r.created_at > now() - interval '3 days'
      and private.sealed_id_of(p.id, 'payment') is not null
    limit 100
  );
end;
comment on function private.methods_to_look_up is
  'Methods of which we were not told what they are, and payments whose method is to be kept and did '
  'not come.';

create function private.tend_methods()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from private.methods_to_detach())
    or exists (select from private.methods_to_look_up())
  then
    perform private.call_function('payments/due/methods');
  end if;
end;
$$;
comment on function private.tend_methods is
  'Calls the function that asks the provider, where there is anything to ask.';

select cron.schedule('tend-methods', '* * * * *', 'select private.tend_methods()');

create function public.set_default_method(method uuid)
returns void
language sql volatile security invoker set search_path = ''
begin atomic
  select private.set_default_method(method);
end;
comment on function public.set_default_method is
  'Makes one of the caller''s payment methods the one that is charged where they named no other. '
  'Errors: 401 sign_in_required, 404 method_not_found.';

revoke execute on function
  private.customer_of, private.sealed_object, private.start_method_setup, private.keep_method_of,
  private.awaits_method, private.set_default_method, private.remove_method,
  private.methods_to_detach, private.method_detached, private.methods_to_look_up,
  private.tend_methods, public.set_default_method
from public;
grant execute on function private.set_default_method, public.set_default_method to authenticated;
grant execute on function
  private.start_method_setup, private.keep_method_of, private.awaits_method,
  private.remove_method, private.methods_to_detach, private.method_detached,
  private.methods_to_look_up
to service_role;
