// What there is to call, and what there is to call it with: read from the database and the functions'
// own routers, so that a new one is called the day it appears.
import { fileURLToPath } from "node:url";
import type postgres from "postgres";

/** A column or an argument. */
export interface Field {
  name: string;
  /** As the database calls it, without `[]`. */
  type: string;
  isArray: boolean;
  isOptional: boolean;
  /** Of an enum, its labels. */
  labels: string[];
}

/** Something that answers requests. */
export type Target =
  | { kind: "function"; name: string; fields: Field[] }
  | { kind: "table"; name: string; fields: Field[] }
  | { kind: "route"; name: string; method: string; path: string };

/** What values are known, by what they are called: "poll" → ids of polls. */
export type Known = Record<string, string[]>;

const field =
  `jsonb_build_object('name', f.name, 'type', format_type(coalesce(nullif(t.typelem, 0), t.oid), null),
  'isArray', t.typcategory = 'A', 'isOptional', f.is_optional, 'labels', array(
    select e.enumlabel from pg_enum e where e.enumtypid = coalesce(nullif(t.typelem, 0), t.oid)
    order by e.enumsortorder))`;

/** Everything the Data API and the edge functions answer at, in a fixed order. */
export async function targets(sql: postgres.Sql): Promise<Target[]> {
  const functions = await sql.unsafe<Target[]>(`
    select 'function' as kind, p.proname as name, coalesce((
      select jsonb_agg(${field} order by f.place)
      from unnest(p.proargtypes) with ordinality as a (type, place)
      cross join lateral (select p.proargnames[a.place] as name, a.place,
        a.place > p.pronargs - p.pronargdefaults as is_optional) as f
      join pg_type t on t.oid = a.type
    ), '[]') as fields
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and p.prolang <> (select l.oid from pg_language l where l.lanname = 'internal')
    order by p.proname, p.oid::regprocedure::text`);
  const tables = await sql.unsafe<Target[]>(`
    select 'table' as kind, c.relname as name, jsonb_agg(${field} order by f.place) as fields
    from pg_class c
    cross join lateral (
      select a.attname as name, a.attnum as place, a.atttypid, not a.attnotnull or a.atthasdef as is_optional
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as f
    join pg_type t on t.oid = f.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
      and not c.relispartition
    group by c.relname order by c.relname`);
  return [...functions, ...tables, ...await routes()];
}

async function routes(): Promise<Target[]> {
  const nowhere = {
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_DB_URL: "postgres://127.0.0.1:1",
    SUPABASE_SECRET_KEYS: "{}",
    SUPABASE_JWKS: '{"keys": []}',
  };
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL("routes.ts", import.meta.url))],
    env: nowhere,
    stdin: "null",
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const found: { method: string; path: string }[] = JSON.parse(new TextDecoder().decode(stdout));
  return found.map((route) => ({ kind: "route", name: `${route.method} ${route.path}`, ...route }));
}

/** Values the database holds, by column; ids also by what their table's rows are, one of them. */
export async function known(sql: postgres.Sql, tables: Target[]): Promise<Known> {
  const values: Known = {};
  for (const table of tables) {
    if (table.kind !== "table") continue;
    const rows = await sql.unsafe(
      `select ${
        table.fields.map(({ name }) => `"${name}"::text`)
      } from public."${table.name}" limit 200`,
    );
    for (const { name } of table.fields) {
      const key = name === "id" ? singular(table.name) : name.replace(/_(id|code|key)$/, "");
      const list = values[key] ??= [];
      for (const row of rows) {
        const value = row[name];
        if (value !== null && value.length < 1000 && !list.includes(value)) list.push(value);
      }
    }
  }
  values.person = values.profile!;
  values.reading = values.poll_result!;
  return values;
}

const singular = (name: string) => name.replace(/ies$/, "y").replace(/s$/, "");
