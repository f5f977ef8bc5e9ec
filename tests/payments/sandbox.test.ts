// What the sandbox does on request that no real provider would: fail, deliver twice, late, backwards.
import assert from "node:assert/strict";
import type { ProviderError } from "../../supabase/functions/_shared/payments/port.ts";
import { memoryBook } from "../../supabase/functions/_shared/payments/sandbox/book.ts";
import { deliveries } from "../../supabase/functions/_shared/payments/sandbox/deliveries.ts";
import { sandboxProvider } from "../../supabase/functions/_shared/payments/sandbox/mod.ts";
import { sandboxWorld } from "../../supabase/functions/_shared/payments/sandbox/world.ts";

const page = { successUrl: "https://app.test/thanks", cancelUrl: "https://app.test/" };
const gift = { amount: 2_500, currency: "EUR", description: "Gift", reference: "gift" };

/** A sandbox whose clock ticks by the second. */
function build() {
  let seconds = 1_800_000_000;
  const settings = {
    webhookSecret: "whsec_sandbox",
    pages: "http://pages.test",
    now: () => new Date(++seconds * 1000),
    keeper: memoryBook(),
  };
  const provider = sandboxProvider(settings);
  return { settings, provider, world: sandboxWorld(provider) };
}

async function keptMethod({ provider, world }: ReturnType<typeof build>, script: string) {
  const setup = await provider.createSetup({ reference: "keep", currency: "EUR", ...page }, script);
  await world.complete(setup.id, script);
  const event = (await deliveries(provider)).map(({ event }) => event)
    .find(({ object }) => object?.kind === "method");
  assert.ok(event?.object?.kind === "method");
  return { customer: event.object.customer!, method: event.object.id };
}

Deno.test("the same requests make the same events", async () => {
  const tell = async () => {
    const sandbox = build();
    const kept = await keptMethod(sandbox, "pm_card_createDispute");
    await sandbox.provider.charge({ ...gift, ...kept }, "once");
    return (await deliveries(sandbox.provider)).map(({ body }) => body);
  };
  const first = await tell();
  assert.ok(first.length >= 4);
  assert.deepEqual(await tell(), first);
});

for (
  const [script, isDone] of [["rateLimited", false], ["unavailable", false], [
    "timedOut",
    true,
  ]] as const
) {
  Deno.test(`pm_sandbox_${script} fails once for each key`, async () => {
    const sandbox = build();
    const request = { ...gift, ...await keptMethod(sandbox, `pm_sandbox_${script}`) };
    const lines = async () =>
      (await sandbox.provider.balanceTransactions("2020-01-01T00:00:00Z")).transactions.length;
    await assert.rejects(
      sandbox.provider.charge(request, "once"),
      (error: ProviderError) => error.retryable,
    );
    assert.equal(await lines(), isDone ? 1 : 0);
    assert.equal((await sandbox.provider.charge(request, "once")).status, "succeeded");
    assert.equal(await lines(), 1, "asked again, it is done once");
  });
}

Deno.test("deliveries come in the order, as often and as late as asked", async () => {
  const sandbox = build();
  const checkout = await sandbox.provider.createCheckout({ ...gift, ...page }, "once");
  await sandbox.world.complete(checkout.id, "pm_card_createDispute");
  const told = async (order?: Parameters<typeof deliveries>[1]) =>
    (await deliveries(sandbox.provider, order)).map(({ event }) => event.type);
  const [first, second, third] = ["payment.succeeded", "dispute.created", "checkout.completed"];
  assert.deepEqual(await told(), [first, second, third]);
  assert.deepEqual(await told({ from: 2 }), [third]);
  assert.deepEqual(await told({ from: 1, reversed: true, times: 2 }), [
    third,
    third,
    second,
    second,
  ]);

  const [late] = await deliveries(sandbox.provider, { secondsAgo: 400 });
  await assert.rejects(
    sandbox.provider.verifyWebhook(new TextEncoder().encode(late!.body), late!.signature),
    { code: "bad_signature" },
  );
});

Deno.test("twenty requests at once with one key do it once", async () => {
  const sandbox = build();
  const request = { ...gift, ...await keptMethod(sandbox, "pm_card_visa") };
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => sandbox.provider.charge(request, "once")),
  );
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
  const { transactions } = await sandbox.provider.balanceTransactions("2020-01-01T00:00:00Z");
  assert.equal(transactions.length, 1);
});

Deno.test("another sandbox with the same book goes on where the first ended", async () => {
  const sandbox = build();
  const kept = await keptMethod(sandbox, "pm_card_visa");
  const payment = await sandbox.provider.charge({ ...gift, ...kept }, "once");
  const next = sandboxProvider(sandbox.settings);
  assert.deepEqual(await next.fetchObject("payment", payment.id), payment);
  assert.deepEqual(await next.charge({ ...gift, ...kept }, "once"), payment);
});

Deno.test("what fails leaves no trace in a book", async () => {
  const book = memoryBook();
  await book.use((entries) => entries.put({ id: "a", kind: "x", body: 1 }));
  await assert.rejects(
    book.use(async (entries) => {
      await entries.put({ id: "a", kind: "x", body: 2 });
      await entries.put({ id: "b", kind: "x", body: 2 });
      throw new Error("cut off");
    }),
    /cut off/,
  );
  assert.deepEqual(await book.use((entries) => entries.list("x")), [
    { id: "a", kind: "x", body: 1 },
  ]);
});
