// What every lens promises, whatever it weighs by.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Group,
  groupBallots,
  type Lens,
  makeReading,
  parseLens,
  snapshotHash,
  tally,
  votingPower,
  weigh,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll, VOTE } from "./support.ts";

const quadratic: Lens = { kind: "quadratic", credits: 100 };
const stake = { kind: "stake" as const, asset: "1a2b3c4d-1111-4111-8111-111111111111" };
const cohort: Lens = { kind: "cohort", filter: { minimum_role: "contributor" } };

/** Of every method, two ballots that say different things. */
const samples = [
  { name: "yes_no", ballots: ["yes", "no"] },
  { name: "consent", ballots: ["consent", "object"] },
  { name: "plurality", ballots: [0, 1] },
  { name: "approval", ballots: [[0], [1, 2]] },
  ...["score", "star", "stance", "majority_judgment"]
    .map((name) => ({ name, ballots: [[1, 0, 2], [2, 1, 0]] })),
  ...["cumulative", "budget_split", "quadratic"]
    .map((name) => ({ name, ballots: [[1, 0, 2], [2, 1, 0]] })),
  ...["borda", "irv", "stv", "schulze", "ranked_pairs", "minimax", "copeland"]
    .map((name) => ({ name, ballots: [[[0], [1], [2]], [[2], [1], [0]]] })),
];

const input = (lens: Lens, groups: Group[]) => ({
  pollId: "11111111-1111-4111-8111-111111111111",
  method: "plurality",
  optionIds: ["aaaa", "bbbb", "cccc"],
  groups,
  lens,
  snapshotHash: snapshotHash([]),
  ballotsRoot: "00".repeat(32),
  eligibleCount: 9,
  quorumBps: 0,
  expertCount: 0,
  baselineWinners: [0],
});

Deno.test("voice credits: a ballot is one vote, or as many as were put behind it", () => {
  assert.equal(weigh(quadratic, null), VOTE);
  assert.equal(weigh(quadratic, { votes: "7" }), 7n * VOTE);
  for (const known of [{}, { votes: "0" }, { votes: "-1" }, { votes: "1.5" }, { votes: 3 }]) {
    assert.throws(() => weigh(quadratic, known), { code: "invalid_lens" }, Deno.inspect(known));
  }
  for (const credits of [undefined, 0, 1.5, 10_001]) {
    assert.throws(() => parseLens({ kind: "quadratic", credits }), { code: "invalid_lens" });
  }
});

Deno.test("voice credits: no ballot weighs more than all of a cycle's credits buy", () => {
  const reading = (credits: number, votes: bigint) =>
    makeReading(input({ kind: "quadratic", credits }, [{
      choice: 1,
      count: 1,
      weight: votes * VOTE,
    }]));
  assert.deepEqual(reading(100, 10n).result.winners, [1]);
  assert.deepEqual(reading(120, 10n).changesWinner, true);
  for (const [credits, votes] of [[100, 11n], [99, 10n], [1, 2n], [100, 0n]] as const) {
    assert.throws(() => reading(credits, votes), { code: "invalid_election" });
  }
});

Deno.test("voice credits: a reading counts exactly the votes that were decided", () => {
  const ballots = fc.array(
    fc.record({ choice: fc.nat(2), votes: fc.integer({ min: 0, max: 10 }) }),
  );
  forAll(ballots, (ballots) => {
    const weighed = ballots.map(({ choice, votes }) => ({
      choice,
      weight: weigh(quadratic, votes === 0 ? null : { votes: String(votes) }),
    }));
    const { result } = makeReading(input(quadratic, groupBallots(weighed)));
    const decided = ballots.reduce((sum, { votes }) => sum + Math.max(votes, 1), 0);
    assert.equal(result.weight, BigInt(decided) * VOTE);
    assert.equal(result.ballots, ballots.length);
  });
});

Deno.test("stakes: the root of what is staked, at most 34", () => {
  const power = (staked: bigint) => votingPower(staked);
  const expected: [bigint, bigint][] = [
    [-1n, 0n],
    [0n, 0n],
    [1n, 1n],
    [3n, 1n],
    [4n, 2n],
    [99n, 9n],
    [100n, 10n],
    [1155n, 33n],
    [1156n, 34n],
    [1n << 52n, 34n],
  ];
  for (const [staked, votes] of expected) assert.equal(power(staked), votes, `${staked}`);
  assert.equal(weigh(stake, null), 0n);
  assert.equal(weigh(stake, { staked: "100" }), 10n * VOTE);
  assert.throws(() => weigh(stake, { staked: "0" }), { code: "invalid_lens" });
  for (const asset of [undefined, "gold", stake.asset.toUpperCase()]) {
    assert.throws(() => parseLens({ kind: "stake", asset }), { code: "invalid_lens" });
  }
});

Deno.test("cohorts: one vote within, none without, and a word where nothing is read", () => {
  assert.equal(weigh(cohort, { fulfils: true }), VOTE);
  assert.equal(weigh(cohort, null), 0n);
  assert.throws(() => weigh(cohort, { fulfils: false }), { code: "invalid_lens" });
  const groups = [
    { choice: 0, count: 7, weight: 2n * VOTE },
    { choice: 1, count: 8, weight: 4n * VOTE },
  ];
  const reading = makeReading({ ...input(cohort, groups), expertCount: 6 });
  assert.deepEqual(
    [reading.result.winners, reading.result.ballots, reading.result.weight, reading.warnings],
    [[1], 15, 6n * VOTE, []],
  );
  const narrow = makeReading(
    input(cohort, groups.map((group) => ({ ...group, weight: 0n }))),
  );
  assert.deepEqual(narrow.result.winners, []);
  assert.deepEqual(narrow.warnings, ["cohort_filter_too_narrow"]);
  assert.throws(
    () => makeReading(input(cohort, [{ choice: 0, count: 1, weight: VOTE + 1n }])),
    { code: "invalid_election" },
  );
});

Deno.test("a ballot that weighs nothing changes nothing, in any method", () => {
  for (const { name, ballots } of samples) {
    const seats = 1;
    const count = (groups: Group[]) =>
      tally({
        method: name,
        options: name === "yes_no" || name === "consent" ? 2 : 3,
        seats,
        seed: "s",
        groups,
      });
    const [all, some] = [
      count([
        ...ballots.slice(0, 1).map((choice) => ({ choice, weight: VOTE, count: 1 })),
        ...ballots.slice(1).map((choice) => ({ choice, weight: 0n, count: 1 })),
      ]),
      count(ballots.slice(0, 1).map((choice) => ({ choice, weight: VOTE, count: 1 }))),
    ];
    assert.deepEqual({ ...all, ballots: 1 }, some, name);
  }
});
