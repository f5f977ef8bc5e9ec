import { z } from "zod";
import { fractionText } from "../fraction.ts";
import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiers } from "../outcome.ts";
import { rankings, unranked } from "../rankings.ts";

/**
 * A ranking gives each option as many points as it ranks options below, and `base` (0 or 1) for
 * the last place. Tied options share the mean of their places, as do those left out under
 * `unranked` "last"; under "no_preference" a ballot counts only the options that it ranks, and gives
 * the others nothing. Equal totals draw lots.
 */
export const borda = defineMethod({
  name: "borda",
  description: "Rank the options; each place is worth points, the most points win.",
  parameters: z.strictObject({
    unranked,
    base: z.union([z.literal(0), z.literal(1)]).default(0).describe("Points for last place."),
  }),
  choice: rankings,
  count({ options, groups, parameters: { unranked, base }, ...box }) {
    // Doubled, as a mean of whole points is whole or ends in a half.
    const doubled = new Array<bigint>(options).fill(0n);
    const position = new Uint8Array(options);
    for (const { choice, weight } of groups) {
      if (choice.length === 0) continue;
      position.fill(1);
      let below = options;
      if (unranked === "no_preference") {
        below = choice.reduce((sum, tier) => sum + tier.length, 0);
      }
      for (const tier of choice) {
        below -= tier.length;
        const points = weight * BigInt(2 * (below + base) + tier.length - 1);
        for (const option of tier) {
          position[option] = 0;
          doubled[option]! += points;
        }
      }
      if (unranked === "no_preference" || below === 0) continue;
      const points = weight * BigInt(2 * base + below - 1);
      position.forEach((left, option) => {
        if (left === 1) doubled[option]! += points;
      });
    }
    const totals = doubled.map((total) => fractionText(total, 2n));
    const cast = groups.some(({ choice, weight }) => weight > 0n && choice.length > 0);
    if (!cast) return { ...nobody(options), totals };
    return { ...fillSeats(tiers(doubled), box), totals };
  },
});
