// The process that runs the edge functions.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Child, spawn } from "./child.ts";
import type { DataFolder, Keys } from "./data_folder.ts";
import { repository } from "./packages.ts";
import { databaseUrl } from "./platform.ts";
import { freePort } from "./ports.ts";
import { jwks } from "./tokens.ts";

/** Starts a project's edge functions with the environment that Supabase gives them. */
export async function startFunctions(
  project: string,
  folder: DataFolder,
  keys: Keys,
  settings: { url: string; databasePort: number },
): Promise<{ child: Child; url: string; broken: string[] }> {
  const functions = join(project, "supabase/functions");
  const secrets = join(functions, ".env");
  const port = freePort();
  const child = spawn(folder, "Edge functions", [
    Deno.execPath(),
    "run",
    "--allow-net",
    "--allow-env",
    `--allow-read=${repository},${functions}`,
    "--no-prompt",
    ...(existsSync(secrets) ? [`--env-file=${secrets}`] : []),
    join(repository, "stack/functions_host.ts"),
    functions,
    String(port),
    folder.path,
  ], {
    cwd: repository,
    env: {
      SUPABASE_URL: settings.url,
      SUPABASE_DB_URL: databaseUrl(settings.databasePort),
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishable }),
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secret }),
      SUPABASE_JWKS: jwks(keys),
      // Nobody's money moves here, unless a key for Stripe is among the project's secrets.
      PAYMENTS_SANDBOX: "on",
    },
  });
  const url = `http://127.0.0.1:${port}`;
  let broken: string[] = [];
  await child.ready(async () => {
    ({ broken } = await (await fetch(`${url}/_ready`)).json());
  });
  return { child, url, broken };
}
