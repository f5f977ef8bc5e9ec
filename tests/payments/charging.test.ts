// Several workers, people who change their mind, and clicks, all at the same moment.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";
import { sealedId, tell } from "./books.ts";

const ORDERS = 40;
const WORKERS = 6;

Deno.test("what is due is charged once, whoever comes for it", async (t) => {
  const server = await startTestServer();
  try {
    const sql = await server.clone(2 * WORKERS);
    await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
    const [place] = await sql`
      insert into public.spaces (slug, name, visibility) values ('rowing', 'Rowing', 'public')
      returning id`;
    const people = Array.from({ length: 5 }, () => crypto.randomUUID());
    for (const [index, person] of people.entries()) {
      await sql`
        insert into auth.users (id, aud, role, email)
        values (${person}, 'authenticated', 'authenticated', ${`p${index}@example.com`})`;
      await sql`
        insert into public.space_members (space_id, profile_id, status, joined_at)
        values (${place!.id}, ${person}, 'active', now())`;
      const [request] = await sql`
        insert into private.method_requests (id, profile_id, provider)
        values (gen_random_uuid(), ${person}, 'sandbox') returning id`;
      await tell(sql, {
        id: `kept:${person}`,
        at: "2026-01-01T00:00:00Z",
        object: {
          kind: "method",
          id: `pm_${person}`,
          reference: request!.id,
          status: "usable",
          customer: sealedId(`cus_${person}`),
          brand: "visa",
          last4: "4242",
        },
      });
    }
    await sql`update private.provider_objects set sealed_id = 'sealed'`;

    /** Acts as a person for one statement. */
    const as = <T>(person: string, work: (sql: import("postgres").TransactionSql) => Promise<T>) =>
      sql.begin(async (sql) => {
        await sql`select set_config('request.jwt.claims', ${
          JSON.stringify({ sub: person, role: "authenticated" })
        }, true)`;
        return await work(sql);
      });
    /** A pledge that goes on from now. */
    const pledge = async (person: string, key: string): Promise<string> => {
      const [made] = await as(person, (sql) =>
        sql`
          select public.make_pledge(${place!.id}, 'EUR', 1000, 'month', ${key}) as id`);
      await sql`
        update public.standing_orders set status = 'active', due_at = now(),
          anchor_at = now(), paid_until = now() where id = ${made!.id}`;
      return made!.id;
    };
    const succeed = (payment: string) =>
      tell(sql, {
        id: `paid:${payment}`,
        at: "2026-01-02T00:00:00Z",
        object: {
          kind: "payment",
          id: `pi_${payment}`,
          reference: payment,
          status: "succeeded",
          amount: 1000,
          currency: "EUR",
        },
      });
    /** One round of the schedule; what it took to the provider, which says yes to all of it. */
    const work = async (): Promise<string[]> => {
      await sql`select private.advance_orders()`;
      const claimed = await sql`select payment_id from private.claim_charges(page => 7)`;
      const payments = claimed.map(({ payment_id }) => payment_id as string);
      for (const payment of payments) await succeed(payment);
      return payments;
    };

    await t.step("by many workers", async () => {
      const orders: string[] = [];
      for (let n = 0; n < ORDERS; n++) orders.push(await pledge(people[n % 5]!, `many:${n}`));
      const taken: string[] = [];
      // A person whom one worker has in hand is left to the next round.
      for (let rounds = 0; taken.length < ORDERS && rounds < 100; rounds++) {
        const round = await Promise.all(Array.from({ length: WORKERS }, work));
        taken.push(...round.flat());
      }
      assert.equal(taken.length, ORDERS);
      assert.equal(new Set(taken).size, ORDERS, "nothing was taken twice");
      const [sum] = await sql`
        select count(*)::int as payments, count(distinct target_id)::int as orders from public.payments
        where status = 'succeeded' and target_id = any (${orders})`;
      assert.deepEqual({ ...sum }, { payments: ORDERS, orders: ORDERS });
      assert.deepEqual(await Promise.all([work(), work()]), [[], []], "and nothing is left");
    });

    await t.step("while its owner cancels it", async () => {
      for (let n = 0; n < 30; n++) {
        const person = people[n % 5]!;
        const order = await pledge(person, `raced:${n}`);
        const [taken] = await Promise.all([
          work(),
          as(person, (sql) => sql`select public.cancel_standing_order(${order})`),
          work(),
        ]);
        const later = await work();
        const [after] = await sql`
          select o.status, o.due_at, p.status as payment,
            exists (select from private.charges c where c.payment_id = p.id) as is_open
          from public.standing_orders o left join public.payments p on p.target_id = o.id
          where o.id = ${order}`;
        assert.deepEqual([after!.status, after!.due_at], ["cancelled", null]);
        assert.ok([null, "cancelled", "succeeded"].includes(after!.payment), after!.payment);
        assert.ok(!after!.is_open, JSON.stringify(after));
        if (taken.length > 0) assert.deepEqual(later, []);
      }
    });

    await t.step("while its owner opens a page for it", async () => {
      for (let n = 0; n < 30; n++) {
        const person = people[n % 5]!;
        const order = await pledge(person, `page:${n}`);
        await Promise.all([
          work(),
          as(person, (sql) =>
            sql`
              select private.start_page_payment('pledge', ${place!.id}, ${order}, '{}', false, null,
                'sandbox', ${order})`).catch((error) => {
              assert.ok(["charge_pending", "nothing_due"].includes(error.hint), error);
            }),
        ]);
        const [begun] = await sql`
          select count(*)::int as count from public.payments where target_id = ${order}`;
        assert.equal(begun!.count, 1, "one of them pays");
        await sql`update public.standing_orders set status = 'paused', due_at = null
          where id = ${order}`;
      }
    });

    await t.step("and a membership is one, however often it is clicked", async () => {
      const [plan] = await sql`
        insert into public.subscription_plans
          (space_id, visibility, tier, name, asset_id, price, period)
        values (${place!.id}, 'public', 'premium', 'Friend', private.asset_id('EUR'), 1000, 'month')
        returning id`;
      for (const keys of [["a", "a", "a", "a"], ["b", "c", "d", "e"]]) {
        await Promise.all(
          keys.map((key) =>
            as(people[0]!, (sql) => sql`select public.subscribe(${plan!.id}, ${key})`)
          ),
        );
        const [live] = await sql`
          select count(*)::int as count from public.standing_orders
          where purpose = 'subscription' and status not in ('cancelled', 'ended')`;
        assert.equal(live!.count, 1, keys.join());
      }
    });

    await t.step("and the ledger has each of them once", async () => {
      const [books] = await sql`
        select (select sum(total_amount)::int from public.payments where status = 'succeeded') as paid,
          (select -balance::int from public.ledger_accounts where purpose = 'provider:sandbox')
            as booked`;
      assert.equal(books!.booked, books!.paid);
    });
  } finally {
    await server.stop();
  }
});
