// Every count with rules of its own, beside an independent one on random elections.
import assert from "node:assert/strict";
import { drawBySeed, tally } from "../../supabase/functions/_shared/voting/mod.ts";
import * as naive from "./naive.ts";
import { type Counted, electionsOf, forAll, type RandomElection, VOTE } from "./support.ts";

/** The naive winner, or null where it leaves the election to lots it does not draw. */
type Naive = (
  election: RandomElection,
  ballots: naive.Ballot<never>[],
  lots: number[],
) => number | number[] | null;

const methods: Partial<Record<Counted, Naive>> = {
  schulze: ({ options, parameters }, ballots, lots) =>
    naive.schulze(options, ballots, lots, duels(parameters)),
  minimax: ({ options, parameters }, ballots, lots) =>
    naive.minimax(options, ballots, lots, duels(parameters)),
  copeland: ({ options, parameters }, ballots, lots) =>
    naive.copeland(options, ballots, lots, duels(parameters)),
  ranked_pairs: ({ options, parameters }, ballots) =>
    naive.rankedPairs(options, ballots, duels(parameters)),
  borda: ({ options, parameters }, ballots, lots) =>
    parameters.unranked === "last" ? naive.borda(options, ballots, lots) : null,
  irv: ({ options }, ballots, lots) => naive.irv(options, ballots, lots),
  stv: ({ options, seats, parameters }, ballots, lots) =>
    naive.stv(options, seats, ballots, lots, parameters.quota as string, 2),
  majority_judgment: ({ options }, ballots, lots) => naive.majorityJudgment(options, ballots, lots),
  star: ({ options, parameters }, ballots, lots) =>
    naive.star(options, ballots, parameters.max as number, lots),
};

function duels(parameters: RandomElection["parameters"]) {
  return parameters as { unranked: string; pairStrength: string };
}

for (const [method, count] of Object.entries(methods)) {
  Deno.test(`${method}: elects whom an independent count elects`, () => {
    let compared = 0;
    forAll(electionsOf(method as Counted), (election) => {
      const seats = method === "stv" ? election.seats : 1;
      const { winners } = tally({ ...election, seats });
      if (winners.length === 0) return;
      const lots = drawBySeed(election.seed, election.optionIds)(
        [...new Array(election.options).keys()],
      );
      const ballots = election.groups.filter(({ weight }) => weight > 0n).map((group) => ({
        choice: group.choice as never,
        // In half votes.
        weight: Number(group.weight / (VOTE / 2n)),
      }));
      const expected = count({ ...election, seats }, ballots, lots);
      if (expected === null) return;
      compared += 1;
      assert.deepEqual(winners.toSorted((a, b) => a - b), [expected].flat().sort((a, b) => a - b));
    });
    assert(compared > 50, `only ${compared} elections were compared`);
  });
}
