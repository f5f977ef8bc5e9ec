import { z } from "zod";
import type { DelegationSummary } from "../delegation.ts";
import { ensure } from "../errors.ts";
import type { Group } from "../method.ts";
import { MICRO } from "../scores.ts";
import { decimal, defineLens, relevance, total } from "./lens.ts";

/**
 * One vote, and those of the people it is cast for; `relevance`, or none, says which delegations
 * counted. The snapshot is these delegations, hashed by `delegationsHash`; `carryVotes` makes of them
 * what is known of a voter: `{carried}`, the people beyond themselves whom their ballot counts for.
 */
export const delegated = defineLens({
  kind: "delegated",
  definition: z.strictObject({
    kind: z.literal("delegated"),
    relevance: relevance.refine(
      (relevance) => Object.keys(relevance).length === 0 || total(relevance) === 1_000_000,
      "Relevance must be empty or sum to 1000000",
    ),
  }),
  known: z.object({ carried: decimal.refine((carried) => carried >= 0n) }),
  weigh: (_, known) => MICRO * (1n + (known?.carried ?? 0n)),
  range: () => [MICRO, null],
  summary: {
    name: "delegation",
    ensure: ensureCarried,
    warnings: ({ circling }) => circling > 0 ? ["delegations_in_circles"] : [],
  },
});

/** Every vote is counted once: each ballot's own, and those of the people it carries. */
function ensureCarried(delegation: DelegationSummary, groups: readonly Group[]): void {
  const { delegated, carried, lost, circling, circles } = delegation;
  const whole = [delegated, carried, lost, circling, circles]
    .every((count) => Number.isSafeInteger(count) && count >= 0);
  const sums = whole && delegated === carried + lost + circling && circles * 2 <= circling;
  ensure(sums, "invalid_election", "The delegations do not add up.");

  const ballots = groups.reduce((sum, { count }) => sum + BigInt(count), 0n);
  const weight = groups.reduce((sum, group) => sum + group.weight, 0n);
  const fits = weight === (ballots + BigInt(carried)) * MICRO &&
    groups.every((group) => group.weight % MICRO === 0n);
  ensure(fits, "invalid_election", `${ballots} ballots that carry ${carried} weigh ${weight}.`);
}
