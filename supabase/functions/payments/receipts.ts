import { sql } from "kysely";
import { asService, callPrivate } from "../_shared/database.ts";
import { environment } from "../_shared/environment.ts";
import { secretKeys } from "../_shared/secret_key.ts";
import { each } from "./each.ts";
import type { Receipt } from "./receipt_pdf.ts";

interface Waiting extends Receipt {
  id: string;
  version: number;
  path: string;
}

/**
 * Prints receipts that have no PDF, and says how many. Once more changes nothing; one that changes
 * meanwhile is printed again.
 */
export async function printReceipts(): Promise<number> {
  // As the service role: a schedule is nobody, and everybody's receipts are printed here.
  const waiting = await asService(
    null,
    async (database) =>
      (await sql<Waiting>`select * from private.receipts_to_print()`.execute(database)).rows,
  );
  if (waiting.length === 0) return 0;
  // Fonts are large: only who prints loads them.
  const { receiptPdf } = await import("./receipt_pdf.ts");
  return each(waiting, async ({ id, version, path, ...receipt }) => {
    await store(path, await receiptPdf(receipt));
    await callPrivate(null, "receipt_printed", { receipt: id, version });
  });
}

async function store(path: string, pdf: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${environment.SUPABASE_URL}/storage/v1/object/receipts/${path}`, {
    method: "POST",
    headers: { apikey: secretKeys[0]!, "content-type": "application/pdf", "x-upsert": "true" },
    body: pdf,
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Storage answers ${response.status}: ${answer}`);
}
