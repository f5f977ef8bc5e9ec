// What Polity asks of a payment provider, asked of each: Stripe's SDK against a server that speaks
// Stripe, and the sandbox.
import assert from "node:assert/strict";
import { stripeProvider } from "../../supabase/functions/_shared/payments/stripe/mod.ts";
import { deliveries } from "../../supabase/functions/_shared/payments/sandbox/deliveries.ts";
import { sandboxProvider } from "../../supabase/functions/_shared/payments/sandbox/mod.ts";
import { sandboxWorld } from "../../supabase/functions/_shared/payments/sandbox/world.ts";
import type {
  FailureCode,
  PaymentProvider,
  ProviderEvent,
} from "../../supabase/functions/_shared/payments/port.ts";
import { startStripeServer } from "./stripe_server.ts";

/** A provider and what happens around it. */
interface World {
  provider: PaymentProvider;
  complete(checkout: string, method: string): unknown;
  expire(checkout: string): unknown;
  dispute(payment: string): unknown;
  decide(dispute: string, status: "won" | "lost"): unknown;
  checkAccount(account: string): unknown;
  reverseTransfer(transfer: string): unknown;
  deliveries(): Promise<{ body: string; signature: string }[]>;
  stop(): unknown;
}

const worlds: Record<string, () => World> = {
  stripe: () => {
    const server = startStripeServer();
    return { provider: stripeProvider(server.settings), ...server };
  },
  sandbox: () => {
    const provider = sandboxProvider({
      webhookSecret: "whsec_sandbox",
      pages: "http://pages.test",
    });
    const world = sandboxWorld(provider);
    return {
      provider,
      ...world,
      checkAccount: (account) => world.checkAccount(account, "acct_verified"),
      dispute: (payment) => world.dispute(payment, 400),
      deliveries: () => deliveries(provider),
      stop: () => {},
    };
  },
};

const page = { successUrl: "https://app.test/thanks", cancelUrl: "https://app.test/" };
const gift = { amount: 2_500, currency: "EUR", description: "Gift to Riverside", ...page };
let keys = 0;
const key = () => `key-${++keys}`;

