import assert from "node:assert/strict";
import {
  groupBallots,
  tally,
  type TallyInput,
  tieSeed,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { VOTE, votes } from "./support.ts";

const seed = "s1";
// Lots under s1: apple, pear, plum; under s2: pear, plum, apple.
const fruit = ["apple", "pear", "plum"];

function yesNo(yes: number, no: number, abstain: number, parameters = {}) {
  const groups = votes(["yes", yes], ["no", no], ["abstain", abstain])
    .filter(({ count }) => count > 0);
  const result = tally({ method: "yes_no", options: 2, seed, parameters, groups });
  assert(result.method === "yes_no");
  return result;
}

Deno.test("yes_no passes at 51 of 100 and fails at 50", () => {
  assert.deepEqual(yesNo(51, 49, 7), {
    method: "yes_no",
    ballots: 107,
    weight: 107n * VOTE,
    winners: [0],
    ranking: [[0], [1]],
    ties: [],
    totals: { yes: 51n * VOTE, no: 49n * VOTE, abstain: 7n * VOTE },
    passed: true,
  });
  const failed = yesNo(50, 50, 0);
  assert.deepEqual([failed.passed, failed.winners, failed.ranking], [false, [1], [[1], [0]]]);
});

Deno.test("yes_no compares with the threshold exactly", () => {
  assert.equal(yesNo(50, 50, 0, { thresholdBps: 5000 }).passed, true);
  assert.equal(yesNo(33, 17, 0, { thresholdBps: 6600 }).passed, true);
  assert.equal(yesNo(2, 1, 0, { thresholdBps: 6667 }).passed, false);
  assert.equal(yesNo(9, 0, 0, { thresholdBps: 10_000 }).passed, true);
  assert.equal(yesNo(9999, 1, 0, { thresholdBps: 10_000 }).passed, false);
});

Deno.test("yes_no: abstentions move no share, and alone they pass nothing", () => {
  assert.equal(yesNo(51, 49, 1_000_000).passed, true);
  const abstained = yesNo(0, 0, 3);
  assert.deepEqual([abstained.passed, abstained.winners], [false, [1]]);
});

Deno.test("yes_no counts weight, not heads", () => {
  const groups = [
    { choice: "yes", count: 2, weight: 4_200_000n },
    { choice: "no", count: 3, weight: 3_900_000n },
  ];
  const result = tally({ method: "yes_no", options: 2, seed, groups });
  assert.deepEqual(result.winners, [0]);
  assert.deepEqual([result.ballots, result.weight], [5, 8_100_000n]);
});

Deno.test("plurality elects the highest total and ranks all options", () => {
  const groups = votes([2, 5], [0, 3], [1, 3]);
  assert.deepEqual(tally({ method: "plurality", options: 4, seed, groups }), {
    method: "plurality",
    ballots: 11,
    weight: 11n * VOTE,
    winners: [2],
    ranking: [[2], [0, 1], [3]],
    ties: [],
    totals: [3n * VOTE, 3n * VOTE, 5n * VOTE, 0n],
  });
});

Deno.test("plurality: the seed draws one of the tied, and the tie is told", () => {
  const poll = { method: "plurality", options: 3, groups: votes([0, 2], [1, 2], [2, 2]) };
  const first = tally({ ...poll, optionIds: fruit, seed: "s1" });
  assert.deepEqual(first.winners, [0]);
  assert.deepEqual(first.ranking, [[0, 1, 2]]);
  assert.deepEqual(first.ties, [{ stage: "seats", coWinners: [0, 1, 2], chosen: [0] }]);

  const second = tally({ ...poll, optionIds: fruit, seed: "s2" });
  assert.deepEqual(second.winners, [1]);
  const relisted = tally({ ...poll, optionIds: ["plum", "apple", "pear"], seed: "s2" });
  assert.deepEqual(relisted.winners, [2], "pear wins wherever it is listed");
});

Deno.test("plurality: without ids a position draws its own lot", () => {
  const groups = votes([1, 1], [2, 1]);
  assert.deepEqual(tally({ method: "plurality", options: 3, seed: "s1", groups }).winners, [2]);
  assert.deepEqual(tally({ method: "plurality", options: 3, seed: "s2", groups }).winners, [1]);
});

Deno.test("seats go down the ranking; lots decide only the last tier", () => {
  const groups = votes([0, 1], [1, 4], [2, 1]);
  const poll = { method: "plurality", options: 3, optionIds: fruit, seed: "s2", groups };
  const two = tally({ ...poll, seats: 2 });
  assert.deepEqual(two.winners, [1, 2]);
  assert.deepEqual(two.ties, [{ stage: "seats", coWinners: [0, 2], chosen: [2] }]);

  const three = tally({ ...poll, seats: 3 });
  assert.deepEqual(three.winners, [1, 2, 0]);
  assert.deepEqual(three.ties, []);
});

Deno.test("approval counts every approval, and blank ballots only as ballots", () => {
  const groups = votes([[0, 1], 3], [[2, 1], 2], [[], 4], [[0], 1]);
  assert.deepEqual(tally({ method: "approval", options: 3, seed, groups }), {
    method: "approval",
    ballots: 10,
    weight: 10n * VOTE,
    winners: [1],
    ranking: [[1], [0], [2]],
    ties: [],
    totals: [4n * VOTE, 5n * VOTE, 2n * VOTE],
    blank: 4n * VOTE,
  });
});

Deno.test("nobody is elected without ballots, nor by blank or weightless ones", () => {
  const nobody = { winners: [], ranking: [[0, 1]], ties: [] };
  const empty: [string, TallyInput["groups"]][] = [
    ["yes_no", []],
    ["plurality", []],
    ["approval", []],
    ["approval", votes([[], 5])],
    ["plurality", [{ choice: 1, weight: 0n, count: 1 }]],
  ];
  for (const [method, groups] of empty) {
    const { winners, ranking, ties } = tally({ method, options: 2, seed, groups });
    assert.deepEqual({ winners, ranking, ties }, nobody);
  }
});

Deno.test("totals stay exact far beyond doubles", () => {
  const groups = [
    { choice: 0, count: 1, weight: 2n ** 80n + 1n },
    { choice: 1, count: 1, weight: 2n ** 80n },
  ];
  assert.deepEqual(tally({ method: "plurality", options: 2, seed, groups }).winners, [0]);
});

Deno.test("an election that is wrong in any part is refused", () => {
  const poll = { method: "plurality", options: 2, seed, groups: votes([0, 1]) };
  const group = { choice: 0, weight: VOTE, count: 1 };
  const wrong: [Partial<TallyInput>, string][] = [
    [{ method: "coin" }, "unknown_method"],
    [{ options: 0 }, "invalid_election"],
    [{ options: -2 }, "invalid_election"],
    [{ seats: 0 }, "invalid_election"],
    [{ seats: 3 }, "invalid_election"],
    [{ seats: 1.5 }, "invalid_election"],
    [{ seed: "" }, "invalid_election"],
    [{ optionIds: ["a"] }, "invalid_election"],
    [{ optionIds: ["a", "a"] }, "invalid_election"],
    [{ optionIds: ["a", "b", "c"] }, "invalid_election"],
    [{ optionIds: ["a", "b", "b"] }, "invalid_election"],
    [{ parameters: { seats: 2 } }, "invalid_parameters"],
    [{ groups: [{ ...group, weight: -1n }] }, "invalid_election"],
    [{ groups: [{ ...group, weight: 1 as unknown as bigint }] }, "invalid_election"],
    [{ groups: [{ ...group, count: 0 }] }, "invalid_election"],
    [{ groups: [{ ...group, count: 0.5 }] }, "invalid_election"],
    [{ groups: [group, { ...group, choice: 2 }] }, "invalid_choice"],
    [{ method: "approval", groups: [{ ...group, choice: [1, 1] }] }, "invalid_choice"],
    [{ method: "yes_no", groups: [{ ...group, choice: "maybe" }] }, "invalid_choice"],
    [{ method: "yes_no", groups: [], seats: 2 }, "invalid_election"],
    [{ method: "yes_no", groups: [], options: 3 }, "invalid_election"],
  ];
  for (const [change, code] of wrong) {
    assert.throws(() => tally({ ...poll, ...change }), { code }, Deno.inspect(change));
  }
});

Deno.test("a count leaves its input as it was", () => {
  const groups = [{ choice: [2, 0], weight: VOTE, count: 1 }];
  tally({ method: "approval", options: 3, seed, groups });
  assert.deepEqual(groups, [{ choice: [2, 0], weight: VOTE, count: 1 }]);
});

Deno.test("equal ballots are grouped", () => {
  const ballots = [[[0, 2], 1n], [[1], 5n], [[0, 2], 2n]] as const;
  assert.deepEqual(groupBallots(ballots.map(([choice, weight]) => ({ choice, weight }))), [
    { choice: [0, 2], weight: 3n, count: 2 },
    { choice: [1], weight: 5n, count: 1 },
  ]);
});

Deno.test("the seed hashes the poll and its sorted options", () => {
  const poll = "11111111-1111-4111-8111-111111111111";
  const expected = "12e15b1760f3b5730356056ce7e952ab3728797c0efa5cbcc7275d0a6d703e49";
  assert.equal(tieSeed(poll, ["cccc", "aaaa", "bbbb"]), expected);
  assert.equal(tieSeed(poll, ["aaaa", "bbbb", "cccc"]), expected);
});
