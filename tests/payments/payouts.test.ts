// Payouts through the queue to the sandbox, with all that may go wrong in between: whoever sends dies,
// two send at once, answers are lost. The provider's book says how much was sent, and ours agrees.
import assert from "node:assert/strict";
import type postgres from "postgres";
import { deliveries } from "../../supabase/functions/_shared/payments/sandbox/deliveries.ts";
import { sandboxProvider } from "../../supabase/functions/_shared/payments/sandbox/mod.ts";
import { sandboxWorld } from "../../supabase/functions/_shared/payments/sandbox/world.ts";
import { type Claimed, type Payouts, send } from "../../supabase/functions/payments/sending.ts";
import { startTestServer, type TestServer } from "../support/database.ts";
import { sealedId, tell } from "./books.ts";

/** A database, a sandbox that delivers nothing by itself, and somebody with 100 euros. */
async function build(server: TestServer, script: string, connections = 1) {
  const sql = await server.clone(connections);
  const provider = sandboxProvider({ webhookSecret: "whsec", pages: "http://pages.test" });
  const world = sandboxWorld(provider);
  await sql`
    update public.feature_flags set is_enabled = true where key in ('donations_v1', 'payouts_v1')`;
  const person = crypto.randomUUID();
  await sql`
    insert into auth.users (id, aud, role, email)
    values (${person}, 'authenticated', 'authenticated', 'gus@example.com')`;
  await sql`
    select private.post_transaction('opening', 'opening', array[
      private.system_account(e, 'provider:sandbox', 'asset'), private.wallet_of(${person}, e)],
      '{-10000,10000}')
    from private.asset_id('EUR') as e`;
  /** Runs a statement as the person. */
  const asPerson = (
    statement: (own: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>,
  ) =>
    sql.begin(async (own) => {
      await own`select set_config('request.jwt.claims', ${
        JSON.stringify({ sub: person, role: "authenticated" })
      }, true)`;
      return await statement(own);
    });
  const [opened] = await asPerson((own) =>
    own`select private.open_payout_account(null, 'DE', 'EUR', 'sandbox') ->> 'id' as id`
  );
  const account = opened!.id as string;
  const { id: acct } = await provider.createAccount({ reference: account, country: "DE" }, account);
  // The function seals it; here nothing is inside but its name.
  await sql`select private.note_payout_account(${account}, ${
    sql.json({ ...sealedId(acct), sealed: acct })
  })`;
  await world.checkAccount(acct, script);

  const queue: Payouts = {
    async claim() {
      const [row] = await sql`select private.claim_payout('{sandbox}') as claimed`;
      const claimed = row!.claimed;
      return claimed && { ...claimed, account: claimed.sealed_account };
    },
    find: ({ id }) => provider.findTransfer(id),
    transfer: ({ id, account, amount, currency, key }) =>
      provider.createTransfer(
        { reference: id, account: account!, amount, currency, description: "Payout" },
        key,
      ),
    sent: (_, object) =>
      tell(sql, {
        id: `answered:${object.id}:${object.reversed}`,
        at: new Date().toISOString(),
        object: { ...object },
      }),
    postpone: ({ id }, failure, isRefused) =>
      sql`select private.postpone_payout(${id}, ${failure}, ${isRefused})`,
    refuse: ({ id }, failure) => sql`select private.refuse_payout(${id}, ${failure})`,
  };
  const told = async () => {
    for (const { event } of await deliveries(provider)) {
      await tell(sql, {
        ...event,
        account: event.account ?? undefined,
        object: { ...event.object },
      });
    }
  };
  await told();
  return {
    sql,
    provider,
    queue,
    told,
    person,
    account,
    asPerson,
    request: (key: string, amount = 2_000) =>
      asPerson((own) => own`select (public.request_payout(${account}, ${amount}, ${key})).id`),
    cancel: (id: string) => asPerson((own) => own`select public.cancel_payout(${id})`),
    /** Time passes until everything is due again. */
    later: () => sql`update public.payout_jobs set due_at = now() where settled_at is null`,
    payout: async (key: string) => {
      const [row] = await sql`
        select status::text, failure, attempts from public.payout_jobs where request_key = ${key}`;
      return [row!.status, row!.failure, row!.attempts];
    },
    /** What the person has, and what the provider sent, less what came back. */
    money: async () => {
      const [row] = await sql`
        select balance::int as balance, held::int as held from public.ledger_accounts
        where owner_profile_id = ${person}`;
      let sent = 0;
      const { transactions } = await provider.balanceTransactions("2020-01-01T00:00:00Z");
      for (const { type, amount } of transactions) if (type === "transfer") sent -= amount;
      return { ...row, sent };
    },
  };
}

Deno.test("payouts", async (t) => {
  const server = await startTestServer();
  const test = (
    name: string,
    script: string,
    run: (world: Awaited<ReturnType<typeof build>>) => Promise<void>,
    connections?: number,
  ) =>
    t.step(name, async () => {
      const world = await build(server, script, connections);
      await run(world);
      const faults = await world.sql`select fault from private.reconcile_ledger()`;
      assert.deepEqual([...faults], []);
    });
  try {
    await test("what is asked for is sent, once", "acct_verified", async (world) => {
      await world.request("one");
      assert.equal(await send(world.queue), 1);
      await world.told();
      assert.deepEqual(await world.payout("one"), ["paid", null, 1]);
      assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
      assert.equal(await send(world.queue), 0);
    });

    await test(
      "who dies after the transfer is followed by who finds it",
      "acct_verified",
      async (world) => {
        await world.request("one");
        const dies = { ...world.queue, sent: () => Promise.reject(new Error("killed")) };
        await assert.rejects(send(dies), /killed/);
        assert.equal(await send(world.queue), 0, "it is still in the hands of the dead");
        await world.later();
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["paid", null, 2]);
        assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
      },
    );

    await test(
      "even where the provider has forgotten the key by then",
      "acct_verified",
      async (world) => {
        await world.request("one");
        const dies = { ...world.queue, sent: () => Promise.reject(new Error("killed")) };
        await assert.rejects(send(dies), /killed/);
        await world.later();
        let asked = 0;
        const transfer = (payout: Claimed) => {
          asked++;
          return world.queue.transfer({ ...payout, key: crypto.randomUUID() });
        };
        await send({ ...world.queue, transfer });
        assert.equal(asked, 0, "it is looked for first");
        assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
      },
    );

    await test("a lost answer is asked for again", "acct_transferTimedOut", async (world) => {
      await world.request("one");
      await send(world.queue);
      assert.deepEqual(await world.payout("one"), ["sending", "timed_out", 1]);
      assert.deepEqual(await world.money(), { balance: 10_000, held: 2_000, sent: 2_000 });
      await world.later();
      await send(world.queue);
      assert.deepEqual(await world.payout("one"), ["paid", null, 2]);
      assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
    });

    await test("or comes as an event before", "acct_transferTimedOut", async (world) => {
      await world.request("one");
      await send(world.queue);
      await world.told();
      await world.later();
      assert.equal(await send(world.queue), 0);
      assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
    });

    await test(
      "a provider that is down is asked again",
      "acct_transferUnavailable",
      async (world) => {
        await world.request("one");
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["sending", "unavailable", 1]);
        await world.later();
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["paid", null, 2]);
      },
    );

    await test("five times, and then asked whether it did it", "acct_verified", async (world) => {
      await world.request("one");
      const { ProviderError } = await import("../../supabase/functions/_shared/payments/port.ts");
      let tries = 0;
      const down: Payouts = {
        ...world.queue,
        transfer: () => (tries++, Promise.reject(new ProviderError("unavailable", "down"))),
      };
      for (let n = 0; n < 5; n++) {
        await send(down);
        await world.later();
      }
      assert.deepEqual(await world.payout("one"), ["sending", "unavailable", 5]);
      for (const code of ["unauthorized", "timed_out"] as const) {
        await send({ ...down, find: () => Promise.reject(new ProviderError(code, "blind")) });
        assert.deepEqual(await world.payout("one"), ["sending", code, 5], "unsure, it is kept");
        await world.later();
      }
      await send(down);
      assert.deepEqual(await world.payout("one"), ["failed", "timed_out", 5]);
      assert.equal(tries, 5);
      assert.deepEqual(await world.money(), { balance: 10_000, held: 0, sent: 0 });
    });

    await test(
      "what is not there yet is sent later, under another key",
      "acct_balanceInsufficient",
      async (world) => {
        await world.request("one");
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["sending", "balance_insufficient", 1]);
        await world.later();
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["paid", null, 2]);
        assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
      },
    );

    await test(
      "what is refused fails, and may be asked for again",
      "acct_transferRefused",
      async (world) => {
        await world.request("one");
        await send(world.queue);
        assert.deepEqual(await world.payout("one"), ["failed", "account_closed", 1]);
        assert.deepEqual(await world.money(), { balance: 10_000, held: 0, sent: 0 });
        await world.request("two");
        assert.deepEqual(await world.money(), { balance: 10_000, held: 2_000, sent: 0 });
      },
    );

    for (
      const [script, returned] of [["acct_transferReversed", 2_000], [
        "acct_transferHalfReversed",
        1_000,
      ]] as const
    ) {
      await test(`what comes back is there again: ${returned}`, script, async (world) => {
        await world.request("one");
        await send(world.queue);
        await world.told();
        const [row] = await world.sql`
          select status::text, returned_amount::int as returned from public.payout_jobs`;
        assert.deepEqual({ ...row }, {
          status: returned === 2_000 ? "returned" : "paid",
          returned,
        });
        assert.deepEqual(await world.money(), {
          balance: 8_000 + returned,
          held: 0,
          sent: 2_000 - returned,
        });
      });
    }

    await test("several send at once, each something else", "acct_verified", async (world) => {
      for (let n = 0; n < 5; n++) await world.request(`k${n}`, 1_000 + n);
      const counts = await Promise.all([1, 2, 3, 4].map(() => send(world.queue)));
      assert.equal(counts.reduce((sum, count) => sum + count), 5);
      assert.deepEqual(await world.money(), { balance: 4_990, held: 0, sent: 5_010 });
    }, 6);

    await test(
      "whoever comes too late and who took over send the same",
      "acct_verified",
      async (world) => {
        await world.request("one");
        const first = (await world.queue.claim())!;
        await world.later();
        const second = (await world.queue.claim())!;
        assert.equal(first.key, second.key);
        const [one, two] = await Promise.all([
          world.queue.transfer(first),
          world.queue.transfer(second),
        ]);
        assert.equal(one.id, two.id);
        await Promise.all([world.queue.sent(first, one), world.queue.sent(second, two)]);
        assert.deepEqual(await world.money(), { balance: 8_000, held: 0, sent: 2_000 });
      },
      4,
    );

    await test(
      "ten clicks with one key are one payout; ten with ten keys get what there is",
      "acct_verified",
      async (world) => {
        const clicks = await Promise.all(
          Array.from({ length: 10 }, () => world.request("same", 1_000)),
        );
        assert.equal(new Set(clicks.map(([row]) => row!.id)).size, 1);
        const many = await Promise.allSettled(
          Array.from({ length: 10 }, (_, n) => world.request(`each${n}`, 2_000)),
        );
        const refused = many.filter(({ status }) =>
          status === "rejected"
        ) as PromiseRejectedResult[];
        assert.equal(many.length - refused.length, 4);
        assert.ok(refused.every(({ reason }) => reason.hint === "insufficient_funds"));
        assert.deepEqual(await world.money(), { balance: 10_000, held: 9_000, sent: 0 });
      },
      8,
    );

    await test("taken back or sent, never both", "acct_verified", async (world) => {
      for (let n = 0; n < 8; n++) {
        const [row] = await world.request(`k${n}`, 1_000);
        const [cancelled] = await Promise.allSettled([world.cancel(row!.id), send(world.queue)]);
        const [status] = await world.payout(`k${n}`);
        assert.equal(status, cancelled!.status === "fulfilled" ? "cancelled" : "paid");
      }
      const { balance, held, sent } = await world.money() as Record<string, number>;
      assert.deepEqual([balance! + sent!, held], [10_000, 0]);
    }, 4);

    await test(
      "who is erased while it is sent loses nothing and gets nothing twice",
      "acct_verified",
      async (world) => {
        await world.request("flies", 3_000);
        const payout = (await world.queue.claim())!;
        const made = await world.queue.transfer(payout);
        await Promise.all([
          world.sql`select private.erase_person(${world.person})`,
          world.queue.sent(payout, made),
        ]);
        const [row] = await world.sql`
        select (select balance::int from public.ledger_accounts where purpose = 'unclaimed') as unclaimed,
          (select status::text from public.payout_jobs) as status`;
        assert.deepEqual({ ...row }, { unclaimed: 7_000, status: "paid" });
      },
      4,
    );
  } finally {
    await server.stop();
  }
});
