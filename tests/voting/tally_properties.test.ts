import assert from "node:assert/strict";
import fc from "fast-check";
import { groupBallots, tally } from "../../supabase/functions/_shared/voting/mod.ts";
import { elections, forAll, moved, orders, VOTE } from "./support.ts";

const listings = elections.chain((election) =>
  fc.record({ election: fc.constant(election), order: orders(election.options) })
);
const ascending = (positions: number[]) => positions.toSorted((a, b) => a - b);

Deno.test("winners are those whom a naive count puts on top", () => {
  forAll(elections, (election) => {
    const totals = Array.from({ length: election.options }, (_, option) =>
      election.groups
        .filter(({ choice }) => [choice].flat().includes(option))
        .reduce((sum, { weight }) => sum + Number(weight), 0));
    const { winners, ranking, ties } = tally(election);

    const elected = totals.some((total) => total > 0);
    assert.equal(winners.length, elected ? election.seats : 0);
    const best = totals.toSorted((a, b) => b - a).slice(0, winners.length);
    assert.deepEqual(winners.map((option) => totals[option]), best);
    assert.equal(new Set(winners).size, winners.length);

    assert.deepEqual(ascending(ranking.flat()), totals.map((_, option) => option));
    const tierTotals = ranking.map((tier) => [...new Set(tier.map((option) => totals[option]!))]);
    assert(tierTotals.every((tier) => tier.length === 1));
    assert.deepEqual(tierTotals.flat(), [...new Set(totals)].sort((a, b) => b - a));

    const last = best.at(-1);
    const rivals = totals.flatMap((total, option) => (total === last ? [option] : []));
    const losers = rivals.filter((option) => !winners.includes(option));
    assert.deepEqual(ties.map(({ coWinners }) => coWinners), losers.length > 0 ? [rivals] : []);
    for (const { coWinners, chosen } of ties) {
      assert.deepEqual(ascending(chosen), coWinners.filter((option) => winners.includes(option)));
    }
  });
});

Deno.test("listing the options in another order elects the same ones, ties included", () => {
  forAll(listings, ({ election, order }) => {
    const relisted = tally({
      ...election,
      optionIds: order.map((old) => election.optionIds[old]!),
      groups: election.groups.map((group) => ({
        ...group,
        choice: moved(group.choice, (old) => order.indexOf(old)),
      })),
    });
    const original = tally(election);
    const back = (positions: number[]) => positions.map((position) => order[position]!);
    assert.deepEqual(back(relisted.winners), original.winners);
    assert.deepEqual(relisted.ranking.map((tier) => ascending(back(tier))), original.ranking);
    assert.deepEqual(
      relisted.ties.map((tie) => ({
        ...tie,
        coWinners: ascending(back(tie.coWinners)),
        chosen: back(tie.chosen),
      })),
      original.ties,
    );
  });
});

Deno.test("neutrality: where no lot is drawn, exchanging options exchanges winners", () => {
  forAll(listings, ({ election, order }) => {
    const original = tally(election);
    if (original.ties.length > 0) return;
    const exchanged = tally({
      ...election,
      groups: election.groups.map((group) => ({
        ...group,
        choice: moved(group.choice, (old) => order.indexOf(old)),
      })),
    });
    const back = exchanged.winners.map((position) => order[position]!);
    assert.deepEqual(ascending(back), ascending(original.winners));
    assert.deepEqual(exchanged.ties, []);
  });
});

Deno.test("anonymity: the order of the ballots and how they are grouped change nothing", () => {
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

Deno.test("weights × k leave winners, ranking and ties as they are", () => {
  forAll(fc.tuple(elections, fc.bigInt({ min: 1n, max: 10n ** 12n })), ([election, k]) => {
    const groups = election.groups.map((group) => ({ ...group, weight: group.weight * k }));
    const { winners, ranking, ties } = tally({ ...election, groups });
    const original = tally(election);
    assert.deepEqual(
      { winners, ranking, ties },
      { winners: original.winners, ranking: original.ranking, ties: original.ties },
    );
  });
});

Deno.test("k copies of a ballot count as one of weight k", () => {
  forAll(fc.tuple(elections, fc.integer({ min: 2, max: 9 })), ([election, k]) => {
    const [first, ...rest] = election.groups;
    if (first === undefined) return;
    const copies = tally({ ...election, groups: [...new Array(k).fill(first), ...rest] });
    const heavy = { ...first, weight: first.weight * BigInt(k), count: k };
    assert.deepEqual(copies, tally({ ...election, groups: [heavy, ...rest] }));
  });
});

Deno.test("monotonicity: more support never unseats a winner", () => {
  const nudges = fc.tuple(elections, fc.nat(), fc.nat());
  forAll(nudges, ([election, whose, which]) => {
    const { winners } = tally(election);
    const winner = winners[whose % winners.length];
    const index = which % election.groups.length;
    if (winner === undefined) return;
    const groups = election.groups.map((group, at) => {
      if (at !== index) return group;
      const approved = [...new Set([group.choice, winner].flat())];
      return { ...group, choice: election.method === "plurality" ? winner : approved };
    });
    assert(tally({ ...election, groups }).winners.includes(winner));
  });
});

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
