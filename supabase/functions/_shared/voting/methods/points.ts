import { z } from "zod";
import { anySupport, type Marks, marks, weightedSums } from "../marks.ts";
import { defineMethod } from "../method.ts";
import { electHighest, fillSeats, nobody, tiers } from "../outcome.ts";

const points = (fallback: number) =>
  z.strictObject({
    points: z.int().min(1).max(1_000_000).default(fallback)
      .describe("What a ballot may hand out in all."),
  });

/** Points for each option, together no more than a ballot has; over that the whole is invalid. */
function within(options: number, budget: number): z.ZodType<Marks> {
  return marks(options, 0, budget).refine(
    (choice) => choice.reduce<number>((sum, mark) => sum + (mark ?? 0), 0) <= budget,
    `More than ${budget} points`,
  );
}

/**
 * A ballot spreads up to `points` (default 10) over the options as it likes. The seats go to the
 * highest totals, equal totals draw lots.
 */
export const cumulative = defineMethod({
  name: "cumulative",
  description: "Spread a number of points over the options; the most points win.",
  parameters: points(10),
  choice: (options, { points }) => within(options, points),
  count({ options, groups, ...box }) {
    const totals = weightedSums(options, groups);
    return { ...electHighest(totals, box), totals };
  },
});

/**
 * A ballot splits a budget of `points` (default 100) among the options. `sharesBps` is each
 * option's share of all that was given, in basis points rounded down. The seats go to the highest
 * totals, equal totals draw lots.
 */
export const budgetSplit = defineMethod({
  name: "budget_split",
  description: "Split a budget among the options; every option's share of it shows.",
  parameters: points(100),
  choice: (options, { points }) => within(options, points),
  count({ options, groups, ...box }) {
    const totals = weightedSums(options, groups);
    const given = totals.reduce((sum, total) => sum + total, 0n);
    const sharesBps = totals.map((total) => given === 0n ? 0 : Number(total * 10_000n / given));
    return { ...electHighest(totals, box), totals, sharesBps };
  },
});

/**
 * A ballot buys votes for options from `credits` (default 100): n votes for one cost n². Votes
 * against only with `allowNegative`. A ballot over its credits is invalid as a whole. The seats go
 * to the highest totals, equal totals draw lots; nobody is elected where nobody bought a vote.
 */
export const quadratic = defineMethod({
  name: "quadratic",
  description: "Buy votes with credits, n votes for n² credits; the most votes win.",
  parameters: z.strictObject({
    credits: z.int().min(1).max(1_000_000).default(100).describe("What a ballot may spend."),
    allowNegative: z.boolean().default(false).describe("May votes count against an option?"),
  }),
  choice: (options, { credits, allowNegative }) => {
    const most = Math.floor(Math.sqrt(credits));
    return marks(options, allowNegative ? -most : 0, most).refine(
      (choice) => choice.reduce<number>((sum, mark) => sum + (mark ?? 0) ** 2, 0) <= credits,
      `More than ${credits} credits`,
    );
  },
  count({ options, groups, parameters: { allowNegative }, ...box }) {
    const totals = weightedSums(options, groups);
    if (!anySupport(groups, (mark) => allowNegative || mark !== 0)) {
      return { ...nobody(options), totals };
    }
    return { ...fillSeats(tiers(totals), box), totals };
  },
});
