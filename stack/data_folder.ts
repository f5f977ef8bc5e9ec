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
  storage: string;
  logs: string;
  /** dotenv file, present exactly while a stack answers. */
  env: string;
  /** Process ids of the running stack. */
  processes: string;
  /** Locked by the running stack. */
  lock: string;
  /** Checksums of the migration files that were applied. */
  migrations: string;
}

/** Names the places of a data folder and creates the folder itself. */
export function dataFolder(path: string): DataFolder {
  try {
    Deno.mkdirSync(join(path, "logs"), { recursive: true });
  } catch (error) {
    throw new Failure(`Cannot write to the data folder ${path}: ${(error as Error).message}`);
  }
  return {
    path,
    database: join(path, "db"),
    storage: join(path, "storage"),
    logs: join(path, "logs"),
    env: join(path, "env"),
    processes: join(path, "processes.json"),
    lock: join(path, "lock"),
    migrations: join(path, "migrations.json"),
  };
}

const random = (bytes: number) =>
  crypto.getRandomValues(new Uint8Array(bytes)).toBase64({ alphabet: "base64url" });

/** Reads the keys of a data folder, or makes them; the file is readable by its owner only. */
export async function keysOf(folder: DataFolder): Promise<Keys> {
  const file = join(folder.path, "keys.json");
  if (existsSync(file)) return Keys.parse(JSON.parse(Deno.readTextFileSync(file)));
  const keys: Keys = {
    jwtSecret: random(48),
    publishable: (await generateApiKey("publishable")).key,
    secret: (await generateApiKey("secret")).key,
    database: random(24),
  };
  Deno.writeTextFileSync(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}
