// Payments and refunds whose webhook is lost: the schedule asks for them, each in its turn, and one that cannot be asked
// for keeps no other from it.
import assert from "node:assert/strict";
import { type Client, invoke, startTestStack, stopClock } from "../support/stack.ts";

Deno.test("what the provider could not tell is asked for", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const gus: Client = await stack.signUp("gus");
  const { data: founded } = await gus.rpc("create_space", { name: "Rowing Club", slug: "rowing" })
    .throwOnError();

  const checkout = async (key: string) => {
    const { answer } = await invoke(gus, "payments/checkouts", "POST", {
      space: founded!.id,
      purpose: "donation",
      details: { currency: "EUR", amount: 2_000 },
      request_key: key,
      success_url: "https://app.test/",
      cancel_url: "https://app.test/",
    });
    return { id: answer.payment.id as string, url: answer.url as string };
  };
  const pay = async (url: string, method: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method }),
    });
    assert.equal(response.status, 200, await response.text());
  };
  const due = async (step: string) => {
    const response = await stack.fetch(`/functions/v1/payments/due/${step}`, {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    return (await response.json())[step];
  };
  const age = async (minutes: number) => {
    await sql`alter table public.payments disable trigger payments_before_change_keep`;
    await sql`update public.payments set created_at = created_at - ${minutes} * interval '1 minute'`;
    await sql`alter table public.payments enable trigger payments_before_change_keep`;
    await sql`update public.refunds set created_at = created_at - ${minutes} * interval '1 minute'`;
    await sql`update private.provider_objects
      set asked_at = asked_at - ${minutes} * interval '1 minute'`;
  };
  const status = async (id: string) =>
    (await gus.from("payments").select("status").eq("id", id).single().throwOnError()).data!.status;

  const broken = await checkout("broken");
  const left = await checkout("left");
  const paid = await checkout("paid");
  await sql`update private.provider_objects set sealed_id = '1.AAAA.AAAA'
    where subject_id = ${broken.id}`;
  // The provider believes that it told everything that is to come.
  await sql`select private.sandbox_put('aside:delivered', 'aside', '1000000')`;
  await pay(paid.url, "pm_card_pendingRefund");

  await t.step("nobody is asked for in the first ten minutes", async () => {
    assert.equal(await status(paid.id), "pending");
    assert.equal(await due("payments"), 0);
  });

  await t.step("what was paid is paid, also behind one that cannot be asked for", async () => {
    await age(11);
    assert.equal(await due("payments"), 2);
    assert.equal(await status(paid.id), "succeeded");
    for (const { id } of [broken, left]) assert.equal(await status(id), "pending");
    const { data } = await gus.from("receipts").select("payment_id").throwOnError();
    assert.deepEqual(data, [{ payment_id: paid.id }]);
  });

  await t.step("a page that somebody left is asked for more and more seldom", async () => {
    assert.equal(await due("payments"), 0, "not twice at once");
    const asked: number[] = [];
    for (let minutes = 12; minutes <= 60; minutes++) {
      await age(1);
      if (await due("payments") > 0) asked.push(minutes);
    }
    assert.deepEqual(asked, [15, 21, 29, 39, 53]);
  });

  await t.step("a refund that the bank took its time for ends, too", async () => {
    const { answer } = await invoke(gus, "payments/refunds", "POST", {
      payment: paid.id,
      request_key: "all of it",
    });
    assert.equal(answer.status, "pending", JSON.stringify(answer));
    await age(11);
    await due("payments");
    const { data } = await gus.from("refunds").select("status").single().throwOnError();
    assert.equal(data!.status, "succeeded");
    assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
  });

  await t.step("what was asked for and told is there once", async () => {
    const events = await sql`
      select from public.payment_events e
      where e.payment_id = ${paid.id} and e.status = 'applied' and e.object ->> 'kind' = 'payment'`;
    assert.equal(events.length, 1);
  });
});
