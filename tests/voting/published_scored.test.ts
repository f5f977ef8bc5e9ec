// Elections by scores, grades and points with a known result, and the rules at their edges.
import assert from "node:assert/strict";
import type { Group } from "../../supabase/functions/_shared/voting/mod.ts";
import { counted, letters, VOTE, votes } from "./support.ts";

const inVotes = (row: readonly bigint[]) => row.map((weight) => Number(weight) / Number(VOTE));
const ballots = (...rows: (number | null)[][]) =>
  votes(...rows.map((row) => [row, 1] as [unknown, number]));

// The cases of Equal Vote's own count (github.com/Equal-Vote/star-server, Star.test.ts).
const STAR: [name: string, rows: number[][], ranking: string, finalists: string][] = [
  [
    "the highest scoring, whom most prefer",
    [
      [5, 2, 1, 4],
      [5, 2, 1, 0],
      [5, 2, 1, 0],
      [5, 2, 1, 0],
      [5, 3, 4, 0],
      [5, 1, 4, 0],
      [5, 1, 4, 0],
      [4, 0, 5, 1],
      [3, 4, 5, 0],
      [3, 5, 5, 5],
    ],
    "A C B D",
    "AC",
  ],
  [
    "two tie for the second place: whom more prefer head to head is in the final",
    [
      [5, 4, 3, 3],
      [4, 5, 1, 1],
      [4, 5, 1, 2],
      [3, 5, 1, 0],
      [5, 4, 3, 0],
      [5, 0, 4, 1],
      [5, 0, 4, 0],
      [4, 0, 5, 1],
      [3, 4, 5, 0],
      [3, 5, 5, 4],
    ],
    "A B C D",
    "AB",
  ],
  ["the run-off elects", [[0, 5], [2, 4]], "B A", "BA"],
  ["a drawn run-off goes to the higher score", [[0, 5], [3, 2]], "B A", "BA"],
  ["equal scores, and the run-off decides", [[0, 2], [1, 2], [4, 1]], "B A", "BA"],
  ["all equal but the top scores", [[2, 4], [5, 3]], "A B", "AB"],
  [
    "three tie in scores: the two who win head to head",
    [[2, 1, 0], [2, 1, 0], [2, 1, 0], [2, 1, 0], [1, 0, 0], [0, 0, 4], [0, 5, 5]],
    "A B C",
    "AB",
  ],
];

for (const [name, rows, ranking, finalists] of STAR) {
  Deno.test(`STAR: ${name}`, () => {
    const options = rows[0]!.length;
    const result = counted("star", { options, groups: ballots(...rows) });
    assert.deepEqual([letters(result.ranking), result.ties], [ranking, []]);
    assert.equal(letters([result.finalists]).replaceAll("=", ""), finalists);
    assert.deepEqual(result.winners, result.ranking[0]);
  });
}

Deno.test("STAR: what is equal in everything draws lots, and is told", () => {
  const final = counted("star", { options: 2, groups: ballots([1, 3], [4, 2]) });
  assert.equal(letters(final.ranking), "A=B");
  assert.deepEqual(final.ties, [{ stage: "runoff", coWinners: [0, 1], chosen: final.winners }]);

  const rows = [[5, 2, 3], [5, 2, 3], [4, 3, 2], [1, 4, 3]];
  const second = counted("star", { options: 3, groups: ballots(...rows) });
  assert.deepEqual(second.totals, [15n * VOTE, 11n * VOTE, 11n * VOTE]);
  assert.deepEqual(second.ties[0]!.stage, "finalists");
  assert.deepEqual(second.ties[0]!.coWinners, [1, 2]);
});

// Balinski and Laraki, "A theory of measuring, electing, and ranking" (PNAS 2007): 1733 ballots of
// Orsay, 22 April 2007, in tenths of a percent from Excellent to To reject; the rest gave no grade,
// which counts as To reject.
const ORSAY = {
  Bayrou: [136, 307, 251, 148, 84, 45],
  Royal: [167, 227, 191, 168, 122, 108],
  Sarkozy: [191, 198, 143, 115, 71, 265],
};

