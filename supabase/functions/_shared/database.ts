// The functions' connection to Postgres: one pool, used as the caller or, where a line says why, as
// the service role.
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Database as Schema } from "../../../types/database.ts";
import type { Claims } from "./caller.ts";
import { environment } from "./environment.ts";

const pool = new pg.Pool({
  connectionString: environment.SUPABASE_DB_URL,
  max: 10,
  application_name: "polity-functions",
});
// A connection that dies is replaced by the next request, and who worked with it learns of it from the
// next query; without listeners, on those that are idle and those that are not, it would end us.
pool.on("error", (error) => console.error("database:", error.message));
pool.on("connect", (client) => client.on("error", () => {}));

type Functions = Schema["public"]["Functions"];

/**
 * Calls a function of schema public as the caller and returns its result as JSON. Role, claims and
 * call are one prepared statement, so one round trip: the subquery's settings are made before the
 * function above it runs, and end with the statement. A jsonb argument is JSON text.
 */
export async function call<Name extends keyof Functions & string>(
  claims: Claims,
  name: Name,
  args: Functions[Name]["Args"],
): Promise<Functions[Name]["Returns"]> {
  const named = Object.keys(args).map((key, index) => `${key} => $${index + 3}`);
  const { rows: [row] } = await pool.query({
    name,
    text: `select to_jsonb(public.${name}(${named.join(", ")})) as result from (
      select set_config('role', $1, true), set_config('request.jwt.claims', $2, true) offset 0
    ) as caller`,
    values: [claims.role, JSON.stringify(claims), ...Object.values(args)],
  });
  return row.result;
}

/**
 * Calls a function of schema private as the service role, which sees everything: say why at the call.
 * One round trip and one transaction, as `call`. Functions that ask who calls find the caller.
 */
export async function callPrivate<T>(
  caller: Pick<Claims, "sub"> | null,
  name: string,
  args: Record<string, unknown>,
): Promise<T> {
  const named = Object.keys(args).map((key, index) => `${key} => $${index + 2}`);
  const { rows: [row] } = await pool.query({
    name: `private.${name}`,
    text: `select to_jsonb(private.${name}(${named.join(", ")})) as result from (
      select set_config('role', 'service_role', true), set_config('request.jwt.claims', $1, true)
      offset 0
    ) as caller`,
    values: [JSON.stringify({ sub: caller?.sub, role: "service_role" }), ...Object.values(args)],
  });
  return row.result;
}

// deno-lint-ignore no-explicit-any -- statements call functions; their rows are typed where they are read.
export type Database = Transaction<any>;
// deno-lint-ignore no-explicit-any -- see above
const kysely = new Kysely<any>({ dialect: new PostgresDialect({ pool }) });

/**
 * Runs `work` in one transaction as the service role, which sees everything: say why at the call.
 * Functions that ask who calls still find the person; a schedule is nobody.
 */
export function asService<T>(
  caller: Pick<Claims, "sub"> | null,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const claims = JSON.stringify({ sub: caller?.sub, role: "service_role" });
  return kysely.transaction().execute(async (transaction) => {
    await sql`select set_config('role', 'service_role', true),
                     set_config('request.jwt.claims', ${claims}, true)`.execute(transaction);
    return await work(transaction);
  });
}
