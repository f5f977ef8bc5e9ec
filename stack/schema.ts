// Keeps what is generated from the schema true: `types` writes types/database.ts, `check` compares it
// and asks the Supabase advisors, on a database that owns nothing but the migrations.
import { join } from "node:path";
import postgres from "postgres";
import { Failure } from "./failure.ts";
import { supabase } from "./migrations.ts";
import { repository } from "./packages.ts";
import { prepareData } from "./prepared_data.ts";
import { startDatabase } from "./stack.ts";

const file = join(repository, "types/database.ts");

/** Runs `work` with the URL of a database that nobody used yet. */
export async function withFreshDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const data = await prepareData({ seed: true });
  const database = await startDatabase({ data, ephemeral: true, seed: true });
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
}

const generate = (url: string) =>
  supabase(["gen", "types", "--schema", "public", `--remote=${url}`]);

/** What the advisors warn of; not of the constructors of range types, which no owner can alter. */
async function advise(url: string): Promise<unknown[]> {
  const findings = JSON.parse(
    await supabase(["db", "advisors", "--level", "warn", `--remote=${url}`]) || "[]",
  );
  const sql = postgres(url, { max: 1 });
  const constructors = await sql`
    select t.typnamespace::regnamespace::text as schema, t.typname as name
    from pg_range r join pg_type t on t.oid in (r.rngtypid, r.rngmultitypid)`;
  await sql.end();
  return findings.filter((finding: { name: string; metadata: { schema: string; name: string } }) =>
    finding.name !== "function_search_path_mutable" ||
    !constructors.some(({ schema, name }) =>
      schema === finding.metadata.schema && name === finding.metadata.name
    )
  );
}

async function main(command: string | undefined): Promise<void> {
  await withFreshDatabase(async (url) => {
    const generated = await generate(url);
    if (command === "types") return await Deno.writeTextFile(file, generated);
    if (generated !== await Deno.readTextFile(file).catch(() => "")) {
      throw new Failure("types/database.ts is stale: run npm run types.");
    }
    const findings = await advise(url);
    if (findings.length > 0) throw new Failure(JSON.stringify(findings, null, 2));
    console.log("The advisors find nothing.");
  });
}

try {
  await main(Deno.args[0]);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
