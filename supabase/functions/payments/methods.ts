import { sql } from "kysely";
import { z } from "zod";
import { body, type Call } from "../_shared/app.ts";
import { asService, callPrivate } from "../_shared/database.ts";
import { told } from "../_shared/payments/inbox.ts";
import { learnMethod } from "../_shared/payments/methods.ts";
import { type ObjectKind, ProviderError } from "../_shared/payments/port.ts";
import { provider, providerNamed } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { Problem } from "../_shared/problem.ts";
import { each } from "./each.ts";
import { Address, customerOf } from "./pages.ts";
import { problemOfProvider } from "./refusals.ts";

const Setup = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/).default("EUR"),
  request_key: z.string().min(1).max(100),
  success_url: Address,
  cancel_url: Address,
});

interface Request {
  id: string;
  is_kept: boolean;
  sealed_customer: string | null;
}

/** Opens a page on which somebody leaves a payment method. The url is null once they did. */
export async function setup(c: Call): Promise<Response> {
  const { currency, request_key, success_url, cancel_url } = await body(c, Setup);
  const seller = provider();
  // As the service role: who keeps the method is not the caller's to say. The command knows the caller.
  const request = await callPrivate<Request>(c.get("caller"), "start_method_setup", {
    currency,
    provider: seller.name,
    request_key,
  });
  if (request.is_kept) return c.json({ url: null }, 201);
  const page = await seller.createSetup({
    reference: request.id,
    currency,
    successUrl: success_url,
    cancelUrl: cancel_url,
    ...await customerOf(request.sealed_customer),
  }, `setup:${request.id}`).catch((error) => {
    if (!(error instanceof ProviderError)) throw error;
    throw problemOfProvider(error);
  });
  return c.json({ url: page.url }, 201);
}

/** Takes a method back. It is not charged from now on; where the provider is silent it is asked again. */
export async function detach(c: Call): Promise<Response> {
  const method = z.uuid().safeParse(c.req.param("method"));
  if (!method.success) throw new Problem(422, "invalid_input", "The method's id is not a UUID.");
  // As the service role: the provider is asked only for what the command allowed to the caller.
  const object = await callPrivate<string>(c.get("caller"), "remove_method", {
    method: method.data,
  });
  await askToDetach(object);
  return c.json({ status: "removed" });
}

/** Has providers forget methods: the one of an object, or all that are to be forgotten. */
async function askToDetach(object: string | null): Promise<number> {
  const seal = await currentSeal();
  const { rows } = await asService(
    null,
    (database) =>
      sql<{ object_id: string; provider: string; sealed_id: string }>`
        select * from private.methods_to_detach(${object})`.execute(database),
  );
  return each(rows, async ({ object_id, provider, sealed_id }) => {
    const known = providerNamed(provider);
    try {
      await told(known, "detached", await known.detach(seal.unseal(sealed_id)));
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== "not_found") throw error;
      await callPrivate(null, "method_detached", { object: object_id });
    }
  });
}

/** For the schedule: forgets what is to be forgotten, and asks what methods are. */
export async function tendMethods(): Promise<number> {
  const count = await askToDetach(null);
  const seal = await currentSeal();
  const { rows } = await asService(
    null,
    (database) =>
      sql<{ provider: string; kind: ObjectKind; sealed_id: string }>`
        select * from private.methods_to_look_up()`.execute(database),
  );
  return count + await each(rows, async ({ provider, kind, sealed_id }) => {
    const known = providerNamed(provider);
    const object = await known.fetchObject(kind, seal.unseal(sealed_id));
    if (object.kind === "method") await told(known, "learned", object);
    else await learnMethod(known, object);
  });
}
