import { z } from "zod";
import { decimal } from "./lenses/lens.ts";
import type { Lens, WeighingInput } from "./lenses/mod.ts";

/**
 * By domain, the score (micro-units) above which somebody is an expert in it: the 75th percentile of
 * all who had a score there when the poll opened. A domain that fewer than 48 knew has none.
 */
export type ExpertCuts = Readonly<Record<string, number>>;

const Known = z.object({ scores: z.record(z.string(), decimal) });

/** The cuts of the domains that a lens weighs. */
export function cutsOf(lens: Lens, cuts: ExpertCuts): ExpertCuts {
  if (lens.kind !== "ekoh") return {};
  const asked = Object.entries(cuts).filter(([domain]) => Object.hasOwn(lens.relevance, domain));
  return Object.fromEntries(asked);
}

/** How many voters of a snapshot under `ekoh` are above the cut, not on it, in a domain or more. */
export function countExperts(cuts: ExpertCuts, voters: readonly WeighingInput[]): number {
  const bounds = Object.entries(cuts).map(([domain, cut]) => [domain, BigInt(cut)] as const);
  return voters.filter((voter) => {
    const { scores } = Known.parse(voter);
    return bounds.some(([domain, cut]) => (scores[domain] ?? 0n) > cut);
  }).length;
}
