import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiers } from "../outcome.ts";
import { condorcetParameters, type Matrix, pairwise, saysNothing, victories } from "../pairwise.ts";
import { rankings } from "../rankings.ts";

/**
 * Compares every two options, and follows chains of victories: a chain is as strong as its weakest
 * link, and an option beats another when its strongest chain there is stronger than the one back.
 * Options are ordered by how many they beat so; equal ones draw lots.
 */
export const schulze = defineMethod({
  name: "schulze",
  description: "Rank the options; the one with the strongest chains of duels won wins.",
  parameters: condorcetParameters,
  choice: rankings,
  count({ options, groups, parameters: { unranked, pairStrength }, ...box }) {
    const matrix = pairwise(options, groups, unranked);
    const paths = strongestPaths(victories(matrix, pairStrength));
    const wins = paths.map((row, a) => row.filter((path, b) => path > paths[b]![a]!).length);
    const detail = { matrix, paths, wins };
    if (saysNothing(matrix)) return { ...nobody(options), ...detail };
    return { ...fillSeats(tiers(wins), box), ...detail };
  },
});

/** Over all chains from one option to another, the strongest weakest link. */
function strongestPaths(strength: Matrix): Matrix {
  const paths = strength.map((row) => [...row]);
  for (const [through, onward] of paths.entries()) {
    for (const [from, row] of paths.entries()) {
      const first = row[through]!;
      if (from === through || first === 0n) continue;
      for (let to = 0; to < row.length; to++) {
        const weakest = first < onward[to]! ? first : onward[to]!;
        if (to !== from && weakest > row[to]!) row[to] = weakest;
      }
    }
  }
  return paths;
}
