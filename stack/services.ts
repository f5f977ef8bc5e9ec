// Auth and storage, and the Data API where PostgREST is missing, from @supabase/lite.
import { App, InMemoryEmailDriver, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import type { Config } from "./config.ts";
import type { DataFolder, Keys } from "./data_folder.ts";
import { serviceUrl } from "./platform.ts";
import type { Server } from "./postgres.ts";
import { storedObjects } from "./stored_objects.ts";

/** The services that run inside the stack's own process. */
export interface Services {
  fetch: (request: Request) => Promise<Response>;
  close: () => Promise<void>;
}

/** Starts auth, storage and the fallback Data API, each connected as its own database role. */
export async function startServices(
  server: Server,
  folder: DataFolder,
  keys: Keys,
  config: Config,
): Promise<Services> {
  setExperimental("storage", true);
  const { schemas, extra_search_path, max_rows } = config.api;
  const auth = {
    ...config.auth,
    enabled: true,
    jwt_secret: keys.jwtSecret,
    publishable_key: keys.publishable,
    secret_key: keys.secret,
  };
  const options = { drivers: { email: new InMemoryEmailDriver() } };
  const open = async (role: string, settings: Record<string, unknown>) => {
    const connection = createPostgresConnection({ url: serviceUrl(role, server) });
    const app = new App({ connection, options, auth, ...settings });
    if (role === "supabase_storage_admin") app._storageAdapter = storedObjects(folder.storage);
    await app.init();
    return { app, connection };
  };
  const services = {
    auth: await open("supabase_auth_admin", {}),
    storage: await open("supabase_storage_admin", {
      storage: { ...config.storage, enabled: true },
    }),
    rest: await open("authenticator", { api: { schemas, extra_search_path, max_rows } }),
  };
  return {
    fetch(request) {
      const [, name] = new URL(request.url).pathname.split("/");
      const { app } = services[name as keyof typeof services];
      return app.fetch(request);
    },
    async close() {
      for (const { connection } of Object.values(services)) await connection.close();
    },
  };
}
