import { z } from "zod";
import { body, type Call } from "../_shared/app.ts";
import { callPrivate } from "../_shared/database.ts";
import { told } from "../_shared/payments/inbox.ts";
import {
  type AccountObject,
  type PaymentProvider,
  ProviderError,
} from "../_shared/payments/port.ts";
import { provider } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { problemOfProvider } from "./refusals.ts";

const Address = z.url({ protocol: /^https?$/ }).max(2000);
const Onboarding = z.strictObject({
  space: z.uuid().nullish(),
  country: z.string().regex(/^[A-Z]{2}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  return_url: Address,
  refresh_url: Address,
});

interface Account {
  id: string;
  space_id: string | null;
  country: string;
  currency: string;
  status: AccountObject["status"];
  missing: string[];
  sealed_id: string | null;
}

/**
 * Opens an account at the provider for the caller, or the space whose treasury they keep, and sends them
 * there to say who they are. Again it is the same account, with a new address.
 */
export async function payoutAccount(c: Call): Promise<Response> {
  const request = await body(c, Onboarding);
  const payer = provider();
  // As the service role: who moves the money is not the caller's to say. The command knows the caller.
  const { sealed_id, ...account } = await callPrivate<Account>(
    c.get("caller"),
    "open_payout_account",
    {
      space: request.space ?? null,
      country: request.country,
      currency: request.currency,
      provider: payer.name,
    },
  );
  try {
    const id = sealed_id === null
      ? await create(payer, account)
      : (await currentSeal()).unseal(sealed_id);
    const { status, missing } = await lookUp(payer, id, account);
    const { url, expiresAt } = await payer.onboard({
      account: id,
      returnUrl: request.return_url,
      refreshUrl: request.refresh_url,
    });
    return c.json({ account: { ...account, status, missing }, url, expires_at: expiresAt }, 201);
  } catch (error) {
    throw error instanceof ProviderError ? problemOfProvider(error) : error;
  }
}

/** Has the provider open an account. One that it does not open is none of ours. */
async function create(payer: PaymentProvider, account: Omit<Account, "sealed_id">) {
  const { id, country } = account;
  const { id: opened } = await payer.createAccount({ reference: id, country }, `account:${id}`)
    .catch(async (error) => {
      if (error instanceof ProviderError && !error.retryable) {
        await callPrivate(null, "give_up_payout_account", { account: id });
      }
      throw error;
    });
  await callPrivate(null, "note_payout_account", {
    account: id,
    id: JSON.stringify((await currentSeal()).id(opened)),
  });
  return opened;
}

/** Asks the provider for an account, and tells what is new. */
export async function lookUp(
  payer: PaymentProvider,
  id: string,
  known: Pick<Account, "status" | "missing">,
): Promise<AccountObject> {
  const account = await payer.fetchObject("account", id);
  const isNew = account.status !== known.status ||
    account.missing.join() !== known.missing.join();
  if (isNew) await told(payer, "looked_up", account);
  return account;
}
