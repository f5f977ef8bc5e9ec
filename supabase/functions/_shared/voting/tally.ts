import { canonicalJson } from "./canonical.ts";
import { VotingError } from "./errors.ts";
import type { Group } from "./method.ts";
import { methodNamed, type TallyResult } from "./methods/mod.ts";
import { drawBySeed } from "./seed.ts";

/** All that decides a result. Options are positions 0..options-1. */
export interface TallyInput {
  method: string;
  options: number;
  /** Ids in position order. They make lots independent of the listing; see `drawBySeed`. */
  optionIds?: readonly string[];
  /** Places to fill; 1 unless told. */
  seats?: number;
  seed: string;
  parameters?: unknown;
  groups: readonly Group[];
}

/**
 * Counts an election. Pure: equal input gives an equal result, and the cost grows with the groups,
 * not with the ballots in them. Throws VotingError on any part that is not valid.
 */
export function tally(input: TallyInput): TallyResult {
  const { method, options, seats = 1, seed, parameters = {}, groups } = input;
  const prepared = methodNamed(method).prepare(options, parameters);
  const optionIds = input.optionIds ?? Array.from({ length: options }, (_, index) => `${index}`);

  require(
    new Set(optionIds).size === options && optionIds.length === options,
    "Every option needs its own id.",
  );
  require(typeof seed === "string" && seed !== "", "A seed is needed to draw lots.");
  for (const { weight, count } of groups) {
    require(typeof weight === "bigint" && weight >= 0n, "A weight is a bigint of at least 0n.");
    require(Number.isSafeInteger(count) && count >= 1, "A group holds at least one ballot.");
  }
  return prepared.count({ seats, groups, draw: drawBySeed(seed, optionIds) });
}

/** Groups single ballots (canonical choice, weight in micro-votes) by equal choice. */
export function groupBallots(ballots: Iterable<{ choice: unknown; weight: bigint }>): Group[] {
  const groups = new Map<string, Group>();
  for (const { choice, weight } of ballots) {
    const key = canonicalJson(choice);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { choice, weight, count: 1 });
    else {
      group.weight += weight;
      group.count += 1;
    }
  }
  return [...groups.values()];
}

function require(holds: boolean, message: string): void {
  if (!holds) throw new VotingError("invalid_election", message);
}
