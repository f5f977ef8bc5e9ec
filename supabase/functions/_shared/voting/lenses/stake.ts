import { z } from "zod";
import { MICRO } from "../scores.ts";
import { decimal, defineLens } from "./lens.ts";

/** The most that a stake can make of a ballot, in votes. */
const POWER_MAX = 34n;

/** Voting power of a stake in whole units: min(34, floor(√stake)), and 0 for 0 or less. */
export function votingPower(staked: bigint): bigint {
  let power = 0n;
  while (power < POWER_MAX && (power + 1n) * (power + 1n) <= staked) power++;
  return power;
}

/**
 * The votes that a stake is worth: a ballot without one weighs nothing. The snapshot: of every voter
 * who had locked something as the poll closed, `{staked}`, in whole units of the asset.
 */
export const stake = defineLens({
  kind: "stake",
  definition: z.strictObject({ kind: z.literal("stake"), asset: z.uuid().lowercase() }),
  known: z.object({ staked: decimal.refine((staked) => staked >= 1n) }),
  weigh: (_, known) => MICRO * votingPower(known?.staked ?? 0n),
  range: () => [0n, MICRO * POWER_MAX],
});
