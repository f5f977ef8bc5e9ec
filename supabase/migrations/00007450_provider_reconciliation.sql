-- The provider's book beside ours. Every line there belongs to something here, and every booking on the
-- account of what the provider owes us to a line there; what does not agree is named, with what was
-- expected and what is.
--
-- Something is looked at a day after it last moved: until then one side may not have heard of it. All
-- amounts are what it did to the money that is with the provider, in minor units.
create type public.finding_kind as enum (
  'payment_missing_here', 'payment_missing_there', 'payment_amount_differs', 'payment_rounded',
  'payment_charged_twice',
  'fee_missing', 'fee_differs',
  'refund_missing_here', 'refund_missing_there', 'refund_late', 'refund_amount_differs',
  'dispute_missing_here', 'dispute_missing_there', 'dispute_amount_differs',
  'transfer_orphan', 'transfer_missing_there', 'transfer_amount_differs',
  'currency_differs', 'line_repeated', 'line_unexplained', 'not_booked', 'booking_unexplained'
);
comment on type public.finding_kind is
  'payment_: a payment; refund_, dispute_, transfer_: what went back or out. missing_here: the provider '
  'has it, we do not; missing_there: the other way round; amount_differs; payment_rounded: by a unit or '
  'two, as conversions do; payment_charged_twice: two of the provider''s for one of ours; '
  'currency_differs; fee_missing: it cost something and nothing was booked; fee_differs: something else was; '
  'refund_late: sent, though here it failed or waits; transfer_orphan: nobody here asked for it; '
  'line_repeated: the same line again; line_unexplained: of a kind we do not know; not_booked: the ledger '
  'does not say what our own row says; booking_unexplained: booked, and no line can be meant.';

