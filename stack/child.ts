// Child processes: started with a log file, found again after a crash, stopped for good.
import { existsSync } from "node:fs";

/** A running child process. */
export interface Child {
  name: string;
  pid: number;
  /** Resolves when the process has ended. */
  ended: Promise<Deno.CommandStatus>;
  /** Ends the process with this signal, or with SIGKILL when it does not obey within ten seconds. */
  stop(signal?: Deno.Signal): Promise<void>;
}

/** Starts a program in the background, its output going to `log`. */
export function spawn(
  name: string,
  command: [string, ...string[]],
  options: { log: string; env?: Record<string, string>; clearEnv?: boolean; cwd?: string },
): Child {
  const [program, ...args] = command;
  const process = new Deno.Command(program, {
    args,
    env: options.env,
    clearEnv: options.clearEnv,
    cwd: options.cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const log = Deno.openSync(options.log, { create: true, append: true });
  const copied = Promise.allSettled([process.stdout, process.stderr].map(async (stream) => {
    for await (const chunk of stream) await log.write(chunk);
  })).then(() => log.close());
  const ended = process.status.then(async (status) => {
    await copied;
    return status;
  });
  return {
    name,
    pid: process.pid,
    ended,
    async stop(signal = "SIGTERM") {
      await endProcess(process.pid, signal, ended);
    },
  };
}

/** Signals a process and waits for it; after ten seconds it is killed. */
async function endProcess(pid: number, signal: Deno.Signal, ended: Promise<unknown>) {
  if (!signalProcess(pid, signal)) return;
  const timer = setTimeout(() => signalProcess(pid, "SIGKILL"), 10_000);
  await ended;
  clearTimeout(timer);
}

/** Sends a signal; false when there is no such process. */
export function signalProcess(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** True while a process with this id runs. */
export function isRunning(pid: number): boolean {
  if (Deno.build.os === "linux") {
    if (!existsSync(`/proc/${pid}`)) return false;
    // A zombie has ended; only its parent has not asked yet.
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  }
  return signalProcess(pid, "SIGCONT");
}

/** Waits until a process that is not our child has ended, killing it after `patience` milliseconds. */
export async function endStranger(pid: number, signal: Deno.Signal, patience = 10_000) {
  const deadline = Date.now() + patience;
  signalProcess(pid, signal);
  while (isRunning(pid)) {
    if (Date.now() > deadline) signalProcess(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The command line of a process, or "" where it cannot be read. */
export async function commandLine(pid: number): Promise<string> {
  try {
    if (Deno.build.os === "linux") {
      return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
    }
    const ps = await new Deno.Command("ps", { args: ["-o", "command=", "-p", String(pid)] })
      .output();
    return new TextDecoder().decode(ps.stdout);
  } catch {
    return "";
  }
}
