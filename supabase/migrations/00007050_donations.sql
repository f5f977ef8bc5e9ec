-- Gifts to a space. Members see that something was given and, unless the giver would rather not, as
-- whom they appear in the space. Who keeps the treasury sees that always, and never more than that.
create type public.donation_status as enum ('started', 'given', 'returned', 'given_up');
comment on type public.donation_status is
  'started: to be paid; given: the space has it; returned: all of it went back; given_up: it was not '
  'paid.';

create table public.donations (
  id                uuid primary key default gen_random_uuid(),
  payment_id        uuid not null,
  space_id          uuid not null,
  profile_id        uuid,
  shown_identity_id uuid,
  is_anonymous      boolean not null,
  asset_id          uuid not null,
  amount            bigint not null,
  target_type       text,
  target_id         uuid,
  message           text not null default '',
  status            public.donation_status not null default 'started',
  given_on          date,

  constraint donations_payment_id_key unique (payment_id),
  constraint donations_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint donations_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint donations_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint donations_shown_identity_id_fkey foreign key (shown_identity_id)
    references public.contextual_identities on delete set null,
  constraint donations_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint donations_amount_positive check (amount > 0),
  constraint donations_anonymous_shows_nobody check (
    not is_anonymous or shown_identity_id is null
  ),
  constraint donations_target_has_type_and_id check ((target_type is null) = (target_id is null)),
  constraint donations_target_type_format check (target_type ~ '^[a-z][a-z_]{0,39}$'),
  constraint donations_message_at_most_280 check (char_length(message) <= 280),
  constraint donations_given_has_day check ((status in ('given', 'returned')) = (given_on is not null))
);
comment on table public.donations is
  'What people give to a space once. What was charged, the fee and who paid are in payments.';
comment on column public.donations.profile_id is 'Who gives; null once they are erased.';
comment on column public.donations.shown_identity_id is
  'As whom the space sees them; null where they give anonymously.';
comment on column public.donations.amount is 'Minor units of the asset, as chosen.';
comment on column public.donations.target_type is
  'What in the space it is meant for, such as project or event, with its id; null: all of it.';
comment on column public.donations.given_on is
  'To the day: a moment would tell who was there just then.';

create index donations_space_id_idx on public.donations (space_id, given_on desc, id desc);
create index donations_target_id_idx on public.donations (target_id, given_on desc, id desc)
  where target_id is not null;
create index donations_profile_id_idx on public.donations (profile_id, given_on desc, id desc);
create index donations_shown_identity_id_idx on public.donations (shown_identity_id);
create index donations_asset_id_idx on public.donations (asset_id);

create function private.donation_price(person uuid, space uuid, target uuid, details jsonb)
returns private.payment_price
language plpgsql stable security definer set search_path = ''
as $$
declare
  asset constant uuid := private.asset_id(details ->> 'currency');
  price private.payment_price;
begin
  perform private.require_feature('donations_v1', space);
  if details - '{currency,amount,is_anonymous,message,target_type}'::text[] <> '{}' then
    perform private.fail(422, 'invalid_details',
      'A gift has currency, amount, is_anonymous, message and target_type.');
  end if;
  perform private.check_amount(
    private.terms_of(space, asset), (details ->> 'amount')::bigint);
  select (details ->> 'amount')::bigint, asset, left('Gift to ' || s.name, 200)
  into price
  from public.spaces s
  where s.id = space;
  return price;
end;
$$;
comment on function private.donation_price is
  'A gift costs what its giver says. Errors: 404 feature_off, 422 invalid_details, '
  '404 asset_not_found, 422 currency_not_taken, 422 amount_out_of_range.';