create function private.reconcile_provider(
  provider public.payment_provider,
  since    timestamptz default '-infinity',
  until    timestamptz default now() - interval '1 day'
)
returns table (
  kind     public.finding_kind, reference text, asset_id uuid, expected bigint, actual bigint,
  moved_at timestamptz
)
language sql stable security definer set search_path = ''
set work_mem = '64MB'
begin atomic
  with lines as materialized (
    select l.object_id, l.payment_object_id, l.type, l.asset_id, l.amount, l.fee, l.happened_at,
      -- What it is about: a row of ours, or an object that we know no row of.
      coalesce(about.subject_id::text, 'object ' || about.id, 'line ' || l.object_id) as item,
      about.subject_id, about.id as about_id
    from private.balance_lines l
    join private.provider_objects o on o.id = l.object_id
    left join private.provider_objects about
      on about.id = case l.type when 'payment' then l.payment_object_id else l.source_object_id end
    where o.provider = reconcile_provider.provider and l.happened_at >= since - interval '180 days'
  ),
  -- What was booked there, by what its key begins with: payment, refund, dispute, payout, line,
  -- withdrawal; and by what follows, which is the row's id or the line's.
  bookings as materialized (
    select split_part(t.idempotency_key, ':', 1) as class,
      split_part(t.idempotency_key, ':', 2) as item,
      t.id as transaction_id, a.asset_id, -e.amount as amount, e.booked_at
    from public.ledger_accounts a
    join private.ledger_entries e on e.account_id = a.id
    join private.ledger_transactions t on t.id = e.transaction_id
    where a.owner = 'system' and a.purpose = 'provider:' || reconcile_provider.provider
      and a.book_id = private.real_book() and e.booked_at >= since - interval '180 days'
  ),
  booked as (
    select b.class, b.item, sum(b.amount)::bigint as amount, max(b.booked_at) as moved_at
    from bookings b
    group by 1, 2
  ),
  there as (
    select l.type, l.item, (array_agg(l.subject_id))[1] as subject_id,
      (array_agg(l.asset_id))[1] as asset_id, count(distinct l.asset_id) as assets,
      count(distinct l.about_id) as objects, sum(l.amount)::bigint as amount,
      max(l.happened_at) as moved_at
    from lines l
    where l.type in ('payment', 'refund', 'dispute', 'transfer')
    group by 1, 2
  ),
  repeated as (
    select distinct l.type, l.item, l.amount
    from lines l
    group by l.type, l.item, l.amount, l.about_id
    having count(*) > 1
  ),
  -- What our rows say should be there: those begun within the time that is looked at, so that all that
  -- belongs to them is, too.
  here as (
    select 'payment' as type, 'payment' as class, 'payments/' as prefix, p.id, p.asset_id,
      case when p.status = 'succeeded' then p.total_amount else 0 end as amount, p.settled_at as moved_at,
      true as is_settled
    from public.payments p
    where p.provider = reconcile_provider.provider and p.created_at >= since - interval '179 days'
    union all
    select 'refund', 'refund', 'refunds/', r.id, p.asset_id, -r.booked_amount, r.settled_at,
      r.status > 'pending' or r.created_at < until - interval '30 days'
    from public.refunds r
    join public.payments p on p.id = r.payment_id
    where p.provider = reconcile_provider.provider and r.created_at >= since - interval '179 days'
    union all
    select 'dispute', 'dispute', 'disputes/', d.id, p.asset_id, -d.booked_amount,
      coalesce(d.decided_at, d.opened_at), true
    from public.disputes d
    join public.payments p on p.id = d.payment_id
    where p.provider = reconcile_provider.provider and d.opened_at >= since - interval '179 days'
    union all
    select 'transfer', 'payout', 'payout_jobs/', j.id, j.asset_id,
      case when j.status in ('paid', 'returned') then j.returned_amount - j.amount else 0 end,
      j.settled_at, j.settled_at is not null
    from public.payout_jobs j
    join public.payout_accounts a on a.id = j.payout_account_id
    where a.provider = reconcile_provider.provider and j.created_at >= since - interval '179 days'
  ),
  compared as (
    select coalesce(h.type, t.type) as type,
      coalesce(h.prefix || h.id, 'provider_objects/' || split_part(t.item, ' ', 2)) as reference,
      coalesce(h.asset_id, t.asset_id) as asset_id, h.amount as expected, t.amount as actual,
      coalesce(b.amount, 0) as booked, coalesce(h.is_settled, true) as is_settled, t.objects, t.item,
      t.assets > 1 or h.asset_id <> t.asset_id as is_other_currency,
      greatest(h.moved_at, t.moved_at, b.moved_at) as moved_at
    from here h
    full join there t on t.type = h.type and t.subject_id = h.id
    left join booked b on b.class = h.class and b.item = h.id::text
    where h.id is not null or t.subject_id is null
  ),
  found as (
    select case
        when c.is_other_currency then 'currency_differs'
        when c.type = 'payment' then case
          when coalesce(c.expected, 0) = 0 then 'payment_missing_here'
          when c.actual is null then 'payment_missing_there'
          when c.objects > 1 then 'payment_charged_twice'
          when c.is_repeated then 'line_repeated'
          when abs(c.actual - c.expected) <= 2 then 'payment_rounded'
          else 'payment_amount_differs'
        end
        when c.type = 'refund' then case
          when c.expected is null then 'refund_missing_here'
          when c.expected = 0 then 'refund_late'
          when c.actual is null then 'refund_missing_there'
          when c.is_repeated then 'line_repeated'
          else 'refund_amount_differs'
        end
        when c.type = 'dispute' then case
          when coalesce(c.expected, 0) = 0 and not c.is_repeated then 'dispute_missing_here'
          when c.actual is null then 'dispute_missing_there'
          when c.is_repeated then 'line_repeated'
          else 'dispute_amount_differs'
        end
        else case
          when coalesce(c.expected, 0) = 0 and c.booked = 0 then 'transfer_orphan'
          when c.actual is null then 'transfer_missing_there'
          when c.is_repeated then 'line_repeated'
          else 'transfer_amount_differs'
        end
      end::public.finding_kind as kind,
      c.reference, c.asset_id, c.expected, c.actual, c.moved_at
    from (
      select c.*,
        exists (
          select from repeated r
          where r.type = c.type and r.item = c.item and r.amount = c.actual - c.expected
        ) as is_repeated
      from compared c
      where coalesce(c.expected, 0) <> coalesce(c.actual, 0) or c.is_other_currency
    ) as c
    where c.is_settled
    union all
    select 'not_booked', c.reference, c.asset_id, c.expected, c.booked, c.moved_at
    from compared c
    where c.expected <> c.booked
    union all
    select case when coalesce(b.amount, 0) = 0 then 'fee_missing' else 'fee_differs'
      end::public.finding_kind, 'balance_lines/' || l.object_id, l.asset_id, l.cost,
      coalesce(b.amount, 0), greatest(l.happened_at, b.moved_at)
    from (
      select l.*, case l.type when 'fee' then l.amount else 0 end - l.fee as cost from lines l
    ) as l
    left join booked b on b.class = 'line' and b.item = l.object_id::text
    where l.cost <> coalesce(b.amount, 0)
    union all
    select 'not_booked', 'balance_lines/' || l.object_id, l.asset_id, l.amount,
      coalesce(b.amount, 0), greatest(l.happened_at, b.moved_at)
    from lines l
    left join booked b on b.class = 'withdrawal' and b.item = l.object_id::text
    where l.type = 'payout' and l.amount <> coalesce(b.amount, 0)
    union all
    select 'line_unexplained', 'balance_lines/' || l.object_id, l.asset_id, 0, l.amount, l.happened_at
    from lines l
    where l.type = 'other' and l.amount <> 0
    union all
    select 'booking_unexplained', 'ledger_transactions/' || b.transaction_id, b.asset_id, 0, b.amount,
      b.booked_at
    from bookings b
    where b.class <> all ('{payment,refund,dispute,payout,line,withdrawal}')
  )
  select f.kind, f.reference, f.asset_id, coalesce(f.expected, 0), coalesce(f.actual, 0), f.moved_at
  from found f
  where f.moved_at >= since and f.moved_at <= until;
