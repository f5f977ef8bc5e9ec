import assert from "node:assert/strict";
import fc from "fast-check";
import {
  groupBallots,
  tally,
  type TallyInput,
} from "../../supabase/functions/_shared/voting/mod.ts";
import {
  type Choice,
  type Counted,
  electionsOf,
  forAll,
  KINDS,
  markRange,
  orders,
  type RandomElection,
  relisted,
  VOTE,
} from "./support.ts";

const ascending = (positions: number[]) => positions.toSorted((a, b) => a - b);
const METHODS = Object.keys(KINDS) as Counted[];

/** What the method says about options, without its figures. */
function outcome(input: TallyInput) {
  const { winners, ranking, ties } = tally(input);
  return { winners, ranking, ties };
}

for (const method of METHODS) {
  const elections = electionsOf(method);
  const listings = elections.chain((election) =>
    fc.record({ election: fc.constant(election), order: orders(election.options) })
  );

  Deno.test(`${method}: a result is whole: every option ranked once, every seat filled or none`, () => {
    forAll(elections, (election) => {
      const { winners, ranking, ties } = outcome(election);
      assert.deepEqual(ascending(ranking.flat()), [...new Array(election.options).keys()]);
      assert([0, election.seats].includes(winners.length));
      assert.equal(new Set(winners).size, winners.length);
      for (const { coWinners, chosen } of ties) {
        assert(chosen.length > 0 && chosen.length < coWinners.length);
        assert(chosen.every((option) => coWinners.includes(option)));
      }
      // Who won is never ranked below who did not.
      const tier = (option: number) => ranking.findIndex((tier) => tier.includes(option));
      const worst = Math.max(...winners.map(tier));
      const losers = ranking.flat().filter((option) => !winners.includes(option));
      if (winners.length > 0) assert(losers.every((option) => tier(option) >= worst));
    });
  });

  Deno.test(`${method}: listing the options in another order elects the same, ties included`, () => {
    forAll(listings, ({ election, order }) => {
      const other = outcome(relisted(election, order));
      const back = (positions: number[]) => positions.map((position) => order[position]!);
      assert.deepEqual({
        winners: back(other.winners),
        ranking: other.ranking.map((tier) => ascending(back(tier))),
        ties: other.ties.map(({ stage, coWinners, chosen }) => ({
          stage,
          coWinners: ascending(back(coWinners)),
          chosen: ascending(back(chosen)),
        })).sort(byText),
      }, {
        ...outcome(election),
        ties: outcome(election).ties
          .map((tie) => ({ ...tie, chosen: ascending(tie.chosen) })).sort(byText),
      });
    });
  });

  Deno.test(`${method}: neutral: where no lot is drawn, exchanging options exchanges them`, () => {
    forAll(listings, ({ election, order }) => {
      const original = outcome(election);
      if (original.ties.length > 0) return;
      const exchanged = outcome({ ...relisted(election, order), optionIds: election.optionIds });
      const back = (positions: number[]) => ascending(positions.map((p) => order[p]!));
      assert.deepEqual(back(exchanged.winners), ascending(original.winners));
      assert.deepEqual(exchanged.ranking.map(back), original.ranking);
      assert.deepEqual(exchanged.ties, []);
    });
  });

  Deno.test(`${method}: anonymous: the order and the grouping of ballots change nothing`, () => {
    const shuffled = elections.chain((election) =>
      fc.record({ election: fc.constant(election), order: orders(election.groups.length) })
    );
    forAll(shuffled, ({ election, order }) => {
      const original = tally(election);
      const groups = order.map((index) => election.groups[index]!);
      assert.deepEqual(tally({ ...election, groups }), original);
      assert.deepEqual(tally({ ...election, groups: groupBallots(groups) }), original);
    });
  });

  Deno.test(`${method}: weights × k and ballots × k leave the outcome as it is`, () => {
    forAll(fc.tuple(elections, fc.bigInt({ min: 1n, max: 10n ** 12n })), ([election, k]) => {
      // Droop's quota is in whole votes, so that it alone depends on what a vote is.
      if (election.parameters.quota === "droop") return;
      const times = (count: number) =>
        election.groups.map((group) => ({
          ...group,
          weight: group.weight * k,
          count: group.count * count,
        }));
      assert.deepEqual(outcome({ ...election, groups: times(1) }), outcome(election));
      assert.deepEqual(outcome({ ...election, groups: times(1000) }), outcome(election));
    });
  });

  Deno.test(`${method}: k copies of a ballot count as one of weight k`, () => {
    forAll(fc.tuple(elections, fc.integer({ min: 2, max: 9 })), ([election, k]) => {
      const [first, ...rest] = election.groups;
      if (first === undefined) return;
      const copies = tally({ ...election, groups: [...new Array(k).fill(first), ...rest] });
      const heavy = { ...first, weight: first.weight * BigInt(k), count: k };
      assert.deepEqual(copies, tally({ ...election, groups: [heavy, ...rest] }));
    });
  });

  Deno.test(`${method}: the seed decides nothing but what is listed under ties`, () => {
    forAll(fc.tuple(elections, fc.string({ minLength: 1 })), ([election, seed]) => {
      const original = outcome(election);
      const { winners, ranking, ties } = outcome({ ...election, seed });
      if (original.ties.length > 0 || ties.length > 0) return;
      assert.deepEqual(ascending(winners), ascending(original.winners));
      assert.deepEqual(ranking, original.ranking);
    });
  });
}

