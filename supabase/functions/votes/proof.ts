import { Buffer } from "node:buffer";
import { sql } from "kysely";
import type { Call } from "../_shared/app.ts";
import { asService } from "../_shared/database.ts";
import { Problem } from "../_shared/problem.ts";
import { proofFromPages, type TreePage } from "../_shared/voting/mod.ts";
import { receiptOf } from "./ballot.ts";

/**
 * Proves that the caller's ballot is among those that were counted: the receipt, the root over all
 * receipts, and the hashes between them (RFC 6962). `verifyInclusion` checks it.
 */
export async function proof(c: Call): Promise<Response> {
  const receipt = await receiptOf(c);
  const bytes = Buffer.from(receipt.receipt!, "hex");
  // As the service role: the tree stands on everybody's receipts, which say nothing by themselves.
  const pages = await asService(c.get("caller"), async (database) => {
    const { rows } = await sql<TreePage & { size: number }>`
      select number, nodes, size
      from private.receipt_path(${receipt.poll_id}, ${bytes})`.execute(database);
    return rows;
  });
  if (pages.length === 0) {
    throw new Problem(409, "not_tallied", "There is nothing to prove before the poll is tallied.");
  }
  const { root, proof } = proofFromPages(pages, receipt.receipt!, pages[0]!.size);
  return c.json({ receipt, ballots_root: root, proof });
}
