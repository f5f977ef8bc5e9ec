import fc from "fast-check";
import { type Group, tally, type TallyInput } from "../../supabase/functions/_shared/voting/mod.ts";

const nightly = Deno.env.get("NIGHTLY") === "1";
const numRuns = Number(Deno.env.get("POLITY_TEST_RUNS") ?? (nightly ? 10_000 : 500));

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

/** Rankings written as { "A>B=C": number of ballots }, options by their letter. */
export function ranked(ballots: Record<string, number>): Group[] {
  return votes(
    ...Object.entries(ballots).map(([ranking, count]): [number[][], number] => [
      ranking === ""
        ? []
        : ranking.split(">").map((tier) => tier.split("=").map((name) => letter(name)).sort()),
      count,
    ]),
  );
}

const letter = (name: string) => name.charCodeAt(0) - "A".charCodeAt(0);

/** A count of one method, its detail typed. */
export function counted<Name extends string>(
  method: Name,
  input: Omit<TallyInput, "method" | "seed"> & { seed?: string },
) {
  const result = tally({ seed: "s1", ...input, method });
  if (result.method !== method as string) throw new Error(result.method);
  return result as Extract<ReturnType<typeof tally>, { method: Name }>;
}

/** Tiers of positions as letters: "C A=B" for [[2], [0, 1]]. */
export function letters(ranking: readonly (readonly number[])[]): string {
  return ranking.map((tier) => tier.map((p) => String.fromCharCode(65 + p)).join("=")).join(" ");
}

/** What the choices of a method are made of. */
export const KINDS = {
  plurality: "position",
  approval: "set",
  score: "marks",
  star: "marks",
  stance: "marks",
  majority_judgment: "marks",
  cumulative: "marks",
  budget_split: "marks",
  quadratic: "marks",
  borda: "ranking",
  irv: "ranking",
  stv: "ranking",
  schulze: "ranking",
  ranked_pairs: "ranking",
  minimax: "ranking",
  copeland: "ranking",
} as const;

export type Counted = keyof typeof KINDS;

export type Choice = number | number[] | (number | null)[] | number[][];

/** A random election, with few and coarse weights so that ties are common. */
export interface RandomElection {
  method: Counted;
  options: number;
  optionIds: string[];
  seats: number;
  seed: string;
  parameters: Record<string, unknown>;
  groups: Group<Choice>[];
}

/** Parameters that make a method count differently. */
const PARAMETERS: Partial<Record<Counted, fc.Arbitrary<Record<string, unknown>>>> = {
  score: fc.record({
    min: fc.constantFrom(0, -2),
    max: fc.constant(3),
    aggregate: fc.constantFrom("sum", "mean"),
  }),
  star: fc.constant({ max: 3 }),
  majority_judgment: fc.record({ grades: fc.constantFrom(2, 4) }),
  cumulative: fc.constant({ points: 4 }),
  budget_split: fc.constant({ points: 4 }),
  quadratic: fc.record({ credits: fc.constant(9), allowNegative: fc.boolean() }),
  borda: fc.record({ unranked: unranked(), base: fc.constantFrom(0, 1) }),
  irv: fc.constant({}),
  stv: fc.record({ quota: fc.constantFrom("droop", "hagenbach_bischoff", "hare") }),
  schulze: fc.record({ unranked: unranked(), pairStrength: pairStrength() }),
  ranked_pairs: fc.record({ unranked: unranked(), pairStrength: pairStrength() }),
  minimax: fc.record({ unranked: unranked(), pairStrength: pairStrength() }),
  copeland: fc.record({ unranked: unranked() }),
};

function unranked() {
  return fc.constantFrom("last", "no_preference");
}
function pairStrength() {
  return fc.constantFrom("winning_votes", "margins");
}

const SINGLE_SEAT: Counted[] = ["star", "irv"];

