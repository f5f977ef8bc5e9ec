import { z } from "zod";
import { type Ranking, unranked } from "./rankings.ts";
import { exactSums } from "./sums.ts";

/** What Condorcet methods share: what left-out options mean, and how strong a victory is. */
export const condorcetParameters = z.strictObject({
  unranked,
  pairStrength: z.enum(["winning_votes", "margins"]).default("winning_votes")
    .describe("A victory is as strong as the votes for it, or as their lead."),
});

/** `matrix[a][b]` is the weight of ballots that prefer a to b. */
export type Matrix = bigint[][];

/** Compares every two options on every ballot. */
export function pairwise(
  options: number,
  groups: readonly { choice: Ranking; weight: bigint }[],
  unranked: "last" | "no_preference",
): Matrix {
  const sumUp = exactSums(groups.map(({ weight }) => weight));
  const sums = sumUp(options * options, (weights, slots) => {
    const below = new Uint8Array(options);
    for (let group = 0; group < groups.length; group++) {
      const { choice } = groups[group]!;
      const weight = weights[group]!;
      below.fill(unranked === "last" ? 1 : 0);
      if (unranked !== "last") {
        for (const tier of choice) for (const option of tier) below[option] = 1;
      }
      for (const tier of choice) {
        for (const option of tier) below[option] = 0;
        for (const option of tier) {
          const row = option * options;
          for (let other = 0; other < options; other++) {
            if (below[other] === 1) slots[row + other]! += weight;
          }
        }
      }
    }
  });
  return Array.from({ length: options }, (_, a) => sums.slice(a * options, (a + 1) * options));
}

/** Does no ballot prefer any option to another? */
export function saysNothing(matrix: Matrix): boolean {
  return matrix.every((row) => row.every((weight) => weight === 0n));
}

/** How strongly each option beats each other one; 0 where it does not. */
export function victories(
  matrix: Matrix,
  pairStrength: "winning_votes" | "margins",
): Matrix {
  return matrix.map((row, a) =>
    row.map((weight, b) => {
      const opposition = matrix[b]![a]!;
      if (weight <= opposition) return 0n;
      return pairStrength === "margins" ? weight - opposition : weight;
    })
  );
}
