// Requests to whatever answers, as text with marks (see values.ts).
import fc from "fast-check";
import type { Field, Known, Target } from "./catalog.ts";
import { hostile, inAddress, noJson, object } from "./values.ts";

/** People of the story: the neighbour owns another space, and the club has the rest. */
export const people = [
  "stranger",
  "applicant",
  "neighbour",
  "banned",
  "member",
  "organizer",
  "moderator",
  "admin",
  "owner",
] as const;
/** Who asks: people, nobody, the service role, and two whose token is no good. */
export const actors = ["anon", ...people, "service", "forged", "expired"] as const;
export type Actor = typeof actors[number];

/** One request. */
export interface Call {
  actor: Actor;
  method: string;
  path: string;
  prefer?: string;
  accept?: string;
  body?: string;
}

const weights: Partial<Record<Actor, number>> = {
  member: 8,
  organizer: 6,
  owner: 8,
  neighbour: 6,
  forged: 1,
  expired: 1,
};
const actor = fc.oneof(
  ...actors.map((name) => ({ weight: weights[name] ?? 2, arbitrary: fc.constant(name) })),
);

/** Now and then, or else nothing. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Requests to one target. */
export function callsOf(target: Target, values: Known, tables: string[]): fc.Arbitrary<Call> {
  switch (target.kind) {
    case "function":
      return functionCalls(target.name, target.fields, values);
    case "table":
      return tableCalls(target.name, target.fields, values, tables);
    case "route":
      return routeCalls(target.method, target.path, values);
  }
}

function functionCalls(name: string, fields: Field[], values: Known): fc.Arbitrary<Call> {
  const path = `/rest/v1/rpc/${name}`;
  const post = fc.record({
    actor,
    method: fc.constant("POST"),
    path: fc.constant(path),
    body: body(object(fields, values)),
  });
  const get = fc.record({
    actor,
    method: fc.constant("GET"),
    path: fc.tuple(...fields.map((field) => fc.option(inAddress(field, values), { freq: 4 })))
      .map((texts) => path + query(texts.map((text, n) => text && [fields[n]!.name, text]))),
  });
  return fc.oneof({ weight: 9, arbitrary: post }, { weight: 1, arbitrary: get });
}

const body = (meant: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 18, arbitrary: meant }, { weight: 1, arbitrary: hostile }, {
    weight: 1,
    arbitrary: noJson,
  });

const operators = [
  ...["eq", "neq", "gt", "lte", "like", "ilike", "match", "imatch", "in", "is", "isdistinct"],
  ...[
    "fts",
    "fts(nonsense)",
    "plfts(english)",
    "cs",
    "cd",
    "ov",
    "sl",
    "adj",
    "eq(any)",
    "like(all)",
  ],
  ...["not.eq", "not.is", "nonsense", ""],
];
const orders = ["asc", "desc.nullsfirst", "sideways"];
const ranges = ["0", "1", "-1", "1e9", "9223372036854775808", "x", ""];
const preferences = [
  ...["return=representation", "return=minimal", "return=headers-only", "count=exact"],
  ...[
    "count=planned",
    "resolution=merge-duplicates",
    "resolution=ignore-duplicates",
    "missing=default",
  ],
  ...["tx=rollback", "handling=strict, nonsense=1", "max-affected=1"],
];
const types = [
  ...["application/json", "application/vnd.pgrst.object+json", "text/csv", "application/geo+json"],
  ...[
    "application/vnd.pgrst.plan",
    "application/octet-stream",
    "text/plain",
    "image/png",
    "*/*",
    "x",
  ],
];

