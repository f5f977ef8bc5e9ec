import { z } from "zod";
import { anySupport, type Marks, marks, weightedSums } from "../marks.ts";
import { defineMethod, type Tie } from "../method.ts";
import { byHighest, nobody, tiersBy } from "../outcome.ts";

/**
 * A score of 0 to `max` (default 5) for each option; a blank is 0. The two highest totals meet, and
 * whom more votes score higher wins. Equal totals in the scoring round are told apart by their wins
 * head to head against each other (a draw is half a win), then by top scores; a drawn run-off by
 * totals, then by top scores; what is still equal draws lots. Nobody is elected where no score is
 * above 0.
 */
export const star = defineMethod({
  name: "star",
  description: "Score every option; of the two best, the one that more voters prefer wins.",
  fixed: { seats: 1 },
  parameters: z.strictObject({
    max: z.int().min(1).max(100).default(5).describe("The top score."),
  }),
  choice: (options, { max }) => marks(options, 0, max),
  count({ options, groups, parameters: { max }, draw }) {
    const totals = weightedSums(options, groups);
    const tops = new Array<bigint>(options).fill(0n);
    for (const { choice, weight } of groups) {
      choice.forEach((mark, option) => {
        if (mark === max) tops[option]! += weight;
      });
    }
    const detail = { totals, topScores: tops };
    if (!anySupport(groups, (mark) => mark > 0)) {
      return { ...nobody(options), ...detail, finalists: [], runoff: [] };
    }

    const preferring = (a: number, b: number) => preference(groups, a, b);
    const scored = tiersBy([...totals.keys()], byHighest(totals))
      .flatMap((tier) => breakTie(tier, tops, preferring));
    const ties: Tie[] = [];
    const finalists: number[] = [];
    for (const tier of scored) {
      const free = 2 - finalists.length;
      if (free === 0) break;
      const chosen = draw(tier).slice(0, free);
      if (tier.length > free) ties.push({ stage: "finalists", coWinners: tier, chosen });
      finalists.push(...chosen);
    }

    const runoff = finalists.map((one, index) => {
      const other = finalists[1 - index];
      return other === undefined ? 0n : preferring(one, other);
    });
    const final = tiersBy(
      finalists,
      (a, b) =>
        byHighest(runoff)(finalists.indexOf(a), finalists.indexOf(b)) ||
        byHighest(totals)(a, b) || byHighest(tops)(a, b),
    );
    const winners = draw(final[0]!).slice(0, 1);
    if (final[0]!.length > 1) {
      ties.push({ stage: "runoff", coWinners: final[0]!, chosen: winners });
    }
    const rest = scored.map((tier) => tier.filter((option) => !finalists.includes(option)))
      .filter((tier) => tier.length > 0);
    return { winners, ranking: [...final, ...rest], ties, ...detail, finalists, runoff };
  },
});

/** The weight of ballots that score one option above another. */
function preference(
  groups: readonly { choice: Marks; weight: bigint }[],
  a: number,
  b: number,
): bigint {
  let sum = 0n;
  for (const { choice, weight } of groups) {
    if ((choice[a] ?? 0) > (choice[b] ?? 0)) sum += weight;
  }
  return sum;
}

/** Options with equal totals by their wins against each other, then by top scores. */
function breakTie(
  tier: readonly number[],
  tops: readonly bigint[],
  preferring: (a: number, b: number) => bigint,
): number[][] {
  if (tier.length === 1) return [[...tier]];
  const halfWins = tier.map((one) =>
    tier.reduce((sum, other) => {
      if (one === other) return sum;
      const [pro, contra] = [preferring(one, other), preferring(other, one)];
      return sum + (pro > contra ? 2 : pro === contra ? 1 : 0);
    }, 0)
  );
  return tiersBy(
    tier,
    (a, b) => byHighest(halfWins)(tier.indexOf(a), tier.indexOf(b)) || byHighest(tops)(a, b),
  );
}
