// What must hold when two people, or a person and the clock, act on a bounty at the same moment.
import assert from "node:assert/strict";
import postgres from "postgres";
import { prepareData } from "../../stack/prepared_data.ts";
import { startDatabase } from "../../stack/stack.ts";
import { eventually } from "../support/stack.ts";
import { person, World } from "./world.ts";

const [ola, moe, max, kim, gus, mia, pat] = [1, 2, 3, 4, 5, 6, 7] as const;

Deno.test("bounties at the same moment", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: true, seed: false });
  const sql = postgres(database.url, { max: 12, onnotice: () => {} });
  const world = new World(sql, 7);
  /** Lets calls wait for a bounty, each in its turn, and then go at once. */
  const together = async <T>(bounty: string, ...calls: (() => Promise<T>)[]): Promise<T[]> => {
    let answers: Promise<T[]>;
    await sql.begin(async (holding) => {
      await holding`select from public.bounties where id = ${bounty} for no key update`;
      answers = Promise.all(calls.map((one) => one()));
      await eventually(async () => {
        const waiting = await sql`
          select from pg_stat_activity
          where wait_event_type = 'Lock' and datname = current_database()`;
        return waiting.length >= calls.length;
      });
    });
    return await answers!;
  };
  /** A bounty of kim's, in which 40 are, with work of mia's and pat's. */
  const ripe = async () => {
    const { id } = await world.putUp(kim);
    await world.fund(kim, id, 40);
    const [byMia, byPat] = [await world.hand_in(mia, id), await world.hand_in(pat, id)];
    return { id: id as string, byMia: byMia.id as string, byPat: byPat.id as string };
  };
  const award = (bounty: string, ...work: string[]) =>
    world.call(kim, `award_bounty('${bounty}', '{${work}}')`);
  const refusals = (answers: { refused?: string }[]) =>
    answers.map(({ refused }) => refused ?? "done").sort();
  try {
    await world.open();
    await sql`update public.space_members set role = 'moderator' where profile_id = ${person(max)}`;

    await t.step("a double click puts in once", async () => {
      const { id } = await world.putUp(kim);
      const before = await world.has(kim);
      const answers = await together(
        id,
        ...Array.from({ length: 5 }, () => () => world.fund(kim, id, 7, "one-click")),
      );
      assert.deepEqual(new Set(answers.map(({ amount }) => Number(amount))), new Set([7]));
      assert.equal(await world.has(kim), before - 7);
    });

    await t.step("of two awards one is named", async () => {
      const { id, byMia, byPat } = await ripe();
      const answers = await together(id, () => award(id, byMia), () => award(id, byPat));
      assert.deepEqual(refusals(answers), ["award_named", "done"]);
    });

    await t.step("an award twice is paid once", async () => {
      const { id } = await world.putUp(kim);
      await world.fund(kim, id, 40);
      const work = await world.hand_in(mia, id);
      const before = await world.has(mia);
      const answers = await together(id, () => award(id, work.id), () => award(id, work.id));
      assert.deepEqual(refusals(answers), ["done", "done"]);
      assert.equal(await world.has(mia), before + 40);
    });

    await t.step("an award and the end are one or the other", async () => {
      const { id, byMia, byPat } = await ripe();
      await world.pass(10);
      await world.tend();
      await world.pass(14);
      const before = await Promise.all([kim, mia, pat].map((n) => world.has(n)));
      const [answer] = await Promise.all([award(id, byMia, byPat), world.tend()]);
      const after = await Promise.all([kim, mia, pat].map((n) => world.has(n)));
      const { status } = await world.state(id);
      const gained = after.map((now, n) => now - before[n]!);
      if (answer.refused) assert.deepEqual([status, gained], ["expired", [40, 0, 0]]);
      else assert.deepEqual([status, gained], ["awarded", [0, 20, 20]]);
    });

    await t.step("what is put in while it is called off is in, or comes back", async () => {
      const { id } = await world.putUp(kim);
      await world.fund(kim, id, 5);
      const before = await world.has(gus);
      const [added, cancelled] = await together(
        id,
        () => world.fund(gus, id, 9),
        () => world.call(kim, `cancel_bounty('${id}')`),
      );
      assert.equal(cancelled!.refused, undefined);
      assert.ok([undefined, "bounty_not_open"].includes(added!.refused));
      assert.equal(await world.has(gus), before);
      assert.deepEqual(await world.state(id), { status: "cancelled", escrowed_amount: 0 });
    });

    await t.step("work that comes as it is called off keeps it, or comes too late", async () => {
      const { id } = await world.putUp(kim);
      await world.fund(kim, id, 5);
      const [work, cancelled] = await together(
        id,
        () => world.hand_in(mia, id),
        () => world.call(kim, `cancel_bounty('${id}')`),
      );
      assert.deepEqual(
        [work!.refused, cancelled!.refused].filter(Boolean).sort(),
        work!.refused ? ["bounty_not_open"] : ["submissions_pending"],
      );
    });

    await t.step("of two moderators one decides, and it is paid once", async () => {
      const { id, byMia, byPat } = await ripe();
      await award(id, byPat);
      const dispute = await world.call(mia, `dispute_bounty('${id}', 'Mine was first')`);
      const before = await world.has(mia) + await world.has(pat) + await world.has(kim);
      const answers = await together(
        id,
        () => world.call(moe, `decide_dispute('${dispute.id}', 'Mia', '{${byMia}}')`),
        () => world.call(max, `decide_dispute('${dispute.id}', 'Pat', '{${byPat}}')`),
      );
      assert.deepEqual(refusals(answers), ["dispute_decided", "done"]);
      assert.equal(await world.has(mia) + await world.has(pat) + await world.has(kim), before + 40);
    });

    await t.step("an objection and the payment are one or the other", async () => {
      const { id, byPat } = await ripe();
      await award(id, byPat);
      await world.pass(3);
      const before = await world.has(pat);
      // Too late by the clock, whether or not it has been paid.
      const [objection] = await Promise.all([
        world.call(mia, `dispute_bounty('${id}', 'Mine was first')`),
        world.tend(),
      ]);
      assert.equal(objection.refused, "not_disputable");
      // The clock leaves to its next round what somebody looks at.
      await world.tend();
      assert.equal(await world.has(pat), before + 40);
    });

    await t.step("two clocks do everything once", async () => {
      const { id } = await world.putUp(kim);
      await world.fund(kim, id, 5);
      await world.fund(gus, id, 6);
      await world.pass(10);
      const before = await world.has(kim) + await world.has(gus);
      await Promise.all([world.tend(), world.tend(), world.tend()]);
      await world.tend();
      assert.equal(await world.has(kim) + await world.has(gus), before + 11);
      assert.equal((await world.state(id)).status, "expired");
    });

    await t.step("what a card does not take goes to the wallet, once", async () => {
      const { id } = await world.putUp(kim, "EUR");
      const { id: payment } = await world.pay(kim, id, 1_000);
      await world.paid(payment, 1_000);
      assert.equal((await world.state(id)).escrowed_amount, 950);
      await world.call(kim, `cancel_bounty('${id}')`);
      await Promise.all([world.tend(), world.tend(), world.tend()]);
      const refunds = await sql`select id, payment_id, amount::float8 from public.refunds`;
      assert.deepEqual(refunds.map(({ amount }) => amount), [1_000]);
      await world.refunded(refunds[0] as never, "failed");
      await Promise.all([world.tend(), world.tend(), world.tend()]);
      await world.tend();
      assert.equal(await world.has(kim, "EUR"), 950);
      assert.deepEqual(await world.state(id), { status: "cancelled", escrowed_amount: 0 });
    });

    await t.step("a payment that arrives as it is called off is in, or goes back", async () => {
      const { id } = await world.putUp(kim, "EUR");
      const first = await world.pay(kim, id, 1_000);
      await world.paid(first.id, 1_000);
      const second = await world.pay(ola, id, 2_000);
      const [told, cancelled] = await together<unknown>(
        id,
        () => world.paid(second.id, 2_000),
        () => world.call(kim, `cancel_bounty('${id}')`),
      );
      assert.deepEqual([told, (cancelled as { refused?: string }).refused], ["applied", undefined]);
      await world.tend();
      const refunds = await sql`
        select amount::float8 from public.refunds
        where payment_id = any (${[first.id, second.id]}::uuid[]) order by amount`;
      assert.deepEqual(refunds.map(({ amount }) => amount), [1_000, 2_000]);
    });

    await t.step("the books are whole", async () => {
      assert.deepEqual(await world.faults(), []);
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await database.stop();
  }
});