Deno.test("majority judgment: Orsay 2007 ranks Bayrou, Royal, Sarkozy, all of them Good", () => {
  const columns = Object.values(ORSAY).map((shares) => {
    const grades = shares.flatMap((count, index) =>
      new Array<number | null>(count).fill(5 - index)
    );
    return [...grades, ...new Array<number | null>(1000 - grades.length).fill(null)];
  });
  const rows = columns[0]!.map((_, voter) => columns.map((column) => column[voter]!));
  const result = counted("majority_judgment", { options: 3, groups: ballots(...rows) });
  assert.deepEqual([letters(result.ranking), result.medians], ["A B C", [3, 3, 3]]);
  assert.deepEqual(inVotes(result.counts[1]!), [125, 122, 168, 191, 227, 167]);
});

Deno.test("majority judgment: the lower median, then one median grade removed after another", () => {
  const judge = (...columns: number[][]) => {
    const rows = columns[0]!.map((_, voter) => columns.map((column) => column[voter]!));
    return counted("majority_judgment", { options: columns.length, groups: ballots(...rows) });
  };
  assert.deepEqual(judge([0, 1, 2, 5], [1, 1, 1, 1]).medians, [1, 1]);
  // 1 and then 2 against 1 and then 1; and an even number begins below its middle.
  assert.equal(letters(judge([0, 1, 2, 5], [1, 1, 1, 1]).ranking), "A B");
  assert.equal(letters(judge([1, 3, 3, 5], [3, 3, 3, 3]).ranking), "B A");
  // Equal in the middle (3, then 2, then 4), the lower side first.
  assert.equal(letters(judge([1, 2, 3, 4, 5], [0, 2, 3, 4, 5], [2, 2, 3, 4, 4]).ranking), "C A B");
  assert.deepEqual(judge([0, 3, 4], [4, 0, 3]).ties.map(({ coWinners }) => coWinners), [[0, 1]]);
});

Deno.test("majority judgment: ten thousand million ballots are counted, not listed", () => {
  const group = (choice: number[], count: number): Group => ({
    choice,
    count,
    weight: BigInt(count) * VOTE,
  });
  const groups = [
    group([3, 3], 5_000_000_000),
    group([2, 1], 4_999_999_999),
    group([4, 5], 5_000_000_001),
  ];
  const { ranking, medians } = counted("majority_judgment", { options: 2, groups });
  assert.deepEqual([medians, letters(ranking)], [[3, 3], "B A"]);
});

Deno.test("majority judgment: weights are graded to the last micro-vote", () => {
  const groups = [
    { choice: [3, 2], weight: 1_000_001n, count: 1 },
    { choice: [0, 2], weight: 1_000_000n, count: 1 },
  ];
  assert.deepEqual(counted("majority_judgment", { options: 2, groups }).medians, [3, 2]);
});

Deno.test("score: a blank counts as the minimum in a sum, and not at all in a mean", () => {
  const groups = ballots([10, 6, null], [null, 7, null], [null, 5, null]);
  const sum = counted("score", { options: 3, groups });
  assert.deepEqual([letters(sum.ranking), sum.means], ["B A C", ["10/3", "6", "0"]]);
  const mean = counted("score", { options: 3, groups, parameters: { aggregate: "mean" } });
  assert.deepEqual([letters(mean.ranking), mean.means], ["A B C", ["10", "6", null]]);
  assert.deepEqual(inVotes(mean.scored), [1, 3, 0]);

  const parameters = { min: -5, max: 5 };
  const below = counted("score", { options: 2, groups: ballots([-4, null], [3, 0]), parameters });
  assert.deepEqual(inVotes(below.totals), [-1, -5]);
});