for (const [name, build] of Object.entries(worlds)) {
  const test = (sentence: string, run: (world: World) => Promise<void>) =>
    Deno.test(`${name}: ${sentence}`, async () => {
      const world = build();
      try {
        await run(world);
      } finally {
        await world.stop();
      }
    });

  /** Reads every delivery as our endpoint does. */
  const events = async ({ provider, deliveries }: World): Promise<ProviderEvent[]> =>
    Promise.all(
      (await deliveries()).map(({ body, signature }) =>
        provider.verifyWebhook(new TextEncoder().encode(body), signature)
      ),
    );
  const objects = async (world: World, kind: string) =>
    (await events(world)).map(({ object }) => object).filter((object) => object?.kind === kind);
  const refuses = (work: Promise<unknown>, code: FailureCode) =>
    assert.rejects(work, (error: { name: string; code: string; message: string }) => {
      assert.deepEqual([error.name, error.code], ["ProviderError", code], error.message);
      return true;
    });

  /** Somebody's kept method, of this script. */
  const keep = async ({ provider, complete, deliveries }: World, method: string) => {
    const setup = await provider.createSetup(
      { reference: "keep", currency: "EUR", ...page },
      key(),
    );
    await complete(setup.id, method);
    const [kept] = await objects({ provider, deliveries } as World, "method");
    assert.ok(kept?.kind === "method" && kept.customer);
    return { customer: kept.customer, method: kept.id };
  };
  const paid = async (world: World, method = "pm_card_visa") => {
    const checkout = await world.provider.createCheckout(
      { ...gift, reference: "gift", keepMethod: true },
      key(),
    );
    await world.complete(checkout.id, method);
    return (await world.provider.fetchObject("checkout", checkout.id)).payment!;
  };

  test("a page is opened, paid on, and every event carries our reference", async (world) => {
    const { provider } = world;
    const checkout = await provider.createCheckout({ ...gift, reference: "gift-1" }, key());
    assert.deepEqual([checkout.status, checkout.reference], ["open", "gift-1"]);
    assert.match(checkout.url!, /^https?:/);

    await world.complete(checkout.id, "pm_card_visa");
    const done = await provider.fetchObject("checkout", checkout.id);
    assert.deepEqual([done.status, done.url], ["completed", null]);
    const payment = await provider.fetchObject("payment", done.payment!);
    const { status, amount, currency, reference, failure } = payment;
    assert.deepEqual(
      { status, amount, currency, reference, failure },
      { status: "succeeded", amount: 2_500, currency: "EUR", reference: "gift-1", failure: null },
    );
    for (const { object, live, account } of await events(world)) {
      assert.ok(object && "reference" in object);
      assert.deepEqual([object.reference, live, account], ["gift-1", false, null]);
    }
    assert.ok((await objects(world, "payment")).some((told) => told?.id === payment.id));
  });

  test("what a bank refuses on a page leaves it open for another card", async (world) => {
    const { provider } = world;
    const checkout = await provider.createCheckout({ ...gift, reference: "gift-2" }, key());
    await assert.rejects(async () => await world.complete(checkout.id, "pm_card_chargeDeclined"));
    const [failed] = await objects(world, "payment");
    assert.ok(failed?.kind === "payment");
    assert.deepEqual([failed.status, failed.failure], ["failed", "generic_decline"]);

    await world.complete(checkout.id, "pm_card_visa");
    const { payment } = await provider.fetchObject("checkout", checkout.id);
    assert.equal(payment, failed.id, "another try of the same payment");
    assert.equal((await provider.fetchObject("payment", payment!)).status, "succeeded");
  });

  test("a page nobody used expires", async (world) => {
    const checkout = await world.provider.createCheckout({ ...gift, reference: "gift-3" }, key());
    await world.expire(checkout.id);
    const [told] = await objects(world, "checkout");
    assert.ok(told?.kind === "checkout");
    assert.deepEqual([told.status, told.reference, told.url], ["expired", "gift-3", null]);
  });

  test("a kept method is charged without the person", async (world) => {
    const { provider } = world;
    const kept = await keep(world, "pm_card_visa");
    const method = await provider.fetchObject("method", kept.method);
    assert.deepEqual(
      [method.status, method.brand, method.last4, method.expires],
      ["usable", "visa", "4242", "2035-12"],
    );
    const payment = await provider.charge({ ...gift, ...kept, reference: "pledge-1" }, key());
    assert.deepEqual(
      [payment.status, payment.amount, payment.reference],
      ["succeeded", 2_500, "pledge-1"],
    );
  });

  test("a method that was taken back is charged no more", async (world) => {
    const { provider } = world;
    const kept = await keep(world, "pm_card_visa");
    for (const time of ["once", "again"]) {
      const gone = await provider.detach(kept.method);
      assert.deepEqual(
        [gone.id, gone.status, gone.customer],
        [kept.method, "detached", null],
        time,
      );
    }
    const told = (await objects(world, "method")).at(-1);
    assert.ok(told?.kind === "method");
    assert.deepEqual([told.id, told.status], [kept.method, "detached"]);
    await refuses(
      provider.charge({ ...gift, ...kept, reference: "pledge-9" }, key()),
      "invalid_request",
    );
    await refuses(provider.detach("nothing"), "not_found");
  });

  for (
    const [method, code] of [
      ["pm_card_chargeCustomerFail", "card_declined"],
      ["pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"],
      ["pm_card_authenticationRequired", "authentication_required"],
    ] as const
  ) {
    test(`a charge of ${method} is ${code}, as often as it is asked`, async (world) => {
      const kept = await keep(world, method);
      const request = { ...gift, ...kept, reference: "pledge-2" };
      const once = key();
      await refuses(world.provider.charge(request, once), code);
      await refuses(world.provider.charge(request, once), code);
      const failed = await objects(world, "payment");
      assert.equal(new Set(failed.map((payment) => payment!.id)).size, 1, "tried once");
      await world.provider.charge(request, once).catch(async ({ payment, retryable }) => {
        assert.equal(retryable, false);
        assert.equal((await world.provider.fetchObject("payment", payment)).status, "failed");
      });
    });
  }

  test("the same key answers as before, and takes no other request", async (world) => {
    const { provider } = world;
    const once = key();
    const kept = await keep(world, "pm_card_visa");
    const request = { ...gift, ...kept, reference: "pledge-3" };
    const first = await provider.charge(request, once);
    assert.deepEqual(await provider.charge(request, once), first);
    await refuses(provider.charge({ ...request, amount: 9_999 }, once), "key_reused");
    const { transactions } = await provider.balanceTransactions("2020-01-01T00:00:00Z");
    assert.equal(transactions.length, 1, "one charge");

    const refundKey = key();
    const refund = {
      amount: 100,
      currency: "EUR",
      payment: first.id,
      reference: "back",
      reason: "requested_by_customer" as const,
    };
    assert.deepEqual(
      await provider.refund(refund, refundKey),
      await provider.refund(refund, refundKey),
    );
    await refuses(provider.refund({ ...refund, amount: 101 }, refundKey), "key_reused");
  });

  test("refunds go up to what was paid", async (world) => {
    const { provider } = world;
    const payment = await paid(world);
    const back = (amount: number) =>
      provider.refund({
        payment,
        amount,
        currency: "EUR",
        reference: `back-${amount}`,
        reason: "requested_by_customer",
      }, key());
    const first = await back(1_000);
    assert.deepEqual(
      [first.status, first.amount, first.reference],
      ["succeeded", 1_000, "back-1000"],
    );
    assert.equal(first.payment, payment);
    await refuses(back(1_501), "invalid_request");
    await back(1_500);
    await refuses(back(1), "invalid_request");
    assert.equal((await objects(world, "refund")).length, 2);
  });

  test("a refund may be slow", async (world) => {
    const payment = await paid(world, "pm_card_pendingRefund");
    const refund = await world.provider.refund(
      { payment, amount: 500, currency: "EUR", reference: "slow", reason: "duplicate" },
      key(),
    );
    assert.equal(refund.status, "pending");
    assert.equal((await world.provider.fetchObject("refund", refund.id)).status, "succeeded");
  });

  test("a refund may come back, and then can be made again", async (world) => {
    const payment = await paid(world, "pm_card_refundFail");
    const request = {
      payment,
      amount: 2_500,
      currency: "EUR",
      reference: "lost",
      reason: "duplicate" as const,
    };
    const refund = await world.provider.refund(request, key());
    assert.equal(refund.status, "succeeded");
    const now = await world.provider.fetchObject("refund", refund.id);
    assert.deepEqual([now.status, now.failure], ["failed", "expired_or_canceled_card"]);
    await world.provider.refund(request, key());
  });

  test("a dispute takes the money until it is won", async (world) => {
    const { provider } = world;
    const payment = await paid(world);
    await world.dispute(payment);
    const [open] = await objects(world, "dispute");
    assert.ok(open?.kind === "dispute");
    assert.deepEqual(
      [open.status, open.payment, open.amount, open.currency, open.reason],
      ["open", payment, 400, "EUR", "fraudulent"],
    );
    await world.decide(open.id, "won");
    assert.equal((await provider.fetchObject("dispute", open.id)).status, "won");

    const { transactions } = await provider.balanceTransactions("2020-01-01T00:00:00Z");
    const lines = transactions.filter(({ type }) => type === "dispute");
    assert.deepEqual(
      lines.map(({ amount, fee, payment }) => [amount, fee, payment]),
      [[400, 0, payment], [-400, 1_500, payment]],
      "newest first",
    );
  });

  test("money is sent on to who is known to the provider", async (world) => {
    const { provider } = world;
    const account = await provider.createAccount({ reference: "ada", country: "DE" }, key());
    assert.deepEqual([account.status, account.reference], ["incomplete", "ada"]);
    assert.ok(account.missing.length > 0);
    const request = {
      account: account.id,
      amount: 700,
      currency: "EUR",
      reference: "job-1",
      description: "Payout",
    };
    await refuses(provider.createTransfer(request, key()), "invalid_request");

    const link = await provider.onboard({
      account: account.id,
      returnUrl: "https://app.test/done",
      refreshUrl: "https://app.test/again",
    });
    assert.match(link.url, /^https?:/);
    assert.ok(Date.parse(link.expiresAt) > Date.now());
    await world.checkAccount(account.id);
    assert.equal((await provider.fetchObject("account", account.id)).status, "verified");
    const told = (await events(world)).filter(({ object }) => object?.kind === "account");
    assert.equal(told.at(-1)!.account, account.id, "it happened in their account");

    const transfer = await provider.createTransfer(request, key());
    assert.deepEqual(
      [transfer.amount, transfer.account, transfer.reversed],
      [700, account.id, 0],
    );
    assert.deepEqual(await provider.findTransfer("job-1"), transfer);
    assert.equal(await provider.findTransfer("job-2"), null);
    await world.reverseTransfer(transfer.id);
    assert.equal((await provider.fetchObject("transfer", transfer.id)).reversed, 700);
    const { transactions } = await provider.balanceTransactions("2020-01-01T00:00:00Z");
    assert.deepEqual(
      transactions.map(({ type, amount, source }) => [type, amount, source]),
      [["transfer", 700, transfer.id], ["transfer", -700, transfer.id]],
    );
  });

  test("the provider's book has a line for every movement, page by page", async (world) => {
    const { provider } = world;
    const kept = await keep(world, "pm_card_visa");
    for (let index = 0; index < 105; index++) {
      await provider.charge({ ...gift, ...kept, amount: 1_000, reference: `p-${index}` }, key());
    }
    const first = await provider.balanceTransactions("2020-01-01T00:00:00Z");
    assert.equal(first.transactions.length, 100);
    const second = await provider.balanceTransactions("2020-01-01T00:00:00Z", first.next!);
    assert.deepEqual([second.transactions.length, second.next], [5, null]);
    const lines = [...first.transactions, ...second.transactions];
    assert.equal(new Set(lines.map(({ id }) => id)).size, 105);
    for (const line of lines) {
      assert.deepEqual(
        [line.type, line.amount, line.currency, line.fee],
        ["payment", 1_000, "EUR", 40],
      );
      assert.ok(line.payment && line.source);
    }
    const [newest] = first.transactions;
    assert.deepEqual(await provider.fetchObject("balance_transaction", newest!.id), newest);
  });

  test("what does not exist is not found", async (world) => {
    const kinds = ["payment", "checkout", "method", "refund", "dispute", "transfer", "account"];
    for (const kind of kinds) {
      await refuses(world.provider.fetchObject(kind as "payment", "nothing"), "not_found");
    }
  });

  test("amounts that are none are refused before anything is asked", async (world) => {
    for (const amount of [0, -1, 1.5, NaN, 2 ** 53]) {
      await refuses(
        world.provider.createCheckout({ ...gift, amount, reference: "none" }, key()),
        "invalid_request",
      );
    }
    assert.deepEqual(await world.deliveries(), []);
  });

  test("only what the provider signed, lately and as it stands, is read", async (world) => {
    const { provider } = world;
    await paid(world);
    const [{ body, signature } = { body: "", signature: "" }] = await world.deliveries();
    const read = (text: string, header: string | null) =>
      provider.verifyWebhook(new TextEncoder().encode(text), header);
    await read(body, signature);
    await refuses(read(body, null), "bad_signature");
    await refuses(read(body, ""), "bad_signature");
    await refuses(read(body.replace("2500", "2501"), signature), "bad_signature");
    await refuses(
      read(body, signature.replace(/.$/, (last) => last === "0" ? "1" : "0")),
      "bad_signature",
    );
    const later = Number(/t=(\d+)/.exec(signature)![1]) + 1;
    await refuses(read(body, signature.replace(/t=\d+/, `t=${later}`)), "bad_signature");
  });
}
