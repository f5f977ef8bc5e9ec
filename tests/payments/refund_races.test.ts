// Refunds settle while payments to the same space do: whoever locks several accounts does so in one
// order, so that nobody waits in a circle.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";
import { tell } from "./books.ts";

const PAIRS = 20;

Deno.test("refunds and payments that settle at once wait for each other, and in no circle", async () => {
  const server = await startTestServer();
  const sql = await server.clone(8);
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const people = await sql`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', 'person' || n || '@example.com'
    from generate_series(0, ${PAIRS / 5}::int) as n
    returning id`;
  const [treasurer, ...givers] = people.map(({ id }) => id) as [string, ...string[]];
  const asTreasurer = <T>(command: (transaction: typeof sql) => Promise<T>) =>
    sql.begin(async (transaction) => {
      const claims = JSON.stringify({ sub: treasurer, role: "authenticated" });
      await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
      return await command(transaction as unknown as typeof sql);
    });
  const gifts = async (space: string) => {
    const rows = await sql`
      select p.id from unnest(${givers}::uuid[]) as giver, generate_series(1, 10) as gift
      cross join lateral private.start_payment('donation', ${space}, null,
        '{"currency": "EUR", "amount": 10000}', false, 'sandbox', true, giver, ${space} || gift)
        as p`;
    return rows.map(({ id }) => id as string);
  };
  const settle = (payment: string) =>
    tell(sql, {
      id: `${payment}:succeeded`,
      at: "2026-01-01T00:00:01Z",
      object: {
        kind: "payment",
        id: `pi:${payment}`,
        reference: payment,
        status: "succeeded",
        amount: 10_000,
        currency: "EUR",
        failure: null,
      },
    });
  const giveBack = (payment: string, refund: string) =>
    tell(sql, {
      id: `${refund}:succeeded`,
      at: "2026-01-01T00:00:02Z",
      object: {
        kind: "refund",
        id: `re:${refund}`,
        payment: `pi:${payment}`,
        reference: refund,
        status: "succeeded",
        amount: 5_000,
        currency: "EUR",
        failure: null,
      },
    });

  // Ids are random: in one of several spaces the treasury comes after the accounts it is booked with.
  for (let round = 0; round < 4; round++) {
    const space = await asTreasurer(async (transaction) => {
      const [row] = await transaction`
        select id from public.create_space('Rowing Club', ${`rowing-${round}`})`;
      await transaction`update public.spaces set visibility = 'public' where id = ${row!.id}`;
      return row!.id as string;
    });
    const all = await gifts(space);
    const [paid, unpaid] = [all.slice(0, PAIRS), all.slice(PAIRS)];
    for (const payment of paid) assert.equal(await settle(payment), "applied");
    const refunds: string[] = [];
    for (const payment of paid) {
      const [row] = await asTreasurer((transaction) =>
        transaction`select id from private.request_refund(${payment}, 5000, 'duplicate', ${payment})`
      );
      refunds.push(row!.id);
    }
    const outcomes = await Promise.all(paid.flatMap((payment, at) => [
      giveBack(payment, refunds[at]!),
      settle(unpaid[at]!),
    ]));
    assert.deepEqual(new Set(outcomes), new Set(["applied"]));
  }
  const [{ deadlocks } = { deadlocks: -1 }] = await sql`
    select deadlocks::int from pg_stat_database where datname = current_database()`;
  assert.equal(deadlocks, 0);
  assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
  await server.stop();
});
