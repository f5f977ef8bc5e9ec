import type { Group } from "./method.ts";
import type { MethodName } from "./methods/mod.ts";

/**
 * How far those who have a favourite agree with the winner: the share, in basis points rounded down,
 * of the micro-votes of ballots that put it first (alone or among equals). For `yes_no` and `consent`
 * these are the votes on the winning side. Abstentions, blank ballots and marks that favour nothing
 * are in neither part. Null unless there is exactly one winner. `floor` is the mark from which on
 * none favours.
 */
export function agreementBps(
  method: MethodName,
  groups: readonly Group[],
  winners: readonly number[],
  floor = 0,
): number | null {
  const [winner, ...others] = winners;
  if (winner === undefined || others.length > 0) return null;
  let [agreeing, all] = [0n, 0n];
  for (const { choice, weight } of groups) {
    const first = favourites(method, choice, floor);
    if (first.length > 0) all += weight;
    if (first.includes(winner)) agreeing += weight;
  }
  return all === 0n ? null : Number((agreeing * 10_000n) / all);
}

/** The positions that a valid choice puts before all others; none where it favours nothing. */
function favourites(method: MethodName, choice: unknown, floor: number): number[] {
  switch (method) {
    case "yes_no":
    case "consent":
      return choice === "yes" || choice === "consent"
        ? [0]
        : choice === "no" || choice === "object"
        ? [1]
        : [];
    case "plurality":
      return [choice as number];
    case "approval":
      return choice as number[];
    case "score":
    case "star":
    case "stance":
    case "majority_judgment":
    case "cumulative":
    case "budget_split":
    case "quadratic": {
      const marks = (choice as (number | null)[]).map((mark) => mark ?? floor);
      const best = Math.max(...marks);
      return best > floor ? [...marks.keys()].filter((position) => marks[position] === best) : [];
    }
    default:
      return (choice as number[][])[0] ?? [];
  }
}
