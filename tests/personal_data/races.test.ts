// People who leave at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { startTestServer } from "../support/database.ts";

Deno.test("two owners who are erased at once leave their space to a third", async () => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    const [{ space }] = await sql<[{ space: string }]>`
      insert into public.spaces (slug, name) values ('rowing', 'Rowing') returning id as space`;
    const people = ["ola", "mia", "kim"].map((name) => ({ id: crypto.randomUUID(), name }));
    for (const { id, name } of people) {
      await sql`insert into auth.users (id, email) values (${id}, ${name + "@example.com"})`;
      await sql`insert into public.space_members (space_id, profile_id, role, status, joined_at)
        values (${space}, ${id}, ${name === "kim" ? "member" : "owner"}, 'active', now())`;
    }
    const [ola, mia, kim] = people.map(({ id }) => id);

    const other = postgres({ ...sql.options, max: 1, onnotice: () => {} } as never);
    try {
      let second: Promise<unknown> = Promise.resolve();
      await sql.begin(async (sql) => {
        await sql`delete from auth.users where id = ${ola!}`;
        second = other`delete from auth.users where id = ${mia!}`.execute();
        await new Promise((resolve) => setTimeout(resolve, 300));
      });
      await second;
    } finally {
      await other.end({ timeout: 1 });
    }
    const left = await sql`select profile_id, role::text from public.space_members`;
    assert.deepEqual([...left], [{ profile_id: kim, role: "owner" }]);
  } finally {
    await server.stop();
  }
});

Deno.test("an erasure waits for who needs a person, and who refers to them for no erasure", async () => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    const person = crypto.randomUUID();
    await sql`insert into auth.users (id, email) values (${person}, 'ola@example.com')`;
    await sql`update public.profiles set handle = 'ola' where id = ${person}`;
    const other = postgres({
      ...sql.options,
      max: 1,
      connection: { lock_timeout: 500 },
    } as never);
    try {
      await sql.begin(async (sql) => {
        const [here] = await sql`select private.stays(${person})`;
        assert.equal(here!.stays, true);
        await assert.rejects(() => other`select private.erase_person(${person})`, {
          code: "55P03",
        });
      });
      await sql.begin(async (sql) => {
        await sql`select private.erase_person(${person})`;
        // What the check of a foreign key asks for.
        const [found] = await other`
          select id from public.profiles where id = ${person} for key share`;
        assert.equal(found!.id, person);
        await assert.rejects(() => other`select private.stays(${person})`, { code: "55P03" });
      });
      const [here] = await sql`select private.stays(${person})`;
      assert.equal(here!.stays, false);
    } finally {
      await other.end({ timeout: 1 });
    }
  } finally {
    await server.stop();
  }
});
