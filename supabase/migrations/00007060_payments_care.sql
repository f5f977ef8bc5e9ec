-- What the schedule does about payments: asks the provider where its answer was lost or its webhook did
-- not come, reads its book, and seals anew what an old key sealed.

create function private.payments_to_look_up()
returns table (provider public.payment_provider, kind text, sealed_id text)
language sql volatile security definer set search_path = ''
begin atomic
  with unsettled as (
    select p.id, p.created_at from public.payments p where p.status in ('pending', 'action_required')
    union all
    select r.id, r.created_at from public.refunds r where r.status = 'pending'
  ), due as (
    select o.id
    from unsettled u
    join private.provider_objects o
      on o.subject_id = u.id and o.kind in ('payment', 'checkout', 'refund')
    where o.sealed_id is not null
      and u.created_at < now() - interval '10 minutes'
      and u.created_at > now() - interval '30 days'
      -- The longer it goes on, the more seldom: most of these are pages that somebody left.
      and coalesce(o.asked_at < now() - (now() - u.created_at) / 4, true)
    order by o.asked_at nulls first, u.created_at
    limit 100
    for no key update of o skip locked
  )
  update private.provider_objects o
  set asked_at = now()
  from due
  where o.id = due.id
  returning o.provider, o.kind, o.sealed_id;
end;
comment on function private.payments_to_look_up is
  'For the function `payments`: payments and refunds that nobody told us the end of, for thirty days, each '
  'in its turn.';

create function private.expire_payments(page integer default 100)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  payment public.payments;
  count integer := 0;
begin
  for payment in
    select p.*
    from public.payments p
    where p.status = 'pending' and p.has_page and p.created_at < now() - interval '2 days'
      and not exists (select from private.provider_objects o where o.subject_id = p.id)
    order by p.created_at
    limit page
    for no key update skip locked
  loop
    update public.payments p set status = 'expired' where p.id = payment.id
    returning p.* into payment;
    perform private.follow_payment(payment, 'given_up');
    count := count + 1;
  end loop;
  return count;
end;
$$;
comment on function private.expire_payments is
  'Gives up payments whose page was never opened, because we ended before it was, and nobody came back. '
  'A page lives for a day. Says how many that were.';

create function private.balance_lines_since(provider public.payment_provider)
returns timestamptz
language sql stable security definer set search_path = ''
begin atomic
  select coalesce(max(l.happened_at), '2020-01-01'::timestamptz) - interval '1 hour'
  from private.balance_lines l
  join private.provider_objects o on o.id = l.object_id
  where o.provider = balance_lines_since.provider;
end;
comment on function private.balance_lines_since is
  'From when the provider''s book is read: an hour before what is known, since clocks differ.';

create function private.sealed_with_old_keys(page integer default 200)
returns table (source text, id bigint, digest text, sealed text)
language sql stable security definer set search_path = ''
begin atomic
  with newest as (
    select max(k.version) as version from private.sealing_keys k where k.used_from <= now()
  )
  (
    select 'object', o.id, o.digest, o.sealed_id
    from private.provider_objects o, newest n
    where o.key_version < n.version and o.sealed_id is not null
    limit page
  )
  union all
  (
    select 'event', e.id, null, e.sealed_body
    from public.payment_events e, newest n
    where e.key_version < n.version
    limit page
  );
end;
comment on function private.sealed_with_old_keys is
  'For the function `payments`: what is to be sealed with the newest key.';

create function private.seal_anew(source text, id bigint, digest text, sealed text, key_version smallint)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if source = 'object' then
    update private.provider_objects o
    set digest = seal_anew.digest, sealed_id = sealed, key_version = seal_anew.key_version
    where o.id = seal_anew.id and o.key_version < seal_anew.key_version;
  else
    update public.payment_events e
    set sealed_body = sealed, key_version = seal_anew.key_version
    where e.id = seal_anew.id and e.key_version < seal_anew.key_version;
  end if;
end;
$$;
comment on function private.seal_anew is
  'For the function `payments`: the same under a newer key, with the digest of that key.';

create function private.retire_sealing_keys()
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  key private.sealing_keys;
  count integer := 0;
begin
  for key in
    select k.* from private.sealing_keys k
    where k.version < (
        select max(n.version) from private.sealing_keys n
        where n.used_from < now() - interval '1 hour'
      )
      and not exists (select from private.provider_objects o where o.key_version = k.version)
      and not exists (select from public.payment_events e where e.key_version = k.version)
    for update
  loop
    delete from private.sealing_keys k where k.version = key.version;
    delete from vault.secrets s where s.id = key.secret_id;
    count := count + 1;
  end loop;
  return count;
end;
$$;
comment on function private.retire_sealing_keys is
  'Throws keys away that nothing is sealed with any more, an hour after their successor came.';

create function private.tend_payments()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.retire_sealing_keys();
  perform private.expire_payments();
  if exists (select from public.payments) then
    perform private.call_function('payments/due');
  end if;
end;
$$;
comment on function private.tend_payments is
  'Calls the function that looks after payments, where there are any.';

select cron.schedule('tend-payments', '*/5 * * * *', 'select private.tend_payments()');

revoke execute on function
  private.payments_to_look_up, private.expire_payments, private.balance_lines_since,
  private.sealed_with_old_keys, private.seal_anew, private.retire_sealing_keys, private.tend_payments
from public;
grant execute on function
  private.payments_to_look_up, private.balance_lines_since, private.sealed_with_old_keys,
  private.seal_anew
to service_role;
