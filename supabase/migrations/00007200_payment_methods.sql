-- Payment methods that people leave at the provider, to be charged without being there. A row is a
-- method that may be charged, and says just enough to tell two cards apart: what the card is, only
-- the provider knows.
create table public.payment_methods (
  id          uuid primary key default gen_random_uuid(),
  profile_id  uuid not null,
  provider    public.payment_provider not null,
  brand       text,
  last4       text,
  expires_on  date,
  is_default  boolean not null,
  customer_id bigint not null,
  created_at  timestamptz not null default now(),

  constraint payment_methods_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete cascade,
  constraint payment_methods_customer_id_fkey foreign key (customer_id)
    references private.provider_objects on delete restrict,
  constraint payment_methods_brand_at_most_40 check (char_length(brand) <= 40),
  constraint payment_methods_last4_at_most_4 check (char_length(last4) <= 4)
);
comment on table public.payment_methods is
  'What people left at the provider to be charged. Theirs alone to see. Written by commands and by '
  'what the provider tells; however a row goes, the provider is asked to forget the method.';
comment on column public.payment_methods.brand is 'Such as visa; null while the provider is asked.';
comment on column public.payment_methods.expires_on is 'The last day on which it is good.';
comment on column public.payment_methods.is_default is
  'Is it charged where its owner named no other? One of them is, where there are any.';
comment on column public.payment_methods.customer_id is 'As whom the provider knows its owner.';

create index payment_methods_profile_id_idx
  on public.payment_methods (profile_id, created_at desc, id desc);
create unique index payment_methods_profile_id_default_key
  on public.payment_methods (profile_id) where is_default;
create index payment_methods_customer_id_idx on public.payment_methods (customer_id);
create index payment_methods_unknown_idx on public.payment_methods (created_at)
  where brand is null;

create table private.method_requests (
  id          uuid primary key,
  profile_id  uuid,
  provider    public.payment_provider not null,
  currency    text,
  customer_id bigint,
  request_key text,
  method_id   uuid,
  created_at  timestamptz not null default now(),
  kept_at     timestamptz,

  constraint method_requests_profile_id_request_key_key unique (profile_id, request_key),
  constraint method_requests_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint method_requests_customer_id_fkey foreign key (customer_id)
    references private.provider_objects on delete restrict,
  constraint method_requests_method_id_fkey foreign key (method_id)
    references public.payment_methods on delete set null,
  constraint method_requests_request_key_1_to_100 check (
    request_key <> '' and char_length(request_key) <= 100
  )
);
comment on table private.method_requests is
  'That a person wants a method kept: on a page for that alone, or with a payment, whose id it then '
  'has. The provider names it with what was left.';
comment on column private.method_requests.profile_id is 'Null once they are erased.';
comment on column private.method_requests.customer_id is 'Whom the provider knew already.';
comment on column private.method_requests.request_key is 'Null where it is kept with a payment.';

create index method_requests_customer_id_idx on private.method_requests (customer_id);
create index method_requests_method_id_idx on private.method_requests (method_id);
create index method_requests_waiting_idx on private.method_requests (created_at)
  where kept_at is null;

create table private.methods_to_detach (
  object_id    bigint primary key,
  requested_at timestamptz not null default now(),

  constraint methods_to_detach_object_id_fkey foreign key (object_id)
    references private.provider_objects on delete restrict
);
comment on table private.methods_to_detach is
  'Methods that the provider is to forget, until it says that it did.';

create function private.apply_method(event public.payment_events)
returns private.payment_event_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  object constant jsonb := event.object;
  known private.provider_objects;
  request private.method_requests;
  method uuid;
begin
  perform private.lock_provider_object(
    event.provider, private.digests(object -> 'id' -> 'digests'));
  known := private.provider_object(event.provider, 'method', object -> 'id');
  if not private.supersedes(
    known, case object ->> 'status' when 'usable' then 0 else 1 end, event
  ) then
    return private.outcome('ignored', 'older');
  elsif object ->> 'status' = 'detached' then
    delete from public.payment_methods m where m.id = known.subject_id;
    delete from private.methods_to_detach d where d.object_id = known.id;
    return private.outcome('applied');
  elsif known.subject_id is not null then
    -- What was given back meanwhile stays away.
    update public.payment_methods m
    set brand = coalesce(left(object ->> 'brand', 40), m.brand),
      last4 = coalesce(left(object ->> 'last4', 4), m.last4),
      expires_on = coalesce(private.last_day_of(object ->> 'expires'), m.expires_on)
    where m.id = known.subject_id;
    return private.outcome('applied');
  end if;

  if pg_input_is_valid(object ->> 'reference', 'uuid') then
    select r.* into request
    from private.method_requests r
    where r.provider = event.provider and r.id = (object ->> 'reference')::uuid;
  end if;
  if request.id is null or coalesce(object -> 'customer', 'null') = 'null' then
    return private.outcome('ignored', 'not_asked_for');
  end if;
  perform from public.profiles p
  where p.id = request.profile_id and p.erased_at is null
  for no key update;
  if not found then
    insert into private.methods_to_detach (object_id) values (known.id) on conflict do nothing;
    return private.outcome('applied');
  end if;
  insert into public.payment_methods
    (profile_id, provider, brand, last4, expires_on, is_default, customer_id)
  values (
    request.profile_id, event.provider, left(object ->> 'brand', 40), left(object ->> 'last4', 4),
    private.last_day_of(object ->> 'expires'),
    not exists (
      select from public.payment_methods m
      where m.profile_id = request.profile_id and m.is_default
    ),
    (private.provider_object(event.provider, 'customer', object -> 'customer')).id
  )
  returning id into method;
  perform private.provider_object(event.provider, 'method', object -> 'id', method);
  update private.method_requests r set method_id = method, kept_at = now() where r.id = request.id;
  return private.outcome('applied');
end;
$$;
comment on function private.apply_method is
  'Effect of a method''s state: it may be charged where its owner asked for that, until it is '
  'detached.';
select private.handles_provider_objects('method', 'apply_method');

create function private.last_day_of(month text)
returns date
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select (to_date(month, 'YYYY-MM') + interval '1 month' - interval '1 day')::date;
end;
comment on function private.last_day_of is 'Of a month as YYYY-MM.';

create function private.release_method()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.methods_to_detach (object_id)
  select o.id
  from private.provider_objects o
  where o.subject_id = old.id and o.kind = 'method' and o.rank < 1
  on conflict do nothing;
  if old.is_default then
    update public.payment_methods m
    set is_default = true
    where m.id = (
      select o.id
      from public.payment_methods o
      where o.profile_id = old.profile_id
      order by o.created_at desc, o.id desc
      limit 1
    );
  end if;
  return null;
end;
$$;
comment on function private.release_method is
  'However a method goes, the provider forgets it, too; the newest of the others is the default then.';

create trigger payment_methods_after_delete_release
  after delete on public.payment_methods
  for each row execute function private.release_method();

revoke execute on function
  private.apply_method, private.last_day_of, private.release_method
from public;

select private.holds_personal_data('public.payment_methods', 'profile_id', 'delete');
select private.holds_personal_data('private.method_requests', 'profile_id', 'detach');
select private.withholds_from_export('public.payment_methods', 'customer_id');
select private.withholds_from_export('private.method_requests', 'customer_id');
