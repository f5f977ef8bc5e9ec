import { z } from "zod";
import { fractionText } from "../fraction.ts";
import { anySupport, markCounts, marks, weightedSums } from "../marks.ts";
import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiers } from "../outcome.ts";

/** From strongly against to strongly for. */
export const STANCE = 3;

/**
 * A stance of −3 to +3 on each option, 0 is neutral, null none. The seats go to the highest sums,
 * equal sums draw lots. `means` are over those who took a stance. Nobody is elected where nobody
 * took one.
 */
export const stance = defineMethod({
  name: "stance",
  description: "Say how far you are for or against, −3 to +3; the highest sum wins.",
  parameters: z.strictObject({}),
  choice: (options) => marks(options, -STANCE, STANCE),
  count({ options, groups, ...box }) {
    const totals = weightedSums(options, groups);
    const { counts, blank } = markCounts(options, groups, -STANCE, STANCE);
    const sum = (parts: readonly bigint[]) => parts.reduce((all, part) => all + part, 0n);
    const detail = {
      totals,
      means: counts.map((byStance, option) => {
        const voters = sum(byStance);
        return voters === 0n ? null : fractionText(totals[option]!, voters);
      }),
      against: counts.map((byStance) => sum(byStance.slice(0, STANCE))),
      neutral: counts.map((byStance) => byStance[STANCE]!),
      supporting: counts.map((byStance) => sum(byStance.slice(STANCE + 1))),
      blank,
    };
    if (!anySupport(groups, () => true)) return { ...nobody(options), ...detail };
    return { ...fillSeats(tiers(totals), box), ...detail };
  },
});
