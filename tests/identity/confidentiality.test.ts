// Nothing an ordinary member can read leads to who a pseudonymous or anonymous member is. Every table
// and every function of the Data API is asked, so that a new one is asked the day it appears.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { become, callFunctions, readTables } from "../support/reader.ts";

/**
 * A person who does all that leaves a trace in a space, before and after taking another name, and an
 * ordinary member who has met them nowhere else, nor the one who is shown there.
 */
async function tell(sql: postgres.Sql) {
  const [hidden, anonymous, reader, shown, stranger] = Array.from(
    { length: 5 },
    () => crypto.randomUUID(),
  );
  for (const [index, person] of [hidden, anonymous, reader, shown, stranger].entries()) {
    await sql`insert into auth.users (id, aud, role, email)
      values (${person!}, 'authenticated', 'authenticated', ${`${index}@hidden.example`})`;
  }
  const as = async (person: string, call: string) => {
    await become(sql, person);
    const [row] = await sql.unsafe(`select * from ${call}`);
    return row?.id;
  };
  const deeds = async (title: string) => {
    const poll = await as(hidden!, `public.create_poll('${place}', '${title}', 'yes_no')`);
    await as(hidden!, `public.open_poll('${poll}')`);
    await as(hidden!, `public.cast_ballot('${poll}', '"yes"')`);
    await as(hidden!, `public.add_space_rule('${place}', 'rule', '${title}', 'Be kind.')`);
    await as(
      hidden!,
      `public.tune_permission('${place}', 'contributor', 'invitations.create', ${
        title === "Before"
      })`,
    );
    return poll;
  };
  const place = await as(
    hidden!,
    "public.create_space('Lantern', 'lantern', visibility => 'public')",
  );
  const before = await deeds("Before");
  await as(hidden!, `public.set_confidentiality('pseudonym', '${place}', 'The Lamp')`);
  const after = await deeds("After");

  await become(sql, hidden!);
  const [code] = await sql`select code from public.create_invite_code(${place})`;
  await as(reader!, `public.redeem_invite_code('${code!.code}')`);
  await as(anonymous!, "public.set_confidentiality('anonymous')");
  await as(anonymous!, `public.join_space('${place}')`);
  await as(hidden!, `public.set_member_role('${place}', '${reader}', 'contributor')`);
  await as(hidden!, `public.set_member_role('${place}', '${reader}', 'member')`);
  await as(hidden!, `public.invite_member('${place}', '${stranger}')`);
  await as(shown!, `public.join_space('${place}')`);
  for (const person of [hidden, anonymous, reader, shown]) {
    await as(person!, "public.grant_consent('matching')");
    await sql`insert into public.value_profiles (values) values ('{"honesty": 100}')`;
  }
  await become(sql, null);
  for (const [index, person] of [hidden, anonymous, shown].entries()) {
    await sql`select public.record_expertise(${person!}, '0613', ${SCORES[index]!}, ${SCORES[
      index
    ]!}, ${SCORES[index]!}, 'Looked at.')`;
  }
  return {
    shown: shown!,
    hidden: [hidden!, anonymous!],
    reader: reader!,
    ids: [place, before, after] as string[],
  };
}

/** What the hidden ones and the shown one are worth in a domain, to the last digit. */
const SCORES = [876_543, 765_432, 654_321];

Deno.test("confidentiality", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    const { hidden, shown, reader, ids } = await tell(sql);
    // What they wrote as themselves stays theirs: the one row that says so.
    const [former] = await sql`select id from public.contextual_identities
      where shown_profile_id = ${hidden[0]!} and role is null`;
    const naming = (answers: [string, string][]) =>
      answers.filter(([, text]) =>
        hidden.some((person) => text.includes(person)) && JSON.parse(text).id !== former!.id
      );
    const identities = await sql`select id from public.contextual_identities`;
    const uuids = [...ids, ...identities.map(({ id }) => id), reader];

    await t.step("the reader is an ordinary member who sees the roster", async () => {
      await become(sql, reader);
      const roster = await sql`select display_name, level from public.contextual_identities
        where space_id = ${ids[0]!} and role is not null order by level`;
      assert.deepEqual(roster.map(({ level, display_name }) => [level, display_name]), [
        ["public", null],
        ["public", null],
        ["pseudonym", "The Lamp"],
        ["anonymous", null],
      ]);
      await become(sql, null);
    });

    await t.step("no table names the others", async () => {
      const rows = await readTables(sql, reader);
      assert.deepEqual(naming(rows), []);
      const read = new Set(rows.map(([name]) => name));
      for (const name of ["polls", "space_members", "space_rules", "role_permissions", "spaces"]) {
        assert(read.has(name), `the reader reads ${name}`);
      }
    });

    await t.step("no function names them, whichever ids of the space it is given", async () => {
      const answers = await callFunctions(sql, reader, uuids);
      assert.deepEqual(naming(answers), []);
      const scores = answers.filter(([call]) => call.startsWith("space_expertise"))
        .map(([, text]) => JSON.parse(text.startsWith("{") ? text : "{}").score);
      assert(scores.includes(SCORES[2]) && scores.includes(800_000), "scores are shown as allowed");
      for (const score of SCORES.slice(0, 2)) {
        assert(!answers.some(([, text]) => text.includes(String(score))), "none is a fingerprint");
      }
      assert(answers.length > 500, `only ${answers.length} answers`);
      const found = answers.filter(([, text]) => text.includes(shown)).map(([call]) => call);
      assert(found.some((call) => call.startsWith("resonant_people")), "who is public is found");
    });

    await t.step("it bites: a table and a function that name them are found", async () => {
      await sql.unsafe(`
        create table public.leaks (person uuid);
        insert into public.leaks values ('${hidden[0]}');
        grant select on public.leaks to authenticated;
        create function public.leak(space uuid) returns jsonb language sql
          return jsonb_build_object('person', '${hidden[1]}');
        grant execute on function public.leak to authenticated`);
      const rows = naming(await readTables(sql, reader));
      assert.deepEqual(rows.map(([name]) => name), ["leaks"]);
      const answers = naming(await callFunctions(sql, reader, uuids, "^leak$"));
      assert.equal(answers.length, uuids.length);
    });
  } finally {
    await server.stop();
  }
});
