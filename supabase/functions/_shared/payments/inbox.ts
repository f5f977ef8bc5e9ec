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
  const sealedBody = body === undefined ? null : seal.seal(body);
  // As the service role: a provider is nobody's session.
  return await callPrivate<string>(null, "receive_payment_event", {
    provider: provider.name,
    event: JSON.stringify(seal.event(event)),
    sealed_body: sealedBody,
    key_version: sealedBody && seal.version,
  });
}

/** What a provider answered, as an event like any other. */
export function told(
  provider: PaymentProvider,
  occasion: string,
  object: ProviderObject,
): Promise<string> {
  const at = new Date().toISOString();
  return receive(provider, {
    id: `${occasion}:${object.kind}:${object.id}:${stateOf(object, at)}`,
    type: `${object.kind}.${occasion}`,
    at,
    account: null,
    live: false,
    object,
  });
}

/** What tells two states of an object apart, so that the same is told once. */
function stateOf(object: ProviderObject, at: string): string {
  switch (object.kind) {
    case "account":
      // It may be again what it was before.
      return `${object.status}:${at}`;
    case "transfer":
      return String(object.reversed);
    default:
      return "status" in object ? object.status : "";
  }
}
