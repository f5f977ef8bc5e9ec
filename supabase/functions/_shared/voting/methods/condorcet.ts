import { z } from "zod";
import { fractionText } from "../fraction.ts";
import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiers } from "../outcome.ts";
import { condorcetParameters, pairwise, saysNothing, victories } from "../pairwise.ts";
import { rankings, unranked } from "../rankings.ts";

/**
 * Compares every two options; the one whose heaviest defeat is the lightest wins. Equal ones draw
 * lots.
 */
export const minimax = defineMethod({
  name: "minimax",
  description: "Rank the options; the one whose worst duel is the least bad wins.",
  parameters: condorcetParameters,
  choice: rankings,
  count({ options, groups, parameters: { unranked, pairStrength }, ...box }) {
    const matrix = pairwise(options, groups, unranked);
    const worst = new Array<bigint>(options).fill(0n);
    for (const row of victories(matrix, pairStrength)) {
      row.forEach((defeat, option) => {
        if (defeat > worst[option]!) worst[option] = defeat;
      });
    }
    const detail = { matrix, worstDefeats: worst };
    if (saysNothing(matrix)) return { ...nobody(options), ...detail };
    return { ...fillSeats(tiers(worst.map((defeat) => -defeat)), box), ...detail };
  },
});

/** Compares every two options: a win is a point, a draw half a point. Equal ones draw lots. */
export const copeland = defineMethod({
  name: "copeland",
  description: "Rank the options; the one that wins most duels wins.",
  parameters: z.strictObject({ unranked }),
  choice: rankings,
  count({ options, groups, parameters: { unranked }, ...box }) {
    const matrix = pairwise(options, groups, unranked);
    const halfPoints = matrix.map((row, a) =>
      row.reduce((sum, weight, b) => {
        if (a === b || weight < matrix[b]![a]!) return sum;
        return sum + (weight > matrix[b]![a]! ? 2n : 1n);
      }, 0n)
    );
    const detail = { matrix, points: halfPoints.map((points) => fractionText(points, 2n)) };
    if (saysNothing(matrix)) return { ...nobody(options), ...detail };
    return { ...fillSeats(tiers(halfPoints), box), ...detail };
  },
});
