// What must hold when two things happen to a campaign at the same moment, or are cut off halfway. Both
// are made to wait for the same lock, in either order, and are then let go.
import assert from "node:assert/strict";
import { startTestServer } from "../support/database.ts";
import { eventually } from "../support/stack.ts";
import { foundTown } from "./town.ts";

type Work = () => PromiseLike<unknown>;
const either = (first: boolean, one: Work, other: Work): [Work, Work] =>
  first ? [one, other] : [other, one];

Deno.test("campaigns at the same moment", async (t) => {
  const server = await startTestServer();
  const sql = await server.clone(6);
  try {
    const town = await foundTown(sql);
    const waiting = async () => {
      const rows = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      return rows.length;
    };
    /** Lets two things go at once that wait for a row, the first one first in line. */
    const race = async (
      row: string,
      first: Work,
      second: Work,
    ) => {
      let outcomes: Promise<string>[] = [];
      const call = async (work: Work) => {
        try {
          await work();
          return "done";
        } catch (error) {
          return (error as { hint?: string }).hint ?? String(error);
        }
      };
      await sql.begin(async (sql) => {
        await sql.unsafe(`${row} for update`);
        outcomes = [call(first)];
        await eventually(async () => await waiting() === 1);
        outcomes.push(call(second));
        await eventually(async () => await waiting() === 2);
      });
      return await Promise.all(outcomes);
    };
    const campaignRow = (id: string) => `select from public.campaigns where id = '${id}'`;
    const paymentRow = (id: string) => `select from public.payments where id = '${id}'`;
    const state = async (campaign: string) => {
      const [row] = await sql`select status, raised_amount::int, paid_amount::int,
          settled_at is not null as settled from public.campaigns where id = ${campaign}`;
      return [row!.status, row!.raised_amount, row!.paid_amount, row!.settled];
    };
    const refunded = async (payment: string) =>
      (await sql`select amount::int, status from public.refunds where payment_id = ${payment}`)
        .map(({ amount, status }) => `${amount} ${status}`);
    const end = () => sql`select private.end_campaigns()`;
    const sendBack = () => sql`select private.send_back_contributions()`;

    await t.step("two that end it pay it once", async () => {
      const campaign = await town.raise(1_000);
      await town.give("gus", campaign, 1_000);
      await town.passDeadline(campaign);
      assert.deepEqual(await race(campaignRow(campaign), end, end), ["done", "done"]);
      assert.deepEqual(await state(campaign), ["succeeded", 1_000, 950, true]);
      await town.proveBooks();
    });

    await t.step("who pays just before the end is counted, just after it is late", async () => {
      for (const isInTime of [true, false]) {
        const campaign = await town.raise(1_000);
        await town.give("gus", campaign, 600);
        const payment = await town.start("mia", campaign, 400);
        await town.passDeadline(campaign);
        const pay = () => town.says(payment, "payment", "succeeded", 400);
        assert.deepEqual(await race(campaignRow(campaign), ...either(isInTime, pay, end)), [
          "done",
          "done",
        ]);
        await town.tend();
        assert.deepEqual(
          await state(campaign),
          isInTime ? ["succeeded", 1_000, 925, true] : ["failed", 600, null, false],
        );
        assert.deepEqual(await refunded(payment), isInTime ? [] : ["400 requested"]);
        await town.proveBooks();
        await town.refunds("succeeded");
        await town.tend();
        await town.proveBooks();
      }
    });

    await t.step("the schedule and a treasurer send it back once", async () => {
      for (const scheduleFirst of [true, false]) {
        const campaign = await town.raise(90_000);
        const payment = await town.give("gus", campaign, 2_000);
        await town.as("ola", `select public.cancel_campaign('${campaign}')`);
        const refund = () =>
          town.as(
            "ola",
            `select private.request_refund('${payment}', null, 'duplicate', 'by hand')`,
          );
        const outcomes = await race(
          paymentRow(payment),
          ...either(scheduleFirst, sendBack, refund),
        );
        assert.deepEqual(
          outcomes,
          scheduleFirst ? ["done", "amount_out_of_range"] : ["done", "done"],
        );
        await town.tend();
        assert.deepEqual(await refunded(payment), ["2000 requested"]);
        await town.refunds("succeeded");
        await town.tend();
        assert.deepEqual((await state(campaign)).slice(0, 1).concat((await state(campaign))[3]), [
          "cancelled",
          true,
        ]);
        await town.proveBooks();
      }
    });

    await t.step("two schedules send it back once", async () => {
      const campaign = await town.raise(90_000);
      const payment = await town.give("gus", campaign, 2_000);
      await town.as("ola", `select public.cancel_campaign('${campaign}')`);
      assert.deepEqual(await race(paymentRow(payment), sendBack, sendBack), ["done", "done"]);
      assert.deepEqual(await refunded(payment), ["2000 requested"]);
      await town.refunds("succeeded");
      await town.proveBooks();
    });

    await t.step("a refund that arrives while it is being paid waits in no circle", async () => {
      for (const refundFirst of [true, false]) {
        const campaign = await town.raise(1_000);
        await town.give("gus", campaign, 1_000);
        const payment = await town.give("mia", campaign, 600);
        await town.as(
          "ola",
          `select private.request_refund('${payment}', null, 'duplicate', 'by hand')`,
        );
        await town.passDeadline(campaign);
        const arrive = () => town.refunds("succeeded");
        const outcomes = await race(
          campaignRow(campaign),
          ...either(refundFirst, arrive, end),
        );
        assert.deepEqual(outcomes, ["done", "done"]);
        await town.tend();
        const [status, , paid, settled] = await state(campaign);
        assert.deepEqual([status, paid, settled], ["succeeded", 950, true]);
        await town.proveBooks();
      }
    });

    await t.step("called off while somebody pays: it goes back either way", async () => {
      for (const payFirst of [true, false]) {
        const campaign = await town.raise(1_000);
        const payment = await town.start("mia", campaign, 400);
        const pay = () => town.says(payment, "payment", "succeeded", 400);
        const cancel = () => town.as("ola", `select public.cancel_campaign('${campaign}')`);
        await race(
          campaignRow(campaign),
          ...either(payFirst, pay, cancel),
        );
        await town.tend();
        assert.deepEqual(await refunded(payment), ["400 requested"]);
        await town.refunds("succeeded");
        await town.proveBooks();
      }
    });

    await t.step(
      "cut off halfway nothing happened, and the next minute does all of it",
      async () => {
        const campaign = await town.raise(90_000);
        const payments = [
          await town.give("gus", campaign, 2_000),
          await town.give("mia", campaign, 3_000),
        ];
        await town.passDeadline(campaign);
        const halfway = sql.begin(async (sql) => {
          await sql`select private.end_campaigns()`;
          await sql`select private.send_back_contributions(1)`;
          throw new Error("cut off");
        });
        await assert.rejects(halfway, /cut off/);
        assert.deepEqual(await state(campaign), ["open", 5_000, null, false]);
        // One of them goes in the first minute, then the provider is not reached, then both go.
        await end();
        await sql`select private.send_back_contributions(1)`;
        const asked = await sql`select from public.refunds where payment_id = any (${payments})`;
        assert.equal(asked.length, 1);
        for (let minute = 0; minute < 3; minute++) {
          await sql`select private.send_back_contributions(1)`;
        }
        assert.equal(await town.refunds("succeeded"), 2);
        await town.tend();
        assert.deepEqual(await state(campaign), ["failed", 5_000, null, true]);
        await town.proveBooks();
      },
    );

    await t.step("a pot is filled and shared out once", async () => {
      await sql`select private.post_transaction('opening', 'opening', array[
        private.system_account(private.asset_id('EUR'), 'opening'),
        private.space_account(${town.space}, private.asset_id('EUR'))], '{-9000,9000}')`;
      const campaign = await town.raise(1_000);
      const [round] = await town.as(
        "ola",
        `select (public.open_matching_round('${town.space}', 'Round', 'EUR',
          now() + interval '31 days')).id`,
      );
      const row = `select from public.matching_rounds where id = '${round!.id}'`;
      const fund = () =>
        town.as("ola", `select public.fund_matching_round('${round!.id}', 500, 'one-key-only')`);
      assert.deepEqual(await race(row, fund, fund), ["done", "done"]);
      await town.as("ola", `select public.enter_matching_round('${round!.id}', '${campaign}')`);
      await town.give("gus", campaign, 900);
      await town.give("mia", campaign, 400);
      await town.passDeadline(campaign);
      await town.tend();
      await sql.begin(async (sql) => {
        await sql`alter table public.matching_rounds disable trigger matching_rounds_before_change_guard`;
        await sql`update public.matching_rounds set ends_at = now() where id = ${round!.id}`;
        await sql`alter table public.matching_rounds enable trigger matching_rounds_before_change_guard`;
      });
      const pay = () => sql`select private.tend_matching_rounds()`;
      assert.deepEqual(await race(row, pay, pay), ["done", "done"]);
      const [paid] = await sql`
        select r.pot_amount::int, e.amount::int, (select a.balance::int from public.ledger_accounts a
          where a.purpose = 'matching:' || r.id) as left
        from public.matching_rounds r join public.matching_entries e on e.round_id = r.id
        where r.id = ${round!.id}`;
      assert.deepEqual(paid, { pot_amount: 500, amount: 500, left: 0 });
      await town.proveBooks();
    });
  } finally {
    await server.stop();
  }
});
