import { z } from "zod";
import { body, type Call } from "../_shared/app.ts";
import { callPrivate } from "../_shared/database.ts";
import { told } from "../_shared/payments/inbox.ts";
import { ProviderError, type RefundRequest } from "../_shared/payments/port.ts";
import { providerNamed } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";

const Refund = z.strictObject({
  payment: z.uuid(),
  amount: z.int().positive().nullish(),
  reason: z.enum(["requested_by_customer", "duplicate", "fraudulent"]).default(
    "requested_by_customer",
  ),
  request_key: z.string().min(1).max(100),
});

/** Sets money aside and has the provider send it back. What comes of it is in `status`. */
export async function refund(c: Call): Promise<Response> {
  const request = await body(c, Refund);
  // As the service role: the provider is asked only for what the command allowed to the caller.
  const { id } = await callPrivate<{ id: string }>(c.get("caller"), "request_refund", {
    payment: request.payment,
    amount: request.amount ?? null,
    reason: request.reason,
    request_key: request.request_key,
  });
  // What may have been done, or may still be, is asked for again by the schedule.
  await askForRefund(id).catch((error) => {
    if (!(error instanceof ProviderError)) throw error;
  });
  return c.json(await callPrivate(null, "refund_as_told", { refund: id }), 201);
}

interface Asked extends Pick<RefundRequest, "amount" | "currency" | "reason"> {
  status: string;
  provider: string;
  sealed_payment: string | null;
}

/**
 * Asks the provider for a refund that it has not answered yet. Again changes nothing. Throws where the
 * provider does not answer now.
 */
export async function askForRefund(id: string): Promise<void> {
  const refund = await callPrivate<Asked>(null, "refund_to_ask_for", { refund: id });
  if (refund.status !== "requested" || refund.sealed_payment === null) return;
  const provider = providerNamed(refund.provider);
  const { amount, currency, reason } = refund;
  const payment = (await currentSeal()).unseal(refund.sealed_payment);
  try {
    const answer = await provider.refund(
      { reference: id, payment, amount, currency, reason },
      `refund:${id}`,
    );
    await told(provider, "answered", answer);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    await callPrivate(null, "refuse_refund", {
      refund: id,
      failure: error.detail ?? error.code,
    });
  }
}
