// Rounds of quadratic matching, counted twice: by the database, and here, plainly and with BigInt.
import assert from "node:assert/strict";
import fc from "fast-check";
import { startTestServer } from "../support/database.ts";
import { matching, score } from "./naive.ts";

const ROUNDS = Deno.env.get("NIGHTLY") ? 100_000 : 2_000;
const AT_ONCE = 2_000;

const rounds = fc.record({
  pot: fc.oneof(fc.nat(1_000), fc.nat(99_999_999)),
  cap: fc.option(fc.integer({ min: 1, max: 50_000_000 }), { freq: 2 }),
  // By campaign, what each of its givers gave in all.
  campaigns: fc.array(
    fc.array(
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 99_999_999 })),
      { maxLength: 8 },
    ),
    { minLength: 1, maxLength: 8 },
  ),
});

Deno.test("a pot is matched to the last cent", async () => {
  const server = await startTestServer();
  const seed = Date.now();
  try {
    const sql = await server.clone();
    const drawn = fc.sample(rounds, { numRuns: ROUNDS, seed });
    for (let from = 0; from < drawn.length; from += AT_ONCE) {
      const some = drawn.slice(from, from + AT_ONCE);
      const rows = await sql`
        select s.scores::text[] as scores,
          private.matching_shares((r ->> 'pot')::bigint, s.scores, (r ->> 'cap')::bigint)::text[]
            as shares,
          private.matching_shares((r ->> 'pot')::bigint, s.backwards, (r ->> 'cap')::bigint)::text[]
            as backwards
        from jsonb_array_elements(${sql.json(some)}) with ordinality as rounds (r, number)
        cross join lateral (
          select array_agg(c.score order by c.place) as scores,
            array_agg(c.score order by c.place desc) as backwards
          from (
            select place, private.matching_score(array(
              select a::bigint from jsonb_array_elements_text(campaign) as a)) as score
            from jsonb_array_elements(r -> 'campaigns') with ordinality as x (campaign, place)
          ) as c
        ) as s
        order by number`;
      for (const [n, round] of some.entries()) {
        const told = `seed ${seed}: ${JSON.stringify(round)}`;
        const scores = (rows[n]!.scores as string[]).map(BigInt);
        const shares = (rows[n]!.shares as string[]).map(BigInt);
        const pot = BigInt(round.pot);
        const cap = round.cap === null ? null : BigInt(round.cap);
        assert.deepEqual(scores, round.campaigns.map((given) => score(given.map(BigInt))), told);
        assert.deepEqual(shares, matching(pot, scores, cap), told);
        for (const [place, given] of round.campaigns.entries()) {
          assert.ok(shares[place]! >= 0n && (cap === null || shares[place]! <= cap), told);
          if (given.length < 2) assert.equal(shares[place], 0n, told);
        }
        const total = scores.reduce((sum, each) => sum + each);
        const shared = shares.reduce((sum, each) => sum + each);
        if (total > 0n && cap === null) {
          assert.equal(shared, pot, told);
          for (const [place, share] of shares.entries()) {
            const off = share * total - pot * scores[place]!;
            assert.ok(off < total && -off < total, `within one cent of the exact: ${told}`);
          }
        } else assert.ok(shared <= pot, told);
        if (new Set(scores).size === scores.length) {
          const rests = scores.map((each) => total && (pot * each) % total);
          if (cap === null && new Set(rests).size === rests.length) {
            assert.deepEqual((rows[n]!.backwards as string[]).map(BigInt).reverse(), shares, told);
          }
        }
      }
    }
  } finally {
    await server.stop();
  }
});
