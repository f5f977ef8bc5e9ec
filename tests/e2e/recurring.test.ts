// What people are charged for without being there, as an app does it: supabase-js, the provider's pages,
// and the schedule.
import assert from "node:assert/strict";
import { type Client, eventually, invoke, startTestStack } from "../support/stack.ts";

const back = { success_url: "https://app.test/thanks", cancel_url: "https://app.test/" };

Deno.test("people are charged again and again, for as long as they want", async (t) => {
  await using stack = await startTestStack();
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
});
