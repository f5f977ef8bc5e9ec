// Stripe counts a few currencies otherwise than ISO 4217:
// https://docs.stripe.com/currencies#special-cases
import { type Money, ProviderError } from "../port.ts";

/** Without minor units in ISO 4217, but counted in hundredths by Stripe. */
const hundredths = new Set(["ISK", "UGX"]);
/** With three decimals, of which Stripe wants the last to be 0. */
const tens = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);
/** With minor units in ISO 4217 that Stripe does not know. */
const unsupported = new Set(["MGA"]);

/** What to tell Stripe. Errors: `currency_unsupported`, also for amounts that Stripe cannot take. */
export function toStripe({ amount, currency }: Money): { amount: number; currency: string } {
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    throw new ProviderError("invalid_request", "An amount is a positive number of minor units.");
  }
  if (unsupported.has(currency) || (tens.has(currency) && amount % 10 !== 0)) {
    throw new ProviderError("currency_unsupported", `Stripe does not take ${amount} ${currency}.`);
  }
  return {
    amount: hundredths.has(currency) ? amount * 100 : amount,
    currency: currency.toLowerCase(),
  };
}

/** What Stripe says, as ISO 4217 counts it. */
export function fromStripe(amount: number, stripeCurrency: string): Money {
  const currency = stripeCurrency.toUpperCase();
  return { amount: hundredths.has(currency) ? Math.trunc(amount / 100) : amount, currency };
}
