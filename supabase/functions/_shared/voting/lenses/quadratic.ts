import { z } from "zod";
import { MICRO } from "../scores.ts";
import { decimal, defineLens } from "./lens.ts";

/**
 * The votes that a voter put behind their ballot: n of them cost n² of the voice `credits` that
 * everybody has in a cycle. A ballot without a decision is one vote. The snapshot: of every voter who
 * decided, `{votes}` as the poll closed.
 */
export const quadratic = defineLens({
  kind: "quadratic",
  definition: z.strictObject({
    kind: z.literal("quadratic"),
    credits: z.int().min(1).max(10_000),
  }),
  known: z.object({ votes: decimal.refine((votes) => votes >= 1n) }),
  weigh: (_, known) => MICRO * (known?.votes ?? 1n),
  // Of so small a number the root is exact.
  range: ({ credits }) => [MICRO, MICRO * BigInt(Math.floor(Math.sqrt(credits)))],
});
