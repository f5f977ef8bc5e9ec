// Auth and storage, and the Data API where PostgREST is missing, from @supabase/lite.
import { join } from "node:path";
import { App, type EmailDriver, type EmailMessage, setExperimental } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import type { Config } from "./config.ts";
import type { DataFolder, Keys } from "./data_folder.ts";
import { databaseUrl, serviceUrl } from "./platform.ts";
import type { Server } from "./postgres.ts";
import { answerStorage } from "./storage.ts";
import { storedObjects } from "./stored_objects.ts";

/** The services that run inside the stack's own process. */
export interface Services {
  fetch: (request: Request) => Promise<Response>;
  close: () => Promise<void>;
}

// The services hand over JSON as text, which their driver would wrap once more into a JSON string;
// strings themselves they hand over bare.
const jsonb = {
  to: 3802,
  from: [3802],
  serialize: (value: unknown) =>
    typeof value === "string" && isJson(value) ? value : JSON.stringify(value),
  parse: JSON.parse,
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// What PostgREST answers to errors of Postgres of which @supabase/lite says nothing but "SUP".
const statuses: Record<string, number> = { "23514": 400, "23P01": 400, "54001": 413, P0001: 400 };

/** Such an error in the form in which @supabase/lite passes on all that it holds. */
function told(error: unknown): unknown {
  const { code, message, detail, hint } = error as Record<string, string>;
  const status = statuses[code!];
  return status
    ? Object.assign(new Error(JSON.stringify({ code, message, details: detail, hint })), {
      code: "PGRST",
      detail: JSON.stringify({ status, headers: {} }),
    })
    : error;
}

/** Starts auth, storage and, when asked, the Data API, each connected as its own database role. */
export async function startServices(
  server: Server,
  folder: DataFolder,
  keys: Keys,
  config: Config,
  settings: { url: string; withRest: boolean },
): Promise<Services> {
  const { schemas, extra_search_path, max_rows } = config.api;
  const auth = {
    ...config.auth,
    enabled: true,
    jwt_secret: keys.jwtSecret,
    publishable_key: keys.publishable,
    secret_key: keys.secret,
  };
  // The service takes the app's address for its own.
  const [wrong, right] = [config.auth.site_url, settings.url].map((url) => `${url}/auth/v1/`);
  const email = mailFile(
    join(folder.logs, "mail.log"),
    (text) => text.replaceAll(wrong!, right!),
  );
  const options = { drivers: { email } };
  const services = new Map<string, { app: App; close: () => Promise<void> }>();
  const open = async (name: string, url: string, settings: Record<string, unknown>) => {
    const connection = createPostgresConnection({
      url,
      postgresOptions: { onnotice: () => {}, types: { jsonb } },
    });
    // Otherwise the first request tries to grant the API roles all there is, and fails with the attempt.
    Object.assign(connection, { rlsState: "active", normalizeDbError: told });
    services.set(name, {
      // Its Studio would answer every unknown address.
      app: new App({ connection, options, auth, studio: { enabled: false }, ...settings }),
      close: () => connection.close(),
    });
    await services.get(name)!.app.init();
  };
  await open("auth", serviceUrl("supabase_auth_admin", server), {});
  // Only the first `init` prints which experiments are on, and the person at the terminal started none.
  setExperimental("storage", true);
  await open("storage", serviceUrl("supabase_storage_admin", server), {
    storage: { ...config.storage, enabled: true },
  });
  services.get("storage")!.app._storageAdapter = storedObjects(folder.storage);
  if (settings.withRest) {
    // It reads the session of a caller and the whole schema before it takes on the caller's role.
    await open("rest", databaseUrl(server.port), { api: { schemas, extra_search_path, max_rows } });
  }
  return {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const name = pathname.split("/")[1]!;
      const { app } = services.get(name)!;
      if (name === "storage") return answerStorage(request, app.fetch);
      const isCode = pathname === "/auth/v1/verify" && request.method === "POST";
      return app.fetch(isCode ? await withKnownType(request) : request);
    },
    async close() {
      for (const { close } of services.values()) await close();
    },
  };
}

/** Supabase calls a code from an e-mail `email`; @supabase/lite knows only the older name. */
async function withKnownType(request: Request): Promise<Request> {
  const body = (await request.text()).replace(/"type"\s*:\s*"email"/, '"type":"magiclink"');
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body });
}

/** Delivers every message into one file, where whoever tries a sign-in finds the code. */
function mailFile(path: string, correct: (text: string) => string): EmailDriver {
  return {
    async send({ to, subject, text, html }: EmailMessage) {
      const message = `${new Date().toISOString()}\nTo: ${to}\nSubject: ${subject}\n\n${
        correct(text ?? html ?? "")
      }\n\n`;
      await Deno.writeTextFile(path, message, { append: true, mode: 0o600 });
    },
  };
}
