import { sql } from "kysely";
import type { Database } from "../_shared/database.ts";
import {
  carryVotes,
  type Delegation,
  delegationsHash,
  type Lens,
  snapshotHash,
  type Summary,
  type WeighingInput,
} from "../_shared/voting/mod.ts";

const PAGE = 10_000;

/** What a lens weighs a poll's ballots by. */
export interface Snapshot {
  /** Of whom something is known; every other ballot weighs the same. */
  inputs: WeighingInput[];
  hash: string;
  summary?: Summary;
}

/** Reads what the snapshot of a closed poll holds of its voters, in the lens's own words. */
export async function readSnapshot(
  database: Database,
  pollId: string,
  lens: Lens,
): Promise<Snapshot> {
  if (lens.kind === "delegated") return await readDelegations(database, pollId);
  const inputs: WeighingInput[] = [];
  for (let after = "";;) {
    const { rows } = await sql<{ voter: string; known: object | null }>`
      select encode(i.voter_tag, 'hex') as voter, i.known
      from public.polls p, private.lens_inputs(
        p, ${JSON.stringify(lens)}::text::jsonb, decode(${after}, 'hex'), ${PAGE}
      ) as i
      where p.id = ${pollId}`.execute(database);
    for (const { voter, known } of rows) if (known !== null) inputs.push({ voter, ...known });
    if (rows.length === 0) return { inputs, hash: snapshotHash(inputs) };
    after = rows.at(-1)!.voter;
  }
}

/** The delegations that stood at the close, and whom they made each ballot count for. */
async function readDelegations(database: Database, pollId: string): Promise<Snapshot> {
  const { rows } = await sql<Delegation & { delegate_voted: boolean }>`
    select delegator, delegate, domain, delegate_voted
    from private.delegations_at_close(${pollId})`.execute(database);
  const voted = new Set(rows.filter((row) => row.delegate_voted).map(({ delegate }) => delegate));
  const { carried, summary } = carryVotes(rows, (tag) => voted.has(tag));
  const inputs = [...carried].map(([voter, carried]) => ({ voter, carried: BigInt(carried) }));
  return { inputs, hash: delegationsHash(rows), summary: { delegation: summary } };
}
