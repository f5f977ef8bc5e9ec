// Lines of a provider's book that agree with ours, and then one fault of each kind: all are found and
// named, and nothing else is. Ten thousand lines in npm test, a hundred thousand with NIGHTLY=1.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const isNightly = Deno.env.has("NIGHTLY");
const PAYMENTS = isNightly ? 55_000 : 5_500;
const [REFUNDS, DISPUTES, PAYOUTS] = [PAYMENTS * 0.3, PAYMENTS * 0.1, PAYMENTS * 0.3];

/** What makes rows of a kind by number: `7` payments, `8` refunds, `9` disputes, `6` payouts. */
const helpers = `
  create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable
  return (kind || '0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid;

  -- The provider's object behind a row of ours, or behind none.
  create function pg_temp.object(kind text, name text, subject uuid) returns bigint language sql
  as $$
    insert into private.provider_objects (provider, kind, digest, key_version, subject_id)
    values ('sandbox', kind, encode(sha256(convert_to(kind || name, 'utf8')), 'hex'), 1, subject)
    returning id
  $$;

  create function pg_temp.line(
    type text, about bigint, amount bigint, fee bigint default 0, asset text default 'EUR'
  ) returns bigint language sql
  as $$
    insert into private.balance_lines
      (object_id, payment_object_id, source_object_id, type, asset_id, amount, fee, happened_at)
    select pg_temp.object('balance_transaction', gen_random_uuid()::text, null),
      case type when 'payment' then about end, case when type <> 'payment' then about end,
      type, private.asset_id(asset), amount, fee, now() - interval '3 days'
    returning object_id
  $$;

  create function pg_temp.posting(kind text, key text, amount bigint, other text)
  returns private.ledger_posting language sql
  as $$
    select (kind, key, array[
        private.system_account(private.asset_id('EUR'), 'provider:sandbox', 'asset'),
        private.system_account(private.asset_id('EUR'), other, 'equity')
      ], array[-amount, amount], null, null, '', null)::private.ledger_posting
  $$;

  create function pg_temp.pays(n bigint, status public.payment_status default 'succeeded')
  returns uuid language sql
  as $$
    insert into public.payments (id, space_id, purpose, asset_id, amount, fee_amount, is_fee_covered,
      description, status, provider, has_page, request_key, request_hash, settled_at)
    select pg_temp.id('7', n), s.id, 'donation', private.asset_id('EUR'), 2000, 75, false, 'Gift',
      status, 'sandbox', true, 'n' || n, '', case when status = 'succeeded' then now() end
    from public.spaces s limit 1
    returning id
  $$;

  create function pg_temp.refunds(n bigint, of bigint, amount bigint, status public.refund_status)
  returns uuid language sql
  as $$
    insert into public.refunds (id, payment_id, space_id, amount, status, reason, booked_amount, settled_at)
    select pg_temp.id('8', n), p.id, p.space_id, refunds.amount, refunds.status, 'duplicate',
      case refunds.status when 'succeeded' then refunds.amount else 0 end,
      case when refunds.status > 'pending' then now() end
    from public.payments p where p.id = pg_temp.id('7', of)
    returning id
  $$;

  create function pg_temp.disputes(n bigint, of bigint, amount bigint, status public.dispute_status)
  returns uuid language sql
  as $$
    insert into public.disputes
      (id, payment_id, space_id, amount, status, reason, booked_amount, opened_at, decided_at)
    select pg_temp.id('9', n), p.id, p.space_id, disputes.amount, disputes.status, 'fraudulent',
      case when disputes.status in ('open', 'lost') then disputes.amount else 0 end, now(), now()
    from public.payments p where p.id = pg_temp.id('7', of)
    returning id
  $$;

  create function pg_temp.pays_out(n bigint, amount bigint, returned bigint) returns uuid language sql
  as $$
    insert into public.payout_jobs (id, payout_account_id, space_id, asset_id, amount, returned_amount,
      status, request_key, settled_at)
    select pg_temp.id('6', n), a.id, a.space_id, a.asset_id, amount, returned,
      case when returned = amount then 'returned' else 'paid' end::public.payout_status, 'n' || n, now()
    from public.payout_accounts a limit 1
    returning id
  $$;
`;