create function private.follow_donation(payment public.payments, change text, details jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  is_anonymous constant boolean := coalesce((details ->> 'is_anonymous')::boolean, false);
begin
  if change = 'started' then
    insert into public.donations (
      payment_id, space_id, profile_id, shown_identity_id, is_anonymous, asset_id, amount,
      target_type, target_id, message
    )
    values (
      payment.id, payment.space_id, payment.profile_id,
      case when is_anonymous then null else payment.identity_id end, is_anonymous,
      payment.asset_id, payment.amount,
      details ->> 'target_type', payment.target_id, coalesce(btrim(details ->> 'message'), '')
    );
    return;
  end if;
  update public.donations d
  set status = case
      when payment.status <> 'succeeded' then 'given_up'
      when payment.refunded_amount + payment.disputed_amount >= payment.total_amount then 'returned'
      else 'given'
    end::public.donation_status,
    given_on = case when payment.status = 'succeeded' then payment.settled_at::date end
  where d.payment_id = payment.id;
  if change = 'succeeded' then
    perform private.issue_receipt(payment);
  end if;
end;
$$;
comment on function private.follow_donation is 'A gift is what its payment is.';

create function private.keep_gift()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  moving constant text[] := tg_argv[0]::text[] || '{profile_id,shown_identity_id,message}';
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - moving = to_jsonb(old) - moving
    and ((new.profile_id, new.message) is not distinct from (old.profile_id, old.message)
      or private.is_erased(old.profile_id))
    and (new.shown_identity_id is null
      or new.shown_identity_id is not distinct from old.shown_identity_id)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', tg_argv[1]);
  return null;
end;
$$;
comment on function private.keep_gift is
  'What somebody gave stays as it was made, but for the columns named first; who gave and their words '
  'go when they are erased. Errors: 409 append_only, for every role, in the words named second.';

create trigger donations_before_change_keep
  before update or delete on public.donations
  for each row execute function
    private.keep_gift('{status,given_on}', 'Gifts are kept as they were made.');

-- Receipts ---------------------------------------------------------------------------------------

create table private.receipt_counters (
  space_id uuid not null,
  year     smallint not null,
  last     integer not null,

  primary key (space_id, year),
  constraint receipt_counters_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint receipt_counters_last_from_1 check (last >= 1)
);
comment on table private.receipt_counters is
  'The last number given in a year. It is taken in the transaction that issues the receipt, so that '
  'none is left out.';

create table public.receipts (
  id         uuid primary key default gen_random_uuid(),
  space_id   uuid not null,
  year       smallint not null,
  number     integer not null,
  payment_id uuid not null,
  profile_id uuid,
  payer_name text,
  html       text not null,
  issued_at  timestamptz not null default now(),

  constraint receipts_space_id_year_number_key unique (space_id, year, number),
  constraint receipts_payment_id_key unique (payment_id),
  constraint receipts_space_id_fkey foreign key (space_id)
    references public.spaces on delete restrict,
  constraint receipts_payment_id_fkey foreign key (payment_id)
    references public.payments on delete restrict,
  constraint receipts_profile_id_fkey foreign key (profile_id)
    references public.profiles on delete restrict,
  constraint receipts_number_from_1 check (number >= 1),
  constraint receipts_payer_name_1_to_200 check (
    btrim(payer_name) <> '' and char_length(payer_name) <= 200
  )
);
comment on table public.receipts is
  'Receipts as issued, numbered without gaps by space and year (UTC). Kept when the person is erased, '
  'without their name.';
comment on column public.receipts.payer_name is
  'As the payer wrote it for the receipt. Who keeps the treasury reads it. Null: they gave none.';
comment on column public.receipts.html is 'A page to print.';

create index receipts_profile_id_idx on public.receipts (profile_id, issued_at desc, id desc);

create table private.receipt_names (
  payment_id uuid primary key,
  payer_name text not null,

  constraint receipt_names_payment_id_fkey foreign key (payment_id)
    references public.payments on delete cascade,
  constraint receipt_names_payer_name_1_to_200 check (
    btrim(payer_name) <> '' and char_length(payer_name) <= 200
      and payer_name !~ '[[:cntrl:]]'
  )
);
comment on table private.receipt_names is 'Names for receipts that are not issued yet.';

create function private.html_text(value text)
returns text
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return replace(replace(replace(replace(
    value, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;');
end;
$$;
comment on function private.html_text is 'Text as HTML shows it.';

create function private.amount_text(amount bigint, asset uuid)
returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select case a.scale
        when 0 then amount::text
        else amount / power(10, a.scale)::bigint || '.'
          || lpad((amount % power(10, a.scale)::bigint)::text, a.scale, '0')
      end || ' ' || a.code
    from public.assets a
    where a.id = asset
  );
end;
$$;
comment on function private.amount_text is 'An amount as people read it: 12.34 EUR.';

create function private.receipt_number(receipt public.receipts)
returns text
language plpgsql immutable parallel safe security invoker set search_path = ''
as $$
begin
  return receipt.year || '-' || lpad(receipt.number::text, 6, '0');
end;
$$;
comment on function private.receipt_number is 'As printed: 2026-000001.';

create function private.receipt_html(receipt public.receipts, payment public.payments)
returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select format(
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Receipt %1$s</title>'
      '<style>body{font:16px/1.5 sans-serif;max-width:40em;margin:3em auto}'
      'td,th{text-align:left;padding:.2em 1em .2em 0}</style></head><body>'
      '<h1>Receipt %1$s</h1><p>%2$s</p><table>'
      '<tr><th>Received from</th><td>%3$s</td></tr>'
      '<tr><th>For</th><td>%4$s</td></tr>'
      '<tr><th>Paid</th><td>%5$s</td></tr>'
      '<tr><th>Of which fees</th><td>%6$s</td></tr>'
      '<tr><th>On</th><td>%7$s (UTC)</td></tr>'
      '</table></body></html>',
      private.receipt_number(receipt),
      private.html_text(s.name),
      coalesce(private.html_text(receipt.payer_name), '&ndash;'),
      private.html_text(payment.description),
      private.amount_text(payment.total_amount, payment.asset_id),
      private.amount_text(payment.fee_amount, payment.asset_id),
      to_char(payment.settled_at at time zone 'utc', 'YYYY-MM-DD')
    )
    from public.spaces s
    where s.id = receipt.space_id
  );
end;
$$;
comment on function private.receipt_html is 'A receipt as a page.';

create function private.issue_receipt(payment public.payments)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  receipt public.receipts;
begin
  receipt.id := gen_random_uuid();
  receipt.space_id := payment.space_id;
  receipt.year := extract(year from payment.settled_at at time zone 'utc');
  receipt.payment_id := payment.id;
  receipt.profile_id := payment.profile_id;
  receipt.issued_at := now();
  delete from private.receipt_names n where n.payment_id = payment.id
  returning n.payer_name into receipt.payer_name;
  insert into private.receipt_counters as c (space_id, year, last)
  values (receipt.space_id, receipt.year, 1)
  on conflict on constraint receipt_counters_pkey do update set last = c.last + 1
  returning c.last into receipt.number;
  receipt.html := private.receipt_html(receipt, payment);
  insert into public.receipts select (receipt).*;
end;
$$;
comment on function private.issue_receipt is
  'Numbers and writes the receipt of a payment that has just succeeded.';

create function private.keep_receipt()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE'
    and (private.is_erased(old.profile_id) or old.issued_at < private.retention_start())
    and to_jsonb(new) - '{profile_id,payer_name,html}'::text[]
      = to_jsonb(old) - '{profile_id,payer_name,html}'::text[]
    and (new.payer_name is null or new.payer_name = old.payer_name)
  then
    return new;
  end if;
  perform private.fail(409, 'append_only', 'Receipts stay as issued.');
  return null;
end;
$$;
comment on function private.keep_receipt is
  'A receipt loses the name of who was erased, and every name with time. Errors: 409 append_only, for '
  'every role.';

create trigger receipts_before_change_keep
  before update or delete on public.receipts
  for each row execute function private.keep_receipt();

-- The law wants the books, not the name. Runs before the columns are walked.
create function private.forget_payer(person uuid)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.receipt_names n
  using public.payments p
  where p.id = n.payment_id and p.profile_id = person;
  update public.donations d set message = '' where d.profile_id = person and d.message <> '';
  update public.receipts r
  set payer_name = null,
    html = private.receipt_html(
      (r.id, r.space_id, r.year, r.number, r.payment_id, r.profile_id, null, r.html, r.issued_at)
        ::public.receipts, p)
  from public.payments p
  where r.profile_id = person and p.id = r.payment_id and r.payer_name is not null;
end;
$$;
comment on function private.forget_payer is
  'Takes an erased person''s name off receipts and their words off gifts.';

revoke execute on function
  private.donation_price, private.follow_donation, private.keep_gift, private.html_text,
  private.amount_text, private.receipt_html, private.receipt_number, private.issue_receipt,
  private.keep_receipt, private.forget_payer
from public;

select private.declares_purpose('donation', 'donation_price', 'follow_donation');
select private.erases_with('forget_payer');
select private.holds_personal_data('public.donations', 'profile_id', 'detach');
select private.holds_personal_data('public.receipts', 'profile_id', 'detach');
