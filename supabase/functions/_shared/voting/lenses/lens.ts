import { z } from "zod";
import { ensure, parse, VotingError } from "../errors.ts";
import type { Group } from "../method.ts";
import { MICRO } from "../scores.ts";

/** What a lens may have to say about a reading. */
export type Warning =
  | "expert_threshold_not_met"
  | "delegations_in_circles"
  | "cohort_filter_too_narrow";

type LensSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** All that one lens states about itself. Weights are micro-votes. */
export interface LensRules<Schema extends LensSchema, Known, Summary> {
  kind: z.infer<Schema>["kind"];
  /** The lens, declared in full, so that its hash leaves nothing to defaults. */
  definition: Schema;
  /** What the snapshot holds of one voter; `decimal` for every number. */
  known: z.ZodType<Known>;
  /** What the ballot of a voter weighs; null: the snapshot holds nothing of them. */
  weigh(definition: z.infer<Schema>, known: Known | null): bigint;
  /** The least and the most that a ballot can weigh; null: no limit. */
  range(definition: z.infer<Schema>): [least: bigint, most: bigint | null];
  /** What the snapshot says as a whole, shown in the result under a name. Throws. */
  summary?: {
    name: string;
    ensure(summary: Summary, groups: readonly Group[]): void;
    warnings(summary: Summary): Warning[];
  };
  /** By how many voters the snapshot holds something of. */
  warnings?(known: number): Warning[];
}

/** A lens as the engine sees it; its own types stay inside. */
export interface LensKind<Schema extends LensSchema = LensSchema> {
  definition: Schema;
  /** Throws `invalid_lens` when what is known is not what the lens knows. */
  weigh(definition: z.infer<Schema>, known: object | null): bigint;
  range(definition: z.infer<Schema>): [least: bigint, most: bigint | null];
  summaryName: string | undefined;
  ensureSummary(summary: unknown, groups: readonly Group[]): void;
  warnings(known: number, summary: unknown): Warning[];
}

/** An integer as it stands in snapshots: its decimal string, or the bigint itself. */
export const decimal = z.union([
  z.bigint(),
  z.string().regex(/^(0|-?[1-9][0-9]*)$/).transform(BigInt),
]);

/** A part of 1, in micro-units. */
export const micro = z.int().min(0).max(Number(MICRO));

/** Micro-units by domain. */
export const relevance = z.record(z.string().min(1), micro);

/** What a relevance is in all. */
export const total = (relevance: Record<string, number>) =>
  Object.values(relevance).reduce((sum, part) => sum + part, 0);

/** Makes a lens of its rules. */
export function defineLens<Schema extends LensSchema, Known, Summary = never>(
  rules: LensRules<Schema, Known, Summary>,
): LensKind<Schema> {
  const { kind, definition, summary } = rules;
  return {
    definition,
    range: rules.range,
    weigh(definition, known) {
      if (known === null) return rules.weigh(definition, null);
      const refusal = `This is not what the lens ${kind} knows of a voter.`;
      const parsed = parse(
        rules.known,
        known,
        (details) => new VotingError("invalid_lens", refusal, details),
      );
      return rules.weigh(definition, parsed);
    },
    summaryName: summary?.name,
    ensureSummary(given, groups) {
      const fits = (given === undefined) === (summary === undefined);
      ensure(fits, "invalid_election", `The lens ${kind} has other things to sum up.`);
      if (given !== undefined) summary?.ensure(given as Summary, groups);
    },
    warnings: (known, given) => [
      ...rules.warnings?.(known) ?? [],
      ...summary?.warnings(given as Summary) ?? [],
    ],
  };
}