/** Books that agree: written as they would be after all of it was told, which would take an hour. */
async function agree(sql: postgres.Sql) {
  await sql.unsafe(helpers);
  await sql`insert into public.spaces (slug, name) values ('books', 'Books')`;
  await sql`
    insert into public.payout_accounts (space_id, provider, country, asset_id, status)
    select s.id, 'sandbox', 'DE', private.asset_id('EUR'), 'verified' from public.spaces s`;
  await sql.unsafe(`
    insert into public.payments (id, space_id, purpose, asset_id, amount, fee_amount, is_fee_covered,
      description, status, provider, has_page, request_key, request_hash, settled_at)
    select pg_temp.id('7', n), s.id, 'donation', private.asset_id('EUR'), 2000, 75, false, 'Gift',
      'succeeded', 'sandbox', true, 'n' || n, '', now()
    from public.spaces s, generate_series(1, ${PAYMENTS}) as n;
    -- One refund in ten failed and came back.
    insert into public.refunds (id, payment_id, space_id, amount, status, reason, booked_amount, settled_at)
    select pg_temp.id('8', n), pg_temp.id('7', n), s.id, 500, (array['failed', 'succeeded']::public.refund_status[])[
      least(n % 10, 1) + 1], 'duplicate', 500 * least(n % 10, 1), now()
    from public.spaces s, generate_series(1, ${REFUNDS}) as n;
    insert into public.disputes
      (id, payment_id, space_id, amount, status, reason, booked_amount, opened_at, decided_at)
    select pg_temp.id('9', n), pg_temp.id('7', n + ${REFUNDS}), s.id, 2000,
      (array['won', 'open', 'lost']::public.dispute_status[])[n % 3 + 1], 'fraudulent',
      2000 * least(n % 3, 1), now(), now()
    from public.spaces s, generate_series(1, ${DISPUTES}) as n;
    insert into public.payout_jobs (id, payout_account_id, space_id, asset_id, amount, returned_amount,
      status, request_key, settled_at)
    select pg_temp.id('6', n), a.id, a.space_id, a.asset_id, 1000, n % 3 * 500,
      case n % 3 when 2 then 'returned' else 'paid' end::public.payout_status, 'n' || n, now()
    from public.payout_accounts a, generate_series(1, ${PAYOUTS}) as n;

    insert into private.provider_objects (provider, kind, digest, key_version, subject_id)
    select 'sandbox', o.kind, encode(sha256(convert_to(o.kind || o.id, 'utf8')), 'hex'), 1, o.id
    from (
      select 'payment' as kind, id from public.payments
      union all select 'refund', id from public.refunds
      union all select 'dispute', id from public.disputes
      union all select 'transfer', id from public.payout_jobs
    ) as o;
    create temp table moves as
    select row_number() over () as n, m.*
    from (
      select 'payment' as type, id, 2000 as amount, 55 as fee from public.payments
      union all select 'refund', id, -500, 0 from public.refunds
      union all select 'refund', id, 500, 0 from public.refunds where status = 'failed'
      union all select 'dispute', id, -2000, 1500 from public.disputes
      union all select 'dispute', id, 2000, 0 from public.disputes where status = 'won'
      union all select 'transfer', id, -1000, 0 from public.payout_jobs
      union all select 'transfer', id, returned_amount, 0 from public.payout_jobs where returned_amount > 0
      union all select 'payout', null, -90000, 0
    ) as m;
    insert into private.provider_objects (provider, kind, digest, key_version)
    select 'sandbox', 'balance_transaction', encode(sha256(convert_to('move' || n, 'utf8')), 'hex'), 1
    from moves;
    insert into private.balance_lines (object_id, payment_object_id, source_object_id, type, asset_id, amount,
      fee, booked_cost, bookings, happened_at)
    select o.id, case m.type when 'payment' then about.id end,
      case when m.type <> 'payment' then about.id end, m.type, private.asset_id('EUR'), m.amount, m.fee,
      m.fee, 1, now() - interval '3 days'
    from moves m
    join private.provider_objects o
      on o.digest = encode(sha256(convert_to('move' || m.n, 'utf8')), 'hex')
    left join private.provider_objects about on about.subject_id = m.id and about.kind = m.type;

    create temp table posted as
    select row_number() over () as place, (p.kind, p.key, a.pair, array[-p.amount, p.amount], null, null, '',
      null)::private.ledger_posting as posting
    from (
      select 'payment' as kind, 'payment:' || id as key, 2000 as amount from public.payments
      union all select 'refund', 'refund:' || id || ':1', -500 from public.refunds
      where status = 'succeeded'
      union all select 'dispute', 'dispute:' || id || ':1', -2000 from public.disputes
      union all select 'dispute_won', 'dispute:' || id || ':2', 2000 from public.disputes
      where status = 'won'
      union all select 'payout', 'payout:' || id, -1000 from public.payout_jobs
      union all select 'payout_returned', 'payout:' || id || ':' || returned_amount, returned_amount
      from public.payout_jobs where returned_amount > 0
      union all select 'provider_fee', 'line:' || object_id || ':1', -fee
      from private.balance_lines where fee > 0
      union all select 'withdrawal', 'withdrawal:' || object_id || ':1', amount
      from private.balance_lines where type = 'payout'
    ) as p, (
      select array[private.system_account(e, 'provider:sandbox', 'asset'), private.system_account(e, 'all')]
        as pair
      from private.asset_id('EUR') as e
    ) as a;
  `);
  const [{ count } = { count: 0 }] = await sql`select count(*)::int from posted`;
  for (let from = 0; from < count; from += 5_000) {
    await sql`
      select count(*) from (
        select private.post_transactions(array_agg(posting)) from posted
        where place > ${from} and place <= ${from + 5_000}) as done`;
  }
  await sql`analyze`;
}

