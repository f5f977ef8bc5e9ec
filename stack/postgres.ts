// The embedded Postgres server: installed extensions, cluster, process.
import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { extract } from "tar";
import { type Child, reason, spawn } from "./child.ts";
import type { DataFolder } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { pgtapTarball, postgresFolder, repository } from "./packages.ts";

/** The superuser of the local cluster; on Supabase nobody but the platform has it. */
export const SUPERUSER = "supabase_admin";

// Postgres refuses to run as root. `nobody` runs it then and keeps, where a container allows it, the
// right to read: the checkout or the data may lie below a folder that others may not enter.
const NOBODY = 65534;
const dropRoot = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
const keepReading = [
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search",
  "--securebits=+no_setuid_fixup",
];
const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;

/** The words before a program that Postgres ships: nothing, or what runs it as another user. */
async function prefix(): Promise<string[]> {
  if (!isRoot) return [];
  for (const [setpriv, ...args] of [[...dropRoot, ...keepReading], dropRoot] as [string][]) {
    const trial = new Deno.Command(setpriv, { args: [...args, "true"], stdin: "null" });
    const works = await trial.output().then(({ success }) => success, () => false);
    if (works) return [setpriv, ...args];
  }
  throw new Failure(
    "Postgres does not run as root: start as another user, or install setpriv (util-linux).",
  );
}

async function command(program: string, args: string[]): Promise<[string, ...string[]]> {
  return [...await prefix(), join(postgresFolder(), "bin", program), ...args] as [string];
}

/**
 * Completes the installed Postgres: the links npm cannot ship, pgTAP, and stand-ins for the
 * extensions that Supabase adds (pg_cron, pg_net, supabase_vault). Does nothing the second time.
 */
export async function completeInstallation(): Promise<void> {
  const native = postgresFolder();
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(native, "pg-symlinks.json")).catch(() => "[]"),
  );
  for (const { source, target } of links) {
    const [from, to] = [source, target].map((path) => join(native, "..", path)) as [string, string];
    if (!existsSync(to)) await Deno.symlink(from, to);
  }
  const extensions = join(native, "share/postgresql/extension");
  const pgtap = join(extensions, "pgtap.control");
  if (!existsSync(pgtap)) {
    await extract({
      file: pgtapTarball,
      cwd: native,
      filter: (path) => path.startsWith("share/postgresql"),
    });
    // On Supabase the schema's owner may create it.
    await Deno.writeTextFile(pgtap, "trusted = true\n", { append: true });
  }
  const ours = join(repository, "stack/platform/extensions");
  for await (const file of Deno.readDir(ours)) {
    await Deno.copyFile(join(ours, file.name), join(extensions, file.name));
  }
}

/** Makes a new cluster in `folder` with the superuser's password. */
export async function createCluster(folder: string, password: string): Promise<void> {
  const passwordFile = await Deno.makeTempFile();
  await Deno.writeTextFile(passwordFile, password);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  if (isRoot) {
    await Deno.chown(folder, NOBODY, NOBODY);
    await Deno.chown(passwordFile, NOBODY, NOBODY);
  }
  const [program, ...args] = await command("initdb", [
    `--pgdata=${folder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-sync",
    "--no-instructions",
  ]);
  const result = await new Deno.Command(program, { args, stdin: "null" }).output();
  await Deno.remove(passwordFile);
  if (result.success) return;
  await Deno.remove(folder, { recursive: true });
  throw new Failure(`Could not create the database in ${folder}: ${reason(result.stderr)}`);
}

/** How to reach a server as its superuser. */
export interface Server {
  port: number;
  password: string;
}

/**
 * Starts the server and waits until it takes connections. `durable: false` skips fsync: what was
 * acknowledged outlives a crash of Postgres still, but not one of the machine.
 */
export async function startPostgres(
  folder: DataFolder,
  server: Server,
  options: { durable: boolean },
): Promise<Child> {
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port: server.port,
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "256MB",
    wal_level: "logical",
    timezone: "UTC",
    cluster_name: "polity",
    ...(options.durable ? {} : { fsync: "off", full_page_writes: "off" }),
  };
  const child = spawn(
    folder,
    "Postgres",
    await command("postgres", [
      "-D",
      folder.database,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ]),
    // SIGTERM would wait for whoever is still connected.
    { signal: "SIGINT" },
  );
  await child.ready(async () => {
    const sql = superuser(server, "template1", { max: 1, connect_timeout: 2 });
    try {
      await sql`select 1`;
    } finally {
      await sql.end({ timeout: 1 });
    }
  });
  return child;
}

/** A connection pool as superuser. Not for anything an application does. */
export function superuser(
  { port, password }: Server,
  database = "postgres",
  options: postgres.Options<Record<string, never>> = {},
): postgres.Sql {
  return postgres({
    host: "127.0.0.1",
    port,
    database,
    username: SUPERUSER,
    password,
    onnotice: () => {},
    ...options,
  });
}
