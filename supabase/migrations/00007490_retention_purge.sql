-- What nobody has to keep any more goes: what providers wrote, the ids by which they knew payments, and
-- names on receipts, seven years after their year has ended; names for receipts that were never issued
-- after a month. Entries, payments and receipts stay, and say what was paid, not by whom.
create index payment_events_received_at_idx on public.payment_events (received_at)
  where sealed_body is not null;
create index provider_objects_created_at_idx on private.provider_objects (created_at)
  where sealed_id is not null;
create index receipts_issued_at_idx on public.receipts (issued_at) where payer_name is not null;

create function private.purge_books(page integer default 10000)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  start constant timestamptz := private.retention_start();
  newest constant smallint := (
    select max(k.version) from private.sealing_keys k where k.used_from <= now()
  );
  purged integer := 0;
  count integer;
begin
  update public.payment_events e
  set sealed_body = null, key_version = null
  where e.id in (
    select o.id from public.payment_events o
    where o.sealed_body is not null and o.received_at < start
    order by o.received_at limit page
    for no key update skip locked
  );
  get diagnostics count = row_count;
  purged := purged + count;

  -- Accounts and kept methods may still be used. What has no id is sealed with no key any more.
  update private.provider_objects p
  set sealed_id = null, key_version = newest
  where p.id in (
    select o.id from private.provider_objects o
    where o.sealed_id is not null and o.created_at < start
      and o.kind in ('payment', 'checkout', 'refund', 'dispute', 'transfer', 'balance_transaction')
    order by o.created_at limit page
    for no key update skip locked
  );
  get diagnostics count = row_count;
  purged := purged + count;

  update public.receipts r
  set payer_name = null,
    html = private.receipt_html(
      (r.id, r.space_id, r.year, r.number, r.payment_id, r.profile_id, null, r.html, r.issued_at)
        ::public.receipts, p)
  from public.payments p
  where p.id = r.payment_id and r.id in (
    select o.id from public.receipts o
    where o.payer_name is not null and o.issued_at < start
    order by o.issued_at limit page
    for no key update skip locked
  );
  get diagnostics count = row_count;
  purged := purged + count;

  delete from private.receipt_names n
  using public.payments p
  where p.id = n.payment_id and p.created_at < now() - interval '30 days';
  get diagnostics count = row_count;
  return purged + count;
end;
$$;
comment on function private.purge_books is
  'Removes what is not kept any more, at most so many of each, and says how many that were.';

select cron.schedule('purge-books', '23 4 * * *', 'select private.purge_books()');

revoke execute on function private.purge_books from public;
