// The seed's platforms and groups: what their members have of their own, and that an admin of one
// private group sees nothing of another, whichever table they ask.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const space = (n: number) => `00000000-0000-4000-8001-${String(n).padStart(12, "0")}`;
const person = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const [northside, southside] = [space(17), space(18)];
/** Admins of one group who are strangers to the other, and owners likewise. */
const insiders = { [northside]: [10, 3], [southside]: [8, 4] };

/** Tables and the column that says which space a row belongs to. */
async function tablesOfSpaces(sql: postgres.Sql) {
  const found = await sql`
    select c.relname as table, a.attname as column from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and not a.attisdropped
      and (a.attname = 'space_id' or c.relname = 'spaces' and a.attname = 'id')`;
  return found as unknown as { table: string; column: string }[];
}

/** What a query answers somebody who is signed in. */
async function ask(sql: postgres.Sql, who: number, query: string) {
  return await sql.begin(async (transaction) => {
    await transaction`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: person(who), role: "authenticated" })
    }, true)`;
    await transaction.unsafe("set local role authenticated");
    return await transaction.unsafe(query);
  });
}

Deno.test("platforms and groups", async (t) => {
  const server = await startTestServer({ seed: true });
  const sql = await server.clone();
  try {
    const tables = await tablesOfSpaces(sql);
    const rows = async (
      who: number | null,
      { table, column }: typeof tables[number],
      id: string,
    ) => {
      const query = `select count(*)::int as n from public.${table} where ${column} = '${id}'`;
      const [answer] = who === null ? await sql.unsafe(query) : await ask(sql, who, query);
      return answer!.n as number;
    };

    await t.step("both groups have as much to hide as the seed can give them", async () => {
      for (const group of [northside, southside]) {
        const [owner] = insiders[group]!.slice(1);
        const commands = [
          `select public.add_space_rule('${group}', 'rule', 'Pay back on Fridays')`,
          `select public.set_space_state('${group}', 'tab', '"loans"')`,
          `select public.create_invite_code('${group}')`,
          `select public.tune_permission('${group}', 'contributor', 'polls.edit', true)`,
          `select public.open_poll((public.create_poll('${group}', 'A loan to the bakery?',
            'yes_no')).id)`,
        ];
        for (const command of commands) await ask(sql, owner!, command);
        for (const table of ["space_rules", "invite_codes", "role_permissions", "polls"]) {
          assert(await rows(owner!, { table, column: "space_id" }, group) > 0, table);
        }
      }
    });

    await t.step("an admin of one group sees nothing of the other", async () => {
      assert(tables.length >= 10, "the tables were found");
      for (const [group, other] of [[northside, southside], [southside, northside]] as const) {
        for (const who of insiders[group]!) {
          for (const table of tables) {
            assert.equal(await rows(who, table, other), 0, `${table.table} to person ${who}`);
          }
          for (const command of ["join_space", "archive_space", "create_invite_code"]) {
            await assert.rejects(ask(sql, who, `select public.${command}('${other}')`), {
              code: "PT404",
              hint: "not_found",
            });
          }
          const found = await ask(
            sql,
            who,
            `select from public.spaces where slug ~ 'side-lenders'`,
          );
          assert.equal(found.length, 1, "their own");
        }
      }
    });

    await t.step("it bites: what leaks is found", async () => {
      await sql`insert into public.space_members (space_id, profile_id, status, joined_at)
        values (${southside}, ${person(10)}, 'active', now())`;
      const seen = await Promise.all(tables.map((table) => rows(10, table, southside)));
      assert(seen.filter((n) => n > 0).length >= 4, `${seen}`);
      await sql`delete from public.space_members
        where space_id = ${southside} and profile_id = ${person(10)}`;
    });

    await t.step("what the lenders call their ranks is four of the six", async () => {
      const [group] = await ask(
        sql,
        10,
        `select settings -> 'role_labels' as labels from public.spaces where id = '${northside}'`,
      );
      const members = await ask(
        sql,
        10,
        `select role::text from public.space_members where space_id = '${northside}'
         order by space_members.role`,
      );
      assert.deepEqual(
        members.map(({ role }) => group!.labels[role]),
        ["Simple", "Super", "Admin", "Superadmin"],
      );
    });

    await t.step("a person has a level and preferences of their own on each platform", async () => {
      const mine = await ask(
        sql,
        12,
        `select s.slug, m.level, m.preferences from public.my_memberships() m
         join public.spaces s on s.id = m.space_id where s.kind = 'platform' order by s.slug`,
      );
      assert.deepEqual(
        mine.map(({ slug, level, preferences }) => [slug, level, preferences]),
        [
          ["ascenders", 2, { focus: "first job" }],
          ["hub", 1, {}],
          ["immortals", 1, { units: "imperial" }],
          ["neothinkers", 6, { reading: "everything" }],
        ],
      );
      await ask(
        sql,
        12,
        `update public.space_members set preferences = '{"units": "metric"}'
         where space_id = '${space(13)}'`,
      );
      const all = await sql`select m.space_id, m.profile_id, m.preferences
        from public.space_members m where m.preferences @> '{"units": "metric"}'`;
      assert.deepEqual(
        all.map(({ space_id, profile_id }) => [space_id, profile_id]).sort(),
        [[space(13), person(9)], [space(13), person(12)]],
      );
      await assert.rejects(ask(sql, 8, "select preferences from public.space_members"), {
        code: "42501",
      });
    });

    await t.step("membership in the cooperative is none in its hives", async () => {
      const hives = await ask(sql, 1, `select from public.spaces where parent_id = '${space(14)}'`);
      assert.equal(hives.length, 0);
    });
  } finally {
    await server.stop();
  }
});
