// Which providers this project has. Stripe where it has a key; the sandbox where it says so.
import { createHmac } from "node:crypto";
import { environment } from "../environment.ts";
import { Problem } from "../problem.ts";
import { secretKeys } from "../secret_key.ts";
import type { PaymentProvider } from "./port.ts";
import { keptBook } from "./sandbox/kept_book.ts";
import { type Sandbox, sandboxProvider } from "./sandbox/mod.ts";
import { telling } from "./sandbox/postman.ts";
import { stripeProvider } from "./stripe/mod.ts";

/** The sandbox; null where real money could be meant. */
export const sandbox: Sandbox | null = environment.PAYMENTS_SANDBOX === "on"
  ? telling(sandboxProvider({
    // Nobody has to set it, and nobody who lacks the project's key can sign with it.
    webhookSecret: createHmac("sha256", secretKeys[0]!).update("sandbox webhooks").digest("hex"),
    pages: `${environment.SUPABASE_URL}/functions/v1/payments/sandbox`,
    keeper: keptBook,
  }))
  : null;

const stripe = environment.STRIPE_SECRET_KEY
  ? stripeProvider({
    secretKey: environment.STRIPE_SECRET_KEY,
    webhookSecrets: environment.STRIPE_WEBHOOK_SECRETS,
  })
  : null;

/** All that are set up, the one for new payments first. */
export const providers: PaymentProvider[] = [stripe, sandbox].filter((it) => it !== null);

/** The provider of new payments. Refuses with `payments_unavailable`. */
export function provider(): PaymentProvider {
  const [first] = providers;
  if (!first) throw new Problem(503, "payments_unavailable", "Nobody can pay here yet.");
  return first;
}

/** The provider of this name. Refuses with `provider_unknown`. */
export function providerNamed(name: string): PaymentProvider {
  const found = providers.find((provider) => provider.name === name);
  if (!found) throw new Problem(404, "provider_unknown", "There is no such provider here.");
  return found;
}
