// Stripe's errors in the words of the port.
import Stripe from "stripe";
import { type FailureCode, ProviderError } from "../port.ts";

/** Runs a request; whatever Stripe answers but success becomes a ProviderError. */
export async function asking<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): unknown {
  const { errors } = Stripe;
  if (!(error instanceof errors.StripeError)) return error;
  return new ProviderError(
    codeOf(error),
    error.message,
    error.decline_code ?? error.code ?? error.type,
    error.payment_intent?.id ?? null,
  );
}

function codeOf(error: Stripe.errors.StripeError): FailureCode {
  const { errors } = Stripe;
  if (error.code === "authentication_required") return "authentication_required";
  if (error.code === "balance_insufficient") return "insufficient_funds";
  if (error instanceof errors.StripeCardError) {
    return error.decline_code === "insufficient_funds" ? "insufficient_funds" : "card_declined";
  }
  if (error instanceof errors.StripeSignatureVerificationError) return "bad_signature";
  if (error instanceof errors.StripeRateLimitError || error.code === "lock_timeout") {
    return "rate_limited";
  }
  // Two requests at once with one key: 409. Another request with a key that was used: 400.
  if (error.code === "idempotency_key_in_use" || error.statusCode === 409) return "key_in_use";
  if (error instanceof errors.StripeIdempotencyError) return "key_reused";
  if (
    error instanceof errors.StripeAuthenticationError ||
    error instanceof errors.StripePermissionError
  ) return "unauthorized";
  if (error instanceof errors.StripeInvalidRequestError) {
    return error.statusCode === 404 || error.code === "resource_missing"
      ? "not_found"
      : "invalid_request";
  }
  if (error instanceof errors.StripeConnectionError) {
    return /timeout/i.test(error.message) ? "timed_out" : "unavailable";
  }
  return "unavailable";
}
