import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Adopt a proposal (position 0) unless somebody objects (position 1: it is not adopted). It is
 * adopted when at least one vote consents and the share of objections among consents and objections
 * is at most `maxObjectionBps` (basis points, default 0: one objection blocks). Standing aside
 * counts towards the quorum and nothing else. There are no ties: the limit decides.
 */
export const consent = defineMethod({
  name: "consent",
  description: "Consent, stand aside or object; adopted unless objections exceed the limit.",
  fixed: { options: 2, seats: 1 },
  parameters: z.strictObject({
    maxObjectionBps: z.int().min(0).max(9999).default(0)
      .describe("Share of objections that does not block yet, in basis points."),
  }),
  choice: () => z.enum(["consent", "stand_aside", "object"]),
  count({ groups, parameters }) {
    const totals = { consent: 0n, stand_aside: 0n, object: 0n };
    for (const { choice, weight } of groups) totals[choice] += weight;

    const { consent, stand_aside, object } = totals;
    const limit = BigInt(parameters.maxObjectionBps) * (consent + object);
    const adopted = consent > 0n && object * 10_000n <= limit;
    if (consent + stand_aside + object === 0n) {
      return { winners: [], ranking: [[0, 1]], ties: [], totals, adopted };
    }
    const ranking = adopted ? [[0], [1]] : [[1], [0]];
    return { winners: ranking[0]!, ranking, ties: [], totals, adopted };
  },
});
