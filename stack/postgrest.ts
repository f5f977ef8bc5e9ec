// PostgREST, the real Data API.
import { type Child, spawn } from "./child.ts";
import type { Keys } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { serviceUrl } from "./platform.ts";
import { freePort } from "./ports.ts";
import type { Server } from "./postgres.ts";
import { AUDIENCE } from "./tokens.ts";

/** Starts PostgREST with the `[api]` settings of config.toml; resolves when its schema cache is loaded. */
export async function startPostgrest(
  program: string,
  server: Server,
  keys: Keys,
  api: { schemas: string[]; extra_search_path: string[]; max_rows: number },
  log: string,
): Promise<{ child: Child; url: string }> {
  const [port, admin] = [freePort(), freePort()];
  const child = spawn("PostgREST", [program], {
    log,
    clearEnv: true,
    env: {
      PGRST_DB_URI: serviceUrl("authenticator", server),
      PGRST_DB_SCHEMAS: api.schemas.join(","),
      PGRST_DB_EXTRA_SEARCH_PATH: api.extra_search_path.join(","),
      PGRST_DB_MAX_ROWS: String(api.max_rows),
      PGRST_DB_ANON_ROLE: "anon",
      PGRST_DB_POOL: "10",
      PGRST_JWT_SECRET: keys.jwtSecret,
      PGRST_JWT_AUD: AUDIENCE,
      PGRST_SERVER_HOST: "127.0.0.1",
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(admin),
      PGRST_OPENAPI_MODE: "follow-privileges",
      PGRST_LOG_LEVEL: "warn",
    },
  });
  let down = false;
  child.ended.then(() => down = true);
  for (let attempt = 0; !down && attempt < 600; attempt++) {
    const ready = await fetch(`http://127.0.0.1:${admin}/ready`).then(async (response) => {
      await response.body?.cancel();
      return response.ok;
    }).catch(() => false);
    if (ready) return { child, url: `http://127.0.0.1:${port}` };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await child.stop();
  throw new Failure(`PostgREST did not start: see ${log}`);
}
