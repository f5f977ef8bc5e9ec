// Providers deliver at least once, in any order, several at a time. Whatever the interleaving, the same
// set of events leaves the same books; telling all of it again adds nothing.
//
// Each case is the history of a payment, or of several for one subscription, with an order of its own,
// some events twice and some at the same time as others. A few hundred in npm test, fifty thousand with NIGHTLY=1.
import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { tell, type Told } from "./books.ts";

const CASES = Deno.env.get("NIGHTLY") ? 50_000 : 350;
/** How many cases are played at once. */
const LANES = 4;
const second = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();

/** A history, in the order in which it happened. `name` makes its ids its own. */
type History = (name: string, ...references: string[]) => Told[];

const payment = (name: string, reference: string, status: string, n: number): Told => ({
  id: `${name}:payment:${n}`,
  at: second(n),
  object: {
    kind: "payment",
    id: `${name}:pi`,
    reference,
    status,
    amount: 10_000,
    currency: "EUR",
    failure: status === "failed" ? "generic_decline" : null,
  },
});
const refund = (name: string, which: string, status: string, amount: number, n: number): Told => ({
  id: `${name}:refund:${which}:${n}`,
  at: second(n),
  object: {
    kind: "refund",
    id: `${name}:re:${which}`,
    payment: `${name}:pi`,
    reference: null,
    status,
    amount,
    currency: "EUR",
    failure: null,
  },
});
const dispute = (name: string, status: string, amount: number, n: number): Told => ({
  id: `${name}:dispute:${n}`,
  at: second(n),
  object: {
    kind: "dispute",
    id: `${name}:dp`,
    payment: `${name}:pi`,
    status,
    amount,
    currency: "EUR",
    reason: "fraudulent",
    dueBy: null,
  },
});
const line = (
  name: string,
  which: string,
  type: string,
  amount: number,
  fee: number,
  n: number,
): Told => ({
  id: `${name}:line:${which}:${n}`,
  at: second(n),
  object: {
    kind: "balance_transaction",
    id: `${name}:txn:${which}`,
    payment: `${name}:pi`,
    type,
    amount,
    fee,
    currency: "EUR",
    source: null,
    at: second(n),
  },
});

const oneOff: History = (name, reference) => [
  payment(name, reference, "pending", 1),
  payment(name, reference, "failed", 2),
  payment(name, reference, "action_required", 3),
  payment(name, reference, "succeeded", 4),
  {
    id: `${name}:checkout`,
    at: second(5),
    object: { kind: "checkout", id: `${name}:cs`, reference, status: "completed", payment: null },
  },
];
const histories: Record<string, History> = {
  "a payment": oneOff,
  "a late success": (name, reference) => [
    ...oneOff(name, reference),
    {
      id: `${name}:expired`,
      at: second(9),
      object: { kind: "checkout", id: `${name}:cs2`, reference, status: "expired", payment: null },
    },
  ],
  "partial refunds": (name, reference) => [
    ...oneOff(name, reference),
    refund(name, "a", "pending", 3_333, 10),
    refund(name, "a", "succeeded", 3_333, 11),
    refund(name, "b", "succeeded", 3_334, 12),
    refund(name, "c", "succeeded", 1_000, 13),
    refund(name, "c", "failed", 1_000, 14),
  ],
  "a dispute won": (name, reference) => [
    ...oneOff(name, reference),
    dispute(name, "inquiry", 10_000, 20),
    dispute(name, "open", 10_000, 21),
    dispute(name, "won", 10_000, 22),
  ],
  "a dispute lost": (name, reference) => [
    ...oneOff(name, reference),
    refund(name, "a", "succeeded", 2_500, 10),
    dispute(name, "open", 7_500, 21),
    dispute(name, "lost", 7_500, 22),
  ],
  "more taken back than was left": (name, reference) => [
    ...oneOff(name, reference),
    refund(name, "a", "succeeded", 10_000, 10),
    dispute(name, "open", 10_000, 21),
    dispute(name, "lost", 10_000, 22),
  ],
  "a late change of fee": (name, reference) => [
    ...oneOff(name, reference),
    line(name, "a", "payment", 10_000, 175, 4),
    line(name, "a", "payment", 10_000, 190, 30),
    line(name, "b", "fee", -12, 0, 31),
    line(name, "c", "dispute", -10_000, 1_500, 32),
    dispute(name, "open", 10_000, 21),
    dispute(name, "lost", 10_000, 22),
  ],
};

/** A membership whose renewal fails, is made by the next try, and is then sent back in part and disputed. */
const renewed: History = (name, first, failed, again) => [
  ...oneOff(name, first!),
  payment(`${name}:2`, failed!, "failed", 6),
  payment(`${name}:3`, again!, "pending", 7),
  payment(`${name}:3`, again!, "succeeded", 8),
  refund(`${name}:3`, "a", "succeeded", 3_333, 10),
  dispute(`${name}:3`, "open", 6_667, 21),
  dispute(`${name}:3`, "won", 6_667, 22),
];