const byText = (a: unknown, b: unknown) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;

/** The ballot with more support for an option, or as it was where it cannot have more. */
function raised(election: RandomElection, choice: Choice, winner: number): Choice {
  const { method, parameters } = election;
  switch (KINDS[method]) {
    case "position":
      return winner;
    case "set":
      return ascending([...new Set([...choice as number[], winner])]);
    case "ranking": {
      const rest = (choice as number[][]).map((tier) => tier.filter((p) => p !== winner));
      return [[winner], ...rest.filter((tier) => tier.length > 0)];
    }
    case "marks": {
      const marks = choice as (number | null)[];
      const [, max] = markRange(method, parameters);
      const more = Math.min((marks[winner] ?? 0) + 1, max);
      const next = marks.map((mark, option) => option === winner ? more : mark);
      const sum = next.reduce<number>((sum, mark) => sum + (mark ?? 0), 0);
      const cost = next.reduce<number>((sum, mark) => sum + (mark ?? 0) ** 2, 0);
      const fits = method === "quadratic"
        ? cost <= (parameters.credits as number)
        : sum <= (parameters.points as number ?? Infinity);
      return fits ? next : choice;
    }
  }
}

// Elimination promises no monotonicity, nor does a mean: a blank that becomes a low score lowers it.
const MONOTONE = METHODS.filter((method) => !["irv", "stv"].includes(method));

for (const method of MONOTONE) {
  Deno.test(`${method}: monotone: more support never unseats a winner`, () => {
    forAll(fc.tuple(electionsOf(method), fc.nat(), fc.nat()), ([election, whose, which]) => {
      if (election.parameters.aggregate === "mean") return;
      const { winners } = tally(election);
      const winner = winners[whose % winners.length];
      const index = which % election.groups.length;
      if (winner === undefined) return;
      const groups = election.groups.map((group, at) =>
        at === index ? { ...group, choice: raised(election, group.choice, winner) } : group
      );
      assert(tally({ ...election, groups }).winners.includes(winner));
    });
  });
}

const ranking: Counted[] = ["schulze", "ranked_pairs", "minimax", "copeland"];
for (const method of ranking) {
  Deno.test(`${method}: whoever beats every other option wins alone`, () => {
    forAll(electionsOf(method), (election) => {
      const single = { ...election, seats: 1 };
      const result = tally(single);
      if (!("matrix" in result)) return;
      const { matrix } = result;
      const beatsAll = matrix.findIndex((row, a) =>
        row.every((weight, b) => a === b || weight > matrix[b]![a]!)
      );
      if (beatsAll < 0) return;
      assert.deepEqual([result.winners, result.ranking[0]], [[beatsAll], [beatsAll]]);
    });
  });
}

const counts = fc.record({ yes: fc.nat(30), no: fc.nat(30), abstain: fc.nat(5) });
const thresholds = fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(5000, 5100, 6600));

function passes(totals: { yes: number; no: number; abstain: number }, thresholdBps: number) {
  const groups = Object.entries(totals)
    .filter(([, count]) => count > 0)
    .map(([choice, count]) => ({ choice, count, weight: BigInt(count) * VOTE }));
  const parameters = { thresholdBps };
  return tally({ method: "yes_no", options: 2, seed: "s", parameters, groups }).winners[0] === 0;
}

Deno.test("yes_no passes exactly from the smallest sufficient number of yes votes", () => {
  forAll(fc.tuple(counts, thresholds), ([{ yes, no, abstain }, thresholdBps]) => {
    let needed = 1;
    while (needed * 10_000 < thresholdBps * (needed + no) && needed <= yes) needed += 1;
    assert.equal(passes({ yes, no, abstain }, thresholdBps), yes >= needed);
  });
});

Deno.test("yes_no is monotone: turning a no or an abstention into a yes never fails it", () => {
  forAll(fc.tuple(counts, thresholds), ([totals, thresholdBps]) => {
    if (!passes(totals, thresholdBps)) return;
    for (const from of ["no", "abstain"] as const) {
      if (totals[from] === 0) continue;
      const nudged = { ...totals, yes: totals.yes + 1, [from]: totals[from] - 1 };
      assert(passes(nudged, thresholdBps));
    }
  });
});

Deno.test("consent is adopted exactly while objections are within the limit", () => {
  const limits = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9999 }));
  const voices = fc.record({ consent: fc.nat(30), stand_aside: fc.nat(5), object: fc.nat(9) });
  forAll(fc.tuple(voices, limits), ([voices, maxObjectionBps]) => {
    const groups = Object.entries(voices)
      .filter(([, count]) => count > 0)
      .map(([choice, count]) => ({ choice, count, weight: BigInt(count) * VOTE }));
    const parameters = { maxObjectionBps };
    const result = tally({ method: "consent", options: 2, seed: "s", parameters, groups });
    const share = voices.object / (voices.object + voices.consent);
    const adopted = voices.consent > 0 && share * 10_000 <= maxObjectionBps + 1e-9;
    assert.deepEqual(result.winners, groups.length === 0 ? [] : [adopted ? 0 : 1]);
  });
});
