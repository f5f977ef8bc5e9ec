import { z } from "zod";
import { ETHICS_CAP, MICRO } from "../scores.ts";
import { ballotWeight } from "../weight.ts";
import { decimal, defineLens, micro, relevance, total } from "./lens.ts";

/** Fewer expert voters than this do not make an expert result. */
export const EXPERTS_MIN = 12;

/**
 * Expertise in the poll's domains: `relevance` by domain sums to 1_000_000, `cap` bounds what
 * expertise may add (micro-units). The snapshot: of every voter with a score in one of the domains,
 * `{ethics, scores}` as the poll opened; `ethics` is null where nothing is known.
 */
export const ekoh = defineLens({
  kind: "ekoh",
  definition: z.strictObject({
    kind: z.literal("ekoh"),
    cap: micro,
    relevance: relevance.refine(
      (relevance) => total(relevance) === 1_000_000,
      "Relevance must sum to 1000000",
    ),
  }),
  known: z.object({ scores: z.record(z.string(), decimal), ethics: decimal.nullable() }),
  weigh({ cap, relevance }, known) {
    if (known === null) return MICRO;
    const parts = Object.entries(relevance).map(([domain, part]) => [domain, BigInt(part)]);
    return ballotWeight({ ...known, relevance: Object.fromEntries(parts), cap: BigInt(cap) })
      .weight;
  },
  range: ({ cap }) => [MICRO, MICRO + (BigInt(cap) * ETHICS_CAP) / MICRO],
  warnings: (experts) => experts < EXPERTS_MIN ? ["expert_threshold_not_met"] : [],
});
