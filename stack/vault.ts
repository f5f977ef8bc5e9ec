// What schedules in the database need to call edge functions: on Supabase whoever deploys puts it
// into Vault once, here every start does, since the address may be another one.
import postgres from "postgres";

/** Writes secrets by name, replacing those that are there. */
export async function keepSecrets(url: string, secrets: Record<string, string>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    for (const [name, value] of Object.entries(secrets)) {
      const [known] = await sql`select id from vault.secrets where name = ${name}`;
      if (known) await sql`select vault.update_secret(${known.id}, ${value})`;
      else await sql`select vault.create_secret(${value}, ${name})`;
    }
  } finally {
    await sql.end();
  }
}
