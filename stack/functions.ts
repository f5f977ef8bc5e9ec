// The process that runs the edge functions.
import { join } from "node:path";
import { type Child, spawn } from "./child.ts";
import type { Keys } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { repository } from "./packages.ts";
import { databaseUrl } from "./platform.ts";
import { freePort } from "./ports.ts";
import { jwks } from "./tokens.ts";

/** Starts the edge functions with the environment that Supabase gives them. */
export async function startFunctions(
  keys: Keys,
  settings: { url: string; databasePort: number; log: string },
): Promise<{ child: Child; url: string }> {
  const port = freePort();
  const env = {
    SUPABASE_URL: settings.url,
    SUPABASE_DB_URL: databaseUrl(settings.databasePort),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishable }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secret }),
    SUPABASE_JWKS: jwks(keys),
  };
  const child = spawn("Edge functions", [
    Deno.execPath(),
    "run",
    "--allow-net",
    "--allow-env",
    `--allow-read=${repository}`,
    "--no-prompt",
    join(repository, "stack/functions_host.ts"),
    String(port),
  ], { log: settings.log, env, cwd: repository });
  const url = `http://127.0.0.1:${port}`;
  let down = false;
  child.ended.then(() => down = true);
  for (let attempt = 0; !down && attempt < 600; attempt++) {
    const ready = await fetch(`${url}/_ready`).then(async (response) => {
      await response.body?.cancel();
      return true;
    }).catch(() => false);
    if (ready) return { child, url };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await child.stop();
  throw new Failure(`The edge functions did not start: see ${settings.log}`);
}
