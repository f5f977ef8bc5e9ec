// The one public port: routes requests, turns API keys into roles, refuses bad tokens, adds CORS.
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { proxy } from "hono/proxy";
import type { Keys } from "./data_folder.ts";
import { roleToken, tokenVerifier } from "./tokens.ts";

/** Where the gateway sends each kind of request. */
export interface Upstreams {
  /** Auth and storage, in this process; also the Data API where PostgREST is missing. */
  platform: (request: Request) => Response | Promise<Response>;
  /** Base URL of PostgREST, or null to use `platform`. */
  rest: string | null;
  /** Base URL of the edge functions. */
  functions: string;
  /** Functions that config.toml lets anyone call without a token. */
  openFunctions: Set<string>;
}

const refuse = (c: Context, status: 401 | 403, code: string, message: string) =>
  c.json({ code, message }, status);

/** Builds the gateway's request handler. */
export async function gateway(keys: Keys, upstreams: Upstreams) {
  const tokens = {
    anon: await roleToken(keys, "anon"),
    service_role: await roleToken(keys, "service_role"),
  };
  const verify = tokenVerifier(keys);

  const roleOf = (apikey: string | undefined) =>
    apikey === keys.publishable ? "anon" : apikey === keys.secret ? "service_role" : null;

  /** Answers with a refusal, or leaves `role` and `token` (a person's, when there is one) on the context. */
  const authenticate = async (c: Context): Promise<Response | undefined> => {
    const bearer = /^Bearer\s+(.+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const apikey = c.req.header("apikey") ?? c.req.query("apikey") ?? bearer;
    const role = roleOf(apikey);
    if (apikey && !role && apikey !== bearer) {
      return refuse(c, 401, "invalid_api_key", "This API key is not known here.");
    }
    if (role === "service_role" && fromBrowser(c)) {
      return refuse(
        c,
        401,
        "secret_key_in_browser",
        "A secret key must never reach a browser: use the publishable key.",
      );
    }
    const person = bearer && !roleOf(bearer) ? bearer : undefined;
    if (person && !(await verify(person))) {
      return refuse(
        c,
        401,
        "invalid_token",
        "The access token is forged, expired or meant for somebody else.",
      );
    }
    c.set("role", role);
    c.set("token", person);
  };

  const app = new Hono<{ Variables: { role: "anon" | "service_role" | null; token?: string } }>();
  app.use(cors({
    origin: (origin) => origin || "*",
    allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
    exposeHeaders: [
      "content-range",
      "content-location",
      "location",
      "preference-applied",
      "sb-gateway-version",
    ],
    maxAge: 3600,
  }));
  app.onError((error, c) => {
    console.error(error);
    return c.json({
      code: "bad_gateway",
      message: "The service behind this address does not answer.",
    }, 502);
  });
  app.notFound((c) =>
    c.json({ code: "not_found", message: "Nothing is served at this address." }, 404)
  );

  app.get("/health", (c) => c.json({ status: "ok" }));

  app.all("/rest/v1/*", async (c) => {
    const refused = await authenticate(c);
    if (refused) return refused;
    const role = c.get("role");
    if (!role) {
      return refuse(c, 401, "missing_api_key", "Send the publishable key in the apikey header.");
    }
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${c.get("token") ?? tokens[role]}`);
    if (!upstreams.rest) {
      if (!c.get("token")) headers.delete("authorization");
      return upstreams.platform(new Request(c.req.raw, { headers }));
    }
    headers.delete("apikey");
    const url = new URL(c.req.url);
    return proxy(`${upstreams.rest}${url.pathname.slice("/rest/v1".length)}${url.search}`, {
      raw: new Request(c.req.raw, { headers }),
    });
  });

  app.all("/auth/v1/*", async (c) => {
    const refused = await authenticate(c);
    return refused ?? upstreams.platform(c.req.raw);
  });

  // Public objects and signed URLs carry no key: storage itself decides.
  app.all("/storage/v1/*", async (c) => {
    const refused = await authenticate(c);
    if (refused) return refused;
    const role = c.get("role");
    if (c.get("token") || !role) return upstreams.platform(c.req.raw);
    const headers = new Headers(c.req.raw.headers);
    headers.set("authorization", `Bearer ${tokens[role]}`);
    return upstreams.platform(new Request(c.req.raw, { headers }));
  });

  app.all("/functions/v1/:name/*", (c) => invoke(c));
  app.all("/functions/v1/:name", (c) => invoke(c));
  const invoke = async (c: Context) => {
    const refused = await authenticate(c);
    if (refused) return refused;
    if (
      !upstreams.openFunctions.has(c.req.param("name")!) && !c.get("token") &&
      c.get("role") !== "service_role"
    ) {
      return refuse(
        c,
        401,
        "missing_token",
        "Sign in first: this function asks for an access token.",
      );
    }
    const url = new URL(c.req.url);
    return proxy(
      `${upstreams.functions}${url.pathname.slice("/functions/v1".length)}${url.search}`,
      { raw: c.req.raw },
    );
  };

  return app;
}

/** Browsers name themselves, and add `origin` when they call another site. */
function fromBrowser(c: Context): boolean {
  return c.req.header("origin") !== undefined ||
    /^Mozilla\//.test(c.req.header("user-agent") ?? "");
}
