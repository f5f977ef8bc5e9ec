import { z } from "zod";

/** A schema for one option position, 0..options-1. */
export function position(options: number) {
  return z.int().min(0).max(options - 1);
}

/**
 * A schema for a set of at most `most` positions. A set has no order, so any order is accepted and
 * the canonical choice is ascending; naming an option twice is refused.
 */
export function positions(options: number, most = options) {
  return z.array(position(options)).max(most)
    .superRefine((choice, { addIssue }) => {
      const seen = new Set<number>();
      choice.forEach((option, index) => {
        if (seen.has(option)) {
          addIssue({ code: "custom", path: [index], message: `Option ${option} is named twice` });
        }
        seen.add(option);
      });
    })
    .transform((choice) => choice.toSorted((a, b) => a - b));
}
