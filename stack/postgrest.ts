// PostgREST, the real Data API.
import { join } from "node:path";
import { type Child, spawn } from "./child.ts";
import type { Config } from "./config.ts";
import { type DataFolder, type Keys, writeWhole } from "./data_folder.ts";
import { serviceUrl } from "./platform.ts";
import { freePort } from "./ports.ts";
import type { Server } from "./postgres.ts";
import { AUDIENCE } from "./tokens.ts";

/** Starts PostgREST with the `[api]` settings of config.toml; resolves when its schema cache is loaded. */
export async function startPostgrest(
  program: string,
  server: Server,
  folder: DataFolder,
  keys: Keys,
  { api }: Config,
): Promise<{ child: Child; url: string }> {
  const [port, admin] = [freePort(), freePort()];
  const settings = {
    "db-uri": serviceUrl("authenticator", server),
    "db-schemas": api.schemas.join(","),
    "db-extra-search-path": api.extra_search_path.join(","),
    "db-max-rows": api.max_rows,
    "db-anon-role": "anon",
    "db-pool": 10,
    "jwt-secret": keys.jwtSecret,
    "jwt-aud": AUDIENCE,
    "server-host": "127.0.0.1",
    "server-port": port,
    "admin-server-port": admin,
    "openapi-mode": "follow-privileges",
    "log-level": "warn",
  };
  const file = join(folder.path, "postgrest.conf");
  const lines = Object.entries(settings).map(([name, value]) =>
    `${name} = ${JSON.stringify(value)}\n`
  );
  writeWhole(file, lines.join(""));
  const child = spawn(folder, "PostgREST", [program, file], { clearEnv: true });
  await child.ready(async () => {
    const response = await fetch(`http://127.0.0.1:${admin}/ready`);
    await response.body?.cancel();
    if (!response.ok) throw new Error("The schema cache is not loaded yet.");
  });
  return { child, url: `http://127.0.0.1:${port}` };
}
