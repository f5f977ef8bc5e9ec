// A data folder with a migrated database, made once for as long as nothing that shapes it changes. Tests
// and tools start on a copy: copying takes a moment, migrating many.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { dataFolder } from "./data_folder.ts";
import { repository } from "./packages.ts";
import { removeAll, startDatabase } from "./stack.ts";

const shaping = ["package-lock.json", "stack", "supabase/migrations"];
const shapingSeed = ["supabase/config.toml", "supabase/seed.sql", "supabase/seeds"];
const cache = join(repository, "node_modules/.cache/polity");

/** Makes a temporary data folder whose database has the migrations, and seed.sql when asked. */
export async function prepareData({ seed }: { seed: boolean }): Promise<string> {
  const data = await Deno.makeTempDir({ prefix: "polity-test-" });
  const from = dataFolder(await preparedFolder(seed));
  const to = dataFolder(data);
  await Deno.chmod(data, 0o711);
  // With its owner, which is another user's where root runs the tests.
  await run("cp", "-a", from.database, from.keys, from.migrations, to.path);
  return data;
}

async function preparedFolder(seed: boolean): Promise<string> {
  const kind = seed ? "seeded" : "empty";
  const folder = join(
    cache,
    `${kind}-${await hashOf(seed ? [...shaping, ...shapingSeed] : shaping)}`,
  );
  await Deno.mkdir(cache, { recursive: true });
  const lock = await Deno.open(join(cache, `${kind}.lock`), { create: true, write: true });
  try {
    await lock.lock(true);
    if (!existsSync(folder)) await build(folder, kind, seed);
  } finally {
    lock.close();
  }
  return folder;
}

async function build(folder: string, kind: string, seed: boolean): Promise<void> {
  for await (const { name } of Deno.readDir(cache)) {
    if (name.startsWith(`${kind}-`)) await removeAll(join(cache, name));
  }
  const unfinished = `${folder}.unfinished`;
  const database = await startDatabase({ data: unfinished, ephemeral: false, seed });
  await database.stop();
  await Deno.rename(unfinished, folder);
}

/** SHA-256, in hex, over the names and contents of files, and of those in folders. */
async function hashOf(paths: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const path of paths) {
    const absolute = join(repository, path);
    if ((await Deno.stat(absolute)).isDirectory) {
      const names = [...Deno.readDirSync(absolute)].map(({ name }) => join(path, name)).sort();
      hash.update(await hashOf(names));
    } else {
      hash.update(`${path}\n`).update(await Deno.readFile(absolute));
    }
  }
  return hash.digest("hex");
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
