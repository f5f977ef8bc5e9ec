// Everything that answers requests is sent whatever a client may send, by everybody, and each answer
// is held to the laws. A failure prints its seed and the shortest sequence of calls that shows it;
// POLITY_FUZZ_SEED repeats one. NIGHTLY=1 sends 20,000 calls.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Call, callsOf } from "./calls.ts";
import type { Target } from "./catalog.ts";
import { complaints } from "./laws.ts";
import { startWorld, type World } from "./world.ts";

const seed = Number(Deno.env.get("POLITY_FUZZ_SEED") ?? Math.trunc(Math.random() * 1e9));
const least = Deno.env.get("NIGHTLY") ? 20_000 : 300;
/** Calls in a row, before all is as it was. */
const ROW = 20;

/** Sends each target a call, in rows that may build on each other, and throws at the first bad answer. */
async function fuzz(world: World, targets: Target[], seed: number): Promise<void> {
  const tables = world.targets.flatMap(({ kind, name }) => kind === "table" ? [name] : []);
  const [order] = fc.sample(
    fc.shuffledSubarray(targets, { minLength: targets.length }),
    { seed: fc.hash(`${seed}`), numRuns: 1 },
  );
  for (let first = 0; first < targets.length; first += ROW) {
    // Never left out at first; left out where a failure does not need it.
    const calls = order!.slice(first, first + ROW)
      .map((target) => fc.option(callsOf(target, world.known, tables), { freq: 1e9 }));
    const holds = async (row: (Call | null)[]) => {
      await world.restore();
      for (const call of row) {
        if (call) assert.deepEqual(complaints(await world.send(call)), []);
      }
    };
    await fc.assert(fc.asyncProperty(fc.tuple(...calls), holds), {
      // Neighbouring seeds begin alike.
      seed: fc.hash(`${seed} ${first}`),
      numRuns: 1,
      includeErrorInReport: true,
      interruptAfterTimeLimit: 300_000,
      markInterruptAsFailure: true,
    });
  }
}

Deno.test("fuzz", async (t) => {
  await using world = await startWorld();
  const { targets, sql } = world;

  await t.step("everything that answers is found", () => {
    const found = (kind: string) => targets.filter((target) => target.kind === kind).length;
    for (const kind of ["function", "table", "route"]) assert(found(kind) > 10, kind);
    assert(targets.some(({ name }) => name === "POST /votes/polls/:poll/ballot"));
  });

  await t.step("whatever was changed, a row of calls begins where the story ended", async () => {
    await sql`delete from public.space_members`;
    await sql`update public.profiles set bio = 'Changed.'`;
    const changed = await world.changed();
    for (const table of ["profiles", "space_members"]) assert(changed.includes(`public.${table}`));
    await world.restore();
    assert.deepEqual(await world.changed(), []);
  });

  for (let round = 0; round * targets.length < least; round++) {
    await t.step(
      `answers hold to the laws, seed ${seed + round}`,
      () => fuzz(world, targets, seed + round),
    );
  }

  // Each law broken by a function of its own, which has to be found.
  const defects: Record<string, [complaint: string, body: string]> = {
    "fails": ["answers 500", "raise exception using errcode = 'XX000'"],
    "refuses and writes": [
      "refuses, and yet writes",
      `perform set_config('response.status', '409', true);
        insert into private.planted default values`,
    ],
    "has no code": ["no code that is known", "raise 'something'"],
    "shows a private name": ["shows a private name", "perform private.planted()"],
    "names an id": [
      "names an id nobody sent",
      "perform private.fail(404, 'gone', 'No ' || gen_random_uuid())",
    ],
    "shows another space": [
      "of another space",
      "return (select p.id from public.polls p where p.visibility = 'private' limit 1)",
    ],
    "keeps a megabyte": [
      "stores 1",
      "insert into private.planted (text) values (repeat('x', 1000000))",
    ],
  };
  await sql.unsafe(`create table private.planted (text text);
    grant all on private.planted to public; grant usage on schema private to anon, authenticated`);
  for (const [what, [complaint, body]] of Object.entries(defects)) {
    await t.step(`a function that ${what} is found`, async () => {
      const name = `planted_${what.replaceAll(" ", "_")}`;
      await sql.unsafe(`create function public.${name}() returns text language plpgsql
        security definer as $$ begin ${body}; return null; end $$`);
      await sql`notify pgrst, 'reload schema'`;
      await assert.rejects(
        async () => {
          for (let n = 0; n < 50; n++) {
            await fuzz(world, [{ kind: "function", name, fields: [] }], seed + n);
          }
        },
        (error: Error) => error.message.includes(complaint),
      );
    });
  }
});
