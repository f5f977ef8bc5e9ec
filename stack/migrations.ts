// Applies supabase/migrations and seed.sql through the supabase CLI, as a deployment does.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { writeWhole } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { repository, supabaseProgram } from "./packages.ts";

/** Runs the supabase CLI on a project and returns what it printed. */
export async function supabase(args: string[], project = repository): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(supabaseProgram(), {
    args: ["--agent", "no", "--workdir", project, ...args],
    env: { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", PGSSLMODE: "disable" },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Failure(`supabase ${args.join(" ")}\n${decode(stdout)}${decode(stderr)}`.trim());
  }
  return decode(stdout);
}

/** Checksum of every migration file of a project, by file name. */
async function checksums(project: string): Promise<Record<string, string>> {
  const folder = join(project, "supabase/migrations");
  const sums: Record<string, string> = {};
  if (!existsSync(folder)) return sums;
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".sql")) continue;
    const text = await Deno.readTextFile(join(folder, name));
    sums[name] = createHash("sha256").update(text).digest("hex");
  }
  return sums;
}

/**
 * Applies the migrations a database lacks, and the seed when asked. `record` keeps checksums: a file
 * that was edited after it was applied is a failure, since the database would silently differ from it.
 */
export async function migrate(
  url: string,
  options: { project: string; seed: boolean; record: string },
): Promise<void> {
  const { project, record } = options;
  const now = await checksums(project);
  const before: Record<string, string> = JSON.parse(
    await Deno.readTextFile(record).catch(() => "{}"),
  );
  const edited = Object.keys(before).filter((name) => before[name] !== now[name]).sort()[0];
  if (edited) {
    throw new Failure(
      `${edited} was edited after it was applied: npm run reset begins with an empty database.`,
    );
  }
  const news = Object.keys(now).filter((name) => !(name in before));
  if (news.length === 0 && !options.seed) return;
  const seed = options.seed ? ["--include-seed"] : [];
  try {
    await supabase(["db", "push", `--remote=${url}`, "--yes", "--include-all", ...seed], project);
  } finally {
    // A push that fails keeps the files before the one that failed.
    const applied = await appliedVersions(url);
    const kept = Object.entries(now).filter(([name]) => applied.has(name.split("_")[0]!));
    writeWhole(record, JSON.stringify(Object.fromEntries(kept), null, 2));
  }
}

/** The versions of the migrations that a database has. */
async function appliedVersions(url: string): Promise<Set<string>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [{ history }] = await sql<[{ history: string | null }]>`
      select to_regclass('supabase_migrations.schema_migrations')::text as history`;
    if (!history) return new Set();
    const rows = await sql<{ version: string }[]>`
      select version from supabase_migrations.schema_migrations`;
    return new Set(rows.map(({ version }) => version));
  } finally {
    await sql.end();
  }
}
