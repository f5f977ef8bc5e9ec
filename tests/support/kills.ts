// Kills Postgres while others work with it.
import { isRunning } from "../../stack/child.ts";
import { startPostgres, superuser } from "../../stack/postgres.ts";
import type { Database } from "../../stack/stack.ts";
import { eventually } from "./stack.ts";

/** Kills one of Postgres' processes, which takes all with it, or the one above them. */
export async function killPostgres(
  database: Database,
  postgresProcess: { current: Database["child"] },
  isPostmaster: boolean,
): Promise<void> {
  const { folder, server } = database;
  const sql = superuser(server, "postgres", { max: 1 });
  const rows = await sql`
    select pid from pg_stat_activity where application_name = 'polity-functions'
    order by state <> 'active'`;
  await sql.end({ timeout: 1 });
  Deno.kill(isPostmaster ? postgresProcess.current.pid : rows[0]!.pid, "SIGKILL");
  // Until then whoever asks might still be answered, and cut off in the middle.
  await eventually(() => Promise.resolve(rows.every(({ pid }) => !isRunning(pid))));
  if (!isPostmaster) return;
  postgresProcess.current = await eventually(() =>
    startPostgres(folder, server, { durable: true }).catch(() => false as const)
  );
}

/** Waits until Postgres has recovered. */
export async function reachable({ server }: Database): Promise<void> {
  await eventually(async () => {
    const sql = superuser(server, "postgres", { max: 1, connect_timeout: 2 });
    try {
      await sql`select 1`;
      return true;
    } catch {
      return false;
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
}
