// What every answer must hold to, whoever asked for whatever.
import type { Call } from "./calls.ts";
import type { Answer, Outcome } from "./world.ts";

/** SQLSTATEs that may reach a client through the Data API, with what causes them. */
const sqlStates: Record<string, string> = {
  "0A000": "a feature PostgREST asks for and the type lacks, such as an order of json",
  "21000": "one upsert that names a row twice",
  "23502": "a column that must be there is missing",
  "23503": "a reference to what is not there",
  "23505": "taken already",
  "23514": "a rule of the row",
  "25006": "GET on a function that writes",
  "42501": "no right",
  "42601": "a filter that is no expression",
  "42703": "a column that is not there",
  "42704": "a type or text search configuration that is not there",
  "42725": "a filter that fits several operators",
  "42804": "a value of another type",
  "42809": "an aggregate where none is",
  "42846": "a cast that is not there",
  "42883": "an operator that the column's type lacks",
  "42P10": "on_conflict names no unique key",
  "428C9": "a value for a column the database computes",
  "54001": "JSON nested deeper than Postgres reads",
};
const known = (code: string) => code.startsWith("22") || code in sqlStates;

/** Tables that a refusal writes to on purpose. */
const writtenByRefusals: Record<string, string> = {
  "private.invite_guesses": "whoever guesses codes is slowed down",
};

/** What belongs to us and is nobody's business. */
const internal: [what: string, pattern: RegExp][] = [
  ["a private name", /\bprivate\.\w|schema "?private|\bauth\.users/],
  ["a statement", /\b(select .* from|insert into|update \S+ set|delete from) /i],
  ["a row", /Failing row contains/],
  ["a function's inside", /PL\/pgSQL|\bat \S+\.ts:\d|unexpected (EOF|token)|internal error/],
  ["an address", /@example\.com/],
];
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

interface Refusal {
  code?: unknown;
  message?: unknown;
  hint?: unknown;
  details?: unknown;
}

/** What is wrong with an outcome; empty when nothing is. */
export function complaints({ call, answer, changes, sent, leaks }: Outcome): string[] {
  const found = leaks.map((id) => `shows ${id} of another space: ${answer.text.slice(0, 300)}`);
  if (answer.status >= 500) found.push(`answers ${answer.status}: ${answer.text.slice(0, 300)}`);
  const isTokenBad = call.actor === "forged" || call.actor === "expired";
  if (isTokenBad && answer.status !== 401) found.push(`takes a token that is ${call.actor}`);
  if (answer.status >= 400) {
    if (call.method !== "HEAD") found.push(...refusalComplaints(call, answer, sent));
    for (const { table, row } of changes) {
      if (!(table in writtenByRefusals)) {
        found.push(`refuses, and yet writes: ${row.slice(0, 300)}`);
      }
    }
  }
  for (const { table, length } of changes) {
    if (length > 300_000) found.push(`stores ${length} characters in a row of ${table}`);
  }
  return found;
}

function refusalComplaints({ actor }: Call, { status, text }: Answer, sent: string): string[] {
  let refusal: Refusal;
  try {
    refusal = JSON.parse(text) ?? {};
  } catch {
    return [`refuses (${status}) without JSON: ${text.slice(0, 300)}`];
  }
  const found: string[] = [];
  const { code, hint } = refusal;
  const says = String(code);
  const stable = /^PT4\d\d$/.test(says)
    ? /^[a-z]+(_[a-z]+)*$/.test(String(hint))
    : /^[a-z]+(_[a-z]+)*$/.test(says) || /^PGRST\d{3}$/.test(says) || known(says);
  if (!stable) found.push(`refuses (${status}) with no code that is known: ${text.slice(0, 300)}`);
  if (typeof refusal.message !== "string") found.push(`says nothing: ${text.slice(0, 300)}`);
  const words = [refusal.message, hint, refusal.details].map((part) => JSON.stringify(part ?? ""))
    .join(" ");
  // The service role sees every row anyway.
  if (actor === "service") return found;
  for (const [what, pattern] of internal) {
    if (pattern.test(words) && !pattern.test(sent)) {
      found.push(`shows ${what}: ${words.slice(0, 300)}`);
    }
  }
  for (const id of words.match(uuid) ?? []) {
    if (!sent.includes(id)) found.push(`names an id nobody sent: ${words.slice(0, 300)}`);
  }
  return found;
}