Deno.test("score: means are compared as fractions, not as decimals", () => {
  const third = 333_333_333_333_333_333n;
  const groups = [
    { choice: [1, null], weight: third, count: 1 },
    { choice: [0, null], weight: 2n * third, count: 1 },
    { choice: [null, 1], weight: third, count: 1 },
    { choice: [null, 0], weight: 2n * third + 1n, count: 1 },
  ];
  const parameters = { aggregate: "mean" };
  assert.equal(letters(counted("score", { options: 2, groups, parameters }).ranking), "A B");
});

Deno.test("stance: for and against cancel, and every side is told", () => {
  const groups = votes([[3, -1], 1], [[-3, null], 1], [[0, 1], 2], [[null, 0], 1]);
  const result = counted("stance", { options: 2, groups });
  assert.deepEqual([letters(result.ranking), result.winners], ["B A", [1]]);
  assert.deepEqual(inVotes(result.totals), [0, 1]);
  assert.deepEqual(result.means, ["0", "1/4"]);
  assert.deepEqual(inVotes(result.against), [1, 1]);
  assert.deepEqual(inVotes(result.neutral), [2, 1]);
  assert.deepEqual(inVotes(result.supporting), [1, 2]);
  assert.deepEqual(inVotes(result.blank), [1, 1]);
});

Deno.test("points add up, weighted, and a split budget shows every share", () => {
  const groups = [
    { choice: [5, 5, null], weight: 2n * VOTE, count: 2 },
    { choice: [0, 1, 9], weight: VOTE, count: 1 },
  ];
  const points = counted("cumulative", { options: 3, groups });
  assert.deepEqual([inVotes(points.totals), points.winners], [[10, 11, 9], [1]]);
  const split = counted("budget_split", { options: 3, groups, seats: 2 });
  assert.deepEqual([split.sharesBps, split.winners], [[3333, 3666, 3000], [1, 0]]);
});

Deno.test("quadratic: votes add up, also against an option where that is allowed", () => {
  const parameters = { credits: 100, allowNegative: true };
  const groups = votes([[10, null, 0], 1], [[-6, 8, 0], 1], [[-5, -5, 7], 1]);
  const result = counted("quadratic", { options: 3, groups, parameters });
  assert.deepEqual([inVotes(result.totals), letters(result.ranking)], [[-1, 3, 7], "C B A"]);
});

Deno.test("consent: one objection blocks, unless the community allows a share of them", () => {
  const voices = (consent: number, aside: number, object: number, parameters = {}) => {
    const groups = votes(["consent", consent], ["stand_aside", aside], ["object", object])
      .filter(({ count }) => count > 0);
    return counted("consent", { options: 2, groups, parameters }).adopted;
  };
  assert.equal(voices(5, 3, 0), true);
  assert.equal(voices(500, 0, 1), false);
  assert.equal(voices(0, 3, 0), false);
  assert.equal(voices(9, 50, 1, { maxObjectionBps: 1000 }), true);
  assert.equal(voices(9, 50, 2, { maxObjectionBps: 1000 }), false);
});

Deno.test("nobody is elected where no ballot supports anything", () => {
  const nothing: [Parameters<typeof counted>[0], unknown, object?][] = [
    ["score", [null, null]],
    ["score", [-2, null], { min: -2 }],
    ["star", [0, 0]],
    ["stance", [null, null]],
    ["majority_judgment", [0, null]],
    ["cumulative", [0, 0]],
    ["budget_split", [null, 0]],
    ["quadratic", [0, 0]],
    ["borda", []],
    ["irv", []],
    ["stv", []],
    ["schulze", []],
    ["ranked_pairs", [[0, 1]]],
    ["minimax", []],
    ["copeland", []],
  ];
  for (const [method, choice, parameters] of nothing) {
    for (const groups of [[], votes([choice, 3])]) {
      const { winners, ranking, ties } = counted(method, { options: 2, groups, parameters });
      assert.deepEqual({ winners, ranking, ties }, { winners: [], ranking: [[0, 1]], ties: [] });
    }
  }
});
