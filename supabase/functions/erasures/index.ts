/**
 * Erasures: stored objects that erased people and remove_upload() leave behind.
 *
 * POST /erasures → 200 { removed }
 *
 * Called by the database's schedule with a secret key; calling it twice, or at once, is harmless.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { sql } from "kysely";
import { asService } from "../_shared/database.ts";
import { environment } from "../_shared/environment.ts";
import { answerProblem, Problem } from "../_shared/problem.ts";
import { type Batch, sweep } from "./sweep.ts";

const keys = Object.values(environment.SUPABASE_SECRET_KEYS);

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares digests, which are equally long and tell nothing of how near a guess was. */
const isSecretKey = (key: string) =>
  keys.some((known) => timingSafeEqual(digest(known), digest(key)));

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
    headers: { apikey: keys[0]!, "content-type": "application/json" },
    body: JSON.stringify({ prefixes: paths }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Storage answers ${response.status}: ${answer}`);
}

const app = new Hono().basePath("/erasures");
app.onError(answerProblem);
app.post("/", async (c) => {
  if (!isSecretKey(c.req.header("apikey") ?? "")) {
    throw new Problem(401, "invalid_api_key", "Only the schedule calls this, with a secret key.");
  }
  return c.json({ removed: await sweep({ due, remove, removed }) });
});

export default { fetch: app.fetch };
