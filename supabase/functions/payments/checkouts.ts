import { z } from "zod";
import { body, type Call } from "../_shared/app.ts";
import { callPrivate } from "../_shared/database.ts";
import { ProviderError } from "../_shared/payments/port.ts";
import { provider } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { argumentsOf, Asked, type Payment } from "./asked.ts";
import { Address, customerOf } from "./pages.ts";
import { problemOfProvider } from "./refusals.ts";

const Checkout = Asked.extend({
  keep_method: z.boolean().default(false),
  success_url: Address,
  cancel_url: Address,
});

/** Starts a payment and opens the page to pay on. The url is null once it is paid or given up. */
export async function checkout(c: Call): Promise<Response> {
  const request = await body(c, Checkout);
  const seller = provider();
  // As the service role: who moves the money is not the caller's to say. The command knows the caller.
  const payment = await callPrivate<Payment>(c.get("caller"), "start_page_payment", {
    ...argumentsOf(request),
    provider: seller.name,
  });
  if (payment.status !== "pending" || payment.provider !== seller.name) {
    return c.json({ payment, url: null }, 201);
  }
  // What goes on is charged by what it began with.
  const keeps = request.keep_method || ["pledge", "subscription"].includes(request.purpose);
  const kept = keeps && {
    keepMethod: true,
    ...await customerOf(
      await callPrivate(c.get("caller"), "keep_method_of", { payment: payment.id }),
    ),
  };
  const page = await seller.createCheckout({
    reference: payment.id,
    amount: payment.total_amount,
    currency: payment.currency,
    description: payment.description,
    successUrl: request.success_url,
    cancelUrl: request.cancel_url,
    ...kept,
  }, `payment:${payment.id}`).catch(async (error) => {
    if (!(error instanceof ProviderError)) throw error;
    // A page that is open already is not given up for another.
    if (!error.retryable && error.code !== "key_reused") {
      await callPrivate(null, "give_up_payment", { payment: payment.id, failure: error.code });
    }
    throw problemOfProvider(error);
  });
  const seal = await currentSeal();
  await callPrivate(null, "note_checkout", {
    payment: payment.id,
    id: JSON.stringify(seal.id(page.id)),
  });
  return c.json({ payment, url: page.url }, 201);
}
