// Random commands while Postgres and the process that sends them are killed, again and again. What was
// acknowledged is there, once; of what was not, there is all or nothing; and the books add up.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { type Database, startDatabase } from "../../stack/stack.ts";
import { killPostgres, reachable } from "../support/kills.ts";
import { ACCOUNTS, type Command, commandOf, keyOf } from "./commands.ts";

const isNight = Deno.env.has("NIGHTLY");
const COMMANDS = isNight ? 1_000_000 : 2_000;
/** Of each: of Postgres, and of the process. */
const KILLS = isNight ? 50 : 3;
const AT_ONCE = 32;
/** On each account at first: little enough that much is refused, enough for what stays held for ever. */
const OPENING = isNight ? 1_000 : 100;

/** What became of each command: `done`, the code of a refusal, or `lost`. */
type Outcomes = Map<number, string>;

Deno.test("faults", async (t) => {
  const data = await prepareData({ seed: false });
  // Durable: nothing may be acknowledged that a crash takes back.
  const database = await startDatabase({ data, ephemeral: false, seed: false });
  const postgresProcess = { current: database.child };
  try {
    const ids = await openAccounts(database.url);
    const outcomes = await sendAll(database, postgresProcess);
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });

    await t.step("the books add up", async () => {
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
      const [{ total } = { total: -1 }] = await sql`
        select sum(balance)::int as total from public.ledger_accounts`;
      assert.equal(total, 0);
    });
    await t.step("what was acknowledged is there once, what was refused is not", async () => {
      await checkTransfers(sql, ids, outcomes);
      await checkHolds(sql, ids, outcomes);
    });
    await t.step("commands of every kind were done, refused and lost", () => {
      for (const kind of ["transfer", "batch", "hold", "pay", "void"]) {
        const seen = new Set(
          [...outcomes].filter(([n]) => commandOf(n).do === kind)
            .map(([, outcome]) => outcome),
        );
        assert(seen.has("done"), `${kind}: ${[...seen]}`);
      }
      const all = Map.groupBy(outcomes.values(), (outcome) => outcome);
      assert(all.has("lost") && all.has("insufficient_funds"), [...all.keys()].join());
      assert(all.get("done")!.length > COMMANDS / 2, "most were done, to the end");
    });
    await sql.end();
  } finally {
    await postgresProcess.current.stop();
    await database.stop();
    await Deno.remove(data, { recursive: true });
  }
});

async function openAccounts(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const rows = await sql`
    select private.system_account(private.asset_id('LIVE'), 'wallet:' || n, 'liability', false) as id
    from generate_series(1, ${ACCOUNTS}) as n`;
  const ids = rows.map(({ id }) => id as string);
  await sql`
    select count(*) from private.post_transactions(array(
      select ('opening', 'opening ' || id, array[
        private.system_account(private.asset_id('LIVE'), 'issuance'), id
      ], ${[-OPENING, OPENING]}, null, null, '', null)::private.ledger_posting
      from unnest(${ids}::uuid[]) as id))`;
  await sql.end();
  return ids;
}

/** Sends every command, kills on the way, and tries half of what was lost again. */
async function sendAll(
  database: Database,
  postgresProcess: { current: Database["child"] },
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  const again: number[] = [];
  let [next, kills, tried] = [0, 0, 0];
  const every = Math.floor(COMMANDS / (2 * KILLS + 1));

  while (next < COMMANDS || again.length > 0) {
    await reachable(database);
    const sent = new Set<number>();
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", import.meta.resolve("./worker.ts")],
      env: { SUPABASE_DB_URL: database.url },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const input = process.stdin.getWriter();
    const encoder = new TextEncoder();
    const send = async () => {
      while (sent.size < AT_ONCE) {
        const n = again.shift() ?? (next < COMMANDS ? next++ : undefined);
        if (n === undefined) break;
        sent.add(n);
        tried++;
        await input.write(encoder.encode(`${n}\n`)).catch(() => {});
      }
      if (sent.size === 0) await input.close().catch(() => {});
    };
    const lost = (n: number) => {
      sent.delete(n);
      if (Math.floor(n / 8) % 2 === 0) again.push(n);
      else outcomes.set(n, "lost");
    };

    await send();
    const lines = createInterface({
      input: Readable.fromWeb(process.stdout as unknown as ReadableStream),
    });
    for await (const line of lines) {
      const [n, outcome] = [Number(line.split(" ")[0]), line.split(" ")[1]!];
      if (outcome === "lost") {
        lost(n);
        await reachable(database);
      } else {
        sent.delete(n);
        outcomes.set(n, outcome);
      }
      if (kills < 2 * KILLS && tried > (kills + 1) * every) {
        kills++;
        if (kills % 2 === 1) process.kill("SIGKILL");
        else await killPostgres(database, postgresProcess, kills % 4 === 0);
      }
      await send();
    }
    await process.status;
    for (const n of [...sent]) lost(n);
    await input.close().catch(() => {});
  }
  assert.equal(kills, 2 * KILLS);
  return outcomes;
}

