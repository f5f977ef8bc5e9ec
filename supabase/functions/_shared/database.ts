// The functions' connection to Postgres: one pool, used as the caller or, where a line says why, as
// the service role.
import { Kysely, sql, type Transaction } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import postgres from "postgres";
import type { Claims } from "./caller.ts";
import { environment } from "./environment.ts";

const pool = postgres(environment.SUPABASE_DB_URL, {
  max: 10,
  onnotice: () => {},
  connection: { application_name: "polity-functions" },
});

// deno-lint-ignore no-explicit-any -- statements here call functions; their rows are typed where they are read.
export type Database = Transaction<any>;
// deno-lint-ignore no-explicit-any -- see above
const kysely = new Kysely<any>({ dialect: new PostgresJSDialect({ postgres: pool as never }) });

/** Runs `work` in one transaction as the caller: their role and claims, so that RLS applies. */
export function asCaller<T>(claims: Claims, work: (database: Database) => Promise<T>): Promise<T> {
  return inRole("authenticated", claims, work);
}

/**
 * Runs `work` in one transaction as the service role, which sees everything: say why at the call.
 * Functions that ask who calls still find the person.
 */
export function asService<T>(caller: Claims, work: (database: Database) => Promise<T>): Promise<T> {
  return inRole("service_role", { sub: caller.sub, role: "service_role" }, work);
}

function inRole<T>(
  role: string,
  claims: object,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  return kysely.transaction().execute(async (transaction) => {
    await sql`select set_config('role', ${role}, true),
                     set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`.execute(
      transaction,
    );
    return await work(transaction);
  });
}
