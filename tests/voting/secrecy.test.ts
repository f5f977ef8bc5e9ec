// Before it is closed, a poll that shows no live results shows nothing of its ballots: not what was
// chosen, nor how many there are, nor when they came. Whoever watches, voters, organizers and strangers
// alike, reads the same from every table and every function before and after others vote.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";
import { become, callFunctions, readTables } from "../support/reader.ts";

const VOTERS = 40;

/** A public space with two open polls; the second shows live results, from five ballots on. */
async function open(sql: postgres.Sql) {
  const people = Array.from({ length: VOTERS + 3 }, () => crypto.randomUUID());
  const [founder, member, stranger, ...voters] = people as [string, string, string, ...string[]];
  await sql`
    insert into auth.users (id, aud, role, email)
    select id, 'authenticated', 'authenticated', id || '@example.com'
    from unnest(${people}::uuid[]) as id`;
  const as = async (person: string, call: string) => {
    await become(sql, person);
    const [row] = await sql.unsafe(`select * from public.${call}`);
    await become(sql, null);
    return row;
  };
  const space = await as(founder, "create_space('Lantern', 'lantern', visibility => 'public')");
  for (const person of [member, ...voters]) await as(person, `join_space('${space!.id}')`);
  const poll = async (title: string, settings = "") => {
    const drafted = await as(
      founder,
      `create_poll('${space!.id}', '${title}', 'plurality', array['A', 'B', 'C']${settings})`,
    );
    await as(founder, `open_poll('${drafted!.id}')`);
    return drafted!.id as string;
  };
  const hidden = await poll("Hidden");
  const live = await poll("Live", ", live_results => true");
  const before = await as(member, `cast_ballot('${hidden}', '1')`);
  return {
    as,
    space: space!.id as string,
    founder,
    member,
    stranger,
    voters,
    hidden,
    live,
    before,
  };
}

/** Everything a person learns; what differs by chance or the hour in every call is left out. */
async function learn(sql: postgres.Sql, person: string, ids?: string[]): Promise<string[]> {
  const rows = await readTables(sql, person);
  // What makes something new answers with what it made, or refuses what it was given.
  const answers = ids
    ? await callFunctions(sql, person, ids, "^(?!create_|add_|set_|choose_)")
    : [];
  return [...rows, ...answers].map((pair) =>
    pair.join(": ").replace(/Failing row contains.*/s, "")
      .replace(/"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][^"]*"/g, '"a time"')
      .replace(
        /"(id|code|nonce|receipt|salt|token|tie_seed|[a-z]+_id)": *"[^"]*"/g,
        '"$1": "drawn"',
      )
      .replace(/"(event_)?id": *[0-9]+/g, '"id": 0')
  ).sort();
}

Deno.test("nothing is learned of a hidden poll before its close", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone();
    const { as, space, founder, member, stranger, voters, hidden, live, before } = await open(sql);
    const ids = [space, hidden, live, member];
    const watch = {
      "a voter, from tables and functions": () => learn(sql, member, ids),
      "an organizer, from tables and functions": () => learn(sql, founder, ids),
      "a stranger, from tables": () => learn(sql, stranger),
    };
    const known = new Map<string, string[]>();
    for (const [who, look] of Object.entries(watch)) known.set(who, await look());
    const estimate = async (person: string, where: string) => {
      await sql`analyze public.ballots`;
      await become(sql, person);
      const [plan] = await sql.unsafe(
        `explain (format json) select * from public.ballots ${where}`,
      );
      await become(sql, null);
      return plan!["QUERY PLAN"][0].Plan["Plan Rows"];
    };
    const questions = [
      `where poll_id = '${hidden}'`,
      `where poll_id = '${hidden}' and choice = '2'`,
      `where choice = '2'`,
    ];
    const estimated: number[] = [];
    for (const question of questions) estimated.push(await estimate(member, question));

    for (const [index, voter] of voters.entries()) {
      await as(voter, `cast_ballot('${hidden}', '${index % 2 === 0 ? 2 : 0}')`);
      if (index % 5 === 0) await as(voter, `change_ballot('${hidden}', '1')`);
      if (index % 7 === 0) await as(voter, `withdraw_ballot('${hidden}')`);
    }
    await sql`select private.refresh_live_results()`;

    for (const [who, look] of Object.entries(watch)) {
      await t.step(`by ${who}`, async () => {
        const [was, now] = [known.get(who)!, await look()];
        assert.deepEqual(now.filter((line) => !was.includes(line)), []);
        assert.deepEqual(was.filter((line) => !now.includes(line)), []);
        assert(now.some((line) => line.includes("Hidden")), "they see the poll itself");
      });
    }

    await t.step("from how many rows Postgres expects", async () => {
      for (const [at, question] of questions.entries()) {
        assert.equal(await estimate(member, question), estimated[at], question);
      }
    });

    await t.step("from the receipts of two ballots of one's own, with others between", async () => {
      const after = await as(member, `cast_ballot('${live}', '1')`);
      const told = Object.keys(after!).filter((key) => after![key] !== before![key]).sort();
      assert.deepEqual(told, ["cast_at", "nonce", "poll_id", "receipt", "voter_tag"]);
      for (const key of ["nonce", "receipt", "voter_tag"]) assert.match(after![key], /^[0-9a-f]+$/);
      const numbered = await sql`
        select a.attname from pg_attribute a
        where a.attrelid = 'public.ballots'::regclass and a.attnum > 0 and not a.attisdropped
          and (a.attidentity <> '' or exists (
            select from pg_attrdef d
            where d.adrelid = a.attrelid and d.adnum = a.attnum
              and pg_get_expr(d.adbin, d.adrelid) like '%nextval%'
          ))`;
      assert.deepEqual([...numbered], [], "no column of a ballot counts them");
    });

    await t.step("from what Postgres knows of one's own row", async () => {
      for (const column of ["xmin", "xmax", "cmin", "ctid", "tableoid"]) {
        await become(sql, member);
        await assert.rejects(
          sql.unsafe(`select ${column} from public.ballots`),
          { code: "42501" },
          column,
        );
        await become(sql, null);
      }
    });

    await t.step("it bites: a count that votes move is found", async () => {
      await sql.unsafe(`
        create table public.turnout (ballots bigint);
        grant select on public.turnout to authenticated;
        insert into public.turnout select count(*) from public.ballots where poll_id = '${hidden}'`);
      const was = await readTables(sql, stranger);
      await as(voters[0]!, `cast_ballot('${hidden}', '0')`);
      await sql`update public.turnout set ballots = ballots + 1`;
      assert.notDeepEqual(await readTables(sql, stranger), was);
    });
  } finally {
    await server.stop();
  }
});
