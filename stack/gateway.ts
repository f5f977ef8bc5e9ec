// The one public port: routes requests, turns API keys into roles, refuses bad tokens, adds CORS.
import type { Keys } from "./data_folder.ts";
import { roleToken, tokenVerifier } from "./tokens.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** Where the gateway sends each kind of request. */
export interface Upstreams {
  /** Auth and storage, in this process; also the Data API where PostgREST is missing. */
  platform: Handler;
  /** Base URL of PostgREST, or null to use `platform`. */
  rest: string | null;
  /** Base URL of the edge functions. */
  functions: string;
  /** Functions that config.toml lets anyone call without a token. */
  openFunctions: Set<string>;
}

/** Who asks: the role their API key stands for, and a person's verified token. */
interface Caller {
  role: "anon" | "service_role" | null;
  token: string | null;
}

/** Builds the gateway's request handler. */
export async function gateway(keys: Keys, upstreams: Upstreams): Promise<Handler> {
  const tokens = {
    anon: await roleToken(keys, "anon"),
    service_role: await roleToken(keys, "service_role"),
  };
  const verify = tokenVerifier(keys);
  const roleOf = (key: string | null | undefined) =>
    key === keys.publishable ? "anon" : key === keys.secret ? "service_role" : null;

  /** The caller, or the answer to one who is refused. */
  const authenticate = async (request: Request, url: URL): Promise<Caller | Response> => {
    const { headers } = request;
    const bearer = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
    const apikey = headers.get("apikey") ?? url.searchParams.get("apikey");
    if (url.search.includes("apikey=")) url.searchParams.delete("apikey");
    const role = roleOf(apikey ?? bearer);
    const isKey = roleOf(bearer) !== null;
    if ((apikey && !role) || (isKey && roleOf(bearer) !== role)) {
      return refuse(401, "invalid_api_key", "This API key is not known here.");
    }
    if (role === "service_role" && fromBrowser(headers)) {
      return refuse(
        401,
        "secret_key_in_browser",
        "A secret key must never reach a browser: use the publishable key.",
      );
    }
    if (!bearer || isKey) return { role, token: null };
    if (await verify(bearer)) return { role, token: bearer };
    return refuse(
      401,
      "invalid_token",
      "The access token is forged, expired or meant for somebody else.",
    );
  };

  /** The request with the token that stands for the caller. */
  const signed = (request: Request, { role, token }: Caller): Request => {
    if (token || !role) return request;
    const headers = new Headers(request.headers);
    headers.set("authorization", `Bearer ${tokens[role]}`);
    return new Request(request, { headers });
  };

  const answer = async (request: Request): Promise<Response> => {
    // Dot segments are resolved here, before a path decides who may pass.
    const url = new URL(request.url);
    const [, service, path] = /^\/(rest|auth|storage|functions)\/v1(\/.*|$)/.exec(url.pathname) ??
      [];
    if (!service) {
      return url.pathname === "/health"
        ? Response.json({ status: "ok" })
        : refuse(404, "not_found", "Nothing is served at this address.");
    }
    const caller = await authenticate(request, url);
    if (caller instanceof Response) return caller;
    const { role, token } = caller;
    switch (service) {
      case "rest": {
        if (!role) {
          return refuse(401, "missing_api_key", "Send the publishable key in the apikey header.");
        }
        const known = signed(request, caller);
        return upstreams.rest
          ? forward(known, upstreams.rest + path + url.search)
          : upstreams.platform(known);
      }
      case "functions": {
        const isOpen = upstreams.openFunctions.has(path!.split("/")[1]!);
        if (!isOpen && !token && role !== "service_role") {
          return refuse(401, "missing_token", "This function asks for an access token: sign in.");
        }
        return forward(request, upstreams.functions + path + url.search);
      }
      // Public objects and signed URLs carry no key: storage itself decides.
      case "storage":
        return upstreams.platform(signed(request, caller));
      default:
        return upstreams.platform(request);
    }
  };

  return async (request) => {
    const origin = request.headers.get("origin");
    if (origin && request.method === "OPTIONS") return preflight(request, origin);
    const response = await answer(request).catch((error) => {
      console.error("gateway:", error.message);
      return refuse(502, "bad_gateway", "The service behind this address does not answer.");
    });
    return origin ? withCors(response, origin) : response;
  };
}

const refuse = (status: number, code: string, message: string) =>
  Response.json({ code, message }, { status });

// What concerns one connection only. Compression is the business of neither end of a loopback.
const hop = [
  "connection",
  "keep-alive",
  "proxy-authorization",
  "te",
  "transfer-encoding",
  "upgrade",
];

/** Sends a request on to another address. */
function forward(request: Request, url: string): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of hop) headers.delete(name);
  headers.set("accept-encoding", "identity");
  const { method, body } = request;
  return fetch(url, { method, headers, body, redirect: "manual" });
}

/** Browsers name themselves, and add `origin` when they call another site. */
const fromBrowser = (headers: Headers) =>
  headers.has("origin") || /^Mozilla\//.test(headers.get("user-agent") ?? "");

const exposed = "content-range, content-location, location, preference-applied";

function withCors(response: Response, origin: string): Response {
  const headers = new Headers(response.headers);
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", exposed);
  headers.append("vary", "origin");
  return new Response(response.body, { status: response.status, headers });
}

const preflight = (request: Request, origin: string) =>
  new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
      "access-control-max-age": "3600",
      vary: "origin, access-control-request-headers",
    },
  });
