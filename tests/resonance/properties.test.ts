import assert from "node:assert/strict";
import fc from "fast-check";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { compare, factors, model, people, type Person, scene } from "./support.ts";

const numRuns = Number(Deno.env.get("POLITY_TEST_RUNS") ?? 150);

Deno.test("resonance", async (t) => {
  const server = await startTestServer();
  const sql: postgres.Sql = await server.clone();
  const forAll = <T>(values: fc.Arbitrary<T>, check: (value: T) => Promise<void>) =>
    fc.assert(fc.asyncProperty(values, check), { numRuns });
  const pair = fc.tuple(people, people);
  try {
    await sql.unsafe(scene);

    await t.step(
      "is what the rules say, within bounds and the same from both sides",
      () =>
        forAll(pair, async ([a, b]) => {
          const [seen, back] = await compare(sql, a, b);
          const { total, factors: parts } = seen;
          assert.deepEqual({ total, factors: parts }, model(a, b));
          assert.deepEqual(back, seen);
          for (const part of [total, ...Object.values(parts)]) {
            assert(part === null || (Number.isInteger(part) && part >= 0 && part <= 10_000));
          }
          assert(seen.strongest.length <= 2);
          assert(seen.strongest.every((factor) => parts[factor]! > 0));
        }),
    );

    await t.step("a person fits themselves wholly", () =>
      forAll(people, async (a) => {
        const [, , self] = await compare(sql, a, a);
        for (const part of [self.total, ...Object.values(self.factors)]) {
          assert(part === null || part === 10_000);
        }
      }));

    await t.step("something new in common never lowers it", () => {
      const gains = fc.constantFrom<(person: Person) => Person>(
        (person) => ({ ...person, values: { ...person.values, new: 70 } }),
        (person) => ({ ...person, traits: { ...person.traits, new: 1 } }),
        (person) => ({ ...person, archetypes: [...person.archetypes, "jester"] }),
        (person) => ({ ...person, motifs: [...person.motifs, "new"] }),
        (person) => ({ ...person, glyphs: [...person.glyphs, "new"] }),
        (person) => ({ ...person, hours: [...person.hours, 50] }),
        ({ friends, ...person }) => ({ ...person, friends: [...new Set([...friends, 1])] }),
        ({ spaces, ...person }) => ({ ...person, spaces: [...new Set([...spaces, 1])] }),
      );
      return forAll(fc.tuple(people, people, gains), async ([a, b, gain]) => {
        const [before] = await compare(sql, a, b);
        const [after] = await compare(sql, gain(a), gain(b));
        assert(after.total! >= before.total!, `${before.total} became ${after.total}`);
      });
    });

    await t.step("what is masked changes nothing", () => {
      const changes = fc.tuple(people, people, people, fc.constantFrom(...factors));
      return forAll(changes, async ([a, b, changed, factor]) => {
        const hidden = { ...a, maskedFactors: [factor], maskedNames: ["order", "sage"] };
        const [before] = await compare(sql, hidden, b);
        const other = { ...hidden, values: { ...hidden.values, order: changed.values.order ?? 0 } };
        switch (factor) {
          case "narrative":
            other.motifs = changed.motifs;
            break;
          case "temporal":
            other.hours = changed.hours;
            break;
          case "trust":
            other.friends = changed.friends;
            break;
          default:
            Object.assign(other, { [factor]: changed[factor] });
        }
        assert.deepEqual((await compare(sql, other, b))[0], before);
      });
    });
  } finally {
    await server.stop();
  }
});
