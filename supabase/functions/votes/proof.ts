import { sql } from "kysely";
import type { Call } from "../_shared/app.ts";
import { asService } from "../_shared/database.ts";
import { Problem } from "../_shared/problem.ts";
import { inclusionProof } from "../_shared/voting/mod.ts";
import { receiptOf } from "./ballot.ts";

/**
 * Proves that the caller's ballot is among those that were counted: the receipt, the published root
 * over all receipts, and the hashes between them (RFC 6962). `verifyInclusion` checks it.
 */
export async function proof(c: Call): Promise<Response> {
  const receipt = await receiptOf(c);
  // As the service role: a proof is built from everybody's receipts, which say nothing by themselves.
  const { root, receipts } = await asService(c.get("caller"), async (database) => {
    const { rows: [reading] } = await sql<{ ballots_root: string }>`
      select ballots_root from public.poll_results
      where poll_id = ${receipt.poll_id} and is_baseline and status = 'current'`.execute(database);
    const { rows } = await sql<{ receipt: string }>`
      select receipt from private.receipts(${receipt.poll_id})`.execute(database);
    return { root: reading?.ballots_root, receipts: rows.map((row) => row.receipt) };
  });
  if (!root) {
    throw new Problem(409, "not_tallied", "There is nothing to prove before the poll is tallied.");
  }
  return c.json({ receipt, ballots_root: root, proof: inclusionProof(receipts, receipt.receipt!) });
}
