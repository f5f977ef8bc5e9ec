// What row level security costs a list: the catalogue at a million memberships and a million ballots,
// as the client runs it and as a role without policies with the filter a developer writes by hand.
import { join } from "node:path";
import { startDatabase } from "../stack/stack.ts";
import { superuser } from "../stack/postgres.ts";
import { catalogue } from "../tests/plans/catalogue.ts";
import { member } from "../tests/plans/list.ts";
import { filtered, handFilters } from "./hand_filters.ts";
import { quantile } from "./measure.ts";

const LIMIT = 1.2;
const ROUNDS = 10;
const RUNS = 20; // in a round, of each of the two
const people = [
  ["in 1,000 spaces", member],
  ["in 11 spaces", member.replace(/1$/, "2")],
] as const;

const data = await Deno.makeTempDir({ prefix: "polity-bench-" });
const database = await startDatabase({ data, ephemeral: true, seed: false });
const sql = superuser(database.server, "postgres", { max: 1 });
try {
  await sql.unsafe(await Deno.readTextFile(join(import.meta.dirname!, "volume.sql")));
  await sql.unsafe("vacuum (analyze)");
  await sql.unsafe(`
    create schema bench;
    grant usage on schema bench to public;
    -- What a server that filters by hand would read.
    grant select on private.identity_owners to service_role;
    -- Milliseconds in the server, so that the network hides nothing.
    create function bench.times(statement text, runs integer) returns float8[]
    language plpgsql as $$
    declare
      began timestamptz;
      times float8[] := '{}';
      answer record;
    begin
      for run in 1..runs loop
        began := clock_timestamp();
        execute statement into answer;
        times := times || 1000 * extract(epoch from clock_timestamp() - began)::float8;
      end loop;
      return times;
    end $$`);
  await sql.unsafe("set jit = off; set search_path = public, extensions");

  for (const [who, me] of people) {
    console.log(`\nlists under RLS, limit ${LIMIT}: ms with RLS, by hand, ratio; a person ${who}`);
    console.log(`${"".padEnd(46)}${"prepared".padStart(26)}${"planned each time".padStart(26)}`);
    for (const list of catalogue.filter(({ name }) => name in handFilters)) {
      if (list.as === "anon" && me !== member) continue;
      const asked = list.sql.replaceAll(member, me).replaceAll(/limit \d+/g, "limit 50");
      const byHand = filtered(asked, handFilters[list.name]!("(select auth.uid())"));
      const role = list.as === "anon" ? "anon" : "authenticated";
      const { rows, columns } = await compare(role, me, asked, byHand);
      const cells = columns.map(([rls, hand]) =>
        `${rls!.toFixed(3).padStart(10)}${hand!.toFixed(3).padStart(9)}` +
        `${(rls! / hand!).toFixed(2).padStart(6)}${rls! / hand! > LIMIT ? "!" : " "}`
      );
      console.log(`  ${list.name.padEnd(45)}${String(rows).padStart(3)}${cells.join("")}`);
    }
  }
} finally {
  await sql.end({ timeout: 1 });
  await database.stop();
}

/** PostgREST's envelope: the page as JSON. */
function enveloped(list: string): string {
  return `with pgrst_source as (${list})
    select count(t)::int as rows, coalesce(json_agg(t), '[]')::text as body
    from (select * from pgrst_source) as t`;
}

/** All rows of a list, every page of it, in a number. */
function checksum(list: string): string {
  const whole = list.replaceAll(/limit \d+/g, "");
  return `select sum(hashtextextended(t::text, 0))::text as checksum from (${whole}) as t`;
}

/** Medians of both, taken by turns: prepared once, then planned each time. */
function compare(role: string, me: string, underRls: string, byHand: string) {
  const claims = { sub: me, role, aud: role, email: "person@example.com", exp: 4102444800 };
  const variants = [[role, underRls], ["service_role", byHand]] as const;
  return sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
    // With the role's own settings, as PostgREST applies them.
    const become = async (role: string) => {
      await sql.unsafe(`reset enable_memoize; set local role ${role}`);
      await sql`
        select set_config(split_part(setting, '=', 1), split_part(setting, '=', 2), true)
        from pg_roles, unnest(rolconfig) as setting where rolname = ${role}`;
    };

    const checksums = new Set<string>();
    let rows = 0;
    for (const [index, [role, list]] of variants.entries()) {
      await become(role);
      // A whole list may take longer than a person's statement may.
      await sql.unsafe("set local statement_timeout = 0");
      checksums.add((await sql.unsafe(checksum(list)))[0]!.checksum);
      rows = (await sql.unsafe(enveloped(list)))[0]!.rows;
      await sql.unsafe(`prepare list_${index} as ${enveloped(list)}`);
    }
    if (checksums.size > 1) throw new Error(`Not the same rows:\n${underRls}\n${byHand}`);

    const columns: number[][] = [];
    for (const prepared of [true, false]) {
      const times: number[][] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        for (const [index, [role, list]] of variants.entries()) {
          await become(role);
          const statement = prepared ? `execute list_${index}` : enveloped(list);
          const [found] = await sql`select bench.times(${statement}, ${RUNS}) as times`;
          times[index]!.push(...found!.times);
        }
      }
      columns.push(times.map((times) => quantile(times, 0.5)));
    }
    await sql.unsafe("deallocate list_0; deallocate list_1");
    return { rows, columns };
  });
}
