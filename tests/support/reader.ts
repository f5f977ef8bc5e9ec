// All that somebody can learn through the Data API: every row of every table and the answer of every
// function, so that a new one is asked the day it appears.
import type postgres from "postgres";

/** Acts as a person from here on, or as the owner of the schema. */
export async function become(sql: postgres.Sql, person: string | null): Promise<void> {
  await sql`select set_config('role', ${person ? "authenticated" : "postgres"}, false),
    set_config('request.jwt.claims', ${person ? JSON.stringify({ sub: person }) : ""}, false)`;
}

/** What a person reads of the tables, as [table, row]. */
export async function readTables(sql: postgres.Sql, reader: string): Promise<[string, string][]> {
  const tables = await sql`
    select c.relname as name, string_agg(quote_ident(a.attname), ', ') as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition and has_column_privilege('authenticated', c.oid, a.attnum, 'select')
      and c.relname <> 'profiles'
    group by c.relname order by c.relname`;
  const found: [string, string][] = [];
  await become(sql, reader);
  for (const { name, columns } of tables) {
    const rows = await sql.unsafe(
      `select to_jsonb(t)::text as text from (select ${columns} from public.${name}) as t`,
    );
    for (const { text } of rows) found.push([name, text]);
  }
  await become(sql, null);
  return found;
}

/** What functions answer a person who tries these ids, as [call, answer]. */
export async function callFunctions(
  sql: postgres.Sql,
  reader: string,
  uuids: string[],
  only = ".*",
): Promise<[string, string][]> {
  const functions = await sql`
    select p.proname as name, p.proargnames as names, p.pronargdefaults as defaults,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality as a (t, place)
        order by place) as types,
      array(select coalesce(
          (select array_agg(enumlabel::text) from pg_enum where enumtypid = t)::text, '{}')
        from unnest(p.proargtypes) with ordinality as a (t, place) order by place) as labels
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname ~ ${only}
      and has_function_privilege('authenticated', p.oid, 'execute')
    order by p.proname`;
  const values = (type: string, labels: string): string[] => {
    if (type === "uuid") return uuids.map((id) => `'${id}'`);
    if (type === "uuid[]") return [`'{${uuids}}'`];
    if (labels !== "{}") return labels.slice(1, -1).split(",").map((label) => `'${label}'`);
    if (type === "text") return ["'lantern'", "'The Lamp'", "'yes_no'", "'rule'", "'0613'"];
    if (type === "boolean") return ["true"];
    if (type.startsWith("timestamp")) return ["now()"];
    if (type.startsWith("json") || type.endsWith("[]")) return ["'{}'"];
    return ["1"];
  };
  const found: [string, string][] = [];
  for (const { name, names, types, labels, defaults } of functions) {
    let calls = [""];
    for (let at = 0; at < types.length - defaults; at++) {
      calls = calls.flatMap((call) =>
        values(types[at], labels[at]).map((value) =>
          `${call}${call && ", "}${names[at]} => ${value}`
        )
      ).slice(0, 400);
    }
    for (const call of calls) {
      await become(sql, reader);
      await sql.unsafe("begin");
      const answers = await sql.unsafe(
        `select to_jsonb(t)::text as text from public.${name}(${call}) as t`,
      ).catch((error) => [{ text: `${error.message} ${error.detail}` }]);
      await sql.unsafe("rollback");
      for (const { text } of answers) found.push([`${name}(${call})`, text ?? ""]);
    }
  }
  await become(sql, null);
  return found;
}
