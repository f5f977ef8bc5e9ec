// The running stack with everybody in it, what has changed there, and the way back.
import { SignJWT } from "jose";
import postgres from "postgres";
import { keysOf } from "../../stack/data_folder.ts";
import { superuser } from "../../stack/postgres.ts";
import { idOf } from "../access/actors.ts";
import { tell } from "../access/story.ts";
import { startTestStack, type TestStack } from "../support/stack.ts";
import { type Actor, type Call, people } from "./calls.ts";
import { type Known, known, type Target, targets } from "./catalog.ts";
import { expand } from "./values.ts";

/** What came back. */
export interface Answer {
  status: number;
  text: string;
}

/** What was sent and what came of it. */
export interface Outcome {
  call: Call;
  /** Everything that was sent, marks expanded. */
  sent: string;
  answer: Answer;
  /** The rows that were changed and stayed so, shortened. */
  changes: Change[];
  /** Ids in the answer that belong to private spaces the caller has nothing to do with. */
  leaks: string[];
}

/** A row that a committed transaction wrote. */
export interface Change {
  table: string;
  row: string;
  length: number;
}

/** The story's world. */
export interface World extends AsyncDisposable {
  stack: TestStack;
  /** Acts past all rules. */
  sql: postgres.Sql;
  targets: Target[];
  known: Known;
  send(call: Call): Promise<Outcome>;
  /** Back to where the story ended. */
  restore(): Promise<void>;
  /** The tables that are not as they were there. */
  changed(): Promise<string[]>;
}

/** Starts a stack, tells the story and keeps a copy of it. */
export async function startWorld(): Promise<World> {
  await using undo = new AsyncDisposableStack();
  const stack = undo.use(await startTestStack());
  const sql = superuser(stack.server, "postgres", { max: 1 });
  undo.defer(() => sql.end({ timeout: 1 }));
  // What schedules do at their own time would be taken for what a call did.
  await sql`delete from cron.job`;
  const narrator = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  await tell(narrator).finally(() => narrator.end());

  const all = await targets(sql);
  const values = await known(sql, all);
  const spaceOf = await insides(sql, all);
  const copy = await keep(sql);
  await sql`select pg_create_logical_replication_slot('fuzz', 'test_decoding')`;
  const changed = new Set<string>();
  const changes = async (): Promise<Change[]> => {
    // Forces what was committed without waiting for the disk into the log that is read here.
    await sql`select pg_logical_emit_message(false, 'fuzz', '', true)`;
    const rows = await sql<Change[]>`
      select substring(data from '^table (\\S+):') as table, left(data, 2000) as row,
        length(data) as length
      from pg_logical_slot_get_changes('fuzz', null, null)
      where data ~ '^table (public|private|auth|storage)\\.'`;
    for (const { table } of rows) changed.add(table);
    return rows;
  };

  const headers = await headersOf(stack);
  let fresh: string[] = [];
  const send = async (call: Call): Promise<Outcome> => {
    const address = call.path.replaceAll(
      /⟨[^⟩]+⟩/g,
      (mark) => encodeURIComponent(expand(mark, values, fresh).slice(0, 5000)),
    );
    const body = call.body === undefined ? undefined : expand(call.body, values, fresh);
    const response = await stack.fetch(address, {
      method: call.method,
      headers: {
        ...headers[call.actor],
        "content-type": "application/json",
        ...(call.prefer && { prefer: call.prefer }),
        ...(call.accept && { accept: call.accept }),
      },
      body,
    });
    const text = await response.text();
    const sent = `${address} ${body ?? ""}`;
    const told = [...new Set(text.match(uuids))].filter((id) => !sent.includes(id));
    const leaks = [];
    for (const id of told) {
      const space = spaceOf.get(id);
      if (space && await isOutside(sql, call.actor, space)) leaks.push(id);
    }
    fresh = [...new Set([...told, ...fresh])].slice(0, 100);
    const answer = { status: response.status, text };
    return { call, sent, answer, changes: await changes(), leaks };
  };

  const restore = async () => {
    await changes();
    await copy.restore([...changed]);
    await changes();
    changed.clear();
    fresh = [];
  };
  const running = undo.move();
  return {
    stack,
    sql,
    targets: all,
    known: values,
    send,
    restore,
    changed: copy.changed,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Ids of all that is in private spaces, down to what only belongs to what is there, by its space. */
async function insides(sql: postgres.Sql, tables: Target[]): Promise<Map<string, string>> {
  const spaces = await sql`select id from public.spaces where visibility = 'private'`;
  const found = new Map(spaces.map(({ id }) => [id as string, id as string]));
  const rows: Record<string, string | null>[] = [];
  for (const { kind, name } of tables) {
    if (kind !== "table" || name === "spaces" || name === "profiles") continue;
    const some = await sql.unsafe(`select to_jsonb(t) as row from public."${name}" t`);
    rows.push(...some.map(({ row }) => row).filter(({ id }) => String(id).match(uuids)));
  }
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const row of rows) {
      const above = Object.values(row).find((value) => value !== null && found.has(value));
      if (above) found.set(row.id!, found.get(above)!);
    }
  }
  return found;
}

