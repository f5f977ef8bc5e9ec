import { z } from "zod";
import { position } from "../positions.ts";
import { defineMethod } from "../method.ts";
import { electHighest } from "../outcome.ts";

/** One option each; the seats go to the highest totals, equal totals draw lots. */
export const plurality = defineMethod({
  name: "plurality",
  description: "Pick one option; the most picked wins.",
  parameters: z.strictObject({}),
  choice: position,
  count({ options, groups, ...box }) {
    const totals = new Array<bigint>(options).fill(0n);
    for (const { choice, weight } of groups) totals[choice]! += weight;
    return { ...electHighest(totals, box), totals };
  },
});
