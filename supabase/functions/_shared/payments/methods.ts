// What a provider tells of a kept method in passing is not all there is to know of it.
import { callPrivate } from "../database.ts";
import { told } from "./inbox.ts";
import { type PaymentProvider, ProviderError, type ProviderObject } from "./port.ts";

/**
 * Asks the provider for a method it told of without saying what it is, or with which a payment was made
 * whose method is to be kept. Does nothing for other objects.
 */
export async function learnMethod(
  provider: PaymentProvider,
  object: ProviderObject | null,
): Promise<void> {
  const id = await methodToLearn(object);
  if (id === null) return;
  try {
    const method = await provider.fetchObject("method", id);
    const { reference } = object as { reference: string | null };
    await told(provider, "learned", { ...method, reference });
  } catch (error) {
    // One that is gone again is nothing to know of.
    if (!(error instanceof ProviderError) || error.code !== "not_found") throw error;
  }
}

async function methodToLearn(object: ProviderObject | null): Promise<string | null> {
  if (object?.kind === "method") {
    return object.status === "usable" && object.brand === null ? object.id : null;
  }
  if (object?.kind !== "payment" || object.status !== "succeeded") return null;
  const { customer, method, reference } = object;
  if (!customer || !method || !isId.test(reference ?? "")) return null;
  // As the service role: a provider is nobody's session.
  const isAwaited = await callPrivate<boolean>(null, "awaits_method", { request: reference });
  return isAwaited ? method : null;
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
