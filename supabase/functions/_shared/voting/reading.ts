import { agreementBps } from "./agreement.ts";
import type { Json } from "./canonical.ts";
import { parseParameters } from "./choice.ts";
import { ensure } from "./errors.ts";
import type { ExpertCuts } from "./experts.ts";
import {
  ensureLens,
  type Lens,
  lensHash,
  lensWarnings,
  parseLens,
  type Summary,
  type Warning as LensWarning,
} from "./lenses/mod.ts";
import type { Group } from "./method.ts";
import type { TallyResult } from "./methods/mod.ts";
import { tieSeed } from "./seed.ts";
import { tally } from "./tally.ts";

/** Raised whenever the same poll could give a reading that differs in any byte. */
export const ENGINE_VERSION = "1";

/** With fewer ballots a result says little; our choice, low enough for a small group. */
export const SAMPLE_MIN = 5;

/** From this share of agreement on a reading says strong consensus, unless told; basis points. */
export const STRONG_CONSENSUS_BPS = 7500;

export type Warning =
  | "quorum_not_met"
  | "insufficient_sample_size"
  | "snapshot_missing"
  | LensWarning;

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
  /** Under `ekoh` the voters above a cut, see `countExperts`; otherwise those in the snapshot. */
  expertCount: number;
  /** Of the lens's domains; none unless told. */
  expertCuts?: ExpertCuts;
  /** Share of agreement that makes a strong consensus, in basis points. */
  strongConsensusBps?: number;
  /** Winners under the `equal` lens; null in that reading itself. */
  baselineWinners: readonly number[] | null;
  /** What the snapshot comes to as a whole, where the lens sums it up: part of the result. */
  summary?: Summary;
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
  expertCuts: ExpertCuts;
  /** How far the ballots agree with the one winner; null where there is none: see `agreementBps`. */
  agreementBps: number | null;
  strongConsensusBps: number;
  /** Does the agreement reach that share? */
  strongConsensus: boolean;
  result: TallyResult & Summary;
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
  const { eligibleCount, quorumBps, expertCount, expertCuts = {}, baselineWinners } = input;
  const { strongConsensusBps = STRONG_CONSENSUS_BPS } = input;
  const lens = parseLens(input.lens);
  const optionIds = [...input.optionIds];
  const parameters = parseParameters(method, input.parameters, lens.kind !== "equal");
  const seed = tieSeed(pollId, optionIds);

  const options = optionIds.length;
  const count = tally({ method, options, optionIds, seats, seed, parameters, groups });
  const result = { ...count, ...input.summary };
  ensureLens(lens, groups, input.summary);
  ensureCounts({ eligibleCount, quorumBps, strongConsensusBps, expertCount });
  const paired = (baselineWinners === null) === (lens.kind === "equal");
  ensure(paired, "invalid_election", "Every weighted reading stands beside a baseline.");
  const floor = count.method === "score" ? (parameters as { min: number }).min : 0;
  const agreement = agreementBps(count.method, groups, count.winners, floor);

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
    expertCuts,
    agreementBps: agreement,
    strongConsensusBps,
    strongConsensus: agreement !== null && agreement >= strongConsensusBps,
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
  if (lens.kind !== "equal" && snapshotHash === null) warnings.push("snapshot_missing");
  return [...warnings, ...lensWarnings(lens, expertCount, input.summary)];
}

function ensureCounts(counts: Record<string, number>) {
  for (const [name, value] of Object.entries(counts)) {
    const most = name.endsWith("Bps") ? 10_000 : Number.MAX_SAFE_INTEGER;
    const fits = Number.isSafeInteger(value) && value >= 0 && value <= most;
    ensure(fits, "invalid_election", `${name} cannot be ${value}.`);
  }
}

function sameSet(a: readonly number[], b: readonly number[]): boolean {
  return new Set(a).symmetricDifference(new Set(b)).size === 0;
}
