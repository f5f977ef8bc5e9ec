import { z } from "zod";

/** What a ballot gives each option, by position; null is a blank. */
export type Marks = (number | null)[];

/**
 * A schema for one integer or null per option, `min` to `max`. One plain function, because a count
 * parses every group: a schema per element costs several times as much.
 */
export function marks(options: number, min: number, max: number): z.ZodType<Marks> {
  return z.custom<Marks>().superRefine((input: unknown, { addIssue }) => {
    // Without `continue: false` a later refinement would get what is not marks at all.
    const fault = (path: number[], message: string) =>
      addIssue({ code: "custom", path, message, continue: false });
    if (!Array.isArray(input) || input.length !== options) {
      return fault([], `Expected ${options} marks, one per option`);
    }
    for (let option = 0; option < options; option++) {
      const mark: unknown = input[option];
      const fits = mark === null ||
        (Number.isInteger(mark) && mark as number >= min && mark as number <= max);
      if (!fits) fault([option], `Expected an integer from ${min} to ${max}, or null`);
    }
  });
}

/** Every option's sum of weight × mark; a blank adds `blank`. */
export function weightedSums(
  options: number,
  groups: readonly { choice: Marks; weight: bigint }[],
  blank = 0n,
): bigint[] {
  const sums = new Array<bigint>(options).fill(0n);
  for (const { choice, weight } of groups) {
    for (let option = 0; option < options; option++) {
      const mark = choice[option]!;
      const worth = mark === null ? blank : BigInt(mark);
      if (worth !== 0n) sums[option]! += weight * worth;
    }
  }
  return sums;
}

/** Does any ballot that weighs something mark any option with what counts as support? */
export function anySupport(
  groups: readonly { choice: Marks; weight: bigint }[],
  isSupport: (mark: number) => boolean,
): boolean {
  return groups.some(({ choice, weight }) =>
    weight > 0n && choice.some((mark) => mark !== null && isSupport(mark))
  );
}

/** Weight by option and mark: `counts[option][mark - min]`, and `blank[option]` for blanks. */
export function markCounts(
  options: number,
  groups: readonly { choice: Marks; weight: bigint }[],
  min: number,
  max: number,
): { counts: bigint[][]; blank: bigint[] } {
  const counts = Array.from({ length: options }, () => new Array<bigint>(max - min + 1).fill(0n));
  const blank = new Array<bigint>(options).fill(0n);
  for (const { choice, weight } of groups) {
    for (let option = 0; option < options; option++) {
      const mark = choice[option]!;
      if (mark === null) blank[option]! += weight;
      else counts[option]![mark - min]! += weight;
    }
  }
  return { counts, blank };
}
