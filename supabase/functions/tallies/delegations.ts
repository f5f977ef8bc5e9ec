import { sql } from "kysely";
import type { Database } from "../_shared/database.ts";
import {
  carryVotes,
  type Delegation,
  delegationsHash,
  type DelegationSummary,
} from "../_shared/voting/mod.ts";

/**
 * Stores what every ballot of a closed poll weighs with the votes that it carries, by the delegations
 * that stood at the close. Ballots that carry nobody never leave the database.
 */
export async function weighDelegated(
  database: Database,
  pollId: string,
  readingId: string,
): Promise<{ snapshotHash: string; summary: DelegationSummary }> {
  const { rows } = await sql<Delegation & { delegate_voted: boolean }>`
    select delegator, delegate, domain, delegate_voted
    from private.delegations_at_close(${pollId})`.execute(database);
  const voted = new Set(rows.filter((row) => row.delegate_voted).map(({ delegate }) => delegate));
  const { carried, summary } = carryVotes(rows, (tag) => voted.has(tag));
  await sql`
    select private.store_carried_weights(
      ${readingId}, ${pollId},
      array(select decode(tag, 'hex') from unnest(${[...carried.keys()]}::text[]) as tag),
      ${[...carried.values()].map(String)}::bigint[])`.execute(database);
  return { snapshotHash: delegationsHash(rows), summary };
}
