import { createHash } from "node:crypto";

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The one JSON text of a value: no spaces, keys sorted by UTF-16 code units, numbers as
 * ECMAScript writes them (RFC 8785). Throws TypeError on what JSON cannot say (undefined, bigint,
 * NaN, lone surrogates, class instances), because dropping it would hash less than was given.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === "string" && value.isWellFormed()) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(",")}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value).sort()
      .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`Not JSON: ${typeof value} ${String(value)}`);
}

/** A copy for storage, every bigint as its decimal string. Throws as `canonicalJson`. */
export function toJson(value: unknown): Json {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return Array.from(value, toJson);
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJson(part)]));
  }
  return JSON.parse(canonicalJson(value));
}

/** SHA-256 of bytes, or of a text's UTF-8, in lower-case hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
