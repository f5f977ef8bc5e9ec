// Databases for tests: one migrated template on an ephemeral server, cloned for whoever asks.
import postgres from "postgres";
import { databaseUrl } from "../../stack/platform.ts";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";

/** A database server with a migrated database called `postgres`. */
export interface TestServer {
  /** Connects as the schema's owner to a fresh copy of the migrated database, `max` times. */
  clone(max?: number): Promise<postgres.Sql>;
  stop(): Promise<void>;
}

/** Starts a database server. What is cloned holds seed.sql when asked, and what the `scripts` add. */
export async function startTestServer(
  options: { seed?: boolean; scripts?: string[] } = {},
): Promise<TestServer> {
  const seed = options.seed ?? false;
  const database = await startDatabase({
    data: await prepareData({ seed }),
    ephemeral: true,
    seed,
  });
  const { port } = database.server;
  for (const script of options.scripts ?? []) {
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });
    await sql.unsafe(await Deno.readTextFile(script));
    await sql.end();
  }
  // Nobody may be connected to a database while it is copied.
  const admin = postgres(databaseUrl(port, "template1"), { max: 1, onnotice: () => {} });
  let copies = 0;
  const clones: postgres.Sql[] = [];
  return {
    async clone(max = 1) {
      const name = `copy_${++copies}`;
      await admin.unsafe(`create database ${name} template postgres strategy file_copy`);
      const sql = postgres(databaseUrl(port, name), { max, onnotice: () => {} });
      clones.push(sql);
      return sql;
    },
    async stop() {
      for (const sql of [admin, ...clones]) await sql.end({ timeout: 1 });
      await database.stop();
    },
  };
}
