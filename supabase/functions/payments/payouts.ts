import { callPrivate } from "../_shared/database.ts";
import { told } from "../_shared/payments/inbox.ts";
import { providerNamed, providers } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { type Claimed, type Payouts, send } from "./sending.ts";

/** As the service role: the queue is everybody's, and a schedule is nobody. */
const queue: Payouts = {
  async claim() {
    const claimed = await callPrivate<Claimed & { sealed_account: string | null } | null>(
      null,
      "claim_payout",
      { providers: `{${providers.map(({ name }) => name)}}` },
    );
    if (!claimed) return null;
    const { sealed_account, ...payout } = claimed;
    const account = sealed_account && (await currentSeal()).unseal(sealed_account);
    return { ...payout, account };
  },
  find: ({ id, provider }) => providerNamed(provider).findTransfer(id),
  transfer: ({ id, provider, account, amount, currency, key }) =>
    providerNamed(provider).createTransfer(
      { reference: id, account: account!, amount, currency, description: "Payout" },
      key,
    ),
  sent: ({ provider }, transfer) => told(providerNamed(provider), "answered", transfer),
  postpone: ({ id }, failure, isRefused) =>
    callPrivate(null, "postpone_payout", { payout: id, failure, is_refused: isRefused }),
  refuse: ({ id }, failure) => callPrivate(null, "refuse_payout", { payout: id, failure }),
};

/** Sends what waits, and says how much that was. Two at once take different ones. */
export const sendPayouts = (): Promise<number> => send(queue);
