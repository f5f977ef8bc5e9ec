// Counts by the single transferable vote with a known course. Options are letters.
import assert from "node:assert/strict";
import { counted, letters, ranked, VOTE } from "./support.ts";

const micro = (votes: string) => BigInt(Math.floor(Number(votes) * Number(VOTE)));

// yingtongli.me, "A conceptual primer on the single transferable vote", part 5 (weighted inclusive
// Gregory): A, B are Dog Owner 1, 2; C, D Cat Owner 1, 2; E the Fish Owner. Three seats.
Deno.test("a surplus moves with every ballot held, those without a next preference too", () => {
  const { winners, quota, rounds, ranking, ties } = counted("stv", {
    options: 5,
    seats: 3,
    groups: ranked({
      "A>B>E>C>D": 21,
      "B>A>E>C>D": 19,
      "C>D>E>A>B": 40,
      "D>C>E>A>B": 6,
      "E>A>B>C>D": 7,
      "E>A>C>D>B": 6,
      "E>A": 1,
    }),
  });
  assert.equal(quota, "26000000");
  const totals = rounds.map(({ totals }) => totals.map((total) => Number(total) / 1e6));
  assert.deepEqual(totals.slice(0, 3), [
    [21, 19, 40, 6, 14],
    [21, 19, 26, 20, 14],
    [35, 19, 26, 20, 0],
  ]);
  // 9/35 of A's ballots: 28 of them to B, 6 past the elected C to D, 1 lost.
  assert.deepEqual(rounds[3]!.totals, [
    micro("26"),
    19n * VOTE + 28n * 9n * VOTE / 35n,
    micro("26"),
    20n * VOTE + 6n * 9n * VOTE / 35n,
    0n,
  ]);
  assert.deepEqual(rounds.map(({ elected }) => letters([elected])), ["C", "", "A", "B"]);
  assert.deepEqual(rounds.map(({ surplus }) => surplus), [2, null, 0, null]);
  assert.deepEqual(rounds.map(({ dropped }) => dropped), [null, 4, null, null]);
  assert.deepEqual([winners, letters(ranking), ties], [[2, 0, 1], "C A B D E", []]);
});

// Voting matters 12, "The computational accuracy using the Meek algorithm": 4003 votes, 3 seats; the
// values are those of the count with rational numbers in github.com/jklundell/droop
// (SC-Vm-12-wigm-rational), whose quota is V / (s + 1).
Deno.test("values are exact where they differ in the seventh digit only", () => {
  const { quota, rounds, winners, ties } = counted("stv", {
    options: 5,
    seats: 3,
    parameters: { quota: "hagenbach_bischoff" },
    optionIds: ["a", "b", "x", "y", "z"],
    seed: seedThatFavours("A"),
    groups: ranked({
      "A>C": 333,
      "A>D": 333,
      "A>E": 333,
      "B>C": 333,
      "B>D": 333,
      "B>E": 333,
      "C": 667,
      "D": 667,
      "E": 667,
      "A>B>C": 1,
      "A>B>D": 1,
      "B>A>C": 2,
    }),
  });
  assert.equal(quota, "1000750000");
  assert.deepEqual(
    rounds.map(({ totals }) => totals),
    [
      ["1001", "1001", "667", "667", "667"],
      ["1000.75", "1001", "667.083416", "667.083416", "667.083166"],
      ["1000.75", "1000.75", "667.167082", "667.166583", "667.166333"],
      ["1000.75", "1000.75", "667.167082", "667.166583", "0"],
      ["1000.75", "1000.75", "667.167082", "0", "0"],
    ].map((row) => row.map(toMicro)),
  );
  assert.deepEqual(
    rounds.map(({ dropped }) => dropped),
    [null, null, 4, 3, null],
  );
  assert.deepEqual(winners, [0, 1, 2]);
  assert.deepEqual(ties, [{ stage: "surplus", coWinners: [0, 1], chosen: [0] }]);
});

