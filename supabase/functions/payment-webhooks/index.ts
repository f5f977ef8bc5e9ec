/**
 * Payment webhooks: what payment providers tell us.
 *
 * POST /payment-webhooks/:provider → 200 { status }
 *
 * The provider's signature over the raw body, at most 300 seconds old, is the only way in. Whatever is
 * signed is stored and answered with 200, also what means nothing here or is parked for a person: only a
 * delivery that could not be stored comes again. 400 bad_signature, 404 provider_unknown,
 * 413 body_too_large (1 MiB), 422 invalid_event.
 */
import { signedApp } from "../_shared/app.ts";
import { receive } from "../_shared/payments/inbox.ts";
import { learnMethod } from "../_shared/payments/methods.ts";
import { ProviderError } from "../_shared/payments/port.ts";
import { providerNamed } from "../_shared/payments/providers.ts";
import { Problem } from "../_shared/problem.ts";

const app = signedApp("payment-webhooks");

app.post("/:provider", async (c) => {
  const provider = providerNamed(c.req.param("provider"));
  const body = new Uint8Array(await c.req.arrayBuffer());
  const signature = c.req.header(provider.signatureHeader) ?? null;
  const event = await provider.verifyWebhook(body, signature).catch((error) => {
    if (error instanceof ProviderError && error.code === "bad_signature") {
      throw new Problem(400, "bad_signature", "This was not signed by the provider just now.");
    }
    throw error;
  });
  const status = await receive(provider, event, new TextDecoder().decode(body));
  // Where this fails the delivery comes again, and is then a duplicate that is asked about once more.
  await learnMethod(provider, event.object);
  return c.json({ status });
});

export default { fetch: app.fetch };
