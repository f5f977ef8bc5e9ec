// A stack in processes of its own, so that the load generator does not share a thread with it.
import { join } from "node:path";
import { existsSync } from "node:fs";
import postgres from "postgres";
import { readProcesses } from "../stack/child.ts";
import { dataFolder, type Keys, keysOf } from "../stack/data_folder.ts";
import { repository } from "../stack/packages.ts";
import { superuser } from "../stack/postgres.ts";

/** A running stack: its address, keys, the database as superuser, and the functions' process. */
export interface BenchStack {
  url: string;
  keys: Keys;
  sql: postgres.Sql;
  functions: number;
  stop(): Promise<void>;
}

/** Starts an empty stack as `npm start` does. Durable: every ballot is on disk before it is answered. */
export async function startBenchStack(connections: number): Promise<BenchStack> {
  const data = await Deno.makeTempDir({ prefix: "polity-bench-" });
  const folder = dataFolder(data);
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      join(repository, "stack/main.ts"),
      "start",
      "--port",
      "0",
      "--no-seed",
      "--data",
      data,
    ],
    stdout: "null",
  }).spawn();
  while (!existsSync(folder.env)) await new Promise((resolve) => setTimeout(resolve, 50));
  const env = await Deno.readTextFile(folder.env);
  const value = (name: string) => RegExp(`^${name}=(.+)$`, "m").exec(env)![1]!;
  const keys = await keysOf(folder);
  const port = Number(new URL(value("DATABASE_URL")).port);
  const sql = superuser({ port, password: keys.database }, "postgres", { max: connections });
  return {
    url: value("SUPABASE_URL"),
    keys,
    sql,
    functions: readProcesses(folder).find(({ name }) => name === "Edge functions")!.pid,
    async stop() {
      await sql.end();
      process.kill("SIGTERM");
      await process.status;
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** A transaction as a person. */
export function as<T>(
  sql: postgres.Sql,
  person: string,
  work: (sql: postgres.TransactionSql) => Promise<T>,
) {
  return sql.begin(async (sql) => {
    const claims = JSON.stringify({ sub: person, role: "authenticated" });
    await sql`select set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${claims}, true)`;
    return await work(sql);
  }) as Promise<T>;
}
