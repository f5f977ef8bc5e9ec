// Runs cron.job rows and sends net.http_request_queue, as pg_cron and pg_net do in the server.
import { Cron } from "croner";
import type postgres from "postgres";
import { type Server, superuser } from "./postgres.ts";

interface Job {
  jobid: string;
  schedule: string;
  command: string;
  database: string;
  username: string;
}

/** Milliseconds until a pg_cron schedule is next due: five cron fields in UTC, or `N seconds`. */
export function untilNext(schedule: string, now = new Date()): number {
  const seconds = /^\s*([1-9]|[1-5]\d)\s+seconds?\s*$/i.exec(schedule)?.[1];
  if (seconds) return Number(seconds) * 1000;
  // pg_cron writes the last day of a month as `$`.
  const pattern = schedule.trim().replace("$", "L");
  const next = new Cron(pattern, { timezone: "UTC", mode: "5-part" }).nextRun(now);
  if (!next) throw new Error(`invalid schedule: ${schedule}`);
  return next.getTime() - now.getTime();
}

/** Starts both workers; the returned function stops them and waits for what is under way. */
export async function startScheduler(server: Server): Promise<() => Promise<void>> {
  const sql = superuser(server, "postgres", { max: 4 });
  const [{ cron, net }] = await sql<[{ cron: boolean; net: boolean }]>`
    select to_regclass('cron.job') is not null as cron, to_regclass('net.http_request_queue') is not null as net`;
  const stops = [cron && startCron(sql), net && await startNet(sql)].filter((stop) =>
    stop !== false
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    await sql.end({ timeout: 5 });
  };
}

/** Looks at the job table every second; a job never runs beside itself. */
function startCron(sql: postgres.Sql): () => Promise<void> {
  const due = new Map<string, { schedule: string; at: number }>();
  const plan = ({ jobid, schedule }: Job) =>
    due.set(jobid, { schedule, at: Date.now() + untilNext(schedule) });
  const running = new Map<string, Promise<void>>();
  const report = (error: Error) => console.error("cron:", error.message);

  const look = async () => {
    const jobs = await sql<Job[]>`select * from cron.job where active`;
    for (const job of jobs) {
      const known = due.get(job.jobid);
      if (known?.schedule !== job.schedule) {
        plan(job);
      } else if (known.at <= Date.now() && !running.has(job.jobid)) {
        plan(job);
        const run = runJob(sql, job).catch(report).finally(() => running.delete(job.jobid));
        running.set(job.jobid, run);
      }
    }
  };
  const timer = setInterval(() => look().catch(report), 1000);
  return async () => {
    clearInterval(timer);
    await Promise.allSettled(running.values());
  };
}

/** Runs one job as the user who scheduled it and records how it went. */
async function runJob(sql: postgres.Sql, job: Job): Promise<void> {
  const [{ runid }] = await sql<[{ runid: string }]>`
    insert into cron.job_run_details (jobid, database, username, command, status, start_time)
    values (${job.jobid}, ${job.database}, ${job.username}, ${job.command}, 'running', clock_timestamp())
    returning runid`;
  const [status, message] = await sql.begin(async (transaction) => {
    await transaction`select set_config('role', ${job.username}, true)`;
    const results = await transaction.unsafe(job.command);
    // Several statements give a list of results; the last one speaks for all.
    const { command, count } = results.command ? results : results.at(-1) as typeof results;
    return [
      "succeeded",
      command === "INSERT" ? `INSERT 0 ${count}` : `${command} ${count ?? ""}`.trim(),
    ] as const;
  }).catch((error) => ["failed", `ERROR: ${error.message}`] as const);
  await sql`
    update cron.job_run_details
    set status = ${status}, return_message = ${message}, end_time = clock_timestamp()
    where runid = ${runid}`;
}

interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
  timeout_milliseconds: number;
}

/** Sends queued requests when a transaction that queued some commits; each is tried once. */
async function startNet(sql: postgres.Sql): Promise<() => Promise<void>> {
  let sending = Promise.resolve();
  const drain = () => {
    sending = sending.then(async () => {
      const requests = await sql<QueuedRequest[]>`delete from net.http_request_queue returning *`;
      await Promise.all(requests.map((request) => send(sql, request)));
      await sql`delete from net._http_response where created < now() - interval '6 hours'`;
    }).catch((error) => console.error("net:", error.message));
  };
  const { unlisten } = await sql.listen("net_wake", drain, drain);
  return async () => {
    await unlisten();
    await sending;
  };
}

async function send(sql: postgres.Sql, request: QueuedRequest): Promise<void> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body as BodyInit | null,
      signal: AbortSignal.timeout(request.timeout_milliseconds),
    });
    await sql`
      insert into net._http_response (id, status_code, content_type, headers, content, timed_out)
      values (${request.id}, ${response.status}, ${response.headers.get("content-type")},
              ${sql.json(Object.fromEntries(response.headers))}, ${await response.text()}, false)`;
  } catch (error) {
    const { name, message } = error as Error;
    await sql`
      insert into net._http_response (id, timed_out, error_msg)
      values (${request.id}, ${name === "TimeoutError"}, ${message})`;
  }
}
