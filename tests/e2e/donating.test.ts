// A gift from the first click to the space's balance, as an app does it: supabase-js, the provider's
// page, and nothing else.
import assert from "node:assert/strict";
import { type Client, eventually, invoke, startTestStack, stopClock } from "../support/stack.ts";

const back = { success_url: "https://app.test/thanks", cancel_url: "https://app.test/" };

Deno.test("a person gives, and sees the receipt; the space has it in its books", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const [ola, gus, mia, vic] = await Promise.all(
    ["ola", "gus", "mia", "vic"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client, Client];
  const idOf = async (client: Client) => (await client.auth.getUser()).data.user!.id;
  const { data: founded } = await ola.rpc("create_space", { name: "Rowing Club", slug: "rowing" })
    .throwOnError();
  const space = founded!.id;
  for (const guest of [gus, mia]) {
    await ola.rpc("invite_member", { space, person: await idOf(guest) }).throwOnError();
    await guest.rpc("join_space", { space }).throwOnError();
  }
  const gift = {
    space,
    purpose: "donation",
    details: { currency: "EUR", amount: 2_000, is_anonymous: true, message: "For oars" },
    covers_fee: true,
    receipt_name: "Gus <Gift>",
    request_key: "first",
    ...back,
  };
  let url = "";
  let payment = "";

  await t.step("the fee is shown before paying", async () => {
    const { data } = await gus.rpc("quote_payment", {
      space,
      currency: "EUR",
      amount: 2_000,
      covers_fee: true,
    }).throwOnError();
    assert.deepEqual(data, { amount: 2_000, fee: 77, total: 2_077, received: 2_000 });
    const { data: bare } = await gus.rpc("quote_payment", { space, currency: "EUR", amount: 2_000 })
      .throwOnError();
    assert.deepEqual(bare, { amount: 2_000, fee: 75, total: 2_000, received: 1_925 });
  });

  await t.step("two clicks open one page", async () => {
    const [first, second] = await Promise.all([
      invoke(gus, "payments/checkouts", "POST", gift),
      invoke(gus, "payments/checkouts", "POST", gift),
    ]);
    assert.equal(first.answer.payment?.total_amount, 2_077, JSON.stringify(first));
    assert.deepEqual(first.answer, second.answer);
    ({ url } = first.answer);
    payment = first.answer.payment.id;
    const other = await invoke(gus, "payments/checkouts", "POST", {
      ...gift,
      details: { ...gift.details, amount: 5_000 },
    });
    assert.deepEqual([other.status, other.answer.code], [409, "request_key_reused"]);
  });

  await t.step("what the bank refuses changes nothing", async () => {
    assert.match(await (await fetch(url)).text(), /2077 minor units of EUR/);
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "pm_card_chargeDeclined" }),
    });
    assert.equal(response.status, 402);
    assert.equal((await response.json()).code, "card_declined");
    const { data } = await gus.from("payments").select("status, failure").throwOnError();
    assert.deepEqual(data, [{ status: "pending", failure: "generic_decline" }]);
    assert.deepEqual((await gus.from("receipts").select("id")).data, []);
  });

  await t.step("the person pays, and comes back to the app", async () => {
    const form = new URLSearchParams({ method: "pm_card_visa" });
    const response = await fetch(url, { method: "POST", body: form, redirect: "manual" });
    await response.body?.cancel();
    assert.equal(response.headers.get("location"), back.success_url);
    const { data } = await gus.from("payments").select("status, total_amount, fee_amount")
      .throwOnError();
    assert.deepEqual(data, [{ status: "succeeded", total_amount: 2_077, fee_amount: 77 }]);
  });

  await t.step("the giver has a receipt", async () => {
    const { data } = await gus.from("receipts").select("year, number, payer_name, html")
      .throwOnError();
    assert.equal(data!.length, 1);
    const { year, number, payer_name, html } = data![0]!;
    assert.deepEqual([year, number, payer_name], [new Date().getUTCFullYear(), 1, "Gus <Gift>"]);
    assert.match(html, /Gus &lt;Gift&gt;/);
    assert.match(html, /20\.77 EUR/);
  });

  await t.step("the space has it, and its treasurer knows what for", async () => {
    const { data: accounts } = await ola.from("ledger_accounts").select("purpose, balance")
      .eq("owner_space_id", space)
      .throwOnError();
    assert.deepEqual(accounts, [{ purpose: "treasury", balance: 2_000 }]);
    const { data: seen } = await ola.from("donations").select("amount, message, payment_id")
      .throwOnError();
    assert.deepEqual(seen, [{ amount: 2_000, message: "For oars", payment_id: payment }]);
    const { data: paid } = await ola.from("payments").select("identity_id").throwOnError();
    assert.ok(paid![0]!.identity_id, "as whom it was given");
    const [all] = await sql`select sum(balance)::int as sum from public.ledger_accounts`;
    assert.equal(all!.sum, 0, "and what it has the provider owes us");
  });

  await t.step("members see a gift and not whose it is; strangers see nothing", async () => {
    const { data } = await mia.from("donations").select("amount, shown_identity_id, is_anonymous")
      .throwOnError();
    assert.deepEqual(data, [{ amount: 2_000, shown_identity_id: null, is_anonymous: true }]);
    for (const table of ["payments", "receipts", "ledger_accounts"] as const) {
      assert.deepEqual((await mia.from(table).select("id").throwOnError()).data, [], table);
      assert.deepEqual((await vic.from(table).select("id").throwOnError()).data, [], table);
    }
    assert.deepEqual((await vic.from("donations").select("id").throwOnError()).data, []);
  });

  await t.step("everything told again, backwards and three times, changes nothing", async () => {
    const before = await books();
    const response = await stack.fetch("/functions/v1/payments/sandbox/deliver", {
      method: "POST",
      headers: { apikey: stack.secretKey, "content-type": "application/json" },
      body: JSON.stringify({ reversed: true, times: 3 }),
    });
    const taken = await response.json() as { http: number; status: string }[];
    assert.ok(taken.length >= 9);
    assert.ok(taken.every(({ http, status }) => http === 200 && status === "duplicate"));
    assert.deepEqual(await books(), before);
  });

  await t.step("what is not signed, or was too long ago, is refused", async () => {
    const before = await books();
    const late = await stack.fetch("/functions/v1/payments/sandbox/deliver", {
      method: "POST",
      headers: { apikey: stack.secretKey, "content-type": "application/json" },
      body: JSON.stringify({ secondsAgo: 400 }),
    });
    const refused = await late.json() as { http: number; code: string }[];
    assert.ok(refused.every(({ http, code }) => http === 400 && code === "bad_signature"));
    const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
      stack.fetch(`/functions/v1/payment-webhooks/${path}`, { method: "POST", headers, body });
    for (
      const [response, status, code] of [
        [await post("sandbox", "{}"), 400, "bad_signature"],
        [await post("sandbox", "{}", { "sandbox-signature": "t=1,v1=00" }), 400, "bad_signature"],
        [await post("stripe", "{}"), 404, "provider_unknown"],
        [await post("sandbox", "x".repeat(1024 * 1024 + 1)), 413, "body_too_large"],
      ] as const
    ) {
      assert.deepEqual([response.status, (await response.json()).code], [status, code]);
    }
    const anybody = await stack.fetch("/functions/v1/payments/due", { method: "POST" });
    assert.equal(anybody.status, 401);
    await anybody.body?.cancel();
    assert.deepEqual(await books(), before);
  });

  await t.step("what the provider charges is read from its book", async () => {
    const tended = await stack.fetch("/functions/v1/payments/due", {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    const done = await tended.json();
    assert.equal(done.lines, 1, JSON.stringify(done));
    const [costs] = await sql`
      select balance::int from public.ledger_accounts where purpose = 'provider_fees'`;
    assert.equal(costs!.balance, -56);
  });

  await t.step("who keeps the treasury sends half back, nobody else does", async () => {
    const half = { payment, amount: 1_000, request_key: "half" };
    const giver = await invoke(gus, "payments/refunds", "POST", half);
    assert.deepEqual([giver.status, giver.answer.code], [403, "permission_required"]);
    const stranger = await invoke(vic, "payments/refunds", "POST", half);
    assert.deepEqual([stranger.status, stranger.answer.code], [404, "payment_not_found"]);

    const [first, second] = await Promise.all([
      invoke(ola, "payments/refunds", "POST", half),
      invoke(ola, "payments/refunds", "POST", half),
    ]);
    assert.ok(first.answer.id, JSON.stringify(first));
    assert.equal(first.answer.id, second.answer.id);
    await eventually(async () => {
      const { data } = await gus.from("refunds").select("status, amount").throwOnError();
      return data!.length === 1 && data![0]!.status === "succeeded";
    });
    const more = await invoke(ola, "payments/refunds", "POST", {
      payment,
      amount: 1_078,
      request_key: "more",
    });
    assert.deepEqual([more.status, more.answer.code], [422, "amount_out_of_range"]);
    // 1,000 of 2,077 take 37 of the fee of 77 along.
    const { data } = await ola.from("ledger_accounts").select("balance, held")
      .eq("owner_space_id", space)
      .throwOnError();
    assert.deepEqual(data, [{ balance: 1_037, held: 0 }]);
  });

  await t.step("what cannot be sent back is the space's again", async () => {
    const second = await invoke(gus, "payments/checkouts", "POST", {
      ...gift,
      request_key: "second",
      covers_fee: false,
    });
    await fetch(second.answer.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method: "pm_card_refundFail" }),
    }).then((response) => response.body?.cancel());
    const { answer } = await invoke(ola, "payments/refunds", "POST", {
      payment: second.answer.payment.id,
      request_key: "lost",
    });
    assert.deepEqual([answer.status, answer.failure], ["failed", "expired_or_canceled_card"]);
    const { data } = await ola.from("ledger_accounts").select("balance, held")
      .eq("owner_space_id", space)
      .throwOnError();
    assert.deepEqual(data, [{ balance: 1_037 + 1_925, held: 0 }]);
  });

  await t.step("bad requests say what is wrong", async () => {
    const cases: [object, number, string][] = [
      [{ details: { ...gift.details, amount: 1 } }, 422, "amount_out_of_range"],
      [{ details: { ...gift.details, amount: 1.5 } }, 422, "invalid_input"],
      [{ details: { ...gift.details, currency: "XXX" } }, 404, "asset_not_found"],
      [{ details: { ...gift.details, currency: "JPY" } }, 422, "currency_not_taken"],
      [{ details: {} }, 404, "asset_not_found"],
      [{ purpose: "ticket" }, 404, "purpose_unavailable"],
      [{ space: crypto.randomUUID() }, 404, "not_found"],
      [{ success_url: "javascript:alert(1)" }, 422, "invalid_input"],
      [{ total_amount: 1 }, 422, "invalid_input"],
    ];
    for (const [index, [change, status, code]] of cases.entries()) {
      const { status: got, answer } = await invoke(gus, "payments/checkouts", "POST", {
        ...gift,
        request_key: `bad-${index}`,
        ...change,
      });
      assert.deepEqual([got, answer.code], [status, code], JSON.stringify([change, answer]));
    }
    const { data } = await gus.from("payments").select("id").throwOnError();
    assert.equal(data!.length, 2);
  });

  /** All that was ever booked. */
  async function books() {
    return await sql`
      select a.purpose, a.balance::text, a.version::text from public.ledger_accounts a order by a.id`;
  }
});
