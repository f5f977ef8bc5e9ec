import { ProviderError } from "../_shared/payments/port.ts";
import { Problem } from "../_shared/problem.ts";

/** Tells a provider's refusal as ours: 409 for a key that was used otherwise, 503 where trying again may help, else 502. */
export function problemOfProvider(error: ProviderError): Problem {
  if (error.code === "key_reused") {
    return new Problem(409, "request_key_reused", "This key was used for something else.");
  }
  console.error(`${error.code}: ${error.message}`);
  return error.retryable
    ? new Problem(503, "provider_unavailable", "Try again in a moment.")
    : new Problem(502, "provider_refused", "The payment provider does not do this.", {
      reason: error.code,
    });
}
