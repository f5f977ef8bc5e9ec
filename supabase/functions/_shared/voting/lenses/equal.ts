import { z } from "zod";
import { MICRO } from "../scores.ts";
import { defineLens } from "./lens.ts";

/** One person, one vote. Its snapshot holds nothing of anybody. */
export const equal = defineLens({
  kind: "equal",
  definition: z.strictObject({ kind: z.literal("equal") }),
  known: z.unknown(),
  weigh: () => MICRO,
  range: () => [MICRO, MICRO],
});