/** Random elections of one method. */
export function electionsOf(method: Counted): fc.Arbitrary<RandomElection> {
  return fc.record({
    options: fc.integer({ min: 2, max: 5 }),
    parameters: PARAMETERS[method] ?? fc.constant({}),
  }).chain(({ options, parameters }) =>
    fc.record({
      method: fc.constant(method),
      options: fc.constant(options),
      optionIds: fc.uniqueArray(fc.uuid(), { minLength: options, maxLength: options }),
      seats: SINGLE_SEAT.includes(method) ? fc.constant(1) : fc.integer({ min: 1, max: options }),
      seed: fc.string({ minLength: 1 }),
      parameters: fc.constant(parameters),
      groups: fc.array(
        fc.record({
          choice: choices(method, options, parameters),
          weight: fc.integer({ min: 0, max: 4 }).map((halves) => BigInt(halves) * VOTE / 2n),
          count: fc.constant(1),
        }),
        { maxLength: 9 },
      ),
    })
  );
}

/** Random canonical choices. */
function choices(
  method: Counted,
  options: number,
  parameters: Record<string, unknown>,
): fc.Arbitrary<Choice> {
  switch (KINDS[method]) {
    case "position":
      return fc.nat(options - 1);
    case "set":
      return fc.uniqueArray(fc.nat(options - 1)).map((choice) => choice.sort());
    case "ranking":
      return fc.tuple(
        orders(options),
        fc.nat(options),
        fc.array(fc.boolean(), {
          minLength: options,
          maxLength: options,
        }),
      ).map(([order, length, joined]) => {
        const tiers: number[][] = [];
        order.slice(0, length).forEach((option, index) => {
          if (index > 0 && joined[index]) tiers.at(-1)!.push(option);
          else tiers.push([option]);
        });
        return tiers.map((tier) => tier.sort());
      });
    case "marks": {
      const [min, max] = markRange(method, parameters);
      const mark = fc.option(fc.integer({ min, max }), { freq: 4 });
      return fc.array(mark, { minLength: options, maxLength: options })
        .map((choice) => fitting(method, parameters, choice));
    }
  }
}

export function markRange(method: Counted, p: Record<string, unknown>): [number, number] {
  switch (method) {
    case "score":
      return [p.min as number, p.max as number];
    case "star":
      return [0, p.max as number];
    case "majority_judgment":
      return [0, p.grades as number - 1];
    case "stance":
      return [-3, 3];
    case "quadratic":
      return [p.allowNegative ? -2 : 0, 2];
    default:
      return [0, 4];
  }
}

/** Blanks the last marks until the ballot is within its budget. */
function fitting(method: Counted, p: Record<string, unknown>, choice: (number | null)[]) {
  let [left, cost] = [Infinity, (mark: number) => mark];
  if (method === "quadratic") [left, cost] = [p.credits as number, (mark) => mark ** 2];
  else if (typeof p.points === "number") left = p.points;
  return choice.map((mark) => {
    if (mark === null || left === Infinity) return mark;
    if (cost(mark) > left) return null;
    left -= cost(mark);
    return mark;
  });
}

/** An order of 0..size-1. */
export function orders(size: number): fc.Arbitrary<number[]> {
  const all = [...new Array(size).keys()];
  return fc.shuffledSubarray(all, { minLength: size });
}

/** An election with its options listed in another order: position p of it was `order[p]`. */
export function relisted(election: RandomElection, order: readonly number[]): RandomElection {
  const to = (old: number) => order.indexOf(old);
  return {
    ...election,
    optionIds: order.map((old) => election.optionIds[old]!),
    groups: election.groups.map((group) => ({
      ...group,
      choice: moved(election, group, to, order),
    })),
  };
}

function moved(
  { method }: RandomElection,
  { choice }: Group<Choice>,
  to: (old: number) => number,
  order: readonly number[],
): Choice {
  switch (KINDS[method]) {
    case "position":
      return to(choice as number);
    case "set":
      return (choice as number[]).map(to).sort();
    case "ranking":
      return (choice as number[][]).map((tier) => tier.map(to).sort());
    case "marks":
      return order.map((old) => (choice as (number | null)[])[old]!);
  }
}
