// The command line of the local stack: start, stop, reset, status.
import { parseArgs } from "node:util";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { end, endLeftovers, readProcesses } from "./child.ts";
import { type DataFolder, dataFolder, lockFolder } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { repository } from "./packages.ts";
import { type Options, removeAll, startStack } from "./stack.ts";

const USAGE = `Usage: npm start -- [--ephemeral | --data DIR] [--port N] [--no-seed] [--workdir DIR]
       npm run status | stop | reset [-- --data DIR]`;

interface Arguments extends Options {
  project: string;
}

/** Reads the options shared by all commands. */
function readOptions(args: string[]): Arguments {
  const { values } = usage(() =>
    parseArgs({
      args,
      allowNegative: true,
      options: {
        ephemeral: { type: "boolean", default: false },
        port: { type: "string" },
        data: { type: "string" },
        seed: { type: "boolean", default: true },
        workdir: { type: "string", default: repository },
      },
    })
  );
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65535)) {
    throw new Failure(`--port takes a number from 0 to 65534, not ${values.port}.`);
  }
  if (values.ephemeral && values.data) {
    throw new Failure("--ephemeral keeps nothing: leave out --data.");
  }
  const project = resolve(values.workdir);
  const data = values.ephemeral
    ? join(tmpdir(), `polity-${crypto.randomUUID()}`)
    : resolve(values.data ?? join(project, ".polity"));
  return { project, data, ephemeral: values.ephemeral, port, seed: values.seed };
}

/** Turns what parseArgs throws into one line and the usage. */
function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Failure(`${(error as Error).message.split("\n")[0]}\n${USAGE}`);
  }
}

/** Starts the stack and stays until it is told to end. */
async function start(options: Arguments): Promise<number> {
  const began = performance.now();
  const log = (text: string) =>
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
  const interrupted = new Promise<null>((end) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => end(null));
    }
  });
  const stack = await startStack({ ...options, progress: (step) => log(`${step} …`) });
  log("Ready\n");
  for (const name of stack.brokenFunctions) {
    console.log(`The function ${name} could not be loaded: see ${stack.data.logs}\n`);
  }
  console.log(`         API URL: ${stack.url}
    Database URL: ${stack.databaseUrl}
 Publishable key: ${stack.publishableKey}
      Secret key: ${stack.secretKey}
${options.seed ? await demoUsers(options.project) : ""}          E-mail: ${stack.data.logs}/mail.log

Ctrl-C stops it. The addresses and keys are also in ${stack.data.env}`);
  // Ctrl-C reaches the parts as well: one that ends with the stack is not broken.
  const patience = () => new Promise((resolve) => setTimeout(resolve, 300));
  const broken = await Promise.race([
    interrupted,
    stack.broken.then((name) => patience().then(() => name)),
  ]);
  if (broken) console.error(`${broken} ended unexpectedly: see ${stack.data.logs}`);
  await stack.stop();
  return broken ? 1 : 0;
}

/** The sign-ins that seed.sql promises in its first lines. */
async function demoUsers(project: string): Promise<string> {
  const seed = await Deno.readTextFile(join(project, "supabase/seed.sql")).catch(() => "");
  const password = /^-- Password of every demo user: (\S+)$/m.exec(seed)?.[1];
  if (!password) return "";
  const emails = new Set([...seed.matchAll(/'([a-z]+@[a-z.]+)'/g)].map(([, email]) => email));
  return `      Demo users: ${[...emails].join(", ")}\n        Password: ${password}\n`;
}

/** Ends a running stack and what a killed one left; true when a stack ran. */
async function stop(folder: DataFolder): Promise<boolean> {
  if (!existsSync(folder.path)) return false;
  let lock = await lockFolder(folder);
  const ran = !lock;
  while (!lock) {
    const [stack] = readProcesses(folder);
    if (stack) await end(stack);
    lock = await lockFolder(folder);
  }
  await endLeftovers(folder);
  lock.close();
  return ran;
}

/** Prints the addresses and keys of a stack that answers; false when none does. */
async function status(folder: DataFolder): Promise<boolean> {
  const env = await Deno.readTextFile(folder.env).catch(() => "");
  const url = /^SUPABASE_URL=(.+)$/m.exec(env)?.[1];
  const runs = url && await fetch(`${url}/health`).then(({ ok }) => ok, () => false);
  console.log(runs ? env.trimEnd() : "Not running: npm start starts it.");
  return Boolean(runs);
}

async function main([command, ...args]: string[]): Promise<number> {
  const options = readOptions(args);
  const folder = dataFolder(options.data);
  switch (command) {
    case "start":
      return await start(options);
    case "stop":
      console.log(await stop(folder) ? "Stopped." : "Nothing was running.");
      return 0;
    case "reset": {
      const ran = await stop(folder);
      const { database, unfinished, storage, migrations } = folder;
      for (const path of [database, unfinished, storage, migrations]) await removeAll(path);
      console.log(`${ran ? "Stopped. " : ""}The next start begins with an empty database.`);
      return 0;
    }
    case "status":
      return await status(folder) ? 0 : 1;
    default:
      throw new Failure(USAGE);
  }
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  const { message } = error as Error;
  if (!(error instanceof Failure) && !message.includes("No space left on device")) throw error;
  console.error(message);
  Deno.exit(1);
}
