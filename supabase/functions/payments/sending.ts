// Sending payouts, apart from where they wait and who sends them.
import { type FailureCode, ProviderError, type TransferObject } from "../_shared/payments/port.ts";

/** A payout that is ours to send for five minutes. */
export interface Claimed {
  id: string;
  amount: number;
  currency: string;
  provider: string;
  /** What the provider calls it. Null where that is not known: then it may not be sent. */
  account: string | null;
  /** The provider does the same once under one key. */
  key: string;
  /** Was the provider asked before? Then it may have done it. */
  was_tried: boolean;
  may_be_sent: boolean;
}

/** What sending works on. */
export interface Payouts {
  /** The next one; null where none is due. */
  claim(): Promise<Claimed | null>;
  /** What the provider made of it before. */
  find(payout: Claimed): Promise<TransferObject | null>;
  transfer(payout: Claimed): Promise<TransferObject>;
  /** Notes what the provider made of it. */
  sent(payout: Claimed, transfer: TransferObject): Promise<unknown>;
  /** It may work later; `isRefused` says that the provider surely did not do it. */
  postpone(payout: Claimed, failure: string, isRefused: boolean): Promise<unknown>;
  /** It will not be sent; without a failure, for that of the last try. */
  refuse(payout: Claimed, failure: string | null): Promise<unknown>;
}

/** Refusals that waiting mends. */
const passing: FailureCode[] = ["insufficient_funds"];

/**
 * Sends what is due, at most `most` payouts, and says how many it took up. Whoever ends anywhere in
 * between leaves a payout to the next, who asks the provider first whether it was sent.
 */
export async function send(payouts: Payouts, most = 50): Promise<number> {
  for (let count = 0; count < most; count++) {
    const payout = await payouts.claim();
    if (!payout) return count;
    await sendOne(payouts, payout);
  }
  return most;
}

async function sendOne(payouts: Payouts, payout: Claimed): Promise<void> {
  let isSure = false;
  try {
    const made = payout.was_tried ? await payouts.find(payout) : null;
    isSure = made === null;
    if (made) await payouts.sent(payout, made);
    else if (payout.may_be_sent) await payouts.sent(payout, await payouts.transfer(payout));
    else await payouts.refuse(payout, null);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const failure = error.detail ?? error.code;
    // Who cannot look whether it was sent before does not know that it was not.
    if (!isSure || error.retryable) await payouts.postpone(payout, failure, false);
    else if (passing.includes(error.code)) await payouts.postpone(payout, failure, true);
    else await payouts.refuse(payout, failure);
  }
}
