// Basic incomes and demurrage while several jobs run at once, people pay each other, and connections
// break: whoever is to get something gets it once, and nobody gives twice.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { startTestServer } from "../support/database.ts";

const PEOPLE = 120;
const idOf = (person: number) => `a0000000-0000-4000-8000-${String(person).padStart(12, "0")}`;
const space = "b0000000-0000-4000-8000-000000000001";

/** A space whose members have `each` of its token, and their wallets. */
async function settle(sql: postgres.Sql, each: number): Promise<{ asset: string }> {
  await sql`insert into auth.users (id, aud, role, email)
    select ('a0000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'authenticated',
      'authenticated', n || '@example.com'
    from generate_series(1, ${PEOPLE}) as n`;
  await sql`insert into public.spaces (id, name, slug) values (${space}, 'Harbour', 'harbour')`;
  await sql`select private.admit(${space}, p.id, 'member') from public.profiles p`;
  await sql`update public.space_members set joined_at = now() - interval '90 days'`;
  const [asset] = await sql`insert into public.assets (code, name, kind, scale, space_id)
    values ('SHELL', 'Shell', 'token', 0, ${space}) returning id`;
  await sql`
    select count(*) from private.post_transactions(array(
      select ('opening', 'opening ' || p.id, array[
          private.system_account(${asset!.id}, 'issuance'), private.wallet_of(p.id, ${asset!.id})
        ], array[-${each}::bigint, ${each}], null, null, '', null)::private.ledger_posting
      from public.profiles p
    ))`;
  return { asset: asset!.id };
}

/** People pay each other one token, and the treasury the first of them, until told to stop. */
function trade(sql: postgres.Sql, asset: string): () => Promise<number> {
  let going = true;
  let done = 0;
  const traders = Array.from({ length: 4 }, async (_, trader) => {
    while (going) {
      const [from, to] = [done % PEOPLE + 1, (done * 7 + trader) % PEOPLE + 1];
      if (from !== to) {
        await sql`select private.post_transaction('transfer', gen_random_uuid()::text, array[
          private.wallet_of(${idOf(from)}, ${asset}), private.wallet_of(${idOf(to)}, ${asset})
        ], '{-1,1}')`;
      }
      await sql`select private.post_transaction('treasury', gen_random_uuid()::text, array[
        private.space_account(${space}, ${asset}), private.wallet_of(${idOf(to)}, ${asset})
      ], '{-1,1}')`;
      done += 1;
    }
  });
  return async () => {
    going = false;
    await Promise.all(traders);
    return done;
  };
}

/** Calls a job from several connections at once, some of which are cut off half-way. */
async function run(sql: postgres.Sql, job: string, times: number): Promise<void> {
  const jobs = Array.from({ length: times }, async (_, number) => {
    const connection = await sql.reserve();
    try {
      const [{ pid }] = await connection<[{ pid: number }]>`select pg_backend_pid() as pid`;
      const running = connection.unsafe(`select ${job}`).catch((error) => {
        // Cut off: nothing of it may stay. Anything else is a failure.
        if (!["57P01", "57014"].includes(error.code)) throw error;
      });
      if (number % 3 === 0) await sql`select pg_cancel_backend(${pid})`;
      await running;
    } finally {
      connection.release();
    }
  });
  await Promise.all(jobs);
}

Deno.test("the rounds of an economy", async (t) => {
  const server = await startTestServer();
  try {
    await t.step("everybody gets their income once", async () => {
      const sql = await server.clone(30);
      const { asset } = await settle(sql, 1000);
      await sql`select private.post_transaction('opening', 'treasury', array[
        private.system_account(${asset}, 'issuance'), private.space_account(${space}, ${asset})
      ], '{-1000000,1000000}')`;
      await sql`insert into public.basic_incomes (space_id, asset_id, amount, period, due_on)
        values (${space}, ${asset}, 11, 'day', current_date - 4)`;

      const stop = trade(sql, asset);
      while ((await sql`select from public.basic_incomes where due_on <= current_date`).count > 0) {
        await run(sql, "private.pay_basic_incomes()", 6);
      }
      const done = await stop();

      const rounds = await sql`select people, amount::int from public.basic_income_rounds`;
      assert.deepEqual([...rounds], Array(5).fill({ people: PEOPLE, amount: 11 }));
      const paid = await sql`
        select e.account_id, count(*)::int as times
        from private.ledger_transactions t
        join private.ledger_entries e on e.transaction_id = t.id and e.amount > 0
        where t.kind = 'income' group by 1`;
      assert.equal(paid.length, PEOPLE);
      assert.ok(paid.every(({ times }) => times === 5));
      const [left] = await sql`select balance::int from public.ledger_accounts
        where id = private.space_account(${space}, ${asset})`;
      assert.equal(left!.balance, 1_000_000 - 5 * 11 * PEOPLE - done);
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });

    await t.step("nobody gives twice", async () => {
      const sql = await server.clone(30);
      const { asset } = await settle(sql, 1000);
      await sql`select private.post_transaction('opening', 'treasury', array[
        private.system_account(${asset}, 'issuance'), private.space_account(${space}, ${asset})
      ], '{-1000000,1000000}')`;
      await sql`insert into public.demurrage_rules
          (asset_id, space_id, threshold, basis_points, period, due_on)
        values (${asset}, ${space}, 100, 100, 'day', current_date - 2)`;

      const stop = trade(sql, asset);
      const open = () =>
        sql`select from public.demurrage_rules where due_on <= current_date
          union all select from private.demurrage_rounds where finished_at is null`;
      while ((await open()).count > 0) await run(sql, "private.take_demurrage(7)", 6);
      const done = await stop();

      const given = await sql`
        select e.account_id, t.reference, count(*)::int as times, -sum(e.amount)::int as amount
        from private.ledger_transactions t
        join private.ledger_entries e on e.transaction_id = t.id
        join public.ledger_accounts a on a.id = e.account_id
        where t.kind = 'demurrage' and a.owner = 'person' group by 1, 2`;
      assert.equal(given.length, 3 * PEOPLE, "each in each of three days");
      assert.ok(given.every(({ times, amount }) => times === 1 && amount > 0));
      const total = given.reduce((sum, { amount }) => sum + amount, 0);
      const [rounds] = await sql`select sum(amount)::int as total, sum(accounts)::int as accounts
        from private.demurrage_rounds where finished_at is not null`;
      assert.deepEqual(rounds, { total, accounts: 3 * PEOPLE });
      const [treasury] = await sql`select balance::int from public.ledger_accounts
        where id = private.space_account(${space}, ${asset})`;
      assert.equal(treasury!.balance, 1_000_000 + total - done);
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });
  } finally {
    await server.stop();
  }
});
