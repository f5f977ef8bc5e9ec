// Many who verify at the same moment: each entry mints once, and a day no more than its limit.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const idOf = (person: number) => `a0000000-0000-4000-8000-00000000000${person}`;

Deno.test("verifying hours at the same moment", async (t) => {
  const server = await startTestServer();
  const as = (sql: postgres.Sql, person: number, command: string) =>
    sql.begin(async (sql) => {
      await sql`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: idOf(person) })
      }, true)`;
      await sql.unsafe("set local role authenticated");
      const [row] = await sql.unsafe(`select * from ${command}`);
      return row!;
    });
  try {
    const sql = await server.clone(10);
    for (const person of [0, 1, 2]) {
      await sql`insert into auth.users (id, aud, role, email) values
        (${idOf(person)}, 'authenticated', 'authenticated', ${person + "@example.com"})`;
    }
    const spaces = [0, 1].map(() => crypto.randomUUID());
    for (const [place, space] of spaces.entries()) {
      await sql`insert into public.spaces (id, name, slug)
        values (${space}, 'Somewhere', ${"somewhere-" + place})`;
      await sql`select private.admit(${space}, ${idOf(0)}, 'owner')`;
      await sql`select private.admit(${space}, ${idOf(1)}, 'member')`;
      await sql`select private.admit(${space}, ${idOf(2)}, 'member')`;
    }
    const log = (space: number, hundredths: number) =>
      as(
        sql,
        1,
        `public.log_hours('${spaces[space]}', ${hundredths}, current_date, 'Raking',
          '${crypto.randomUUID()}')`,
      );
    const minted = async () => {
      const [row] = await sql`select sum(minted)::int as minted, sum(cap_cut)::int as cut,
        count(*)::int as entries from private.chrona_mints`;
      return row!;
    };

    await t.step("one entry mints once", async () => {
      const { id } = await log(0, 100);
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => as(sql, 0, `public.verify_hours('${id}')`)),
      );
      assert(answers.every(({ status }) => status === "verified"));
      assert.deepEqual(await minted(), { minted: 100, cut: 0, entries: 1 });
    });

    await t.step("a day mints its limit", async () => {
      const entries = [];
      for (let number = 0; number < 20; number++) entries.push(await log(number % 2, 130));
      await Promise.all(entries.map(({ id }) => as(sql, 0, `public.verify_hours('${id}')`)));
      assert.deepEqual(await minted(), { minted: 800, cut: 20 * 130 - 700, entries: 21 });
      const [wallet] = await sql`select balance::int from public.ledger_accounts
        where owner_profile_id = ${idOf(1)}`;
      assert.equal(wallet!.balance, 800);
    });

    await t.step("whoever received hours and an organizer do not wait for each other", async () => {
      const [receiver] = await sql`select private.identity_of(${idOf(2)}, ${spaces[0]!}) as id`;
      const given = (day: number, to: string | null) =>
        as(
          sql,
          1,
          `public.log_hours('${spaces[0]}', 100, current_date - ${day}, 'Raking',
            '${crypto.randomUUID()}', ${to && `'${to}'`})`,
        );
      for (let day = 1; day <= 20; day++) {
        const received = [await given(day, receiver!.id), await given(day, receiver!.id)];
        const other = [await given(day, null), await given(day, null)];
        await Promise.all([
          ...received.map(({ id }) => as(sql, 2, `public.verify_hours('${id}')`)),
          ...other.map(({ id }) => as(sql, 0, `public.verify_hours('${id}')`)),
        ]);
      }
      const [mints] = await sql`select sum(minted)::int as minted from private.chrona_mints
        where worked_on < current_date`;
      assert.equal(mints!.minted, 20 * 400);
    });
  } finally {
    await server.stop();
  }
});
