import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson, sha256Hex, toJson } from "../canonical.ts";
import { ensure, parse, VotingError } from "../errors.ts";
import type { Group } from "../method.ts";
import { cohort } from "./cohort.ts";
import { delegated } from "./delegated.ts";
import { ekoh } from "./ekoh.ts";
import { equal } from "./equal.ts";
import { quadratic } from "./quadratic.ts";
import { stake } from "./stake.ts";
import type { LensKind, Warning } from "./lens.ts";

export { EXPERTS_MIN } from "./ekoh.ts";
export type { Warning } from "./lens.ts";
export { votingPower } from "./stake.ts";

/** Every way votes can weigh, by the name that polls use. */
const lenses = { equal, ekoh, delegated, quadratic, stake, cohort };

/** How votes weigh, declared in full. */
export const Lens = z.discriminatedUnion("kind", [
  equal.definition,
  ekoh.definition,
  delegated.definition,
  quadratic.definition,
  stake.definition,
  cohort.definition,
]);
export type Lens = z.infer<typeof Lens>;

/** Of one voter, what the snapshot of a lens holds: its parts, in the lens's own words. */
export interface WeighingInput {
  voter: string;
  [part: string]: unknown;
}

/** Throws `invalid_lens`, with the bad parts in `details`. */
export function parseLens(input: unknown): Lens {
  return parse(
    Lens,
    input,
    (details) => new VotingError("invalid_lens", "The lens is not valid.", details),
  );
}

/** SHA-256 of the lens's canonical JSON, in hex. Throws `invalid_lens`. */
export function lensHash(lens: Lens): string {
  return sha256Hex(canonicalJson(parseLens(lens)));
}

/**
 * What a voter's ballot weighs by what the snapshot holds of them, null where it holds nothing.
 * Micro-votes. Throws `invalid_lens` and `out_of_range`.
 */
export function weigh(lens: Lens, known: object | null): bigint {
  return kindOf(lens).weigh(lens, known);
}

/**
 * SHA-256, in hex, over the line `polity.snapshot.v1` and a line of canonical JSON per voter of whom
 * something is known (`voter` and the parts of the lens, integers as decimal strings), sorted by voter,
 * joined by newlines. Throws `invalid_election` when a voter is listed twice.
 */
export function snapshotHash(inputs: readonly WeighingInput[]): string {
  const hash = createHash("sha256").update("polity.snapshot.v1");
  let last: string | undefined;
  for (const input of inputs.toSorted((a, b) => (a.voter < b.voter ? -1 : 1))) {
    const { voter } = input;
    ensure(voter !== last, "invalid_election", `Voter ${voter} is weighed twice.`);
    last = voter;
    hash.update(`\n${canonicalJson(toJson(input))}`);
  }
  return hash.digest("hex");
}

/** What a lens sums its snapshot up to, by the name it has in results: at most one entry. */
export type Summary = Record<string, unknown>;

/** Throws `invalid_election` unless the weights, and what is summed up, can come from the lens. */
export function ensureLens(lens: Lens, groups: readonly Group[], summary: Summary = {}): void {
  const kind = kindOf(lens);
  const [least, most] = kind.range(lens);
  for (const { weight, count } of groups) {
    const ballots = BigInt(count);
    const fits = weight >= ballots * least && (most === null || weight <= ballots * most);
    ensure(fits, "invalid_election", `${count} ballots cannot weigh ${weight}.`);
  }
  const { [kind.summaryName ?? ""]: own, ...foreign } = summary;
  ensure(Object.keys(foreign).length === 0, "invalid_election", "Nothing else is summed up.");
  kind.ensureSummary(own, groups);
}

/** What the lens itself has to say; `known`: of how many voters the snapshot holds something. */
export function lensWarnings(lens: Lens, known: number, summary: Summary = {}): Warning[] {
  const kind = kindOf(lens);
  return kind.warnings(known, summary[kind.summaryName ?? ""]);
}

function kindOf({ kind }: Lens): LensKind {
  return lenses[kind] as unknown as LensKind;
}
