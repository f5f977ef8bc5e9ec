// Stands where the functions' process stands: connected as they are, it carries out the commands whose
// numbers come in, several at once, and says of each what became of it as soon as it knows.
import { createInterface } from "node:readline";
import process from "node:process";
import pg from "pg";
import { commandOf, keyOf, type Leg } from "./commands.ts";

const pool = new pg.Pool({
  connectionString: Deno.env.get("SUPABASE_DB_URL"),
  max: 8,
  application_name: "polity-functions",
});
// A connection that dies while idle is replaced; without a listener it would end us.
pool.on("error", () => {});

const { rows } = await pool.query(`
  select id from public.ledger_accounts where purpose like 'wallet:%'
  order by split_part(purpose, ':', 2)::int`);
const ids = rows.map(({ id }) => id as string);

for await (const line of createInterface({ input: process.stdin })) {
  const n = Number(line);
  carryOut(n).then((outcome) => console.log(n, outcome));
}

/** `done`, the code of a refusal, or `lost` where nobody knows. */
async function carryOut(n: number): Promise<string> {
  try {
    return await run(n);
  } catch (error) {
    return (error as pg.DatabaseError).hint ?? "lost";
  }
}

/** The account of the nth command, a hold. */
function accountOf(n: number) {
  return ids[(commandOf(n) as { from: number }).from];
}

async function run(n: number): Promise<string> {
  const command = commandOf(n);
  const legs = ({ from, to, amount }: Leg) => [[ids[from], ids[to]], [-amount, amount]];
  switch (command.do) {
    case "transfer":
      await pool.query("select private.post_transaction('transfer', $1, $2, $3)", [
        keyOf(n),
        ...legs(command),
      ]);
      return "done";
    case "batch":
      await pool.query(
        `select count(*) from private.post_transactions(array(
          select ('transfer', p.key, p.accounts, p.amounts, null, null, '', null)
            ::private.ledger_posting
          from jsonb_to_recordset($1) as p (key text, accounts uuid[], amounts bigint[])
        ))`,
        [JSON.stringify(command.legs.map((leg, place) => {
          const [accounts, amounts] = legs(leg);
          return { key: keyOf(n, place), accounts, amounts };
        }))],
      );
      return "done";
    case "hold":
      await pool.query("select private.place_hold($1, $2, 'escrow', $3)", [
        ids[command.from],
        command.amount,
        keyOf(n),
      ]);
      return "done";
    case "pay": {
      const { rowCount } = await pool.query(
        `select private.post_hold(h.id, 'award', $2, $3)
        from public.ledger_holds h where h.account_id = $4 and h.idempotency_key = $1`,
        [keyOf(command.hold), [ids[command.to]], [command.amount], accountOf(command.hold)],
      );
      return rowCount ? "done" : "absent";
    }
    case "void": {
      const { rowCount } = await pool.query(
        `select private.void_hold(h.id)
        from public.ledger_holds h where h.account_id = $2 and h.idempotency_key = $1`,
        [keyOf(command.hold), accountOf(command.hold)],
      );
      return rowCount ? "done" : "absent";
    }
  }
}
