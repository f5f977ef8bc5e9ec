-- Receipts as PDF, in Storage. The function `payments` makes them: what is to be printed waits here, and
-- again when a receipt loses its name.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
  ('receipts', 'receipts', false, 1_048_576, '{application/pdf}')
on conflict (id) do update
set public = excluded.public, file_size_limit = excluded.file_size_limit,
  allowed_mime_types = excluded.allowed_mime_types;

create table private.receipt_pdfs (
  receipt_id uuid primary key,
  version    integer not null default 1,
  made_at    timestamptz,

  constraint receipt_pdfs_receipt_id_fkey foreign key (receipt_id)
    references public.receipts on delete restrict
);
comment on table private.receipt_pdfs is 'Which receipts are to be printed, and which are.';
comment on column private.receipt_pdfs.version is
  'Of what is to be printed. What was read before it changed does not count as printed.';

create index receipt_pdfs_waiting_idx on private.receipt_pdfs (receipt_id) where made_at is null;

create function private.receipt_pdf_path(receipt public.receipts)
returns text
language sql immutable parallel safe security invoker set search_path = ''
begin atomic
  select receipt.id || '/' || private.receipt_number(receipt) || '.pdf';
end;
comment on function private.receipt_pdf_path is 'Where in the bucket `receipts` it is.';

create function private.queue_receipt_pdf()
returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.receipt_pdfs as p (receipt_id) values (new.id)
  on conflict on constraint receipt_pdfs_pkey do update
  set version = p.version + 1, made_at = null;
  if tg_op = 'UPDATE' then
    -- What has the name on it goes, also where nothing takes its place.
    insert into private.file_removals (bucket, path)
    values ('receipts', private.receipt_pdf_path(new))
    on conflict on constraint file_removals_pkey do update set requested_at = now();
  end if;
  return null;
end;
$$;
comment on function private.queue_receipt_pdf is 'Has a receipt printed, and again when it changes.';

create trigger receipts_after_insert_print
  after insert on public.receipts
  for each row execute function private.queue_receipt_pdf();
create trigger receipts_after_update_print
  after update on public.receipts
  for each row when (new.html <> old.html)
  execute function private.queue_receipt_pdf();

create function private.receipts_to_print(page integer default 50)
returns table (
  id uuid, version integer, path text, number text, issued_at timestamptz, space_name text,
  payer_name text, description text, paid text, fees text, paid_on text
)
language sql stable security definer set search_path = ''
begin atomic
  select r.id, w.version, private.receipt_pdf_path(r), private.receipt_number(r), r.issued_at, s.name,
    r.payer_name, p.description, private.amount_text(p.total_amount, p.asset_id),
    private.amount_text(p.fee_amount, p.asset_id),
    to_char(p.settled_at at time zone 'utc', 'YYYY-MM-DD')
  from (
    select w.receipt_id, w.version from private.receipt_pdfs w where w.made_at is null limit page
  ) as w
  join public.receipts r on r.id = w.receipt_id
  join public.payments p on p.id = r.payment_id
  join public.spaces s on s.id = r.space_id;
end;
comment on function private.receipts_to_print is
  'For the function `payments`: receipts that have no PDF, with what stands on them.';

create function private.receipt_printed(receipt uuid, version integer)
returns void
language sql volatile security definer set search_path = ''
begin atomic
  update private.receipt_pdfs w
  set made_at = now()
  where w.receipt_id = receipt and w.version = receipt_printed.version;
end;
comment on function private.receipt_printed is
  'For the function `payments`: its PDF is stored, as it was when it was read.';

create function private.print_receipts()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from private.receipt_pdfs w where w.made_at is null) then
    perform private.call_function('payments/due/receipts');
  end if;
end;
$$;
comment on function private.print_receipts is 'Calls the function that prints receipts, where any wait.';

select cron.schedule('print-receipts', '* * * * *', 'select private.print_receipts()');

revoke execute on function
  private.receipt_pdf_path, private.queue_receipt_pdf, private.receipts_to_print,
  private.receipt_printed, private.print_receipts
from public;
grant execute on function private.receipts_to_print, private.receipt_printed to service_role;
