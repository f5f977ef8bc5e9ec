// Elections with a known result, from the literature. Facts only; where each is from stands beside
// it. Options are letters in the order in which the source names them.
import assert from "node:assert/strict";
import { counted, letters, ranked, VOTE } from "./support.ts";

/** A matrix or row of micro-votes in votes. */
const inVotes = (row: readonly bigint[]) => row.map((weight) => Number(weight) / Number(VOTE));

// Where Tennessee's capital should be: Memphis, Nashville, Chattanooga, Knoxville, in percent of
// voters near each (Wikipedia, "Tennessee capital example" on the page of each method).
const TENNESSEE = {
  options: 4,
  groups: ranked({ "A>B>C>D": 42, "B>C>D>A": 26, "C>D>B>A": 15, "D>C>B>A": 17 }),
};

Deno.test("Tennessee: Condorcet methods choose Nashville, ranking the others by their duels", () => {
  for (const pairStrength of ["winning_votes", "margins"]) {
    const poll = { ...TENNESSEE, parameters: { pairStrength } };
    assert.equal(letters(counted("schulze", poll).ranking), "B C D A");
    assert.equal(letters(counted("ranked_pairs", poll).ranking), "B C D A");
    assert.deepEqual(counted("minimax", poll).winners, [1]);
  }
  const minimax = counted("minimax", TENNESSEE);
  assert.deepEqual(inVotes(minimax.worstDefeats), [58, 0, 68, 83]);
  assert.deepEqual(counted("copeland", TENNESSEE).points, ["0", "3", "2", "1"]);
});

Deno.test("Tennessee: Borda gives Nashville 194, Chattanooga 173, Memphis 126, Knoxville 107", () => {
  const points = (base: number, unranked = "last") =>
    counted("borda", { ...TENNESSEE, parameters: { base, unranked } }).totals
      .map((total) => Number(total) / Number(VOTE));
  assert.deepEqual(points(0), [126, 194, 173, 107]);
  assert.deepEqual(points(1), [226, 294, 273, 207]);
  assert.deepEqual(points(0, "no_preference"), [126, 194, 173, 107]);
});

Deno.test("Tennessee: instant run-off drops Chattanooga, then Nashville, and elects Knoxville", () => {
  const { rounds, ranking, winners } = counted("irv", TENNESSEE);
  assert.deepEqual(rounds.map(({ totals }) => inVotes(totals)), [
    [42, 26, 15, 17],
    [42, 26, 0, 32],
    [42, 0, 0, 58],
  ]);
  assert.deepEqual(rounds.map(({ dropped }) => dropped), [2, 1, null]);
  assert.deepEqual([letters(ranking), winners], ["D A B C", [3]]);
});

// Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
// single-winner election method" (2011), example 1: 45 voters.
const SCHULZE = {
  options: 5,
  groups: ranked({
    "A>C>B>E>D": 5,
    "A>D>E>C>B": 5,
    "B>E>D>A>C": 8,
    "C>A>B>E>D": 3,
    "C>A>E>B>D": 7,
    "C>B>A>D>E": 2,
    "D>C>E>B>A": 7,
    "E>B>A>D>C": 8,
  }),
};

Deno.test("Schulze's 45 voters: the duels, the strongest paths, and E A C B D", () => {
  const { matrix, paths, ranking, wins, ties } = counted("schulze", SCHULZE);
  assert.deepEqual(matrix.map(inVotes), [
    [0, 20, 26, 30, 22],
    [25, 0, 16, 33, 18],
    [19, 29, 0, 17, 24],
    [15, 12, 28, 0, 14],
    [23, 27, 21, 31, 0],
  ]);
  assert.deepEqual(paths.map(inVotes), [
    [0, 28, 28, 30, 24],
    [25, 0, 28, 33, 24],
    [25, 29, 0, 29, 24],
    [25, 28, 28, 0, 24],
    [25, 28, 28, 31, 0],
  ]);
  assert.deepEqual([letters(ranking), wins, ties], ["E A C B D", [3, 1, 2, 0, 4], []]);
});