/** The order in which a history arrives: events by number, in groups that come at the same time. */
const arrivals = (length: number) =>
  fc.tuple(
    fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length }),
    fc.array(fc.nat(length - 1), { maxLength: 4 }),
    fc.array(fc.boolean(), { minLength: length + 4, maxLength: length + 4 }),
    fc.nat(1_000_000),
  ).map(([order, again, together, salt]) => {
    const all = [...order];
    again.forEach((index, n) => all.splice((salt * (n + 7)) % (all.length + 1), 0, index));
    const groups: number[][] = [];
    for (const [place, index] of all.entries()) {
      const last = groups.at(-1);
      if (last?.length === 1 && together[place]) last.push(index);
      else groups.push([index]);
    }
    return groups;
  });

/** A space of its own for each case, so that its books are, too, and what is to be paid there. */
type Setting = (
  sql: postgres.Sql,
  person: string,
) => Promise<{ space: string; payments: string[] }>;

const place = async (sql: postgres.Sql) => {
  const [row] = await sql`
    insert into public.spaces (slug, name, visibility)
    values ('s-' || replace(gen_random_uuid()::text, '-', ''), 'A space', 'public') returning id`;
  return row!.id as string;
};
const gift: Setting = async (sql, person) => {
  const space = await place(sql);
  const [payment] = await sql`
    select id from private.start_payment('donation', ${space}, null,
      '{"currency": "EUR", "amount": 10000, "is_anonymous": true}', false, 'sandbox', true, ${person},
      gen_random_uuid()::text)`;
  return { space, payments: [payment!.id] };
};
const membership: Setting = async (sql, person) => {
  const space = await place(sql);
  const [order] = await sql`
    with plan as (
      insert into public.subscription_plans
        (space_id, visibility, tier, name, asset_id, price, period)
      values (${space}, 'public', 'premium', 'Friend', private.asset_id('EUR'), 10000, 'month')
      returning *
    ), made as (
      insert into public.standing_orders (purpose, space_id, profile_id, asset_id, amount, is_fee_covered,
        period, request_key, request_hash)
      select 'subscription', space_id, ${person}, asset_id, price, false, period,
        gen_random_uuid()::text, ''
      from plan returning *
    )
    insert into public.subscriptions (standing_order_id, space_id, profile_id, plan_id, had_trial)
    select made.id, made.space_id, made.profile_id, plan.id, false from made, plan
    returning standing_order_id as id`;
  const payments: string[] = [];
  for (const hasPage of [true, false, false]) {
    const [payment] = await sql`
      select id from private.start_payment('subscription', ${space}, ${order!.id}, '{}', false,
        'sandbox', ${hasPage}, ${person}, gen_random_uuid()::text)`;
    payments.push(payment!.id);
  }
  return { space, payments };
};

/** What the ledger and the rows of a space say in the end. */
async function books(sql: postgres.Sql, space: string) {
  const [row] = await sql`
    with paid as (
      select p.*, coalesce(n.number, 1) as number
      from public.payments p
      left join private.order_payments n on n.payment_id = p.id
      where p.space_id = ${space}
    )
    select
      (select jsonb_object_agg(a.purpose, a.balance) from public.ledger_accounts a
        where a.owner_space_id = ${space}) as accounts,
      (select jsonb_object_agg(x.booked, x.amount) from (
        select a.purpose as booked, sum(e.amount) as amount
        from (
          select t.id from private.ledger_transactions t where t.space_id = ${space}
          union
          select t.id from private.ledger_transactions t
          where t.reference = any (array(
            select 'balance_lines/' || l.object_id from private.balance_lines l
            join private.provider_objects o on o.id = l.payment_object_id
            where o.subject_id in (select id from paid)))
        ) as t
        join private.ledger_entries e on e.transaction_id = t.id
        join public.ledger_accounts a on a.id = e.account_id
        group by 1 having sum(e.amount) <> 0) as x) as booked,
      (select jsonb_agg(jsonb_build_object('status', p.status, 'refunded', p.refunded_amount,
          'disputed', p.disputed_amount) order by p.number) from paid p) as payments,
      (select jsonb_agg(jsonb_build_object('amount', r.amount, 'status', r.status) order by r.amount)
        from public.refunds r where r.space_id = ${space}) as refunds,
      (select jsonb_agg(jsonb_build_object('amount', d.amount, 'status', d.status,
          'opened', d.opened_at)) from public.disputes d where d.space_id = ${space}) as disputes,
      (select d.status from public.donations d where d.space_id = ${space}) as donation,
      (select jsonb_build_object('status', o.status, 'tries', o.tries, 'returned', o.returned_at,
          'is_two_months', o.paid_until = private.periods_after(o.anchor_at, o.period, 2),
          'due', o.due_at = o.paid_until)
        from public.standing_orders o where o.space_id = ${space}) as standing_order,
      (select t.tier from private.membership_tiers t where t.space_id = ${space}) as tier,
      (select count(*)::int from public.receipts r where r.space_id = ${space}) as receipts`;
  return row;
}

