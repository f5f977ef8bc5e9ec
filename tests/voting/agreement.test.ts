// How far the ballots agree, and who is an expert among their voters.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  agreementBps,
  countExperts,
  cutsOf,
  type Group,
  groupBallots,
  type WeighingInput,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll, VOTE, votes } from "./support.ts";

Deno.test("agreement is the share of those who favour something", () => {
  const agreement = (
    method: Parameters<typeof agreementBps>[0],
    winner: number,
    ...ballots: [unknown, number][]
  ) => agreementBps(method, votes(...ballots), [winner]);
  assert.equal(agreement("yes_no", 0, ["yes", 3], ["no", 1], ["abstain", 9]), 7500);
  assert.equal(agreement("yes_no", 1, ["yes", 1], ["no", 2]), 6666, "rounded down");
  assert.equal(agreement("consent", 1, ["consent", 30], ["stand_aside", 4], ["object", 1]), 322);
  assert.equal(agreement("plurality", 2, [2, 5], [0, 3], [1, 3]), 4545);
  assert.equal(agreement("approval", 1, [[0, 1], 3], [[1], 1], [[], 7]), 10_000);
  assert.equal(agreement("irv", 3, [[[3], [0]], 1], [[[0, 3]], 1], [[[0], [3]], 2], [[], 5]), 5000);
  assert.equal(agreement("stance", 0, [[3, -1], 1], [[-1, -2], 4], [[0, 2], 1]), 5000);
  assert.equal(agreement("cumulative", 0, [[5, 5], 1], [[0, 0], 1], [[1, 9], 3]), 2500);
  assert.equal(agreement("majority_judgment", 1, [[null, 2], 1], [[null, null], 3]), 10_000);
});

Deno.test("the lowest mark favours nothing, wherever it lies", () => {
  const groups = votes([[-2, -2], 5], [[-1, null], 1]);
  assert.equal(agreementBps("score", groups, [0], -2), 10_000);
  assert.equal(agreementBps("score", groups, [0]), null);
});

Deno.test("where several are elected, or nobody, nothing is said", () => {
  assert.equal(agreementBps("plurality", votes([0, 3], [1, 2]), [0, 1]), null);
  assert.equal(agreementBps("plurality", [], []), null);
  assert.equal(agreementBps("yes_no", votes(["abstain", 3]), [1]), null);
});

Deno.test("agreement counts weight alone, and scaling all of it changes nothing", () => {
  const ballots = fc.array(
    fc.record({ choice: fc.nat(2), weight: fc.bigInt(VOTE, 5n * VOTE) }),
    { minLength: 1, maxLength: 30 },
  );
  forAll(fc.tuple(ballots, fc.nat(2), fc.bigInt(1n, 10n ** 12n)), ([cast, winner, factor]) => {
    const grouped: Group[] = groupBallots(cast);
    const all = cast.reduce((sum, { weight }) => sum + weight, 0n);
    const some = cast.filter(({ choice }) => choice === winner)
      .reduce((sum, { weight }) => sum + weight, 0n);
    const share = agreementBps("plurality", grouped, [winner])!;
    assert(some * 10_000n >= BigInt(share) * all && some * 10_000n < BigInt(share + 1) * all);
    const scaled = grouped.map((group) => ({ ...group, weight: group.weight * factor }));
    assert.equal(agreementBps("plurality", scaled, [winner]), share);
  });
});

Deno.test("an expert is above a cut, and not on it, in one domain of the lens", () => {
  const voter = (scores: Record<string, bigint>): WeighingInput => ({
    voter: "",
    scores,
    ethics: null,
  });
  const cuts = { "0521": 500_000, "0732": 0 };
  const voters = [
    voter({ "0521": 500_000n }),
    voter({ "0521": 500_001n }),
    voter({ "0521": 1n, "0732": 1n }),
    voter({ "0521": 900_000n, "0732": 900_000n }),
    voter({ "0732": 0n }),
    voter({ "0311": 1_000_000n }),
  ];
  assert.equal(countExperts(cuts, voters), 3);
  assert.equal(countExperts({}, voters), 0, "where nobody is an expert, nobody is");
  const lens = { kind: "ekoh", cap: 0, relevance: { "0521": 1_000_000 } } as const;
  assert.deepEqual(cutsOf(lens, cuts), { "0521": 500_000 });
  assert.deepEqual(cutsOf({ kind: "equal" }, cuts), {});
});
