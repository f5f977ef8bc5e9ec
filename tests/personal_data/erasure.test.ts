// After an erasure nothing in any table still tells who the person was. The walk knows no table by
// name: it reads the catalogue, so that a table added later is searched, too.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

/** Matches any of the texts as a whole word. */
const pattern = (texts: string[]) =>
  texts.map((text) => `(?<!\\w)${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`).join("|");

/** Where any of the texts still stands, as `schema.table.column`. */
async function remains(sql: postgres.TransactionSql, texts: string[]): Promise<string[]> {
  const rows = await sql`
    select c.place
    from (
      select format('%I.%I', n.nspname, t.relname) as name, a.attname,
        format('%I.%I.%I', n.nspname, coalesce(parent.relname, t.relname), a.attname) as place
      from pg_class t
      join pg_namespace n on n.oid = t.relnamespace
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      left join pg_inherits i on i.inhrelid = t.oid
      left join pg_class parent on parent.oid = i.inhparent
      where n.nspname in ('public', 'private', 'auth', 'storage') and t.relkind = 'r'
    ) as c
    cross join lateral query_to_xml(
      format('select 1 from %s where %I::text ~* %L limit 1', c.name, c.attname,
        ${pattern(texts)}::text),
      true, true, ''
    ) as found
    where found::text like '%<row%'
    group by 1
    order by 1`;
  return rows.map(({ place }) => place);
}

class Undo extends Error {}

Deno.test("an erased person is nowhere", async (t) => {
  const server = await startTestServer({ seed: true });
  try {
    const sql = await server.clone();
    const people = await sql<Record<"id" | "email" | "name" | "handle" | "bio", string>[]>`
      select u.id, u.email, p.display_name as name, p.handle::text, p.bio
      from public.profiles p join auth.users u on u.id = p.id order by u.email`;
    const anchors = await sql`
      select format('%I.%I.%I', t.relnamespace::regnamespace, t.relname, c.column_name) as place
      from private.personal_columns c join pg_class t on t.oid = c.table_name
      where c.erasure = 'keep'`;
    const kept = new Set(anchors.map(({ place }) => place));

    for (const { id, email, name, handle, bio } of people) {
      await t.step(name || email, async () => {
        const texts = [email, name, handle, bio].filter(Boolean);
        const erased = sql.begin(async (sql) => {
          const before = await remains(sql, texts);
          assert(before.includes("auth.users.email"), "the walk finds what is there");
          assert((await remains(sql, [id])).includes("public.space_members.profile_id"));
          const readings = await sql`select * from public.poll_results order by id`;

          await sql`delete from auth.users where id = ${id}`;
          // The function does this by Storage's API, which removes the row with the bytes.
          await sql`select private.sweep_erasures()`;
          await sql`
            delete from storage.objects
            where (bucket_id, name) in (select bucket, path from private.files_to_remove())`;
          await sql`
            select private.files_removed(bucket, array_agg(path))
            from private.files_to_remove() group by bucket`;
          assert.deepEqual(await remains(sql, texts), []);
          assert.deepEqual((await remains(sql, [id])).filter((place) => !kept.has(place)), []);
          assert.deepEqual(await sql`select * from public.poll_results order by id`, readings);
          throw new Undo();
        });
        await assert.rejects(erased, Undo);
      });
    }
  } finally {
    await server.stop();
  }
});
