import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical.ts";
import { ensure } from "./errors.ts";

/** Of somebody who did not vote: by whom they wanted to be voted for. People are voter tags. */
export interface Delegation {
  delegator: string;
  delegate: string;
  /** The domain it was given for; null: the whole space. */
  domain: string | null;
}

/** What became of those who delegated. `delegated` = `carried` + `lost` + `circling`. */
export interface DelegationSummary {
  delegated: number;
  /** Somebody along the chain voted, for them too. */
  carried: number;
  /** The chain ends with somebody who neither voted nor delegated. */
  lost: number;
  /** The chain leads into a circle. */
  circling: number;
  /** Circles there are. */
  circles: number;
}

/** Votes beyond their own that people carry, and what became of those who delegated. */
export interface CarriedVotes {
  carried: Map<string, number>;
  summary: DelegationSummary;
}

/** In place of a person: nobody. */
export const NOBODY = -1;
const UNKNOWN = -2;
const CIRCLE = -3;

/**
 * Follows everybody's delegation to the first person who voted. People are 0..n-1; `delegates` holds
 * whom each delegates to, or NOBODY. Returns whose ballot carries each person: their own where they
 * voted. Every person is passed once, so the time grows with their number.
 */
export function followDelegations(
  delegates: Int32Array,
  voted: Uint8Array,
): { carriers: Int32Array; circling: number; circles: number } {
  const people = delegates.length;
  const carriers = new Int32Array(people).fill(UNKNOWN);
  // The walk in which somebody was passed: meeting the present one again is a circle.
  const walks = new Int32Array(people).fill(NOBODY);
  let [circling, circles] = [0, 0];

  for (let start = 0; start < people; start++) {
    let person = start;
    let found = NOBODY;
    for (;;) {
      if (carriers[person] !== UNKNOWN) {
        found = carriers[person]!;
        break;
      }
      if (voted[person] === 1) {
        found = person;
        break;
      }
      if (walks[person] === start) {
        found = CIRCLE;
        circles++;
        break;
      }
      walks[person] = start;
      const next = delegates[person]!;
      if (next === NOBODY) break;
      person = next;
    }
    // Once more along the same way, to write down where it led.
    for (let at = start; at !== NOBODY && carriers[at] === UNKNOWN; at = delegates[at]!) {
      carriers[at] = found;
      if (voted[at] === 1) break;
    }
  }
  for (let person = 0; person < people; person++) {
    if (carriers[person] !== CIRCLE) continue;
    carriers[person] = NOBODY;
    circling++;
  }
  return { carriers, circling, circles };
}

/**
 * What every voter carries. Whoever voted carries at least their own vote and is carried by nobody.
 * Throws `invalid_election` when somebody delegates twice or to themselves.
 */
export function carryVotes(
  delegations: readonly Delegation[],
  voted: (tag: string) => boolean,
): CarriedVotes {
  const numbers = new Map<string, number>();
  const tags: string[] = [];
  const numberOf = (tag: string) => {
    let number = numbers.get(tag);
    if (number === undefined) {
      number = tags.push(tag) - 1;
      numbers.set(tag, number);
    }
    return number;
  };
  for (const { delegator, delegate } of delegations) {
    numberOf(delegator);
    numberOf(delegate);
  }

  const delegates = new Int32Array(tags.length).fill(NOBODY);
  for (const { delegator, delegate } of delegations) {
    const from = numbers.get(delegator)!;
    ensure(delegates[from] === NOBODY, "invalid_election", `${delegator} delegates twice.`);
    ensure(delegator !== delegate, "invalid_election", `${delegator} delegates to themselves.`);
    delegates[from] = numbers.get(delegate)!;
  }
  const votes = Uint8Array.from(tags, (tag) => (voted(tag) ? 1 : 0));
  const { carriers, circling, circles } = followDelegations(delegates, votes);

  const counts = new Int32Array(tags.length);
  let [delegated, carriedPeople] = [0, 0];
  for (let person = 0; person < tags.length; person++) {
    if (delegates[person] === NOBODY || votes[person] === 1) continue;
    delegated++;
    const carrier = carriers[person]!;
    if (carrier === NOBODY) continue;
    carriedPeople++;
    counts[carrier]!++;
  }
  const carried = new Map<string, number>();
  counts.forEach((count, person) => count > 0 && carried.set(tags[person]!, count));
  const lost = delegated - carriedPeople - circling;
  return { carried, summary: { delegated, carried: carriedPeople, lost, circling, circles } };
}

/**
 * SHA-256, in hex, over the line `polity.delegations.v1` and a line of canonical JSON per delegation
 * (`{delegate, delegator, domain}`), sorted by delegator, joined by newlines: the snapshot of a
 * `delegated` reading.
 */
export function delegationsHash(delegations: readonly Delegation[]): string {
  const hash = createHash("sha256").update("polity.delegations.v1");
  const sorted = delegations.toSorted((a, b) => (a.delegator < b.delegator ? -1 : 1));
  for (const { delegator, delegate, domain } of sorted) {
    hash.update(`\n${canonicalJson({ delegator, delegate, domain })}`);
  }
  return hash.digest("hex");
}
