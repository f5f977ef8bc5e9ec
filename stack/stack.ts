// The whole stack: starts every part in order, watches them, and ends them together.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Child, commandLine, endStranger, isRunning } from "./child.ts";
import { readConfig } from "./config.ts";
import { type DataFolder, dataFolder, keysOf } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { startFunctions } from "./functions.ts";
import { gateway } from "./gateway.ts";
import { migrate } from "./migrations.ts";
import { postgrestProgram } from "./packages.ts";
import { createRoles, databaseUrl, installPlatform } from "./platform.ts";
import { freePort, requireFree } from "./ports.ts";
import {
  completeInstallation,
  createCluster,
  endOrphan,
  type Server,
  startPostgres,
} from "./postgres.ts";
import { startPostgrest } from "./postgrest.ts";
import { startScheduler } from "./scheduler.ts";
import { startServices } from "./services.ts";

/** How to start. */
export interface Options {
  /** Data folder, kept between starts. */
  data: string;
  /** Throw the data away at the end, and skip fsync. */
  ephemeral: boolean;
  /** API port; the database listens one above. 0 picks free ports; undefined takes config.toml's. */
  port?: number;
  /** Load seed.sql into a new database. */
  seed: boolean;
  /** Told about each step as it begins. */
  progress?: (step: string) => void;
}

/** A running stack. */
export interface Stack {
  url: string;
  databaseUrl: string;
  publishableKey: string;
  secretKey: string;
  data: DataFolder;
  server: Server;
  /** Addresses behind the gateway: PostgREST (null where @supabase/lite serves the Data API), functions. */
  parts: { rest: string | null; functions: string };
  /** Resolves with the name of a part that ended on its own. */
  broken: Promise<string>;
  stop(): Promise<void>;
}

/** Starts only the database of a stack, with platform and migrations; for tests and tools. */
export async function startDatabase(
  options: Options & { databasePort?: number },
): Promise<
  { folder: DataFolder; server: Server; child: Child; url: string; stop(): Promise<void> }
> {
  const step = options.progress ?? (() => {});
  const folder = dataFolder(options.data);
  const lock = await Deno.open(folder.lock, { create: true, write: true });
  if (!(await lock.tryLock(true))) {
    lock.close();
    throw new Failure(
      `A stack already runs on ${folder.path}: npm run status shows it, npm run stop ends it.`,
    );
  }
  const undo: (() => Promise<void> | void)[] = [() => lock.close()];
  const stop = async () => {
    for (const task of undo.toReversed()) await task();
    undo.length = 0;
  };
  try {
    await endLeftovers(folder);
    const keys = await keysOf(folder);
    const port = options.databasePort ?? freePort();
    requireFree(port, "database");
    const server: Server = { port, password: keys.database };
    step("Postgres");
    await completeInstallation();
    // A cluster counts only once migrations were applied: a first start that was cut off begins anew.
    const half = `${folder.database}.new`;
    if (existsSync(half)) {
      await Deno.remove(half, { recursive: true });
      await Deno.remove(folder.database, { recursive: true }).catch(() => {});
    }
    const isNew = !existsSync(folder.database);
    if (isNew) {
      await Deno.remove(folder.migrations).catch(() => {});
      await Deno.mkdir(half);
      await createCluster(folder.database, keys.database);
    }
    const child = await startPostgres(folder.database, server, {
      log: join(folder.logs, "postgres.log"),
      durable: !options.ephemeral,
    });
    undo.push(() => child.stop("SIGINT"));
    if (isNew) {
      step("Platform");
      await createRoles(server);
      await installPlatform(server);
    }
    const url = databaseUrl(port);
    step("Migrations");
    await migrate(url, { seed: options.seed && isNew, record: folder.migrations });
    if (isNew) await Deno.remove(half);
    return { folder, server, child, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts everything and writes the `env` file into the data folder once it all answers. */
export async function startStack(options: Options): Promise<Stack> {
  const step = options.progress ?? (() => {});
  const config = await readConfig();
  const port = options.port === 0 ? freePort() : options.port ?? config.api.port;
  const databasePort = options.port === 0
    ? freePort()
    : options.port === undefined
    ? config.db.port
    : options.port + 1;
  requireFree(port, "API");
  const database = await startDatabase({ ...options, databasePort });
  const { folder, server } = database;
  const undo: (() => Promise<unknown> | void)[] = [() => database.stop()];
  const stop = async () => {
    for (const task of undo.toReversed()) await task();
    undo.length = 0;
    await Deno.remove(folder.processes).catch(() => {});
    if (options.ephemeral) await Deno.remove(folder.path, { recursive: true });
  };
  try {
    const keys = await keysOf(folder);
    const url = `http://127.0.0.1:${port}`;
    const children: Child[] = [database.child];
    const keep = (child: Child) => {
      children.push(child);
      undo.push(() => child.stop());
      Deno.writeTextFileSync(folder.processes, JSON.stringify(children.map(({ pid }) => pid)));
    };

    step("Services");
    const program = Deno.env.get("POLITY_REST") === "lite" ? null : postgrestProgram();
    const [services, rest, functions, stopScheduler] = await Promise.all([
      startServices(server, folder, keys, config),
      program
        ? startPostgrest(program, server, keys, config.api, join(folder.logs, "postgrest.log"))
        : null,
      startFunctions(keys, { url, databasePort, log: join(folder.logs, "functions.log") }),
      startScheduler(server),
    ]);
    undo.push(services.close, stopScheduler);
    if (rest) keep(rest.child);
    keep(functions.child);

    const open = Object.entries(config.functions).filter(([, { verify_jwt }]) => !verify_jwt);
    const app = await gateway(keys, {
      platform: services.fetch,
      rest: rest?.url ?? null,
      functions: functions.url,
      openFunctions: new Set(open.map(([name]) => name)),
    });
    const listener = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, app.fetch);
    undo.push(() =>
      Promise.race([listener.shutdown(), new Promise((resolve) => setTimeout(resolve, 2000))])
    );

    const env = {
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: keys.publishable,
      SUPABASE_SECRET_KEY: keys.secret,
      DATABASE_URL: database.url,
    };
    const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
    await Deno.writeTextFile(folder.env, lines.join(""), { mode: 0o600 });
    undo.push(() => Deno.remove(folder.env).catch(() => {}));
    return {
      url,
      databaseUrl: database.url,
      publishableKey: keys.publishable,
      secretKey: keys.secret,
      data: folder,
      server,
      parts: { rest: rest?.url ?? null, functions: functions.url },
      broken: Promise.race(children.map((child) => child.ended.then(() => child.name))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Ends what a killed stack left running on this folder, and forgets its files. */
export async function endLeftovers(folder: DataFolder): Promise<void> {
  await endOrphan(folder.database);
  if (existsSync(folder.processes)) {
    const pids: number[] = JSON.parse(await Deno.readTextFile(folder.processes).catch(() => "[]"));
    for (const pid of pids) {
      // Process ids are used again: only what still looks like one of ours is ended.
      const ours = /postgrest|functions_host/.test(await commandLine(pid));
      if (ours && isRunning(pid)) await endStranger(pid, "SIGTERM");
    }
  }
  for (const file of [folder.processes, folder.env]) await Deno.remove(file).catch(() => {});
}
