-- What somebody paid anywhere. Their own rows are found by the person, whom the tables show to nobody.

create function private.my_payments(before timestamptz, before_id uuid, page integer)
returns table (
  created_at timestamptz, payment_id uuid, space_id uuid, purpose public.payment_purpose,
  target_id uuid, description text, currency text, amount bigint, fee_amount bigint,
  total_amount bigint, status public.payment_status, failure text, refunded_amount bigint,
  disputed_amount bigint, settled_at timestamptz, receipt_id uuid, receipt_number text
)
language sql stable security definer rows 50 set search_path = ''
begin atomic
  select p.created_at, p.id, p.space_id, p.purpose, p.target_id, p.description, a.code, p.amount,
    p.fee_amount, p.total_amount, p.status, p.failure, p.refunded_amount, p.disputed_amount,
    p.settled_at, r.id, private.receipt_number(r)
  from (
    select mine.*
    from public.payments mine
    where mine.profile_id = (select auth.uid())
      and (mine.created_at, mine.id)
        < (coalesce(before, 'infinity'), coalesce(before_id, '00000000-0000-0000-0000-000000000000'))
    order by mine.created_at desc, mine.id desc
    limit least(page, 100)
  ) as p
  join public.assets a on a.id = p.asset_id
  left join public.receipts r on r.payment_id = p.id
  order by p.created_at desc, p.id desc;
end;
comment on function private.my_payments is 'See public.my_payments.';

create function public.my_payments(
  before timestamptz default null, before_id uuid default null, page integer default 50
)
returns table (
  created_at timestamptz, payment_id uuid, space_id uuid, purpose public.payment_purpose,
  target_id uuid, description text, currency text, amount bigint, fee_amount bigint,
  total_amount bigint, status public.payment_status, failure text, refunded_amount bigint,
  disputed_amount bigint, settled_at timestamptz, receipt_id uuid, receipt_number text
)
language sql stable security invoker rows 50 set search_path = ''
begin atomic
  select * from private.my_payments(before, before_id, page);
end;
comment on function public.my_payments is
  'What the caller paid in all spaces, newest first, with its receipt where there is one; amounts in '
  'minor units of the currency. Next page: before the last created_at and payment_id; at most 100.';

revoke execute on function private.my_payments, public.my_payments from public;
grant execute on function private.my_payments, public.my_payments to authenticated;
