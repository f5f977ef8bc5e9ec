// What must hold when many post at the same moment: one effect for a key, and nothing spent twice.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";

const CLICKS = 100;

Deno.test("postings at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 40, onnotice: () => {} });
  let drawn = 0;
  /** An account of nobody's that holds `balance`. */
  const account = async (balance = 0): Promise<string> => {
    const number = ++drawn;
    const [{ id } = {} as postgres.Row] = await sql`
      select private.system_account(private.asset_id('LIVE'), ${`wallet:${number}`},
        'liability', false) as id`;
    if (balance > 0) {
      await sql`
        select private.post_transaction('opening', ${`opening ${number}`}, array[
          private.system_account(private.asset_id('LIVE'), 'issuance'), ${id}::uuid
        ], ${[-balance, balance]}::bigint[])`;
    }
    return id;
  };
  const transfer = (key: string, from: string, to: string, amount = 1) =>
    sql`select t.* from private.post_transaction('transfer', ${key}, ${[from, to]}::uuid[],
      ${[-amount, amount]}::bigint[]) as t`;
  const state = async (id: string) => {
    const [row] = await sql`
      select balance::int, held::int, version::int from public.ledger_accounts where id = ${id}`;
    return [row!.balance, row!.held, row!.version];
  };
  /** How many were done; the others have to be refused with the code. */
  const done = async (attempts: Promise<unknown>[], refusal: string) => {
    const outcomes = await Promise.allSettled(attempts);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") assert.equal(outcome.reason.hint, refusal);
    }
    return outcomes.filter(({ status }) => status === "fulfilled").length;
  };
  try {
    await t.step("a hundred clicks are one transfer, and a hundred equal answers", async () => {
      const [from, to] = [await account(100), await account()];
      const answers = await Promise.all(
        Array.from({ length: CLICKS }, () => transfer("clicks", from, to, 30)),
      );
      assert.equal(new Set(answers.map(([row]) => JSON.stringify(row))).size, 1);
      assert.deepEqual([await state(from), await state(to)], [[70, 0, 2], [30, 0, 1]]);
    });

    await t.step("of two payloads under one key one is booked", async () => {
      const [from, to] = [await account(100), await account()];
      const booked = await done(
        Array.from({ length: 20 }, (_, n) => transfer("payloads", from, to, n + 1)),
        "idempotency_key_reused",
      );
      assert.equal(booked, 1);
      assert.equal((await state(to))[2], 1);
    });

    await t.step("nothing is spent twice", async () => {
      const [from, to] = [await account(10), await account()];
      const booked = await done(
        Array.from({ length: 40 }, (_, n) => transfer(`spend ${n}`, from, to)),
        "insufficient_funds",
      );
      assert.equal(booked, 10);
      assert.deepEqual([await state(from), await state(to)], [[0, 0, 11], [10, 0, 10]]);
    });

    await t.step("transfers that cross wait for each other, and never in a circle", async () => {
      const ring = await Promise.all(Array.from({ length: 5 }, () => account(1000)));
      await Promise.all(Array.from({ length: 200 }, (_, n) => {
        const from = n % 5;
        return transfer(`ring ${n}`, ring[from]!, ring[(from + 1 + n % 3) % 5]!);
      }));
      const balances = await Promise.all(ring.map(async (id) => (await state(id))[0] as number));
      assert.equal(balances.reduce((sum, balance) => sum + balance), 5000);
    });

    await t.step("batches with common keys and accounts book each key once", async () => {
      const [left, right] = [await account(1000), await account(1000)];
      const batch = (numbers: number[]) =>
        sql`
          select count(*)::int as posted from private.post_transactions(array(
            select ('transfer', 'batch ' || n, array[${left}::uuid, ${right}::uuid],
              case when n % 2 = 0 then '{-1,1}' else '{1,-1}' end::bigint[], null, null, '', null
            )::private.ledger_posting
            from unnest(${numbers}::int[]) with ordinality as b (n, place) order by b.place
          ))`;
      const numbers = Array.from({ length: 60 }, (_, n) => n);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) => batch(n % 2 ? numbers : numbers.toReversed())),
      );
      assert.deepEqual(answers.map(([row]) => row!.posted), Array(20).fill(60));
      assert.deepEqual([(await state(left))[2], (await state(right))[2]], [61, 61]);
    });

    await t.step("no amount is promised twice, nor promised and spent", async () => {
      const [from, to] = [await account(10), await account()];
      const hold = (n: number) =>
        sql`select private.place_hold(${from}, 1, 'stake', ${`hold ${n}`})`;
      const booked = await done(
        Array.from(
          { length: 40 },
          (_, n) => n % 2 ? hold(n) : transfer(`unheld ${n}`, from, to),
        ),
        "insufficient_funds",
      );
      const [balance, held] = await state(from);
      assert.equal(booked, 10);
      assert.equal(balance, held);
    });

    await t.step("a hold is paid, or voided, once", async () => {
      const [from, to] = [await account(100), await account()];
      const [hold] = await sql`
        select (private.place_hold(${from}, 60, 'escrow', 'once')).id`;
      const outcomes = await Promise.allSettled(
        Array.from(
          { length: 40 },
          (_, n) =>
            n % 2
              ? sql`select private.post_hold(${hold!.id}, 'award', array[${to}::uuid], '{50}')`
              : sql`select private.void_hold(${hold!.id})`,
        ),
      );
      const [{ status } = {} as postgres.Row] = await sql`
        select status from public.ledger_holds where id = ${hold!.id}`;
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assert.equal(outcome.reason.hint, "hold_settled");
      }
      assert.deepEqual(
        [(await state(from)).slice(0, 2), (await state(to))[0]],
        status === "posted" ? [[50, 0], 50] : [[100, 0], 0],
      );
    });

    await t.step("an account is opened once", async () => {
      const rows = await Promise.all(
        Array.from(
          { length: 40 },
          () => sql`select private.system_account(private.asset_id('LIFE'), 'new') as id`,
        ),
      );
      assert.equal(new Set(rows.map(([row]) => row!.id)).size, 1);
    });

    await t.step("who is erased keeps nothing that comes in meanwhile", async () => {
      for (let round = 0; round < 10; round++) {
        const person = crypto.randomUUID();
        await sql`insert into auth.users (id, aud, role, email)
          values (${person}, 'authenticated', 'authenticated', ${`${person}@example.com`})`;
        const [{ id: wallet } = {} as postgres.Row] = await sql`
          select private.wallet_of(${person}, private.asset_id('LIVE')) as id`;
        const from = await account(100);
        await Promise.all([
          sql`select private.erase_person(${person})`,
          done(
            Array.from({ length: 8 }, (_, n) => transfer(`late ${person} ${n}`, from, wallet)),
            "account_closed",
          ),
        ]);
        assert.deepEqual((await state(wallet)).slice(0, 2), [0, 0]);
        const [{ owned } = {} as postgres.Row] = await sql`
          select count(*)::int as owned from public.ledger_accounts
          where owner_profile_id = ${person}`;
        assert.equal(owned, 0);
      }
    });

    await t.step("after all that the books add up", async () => {
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
