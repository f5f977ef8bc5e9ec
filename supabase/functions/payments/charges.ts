// Charging kept methods: for a person who is there, and for the schedule.
import { sql } from "kysely";
import { z } from "zod";
import { body, type Call } from "../_shared/app.ts";
import { asService, callPrivate } from "../_shared/database.ts";
import { told } from "../_shared/payments/inbox.ts";
import { ProviderError } from "../_shared/payments/port.ts";
import { providerNamed } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { argumentsOf, Asked, type Payment } from "./asked.ts";

const Charge = Asked.extend({ method: z.uuid() });

/** Pays with a method that the caller kept, without a page. What came of it is in the status. */
export async function charge(c: Call): Promise<Response> {
  const request = await body(c, Charge);
  // As the service role: the provider is asked only for what the command allowed to the caller.
  const { id } = await callPrivate<Payment>(c.get("caller"), "start_method_payment", {
    ...argumentsOf(request),
    method: request.method,
  });
  await askForCharges(id);
  return c.json({ payment: await callPrivate(null, "payment_told", { payment: id }) }, 201);
}

/** For the schedule: starts what is due, and asks for every charge that nobody else asks for. */
export async function tendCharges(): Promise<number> {
  await callPrivate(null, "advance_orders", {});
  let count = 0;
  for (let claimed; (claimed = await askForCharges(null)) > 0;) count += claimed;
  return count;
}

interface Claimed {
  payment_id: string;
  provider: string;
  amount: string;
  currency: string;
  description: string;
  sealed_customer: string;
  sealed_method: string;
}

/** Leases charges, the one of a payment or several, and asks for them. Says how many. */
async function askForCharges(payment: string | null): Promise<number> {
  const { rows } = await asService(
    null,
    (database) => sql<Claimed>`select * from private.claim_charges(${payment})`.execute(database),
  );
  for (const claimed of rows) {
    // One that cannot be asked for now is asked for when its lease has run out.
    await askForCharge(claimed).catch((error) => console.error("charge:", error));
  }
  return rows.length;
}

async function askForCharge(claimed: Claimed): Promise<void> {
  const { payment_id, currency, description } = claimed;
  const provider = providerNamed(claimed.provider);
  const seal = await currentSeal();
  const request = {
    reference: payment_id,
    amount: Number(claimed.amount),
    currency,
    description,
    customer: seal.unseal(claimed.sealed_customer),
    method: seal.unseal(claimed.sealed_method),
  };
  try {
    await told(provider, "answered", await provider.charge(request, `payment:${payment_id}`));
  } catch (error) {
    if (!(error instanceof ProviderError) || error.retryable) throw error;
    // The provider's own word for it first, so that what it tells later is about a payment we know.
    if (error.payment) {
      await told(provider, "answered", await provider.fetchObject("payment", error.payment));
    }
    await callPrivate(null, "give_up_payment", {
      payment: payment_id,
      failure: error.detail ?? error.code,
    });
  }
}
