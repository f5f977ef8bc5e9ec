// What people are charged for without being there, as an app does it: supabase-js, the provider's pages,
// and the schedule.
import assert from "node:assert/strict";
import { type Client, eventually, invoke, startTestStack, stopClock } from "../support/stack.ts";

const back = { success_url: "https://app.test/thanks", cancel_url: "https://app.test/" };

Deno.test("people are charged again and again, for as long as they want", async (t) => {
  await using stack = await startTestStack();
  await stopClock(stack);
  const { sql } = stack;
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const [ola, gus, mia] = await Promise.all(
    ["ola", "gus", "mia"].map((name) => stack.signUp(name)),
  ) as [Client, Client, Client];
  const { data: founded } = await ola.rpc("create_space", {
    name: "Rowing Club",
    slug: "rowing",
    visibility: "public",
  }).throwOnError();
  const space = founded!.id;

  /** What a person does on a page of the sandbox. */
  const choose = async (url: string, method: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method }),
    });
    return { status: response.status, answer: await response.json() };
  };
  /** Leaves a card, and finds it. */
  const keep = async (person: Client, method: string): Promise<string> => {
    const { answer } = await invoke(person, "payments/methods", "POST", {
      request_key: method,
      ...back,
    });
    await choose(answer.url, method);
    const { data } = await person.from("payment_methods").select("id")
      .order("created_at", { ascending: false }).limit(1).throwOnError();
    return data![0]!.id;
  };
  const tend = async (step: string) => {
    const response = await stack.fetch(`/functions/v1/payments/due/${step}`, {
      method: "POST",
      headers: { apikey: stack.secretKey },
    });
    return await response.json();
  };

  await t.step("a card is left on a page, twice clicked", async () => {
    const request = { request_key: "card", ...back };
    const [first, second] = await Promise.all([
      invoke(gus, "payments/methods", "POST", request),
      invoke(gus, "payments/methods", "POST", request),
    ]);
    assert.ok(first.answer.url, JSON.stringify(first));
    assert.deepEqual(first, second);
    assert.equal((await choose(first.answer.url, "pm_card_mastercard")).status, 200);
    const { data } = await gus.from("payment_methods").select("brand, last4, is_default")
      .throwOnError();
    assert.deepEqual(data, [{ brand: "mastercard", last4: "4444", is_default: true }]);
    const again = await invoke(gus, "payments/methods", "POST", request);
    assert.deepEqual(again.answer, { url: null }, "and the page is done with");
    const other = await invoke(gus, "payments/methods", "POST", { ...request, currency: "USD" });
    assert.deepEqual([other.status, other.answer.code], [409, "request_key_reused"]);
  });

  await t.step("a card is kept with a payment, where who pays says so", async () => {
    const pay = async (request_key: string, keep_method: boolean) => {
      const { answer } = await invoke(gus, "payments/checkouts", "POST", {
        space,
        purpose: "donation",
        details: { currency: "EUR", amount: 1_000 },
        request_key,
        keep_method,
        ...back,
      });
      await choose(answer.url, "pm_card_visa");
    };
    await pay("without", false);
    assert.equal((await gus.from("payment_methods").select("id")).data!.length, 1);
    await pay("with", true);
    const { data } = await gus.from("payment_methods").select("last4, is_default")
      .order("created_at").throwOnError();
    assert.deepEqual(data, [{ last4: "4444", is_default: true }, {
      last4: "4242",
      is_default: false,
    }]);
  });

  await t.step("a page that is open is not opened otherwise, and not given up for it", async () => {
    const gift = {
      space,
      purpose: "donation",
      details: { currency: "EUR", amount: 1_000 },
      request_key: "changed",
      ...back,
    };
    const { answer } = await invoke(mia, "payments/checkouts", "POST", gift);
    const changed = await invoke(mia, "payments/checkouts", "POST", { ...gift, keep_method: true });
    assert.deepEqual([changed.status, changed.answer.code], [409, "request_key_reused"]);
    assert.equal((await choose(answer.url, "pm_card_visa")).status, 200);
    const { data } = await mia.from("payments").select("status").throwOnError();
    assert.deepEqual(data, [{ status: "succeeded" }]);
  });

  await t.step("nobody else sees a card, chooses it or takes it back", async () => {
    const { data } = await gus.from("payment_methods").select("id").throwOnError();
    const method = data![0]!.id;
    assert.deepEqual((await ola.from("payment_methods").select("id").throwOnError()).data, []);
    const taken = await invoke(ola, `payments/methods/${method}`, "DELETE");
    assert.deepEqual([taken.status, taken.answer.code], [404, "method_not_found"]);
    const { error } = await ola.rpc("set_default_method", { method });
    assert.equal(error!.hint, "method_not_found");
    const bad = await invoke(ola, "payments/methods/boat", "DELETE");
    assert.deepEqual([bad.status, bad.answer.code], [422, "invalid_input"]);
  });

  await t.step("a card that is taken back is forgotten by the provider, too", async () => {
    const method = await keep(mia, "pm_card_visa");
    const taken = await invoke(mia, `payments/methods/${method}`, "DELETE");
    assert.deepEqual(taken.answer, { status: "removed" });
    assert.deepEqual((await mia.from("payment_methods").select("id").throwOnError()).data, []);
    const [kept] = await sql`
      select body ->> 'status' as status from private.sandbox_entries
      where kind = 'method' order by position desc limit 1`;
    assert.equal(kept!.status, "detached");
    assert.equal((await sql`select from private.methods_to_detach`).length, 0);
  });

  await t.step("so is everything of a person who is erased", async () => {
    const eve = await stack.signUp("eve");
    await keep(eve, "pm_card_visa");
    const { answer } = await invoke(eve, "payments/methods", "POST", {
      request_key: "open",
      ...back,
    });
    await eve.rpc("erase_me", { confirm: "eve@example.com" }).throwOnError();
    await choose(answer.url, "pm_card_visa");
    await eventually(async () => {
      await tend("methods");
      return (await sql`select from private.methods_to_detach`).length === 0;
    });
    const left = await sql`
      select body ->> 'status' as status from private.sandbox_entries
      where kind = 'method' order by position desc limit 2`;
    assert.deepEqual(left.map(({ status }) => status), ["detached", "detached"]);
  });

  /** Begins a pledge on a page, with a card of this script. */
  const pledge = async (person: Client, request_key: string, method: string) => {
    const { data: target } = await person.rpc("make_pledge", {
      space,
      currency: "EUR",
      amount: 1_000,
      period: "month",
      request_key,
    }).throwOnError();
    await pay(person, "pledge", target!, method);
    return target!;
  };
  /** Pays on a page what is due of it. */
  const pay = async (person: Client, purpose: string, target: string, method: string) => {
    const { answer } = await invoke(person, "payments/checkouts", "POST", {
      space,
      purpose,
      target,
      request_key: crypto.randomUUID(),
      ...back,
    });
    assert.ok(answer.url, JSON.stringify(answer));
    return await choose(answer.url, method);
  };
  const standing = async (person: Client, id: string) => {
    const { data } = await person.rpc("my_standing_orders").throwOnError();
    return data!.find((order) => order.id === id)!;
  };
  /** Lets a period pass, and what was to happen by then be due. */
  const pass = (id: string) =>
    sql`
      update public.standing_orders set anchor_at = anchor_at - interval '1 month',
        paid_until = paid_until - interval '1 month', due_at = now() where id = ${id}`;
  const due = (id: string) =>
    sql`update public.standing_orders set due_at = now() where id = ${id}`;
  /** What became of its payments, in order, and how often the provider was paid. */
  const payments = async (id: string) => {
    const rows = await sql`
      select p.status, p.failure, (select count(*)::int from private.sandbox_entries e
          where e.kind = 'payment' and e.body ->> 'reference' = p.id::text
            and e.body ->> 'status' = 'succeeded') as charged
      from private.order_payments n join public.payments p on p.id = n.payment_id
      where n.standing_order_id = ${id} order by n.number`;
    return rows.map(({ status, failure, charged }) => [status, failure ?? charged].join(" "));
  };

  await t.step("a pledge begins on a page, and goes on by the card that paid there", async () => {
    const order = await pledge(gus, "garden", "pm_card_visa");
    const { status, due_at, paid_until } = await standing(gus, order);
    assert.equal(status, "active");
    assert.equal(due_at, paid_until);
    await pass(order);
    const done = await Promise.all([tend("charges"), tend("charges"), tend("charges")]);
    assert.ok(done.every(({ charges }) => charges !== "failed"), JSON.stringify(done));
    await eventually(async () =>
      (await standing(gus, order)).paid_until! > new Date().toISOString()
    );
    assert.deepEqual(await payments(order), ["succeeded 1", "succeeded 1"]);
    const { data: receipts } = await gus.from("receipts").select("number").throwOnError();
    assert.equal(receipts!.length, 4, "two gifts and two months");
    const { data: seen } = await ola.from("pledges").select("amount, status").throwOnError();
    assert.deepEqual(seen, [{ amount: 1_000, status: "standing" }]);
  });

  await t.step("a charge whose answer is lost is made once, and counts", async () => {
    const order = await pledge(mia, "lost", "pm_sandbox_timedOut");
    await pass(order);
    await tend("charges");
    await sql`update private.charges set leased_until = now() - interval '1 second'`;
    await tend("charges");
    assert.deepEqual(await payments(order), ["succeeded 1", "succeeded 1"]);
    assert.equal((await sql`select from private.charges`).length, 0);
  });

  await t.step("so is one of a worker that dies before it asks", async () => {
    const order = await pledge(mia, "died", "pm_card_visa");
    await pass(order);
    await sql`select private.advance_orders(), private.claim_charges()`;
    await sql`select private.claim_charges()`;
    await tend("charges");
    assert.deepEqual(await payments(order), ["succeeded 1", "pending 0"], "its lease is its own");
    await sql`update private.charges set leased_until = now() - interval '1 second'`;
    await tend("charges");
    assert.deepEqual(await payments(order), ["succeeded 1", "succeeded 1"]);
  });

  await t.step("where the bank wants to see the person, they pay on a page", async () => {
    const order = await pledge(mia, "seen", "pm_card_authenticationRequired");
    await pass(order);
    await tend("charges");
    assert.equal((await standing(mia, order)).failure, "authentication_required");
    assert.equal((await pay(mia, "pledge", order, "pm_card_visa")).status, 200);
    const { tries, failure } = await standing(mia, order);
    assert.deepEqual([tries, failure], [0, null]);
    await pass(order);
    await tend("charges");
    assert.deepEqual(await payments(order), [
      "succeeded 1",
      "failed authentication_required",
      "succeeded 1",
      "succeeded 1",
    ], "and are charged by that card from then on");
  });

  await t.step("a cancelled pledge is charged no more, whoever was first", async () => {
    const order = await pledge(mia, "raced", "pm_card_visa");
    await pass(order);
    await Promise.all([
      tend("charges"),
      mia.rpc("cancel_standing_order", { standing_order: order }).throwOnError(),
    ]);
    await tend("charges");
    const after = await payments(order);
    assert.ok(
      ["", "succeeded 1", "cancelled 0"].includes(after[1] ?? ""),
      "charged, or not: " + JSON.stringify(after),
    );
    assert.equal((await standing(mia, order)).status, "cancelled");
    assert.equal((await sql`select from private.charges`).length, 0);
  });

  await t.step("one pays by a kept card without a page, but not by another's", async () => {
    const card = await keep(mia, "pm_card_mastercard");
    const gift = {
      space,
      purpose: "donation",
      details: { currency: "EUR", amount: 2_000 },
      request_key: "at once",
      method: card,
    };
    const [first, second] = await Promise.all([
      invoke(mia, "payments/charges", "POST", gift),
      invoke(mia, "payments/charges", "POST", gift),
    ]);
    assert.equal(first.answer.payment?.id, second.answer.payment?.id, JSON.stringify(first));
    const { data } = await mia.from("payments").select("status")
      .eq("id", first.answer.payment.id).single().throwOnError();
    assert.equal(data.status, "succeeded");
    const stolen = await invoke(gus, "payments/charges", "POST", gift);
    assert.deepEqual([stolen.status, stolen.answer.code], [404, "method_not_found"]);
    const refused = await keep(mia, "pm_card_chargeCustomerFail");
    const { answer } = await invoke(mia, "payments/charges", "POST", {
      ...gift,
      request_key: "refused",
      method: refused,
    });
    assert.equal(answer.payment.status, "failed");
  });

  await t.step("a membership gives its tier for as long as it is paid", async () => {
    const tier = async () => (await mia.rpc("my_tiers").throwOnError()).data!;
    const { data: plan } = await ola.rpc("create_plan", {
      space,
      tier: "premium",
      name: "Friend",
      currency: "EUR",
      price: 1_500,
      period: "month",
    }).throwOnError();
    const refused = await mia.rpc("subscribe", { plan: plan!.id, request_key: "friend" });
    assert.equal(refused.error!.hint, "plan_not_found", "it is for members");
    const person = (await mia.auth.getUser()).data.user!.id;
    await ola.rpc("invite_member", { space, person }).throwOnError();
    await mia.rpc("join_space", { space }).throwOnError();
    const clicks = await Promise.all(
      ["friend", "friend"].map((request_key) =>
        mia.rpc("subscribe", { plan: plan!.id, request_key }).throwOnError()
      ),
    );
    const order = clicks[0]!.data!;
    assert.equal(order, clicks[1]!.data);
    assert.deepEqual(await tier(), []);
    await pay(mia, "subscription", order, "pm_card_chargeCustomerFail");
    assert.equal((await tier())[0]!.tier, "premium");

    await pass(order);
    for (let tries = 1; tries <= 5; tries++) {
      await due(order);
      await tend("charges");
      assert.equal((await standing(mia, order)).tries, tries);
      assert.equal((await tier())[0]!.tier, "premium", "while it is tried again");
    }
    assert.equal((await standing(mia, order)).status, "past_due");
    await due(order);
    await tend("charges");
    const { status, end_reason } = await standing(mia, order);
    assert.deepEqual([status, end_reason], ["cancelled", "unpaid"]);
    assert.deepEqual(await tier(), []);
    assert.deepEqual(await payments(order), [
      "succeeded 1",
      ...Array(5).fill("failed generic_decline"),
    ]);
  });

  await t.step("the ledger has what the provider has", async () => {
    const [books] = await sql`
      select (select coalesce(sum(total_amount), 0)::int from public.payments
          where status = 'succeeded') as paid,
        (select coalesce(sum((body ->> 'amount')::int), 0)::int from private.sandbox_entries
          where kind = 'payment' and body ->> 'status' = 'succeeded') as charged,
        (select -balance::int from public.ledger_accounts
          where purpose = 'provider:sandbox') as booked`;
    assert.deepEqual([books!.charged, books!.booked], [books!.paid, books!.paid]);
  });
});
