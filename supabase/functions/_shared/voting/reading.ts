import type { Json } from "./canonical.ts";
import { parseParameters } from "./choice.ts";
import type { DelegationSummary } from "./delegation.ts";
import { ensure } from "./errors.ts";
import { ENGINE_VERSION, type Lens, lensHash, parseLens } from "./lens.ts";
import type { Group } from "./method.ts";
import type { TallyResult } from "./methods/mod.ts";
import { ETHICS_CAP, MICRO } from "./scores.ts";
import { tieSeed } from "./seed.ts";
import { tally } from "./tally.ts";

/** With fewer ballots a result says little; our choice, low enough for a small group. */
export const SAMPLE_MIN = 5;

/** Fewer expert voters than this do not make an expert result. */
export const EXPERTS_MIN = 12;

export type Warning =
  | "quorum_not_met"
  | "insufficient_sample_size"
  | "expert_threshold_not_met"
  | "delegations_in_circles"
  | "snapshot_missing";

/** What a reading is made of. */
export interface ReadingInput {
  pollId: string;
  method: string;
  parameters?: unknown;
  seats?: number;
  /** Ids in position order. */
  optionIds: readonly string[];
  /** Ballots grouped by choice, with weights as the lens gives them. */
  groups: readonly Group[];
  lens: Lens;
  /** The snapshot's hash; null where there is none. */
  snapshotHash: string | null;
  /** Merkle root of all receipts. */
  ballotsRoot: string;
  /** People who could have voted. */
  eligibleCount: number;
  /** The share of them that must have voted, in basis points. */
  quorumBps: number;
  /** Voters with any score in the poll's domains. */
  expertCount: number;
  /** Winners under the `equal` lens; null in that reading itself. */
  baselineWinners: readonly number[] | null;
  /** Lens `delegated`: what became of those who delegated. */
  delegation?: DelegationSummary;
}

/** A result with all that is needed to check it. Holds no time, so recounting gives it again. */
export interface Reading {
  engineVersion: string;
  pollId: string;
  seed: string;
  optionIds: string[];
  seats: number;
  parameters: Json;
  lens: Lens;
  lensHash: string;
  snapshotHash: string | null;
  ballotsRoot: string;
  eligibleCount: number;
  quorumBps: number;
  expertCount: number;
  result: TallyResult & { delegation?: DelegationSummary };
  warnings: Warning[];
  /** Whether this lens elects others than one person, one vote does. */
  changesWinner: boolean;
}

/**
 * Counts the ballots under a lens and says how far to trust the result. Throws VotingError as
 * `tally` does, and `invalid_election` when weights cannot come from the lens or a weighted reading
 * has no baseline beside it.
 */
export function makeReading(input: ReadingInput): Reading {
  const { pollId, method, seats = 1, groups, snapshotHash, ballotsRoot } = input;
  const { eligibleCount, quorumBps, expertCount, baselineWinners } = input;
  const lens = parseLens(input.lens);
  const optionIds = [...input.optionIds];
  const parameters = parseParameters(method, input.parameters, lens.kind !== "equal");
  const seed = tieSeed(pollId, optionIds);

  const options = optionIds.length;
  const count = tally({ method, options, optionIds, seats, seed, parameters, groups });
  const isDelegated = lens.kind === "delegated";
  ensure(
    isDelegated === (input.delegation !== undefined),
    "invalid_election",
    "Delegations are summed up where votes are delegated, and nowhere else.",
  );
  const result = input.delegation ? { ...count, delegation: { ...input.delegation } } : count;
  if (input.delegation) ensureCarried(input.delegation, groups);
  else ensureWeightsOf(lens, groups);
  ensureCounts({ eligibleCount, quorumBps, expertCount });
  const paired = (baselineWinners === null) === (lens.kind === "equal");
  ensure(paired, "invalid_election", "Every weighted reading stands beside a baseline.");

  return {
    engineVersion: ENGINE_VERSION,
    pollId,
    seed,
    optionIds,
    seats,
    parameters,
    lens,
    lensHash: lensHash(lens),
    snapshotHash,
    ballotsRoot,
    eligibleCount,
    quorumBps,
    expertCount,
    result,
    warnings: warningsOf(input, result.ballots),
    changesWinner: baselineWinners !== null && !sameSet(baselineWinners, result.winners),
  };
}

/** A quorum above zero is never met without a ballot, however few were eligible. */
function warningsOf(input: ReadingInput, ballots: number): Warning[] {
  const { eligibleCount, quorumBps, expertCount, snapshotHash, lens } = input;
  const quorumMet = quorumBps === 0 ||
    (ballots > 0 && ballots * 10_000 >= quorumBps * eligibleCount);
  const warnings: Warning[] = [];
  if (!quorumMet) warnings.push("quorum_not_met");
  if (ballots < SAMPLE_MIN) warnings.push("insufficient_sample_size");
  if (lens.kind === "ekoh") {
    if (expertCount < EXPERTS_MIN) warnings.push("expert_threshold_not_met");
  }
  if (lens.kind !== "equal" && snapshotHash === null) warnings.push("snapshot_missing");
  if (input.delegation && input.delegation.circling > 0) warnings.push("delegations_in_circles");
  return warnings;
}

/** A ballot weighs 1 vote, and under `ekoh` up to cap × the highest ethics more. */
function ensureWeightsOf(lens: Lens, groups: readonly Group[]): void {
  const cap = lens.kind === "ekoh" ? BigInt(lens.cap) : 0n;
  const most = MICRO + (cap * ETHICS_CAP) / MICRO;
  for (const { weight, count } of groups) {
    const ballots = BigInt(count);
    const fits = weight >= ballots * MICRO && weight <= ballots * most;
    ensure(fits, "invalid_election", `${count} ballots cannot weigh ${weight}.`);
  }
}

/** Every vote is counted once: each ballot's own, and those of the people it carries. */
function ensureCarried(delegation: DelegationSummary, groups: readonly Group[]): void {
  const { delegated, carried, lost, circling, circles } = delegation;
  const whole = [delegated, carried, lost, circling, circles]
    .every((count) => Number.isSafeInteger(count) && count >= 0);
  const sums = whole && delegated === carried + lost + circling && circles * 2 <= circling;
  ensure(sums, "invalid_election", "The delegations do not add up.");

  const ballots = groups.reduce((sum, { count }) => sum + BigInt(count), 0n);
  const weight = groups.reduce((sum, group) => sum + group.weight, 0n);
  const fits = weight === (ballots + BigInt(carried)) * MICRO &&
    groups.every((group) =>
      group.weight >= BigInt(group.count) * MICRO && group.weight % MICRO === 0n
    );
  ensure(fits, "invalid_election", `${ballots} ballots that carry ${carried} weigh ${weight}.`);
}

function ensureCounts(counts: Record<"eligibleCount" | "quorumBps" | "expertCount", number>) {
  for (const [name, value] of Object.entries(counts)) {
    const most = name === "quorumBps" ? 10_000 : Number.MAX_SAFE_INTEGER;
    const fits = Number.isSafeInteger(value) && value >= 0 && value <= most;
    ensure(fits, "invalid_election", `${name} cannot be ${value}.`);
  }
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return new Set(a).symmetricDifference(new Set(b)).size === 0;
}
