// The command line of the local stack: start, stop, reset, status.
import { parseArgs } from "node:util";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { dataFolder } from "./data_folder.ts";
import { Failure } from "./failure.ts";
import { repository } from "./packages.ts";
import { endLeftovers, type Options, startStack } from "./stack.ts";
import { isRunning, signalProcess } from "./child.ts";

const USAGE = "Usage: npm start -- [--ephemeral] [--port N] [--data DIR] [--no-seed]";

/** Reads the options shared by all commands. */
function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      allowNegative: true,
      options: {
        ephemeral: { type: "boolean", default: false },
        port: { type: "string" },
        data: { type: "string" },
        seed: { type: "boolean", default: true },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65535)) {
      throw new Failure(`--port takes a number from 0 to 65534, not ${values.port}.`);
    }
    const data = values.data
      ? resolve(values.data)
      : values.ephemeral
      ? Deno.makeTempDirSync({ prefix: "polity-" })
      : resolve(repository, ".polity");
    return { data, ephemeral: values.ephemeral, port, seed: values.seed };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${(error as Error).message.split("\n")[0]} ${USAGE}`);
  }
}

/** Starts the stack and stays until it is told to end. */
async function start(options: Options): Promise<number> {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const interrupted = new Promise<string>((end) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, () => end(""));
    }
  });
  const stack = await startStack({
    ...options,
    progress: (step) => console.log(`${seconds().padStart(7)}  ${step} …`),
  });
  const pid = resolve(stack.data.path, "pid");
  await Deno.writeTextFile(pid, String(Deno.pid));
  console.log(`${seconds().padStart(7)}  Ready\n
         API URL: ${stack.url}
    Database URL: ${stack.databaseUrl}
 Publishable key: ${stack.publishableKey}
      Secret key: ${stack.secretKey}
${options.seed ? await demoUsers() : ""}
Ctrl-C stops it. The addresses and keys are also in ${stack.data.env}`);
  const broken = await Promise.race([interrupted, stack.broken]);
  if (broken) console.error(`${broken} ended unexpectedly: see ${stack.data.logs}`);
  await Deno.remove(pid).catch(() => {});
  await stack.stop();
  return broken ? 1 : 0;
}

/** The sign-ins that seed.sql promises in its first lines. */
async function demoUsers(): Promise<string> {
  const seed = await Deno.readTextFile(resolve(repository, "supabase/seed.sql")).catch(() => "");
  const password = /^-- Password of every demo user: (\S+)$/m.exec(seed)?.[1];
  const emails = [...seed.matchAll(/'([a-z]+@[a-z.]+)'/g)].map(([, email]) => email);
  if (!password) return "";
  return `      Demo users: ${[...new Set(emails)].join(", ")}\n        Password: ${password}\n`;
}

/** Ends a running stack; true when there was one. */
async function stop(options: Options): Promise<boolean> {
  const folder = dataFolder(options.data);
  const file = resolve(folder.path, "pid");
  const pid = existsSync(file) ? Number(await Deno.readTextFile(file)) : 0;
  const lock = await Deno.open(folder.lock, { create: true, write: true });
  const runs = !(await lock.tryLock(true));
  lock.close();
  if (runs && pid) {
    signalProcess(pid, "SIGTERM");
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await endLeftovers(folder);
  return runs;
}

async function main([command, ...args]: string[]): Promise<number> {
  const options = readOptions(args);
  switch (command) {
    case "start":
      return await start(options);
    case "stop":
      console.log(await stop(options) ? "Stopped." : "Nothing was running.");
      return 0;
    case "reset": {
      const ran = await stop(options);
      const folder = dataFolder(options.data);
      for (
        const path of [folder.database, `${folder.database}.new`, folder.storage, folder.migrations]
      ) {
        await Deno.remove(path, { recursive: true }).catch(() => {});
      }
      console.log(
        `${
          ran ? "Stopped; the" : "The"
        } data is gone: npm start begins with an empty database and the seed.`,
      );
      return 0;
    }
    case "status": {
      const folder = dataFolder(options.data);
      const env = await Deno.readTextFile(folder.env).catch(() => null);
      const url = env && /^SUPABASE_URL=(.+)$/m.exec(env)?.[1];
      const healthy = url &&
        await fetch(`${url}/health`).then((response) => response.ok).catch(() => false);
      console.log(healthy ? env.trimEnd() : "Not running: npm start starts it.");
      return healthy ? 0 : 1;
    }
    default:
      throw new Failure(USAGE);
  }
}

try {
  Deno.exit(await main(Deno.args));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
