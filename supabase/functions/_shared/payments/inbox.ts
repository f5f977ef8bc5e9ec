// Everything a provider says goes through here, whether it was delivered, answered or looked up.
import { callPrivate } from "../database.ts";
import type { PaymentProvider, ProviderEvent, ProviderObject } from "./port.ts";
import { currentSeal } from "./seal.ts";

/**
 * Stores what a provider said, and lets it have its effect in the same transaction. Answers what became
 * of it; `duplicate` where it is known already.
 */
export async function receive(
  provider: PaymentProvider,
  event: ProviderEvent,
  body?: string,
): Promise<string> {
  const seal = await currentSeal();
  const [sealed, sealedBody] = await Promise.all([
    seal.event(event),
    body === undefined ? null : seal.seal(body),
  ]);
  // As the service role: a provider is nobody's session.
  return await callPrivate<string>(null, "receive_payment_event", {
    provider: provider.name,
    event: JSON.stringify(sealed),
    sealed_body: sealedBody,
    key_version: sealedBody && seal.version,
  });
}

/** What a provider answered, as an event like any other. */
export const told = (
  provider: PaymentProvider,
  occasion: string,
  object: ProviderObject,
): Promise<string> =>
  receive(provider, {
    id: `${occasion}:${object.kind}:${object.id}:${"status" in object ? object.status : ""}`,
    type: `${object.kind}.${occasion}`,
    at: new Date().toISOString(),
    account: null,
    live: false,
    object,
  });