/** True while a space is private and the actor neither belongs to it nor ever did. */
async function isOutside(sql: postgres.Sql, actor: Actor, space: string): Promise<boolean> {
  if (actor === "service") return false;
  const person = (people as readonly string[]).includes(actor) ? idOf(actor) : null;
  const [outside] = await sql`
    select from public.spaces s
    where s.id = ${space} and s.visibility = 'private' and not exists (
      select from public.space_members m where m.space_id = s.id and m.profile_id = ${person})`;
  return outside !== undefined;
}

/** Copies every table. */
async function keep(sql: postgres.Sql) {
  await sql`create schema fuzz`;
  const tables = await sql<{ name: string; root: string; columns: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name,
      format('%I.%I', n.nspname, r.relname) as root,
      (select string_agg(format('%I', a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
        as columns
    from pg_class c
    join pg_class r on r.oid = coalesce(pg_partition_root(c.oid), c.oid)
    join pg_namespace n on n.oid = r.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('public', 'private', 'auth', 'storage')`;
  const roots = tables.filter(({ name, root }) => name === root);
  for (const { name, columns } of roots) {
    await sql.unsafe(`create table fuzz."${name}" as select ${columns} from ${name}`);
  }
  // What is append-only refuses even a replica.
  const guards = await sql<{ table: string; name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as table, t.tgname as name
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
    where t.tgenabled = 'A'`;
  return {
    /** Puts the copies of these tables back. */
    async restore(changed: string[]): Promise<void> {
      await sql.begin(async (transaction) => {
        await transaction`set local session_replication_role = replica`;
        const which = new Set(
          tables.filter(({ name }) => changed.includes(name)).map(({ root }) => root),
        );
        const inside = new Set(tables.filter(({ root }) => which.has(root)).map((t) => t.name));
        const alter = async (how: string) => {
          for (const { table, name } of guards) {
            if (!inside.has(table)) continue;
            await transaction.unsafe(`alter table only ${table} ${how} trigger "${name}"`);
          }
        };
        await alter("disable");
        for (const { name, columns } of roots) {
          if (!which.has(name)) continue;
          await transaction.unsafe(`delete from ${name}; insert into ${name} (${columns})
            overriding system value select ${columns} from fuzz."${name}"`);
        }
        await alter("enable always");
      });
    },
    /** The tables that are not as they were. */
    async changed(): Promise<string[]> {
      const found = [];
      for (const { name, columns } of roots) {
        const [now, then] = [name, `fuzz."${name}"`].map((table) =>
          `(select row(${columns})::text from ${table})`
        );
        const [row] = await sql.unsafe(
          `select from (${now} except all ${then} union all (${then} except all ${now})) as rows limit 1`,
        );
        if (row) found.push(name);
      }
      return found;
    },
  };
}

async function headersOf(stack: TestStack): Promise<Record<Actor, Record<string, string>>> {
  const { jwtSecret } = await keysOf(stack.data);
  const token = (person: string, { key = jwtSecret, expires = "2h" } = {}) =>
    new SignJWT({ sub: idOf(person), role: "authenticated" })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" }).setAudience("authenticated")
      .setExpirationTime(expires).sign(new TextEncoder().encode(key));
  const signedIn = async (person: string, options?: { key?: string; expires?: string }) => ({
    apikey: stack.publishableKey,
    authorization: `Bearer ${await token(person, options)}`,
  });
  return {
    ...Object.fromEntries(
      await Promise.all(people.map(async (person) => [person, await signedIn(person)])),
    ),
    anon: { apikey: stack.publishableKey },
    service: { apikey: stack.secretKey },
    forged: await signedIn("owner", { key: "x".repeat(64) }),
    expired: await signedIn("owner", { expires: "-1h" }),
  };
}
