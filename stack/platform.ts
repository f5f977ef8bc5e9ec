// Makes a database of the embedded server look like one that Supabase hands out.
import { join } from "node:path";
import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import { repository } from "./packages.ts";
import { type Server, superuser } from "./postgres.ts";

const file = (name: string) => Deno.readTextFile(join(repository, "stack/platform", name));

/** The password of `postgres`, the same as under `supabase start`: the server listens on loopback only. */
export const OWNER_PASSWORD = "postgres";

/** URL for the role that owns the schema: migrations, tests and tools connect with it. */
export function databaseUrl(port: number, database = "postgres"): string {
  return `postgresql://postgres:${OWNER_PASSWORD}@127.0.0.1:${port}/${database}`;
}

/** URL for one of the roles only the stack's own services use. */
export function serviceUrl(role: string, server: Server, database = "postgres"): string {
  return `postgresql://${role}:${server.password}@127.0.0.1:${server.port}/${database}`;
}

/** Creates the roles of a Supabase project in a new cluster. */
export async function createRoles(server: Server): Promise<void> {
  const sql = superuser(server, "template1", { max: 1 });
  try {
    await sql.unsafe(await file("roles.sql"));
    await sql.unsafe(`alter role postgres password '${OWNER_PASSWORD}'`);
    for (const role of ["authenticator", "supabase_auth_admin", "supabase_storage_admin"]) {
      await sql.unsafe(`alter role ${role} password '${server.password}'`);
    }
  } finally {
    await sql.end();
  }
}

/** Fills an empty database with what Supabase provides: schemas, auth, storage, Realtime, Vault. */
export async function installPlatform(server: Server, database = "postgres"): Promise<void> {
  const sql = superuser(server, database, { max: 1 });
  try {
    await sql.unsafe(await file("database.sql"));
    await sql.unsafe(`set role supabase_auth_admin; ${getAuthSchemaSql()}; reset role`);
    await sql.unsafe(`set role supabase_storage_admin; ${getStorageSchemaSql()}; reset role`);
    await sql.unsafe(await file("auth.sql"));
  } finally {
    await sql.end();
  }
}