async function checkTransfers(sql: postgres.Sql, ids: string[], outcomes: Outcomes) {
  const found = new Map<string, { accounts: string[]; amounts: string[] }>();
  const cursor = sql`
    select t.idempotency_key as key, array_agg(e.account_id order by e.position) as accounts,
      array_agg(e.amount order by e.position) as amounts
    from private.ledger_transactions t
    join private.ledger_entries e on e.transaction_id = t.id
    where t.kind = 'transfer'
    group by t.id`.cursor(10_000);
  for await (const rows of cursor) {
    for (const { key, accounts, amounts } of rows) {
      assert(!found.has(key));
      found.set(key, { accounts, amounts });
    }
  }
  for (const [n, outcome] of outcomes) {
    const command = commandOf(n);
    if (command.do !== "transfer" && command.do !== "batch") continue;
    const legs = command.do === "batch" ? command.legs : [command];
    const keys = legs.map((_, place) => keyOf(n, command.do === "batch" ? place : undefined));
    const present = keys.filter((key) => found.has(key));
    const expected = outcome === "done"
      ? [keys.length]
      : outcome === "lost"
      ? [0, keys.length]
      : [0];
    assert(expected.includes(present.length), `${n} ${outcome}: ${present.length} of ${keys}`);
    for (const [place, key] of keys.entries()) {
      const { from, to, amount } = legs[place]!;
      const booked = found.get(key);
      if (booked) {
        assert.deepEqual(booked, {
          accounts: [ids[from], ids[to]],
          amounts: [String(-amount), String(amount)],
        });
      }
      found.delete(key);
    }
  }
  assert.deepEqual([...found.keys()], [], "nothing was booked that nobody asked for");
}

async function checkHolds(sql: postgres.Sql, ids: string[], outcomes: Outcomes) {
  const rows = await sql`
    select h.idempotency_key as key, h.account_id as account, h.amount::int, h.status,
      -(select e.amount from private.ledger_entries e
        where e.transaction_id = h.transaction_id and e.account_id = h.account_id)::int as paid,
      (select e.account_id from private.ledger_entries e
        where e.transaction_id = h.transaction_id and e.amount > 0) as payee
    from public.ledger_holds h`;
  const holds = new Map(rows.map((row) => [row.key as string, row]));
  for (const [n, outcome] of outcomes) {
    const command: Command = commandOf(n);
    if (command.do === "hold") {
      const hold = holds.get(keyOf(n));
      if (outcome === "done") assert(hold, `${n} is missing`);
      else if (outcome !== "lost") assert(!hold, `${n} was refused`);
      if (hold) {
        assert.deepEqual([hold.account, hold.amount], [ids[command.from], command.amount]);
      }
    } else if (command.do === "pay" && outcome === "done") {
      const hold = holds.get(keyOf(command.hold))!;
      assert.deepEqual(
        [hold.status, hold.paid, hold.payee],
        ["posted", command.amount, ids[command.to]],
      );
    } else if (command.do === "void" && outcome === "done") {
      assert.equal(holds.get(keyOf(command.hold))!.status, "voided");
    }
  }
}
