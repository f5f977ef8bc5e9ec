import type { BallotBox, Outcome, Tie } from "./method.ts";

/** Positions in tiers of equals, best first; ascending positions within a tier. */
export function tiersBy(
  positions: readonly number[],
  compare: (a: number, b: number) => number,
): number[][] {
  const tiers: number[][] = [];
  for (const position of positions.toSorted((a, b) => compare(a, b) || a - b)) {
    const tier = tiers.at(-1);
    if (tier !== undefined && compare(tier[0]!, position) === 0) tier.push(position);
    else tiers.push([position]);
  }
  return tiers;
}

/** A comparison of positions by a total each, highest first. */
export function byHighest<Total extends bigint | number>(totals: readonly Total[]) {
  return (a: number, b: number): number => {
    if (totals[a] === totals[b]) return 0;
    return totals[a]! > totals[b]! ? -1 : 1;
  };
}

/** Positions in tiers of equal totals, highest first. */
export function tiers(totals: readonly (bigint | number)[]): number[][] {
  return tiersBy([...totals.keys()], byHighest(totals));
}

/**
 * Fills the seats from the top of a ranking. Lots decide only who of an overfull last tier gets a
 * seat, and that is listed under `ties`.
 */
export function fillSeats(
  ranking: number[][],
  { seats, draw }: Pick<BallotBox, "seats" | "draw">,
): Outcome {
  const winners: number[] = [];
  const ties: Tie[] = [];
  for (const tier of ranking) {
    const free = seats - winners.length;
    if (free === 0) break;
    const chosen = draw(tier).slice(0, free);
    if (tier.length > free) ties.push({ stage: "seats", coWinners: tier, chosen });
    winners.push(...chosen);
  }
  return { winners, ranking, ties };
}

/** The outcome where no ballot supports any option. */
export function nobody(options: number): Outcome {
  return { winners: [], ranking: [[...new Array(options).keys()]], ties: [] };
}

/** Fills the seats with the highest totals; where all are 0, nobody is elected. */
export function electHighest(
  totals: readonly bigint[],
  box: Pick<BallotBox, "seats" | "draw">,
): Outcome {
  if (totals.every((total) => total === 0n)) return nobody(totals.length);
  return fillSeats(tiers(totals), box);
}
