// What policies ask (space_access) follows what is true (space_members), also when two write at once.
import assert from "node:assert/strict";
import postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { eventually } from "../support/stack.ts";

const ranks = ["member", "contributor", "organizer", "moderator", "admin", "owner"];

/** The people whose derived access differs from their memberships. */
async function strays(sql: postgres.Sql): Promise<string[]> {
  const derived = ranks.map((rank) =>
    `a.${rank} is distinct from coalesce((
      select range_agg(private.uuid_range(m.space_id, m.space_id, '[]'))
      from public.space_members m
      where m.profile_id = p.id and m.status = 'active' and m.role >= '${rank}'), '{}')`
  );
  const rows = await sql.unsafe(`
    select p.id from public.profiles p
    left join private.space_access a on a.profile_id = p.id
    where (a.profile_id is not null or exists (
        select from public.space_members m
        where m.profile_id = p.id and m.status in ('active', 'invited')))
      and (${derived.join(" or ")} or a.readable is distinct from coalesce((
        select range_agg(private.uuid_range(m.space_id, m.space_id, '[]'))
        from public.space_members m
        where m.profile_id = p.id and m.status in ('active', 'invited')), '{}'))`);
  return rows.map(({ id }) => id);
}

Deno.test("access to spaces", async (t) => {
  const server = await startTestServer({ seed: true });
  const sql = await server.clone();
  const other = postgres({ ...sql.options, max: 1, onnotice: () => {} } as never);
  const [town, coop] = [1, 2].map((n) => `00000000-0000-4000-8001-00000000000${n}`);
  const lena = "00000000-0000-4000-8000-000000000012";
  try {
    await t.step("the seed's people have what their memberships say", async () => {
      assert.deepEqual(await strays(sql), []);
    });

    await t.step("it bites: a stray is found", async () => {
      await sql`update private.space_access set organizer = '{}' where profile_id = ${lena}`;
      assert.deepEqual(await strays(sql), [lena]);
      await sql`select private.derive_space_access(array[${lena}]::uuid[])`;
      assert.deepEqual(await strays(sql), []);
    });

    await t.step("many rows in one statement", async () => {
      await sql`update public.space_members set role = 'contributor' where role = 'member'`;
      assert.deepEqual(await strays(sql), []);
      await sql`delete from public.space_members where role = 'contributor'`;
      assert.deepEqual(await strays(sql), []);
    });

    await t.step("two changes of one person at once are both seen", async () => {
      let second: Promise<unknown> | undefined;
      await sql.begin(async (sql) => {
        await sql`update public.space_members set role = 'member'
          where space_id = ${coop!} and profile_id = ${lena}`;
        // Waits for the first to commit; had it looked before, it would write the first one off.
        second =
          other`insert into public.space_members (space_id, profile_id, role, status, joined_at)
          values (${town!}, ${lena}, 'moderator', 'active', now())`.execute();
        await eventually(async () => {
          const waiting = await sql`select from pg_locks where not granted`;
          return waiting.length > 0;
        });
      });
      await second;
      assert.deepEqual(await strays(sql), []);
    });

    await t.step("a person who goes takes their access along", async () => {
      const guest = crypto.randomUUID();
      await sql`insert into auth.users (id, email) values (${guest}, 'guest@example.com')`;
      await sql`insert into public.space_members (space_id, profile_id, role, status, joined_at)
        values (${town!}, ${guest}, 'member', 'active', now())`;
      assert.equal(
        (await sql`select from private.space_access where profile_id = ${guest}`).length,
        1,
      );
      await sql`delete from auth.users where id = ${guest}`;
      assert.equal(
        (await sql`select from private.space_access where profile_id = ${guest}`).length,
        0,
      );
    });
  } finally {
    await other.end({ timeout: 1 });
    await server.stop();
  }
});