/** One fault of each kind, and what it is about. */
const faults: Record<string, string> = {
  payment_missing_here: `select 'provider_objects/' || o
    from pg_temp.object('payment', 'nobody', null) as o, lateral pg_temp.line('payment', o, 700)`,
  payment_missing_there: `select 'payments/' || made from pg_temp.pays(900001) as made,
    lateral pg_temp.posting('', '', 2000, 'all') as p,
    lateral private.post_transaction('payment', 'payment:' || made, p.accounts, p.amounts)`,
  payment_amount_differs: `update private.balance_lines l set amount = 2500
    from private.provider_objects o where o.id = l.payment_object_id and l.type = 'payment'
      and o.subject_id = pg_temp.id('7', 1) returning 'payments/' || o.subject_id`,
  payment_rounded: `update private.balance_lines l set amount = 1999
    from private.provider_objects o where o.id = l.payment_object_id and l.type = 'payment'
      and o.subject_id = pg_temp.id('7', 2) returning 'payments/' || o.subject_id`,
  currency_differs: `update private.balance_lines l set asset_id = private.asset_id('USD')
    from private.provider_objects o where o.id = l.payment_object_id and l.type = 'payment'
      and o.subject_id = pg_temp.id('7', 3) returning 'payments/' || o.subject_id`,
  payment_charged_twice: `select 'payments/' || pg_temp.id('7', 4)
    from pg_temp.object('payment', 'again', pg_temp.id('7', 4)) as o, lateral pg_temp.line('payment', o, 2000)`,
  fee_missing: `update private.balance_lines l set fee = 30
    from private.provider_objects o where o.id = l.source_object_id
      and o.subject_id = pg_temp.id('8', 5) returning 'balance_lines/' || l.object_id`,
  fee_differs: `update private.balance_lines l set fee = 60
    from private.provider_objects o where o.id = l.payment_object_id
      and o.subject_id = pg_temp.id('7', 6) returning 'balance_lines/' || l.object_id`,
  refund_missing_here: `select 'provider_objects/' || o
    from pg_temp.object('refund', 'nobody', null) as o, lateral pg_temp.line('refund', o, -700)`,
  refund_missing_there:
    `select 'refunds/' || made from pg_temp.refunds(900002, 7, 300, 'succeeded') as made,
    lateral pg_temp.posting('', '', -300, 'all') as p,
    lateral private.post_transaction('refund', 'refund:' || made || ':1', p.accounts, p.amounts)`,
  refund_late: `select 'refunds/' || made from pg_temp.refunds(900003, 8, 300, 'failed') as made,
    lateral pg_temp.object('refund', 'late', made) as o, lateral pg_temp.line('refund', o, -300)`,
  refund_amount_differs: `update private.balance_lines l set amount = -450
    from private.provider_objects o where o.id = l.source_object_id
      and o.subject_id = pg_temp.id('8', 9) returning 'refunds/' || o.subject_id`,
  dispute_missing_here: `select 'provider_objects/' || o
    from pg_temp.object('dispute', 'nobody', null) as o, lateral pg_temp.line('dispute', o, -700)`,
  dispute_missing_there:
    `select 'disputes/' || made from pg_temp.disputes(900004, 10, 300, 'lost') as made,
    lateral pg_temp.posting('', '', -300, 'all') as p,
    lateral private.post_transaction('dispute', 'dispute:' || made || ':1', p.accounts, p.amounts)`,
  dispute_amount_differs: `update private.balance_lines l set amount = -1900
    from private.provider_objects o where o.id = l.source_object_id
      and o.subject_id = pg_temp.id('9', 1) returning 'disputes/' || o.subject_id`,
  transfer_orphan: `select 'provider_objects/' || o
    from pg_temp.object('transfer', 'nobody', null) as o, lateral pg_temp.line('transfer', o, -700)`,
  transfer_missing_there:
    `select 'payout_jobs/' || made from pg_temp.pays_out(900005, 1000, 0) as made,
    lateral pg_temp.posting('', '', -1000, 'all') as p,
    lateral private.post_transaction('payout', 'payout:' || made, p.accounts, p.amounts)`,
  transfer_amount_differs: `update private.balance_lines l set amount = -1100
    from private.provider_objects o where o.id = l.source_object_id
      and o.subject_id = pg_temp.id('6', 3) returning 'payout_jobs/' || o.subject_id`,
  line_repeated: `select 'refunds/' || pg_temp.id('8', 11) from private.provider_objects o,
    lateral pg_temp.line('refund', o.id, -500) where o.subject_id = pg_temp.id('8', 11)`,
  line_unexplained: `select 'balance_lines/' || pg_temp.line('other', null, -12)`,
  not_booked: `select 'payments/' || made from pg_temp.pays(900006) as made,
    lateral pg_temp.object('payment', 'unbooked', made) as o, lateral pg_temp.line('payment', o, 2000)`,
  booking_unexplained:
    `select 'ledger_transactions/' || (private.post_transaction('correction', 'by hand',
    p.accounts, p.amounts)).id from pg_temp.posting('', '', 1, 'all') as p`,
};

