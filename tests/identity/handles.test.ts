// Two people want one handle in the same moment.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { eventually } from "../support/stack.ts";
import { startTestServer } from "../support/database.ts";

const [ada, ben] = [crypto.randomUUID(), crypto.randomUUID()];

/** Takes the handle as somebody, in a transaction of their own; commits when `held` lets go. */
function choose(
  sql: postgres.Sql,
  person: string,
  handle: string,
  held: Promise<unknown> = Promise.resolve(),
): Promise<string> {
  return sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: person })
    }, true)`;
    await transaction`select public.choose_handle(${handle})`;
    await held;
    return "taken";
  }).catch((error) => error.hint ?? error.message);
}

Deno.test("handles", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone(4);
    await sql`insert into auth.users (id, aud, role, email)
      select u, 'authenticated', 'authenticated', u || '@example.com'
      from unnest(array[${ada}::uuid, ${ben}::uuid]) as u`;
    const holder = async (handle: string) =>
      [
        ...await sql`select id from public.profiles where handle = ${handle}`,
      ].map(({ id }) => id);

    /** Until a connection to this database is in such a state. */
    const until = (state: string) =>
      eventually(async () => {
        const [found] = await sql`select from pg_stat_activity
          where datname = current_database() and ${state} in (state, wait_event_type)`;
        return found !== undefined;
      });

    await t.step("of two who claim one, the later waits and is told that it is taken", async () => {
      const gate = Promise.withResolvers<void>();
      const first = choose(sql, ada, "river", gate.promise);
      await until("idle in transaction");
      const second = choose(sql, ben, "river");
      await until("Lock");
      gate.resolve();
      assert.deepEqual(await Promise.all([first, second]), ["taken", "handle_taken"]);
      assert.deepEqual(await holder("river"), [ada]);
    });

    await t.step("when the first gives up, the other has it", async () => {
      const gate = Promise.withResolvers<void>();
      const first = choose(sql, ada, "brook", gate.promise);
      await until("idle in transaction");
      const second = choose(sql, ben, "brook");
      await until("Lock");
      gate.reject(new Error("gave up"));
      assert.deepEqual(await Promise.all([first, second]), ["gave up", "taken"]);
      assert.deepEqual(await holder("brook"), [ben]);
    });

    await t.step("a double click takes it once", async () => {
      const clicks = await Promise.all([choose(sql, ada, "delta"), choose(sql, ada, "delta")]);
      assert.deepEqual(clicks, ["taken", "taken"]);
      const history = await sql`select from public.handle_history where handle = 'delta'`;
      assert.equal(history.length, 1);
    });
  } finally {
    await server.stop();
  }
});
