// Bounties in money as an app does them: paid in on the provider's page, awarded into two wallets, and
// sent back to a card where nobody worked.
import assert from "node:assert/strict";
import { type Client, invoke, startTestStack, stopClock } from "../support/stack.ts";

const back = { success_url: "https://app.test/thanks", cancel_url: "https://app.test/" };

Deno.test("money put into a bounty reaches who did the work, or comes back", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  const [ola, gus, mia, pat] = await Promise.all(
    ["ola", "gus", "mia", "pat"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client, Client];
  const { data: founded } = await ola.rpc("create_space", { name: "Rowing Club", slug: "rowing" })
    .throwOnError();
  const space = founded!.id;
  for (const guest of [gus, mia, pat]) {
    const person = (await guest.auth.getUser()).data.user!.id;
    await ola.rpc("invite_member", { space, person }).throwOnError();
    await guest.rpc("join_space", { space }).throwOnError();
  }
  const putUp = async (title: string) => {
    const { data } = await gus.rpc("create_bounty", {
      space,
      title,
      asset: "EUR",
      ends_at: new Date(Date.now() + 86_400_000).toISOString(),
      request_key: crypto.randomUUID(),
    }).throwOnError();
    return data!.id;
  };
  const ask = (client: Client, bounty: string, amount: number) =>
    invoke(client, "payments/checkouts", "POST", {
      space,
      purpose: "bounty",
      target: bounty,
      details: { amount },
      covers_fee: true,
      request_key: `${bounty}:${amount}`,
      ...back,
    });
  const pay = async (client: Client, bounty: string, amount: number, method = "pm_card_visa") => {
    const { answer } = await ask(client, bounty, amount);
    assert.ok(answer.url, JSON.stringify(answer));
    const response = await fetch(answer.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method }),
    });
    await response.body?.cancel();
    return answer.payment as { id: string; total_amount: number };
  };
  const state = async (bounty: string) =>
    (await mia.from("bounties").select("status, raised_amount, escrowed_amount").eq("id", bounty)
      .maybeSingle().throwOnError()).data;
  const wallet = async (client: Client) =>
    (await client.from("wallets").select("balance").eq("code", "EUR").throwOnError()).data;
  const due = async () => {
    await sql`update public.refunds set created_at = created_at - interval '2 minutes'`;
    const response = await stack.fetch("/functions/v1/payments/due", {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    return await response.json();
  };

  await t.step("a draft takes its author's money alone", async () => {
    const bounty = await putUp("Mend the boat");
    const refused = await ask(mia, bounty, 1_000);
    assert.deepEqual([refused.status, refused.answer.code], [404, "bounty_not_found"]);
    assert.equal(await state(bounty), null);
    const { total_amount } = await pay(gus, bounty, 2_000);
    assert.equal(total_amount, 2_077, "the fee comes on top");
    await pay(ola, bounty, 1_001);
    assert.deepEqual(await state(bounty), {
      status: "open",
      raised_amount: 3_001,
      escrowed_amount: 3_001,
    });
  });

  await t.step("who keeps the treasury takes nothing out of escrow", async () => {
    const { data } = await ola.from("payments").select("id").limit(1).single().throwOnError();
    const { status, answer } = await invoke(ola, "payments/refunds", "POST", {
      payment: data!.id,
      request_key: "mine",
    });
    assert.deepEqual([status, answer.code], [409, "kept_for_others"]);
  });

  await t.step("an award is split into two wallets, to the cent", async () => {
    const { data: bounty } = await gus.from("bounties").select("id").single().throwOnError();
    const work: string[] = [];
    for (const worker of [mia, pat]) {
      const { data } = await worker.rpc("hand_in", {
        bounty: bounty!.id,
        body: "Tarred.",
        request_key: crypto.randomUUID(),
      }).throwOnError();
      work.push(data!.id);
    }
    const { error } = await pat.rpc("award_bounty", {
      bounty: bounty!.id,
      submissions: work,
    });
    assert.equal(error?.hint, "poster_required");
    const { data: named } = await gus.rpc("award_bounty", {
      bounty: bounty!.id,
      submissions: work,
      shares: [2, 1],
    }).throwOnError();
    assert.equal(named!.status, "in_review", "others put something in: they may object");
    await sql`update public.bounties set review_until = now() - interval '3 days', settles_at = now()`;
    await sql`select private.tend_bounties()`;
    assert.deepEqual(await state(bounty!.id), {
      status: "awarded",
      raised_amount: 3_001,
      escrowed_amount: 0,
    });
    assert.deepEqual([await wallet(mia), await wallet(pat)], [[{ balance: 2_001 }], [
      { balance: 1_000 },
    ]]);
    const { data: account } = await mia.from("wallets").select("account_id").eq("code", "EUR")
      .single().throwOnError();
    const { data: lines } = await mia.rpc("account_statement", { account: account!.account_id! })
      .throwOnError();
    const { data: history } = await mia.from("bounty_transactions").select(
      "kind, amount, transaction_id",
    ).eq("kind", "awarded").throwOnError();
    assert.deepEqual(lines!.map(({ kind, amount }) => [kind, amount]), [["bounty_award", 2_001]]);
    assert.deepEqual(history!.map(({ amount }) => amount).sort(), [-1_001, -2_000]);
    assert.ok(history!.every(({ transaction_id }) => transaction_id === lines![0]!.transaction_id));
  });

  await t.step("what nobody worked for goes back to the card, whole", async () => {
    const bounty = await putUp("Paint the shed");
    const payment = await pay(gus, bounty, 1_000);
    await gus.rpc("cancel_bounty", { bounty }).throwOnError();
    assert.deepEqual(await state(bounty), {
      status: "cancelled",
      raised_amount: 1_000,
      escrowed_amount: 1_000,
    });
    await sql`select private.tend_bounties()`;
    await due();
    const { data } = await gus.from("refunds").select("amount, status").eq("payment_id", payment.id)
      .throwOnError();
    assert.deepEqual(data, [{ amount: payment.total_amount, status: "succeeded" }]);
    assert.equal((await state(bounty))!.escrowed_amount, 0);
  });

  await t.step("or to a wallet, where the card does not take it", async () => {
    const bounty = await putUp("Count the oars");
    await pay(gus, bounty, 1_500, "pm_card_refundFail");
    await gus.rpc("cancel_bounty", { bounty }).throwOnError();
    await sql`select private.tend_bounties()`;
    await due();
    await sql`select private.tend_bounties()`;
    assert.deepEqual(await wallet(gus), [{ balance: 1_500 }]);
    assert.equal((await state(bounty))!.escrowed_amount, 0);
  });

  await t.step("everything told again, backwards and three times, changes nothing", async () => {
    const books = () =>
      sql`select a.purpose, a.balance::text, a.version::text from public.ledger_accounts a order by a.id`;
    const before = await books();
    const response = await stack.fetch("/functions/v1/payments/sandbox/deliver", {
      method: "POST",
      headers: { apikey: stack.secretKey, "content-type": "application/json" },
      body: JSON.stringify({ reversed: true, times: 3 }),
    });
    await response.body?.cancel();
    assert.deepEqual(await books(), before);
    assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
  });
});
