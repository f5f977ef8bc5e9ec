import type { BallotBox, Outcome, Tie } from "./method.ts";

/** Positions in tiers of equal totals, highest first; ascending positions within a tier. */
export function tiers(totals: readonly bigint[]): number[][] {
  const byTotal = Map.groupBy(totals.keys(), (position) => totals[position]!);
  return [...byTotal.keys()]
    .sort((a, b) => (a > b ? -1 : 1))
    .map((total) => byTotal.get(total)!);
}

/**
 * Fills the seats with the highest totals. Lots decide only who of an overfull last tier gets a
 * seat, and that is listed under `ties`. Where no option has any support, nobody is elected.
 */
export function electHighest(
  totals: readonly bigint[],
  { seats, draw }: Pick<BallotBox, "seats" | "draw">,
): Outcome {
  const ranking = tiers(totals);
  const winners: number[] = [];
  const ties: Tie[] = [];
  if (totals.every((total) => total === 0n)) return { winners, ranking, ties };

  for (const tier of ranking) {
    const free = seats - winners.length;
    if (free === 0) break;
    const chosen = draw(tier).slice(0, free);
    if (tier.length > free) ties.push({ stage: "seats", coWinners: tier, chosen });
    winners.push(...chosen);
  }
  return { winners, ranking, ties };
}
