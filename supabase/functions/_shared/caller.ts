// Who calls: the claims of a verified access token.
import {
  createLocalJWKSet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
} from "jose";
import { z } from "zod";
import { environment } from "./environment.ts";
import { Problem } from "./problem.ts";

const Claims = z.looseObject({ sub: z.uuid(), role: z.literal("authenticated"), exp: z.int() });

/** Claims of a signed-in person's token: `sub` is their id. */
export type Claims = z.infer<typeof Claims>;

const { keys } = environment.SUPABASE_JWKS as { keys: JWK[] };
const shared = keys.find((key) => key.kty === "oct");
// Imported once: that is half of what verifying a signature costs.
const secret = shared && await crypto.subtle.importKey(
  "jwk",
  shared as JsonWebKey,
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["verify"],
);
const published = createLocalJWKSet({ keys: keys.filter((key) => key.kty !== "oct") });

// Only these algorithms: `none` and anything else a token may name is refused before a key is looked up.
const algorithms = secret ? ["ES256", "RS256", "EdDSA", "HS256"] : ["ES256", "RS256", "EdDSA"];
const keyFor: JWTVerifyGetKey = (header, token) =>
  header.alg === "HS256" ? Promise.resolve(secret!) : published(header, token);

const known = new Map<string, Claims>();

/** Verifies the request's access token, or throws a 401 problem. */
export async function callerOf(request: Request): Promise<Claims> {
  const token = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) throw new Problem(401, "missing_token", "Sign in first.");
  const before = known.get(token);
  if (before && before.exp * 1000 > Date.now()) return before;
  known.delete(token);
  const claims = Claims.safeParse(await verified(token));
  if (!claims.success) {
    throw new Problem(401, "invalid_token", "Sign in again: this token is not valid here.");
  }
  // A signature costs more than a look-up; tokens are short-lived and few per person.
  if (known.size >= 10_000) known.clear();
  known.set(token, claims.data);
  return claims.data;
}

async function verified(token: string): Promise<JWTPayload | null> {
  try {
    return (await jwtVerify(token, keyFor, { algorithms, audience: "authenticated" })).payload;
  } catch {
    return null;
  }
}
