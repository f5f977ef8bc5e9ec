import { Buffer } from "node:buffer";
import { sql } from "kysely";
import type { Database } from "../_shared/database.ts";
import { merkleRoot, PAGE_NODES, pageRoot } from "../_shared/voting/mod.ts";

/**
 * Builds the tree over a poll's receipts from its ballots, keeps it for proofs and returns its root. At
 * most 256 pages are in memory at once.
 */
export async function growTree(database: Database, poll: string): Promise<string> {
  await sql`select private.plant_receipts(${poll})`.execute(database);
  for (let level = 0;; level++) {
    for (let above = 0;; above++) {
      const { rows: pages } = await sql<{ first_receipt: Buffer; nodes: Buffer }>`
        select first_receipt, nodes
        from private.receipt_pages(${poll}, ${level}, ${above * PAGE_NODES})`.execute(database);
      const roots = pages.map(({ nodes }) => pageRoot(nodes));
      if (above === 0 && roots.length <= 1) return roots[0]?.toString("hex") ?? merkleRoot([]);
      if (pages.length > 0) {
        await sql`
          select private.add_receipt_page(
            ${poll}, ${level + 1}, ${above}, ${pages[0]!.first_receipt}, ${Buffer.concat(roots)}
          )`.execute(database);
      }
      if (pages.length < PAGE_NODES) break;
    }
  }
}