Deno.test("a provider's book beside ours", async (t) => {
  const server = await startTestServer();
  try {
    // One connection: what the helpers are called by is its own.
    const sql = await server.clone(1);
    await agree(sql);
    const [size] = await sql`select count(*)::int from private.balance_lines`;

    const compare = async (since: string) => {
      const from = performance.now();
      const found = await sql`
        select kind::text, reference, expected::int, actual::int
        from private.reconcile_provider('sandbox', ${since}::text::timestamptz, 'infinity') order by kind::text, reference`;
      const took = Math.round(performance.now() - from);
      if (isNightly) console.log(`${size!.count} lines since ${since}: ${took} ms`);
      return found;
    };

    await t.step("books that agree raise no alarm", async () => {
      assert.ok(size!.count >= 1.8 * PAYMENTS, `${size!.count} lines`);
      assert.deepEqual([...await compare("-infinity")], []);
      assert.deepEqual([...await compare("2020-01-01")], []);
    });

    const expected: { kind: string; reference: string }[] = [];
    await t.step("one fault of each kind is found and named, and nothing else", async () => {
      const [{ kinds } = { kinds: [] }] = await sql`
        select enum_range(null::public.finding_kind)::text[] as kinds`;
      assert.deepEqual(Object.keys(faults).sort(), [...kinds].sort());
      for (const [kind, fault] of Object.entries(faults)) {
        const rows = await sql.unsafe(fault);
        assert.equal(rows.length, 1, kind);
        expected.push({ kind, reference: Object.values(rows[0]!)[0] as string });
      }
      expected.sort((a, b) => a.kind < b.kind ? -1 : 1);
      for (const since of ["-infinity", "2020-01-01"]) {
        const found = await compare(since);
        assert.deepEqual(found.map(({ kind, reference }) => ({ kind, reference })), expected);
      }
    });

    await t.step("they are kept for operators once, until they are gone", async () => {
      const open = async () => {
        const [row] = await sql`
          select private.keep_provider_reconciliation('sandbox')::int as open`;
        return row!.open;
      };
      // What moved within a day may be on its way: only what is three days old shows.
      const [{ old } = { old: 0 }] = await sql`
        select count(*)::int as old from private.reconcile_provider('sandbox')`;
      assert.ok(old > 0 && old < expected.length);
      assert.equal(await open(), old);
      assert.equal(await open(), old);
      await sql`update public.reconciliation_findings set resolved_at = now(), resolution = 'Known.'
        where kind = 'line_unexplained'`;
      assert.equal(await open(), old - 1, "what was explained stays so");
      await sql`update private.balance_lines set amount = -13 where type = 'other'`;
      assert.equal(await open(), old, "until it is something else");
      await sql`delete from private.balance_lines where type = 'other'`;
      assert.equal(await open(), old - 1, "what agrees again is gone");
      const [gone] = await sql`
        select gone_at is not null as gone from public.reconciliation_findings
        where kind = 'line_unexplained'`;
      assert.ok(gone!.gone);
    });
  } finally {
    await server.stop();
  }
});
