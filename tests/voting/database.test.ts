// The database judges ballots and parameters as they come in, the engine once more as it counts.
// Both must say the same, of the tree over receipts too.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { z } from "zod";
import {
  canonicalJson,
  methods,
  PAGE_NODES,
  pageRoot,
  parseChoice,
  parseParameters,
  sha256Hex,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { startTestServer } from "../support/database.ts";
import { type Counted, electionsOf, KINDS } from "./support.ts";

const OPTIONS = 4;

Deno.test("the database and the engine agree on methods", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone();
  try {
    const rows = await sql<
      {
        code: string;
        options: string[] | null;
        max_seats: number | null;
        parameters: Record<string, Record<string, unknown>>;
      }[]
    >`select code, options, max_seats, parameters from public.vote_modalities`;

    await t.step("which there are, and how many options and seats they have", () => {
      const known = Object.values(methods)
        .map(({ name, fixed, maxSeats }) => [name, fixed.options ?? null, maxSeats ?? null]);
      const stored = rows.map(({ code, options, max_seats }) => [
        code,
        options?.length ?? null,
        max_seats,
      ]);
      assert.deepEqual(stored, known);
    });

    await t.step("which parameters they have, with which defaults and bounds", () => {
      for (const { code, parameters } of rows) {
        const schema = z.toJSONSchema(methods[code as keyof typeof methods].parameterSchema, {
          io: "input",
        });
        const engine = Object.entries(schema.properties ?? {}).map(([name, spec]) => {
          const { default: fallback, minimum, maximum, enum: listed, type, anyOf } = spec as Record<
            string,
            unknown
          >;
          const values = listed ?? (type === "boolean" ? [false, true] : undefined) ??
            (anyOf as { const: unknown }[] | undefined)?.map((one) => one.const);
          return [
            name,
            values === undefined ? { fallback, minimum, maximum } : { fallback, values },
          ];
        });
        // What the poll has a column for, and what the count decides by the lens.
        const expected = Object.fromEntries(engine);
        if (code === "yes_no") delete expected.thresholdBps;
        if (code === "stv") expected.quota.fallback = null;
        if (code === "approval") {
          expected.maxChoices = { fallback: null, minimum: 1, maximum: "options" };
        }
        const stored = Object.fromEntries(
          Object.entries(parameters).map(([name, spec]) => [
            name,
            "enum" in spec
              ? { fallback: spec.default, values: spec.enum }
              : { fallback: spec.default, minimum: spec.minimum, maximum: spec.maximum },
          ]),
        );
        assert.deepEqual(stored, expected, code);
      }
    });

    await t.step("which root a page of the tree over receipts has", async () => {
      const nodes = Array.from({ length: PAGE_NODES }, (_, n) => sha256Hex(`${n}`));
      const pages = nodes.map((_, last) => nodes.slice(0, last + 1).join(""));
      const answers = await sql<{ root: string }[]>`
        select encode(private.page_root(decode(page, 'hex')), 'hex') as root
        from unnest(${pages}::text[]) with ordinality as p (page, size)
        order by size`;
      assert.deepEqual(
        answers.map(({ root }) => root),
        pages.map((page) => pageRoot(Buffer.from(page, "hex")).toString("hex")),
      );
    });

    for (const method of Object.keys(KINDS) as Counted[]) {
      await t.step(`which ballots ${method} takes`, async () => {
        const cases = fc.sample(
          electionsOf(method).chain(({ parameters, groups }) =>
            fc.record({
              parameters: fc.constant(parameters),
              choice: fc.oneof(
                fc.constantFrom(...groups.map(({ choice }) => choice), 0),
                fc.nat(OPTIONS),
                fc.array(fc.integer({ min: -4, max: 5 }), { maxLength: OPTIONS + 1 }),
                fc.array(fc.option(fc.integer({ min: -4, max: 11 })), {
                  minLength: OPTIONS,
                  maxLength: OPTIONS,
                }),
                fc.array(fc.array(fc.integer({ min: -1, max: OPTIONS }), { maxLength: 3 }), {
                  maxLength: OPTIONS + 1,
                }),
                fc.jsonValue({ maxDepth: 2 }),
              ),
            })
          ),
          1000,
        );
        const judged = cases.map(({ parameters, choice }) => {
          const completed = parseParameters(method, parameters);
          return {
            parameters: completed,
            choice,
            // The database takes the canonical form only.
            valid: isCanonical(method, completed, choice),
          };
        });
        const answers = await sql<{ valid: boolean | null }[]>`
          select private.is_valid_choice(${method}, ${OPTIONS}, c.parameters, c.choice) as valid
          from unnest(
            ${judged.map(({ parameters }) => JSON.stringify(parameters))}::text[]::jsonb[],
            ${judged.map(({ choice }) => JSON.stringify(choice))}::text[]::jsonb[]
          ) as c (parameters, choice)`;
        const differing = judged.filter(({ valid }, index) => valid !== answers[index]!.valid);
        assert.deepEqual(differing, []);
        assert(judged.some(({ valid }) => valid) && judged.some(({ valid }) => !valid));
      });
    }
  } finally {
    await server.stop();
  }
});

function isCanonical(method: string, parameters: unknown, choice: unknown): boolean {
  try {
    return canonicalJson(parseChoice(method, OPTIONS, parameters, choice)) ===
      canonicalJson(choice);
  } catch {
    return false;
  }
}
