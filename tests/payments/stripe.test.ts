// How the Stripe adapter takes what networks and Stripe's own machines do: refusals, delays, retries.
import assert from "node:assert/strict";
import { fromStripe, toStripe } from "../../supabase/functions/_shared/payments/stripe/amounts.ts";
import { stripeProvider } from "../../supabase/functions/_shared/payments/stripe/mod.ts";
import type { FailureCode, ProviderError } from "../../supabase/functions/_shared/payments/port.ts";
import { type Outage, sign, startStripeServer } from "./stripe_server.ts";

const gift = {
  amount: 2_500,
  currency: "EUR",
  description: "Gift",
  reference: "gift",
  successUrl: "https://app.test/thanks",
  cancelUrl: "https://app.test/",
};

type Server = ReturnType<typeof startStripeServer>;
const withServer = (sentence: string, run: (server: Server) => Promise<void>) =>
  Deno.test(sentence, async () => {
    const server = startStripeServer();
    try {
      await run(server);
    } finally {
      await server.stop();
    }
  });

const refusal = async (work: Promise<unknown>): Promise<ProviderError> => {
  try {
    await work;
  } catch (error) {
    assert.equal((error as Error).name, "ProviderError", String(error));
    return error as ProviderError;
  }
  throw new Error("It was not refused.");
};

const apiError = { error: { type: "api_error", message: "Something went wrong." } };
const times = (count: number, outage: Outage) => Array<Outage>(count).fill(outage);

const outages: [sentence: string, meets: Outage[], code: FailureCode, retryable: boolean][] = [
  [
    "too many requests",
    [{ status: 429, error: { type: "invalid_request_error", code: "rate_limit", message: "" } }],
    "rate_limited",
    true,
  ],
  [
    "a key that another request holds just now",
    times(3, {
      status: 409,
      error: { type: "idempotency_error", code: "idempotency_key_in_use", message: "" },
    }),
    "key_in_use",
    true,
  ],
  ["a broken Stripe", times(3, { status: 500, ...apiError }), "unavailable", true],
  ["a Stripe that is down", times(3, { status: 503, ...apiError }), "unavailable", true],
  [
    "a key that was revoked",
    [{ status: 401, error: { type: "invalid_request_error", message: "Expired API Key" } }],
    "unauthorized",
    false,
  ],
  [
    "a key that may not",
    [{ status: 403, error: { type: "invalid_request_error", message: "Not allowed" } }],
    "unauthorized",
    false,
  ],
  [
    "a parameter Stripe does not take",
    [{ status: 400, error: { type: "invalid_request_error", code: "x", message: "Bad" } }],
    "invalid_request",
    false,
  ],
  [
    "an object that is locked",
    [{ status: 429, error: { type: "invalid_request_error", code: "lock_timeout", message: "" } }],
    "rate_limited",
    true,
  ],
];
for (const [sentence, meets, code, retryable] of outages) {
  withServer(`${sentence} is ${code}`, async (server) => {
    server.fail(...meets);
    const error = await refusal(stripeProvider(server.settings).createCheckout(gift, "once"));
    assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  });
}

withServer("the SDK asks again, with the same key, where that may help", async (server) => {
  server.fail({ status: 500, ...apiError }, { status: 503, ...apiError });
  const checkout = await stripeProvider(server.settings).createCheckout(gift, "once");
  assert.equal(checkout.status, "open");
  assert.deepEqual(server.requests.map(({ key }) => key), ["once", "once", "once"]);
});

withServer("an answer that is lost is found again under its key", async (server) => {
  const provider = stripeProvider(server.settings);
  // Done, and silent for longer than we wait: the SDK asks again and hears what was done.
  server.fail({ hang: true });
  const checkout = await provider.createCheckout(gift, "once");
  assert.deepEqual(await provider.createCheckout(gift, "once"), checkout);
});