function tableCalls(
  name: string,
  fields: Field[],
  values: Known,
  tables: string[],
): fc.Arbitrary<Call> {
  const column = fc.constantFrom(...fields.map((field) => field.name));
  const filter = fc.constantFrom(...fields).chain((field) =>
    fc.tuple(fc.constantFrom(...operators), inAddress(field, values)).map(([operator, text]) => {
      const list = /^in|any|all/.test(operator) ? `(${text})` : text;
      return [field.name, `${operator}.${list}`];
    })
  );
  const part = fc.oneof(
    { weight: 6, arbitrary: filter },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...fields).chain((field) =>
        inAddress(field, values).map((text) => [field.name, `eq.${text}`])
      ),
    },
    fc.tuple(column, fc.constantFrom(...orders)).map(([by, how]) => ["order", `${by}.${how}`]),
    fc.tuple(fc.constantFrom("limit", "offset"), fc.constantFrom(...ranges)),
    fc.tuple(column, fc.constantFrom(...tables), fc.constantFrom("", "!inner", "!nonsense"))
      .map(([one, other, how]) => ["select", `${one},${other}${how}(*)`]),
    column.map((one) => ["select", `${one}::text,again:${one}`]),
    fc.constantFrom(
      ["select", "*"],
      ["select", "nothing"],
      ["select", "count()"],
      ["select", "*,(("],
      ["or", "(id.is.null,"],
      ["and", "()"],
      ["columns", "nothing"],
      ["nothing", "eq.1"],
    ),
    column.map((one) => ["on_conflict", one]),
    filter.map(([one, condition]) => ["or", `(${one}.${condition},${one}.is.null)`]),
  );
  const address = fc.array(part, { maxLength: 4 })
    .map((parts) => `/rest/v1/${name}${query(parts as [string, string][])}`);
  const row = object(fields, values);
  const rows = fc.oneof(
    { weight: 5, arbitrary: row },
    fc.array(row, { maxLength: 3 }).map((list) => `[${list}]`),
  );
  // Some of the columns: a command with one that is not granted ends there.
  const few = fc.subarray(fields, { minLength: 1, maxLength: Math.min(3, fields.length) })
    .chain((some) => object(some, values));
  const how = {
    actor,
    path: address,
    prefer: fc.option(fc.constantFrom(...preferences), { nil: undefined }),
    accept: rarely(fc.constantFrom(...types)),
  };
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ ...how, method: fc.constantFrom("GET", "GET", "HEAD") }) },
    { weight: 2, arbitrary: fc.record({ ...how, method: fc.constant("POST"), body: body(rows) }) },
    { weight: 2, arbitrary: fc.record({ ...how, method: fc.constant("PATCH"), body: body(few) }) },
    { weight: 1, arbitrary: fc.record({ ...how, method: fc.constantFrom("DELETE", "PUT") }) },
  );
}

/** Bodies by the words that routes use; a route with other words gets these and garbage. */
const word = (name: string, type: string): Field => ({
  name,
  type,
  isArray: false,
  isOptional: false,
  labels: [],
});
const words = [word("choice", "jsonb"), word("reason", "text"), word("voter", "text")];

function routeCalls(method: string, path: string, values: Known): fc.Arbitrary<Call> {
  const parameters = [...path.matchAll(/:(\w+)[^/]*/g)].map(([_, name]) => word(name!, "uuid"));
  const address = fc.tuple(
    ...parameters.map((parameter) =>
      fc.oneof({ weight: 9, arbitrary: inAddress(parameter, values).map(escaped) }, {
        weight: 1,
        arbitrary: fc.constantFrom("..", "%2e%2e", "", "%00", "%ff"),
      })
    ),
  ).map(([...texts]) => `/functions/v1${path.replaceAll(/:(\w+)[^/]*/g, () => texts.shift()!)}`);
  const one = fc.subarray(words, { minLength: 1, maxLength: 2 }).chain((some) =>
    object(some, values)
  );
  const several = fc.array(object([words[0]!, words[2]!], values), { maxLength: 5 })
    .map((list) => `{"ballots":[${list}]}`);
  return fc.record({
    actor,
    method: fc.constant(method),
    path: address,
    body: fc.option(body(fc.oneof(one, one, several)), { nil: undefined, freq: 10 }),
  }).map((call) => method === "GET" ? { ...call, body: undefined } : call);
}

/** For an address; what a mark stands for is escaped when it is sent. */
const escaped = (text: string) =>
  text.split(/(⟨[^⟩]+⟩)/).map((piece, n) =>
    n % 2 ? piece : encodeURIComponent(piece.toWellFormed())
  ).join("");

function query(parts: ([string, string] | null | "" | string[])[]): string {
  const pairs = parts.filter((part) => part).map((part) => {
    const [name, text] = part as [string, string];
    return `${encodeURIComponent(name)}=${escaped(text)}`;
  });
  return pairs.length > 0 ? `?${pairs.join("&")}` : "";
}
