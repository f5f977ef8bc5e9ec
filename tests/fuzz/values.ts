// What is sent: pieces of JSON, as text, because much of it no serializer would write. Ids and what is
// big stand as ⟨marks⟩ until they are sent: ids differ from run to run, and a report should be readable.
import fc from "fast-check";
import type { Field, Known } from "./catalog.ts";

const MEBIBYTE = 1 << 20;
const big: Record<string, () => string> = {
  megabyte: () => "x".repeat(MEBIBYTE),
  deep: () => "[".repeat(50_000) + "]".repeat(50_000),
  wide: () => `[${Array(100_000).fill(0)}]`,
  tiers: () => `[${Array.from({ length: 100_000 }, (_, n) => `[${n}]`)}]`,
  // PostgREST hangs up on two thousand arguments that no function has.
  keys: () => `{${Array.from({ length: 500 }, (_, n) => `"key${n}":${n}`)}}`,
};

/** Puts in what the marks stand for. `fresh` are ids that earlier answers held. */
export function expand(text: string, values: Known, fresh: string[]): string {
  return text.replaceAll(/("?)⟨([^⟩ ]+)(?: (\d+))?⟩\1/g, (_, quote, name: string, n: string) => {
    const list = name === "fresh" ? fresh : values[name];
    const value = list ? list[Number(n) % list.length] ?? NOBODY : big[name]!();
    return quote ? JSON.stringify(value) : value;
  });
}

const NOBODY = "00000000-0000-4000-8000-00000000ffff";
const quoted = (text: string) => `"${text}"`;

/** What no argument should be, whatever its type. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...["null", "true", "0", "-1", "0.5", "1e400", "-1e308", "1e-400", "9223372036854775808"],
    ...["2147483648", "32768", "-9223372036854775808", "[]", "{}", "[null]", "[[[]]]", '{"a":{}}'],
  ),
  fc.constantFrom(
    ...["", " ", "\\u0000", "\\ud800", "\\udfff\\ud800", "\\u001b[31m\\u0007\\b", "\\u202e"],
    ...["NaN", "Infinity", "-Infinity", "infinity", "4714-11-24 BC", "294277-01-01", "1e400"],
    ...[
      "99999-99-99",
      "now",
      "epoch",
      "00000000-0000-0000-0000-000000000000",
      NOBODY,
      "{}",
      "{null}",
    ],
    ...[
      "{{1},{2}}",
      "(((",
      "*",
      "%",
      "_",
      "\\\\",
      "'; drop table public.polls; --",
      "$1",
      '{\\"a\\":1}',
    ],
    ...["../../etc/passwd", "__proto__", "constructor", "toString", "⟨megabyte⟩", "🏳️‍🌈", "ﬀİı"],
  ).map(quoted),
  fc.constantFrom("⟨deep⟩", "⟨wide⟩", "⟨tiers⟩", "⟨keys⟩", '{"__proto__":{"a":1}}'),
  fc.json({ maxDepth: 3 }),
);

/** What is not even JSON. */
export const noJson = fc.constantFrom(
  ...["", "{", "[1,", "NaN", '{"a":NaN}', "undefined", "\u0000", "{'a':1}", "\ufeff{}", "{}{}"],
);

/** Any value that somebody knows, or that an answer has just told. */
const anyId = (values: Known) => {
  const ids = Object.keys(values).filter((key) => /^[0-9a-f]{8}-/.test(values[key]![0] ?? ""));
  return fc.oneof(
    { weight: 3, arbitrary: mark(fc.constantFrom(...ids)) },
    { weight: 2, arbitrary: mark(fc.constant("fresh")) },
    { weight: 1, arbitrary: fc.uuid() },
  );
};

const mark = (names: fc.Arbitrary<string>) =>
  fc.tuple(names, fc.nat(99)).map(([name, n]) => `⟨${name} ${n}⟩`);

const integers = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 10 }) },
  { weight: 1, arbitrary: fc.constantFrom(100, 10_000, 1_000_000) },
);
const moments = fc.integer({ min: -40, max: 400 }).map((days) =>
  new Date(Date.UTC(2026, 10, 20 + days)).toISOString()
);
const words = fc.constantFrom(
  ...["Shall we?", "a-slug", "The eight", "The four", "Because.", "yes", "quest", "en", "file.txt"],
);

/** A value as it is meant to be, as bare text. */
function plain(field: Field, values: Known): fc.Arbitrary<string> {
  const called = field.name.replace(/_(id|code|key)$/, "");
  const known = values[called]?.length ? mark(fc.constant(called)) : null;
  const either = (typical: fc.Arbitrary<string>) =>
    known ? fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: typical }) : typical;
  if (field.labels.length > 0) return fc.constantFrom(...field.labels);
  switch (field.type) {
    case "uuid":
      return known
        ? fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: anyId(values) })
        : anyId(values);
    case "boolean":
      return fc.boolean().map(String);
    case "smallint":
    case "integer":
    case "bigint":
      return either(integers.map(String));
    case "timestamp with time zone":
    case "date":
      return either(moments);
    case "json":
    case "jsonb":
      return either(
        fc.constantFrom("{}", "0", "1", '"yes"', "[0]", "[[0],[1]]", "[1,0]", '["A","B"]'),
      );
    default:
      return either(words);
  }
}

/** A value as it is meant to be, as a piece of JSON. */
export function meant(field: Field, values: Known): fc.Arbitrary<string> {
  const one = plain(field, values);
  if (field.isArray) {
    return fc.array(one, { maxLength: 4 }).map((list) =>
      `[${list.map((item) => json(field, item))}]`
    );
  }
  return one.map((text) => json(field, text));
}

const json = (field: Field, text: string) =>
  ["json", "jsonb", "smallint", "integer", "bigint", "boolean"].includes(field.type)
    ? text
    // A known text may hold what JSON escapes; a mark does not know yet.
    : text.startsWith("⟨")
    ? `"${text}"`
    : JSON.stringify(text);

/** A value for an address: as it is meant to be, or not at all. */
export function inAddress(field: Field, values: Known): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: plain(field, values) },
    { weight: 1, arbitrary: hostile.map((text) => text.replaceAll(/^"|"$/g, "")) },
  );
}

/** An object of these fields: most as meant, some left out, now and then one or two that are not. */
export function object(fields: Field[], values: Known): fc.Arbitrary<string> {
  const fine = fc.tuple(
    ...fields.map((field) =>
      fc.option(meant(field, values), { freq: field.isOptional ? 2 : 20, nil: null })
    ),
  );
  const wrong = fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    {
      weight: 2,
      arbitrary: fc.array(fc.tuple(fc.nat(), hostile), { minLength: 1, maxLength: 2 }),
    },
  );
  const extra = fc.oneof(
    { weight: 19, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom("extra", "id", "__proto__", ""), hostile) },
  );
  return fc.tuple(fine, wrong, extra).map(([texts, changes, more]) => {
    const sent: (string | null)[] = [...texts];
    for (const [index, text] of changes) if (sent.length > 0) sent[index % sent.length] = text;
    const pairs = sent.flatMap((text, index) =>
      text === null ? [] : [`${JSON.stringify(fields[index]!.name)}:${text}`]
    );
    if (more) pairs.push(`"${more[0]}":${more[1]}`);
    return `{${pairs}}`;
  });
}
