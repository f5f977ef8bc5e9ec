// What a provider tells of payouts, in any order, twice and several at a time: the books end the same.
// A few hundred cases in npm test, ten thousand with NIGHTLY=1.
import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { tell, type Told } from "./books.ts";

const CASES = Deno.env.get("NIGHTLY") ? 10_000 : 200;
/** How many cases are played at once. */
const LANES = 4;
const second = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();

/** Somebody's account and the payouts they asked for. */
interface Stage {
  person: string;
  account: string;
  payouts: string[];
}

const account = ({ account }: Stage, status: string, n: number): Told => ({
  id: `${account}:${n}`,
  at: second(n),
  object: { kind: "account", id: `acct:${account}`, reference: account, status, missing: [] },
});
const transfer = (
  { account, payouts }: Stage,
  which: number,
  reversed: number,
  n: number,
): Told => ({
  id: `${payouts[which]}:${n}`,
  at: second(n),
  object: {
    kind: "transfer",
    id: `tr:${payouts[which]}`,
    reference: payouts[which],
    account: `acct:${account}`,
    amount: 2_000,
    currency: "EUR",
    reversed,
  },
});

const histories: Record<string, (stage: Stage) => Told[]> = {
  "a payout that failed and was tried again": (stage) => [
    transfer(stage, 0, 0, 1),
    transfer(stage, 0, 2_000, 2),
    transfer(stage, 1, 0, 3),
    { ...transfer(stage, 1, 0, 3), id: `${stage.payouts[1]}:answered` },
  ],
  "one that came back bit by bit": (stage) => [
    transfer(stage, 0, 0, 1),
    transfer(stage, 0, 300, 2),
    transfer(stage, 0, 700, 3),
    transfer(stage, 0, 1_999, 4),
    transfer(stage, 1, 0, 5),
  ],
  "an account that is looked at again": (stage) => [
    account(stage, "incomplete", 6),
    account(stage, "verified", 7),
    account(stage, "incomplete", 8),
    account(stage, "verified", 9),
    account(stage, "rejected", 10),
    transfer(stage, 0, 0, 11),
    transfer(stage, 0, 500, 12),
  ],
};

/** Events by number, in groups that come at the same time. */
const arrivals = (length: number) =>
  fc.tuple(
    fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length }),
    fc.array(fc.nat(length - 1), { maxLength: 4 }),
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: length + 4, maxLength: length + 4 }),
  ).map(([order, again, sizes]) => {
    const all = [...order, ...again];
    const groups: number[][] = [];
    for (const size of sizes) groups.push(all.splice(0, size));
    return groups.filter((group) => group.length > 0);
  });

/** Somebody with 50 euros, an account, and two payouts of 20. */
async function stage(sql: postgres.Sql): Promise<Stage> {
  const person = crypto.randomUUID();
  await sql`
    insert into auth.users (id, aud, role, email)
    values (${person}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
  return await sql.begin(async (own) => {
    await own`
      select set_config('request.jwt.claims', ${JSON.stringify({ sub: person })}, true),
        private.post_transaction('opening', ${person}, array[
          private.system_account(e, 'provider:sandbox', 'asset'), private.wallet_of(${person}, e)],
          '{-5000,5000}')
      from private.asset_id('EUR') as e`;
    const [opened] = await own`
      select private.open_payout_account(null, 'DE', 'EUR', 'sandbox') ->> 'id' as id`;
    const made = { person, account: opened!.id as string, payouts: [] as string[] };
    await tell(own as unknown as postgres.Sql, account(made, "verified", 5));
    for (const key of ["first", "second"]) {
      const [row] = await own`
        select (private.request_payout(${made.account}, 2000, ${key})).id as id`;
      made.payouts.push(row!.id);
    }
    return made;
  });
}

/** What the ledger and the rows say in the end. */
async function books(sql: postgres.Sql, { person, account }: Stage) {
  const [row] = await sql`
    select a.balance, a.held,
      (select status from public.payout_accounts where id = ${account}) as account,
      (select jsonb_agg(jsonb_build_object('status', j.status, 'returned', j.returned_amount,
          'failure', j.failure) order by j.request_key)
        from public.payout_jobs j where j.payout_account_id = ${account}) as payouts,
      (select jsonb_object_agg(t.kind, t.amount) from (
          select t.kind, sum(e.amount) as amount from private.ledger_entries e
          join private.ledger_transactions t on t.id = e.transaction_id
          where e.account_id = a.id group by 1) as t) as booked
    from public.ledger_accounts a where a.owner_profile_id = ${person}`;
  return row;
}

Deno.test("any interleaving of what a provider tells of payouts leaves the same books", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone(3 * LANES);
    await sql`
      update public.feature_flags set is_enabled = true where key in ('donations_v1', 'payouts_v1')`;
    for (const [what, history] of Object.entries(histories)) {
      await t.step(what, async () => {
        const inOrder = await stage(sql);
        const events = history(inOrder);
        for (const told of events) await tell(sql, told);
        const expected = await books(sql, inOrder);
        const seed = Date.now();
        const played = fc.sample(arrivals(events.length), {
          numRuns: Math.ceil(CASES / Object.keys(histories).length),
          seed,
        });
        const lanes = await Promise.allSettled([...Array(LANES).keys()].map(async (lane) => {
          for (let n = lane; n < played.length; n += LANES) {
            const own = await stage(sql);
            const told = history(own);
            for (const group of played[n]!) {
              await Promise.all(group.map((index) => tell(sql, told[index]!)));
            }
            const order = `seed ${seed}, case ${n}: ${JSON.stringify(played[n])}`;
            assert.deepEqual(await books(sql, own), expected, order);
          }
        }));
        for (const lane of lanes) if (lane.status === "rejected") throw lane.reason;
      });
    }

    await t.step("nothing is left over, and the ledger is sound", async () => {
      const undone = await sql`
        select status, reason, last_error from public.payment_events
        where status not in ('applied', 'ignored') limit 5`;
      assert.deepEqual([...undone], []);
      assert.deepEqual([...await sql`select fault from private.reconcile_ledger()`], []);
    });
  } finally {
    await server.stop();
  }
});
