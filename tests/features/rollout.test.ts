// What is on for whom: the database's answers against a second reading of the rule, shares over many
// people, and circles that two people would close together.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type postgres from "postgres";
import { superuser } from "../../stack/postgres.ts";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { eventually } from "../support/stack.ts";

/** Where an id stands in a flag's rollout, as the documentation says. */
const bucket = (flag: string, id: string) =>
  createHash("sha256").update(`${flag}:${id}`).digest().readUInt32BE() % 10000;

Deno.test("features", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const notices: string[] = [];
  const sql = superuser(database.server, "postgres", {
    max: 2,
    onnotice: ({ message }) => message?.startsWith("duration:") && notices.push(message),
  });
  try {
    await sql`delete from public.feature_dependencies`;
    await sql`delete from public.feature_flags`;
    await t.step("a share of 10,000 people is about that many, and only grows", () => shares(sql));
    await t.step("flags, choices, shares and requirements of every shape", async () => {
      const connection = await sql.reserve();
      await shapes(connection);
      connection.release();
    });
    await t.step("of two who close a circle at once, one is refused", () => circle(sql));
    await t.step("a hundred flags are read by as many statements as one", async () => {
      const few = await statements(sql, notices);
      await sql`
        insert into public.feature_flags (key, description)
        select 'feature_' || n, 'Another.' from generate_series(1, 100) as n`;
      assert.equal(await statements(sql, notices), few);
      assert(few > 0);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});

async function shares(sql: postgres.Sql): Promise<void> {
  await sql`
    insert into public.feature_flags (key, description, is_enabled)
    values ('tides', 'Tides.', true), ('winds', 'Winds.', true)`;
  const ids = Array.from({ length: 10000 }, () => crypto.randomUUID() as string);
  const reached = async (flag: string, percent: number) => {
    await sql`update public.feature_flags set rollout_percent = ${percent}`;
    const rows = await sql`
      select i.id from unnest(${ids}::uuid[]) as i (id)
      where private.features_on(null, i.id, ${flag}) = array[${flag}]`;
    return new Set(rows.map(({ id }) => id as string));
  };
  let before = new Set<string>();
  for (const percent of [0, 1, 10, 37, 50, 99, 100]) {
    const now = await reached("tides", percent);
    assert(before.isSubsetOf(now), `nobody loses it at ${percent} %`);
    // Five standard deviations: one run in a million goes beyond.
    const share = percent / 100;
    const bound = 5 * Math.sqrt(ids.length * share * (1 - share));
    assert(Math.abs(now.size - ids.length * share) <= bound, `${now.size} at ${percent} %`);
    assert.deepEqual(now, new Set(ids.filter((id) => bucket("tides", id) < percent * 100)));
    before = now;
  }
  const both = (await reached("tides", 50)).intersection(await reached("winds", 50));
  assert(Math.abs(both.size - 2500) <= 5 * Math.sqrt(10000 * 0.25 * 0.75), "flags draw apart");
  await sql`delete from public.feature_flags`;
}

interface Shape {
  flags: { enabled: boolean; percent: number; tunable: boolean; chosen: boolean | null }[];
  /** Flag `from` requires flag `to`; ascending, so that there are no circles. */
  edges: [from: number, to: number][];
}

async function shapes(sql: postgres.ReservedSql): Promise<void> {
  const [space] = await sql`
    insert into public.spaces (slug, name) values ('club', 'Club') returning id`;
  const person = crypto.randomUUID();
  const nature = fc.record({
    enabled: fc.oneof(fc.constant(true), fc.boolean()),
    percent: fc.oneof(fc.constant(100), fc.nat(100)),
    tunable: fc.boolean(),
    chosen: fc.constantFrom(true, false, null),
  });
  const shape: fc.Arbitrary<Shape> = fc.array(nature, { minLength: 1, maxLength: 8 }).chain(
    (flags) => {
      const pairs = flags.flatMap((_, from) =>
        flags.slice(from + 1).map((_, step): [number, number] => [from, from + 1 + step])
      );
      return fc.record({
        flags: fc.constant(flags),
        edges: fc.shuffledSubarray(pairs, { maxLength: Math.min(pairs.length, 10) }),
      });
    },
  );
  // A whole world in one call, and gone after it.
  await sql.unsafe(`
    create function pg_temp.answers(shape jsonb, space uuid, person uuid) returns jsonb
    language plpgsql as $$
    declare
      answers jsonb;
    begin
      insert into public.feature_flags
        (key, description, is_enabled, rollout_percent, is_space_tunable)
      select 'flag_' || f.place - 1, 'A flag.', (f.flag -> 'enabled')::boolean,
        (f.flag -> 'percent')::integer, true
      from jsonb_array_elements(shape -> 'flags') with ordinality as f (flag, place);
      insert into public.space_features (space_id, flag, is_enabled)
      select space, 'flag_' || f.place - 1, (f.flag -> 'chosen')::boolean
      from jsonb_array_elements(shape -> 'flags') with ordinality as f (flag, place)
      where f.flag -> 'chosen' <> 'null';
      update public.feature_flags t
      set is_space_tunable = (f.flag -> 'tunable')::boolean
      from jsonb_array_elements(shape -> 'flags') with ordinality as f (flag, place)
      where t.key = 'flag_' || f.place - 1;
      insert into public.feature_dependencies
      select 'flag_' || (e ->> 0), 'flag_' || (e ->> 1)
      from jsonb_array_elements(shape -> 'edges') as e;
      answers := jsonb_build_object(
        'space', private.features_on(space, person),
        'person', private.features_on(null, person),
        'singly', array(
          select f.key from public.feature_flags f
          where private.features_on(space, person, f.key) = array[f.key] order by f.key));
      delete from public.feature_dependencies;
      delete from public.feature_flags;
      return answers;
    end $$`);
  await fc.assert(
    fc.asyncProperty(shape, async ({ flags, edges }) => {
      const name = (index: number) => `flag_${index}`;
      const on = (index: number, where: "space" | "person"): boolean => {
        const { enabled, percent, tunable, chosen } = flags[index]!;
        const id = where === "space" ? space!.id : person;
        const reached = where === "space" && tunable && chosen !== null
          ? chosen
          : bucket(name(index), id) < percent * 100;
        return enabled && reached &&
          edges.every(([from, to]) => from !== index || on(to, where));
      };
      const expected = (where: "space" | "person") =>
        flags.flatMap((_, index) => on(index, where) ? [name(index)] : []);
      const [row] = await sql`
        select pg_temp.answers(${sql.json({ flags, edges } as never)}, ${space!.id}, ${person})
          as answers`;
      assert.deepEqual(row!.answers.space, expected("space"));
      assert.deepEqual(row!.answers.person, expected("person"));
      assert.deepEqual(row!.answers.singly, expected("space"), "asked one by one");
    }),
    { numRuns: 300 },
  );
}

async function circle(sql: postgres.Sql): Promise<void> {
  await sql`delete from public.feature_dependencies`;
  await sql`delete from public.feature_flags`;
  await sql`
    insert into public.feature_flags (key, description)
    values ('chicken', 'A chicken.'), ('egg', 'An egg.')`;
  let second: Promise<string>;
  await sql.begin(async (first) => {
    await first`insert into public.feature_dependencies values ('chicken', 'egg')`;
    second = sql`insert into public.feature_dependencies values ('egg', 'chicken')`
      .then(() => "done", ({ hint }) => hint);
    await eventually(async () => {
      const [waiting] = await first`
        select from pg_locks where locktype = 'advisory' and not granted`;
      return waiting !== undefined;
    });
  });
  assert.equal(await second!, "feature_circle");
  const left = await sql`select flag, requires from public.feature_dependencies`;
  assert.deepEqual([...left], [{ flag: "chicken", requires: "egg" }]);
}

/** How many statements answer my_features(), those inside functions included. */
async function statements(sql: postgres.Sql, notices: string[]): Promise<number> {
  return await sql.begin(async (sql) => {
    await sql.unsafe(`
      load 'auto_explain';
      set local auto_explain.log_min_duration = 0;
      set local auto_explain.log_nested_statements = on;
      set local auto_explain.log_level = notice`);
    notices.length = 0;
    await sql`select public.my_features()`;
    return notices.length;
  });
}
