// Runs the pgTAP files of supabase/tests/database, one after the other, since each takes back what it
// did; only those whose names contain a word given after `--`, if there is one.
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import assert from "node:assert/strict";
import { Parser } from "tap-parser";
import type postgres from "postgres";
import { startTestServer } from "./support/database.ts";

const folder = fileURLToPath(new URL("../supabase/tests/database/", import.meta.url));
const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const helpers = names.filter((name) => name.endsWith(".sql") && !name.endsWith(".test.sql"));
const stories = names.filter((name) =>
  name.endsWith(".test.sql") &&
  (Deno.args.length === 0 || Deno.args.some((word) => name.includes(word)))
);

/** Runs one file and returns its TAP lines. */
async function run(sql: postgres.Sql, name: string): Promise<string> {
  const results = await sql.unsafe(await Deno.readTextFile(join(folder, name)));
  await sql.unsafe("discard all");
  // One result set for each statement; an assertion yields one row with one column of TAP text.
  const sets = (Array.isArray(results[0]) ? results : [results]) as Record<string, unknown>[][];
  const lines = sets.flat().map((row) => Object.values(row)[0]).filter((value) =>
    typeof value === "string"
  );
  return lines.join("\n");
}

Deno.test("pgTAP", async (t) => {
  const server = await startTestServer({ scripts: helpers.map((name) => join(folder, name)) });
  try {
    const sql = await server.clone();
    for (const name of stories) {
      await t.step(name, async () => {
        const tap = await run(sql, name).catch(async (error) => {
          await sql.unsafe("rollback");
          return `Bail out! ${error.message}`;
        });
        const failures: string[] = [];
        const parser = new Parser({ strict: false }, (result) => {
          assert(
            result.ok && result.count > 0,
            `${failures.join("\n") || "no test ran"}\n\n${tap}`,
          );
        });
        parser.on(
          "fail",
          ({ id, name }: { id: number; name: string }) => failures.push(`not ok ${id} - ${name}`),
        );
        parser.on("bailout", (reason: string) => failures.push(`bail out: ${reason}`));
        parser.end(tap);
      });
    }
  } finally {
    await server.stop();
  }
});