withServer("a Stripe that never answers has timed out", async (server) => {
  const provider = stripeProvider(server.settings);
  server.fail(...times(3, { hang: true }));
  const error = await refusal(provider.createCheckout(gift, "once"));
  assert.deepEqual([error.code, error.retryable], ["timed_out", true]);
});

Deno.test("a Stripe that cannot be reached is unavailable", async () => {
  const server = startStripeServer();
  await server.stop();
  const error = await refusal(stripeProvider(server.settings).createCheckout(gift, "once"));
  assert.deepEqual([error.code, error.retryable], ["unavailable", true]);
});

withServer("everything that writes has a key", async (server) => {
  const provider = stripeProvider(server.settings);
  await provider.createCheckout(gift, "a");
  await provider.createSetup(gift, "b");
  const account = await provider.createAccount({ reference: "ada", country: "DE" }, "c");
  server.checkAccount(account.id);
  await provider.createTransfer({ ...gift, account: account.id }, "d");
  assert.deepEqual(server.requests.map(({ key }) => key), ["a", "b", "c", "d"]);
});

withServer("what our balance does not cover yet may be sent later", async (server) => {
  const provider = stripeProvider(server.settings);
  const account = await provider.createAccount({ reference: "ada", country: "DE" }, "a");
  server.checkAccount(account.id);
  const error = await refusal(
    provider.createTransfer({ ...gift, account: account.id, amount: 100_000_000 }, "b"),
  );
  assert.deepEqual([error.code, error.detail], ["insufficient_funds", "balance_insufficient"]);
});

withServer("two secrets are good while one replaces the other", async (server) => {
  const [secret] = server.settings.webhookSecrets;
  const provider = stripeProvider({ ...server.settings, webhookSecrets: ["whsec_new", secret!] });
  const event = {
    id: "evt_1",
    type: "account.application.deauthorized",
    created: 1_700_000_000,
    livemode: true,
    account: "acct_9",
    data: { object: { object: "application" } },
  };
  for (const known of ["whsec_new", secret]) {
    const { body, signature } = await sign(event, 0, known);
    const read = await provider.verifyWebhook(new TextEncoder().encode(body), signature);
    assert.deepEqual(read, {
      id: "evt_1",
      type: "account.application.deauthorized",
      at: "2023-11-14T22:13:20.000Z",
      account: "acct_9",
      live: true,
      object: null,
    });
  }
  const other = await sign(event, 0, "whsec_other");
  const bytes = new TextEncoder().encode(other.body);
  assert.equal(
    (await refusal(provider.verifyWebhook(bytes, other.signature))).code,
    "bad_signature",
  );
});

withServer("a delivery is good for 300 seconds", async (server) => {
  const provider = stripeProvider(server.settings);
  const event = { id: "evt_1", type: "x", created: 1, livemode: false, data: { object: {} } };
  const read = async (secondsAgo: number) => {
    const { body, signature } = await sign(event, secondsAgo);
    return provider.verifyWebhook(new TextEncoder().encode(body), signature);
  };
  await read(290);
  assert.equal((await refusal(read(310))).code, "bad_signature");
});

Deno.test("amounts are counted as Stripe counts them", () => {
  const cases = [
    ["EUR", 1234, 1234],
    ["JPY", 500, 500],
    ["ISK", 5, 500],
    ["UGX", 5_000, 500_000],
    ["KWD", 1_230, 1_230],
  ] as const;
  for (const [currency, ours, theirs] of cases) {
    const there = toStripe({ amount: ours, currency });
    assert.deepEqual(there, { amount: theirs, currency: currency.toLowerCase() });
    assert.deepEqual(fromStripe(there.amount, there.currency), { amount: ours, currency });
  }
  for (const [currency, amount] of [["KWD", 1_234], ["MGA", 100]] as const) {
    assert.throws(() => toStripe({ amount, currency }), { code: "currency_unsupported" });
  }
});
