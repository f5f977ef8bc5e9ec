import type { BallotBox, Tie } from "./method.ts";
import { tiersBy } from "./outcome.ts";

/** What every option had in each round so far, in one unit per round. */
export type History = readonly (readonly bigint[])[];

/** An option that dropped out, and with which it was tied for that until lots were drawn. */
export interface Dropped {
  option: number;
  rivals: readonly number[];
}

/** Options by their votes now, those equal by earlier rounds backwards, most first. */
export function byRounds(options: readonly number[], history: History): number[][] {
  return tiersBy(options, (a, b) => {
    const round = history.findLast((totals) => totals[a] !== totals[b]);
    if (round === undefined) return 0;
    return round[a]! > round[b]! ? -1 : 1;
  });
}

/** Who drops out: the fewest votes now, ties by earlier rounds backwards, then by lot. */
export function dropFewest(
  options: readonly number[],
  history: History,
  draw: BallotBox["draw"],
): { dropped: Dropped; ties: Tie[] } {
  const tied = byRounds(options, history).at(-1)!;
  const rivals = draw(tied);
  const option = rivals.pop()!;
  const ties = rivals.length === 0
    ? []
    : [{ stage: "elimination", coWinners: tied, chosen: rivals }];
  return { dropped: { option, rivals }, ties };
}

/**
 * The ranking of a count by elimination: those who stayed, then who dropped out, the last one
 * first. One who dropped out by lot shares the tier of the rival who came directly after.
 */
export function rankingOf(stayed: readonly number[][], dropped: readonly Dropped[]): number[][] {
  const ranking = stayed.map((tier) => [...tier]);
  for (const { option, rivals } of dropped.toReversed()) {
    const above = ranking.at(-1)!;
    if (above.some((other) => rivals.includes(other))) above.push(option);
    else ranking.push([option]);
  }
  return ranking.map((tier) => tier.sort((a, b) => a - b));
}