end;
comment on function private.reconcile_provider is
  'What does not agree between the provider''s book and ours, of what last moved between two moments: no '
  'row, nothing. What began more than 179 days before the first is left to a look at the whole.';

-- What was found ------------------------------------------------------------------------------

create table public.reconciliation_findings (
  id          uuid primary key default gen_random_uuid(),
  provider    public.payment_provider not null,
  kind        public.finding_kind not null,
  reference   text not null,
  asset_id    uuid not null,
  expected    bigint not null,
  actual      bigint not null,
  moved_at    timestamptz not null,
  found_at    timestamptz not null default now(),
  gone_at     timestamptz,
  resolved_at timestamptz,
  resolved_by uuid,
  resolution  text,

  constraint reconciliation_findings_provider_kind_reference_key unique (provider, kind, reference),
  constraint reconciliation_findings_asset_id_fkey foreign key (asset_id)
    references public.assets on delete restrict,
  constraint reconciliation_findings_resolved_by_fkey foreign key (resolved_by)
    references public.profiles on delete set null,
  constraint reconciliation_findings_reference_1_to_200 check (
    reference <> '' and char_length(reference) <= 200
  ),
  constraint reconciliation_findings_resolved_with_reason check (
    (resolved_at is null) = (resolution is null)
    and btrim(resolution) <> '' and char_length(resolution) <= 500
  )
);
comment on table public.reconciliation_findings is
  'Where a provider''s book and ours do not agree. Found by the schedule, for operators of the '
  'installation, who look into it and say what it was.';
comment on column public.reconciliation_findings.reference is
  'What it is about, as <table>/<id>: a row of ours, or of the provider''s where we have none.';
comment on column public.reconciliation_findings.expected is
  'What it should have done to the money that is with the provider, by our rows; minor units.';
comment on column public.reconciliation_findings.actual is
  'What it did: in the provider''s book, or, for what is not booked right, in the ledger.';
comment on column public.reconciliation_findings.gone_at is 'Since when both agree again.';

create index reconciliation_findings_found_at_idx
  on public.reconciliation_findings (found_at desc, id desc);
