import { z } from "zod";
import { positions } from "../positions.ts";
import { defineMethod } from "../method.ts";
import { electHighest } from "../outcome.ts";

/**
 * Any set of options, at most `maxChoices` (default: all); the empty set is a blank ballot. The
 * seats go to the highest totals, equal totals draw lots. `blank` is the weight of blank ballots.
 */
export const approval = defineMethod({
  name: "approval",
  description: "Pick every option you can live with; the most picked wins.",
  parameters: z.strictObject({
    maxChoices: z.int().min(1).optional().describe("How many options a ballot may pick; all."),
  }),
  choice: (options, { maxChoices }) => positions(options, maxChoices),
  count({ options, groups, ...box }) {
    const totals = new Array<bigint>(options).fill(0n);
    let blank = 0n;
    for (const { choice, weight } of groups) {
      if (choice.length === 0) blank += weight;
      for (const option of choice) totals[option]! += weight;
    }
    return { ...electHighest(totals, box), totals, blank };
  },
});
