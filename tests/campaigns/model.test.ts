// Whatever people, the provider and the schedule do to campaigns, in whatever order: what is kept is
// what is left of each contribution, and in the end all of it went on, or is back.
import assert from "node:assert/strict";
import fc from "fast-check";
import { startTestServer } from "../support/database.ts";
import { foundTown, people } from "./town.ts";

const STORIES = Deno.env.get("NIGHTLY") ? 1_000 : 8;

const moves = fc.array(
  fc.record({
    what: fc.constantFrom(
      ...["give", "give", "give", "stand before the page", "pay late", "refund", "refunds arrive"],
      ...[
        "refunds fail",
        "come back",
        "dispute",
        "dispute",
        "win",
        "lose",
        "cancel",
        "end",
        "tend",
      ],
    ),
    who: fc.constantFrom(...people.slice(1)),
    // Often the same, so that things meet.
    which: fc.nat(2),
    amount: fc.integer({ min: 100, max: 5_000 }),
    share: fc.constantFrom(100, 100, 60, 33, 1),
  }),
  { minLength: 10, maxLength: 30 },
);

/** Refusals that may be met on the way; each changes nothing. */
const refusals = new Set([
  "campaign_ended",
  "amount_out_of_range",
  "insufficient_funds",
  "payment_not_settled",
  "invalid_transition",
]);

Deno.test("what is kept for campaigns is what is left of their contributions", async () => {
  const server = await startTestServer();
  const seed = Date.now();
  try {
    const sql = await server.clone(2);
    const town = await foundTown(sql);
    const met = new Map<string, number>();
    for (const [number, story] of fc.sample(moves, { numRuns: STORIES, seed }).entries()) {
      const campaigns = [
        await town.raise(4_000),
        await town.raise(1_000, "keep_it_all"),
      ];
      const payments: { id: string; amount: number; dispute?: number }[] = [];
      const waiting: typeof payments = [];
      const disputed = () => payments.filter(({ dispute }) => dispute);
      const play: Record<string, (move: typeof story[number]) => Promise<unknown> | void> = {
        give: async ({ who, which, amount }) => {
          payments.push({ id: await town.give(who, campaigns[which % 2]!, amount), amount });
        },
        "stand before the page": async ({ who, which, amount }) => {
          waiting.push({ id: await town.start(who, campaigns[which % 2]!, amount), amount });
        },
        "pay late": async () => {
          const payment = waiting.pop();
          if (!payment) return;
          await town.says(payment.id, "payment", "succeeded", payment.amount);
          payments.push(payment);
        },
        refund: ({ which, share }) => {
          const payment = payments[which % payments.length];
          if (!payment) return;
          const amount = Math.ceil(payment.amount * share / 100);
          return town.as(
            "ola",
            `select private.request_refund('${payment.id}', ${amount}, 'duplicate', '${crypto.randomUUID()}')`,
          );
        },
        "refunds arrive": () => town.refunds("succeeded"),
        "refunds fail": () => town.refunds("failed"),
        "come back": async () => {
          const [refund] = await sql`
            select r.id, r.payment_id, r.amount::int from public.refunds r
            where r.status = 'succeeded' and r.payment_id = any (${payments.map(({ id }) => id)})
            order by r.id limit 1`;
          if (refund) {
            await town.says(refund.payment_id, "refund", "failed", refund.amount, refund.id);
          }
        },
        dispute: ({ which, share }) => {
          const payment = payments[which % payments.length];
          if (!payment || payment.dispute) return;
          payment.dispute = Math.ceil(payment.amount * share / 100);
          return town.says(payment.id, "dispute", "open", payment.dispute);
        },
        win: ({ which }) => {
          const payment = disputed()[which % disputed().length];
          return payment &&
            town.says(payment.id, "dispute", "won", payment.dispute!).then(() => {});
        },
        lose: ({ which }) => {
          const payment = disputed()[which % disputed().length];
          return payment &&
            town.says(payment.id, "dispute", "lost", payment.dispute!).then(() => {});
        },
        cancel: ({ which }) =>
          town.as("ola", `select public.cancel_campaign('${campaigns[which % 2]}')`),
        end: ({ which }) => town.passDeadline(campaigns[which % 2]!),
        tend: () => town.tend(),
      };
      const told = `seed ${seed}, story ${number}`;
      for (const [place, move] of story.entries()) {
        try {
          await play[move.what]!(move);
          met.set(move.what, (met.get(move.what) ?? 0) + 1);
        } catch (error) {
          const refusal = (error as { hint?: string }).hint ?? String(error);
          assert.ok(refusals.has(refusal), `${told}, ${move.what}: ${refusal}`);
        }
        await town.proveContributions(
          `${told}, after ${place}: ${JSON.stringify(story.slice(0, place + 1))}`,
        );
      }

      for (const campaign of campaigns) await town.passDeadline(campaign);
      for (let minute = 0; minute < 4; minute++) {
        await town.tend();
        await town.refunds("succeeded");
      }
      await town.tend();
      const left = await sql`
        select c.status, c.settled_at, a.balance, a.held from public.campaigns c
        left join public.ledger_accounts a on a.purpose = 'campaign:' || c.id
        where c.id = any (${campaigns}) and (c.settled_at is null or a.balance <> 0 or a.held <> 0)`;
      assert.deepEqual([...left], [], told);
      const [late] = await sql`select coalesce(sum(balance + held), 0)::int as amount
        from public.ledger_accounts where purpose = 'late_contributions'`;
      assert.equal(late!.amount, 0, told);
      await town.proveBooks(told);
      const undone = await sql`select status, reason, last_error from public.payment_events
        where status not in ('applied', 'ignored') limit 5`;
      assert.deepEqual([...undone], [], told);
    }
    for (const what of ["give", "pay late", "refund", "dispute", "win", "cancel"]) {
      assert.ok(met.get(what)! > 0, `nobody managed to ${what}`);
    }
  } finally {
    await server.stop();
  }
});
