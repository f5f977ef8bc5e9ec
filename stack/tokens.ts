// JSON Web Tokens and API keys, as the platform's gateway treats them.
import { jwtVerify, SignJWT } from "jose";
import type { Keys } from "./data_folder.ts";

/** Every token of a person is for this audience. */
export const AUDIENCE = "authenticated";

const key = (keys: Keys) => new TextEncoder().encode(keys.jwtSecret);

/** The signing keys as a JWK set, for edge functions. Auth here signs with one shared HS256 secret. */
export function jwks(keys: Keys): string {
  const k = key(keys).toBase64({ alphabet: "base64url", omitPadding: true });
  return JSON.stringify({ keys: [{ kty: "oct", alg: "HS256", k }] });
}

/** A token for a role that an API key stands for, good for ten years: it never leaves the stack. */
export function roleToken(keys: Keys, role: "anon" | "service_role"): Promise<string> {
  return new SignJWT({ role })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime("10y")
    .sign(key(keys));
}

/** A person's access token for an hour, as the auth service signs it. */
export function personToken(keys: Keys, person: string): Promise<string> {
  return new SignJWT({ sub: person, role: AUDIENCE })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(AUDIENCE)
    .setExpirationTime("1h")
    .sign(key(keys));
}

/** Verifies people's tokens: signature, expiry, audience, and HS256 only. Remembers good ones until they expire. */
export function tokenVerifier(keys: Keys): (token: string) => Promise<boolean> {
  const good = new Map<string, number>();
  // Imported once: that is half of what verifying a signature costs.
  const imported = crypto.subtle.importKey(
    "raw",
    key(keys),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  return async (token) => {
    const until = good.get(token);
    if (until !== undefined && until > Date.now()) return true;
    good.delete(token);
    try {
      const { payload } = await jwtVerify(token, await imported, {
        algorithms: ["HS256"],
        audience: AUDIENCE,
        requiredClaims: ["exp", "sub"],
      });
      if (good.size >= 10_000) good.clear();
      good.set(token, payload.exp! * 1000);
      return true;
    } catch {
      return false;
    }
  };
}