create index reconciliation_findings_open_idx
  on public.reconciliation_findings (found_at desc, id desc)
  where resolved_at is null and gone_at is null;
create index reconciliation_findings_asset_id_idx on public.reconciliation_findings (asset_id);
create index reconciliation_findings_resolved_by_idx
  on public.reconciliation_findings (resolved_by);

create table private.provider_reconciliations (
  id         bigint generated always as identity primary key,
  provider   public.payment_provider not null,
  since      timestamptz not null,
  until      timestamptz not null,
  open_count bigint not null,
  ran_at     timestamptz not null default now()
);
comment on table private.provider_reconciliations is
  'When which part of a provider''s book was compared, and how much was open then.';

create index provider_reconciliations_until_idx
  on private.provider_reconciliations (provider, until desc);

create function private.keep_provider_reconciliation(
  provider public.payment_provider, since timestamptz default '-infinity'
)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  until constant timestamptz := now() - interval '1 day';
  open_findings bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('private.provider_reconciliations' || provider, 0));
  with found as materialized (
    select f.*
    from private.reconcile_provider(
      keep_provider_reconciliation.provider, keep_provider_reconciliation.since, until) f
  ),
  gone as (
    update public.reconciliation_findings r
    set gone_at = now()
    where r.provider = keep_provider_reconciliation.provider and r.gone_at is null
      and r.moved_at >= keep_provider_reconciliation.since
      and not exists (select from found f where (f.kind, f.reference) = (r.kind, r.reference))
  )
  insert into public.reconciliation_findings as r
    (provider, kind, reference, asset_id, expected, actual, moved_at)
  select keep_provider_reconciliation.provider, f.kind, f.reference, f.asset_id, f.expected, f.actual,
    f.moved_at
  from found f
  on conflict on constraint reconciliation_findings_provider_kind_reference_key do update
  set expected = excluded.expected, actual = excluded.actual, moved_at = excluded.moved_at,
    asset_id = excluded.asset_id, gone_at = null,
    -- What was explained is open again where it is something else now.
    found_at = now(), resolved_at = null, resolved_by = null, resolution = null
  where r.gone_at is not null
    or (r.expected, r.actual, r.asset_id) <> (excluded.expected, excluded.actual, excluded.asset_id);

  select count(*) into open_findings
  from public.reconciliation_findings r
  where r.provider = keep_provider_reconciliation.provider and r.resolved_at is null
    and r.gone_at is null;
  insert into private.provider_reconciliations (provider, since, until, open_count)
  values (
    keep_provider_reconciliation.provider, keep_provider_reconciliation.since, until, open_findings
  );
  if open_findings > 0 then
    raise warning 'The book of % and ours do not agree: see reconciliation_findings.', provider;
  end if;
  return open_findings;
end;
$$;
comment on function private.keep_provider_reconciliation is
  'Compares a provider''s book with ours since a moment, or all of it, keeps what is found, and says how '
  'much is open.';

create function private.reconcile_providers()
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  known record;
begin
  for known in
    select p.provider, (
        select max(r.until) from private.provider_reconciliations r where r.provider = p.provider
      ) as compared_until
    from unnest(enum_range(null::public.payment_provider)) as p (provider)
    where exists (select from public.payments y where y.provider = p.provider)
      or exists (select from public.payout_accounts a where a.provider = p.provider)
  loop
    -- On Sundays all of it.
    perform private.keep_provider_reconciliation(known.provider, case
      when extract(dow from now()) = 0 or known.compared_until is null then '-infinity'
      else known.compared_until - interval '7 days'
    end);
  end loop;
end;
$$;
comment on function private.reconcile_providers is
  'Compares the books of all providers: what moved since the last time and in the week before, on Sundays '
  'all of it.';

select cron.schedule('reconcile-providers', '11 4 * * *', 'select private.reconcile_providers()');

revoke execute on function
  private.reconcile_provider, private.keep_provider_reconciliation, private.reconcile_providers
from public;
grant execute on function private.reconcile_provider to service_role;

select private.holds_personal_data(
  'public.reconciliation_findings', 'resolved_by', 'detach', false);
