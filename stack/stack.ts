// The whole stack: starts every part in order, watches them, and ends them together.
import { existsSync } from "node:fs";
import { type Child, endLeftovers, remember } from "./child.ts";
import { readConfig } from "./config.ts";
import {
  type DataFolder,
  dataFolder,
  type Keys,
  keysOf,
  lockFolder,
  writeWhole,
} from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { startFunctions } from "./functions.ts";
import { gateway } from "./gateway.ts";
import { migrate } from "./migrations.ts";
import { postgrestProgram, repository } from "./packages.ts";
import { createRoles, databaseUrl, installPlatform } from "./platform.ts";
import { freePort, requireFree } from "./ports.ts";
import { completeInstallation, createCluster, type Server, startPostgres } from "./postgres.ts";
import { startPostgrest } from "./postgrest.ts";
import { startScheduler } from "./scheduler.ts";
import { startServices } from "./services.ts";
import { keepSecrets } from "./vault.ts";

/** How to start. */
export interface Options {
  /** Folder that holds `supabase/`; this repository unless said otherwise. */
  project?: string;
  /** Data folder, kept between starts. */
  data: string;
  /** Remove the data folder at the end, and skip fsync. */
  ephemeral: boolean;
  /** API port; the database listens one above. 0 picks free ports; undefined takes config.toml's. */
  port?: number;
  /** Load seed.sql into a new database. */
  seed: boolean;
  /** Serves the Data API with @supabase/lite, as where PostgREST is missing; POLITY_REST says so too. */
  rest?: "lite";
  /** Told about each step as it begins. */
  progress?: (step: string) => void;
}

/** A running database server whose database has the platform and the migrations. */
export interface Database {
  folder: DataFolder;
  keys: Keys;
  server: Server;
  url: string;
  child: Child;
  stop(): Promise<void>;
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
  /** Names of edge functions that could not be loaded. */
  brokenFunctions: string[];
  /** Resolves with the name of a part that ended on its own. */
  broken: Promise<string>;
  stop(): Promise<void>;
}

/** Starts only the database of a stack; for tests and tools. */
export async function startDatabase(
  options: Options & { databasePort?: number },
): Promise<Database> {
  const { project = repository, progress: step = () => {} } = options;
  await using undo = new AsyncDisposableStack();
  const folder = dataFolder(options.data);
  const lock = await lockFolder(folder);
  if (!lock) {
    throw new Failure(
      `A stack already runs on ${folder.path}: npm run status shows it, npm run stop ends it.`,
    );
  }
  if (options.ephemeral) undo.defer(() => removeAll(folder.path));
  undo.defer(() => lock.close());
  await endLeftovers(folder);
  undo.defer(() => removeAll(folder.processes));
  remember(folder, { name: "Stack", pid: Deno.pid, signal: "SIGTERM" });
  const port = options.databasePort ?? freePort();
  requireFree(port, "database");
  const keys = await keysOf(folder);
  const server: Server = { port, password: keys.database };

  step("Postgres");
  await completeInstallation();
  if (existsSync(folder.unfinished)) await removeAll(folder.database);
  const isNew = !existsSync(folder.database);
  if (isNew) {
    await Deno.writeTextFile(folder.unfinished, "");
    await removeAll(folder.migrations);
    await createCluster(folder.database, keys.database);
  }
  const child = await startPostgres(folder, server, { durable: !options.ephemeral });
  undo.defer(() => child.stop());
  if (isNew) {
    step("Platform");
    await createRoles(server);
    await installPlatform(server);
  }
  const url = databaseUrl(port);
  step("Migrations");
  await migrate(url, { project, seed: options.seed && isNew, record: folder.migrations });
  await removeAll(folder.unfinished);
  const running = undo.move();
  return { folder, keys, server, url, child, stop: () => running.disposeAsync() };
}

/** Starts everything and writes the `env` file into the data folder once it all answers. */
export async function startStack(options: Options): Promise<Stack> {
  const { project = repository, progress: step = () => {} } = options;
  const config = await readConfig(project);
  const port = options.port === 0 ? freePort() : options.port ?? config.api.port;
  const databasePort = options.port === 0
    ? freePort()
    : options.port === undefined
    ? config.db.port
    : port + 1;
  requireFree(port, "API");
  await using undo = new AsyncDisposableStack();
  const database = await startDatabase({ ...options, databasePort });
  undo.defer(database.stop);
  const { folder, keys, server } = database;
  const url = `http://127.0.0.1:${port}`;
  const children = [database.child];
  const keep = <T extends { child: Child }>(part: T): T => {
    children.push(part.child);
    undo.defer(() => part.child.stop());
    return part;
  };

  await keepSecrets(database.url, { project_url: url, secret_key: keys.secret });

  step("Services");
  const lite = (options.rest ?? Deno.env.get("POLITY_REST")) === "lite";
  const program = lite ? null : postgrestProgram();
  const starting = [
    startServices(server, folder, keys, config, { url, withRest: !program }).then((services) => {
      undo.defer(services.close);
      return services;
    }),
    program ? startPostgrest(program, server, folder, keys, config).then(keep) : null,
    startFunctions(project, folder, keys, { url, databasePort }).then(keep),
    startScheduler(server).then((stop) => undo.defer(stop)),
  ] as const;
  // When one fails the others are up before they are ended again.
  await Promise.allSettled(starting);
  const [services, rest, functions] = await Promise.all(starting);

  const open = Object.entries(config.functions).filter(([, { verify_jwt }]) => !verify_jwt);
  const answer = await gateway(keys, {
    platform: services.fetch,
    rest: rest?.url ?? null,
    functions: functions.url,
    openFunctions: new Set(open.map(([name]) => name)),
  });
  const listener = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, answer);
  undo.defer(() => shutDown(listener));

  const env = {
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: keys.publishable,
    SUPABASE_SECRET_KEY: keys.secret,
    DATABASE_URL: database.url,
  };
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  writeWhole(folder.env, lines.join(""));
  undo.defer(() => removeAll(folder.env));
  const running = undo.move();
  return {
    url,
    databaseUrl: database.url,
    publishableKey: keys.publishable,
    secretKey: keys.secret,
    data: folder,
    server,
    parts: { rest: rest?.url ?? null, functions: functions.url },
    brokenFunctions: functions.broken,
    broken: Promise.race(children.map((child) => child.ended.then(() => child.name))),
    stop: () => running.disposeAsync(),
  };
}

/** Lets requests under way finish, but not for longer than two seconds. */
async function shutDown(listener: Deno.HttpServer): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const patience = new Promise((resolve) => timer = setTimeout(resolve, 2000));
  await Promise.race([listener.shutdown(), patience]);
  clearTimeout(timer!);
}

/** Removes a file or a folder, if it is there. */
export async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
