// The embedded Postgres server: installed extensions, cluster, process.
import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { extract } from "tar";
import { type Child, commandLine, endStranger, isRunning, spawn } from "./child.ts";
import { Failure } from "./failure.ts";
import { pgtapTarball, postgresFolder, repository } from "./packages.ts";

/** The superuser of the local cluster; on Supabase nobody but the platform has it. */
export const SUPERUSER = "supabase_admin";

// Postgres refuses to run as root. `nobody` runs it then and keeps only the right to read, which it
// needs where the checkout lies below a folder that others may not enter.
const NOBODY = 65534;
const asNobody: string[] = [
  "setpriv",
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  "--clear-groups",
  "--inh-caps=+dac_read_search",
  "--ambient-caps=+dac_read_search",
  "--securebits=+no_setuid_fixup",
];
const isRoot = Deno.build.os !== "windows" && Deno.uid() === 0;

function command(program: string, args: string[]): [string, ...string[]] {
  const [first, ...rest] = [
    ...(isRoot ? asNobody : []),
    join(postgresFolder(), "bin", program),
    ...args,
  ];
  return [first!, ...rest];
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
  if (isRoot && !(await canDropRoot())) {
    throw new Failure(
      "Postgres does not run as root: start as another user, or install setpriv (util-linux).",
    );
  }
  const passwordFile = await Deno.makeTempFile();
  await Deno.writeTextFile(passwordFile, password);
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  if (isRoot) {
    await Deno.chown(folder, NOBODY, NOBODY);
    await Deno.chown(passwordFile, NOBODY, NOBODY);
  }
  const [program, ...args] = command("initdb", [
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
  const reason = new TextDecoder().decode(result.stderr).trim().split("\n").at(-1);
  throw new Failure(`Could not create the database in ${folder}: ${reason}`);
}

async function canDropRoot(): Promise<boolean> {
  try {
    const [program, ...args] = asNobody;
    return (await new Deno.Command(program!, { args: [...args, "true"] }).output()).success;
  } catch {
    return false;
  }
}

/** How to reach a server as its superuser. */
export interface Server {
  port: number;
  password: string;
}

/** Starts the server and waits until it takes connections. `durable: false` skips fsync. */
export async function startPostgres(
  folder: string,
  server: Server,
  options: { log: string; durable: boolean },
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
    ...(options.durable
      ? {}
      : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const child = spawn(
    "Postgres",
    command("postgres", [
      "-D",
      folder,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ]),
    { log: options.log },
  );
  let down = false;
  child.ended.then(() => down = true);
  for (let attempt = 0; !down && attempt < 600; attempt++) {
    if (await answers(server)) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await child.stop("SIGINT");
  const lines = (await Deno.readTextFile(options.log)).trim().split("\n");
  const reason = lines.findLast((line) => /FATAL|PANIC|No space/.test(line)) ?? lines.at(-1);
  throw new Failure(`Postgres did not start: ${reason} (${options.log})`);
}

async function answers(server: Server): Promise<boolean> {
  const sql = superuser(server, "template1", { max: 1, connect_timeout: 2 });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
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

/** Ends a server that a killed stack left running on this folder. */
export async function endOrphan(folder: string): Promise<void> {
  const file = join(folder, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number((await Deno.readTextFile(file)).split("\n")[0]);
  if (isRunning(pid) && (await commandLine(pid)).includes(folder)) await endStranger(pid, "SIGINT");
}
