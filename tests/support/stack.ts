// A whole stack for end-to-end tests, and the people who use it.
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { type Options, type Stack, startStack } from "../../stack/stack.ts";
import type { Database } from "../../types/database.ts";

/** A client of the stack, typed by the schema. */
export type Client = SupabaseClient<Database>;

/** The password of everybody who signs up in a test. */
export const PASSWORD = "correct horse battery staple";

/** A running stack on free ports, and ways to talk to it. Stops at the end of an `await using` block. */
export interface TestStack extends Stack, AsyncDisposable {
  /** Holds the publishable key and nothing else. */
  anon: Client;
  /** Holds the secret key. */
  service: Client;
  /** The schema's owner, straight in the database. */
  sql: postgres.Sql;
  /** Signs up name@example.com and returns a client with their session. */
  signUp(name: string): Promise<Client>;
  /** Sends a bare request to the gateway. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** Starts a stack of its own for a test file. */
export async function startTestStack(
  options: Partial<Omit<Options, "data">> = {},
): Promise<TestStack> {
  const seed = options.seed ?? false;
  // Another project has other migrations.
  const data = options.project
    ? await Deno.makeTempDir({ prefix: "polity-test-" })
    : await prepareData({ seed });
  const stack = await startStack({ ephemeral: true, port: 0, ...options, data, seed });
  const sql = postgres(stack.databaseUrl, { max: 4, onnotice: () => {} });
  const client = (key: string): Client =>
    createClient<Database>(stack.url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
    });
  const stop = async () => {
    await sql.end({ timeout: 1 });
    await stack.stop();
  };
  return {
    ...stack,
    anon: client(stack.publishableKey),
    service: client(stack.secretKey),
    sql,
    async signUp(name) {
      const person = client(stack.publishableKey);
      const { error } = await person.auth.signUp({
        email: `${name}@example.com`,
        password: PASSWORD,
      });
      if (error) throw error;
      return person;
    },
    fetch: (path, init) => fetch(stack.url + path, init),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** From here on what is scheduled runs when the test says so, not beside it at the turn of the minute. */
export async function stopClock({ sql }: TestStack): Promise<void> {
  await sql`update cron.job set active = false`;
}

// deno-lint-ignore no-explicit-any -- the caller says what each answer holds
type Answer = any;

/** Calls an edge function and returns its status and JSON, refusals included. */
export async function invoke(
  client: Client,
  path: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  body?: object,
): Promise<{ status: number; answer: Answer }> {
  const { data, error } = await client.functions.invoke(path, { method, body });
  if (!error) return { status: 200, answer: data };
  return { status: error.context.status as number, answer: await error.context.json() };
}

/** A project folder with these files below `supabase/` and this repository's config.toml. */
export async function project(files: Record<string, string>): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "polity-project-" });
  const config = await Deno.readTextFile(new URL("../../supabase/config.toml", import.meta.url));
  for (const [name, text] of Object.entries({ "config.toml": config, ...files })) {
    const path = join(folder, "supabase", name);
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  return folder;
}

/** Asks again until `answer` returns something other than false or undefined, for a minute. */
export async function eventually<T>(answer: () => Promise<T | false | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  while (true) {
    const value = await answer();
    if (value !== false && value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Never came true: ${answer}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
