import { z } from "zod";
import { MICRO } from "../scores.ts";
import { defineLens } from "./lens.ts";

/** Groups of fewer ballots than this are told apart by no cohort. */
export const COHORT_MIN = 5;

/**
 * One vote for whoever fulfils a filter, none for anybody else. The snapshot: of every voter who did as
 * the poll opened, `{fulfils}`; of nobody where a total would single out fewer than COHORT_MIN ballots.
 */
export const cohort = defineLens({
  kind: "cohort",
  definition: z.strictObject({
    kind: z.literal("cohort"),
    filter: z.record(z.string(), z.json()),
  }),
  known: z.object({ fulfils: z.literal(true) }),
  weigh: (_, known) => known === null ? 0n : MICRO,
  range: () => [0n, MICRO],
  warnings: (members) => members < COHORT_MIN ? ["cohort_filter_too_narrow"] : [],
});
