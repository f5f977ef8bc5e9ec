// A large space: what a member gets to see of those who fit, and what it costs.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";

const READER = "a0000000-0000-4000-8000-000000000001";
const SPACE = "b0000000-0000-4000-8000-000000000001";
const MEMBERS = 3000;

Deno.test("people who fit, in a large space", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone();
  /** A page, as the reader gets it. */
  const page = async (after: { harmony?: string; person_id?: string } = {}, size = 50) => {
    await sql`select set_config('role', 'authenticated', false),
      set_config('request.jwt.claims', ${JSON.stringify({ sub: READER })}, false)`;
    const rows = await sql`select * from public.resonant_people(${SPACE},
      ${after.harmony ?? null}, ${after.person_id ?? null}, ${size})`;
    await sql`reset role`;
    return [...rows];
  };
  const everybody = async (size = 50) => {
    const all = await page({}, size);
    for (let next = all; next.length === size;) {
      next = await page(next.at(-1), size);
      all.push(...next);
    }
    return all;
  };
  try {
    await sql.unsafe(`
      insert into auth.users (id, aud, role, email)
      select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated',
        'authenticated', n || '@example.com'
      from generate_series(1, ${MEMBERS}) as n;
      insert into public.spaces (id, slug, name) values ('${SPACE}', 'town', 'Town');
      insert into public.space_members (space_id, profile_id, status, joined_at)
      select '${SPACE}', p.id, 'active', now() from public.profiles p;
      insert into public.consents (profile_id, purpose, expires_at)
      select p.id, 'matching', now() + interval '1 day' from public.profiles p;
      insert into public.value_profiles (profile_id, values, motifs)
      select p.id, jsonb_build_object('honesty', right(p.id::text, 2)::integer), '{river}'
      from public.profiles p;
      update public.value_profiles set values = '{"honesty": 50}' where profile_id = '${READER}';
      analyze;`);

    await t.step("at most 200 are compared, whatever the space holds", async () => {
      const [row] = await sql`
        select cardinality(private.resonance_candidates(${SPACE}, ${READER})) as compared`;
      assert.equal(row!.compared, 200);
    });

    await t.step("pages follow each other without gap or repetition", async () => {
      const all = await everybody();
      assert(all.length > 60 && all.length <= 200);
      assert.equal(new Set(all.map(({ person_id }) => person_id)).size, all.length);
      assert(!all.some(({ person_id }) => person_id === READER));
      assert.deepEqual(await everybody(7), all);
      const rank = ["high_harmony", "good_harmony", "some_common_ground"];
      const ranks = all.map(({ harmony }) => rank.indexOf(harmony));
      assert.deepEqual(ranks, ranks.toSorted());
      assert(new Set(ranks).size > 1 && !ranks.includes(-1));
    });

    await t.step("a page has at most fifty", async () => {
      assert.equal((await page({}, 5000)).length, 50);
      assert.equal((await page({}, 0)).length, 1);
    });

    await t.step("nothing in an answer is a number", async () => {
      for (const person of await everybody()) {
        assert.deepEqual(Object.keys(person), ["person_id", "harmony", "strongest"]);
        assert.match(person.harmony + person.strongest, /^[a-z_{},]+$/);
      }
    });

    await t.step("within a word the order says nothing", async () => {
      const total = `select other_id, total from private.resonances('${READER}',
        private.resonance_candidates('${SPACE}', '${READER}'))`;
      const before = await everybody();
      const totals = new Map((await sql.unsafe(total)).map((r) => [r.other_id, r.total]));
      const word = before.filter(({ harmony }) => harmony === before[0]!.harmony);
      const order = word.map(({ person_id }) => totals.get(person_id)!);
      assert(order.some((t, n) => n > 0 && t > order[n - 1]!), "worse ones come first, too");
      assert(order.some((t, n) => n > 0 && t < order[n - 1]!));

      // Somebody who comes to fit better under the same word keeps their place.
      const moved = word.find(({ person_id }) => totals.get(person_id)! < 9500)!.person_id;
      await sql`update public.value_profiles set values = '{"honesty": 50}' where profile_id = ${moved}`;
      const [after] =
        await sql`select total from private.resonances(${READER}, array[${moved}::uuid])`;
      assert(after!.total > totals.get(moved)!);
      assert.deepEqual(await everybody(), before);
    });

    await t.step("who takes consent back is gone", async () => {
      const [first] = await page();
      await sql`update public.consents set revoked_at = clock_timestamp()
        where profile_id = ${first!.person_id}`;
      assert(!(await everybody()).some(({ person_id }) => person_id === first!.person_id));
    });
  } finally {
    await server.stop();
  }
});