/** How many rows there are of all that events write. */
async function count(sql: postgres.Sql) {
  const [row] = await sql`
    select (select count(*)::int from private.ledger_entries) as entries,
      (select count(*)::int from private.ledger_transactions) as transactions,
      (select count(*)::int from public.payment_events) as events,
      (select count(*)::int from public.refunds) as refunds,
      (select count(*)::int from public.disputes) as disputes,
      (select count(*)::int from private.balance_lines) as lines`;
  return row;
}

Deno.test("any interleaving of what a provider tells leaves the same books", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone(2 * LANES);
    const person = crypto.randomUUID();
    await sql`
      insert into auth.users (id, aud, role, email)
      values (${person}, 'authenticated', 'authenticated', 'gus@example.com')`;
    await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
    // The books of one case are read without those of all others.
    await sql`create index on private.ledger_transactions (space_id)`;
    await sql`create index on private.ledger_transactions (reference)`;
    const gifts = Object.entries(histories);
    const cast: [what: string, setting: Setting, history: History][] = [
      ...gifts.map(([what, history]): [string, Setting, History] => [what, gift, history]),
      ["a membership whose renewal fails at first", membership, renewed],
    ];
    let cases = 0;
    for (const [what, setting, history] of cast) {
      await t.step(what, async () => {
        const inOrder = await setting(sql, person);
        const [name] = inOrder.payments;
        for (const told of history(name!, ...inOrder.payments)) await tell(sql, told);
        const expected = await books(sql, inOrder.space);
        assert.equal(expected!.payments[0].status, "succeeded");
        assert.equal(expected!.receipts, setting === gift ? 1 : 2);
        if (setting === membership) {
          assert.deepEqual([expected!.tier, expected!.standing_order], ["premium", {
            status: "active",
            tries: 0,
            returned: null,
            is_two_months: true,
            due: true,
          }]);
        }
        const seed = Date.now();
        const played = fc.sample(arrivals(history("", "", "", "").length), {
          numRuns: Math.ceil(CASES / cast.length),
          seed,
        });
        const lanes = await Promise.allSettled([...Array(LANES).keys()].map(async (lane) => {
          for (let n = lane; n < played.length; n += LANES) {
            const { space, payments } = await setting(sql, person);
            const events = history(payments[0]!, ...payments);
            for (const group of played[n]!) {
              await Promise.all(group.map((index) => tell(sql, events[index]!)));
            }
            const order = `seed ${seed}, case ${n}: ${JSON.stringify(played[n])}`;
            assert.deepEqual(await books(sql, space), expected, order);
            cases++;
          }
        }));
        for (const lane of lanes) if (lane.status === "rejected") throw lane.reason;
      });
    }

    await t.step("telling all of it again adds nothing", async () => {
      const before = await count(sql);
      const statuses: string[] = [];
      const [{ last } = { last: 0 }] = await sql`
        select max(id)::int as last from public.payment_events`;
      // By pages: an event's lock is held until all that are told with it have ended.
      for (let from = 0; from < last; from += 1000) {
        const told = await sql`
          select private.receive_payment_event(e.provider, jsonb_build_object('id', e.event_id,
            'type', e.type, 'at', e.happened_at, 'account', null, 'live', false, 'object', e.object),
            null, null) as status
          from public.payment_events e
          where e.id > ${from} and e.id <= ${from + 1000}`;
        statuses.push(...told.map(({ status }) => status as string));
      }
      assert.ok(statuses.length >= CASES);
      assert.deepEqual([...new Set(statuses)], ["duplicate"]);
      assert.deepEqual(await count(sql), before);
    });

    await t.step("and the ledger is sound", async () => {
      assert.ok(cases >= CASES);
      const undone = await sql`
        select status, reason, last_error from public.payment_events
        where status not in ('applied', 'ignored') limit 5`;
      assert.deepEqual([...undone], []);
      const [ledger] = await sql`
        select count(*)::int from public.ledger_accounts a
        where a.balance <> (select coalesce(sum(e.amount), 0) from private.ledger_entries e
          where e.account_id = a.id)`;
      assert.equal(ledger!.count, 0);
    });
  } finally {
    await server.stop();
  }
});