function toMicro(votes: string): bigint {
  const [whole, part = ""] = votes.split(".");
  return BigInt(whole! + part.padEnd(6, "0"));
}

/** A seed whose lots put option A before B. */
function seedThatFavours(name: string): string {
  for (let seed = 0;; seed++) {
    const groups = ranked({ A: 1, B: 1 });
    const lots = counted("plurality", {
      options: 2,
      optionIds: ["a", "b"],
      seed: `${seed}`,
      groups: groups.map((group, index) => ({ ...group, choice: index })),
    });
    if (letters([lots.winners]) === name) return `${seed}`;
  }
}

Deno.test("quotas: whole votes reached, shares exceeded, or an equal part for each seat", () => {
  const groups = ranked({ "A": 4, "B": 3, "C": 2 });
  const poll = { options: 3, seats: 2, groups };
  const quota = (quota?: string) => counted("stv", { ...poll, parameters: quota ? { quota } : {} });
  assert.deepEqual(quota().quota, "4000000");
  assert.deepEqual(quota("hagenbach_bischoff").quota, "3000000");
  assert.deepEqual(quota("hare").quota, "4500000");
  // B holds exactly V / 3: not above it, so that C must drop out first.
  assert.deepEqual(quota("hagenbach_bischoff").rounds.map(({ elected }) => elected), [[0], [], [
    1,
  ]]);
  assert.deepEqual(quota("hare").rounds.map(({ elected }) => elected), [[], [0, 1]]);
  for (const kind of [undefined, "hagenbach_bischoff", "hare"]) {
    assert.deepEqual(quota(kind).winners, [0, 1]);
  }
});

Deno.test("droop's quota counts whole votes of weighted ballots", () => {
  const groups = [
    { choice: [[0]], weight: 4_700_000n, count: 3 },
    { choice: [[1]], weight: 2_600_000n, count: 2 },
  ];
  assert.equal(counted("stv", { options: 3, seats: 2, groups }).quota, "3000000");
});

Deno.test("seats left when nobody else is in are filled without the quota", () => {
  const groups = ranked({ "A": 9, "B": 1 });
  const { winners, rounds } = counted("stv", { options: 3, seats: 3, groups });
  assert.deepEqual([winners, rounds.length], [[0, 1, 2], 1]);
});

Deno.test("a tie for dropping out goes by earlier rounds, then by lot, and is told", () => {
  const groups = ranked({ "A": 5, "B": 2, "C": 2 });
  const { winners, ranking, ties } = counted("stv", { options: 3, seats: 2, groups });
  assert.equal(letters(ranking), "A B=C");
  assert.deepEqual(ties, [{
    stage: "elimination",
    coWinners: [1, 2],
    chosen: [winners[1]!],
  }]);
});

Deno.test("options of one tier share a ballot, whole or as a surplus", () => {
  // A holds 6, quota 4: a third of each of its ballots moves on, half of it to B, half to C.
  const groups = ranked({ "A>B=C": 6, "D": 3, "E": 2 });
  const { rounds } = counted("stv", { options: 5, seats: 2, groups });
  assert.deepEqual(rounds[1]!.totals, [micro("4"), micro("1"), micro("1"), micro("3"), micro("2")]);
});

Deno.test("a blank ballot is no vote: it raises no quota", () => {
  const groups = ranked({ "A": 5, "B": 4, "": 90 });
  const { quota, ballots } = counted("stv", { options: 3, seats: 1, groups });
  assert.deepEqual([quota, ballots], ["5000000", 99]);
});

Deno.test("at most 12 seats, since exact fractions double in length with each surplus", () => {
  const poll = { options: 20, groups: ranked({ A: 1 }) };
  assert.equal(counted("stv", { ...poll, seats: 12 }).winners.length, 12);
  assert.throws(() => counted("stv", { ...poll, seats: 13 }), { code: "invalid_election" });
});
