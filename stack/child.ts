// Child processes: started with a log file, found again after a crash, stopped for good.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type DataFolder, writeWhole } from "./data_folder.ts";
import { Failure } from "./failure.ts";

/** A process that whoever knows these three can end. */
export interface Process {
  name: string;
  pid: number;
  /** Asks it to end at once and in order. */
  signal: Deno.Signal;
}

/** A running child process. */
export interface Child extends Process {
  /** Resolves when the process has ended. */
  ended: Promise<Deno.CommandStatus>;
  stop(): Promise<void>;
  /** Resolves as soon as `answers` does not fail; a child that ends before, or takes a minute, is a failure. */
  ready(answers: () => Promise<unknown>): Promise<void>;
}

/**
 * Starts a program in the background. Its output goes to the end of a log file, and something in its
 * arguments must name the data folder: by that it is known again after a crash.
 */
export function spawn(
  folder: DataFolder,
  name: string,
  [program, ...args]: [string, ...string[]],
  { signal = "SIGTERM", ...options }: {
    signal?: Deno.Signal;
    env?: Record<string, string>;
    clearEnv?: boolean;
    cwd?: string;
  },
): Child {
  const process = new Deno.Command(program, {
    ...options,
    args,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  remember(folder, { name, pid: process.pid, signal });
  const log = join(folder.logs, `${name.toLowerCase().replaceAll(" ", "-")}.log`);
  const file = Deno.openSync(log, { create: true, append: true });
  const before = file.statSync().size;
  const copied = Promise.allSettled([process.stdout, process.stderr].map(async (stream) => {
    for await (const chunk of stream) await file.write(chunk);
  })).then(() => file.close());
  let running = true;
  const ended = process.status.then(async (status) => {
    running = false;
    await copied;
    return status;
  });
  const child: Child = {
    name,
    pid: process.pid,
    signal,
    ended,
    async stop() {
      if (running) await end(child);
      await ended;
    },
    async ready(answers) {
      const deadline = Date.now() + 60_000;
      while (running && Date.now() < deadline) {
        if (await answers().then(() => true, () => false)) return;
        await pause(25);
      }
      await child.stop();
      const output = (await Deno.readFile(log)).subarray(before);
      throw new Failure(`${name} did not start: ${reason(output)} (${log})`);
    },
  };
  return child;
}

/** The line of a program's output that says why it failed. */
export function reason(output: Uint8Array): string {
  const lines = new TextDecoder().decode(output).trim().split("\n");
  return lines.find((line) => line.includes("No space left on device")) ??
    lines.findLast((line) => /\b(error|FATAL|PANIC)\b/.test(line)) ?? lines.at(-1)!;
}

/** Asks a process to end and waits for it; after twenty seconds it is killed. */
export async function end({ pid, signal }: Process): Promise<void> {
  const deadline = Date.now() + 20_000;
  send(pid, signal);
  while (isRunning(pid)) {
    if (Date.now() > deadline) send(pid, "SIGKILL");
    await pause(25);
  }
}

/** True while a process with this id runs. */
export function isRunning(pid: number): boolean {
  if (Deno.build.os !== "linux") return send(pid, "SIGCONT");
  try {
    // A zombie has ended; only its parent has not asked yet.
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

/** The command line of a process, or "" where it cannot be read. */
export async function commandLine(pid: number): Promise<string> {
  try {
    if (Deno.build.os === "linux") {
      return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
    }
    const ps = new Deno.Command("ps", { args: ["-o", "command=", "-p", String(pid)] });
    return new TextDecoder().decode((await ps.output()).stdout);
  } catch {
    return "";
  }
}

/** The processes written down in a data folder: the stack's own, then its children as they started. */
export function readProcesses(folder: DataFolder): Process[] {
  return existsSync(folder.processes) ? JSON.parse(Deno.readTextFileSync(folder.processes)) : [];
}

/** Writes a process down, for `stop` and for the start after a crash. */
export function remember(folder: DataFolder, process: Process): void {
  const list = [...readProcesses(folder), process];
  writeWhole(folder.processes, JSON.stringify(list, null, 2));
}

/** Ends what a killed stack left running on this folder, and forgets it. Needs the folder's lock. */
export async function endLeftovers(folder: DataFolder): Promise<void> {
  for (const process of readProcesses(folder).toReversed()) {
    // Process ids are used again: only what names this folder is ours.
    const ours = (await commandLine(process.pid)).includes(folder.path);
    if (ours && process.pid !== Deno.pid) await end(process);
  }
  for (const file of [folder.processes, folder.env]) await Deno.remove(file).catch(() => {});
}

/** Sends a signal; false when there is no such process. */
function send(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
