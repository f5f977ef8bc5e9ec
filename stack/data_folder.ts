// The data folder: what outlives the processes of one stack.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { generateApiKey } from "@supabase/lite";
import { z } from "zod";
import { Failure } from "./failure.ts";

const Keys = z.strictObject({
  jwtSecret: z.string().min(32),
  publishable: z.string(),
  secret: z.string(),
  /** Password of the database roles that only the stack itself uses. */
  database: z.string().min(16),
});

/** The secrets of one data folder, made at random on its first start. */
export type Keys = z.infer<typeof Keys>;

/** Paths inside a data folder. */
export interface DataFolder {
  path: string;
  database: string;
  /** Present until a new database has its migrations: a first start that was cut off begins anew. */
  unfinished: string;
  storage: string;
  logs: string;
  /** dotenv file, present exactly while a stack answers. */
  env: string;
  /** Processes of the running stack. */
  processes: string;
  /** Locked by the running stack. */
  lock: string;
  keys: string;
  /** Checksums of the migration files that were applied. */
  migrations: string;
}

/** Names the places of a data folder. */
export function dataFolder(path: string): DataFolder {
  return {
    path,
    database: join(path, "db"),
    unfinished: join(path, "db.unfinished"),
    storage: join(path, "storage"),
    logs: join(path, "logs"),
    env: join(path, "env"),
    processes: join(path, "processes.json"),
    lock: join(path, "lock"),
    keys: join(path, "keys.json"),
    migrations: join(path, "migrations.json"),
  };
}

/**
 * Creates a data folder where there is none, and locks it for one stack until the file is closed;
 * null where another has it.
 */
export async function lockFolder(folder: DataFolder): Promise<Deno.FsFile | null> {
  let lock: Deno.FsFile;
  try {
    // Postgres may run as another user, who has to pass through.
    await Deno.mkdir(folder.path, { recursive: true, mode: 0o711 });
    for (const path of [folder.logs, folder.storage]) {
      await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    }
    lock = await Deno.open(folder.lock, { create: true, write: true });
  } catch (error) {
    throw new Failure(
      `Cannot write to the data folder ${folder.path}: ${(error as Error).message}`,
    );
  }
  if (await lock.tryLock(true)) return lock;
  lock.close();
  return null;
}

/** Writes a file that is never seen half-written; readable by its owner only. */
export function writeWhole(path: string, text: string): void {
  Deno.writeTextFileSync(`${path}.new`, text, { mode: 0o600 });
  Deno.renameSync(`${path}.new`, path);
}

const random = (bytes: number) =>
  crypto.getRandomValues(new Uint8Array(bytes)).toBase64({ alphabet: "base64url" });

/** Reads the keys of a data folder, or makes them. */
export async function keysOf(folder: DataFolder): Promise<Keys> {
  if (existsSync(folder.keys)) return Keys.parse(JSON.parse(Deno.readTextFileSync(folder.keys)));
  const keys: Keys = {
    jwtSecret: random(48),
    publishable: (await generateApiKey("publishable")).key,
    secret: (await generateApiKey("secret")).key,
    database: random(24),
  };
  writeWhole(folder.keys, JSON.stringify(keys, null, 2));
  return keys;
}
