// Random commands against a model of a dozen lines: what the ledger answers and where the balances
// end must be what it says. And exchanges by any road: nobody comes back with more.
import assert from "node:assert/strict";
import fc from "fast-check";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";

const RUNS = Deno.env.get("NIGHTLY") ? 10_000 : 100;
const ACCOUNTS = 4;

const account = fc.nat({ max: ACCOUNTS - 1 });
const parts = { from: account, to: account, amount: fc.integer({ min: -2, max: 60 }) };
const leg = fc.record(parts);
const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("transfer" as const), ...parts }) },
  fc.record({ do: fc.constant("batch" as const), legs: fc.array(leg, { maxLength: 8 }) }),
  fc.record({ do: fc.constant("repeat" as const), which: fc.nat() }),
  fc.record({
    do: fc.constant("hold" as const),
    from: account,
    amount: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({
    do: fc.constant("pay" as const),
    which: fc.nat(),
    to: account,
    amount: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({ do: fc.constant("void" as const), which: fc.nat() }),
);

interface Leg {
  from: number;
  to: number;
  amount: number;
}

/** Balances and holds, and what a command does to them or why it is refused. */
class Model {
  balance = [100, 0, 50, 7];
  held = Array(ACCOUNTS).fill(0) as number[];
  holds: { from: number; amount: number; status: string; paid?: string }[] = [];

  transfer({ from, to, amount }: Leg): string {
    if (amount === 0 || from === to) return "invalid_posting";
    const [giver, taker] = amount > 0 ? [from, to] : [to, from];
    if (this.balance[giver]! - this.held[giver]! < Math.abs(amount)) return "insufficient_funds";
    this.balance[giver]! -= Math.abs(amount);
    this.balance[taker]! += Math.abs(amount);
    return "done";
  }

  batch(legs: Leg[]): string {
    if (legs.some(({ from, to, amount }) => amount === 0 || from === to)) return "invalid_posting";
    const before = [...this.balance];
    for (const each of legs) {
      const outcome = this.transfer(each);
      if (outcome === "done") continue;
      this.balance = before;
      return outcome;
    }
    return "done";
  }

  hold(from: number, amount: number): string {
    if (amount < 1) return "invalid_hold";
    if (this.balance[from]! - this.held[from]! < amount) return "insufficient_funds";
    this.held[from]! += amount;
    this.holds.push({ from, amount, status: "pending" });
    return "done";
  }

  pay(which: number, to: number, amount: number): string {
    const hold = this.holds[which]!;
    const payload = `${to} ${amount}`;
    if (amount < 1 || amount > hold.amount) return "invalid_hold";
    if (hold.status === "voided") return "hold_settled";
    if (to === hold.from) return "invalid_posting";
    if (hold.status === "posted") {
      return hold.paid === payload ? "done" : "idempotency_key_reused";
    }
    this.held[hold.from]! -= hold.amount;
    this.balance[hold.from]! -= amount;
    this.balance[to]! += amount;
    Object.assign(hold, { status: "posted", paid: payload });
    return "done";
  }

  void(which: number): string {
    const hold = this.holds[which]!;
    if (hold.status === "posted") return "hold_settled";
    if (hold.status === "pending") this.held[hold.from]! -= hold.amount;
    hold.status = "voided";
    return "done";
  }
}

Deno.test("the ledger and its model", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  const outcome = (query: Promise<unknown>): Promise<string> =>
    query.then(() => "done", ({ hint, message }) => hint ?? message);
  let run = 0;
  try {
    await t.step("random commands", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
          const prefix = `run ${++run}`;
          const model = new Model();
          const ids = (await sql`
            select private.system_account(private.asset_id('LIVE'), ${`wallet:${run}.`} || n,
              'liability', false) as id
            from generate_series(1, ${ACCOUNTS}) as n`).map(({ id }) => id as string);
          await sql`
            select private.post_transactions(array(
              select ('opening', ${prefix} || n, array[
                private.system_account(private.asset_id('LIVE'), 'issuance'),
                (${ids}::uuid[])[n]
              ], array[-balance, balance], null, null, '', null)::private.ledger_posting
              from unnest(${model.balance}::bigint[]) with ordinality as b (balance, n)
              where balance > 0))`;
          const holds: string[] = [];
          const post = (key: string, { from, to, amount }: Leg) =>
            outcome(sql`
              select private.post_transaction('transfer', ${key},
                ${[ids[from]!, ids[to]!]}::uuid[], ${[-amount, amount]}::bigint[])`);
          const posted: { key: string; leg: Leg }[] = [];

          for (const [number, each] of commands.entries()) {
            const key = `${prefix} ${number}`;
            if (each.do === "transfer") {
              const expected = model.transfer(each);
              assert.equal(await post(key, each), expected);
              if (expected === "done") posted.push({ key, leg: each });
            } else if (each.do === "batch") {
              const answer = await outcome(sql`
                select private.post_transactions(array(
                  select ('transfer', ${key} || ' ' || n, array[
                    (${ids}::uuid[])[f + 1], (${ids}::uuid[])[t + 1]
                  ], array[-a, a], null, null, '', null)::private.ledger_posting
                  from unnest(${each.legs.map(({ from }) => from)}::int[],
                    ${each.legs.map(({ to }) => to)}::int[],
                    ${each.legs.map(({ amount }) => amount)}::bigint[])
                    with ordinality as l (f, t, a, n)
                  order by n))`);
              assert.equal(answer, model.batch(each.legs));
            } else if (each.do === "repeat" && posted.length > 0) {
              const { key, leg } = posted[each.which % posted.length]!;
              assert.equal(await post(key, leg), "done");
              assert.equal(
                await post(key, { ...leg, amount: leg.amount + 100 }),
                "idempotency_key_reused",
              );
            } else if (each.do === "hold") {
              const expected = model.hold(each.from, each.amount);
              const placed = sql`
                select (private.place_hold(${ids[
                each.from
              ]!}, ${each.amount}, 'stake', ${key})).id`;
              assert.equal(await outcome(placed), expected);
              if (expected === "done") holds.push((await placed)[0]!.id);
            } else if (each.do === "pay" && holds.length > 0) {
              const which = each.which % holds.length;
              assert.equal(
                await outcome(sql`
                  select private.post_hold(${holds[which]!}, 'award',
                    array[${ids[each.to]!}::uuid], ${[each.amount]}::bigint[])`),
                model.pay(which, each.to, each.amount),
              );
            } else if (each.do === "void" && holds.length > 0) {
              const which = each.which % holds.length;
              assert.equal(
                await outcome(sql`select private.void_hold(${holds[which]!})`),
                model.void(which),
              );
            }
          }
          const rows = await sql`
            select a.balance::int, a.held::int
            from unnest(${ids}::uuid[]) with ordinality as i (id, place)
            join public.ledger_accounts a on a.id = i.id
            order by i.place`;
          assert.deepEqual(rows.map(({ balance }) => balance), model.balance);
          assert.deepEqual(rows.map(({ held }) => held), model.held);
        }),
        { numRuns: RUNS },
      );
    });

    await t.step("the books of all runs add up", async () => {
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });

    await t.step("no road of exchanges leads back to more", async () => {
      const codes = ["LIVE", "LOVE", "LIFE", "LUCK"];
      const value = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10 ** 9 }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(value, { minLength: 4, maxLength: 4 }),
          fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 4, maxLength: 4 }),
          fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
          fc.integer({ min: 1, max: 10 ** 9 }),
          async (values, spreads, road, amount) => {
            await sql`
              update public.conversion_values v
              set value = n.value, spread_basis_points = n.spread
              from unnest(${codes}::text[], ${values}::bigint[], ${spreads}::int[])
                as n (code, value, spread)
              where v.asset_id = private.asset_id(n.code)`;
            let [at, have] = [0, amount];
            for (const next of [...road, 0]) {
              if (next === at) continue;
              const [quote] = await sql`
                select (c).given::float8 as given, (c).spread::float8 as spread,
                  (c).received::float8 as received
                from (select public.quote_conversion(${codes[at]!}, ${codes[next]!}, ${have}) as c)
                  as q`.catch(({ hint }) => {
                assert.match(hint, /^amount_(too_small|out_of_range)$/);
                return [null];
              });
              if (!quote) return;
              const given = BigInt(have) * BigInt(values[at]!);
              assert(BigInt(quote.received) * BigInt(values[next]!) <= given);
              assert(BigInt(quote.spread) * 10_000n >= BigInt(have) * BigInt(spreads[at]!));
              [at, have] = [next, quote.received];
            }
            assert(have <= amount, `${amount} became ${have}`);
          },
        ),
        { numRuns: 3 * RUNS },
      );
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
