// Keeps what is generated from the schema true: `types` writes types/database.ts, `check` compares it
// and asks the Supabase advisors, on a database that owns nothing but the migrations.
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { supabase } from "./migrations.ts";
import { repository } from "./packages.ts";
import { startDatabase } from "./stack.ts";

const file = join(repository, "types/database.ts");

/** Runs `work` with the URL of a freshly migrated database. */
export async function withFreshDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const data = await Deno.makeTempDir({ prefix: "polity-schema-" });
  const database = await startDatabase({ data, ephemeral: true, seed: true });
  try {
    return await work(database.url);
  } finally {
    await database.stop();
  }
}

const generate = (url: string) =>
  supabase(["gen", "types", "--schema", "public", `--remote=${url}`]);

async function main(command: string | undefined): Promise<void> {
  await withFreshDatabase(async (url) => {
    const generated = await generate(url);
    if (command === "types") return await Deno.writeTextFile(file, generated);
    if (generated !== await Deno.readTextFile(file).catch(() => "")) {
      throw new Failure("types/database.ts is stale: run npm run types.");
    }
    const findings = await supabase(["db", "advisors", "--fail-on", "warn", `--remote=${url}`]);
    console.log(findings.trim() || "The advisors find nothing.");
  });
}

try {
  await main(Deno.args[0]);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