// Burlington's mayoral election of 2009, ballots reduced to Montroll, Kiss and Wright; its duels and
// last round are those of electowiki.org, "2009 Burlington mayoral election".
const BURLINGTON = {
  options: 3,
  groups: ranked({
    "A>B>C": 1332,
    "A>C>B": 767,
    "A": 455,
    "B>A>C": 2043,
    "B>C>A": 371,
    "B": 568,
    "C>A>B": 1513,
    "C>B>A": 495,
    "C": 1289,
  }),
};

Deno.test("Burlington 2009: Kiss won the run-off 4314 to 4064, Montroll every duel", () => {
  const irv = counted("irv", BURLINGTON);
  assert.deepEqual(irv.rounds.map(({ totals }) => inVotes(totals)), [
    [2554, 2982, 3297],
    [0, 4314, 4064],
  ]);
  assert.deepEqual(irv.winners, [1]);

  const { matrix } = counted("schulze", BURLINGTON);
  assert.deepEqual(matrix.map(inVotes), [[0, 4067, 4597], [3477, 0, 4314], [3668, 4064, 0]]);
  for (const method of ["schulze", "ranked_pairs", "minimax", "copeland"] as const) {
    assert.equal(letters(counted(method, BURLINGTON).ranking), "A B C");
  }
});

// Forest Simmons on the list election-methods (2002): 5 ABCD, 4 BDAC, 3 CDAB, 1 DBCA. The duels
// B>C 10, A>C 9, B>D 9, then A>B, D>A and C>D by 8 to 5 each, which cannot all stand.
Deno.test("ranked pairs: three equal duels in a circle are for the lots, and share a tier", () => {
  const poll = {
    options: 4,
    groups: ranked({ "A>B>C>D": 5, "B>D>A>C": 4, "C>D>A>B": 3, "D>B>C>A": 1 }),
  };
  const winners = new Set<number>();
  for (let seed = 0; seed < 30; seed++) {
    const result = counted("ranked_pairs", { ...poll, seed: `${seed}` });
    assert.deepEqual(result.locked.slice(0, 1), [[1, 2]]);
    assert.equal(letters(result.ranking), "A=B=C=D");
    assert.deepEqual(result.ties[0]!.stage, "pairs");
    assert.deepEqual(result.ties[0]!.coWinners, [0, 1, 2, 3]);
    assert.deepEqual(result.ties[0]!.chosen, result.winners);
    winners.add(result.winners[0]!);
  }
  // With D > A first it is B; with A > B or C > D first, A.
  assert.deepEqual([...winners].sort(), [0, 1]);
});

Deno.test("ranked pairs: of equally strong duels the least opposed is locked first", () => {
  const groups = ranked({ "A>B": 6, "B>A": 4, "B>C": 6, "C>B": 3, "C>A": 6, "A>C": 2 });
  const parameters = { unranked: "no_preference" };
  const { locked, ranking, ties } = counted("ranked_pairs", { options: 3, groups, parameters });
  assert.deepEqual(locked, [[2, 0], [1, 2]]);
  assert.deepEqual([letters(ranking), ties], ["B C A", []]);
});

Deno.test("ranked pairs: an exact tie is not locked, and lots decide only among the undefeated", () => {
  const groups = ranked({ "A>B>C": 1, "B>A>C": 1 });
  const { locked, ranking, ties, winners } = counted("ranked_pairs", { options: 3, groups });
  assert.deepEqual(locked.length, 2);
  assert.equal(letters(ranking), "A=B C");
  assert.deepEqual(ties, [{ stage: "seats", coWinners: [0, 1], chosen: winners }]);
});

