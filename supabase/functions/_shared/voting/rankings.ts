import { z } from "zod";

/** Tiers of option positions, best first; options of a tier are equals. May leave options out. */
export type Ranking = number[][];

/** What an option that a ballot leaves out means: below all that it ranks, or no opinion. */
export const unranked = z.enum(["last", "no_preference"]).default("last")
  .describe("Options left out: tied below the ranked ones, or not compared with any.");

/**
 * A schema for a ranking: no option twice, no empty tier, `[]` is a blank ballot. The order within
 * a tier means nothing, so any is accepted and the canonical choice is ascending. One plain
 * function, because a count parses every group.
 */
export function rankings(options: number): z.ZodType<Ranking> {
  return z.custom<Ranking>().transform((input: unknown, { addIssue }) => {
    const fault = (path: number[], message: string) => {
      addIssue({ code: "custom", path, message });
      return z.NEVER;
    };
    if (!Array.isArray(input) || input.length > options) {
      return fault([], `Expected at most ${options} tiers`);
    }
    const seen = new Uint8Array(options);
    let ascending = true;
    for (let tier = 0; tier < input.length; tier++) {
      const members: unknown = input[tier];
      if (!Array.isArray(members) || members.length === 0 || members.length > options) {
        fault([tier], "Expected a tier of 1 or more positions");
        continue;
      }
      for (let index = 0; index < members.length; index++) {
        const option: unknown = members[index];
        if (!isPosition(option, options)) {
          fault([tier, index], `Expected a position from 0 to ${options - 1}`);
        } else if (seen[option] === 1) {
          fault([tier, index], `Option ${option} is named twice`);
        } else {
          seen[option] = 1;
          ascending &&= index === 0 || (members[index - 1] as number) < option;
        }
      }
    }
    if (ascending) return input as Ranking;
    return (input as Ranking).map((members) => members.toSorted((a, b) => a - b));
  });
}

function isPosition(value: unknown, options: number): value is number {
  return Number.isInteger(value) && value as number >= 0 && value as number < options;
}
