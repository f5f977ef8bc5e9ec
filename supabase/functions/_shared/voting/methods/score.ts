import { z } from "zod";
import { compareFractions, fractionText } from "../fraction.ts";
import { anySupport, marks, weightedSums } from "../marks.ts";
import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiers, tiersBy } from "../outcome.ts";

/**
 * A score of `min` to `max` for each option. By `sum` a blank counts as `min`; by `mean` an option
 * is judged by those who scored it alone, and one that nobody scored comes last. Equal options draw
 * lots. Nobody is elected where no score is above `min`.
 */
export const score = defineMethod({
  name: "score",
  description: "Score every option; the highest sum or mean wins.",
  parameters: z.strictObject({
    min: z.int().min(-1000).max(999).default(0).describe("The lowest score."),
    max: z.int().min(-999).max(1000).default(10).describe("The highest score."),
    aggregate: z.enum(["sum", "mean"]).default("sum")
      .describe("Sum over all ballots, or mean over those that score the option."),
  }).refine(({ min, max }) => min < max, { path: ["max"], message: "max must be above min" }),
  choice: (options, { min, max }) => marks(options, min, max),
  count({ options, groups, parameters: { min, aggregate }, ...box }) {
    const blank = aggregate === "sum" ? BigInt(min) : 0n;
    const totals = weightedSums(options, groups, blank);
    const scored = weightedSums(
      options,
      groups.map(({ choice, weight }) => ({
        choice: choice.map((mark) => mark === null ? 0 : 1),
        weight,
      })),
    );
    const means = totals.map((total, option) => {
      const voters = aggregate === "sum" ? sumOf(groups) : scored[option]!;
      return voters === 0n ? null : fractionText(total, voters);
    });
    const detail = { totals, scored, means };
    if (!anySupport(groups, (mark) => mark > min)) return { ...nobody(options), ...detail };
    if (aggregate === "sum") return { ...fillSeats(tiers(totals), box), ...detail };

    const ranking = tiersBy([...totals.keys()], (a, b) => {
      if (scored[a] === 0n || scored[b] === 0n) {
        return Number(scored[a] === 0n) - Number(scored[b] === 0n);
      }
      return compareFractions(totals[b]!, scored[b]!, totals[a]!, scored[a]!);
    });
    return { ...fillSeats(ranking, box), ...detail };
  },
});

function sumOf(groups: readonly { weight: bigint }[]): bigint {
  return groups.reduce((sum, { weight }) => sum + weight, 0n);
}