// The listing must not matter (2 A>C>B, 2 B>A>C, 3 C>B>A: A and B tie for the fewest).
Deno.test("instant run-off elects the same option however the options are listed", () => {
  const ids = ["apple", "pear", "plum"];
  const elected = new Set<string>();
  for (const order of [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) {
    const ballots = ranked({ "A>C>B": 2, "B>A>C": 2, "C>B>A": 3 });
    const groups = ballots.map((group) => ({
      ...group,
      choice: (group.choice as number[][]).map((tier) => tier.map((old) => order.indexOf(old))),
    }));
    const optionIds = order.map((old) => ids[old]!);
    const { winners, ties } = counted("irv", { options: 3, optionIds, groups });
    elected.add(optionIds[winners[0]!]!);
    assert.deepEqual(ties.map(({ stage }) => stage), ["elimination"]);
  }
  assert.equal(elected.size, 1);
});

Deno.test("instant run-off: ties for the fewest look at earlier rounds before the lots", () => {
  // Round 2: A 4, B 4 (3 + 1), C 5; B had fewer in round 1 and goes.
  const groups = ranked({ "A": 4, "B>A": 3, "C": 5, "D>B": 1 });
  const { rounds, ties, ranking } = counted("irv", { options: 4, groups });
  assert.deepEqual(rounds.map(({ dropped }) => dropped), [3, 1, null]);
  assert.deepEqual([ties, letters(ranking)], [[], "A C B D"]);
});

Deno.test("instant run-off: equals at the top share a ballot exactly, and what is exhausted is out", () => {
  const groups = ranked({ "A=B=C": 1, "A=B": 1, "C": 1, "D>C": 1, "": 5 });
  const { rounds, winners, ballots } = counted("irv", { options: 4, groups });
  assert.deepEqual(rounds[0]!.totals, [833_333n, 833_333n, 1_333_333n, 1_000_000n]);
  assert.equal(ballots, 9);
  // One of A and B goes; the other then holds 1/2 + 1 and C 1 1/2: it goes on to the lots of round 1.
  assert.deepEqual(rounds[1]!.totals.toSorted().at(-1), 1_500_000n);
  assert.deepEqual(winners, [2]);
});

Deno.test("left-out options: last by default, or without an opinion", () => {
  const groups = ranked({ "A": 3, "B>C>A": 2 });
  const last = counted("schulze", { options: 3, groups });
  assert.deepEqual(last.matrix.map(inVotes), [[0, 3, 3], [2, 0, 2], [2, 0, 0]]);
  assert.equal(letters(last.ranking), "A B C");
  const parameters = { unranked: "no_preference" };
  const none = counted("schulze", { options: 3, groups, parameters });
  assert.deepEqual(none.matrix.map(inVotes), [[0, 0, 0], [2, 0, 2], [2, 0, 0]]);
  assert.equal(letters(none.ranking), "B C A");
});

Deno.test("Borda: equals share the mean of their places, left-out options those that remain", () => {
  const totals = (ballots: Record<string, number>, parameters = {}) =>
    counted("borda", { options: 4, groups: ranked(ballots), parameters }).totals;
  assert.deepEqual(totals({ "A=B>C>D": 1 }), ["2500000", "2500000", "1000000", "0"]);
  assert.deepEqual(totals({ "C": 1 }), ["1000000", "1000000", "3000000", "1000000"]);
  assert.deepEqual(totals({ "C": 1 }, { base: 1 }), ["2000000", "2000000", "4000000", "2000000"]);
  const parameters = { base: 1, unranked: "no_preference" };
  assert.deepEqual(totals({ "C>A": 1 }, parameters), ["1000000", "0", "2000000", "0"]);
});

Deno.test("Condorcet methods: strength by winning votes and by margins can elect others", () => {
  // A beats B 9 to 8 and C beats A 7 to 2, B beats C 6 to 5 (the rest have no opinion).
  const groups = ranked({ "A>B": 9, "B>A": 8, "C>A": 7, "A>C": 2, "B>C": 6, "C>B": 5 });
  const winner = (method: "schulze" | "minimax" | "ranked_pairs", pairStrength: string) => {
    const parameters = { unranked: "no_preference", pairStrength };
    return letters([counted(method, { options: 3, groups, parameters }).winners]);
  };
  // Winning votes drop B > C (6): C > A (7), A > B (9). Margins drop A > B or B > C (1 each).
  for (const method of ["schulze", "minimax", "ranked_pairs"] as const) {
    assert.equal(winner(method, "winning_votes"), "C");
  }
  const margins = counted("minimax", {
    options: 3,
    groups,
    parameters: { unranked: "no_preference", pairStrength: "margins" },
  });
  assert.deepEqual(inVotes(margins.worstDefeats), [5, 1, 1]);
  assert.equal(letters(margins.ranking), "B=C A");
});
