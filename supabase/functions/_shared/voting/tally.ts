import { canonicalJson } from "./canonical.ts";
import { ensure } from "./errors.ts";
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

  const distinct = optionIds.length === options && new Set(optionIds).size === options;
  ensure(distinct, "invalid_election", "Every option needs an id of its own.");
  ensure(typeof seed === "string" && seed !== "", "invalid_election", "Lots need a seed.");
  groups.forEach(ensureGroup);
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

function ensureGroup({ weight, count }: Group): void {
  const weighs = typeof weight === "bigint" && weight >= 0n;
  ensure(weighs, "invalid_election", `A weight is a bigint of at least 0n, not ${weight}.`);
  const counts = Number.isSafeInteger(count) && count >= 1;
  ensure(counts, "invalid_election", `A group holds at least one ballot, not ${count}.`);
}
