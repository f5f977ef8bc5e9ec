/**
 * Erasures: stored objects that erased people and remove_upload() leave behind.
 *
 * POST /erasures → 200 { removed }
 *
 * Called by the database's schedule with a secret key; calling it twice, or at once, is harmless.
 */
import { Hono } from "hono";
import { sql } from "kysely";
import { asService } from "../_shared/database.ts";
import { environment } from "../_shared/environment.ts";
import { answerProblem } from "../_shared/problem.ts";
import { onlySchedules, secretKeys } from "../_shared/secret_key.ts";
import { type Batch, sweep } from "./sweep.ts";

/** As the service role: a schedule is nobody, and everybody's objects are removed here. */
const due = () =>
  asService(null, async (database) => {
    const { rows } = await sql<{ bucket: string; paths: string[] }>`
      select bucket, array_agg(path) as paths from private.files_to_remove() group by bucket`
      .execute(database);
    return rows;
  });

const removed = ({ bucket, paths }: Batch) =>
  asService(null, async (database) => {
    await sql`select private.files_removed(${bucket}, ${paths}::text[])`.execute(database);
  });

async function remove({ bucket, paths }: Batch): Promise<void> {
  const response = await fetch(`${environment.SUPABASE_URL}/storage/v1/object/${bucket}`, {
    method: "DELETE",
    headers: { apikey: secretKeys[0]!, "content-type": "application/json" },
    body: JSON.stringify({ prefixes: paths }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Storage answers ${response.status}: ${answer}`);
}

const app = new Hono().basePath("/erasures");
app.onError(answerProblem);
app.post(
  "/",
  onlySchedules,
  async (c) => c.json({ removed: await sweep({ due, remove, removed }) }),
);

export default { fetch: app.fetch };
