// Applies supabase/migrations and seed.sql through the supabase CLI, as a deployment does.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { repository, supabaseProgram } from "./packages.ts";

/** Runs the supabase CLI in this repository and returns what it printed. */
export async function supabase(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(supabaseProgram(), {
    args: ["--agent", "no", "--workdir", repository, ...args],
    env: { SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", PGSSLMODE: "disable", ...env },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) {
    throw new Failure(`supabase ${args.join(" ")}\n${decode(stdout)}${decode(stderr)}`.trim());
  }
  return decode(stdout);
}

/** Checksum of every migration file, by file name. */
export async function checksums(): Promise<Record<string, string>> {
  const folder = join(repository, "supabase/migrations");
  const sums: Record<string, string> = {};
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".sql")) continue;
    const text = await Deno.readTextFile(join(folder, name));
    sums[name] = createHash("sha256").update(text).digest("hex");
  }
  return sums;
}

/**
 * Applies the migrations a database lacks, and the seed when asked. `record` keeps checksums: an
 * edited file that was applied before is a failure, since the database would silently differ from it.
 */
export async function migrate(
  url: string,
  options: { seed: boolean; record?: string },
): Promise<void> {
  const now = await checksums();
  if (options.record && existsSync(options.record)) {
    const before: Record<string, string> = JSON.parse(await Deno.readTextFile(options.record));
    const edited = Object.keys(before).filter((name) => before[name] !== now[name]).sort();
    if (edited.length > 0) {
      throw new Failure(
        `${
          edited[0]
        } was edited after it was applied: run npm run reset to build the database anew.`,
      );
    }
    if (Object.keys(now).every((name) => name in before)) return;
  }
  const seed = options.seed ? ["--include-seed"] : [];
  await supabase(["db", "push", `--remote=${url}`, "--yes", "--include-all", ...seed]);
  if (options.record) await Deno.writeTextFile(options.record, JSON.stringify(now, null, 2));
}
