// Pots that are shared out, counted twice: by the database, and here, plainly and with BigInt.
import assert from "node:assert/strict";
import fc from "fast-check";
import { startTestServer } from "../support/database.ts";
import { largestRemainder } from "./naive.ts";

const POTS = Deno.env.get("NIGHTLY") ? 100_000 : 10_000;
const AT_ONCE = 5_000;

const pots = fc.record({
  amount: fc.oneof(
    fc.nat(1_000),
    fc.bigInt(0n, 9_007_199_254_740_991n).map(Number),
  ),
  weights: fc.array(
    fc.oneof(
      { arbitrary: fc.nat(3).map(BigInt), weight: 2 },
      { arbitrary: fc.nat(1_000_000).map(BigInt), weight: 2 },
      { arbitrary: fc.bigInt(0n, 10n ** 38n), weight: 1 },
    ),
    { minLength: 1, maxLength: 12 },
  ),
});

Deno.test("a pot is shared out to the last unit", async () => {
  const server = await startTestServer();
  const seed = Date.now();
  try {
    const sql = await server.clone();
    const drawn = fc.sample(pots, { numRuns: POTS, seed });
    for (let from = 0; from < drawn.length; from += AT_ONCE) {
      const some = drawn.slice(from, from + AT_ONCE);
      const rows = await sql`
        select private.largest_remainder((p ->> 'amount')::bigint,
            array(select w::numeric from jsonb_array_elements_text(p -> 'weights')
              with ordinality as x (w, place) order by x.place))::text[] as shares,
          private.largest_remainder((p ->> 'amount')::bigint,
            array(select w::numeric from jsonb_array_elements_text(p -> 'weights')
              with ordinality as x (w, place) order by x.place desc))::text[] as backwards
        from jsonb_array_elements(${
        sql.json(some.map((pot) => ({ ...pot, weights: pot.weights.map(String) })))
      }) with ordinality as pots (p, number)
        order by number`;
      for (const [n, { amount, weights }] of some.entries()) {
        const shares = (rows[n]!.shares as string[]).map(BigInt);
        const pot = `seed ${seed}: ${amount} by ${weights}`;
        assert.deepEqual(shares, largestRemainder(BigInt(amount), weights), pot);
        const total = weights.reduce((sum, weight) => sum + weight);
        const shared = shares.reduce((sum, share) => sum + share);
        assert.equal(shared, total === 0n ? 0n : BigInt(amount), pot);
        for (const [place, share] of shares.entries()) {
          assert.ok(share >= 0n, pot);
          const off = share * total - BigInt(amount) * weights[place]!;
          assert.ok(total === 0n || off < total && -off < total, `within one of the exact: ${pot}`);
        }
        // Only of equals does it matter who comes first.
        const rests = weights.map((weight) => total && (BigInt(amount) * weight) % total);
        if (new Set(rests).size === rests.length) {
          assert.deepEqual((rows[n]!.backwards as string[]).map(BigInt).reverse(), shares, pot);
        }
      }
    }
  } finally {
    await server.stop();
  }
});
