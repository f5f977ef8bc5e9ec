import { z } from "zod";
import { defineMethod, type Tie } from "../method.ts";
import { byHighest, nobody, tiersBy } from "../outcome.ts";
import { Piles } from "../piles.ts";
import { rankings, unranked } from "../rankings.ts";
import { dropFewest, type Dropped, rankingOf } from "../rounds.ts";

/**
 * Each ballot counts for the highest option that it ranks of those still in, in equal parts for
 * several; the one with the fewest drops out until one has more than half of the votes that still
 * count. Ties for the fewest are told apart by earlier rounds, the latest first, then by lot. A
 * ballot never counts for what it left out, so `unranked` changes nothing here. `rounds` gives
 * micro-votes, rounded down; the count itself is exact.
 */
export const irv = defineMethod({
  name: "irv",
  description: "Rank the options; the weakest drops out until one has a majority.",
  fixed: { seats: 1 },
  parameters: z.strictObject({ unranked }),
  choice: rankings,
  count({ options, groups, draw }) {
    const ballots = groups.filter(({ choice, weight }) => choice.length > 0 && weight > 0n);
    const rounds: { totals: bigint[]; dropped: number | null }[] = [];
    if (ballots.length === 0) return { ...nobody(options), rounds };

    const piles = new Piles(options, ballots);
    const history: bigint[][] = [];
    const dropped: Dropped[] = [];
    const ties: Tie[] = [];
    for (;;) {
      const left = [...piles.hopeful.keys()].filter((option) => piles.hopeful[option] === 1);
      const totals = piles.totals();
      history.push(totals);
      const counting = totals.reduce((sum, total) => sum + total, 0n);
      const shown = totals.map((total) => total / piles.unit);
      if (left.length === 1 || left.some((option) => totals[option]! * 2n > counting)) {
        rounds.push({ totals: shown, dropped: null });
        const stayed = tiersBy(left, byHighest(totals));
        return { winners: stayed[0]!, ranking: rankingOf(stayed, dropped), ties, rounds };
      }
      const fewest = dropFewest(left, history, draw);
      ties.push(...fewest.ties);
      dropped.push(fewest.dropped);
      rounds.push({ totals: shown, dropped: fewest.dropped.option });
      piles.eliminate(fewest.dropped.option);
    }
  },
});
