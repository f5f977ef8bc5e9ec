// Auth and storage, and the Data API where PostgREST is missing, from @supabase/lite.
import { join } from "node:path";
import { App, type EmailDriver, type EmailMessage, setExperimental } from "@supabase/lite";
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

/** Starts auth, storage and, when asked, the Data API, each connected as its own database role. */
export async function startServices(
  server: Server,
  folder: DataFolder,
  keys: Keys,
  config: Config,
  withRest: boolean,
): Promise<Services> {
  const { schemas, extra_search_path, max_rows } = config.api;
  const auth = {
    ...config.auth,
    enabled: true,
    jwt_secret: keys.jwtSecret,
    publishable_key: keys.publishable,
    secret_key: keys.secret,
  };
  const options = { drivers: { email: mailFile(join(folder.logs, "mail.log")) } };
  const services = new Map<string, { app: App; close: () => Promise<void> }>();
  const open = async (name: string, role: string, settings: Record<string, unknown>) => {
    const connection = createPostgresConnection({
      url: serviceUrl(role, server),
      postgresOptions: { onnotice: () => {} },
    });
    // Otherwise the first request tries to grant the API roles all there is, and fails with the attempt.
    Object.assign(connection, { rlsState: "active" });
    services.set(name, {
      app: new App({ connection, options, auth, ...settings }),
      close: () => connection.close(),
    });
    await services.get(name)!.app.init();
  };
  await open("auth", "supabase_auth_admin", {});
  // Only the first `init` prints which experiments are on, and the person at the terminal started none.
  setExperimental("storage", true);
  await open("storage", "supabase_storage_admin", {
    storage: { ...config.storage, enabled: true },
  });
  services.get("storage")!.app._storageAdapter = storedObjects(folder.storage);
  if (withRest) {
    await open("rest", "authenticator", { api: { schemas, extra_search_path, max_rows } });
  }
  return {
    fetch(request) {
      const [, name] = new URL(request.url).pathname.split("/");
      return services.get(name!)!.app.fetch(request);
    },
    async close() {
      for (const { close } of services.values()) await close();
    },
  };
}

/** Delivers every message into one file, where whoever tries a sign-in finds the code. */
function mailFile(path: string): EmailDriver {
  return {
    async send({ to, subject, text, html }: EmailMessage) {
      const message = `${new Date().toISOString()}\nTo: ${to}\nSubject: ${subject}\n\n${
        text ?? html ?? ""
      }\n\n`;
      await Deno.writeTextFile(path, message, { append: true, mode: 0o600 });
    },
  };
}
