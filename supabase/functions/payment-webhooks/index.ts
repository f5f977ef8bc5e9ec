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
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { receive } from "../_shared/payments/inbox.ts";
import { ProviderError } from "../_shared/payments/port.ts";
import { providerNamed } from "../_shared/payments/providers.ts";
import { answerProblem, Problem } from "../_shared/problem.ts";

const app = new Hono().basePath("/payment-webhooks");
app.onError(answerProblem);
app.use(bodyLimit({
  maxSize: 1024 * 1024,
  onError: (c) => answerProblem(new Problem(413, "body_too_large", "Send at most 1 MiB."), c),
}));

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
  return c.json({ status: await receive(provider, event, new TextDecoder().decode(body)) });
});

export default { fetch: app.fetch };
