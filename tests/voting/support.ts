import fc from "fast-check";
import type { Group } from "../../supabase/functions/_shared/voting/mod.ts";

const numRuns = Number(Deno.env.get("POLITY_TEST_RUNS") ?? 500);

/** Fails with a shrunk counterexample unless the predicate's assertions hold for every value. */
export function forAll<T>(values: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  fc.assert(fc.property(values, predicate), { numRuns });
}

/** A vote in micro-votes. */
export const VOTE = 1_000_000n;

/** Groups written as [choice, number of ballots], one vote each. */
export function votes(...groups: [choice: unknown, count: number][]): Group[] {
  return groups.map(([choice, count]) => ({ choice, count, weight: BigInt(count) * VOTE }));
}

type Choice = number | number[];

/** A random election for seats, with few and coarse weights so that ties are common. */
export interface RandomElection {
  method: string;
  options: number;
  optionIds: string[];
  seats: number;
  seed: string;
  groups: Group<Choice>[];
}

export const elections: fc.Arbitrary<RandomElection> = fc
  .record({
    method: fc.constantFrom("plurality", "approval"),
    options: fc.integer({ min: 2, max: 6 }),
  })
  .chain(({ method, options }) => {
    const position = fc.nat(options - 1);
    const choice: fc.Arbitrary<Choice> = method === "plurality"
      ? position
      : fc.uniqueArray(position).map((choice) => choice.sort());
    return fc.record({
      method: fc.constant(method),
      options: fc.constant(options),
      optionIds: fc.uniqueArray(fc.uuid(), { minLength: options, maxLength: options }),
      seats: fc.integer({ min: 1, max: options }),
      seed: fc.string({ minLength: 1 }),
      groups: fc.array(
        fc.record({
          choice,
          weight: fc.integer({ min: 0, max: 4 }).map((halves) => BigInt(halves) * VOTE / 2n),
          count: fc.constant(1),
        }),
        { maxLength: 12 },
      ),
    });
  });

/** An order of 0..size-1. */
export function orders(size: number): fc.Arbitrary<number[]> {
  const all = [...new Array(size).keys()];
  return fc.shuffledSubarray(all, { minLength: size });
}

/** A choice with every position p replaced by its new position. */
export function moved(choice: Choice, to: (position: number) => number): Choice {
  return typeof choice === "number" ? to(choice) : choice.map(to);
}
