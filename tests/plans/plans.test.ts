// No list of the catalogue may pay for its policy row by row: each runs in a database of a town's
// size, and every plan, those inside helper functions included, is judged.
import assert from "node:assert/strict";
import { join } from "node:path";
import type postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { superuser } from "../../stack/postgres.ts";
import { catalogue } from "./catalogue.ts";
import { type List, member } from "./list.ts";
import { faults, outline, type Statement } from "./plan.ts";

/** The rows of each domain, loaded after the people and spaces of volume.sql. */
const volumes = [...Deno.readDirSync(join(import.meta.dirname!, "volume"))]
  .map(({ name }) => join("volume", name)).sort();

/** Runs a list as its actor, inside PostgREST's envelope, and returns every statement's plan. */
async function run(
  sql: postgres.TransactionSql,
  list: Pick<List, "as" | "sql">,
  notices: string[],
): Promise<{ rows: number; statements: Statement[] }> {
  const [role, claims] = list.as === "anon"
    ? ["anon", { role: "anon" }]
    : ["authenticated", { role: "authenticated", sub: member }];
  await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
  await sql.unsafe(`set local role ${role}`);
  notices.length = 0;
  const [answer] = await sql.unsafe(`
    with pgrst_source as (${list.sql})
    select count(t)::int as rows, coalesce(json_agg(t), '[]') as body
    from (select * from pgrst_source) as t`);
  const statements = notices.map((text) => JSON.parse(text.slice(text.indexOf("{"))));
  await sql.unsafe("reset role");
  return { rows: answer!.rows, statements };
}

/** Says what is wrong with the plans of a list. */
function report(statements: Statement[], guarded: Set<string>, mostRows?: number): string {
  return statements.flatMap((statement) => {
    const found = faults(statement, guarded, mostRows);
    return found.length === 0 ? [] : [`${found.join("\n")}\n\n${outline(statement.Plan)}`];
  }).join("\n\n");
}

Deno.test("plans", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const notices: string[] = [];
  const sql = superuser(database.server, "postgres", {
    max: 1,
    onnotice: ({ message }) => message?.startsWith("duration:") && notices.push(message),
  });
  try {
    for (const file of ["volume.sql", ...volumes]) {
      await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, file)));
    }
    await sql.unsafe("analyze");
    // auto_explain, because explain alone does not look into functions.
    await sql.unsafe(`
      load 'auto_explain';
      set auto_explain.log_min_duration = 0;
      set auto_explain.log_nested_statements = on;
      set auto_explain.log_analyze = on;
      set auto_explain.log_timing = off;
      set auto_explain.log_format = json;
      set auto_explain.log_level = notice;
      set jit = off;
      set search_path = ''`);
    const hiding = await sql`
      select c.relname as name from pg_policy p
      join pg_class c on c.oid = p.polrelid
        or c.oid in (select inhrelid from pg_inherits where inhparent = p.polrelid)
      where p.polcmd in ('r', '*') and pg_get_expr(p.polqual, p.polrelid) <> 'true'`;
    const guarded = new Set<string>(hiding.map(({ name }) => name));

    for (const list of catalogue) {
      await t.step(list.name, async () => {
        const { rows, statements } = await sql.begin((sql) => run(sql, list, notices));
        const found = report(statements, guarded, list.mostRows);
        assert(found === "", `${list.name} (${list.why})\n${found}`);
        assert(rows > 0, "volume.sql has no row for this list");
      });
    }

    await t.step("every public table is in the catalogue", async () => {
      const all = await sql`select tablename as name from pg_tables where schemaname = 'public'`;
      const asked = catalogue.map((list) => list.sql).join("\n");
      const missing = all.filter(({ name }) => !new RegExp(`\\bpublic\\.${name}\\b`).test(asked));
      assert.deepEqual(missing.map(({ name }) => name), []);
    });

    const bad: Record<string, [policy: string, fault: RegExp]> = {
      "a correlated subquery": [
        `exists (select from public.space_members m
          where m.space_id = spaces.id and m.profile_id = (select auth.uid()))`,
        /SubPlan/,
      ],
      "a helper called for each row": [
        `private.has_space_role(id, (select auth.uid()), 'member')`,
        /private\.has_space_role\(…\) is called for each row of spaces/,
      ],
      "a condition no index answers": [
        `created_at = (select now()) or description = 'open'`,
        /sequential scan of spaces/,
      ],
    };
    for (const [name, [rule, fault]] of Object.entries(bad)) {
      await t.step(`it bites: ${name}`, async () => {
        await sql.unsafe(`
          drop policy if exists spaces_select_member on public.spaces;
          drop policy if exists bad on public.spaces;
          create policy bad on public.spaces for select to authenticated using (${rule});
          grant execute on all functions in schema private to authenticated`);
        const list = { as: "member", sql: "select spaces.* from public.spaces" } as const;
        const { statements } = await sql.begin((sql) => run(sql, list, notices));
        assert.match(report(statements, guarded), fault);
      });
    }
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
