// The sandbox's payment methods. Each scripts an outcome, under the name that Stripe's test mode gives
// the same outcome: https://docs.stripe.com/testing. Card numbers are no methods here either.
import type { FailureCode } from "../port.ts";

export interface Script {
  brand: string;
  last4: string;
  /** Why a charge is refused, and the bank's word for it. */
  declined?: [code: FailureCode, detail: string];
  /** Only where the person is not there to authenticate. */
  declinedOffSession?: [code: FailureCode, detail: string];
  /** A payment that succeeds is disputed at once, or asked about. */
  disputed?: "open" | "inquiry";
  /** What becomes of refunds; else they succeed at once. */
  refunds?: "pending" | "fail_later";
  /** The provider itself fails. `timed_out`: it did what it was asked to, and the answer is lost. */
  outage?: Extract<FailureCode, "rate_limited" | "unavailable" | "timed_out">;
}

const visa = (script: Partial<Script> = {}): Script => ({
  brand: "visa",
  last4: "4242",
  ...script,
});

export const methods: ReadonlyMap<string, Script> = new Map(Object.entries({
  pm_card_visa: visa(),
  pm_card_mastercard: { brand: "mastercard", last4: "4444" },
  pm_card_chargeDeclined: visa({ last4: "0002", declined: ["card_declined", "generic_decline"] }),
  pm_card_chargeDeclinedExpiredCard: visa({
    last4: "0069",
    declined: ["card_declined", "expired_card"],
  }),
  pm_card_visa_chargeDeclinedInsufficientFunds: visa({
    last4: "9995",
    declined: ["insufficient_funds", "insufficient_funds"],
  }),
  pm_card_chargeCustomerFail: visa({
    last4: "0341",
    declinedOffSession: ["card_declined", "generic_decline"],
  }),
  pm_card_authenticationRequired: visa({
    last4: "3184",
    declinedOffSession: ["authentication_required", "authentication_required"],
  }),
  pm_card_createDispute: visa({ last4: "0259", disputed: "open" }),
  pm_card_createDisputeInquiry: visa({ last4: "1976", disputed: "inquiry" }),
  pm_card_pendingRefund: visa({ last4: "7726", refunds: "pending" }),
  pm_card_refundFail: visa({ last4: "5126", refunds: "fail_later" }),
  pm_sandbox_rateLimited: visa({ outage: "rate_limited" }),
  pm_sandbox_unavailable: visa({ outage: "unavailable" }),
  pm_sandbox_timedOut: visa({ outage: "timed_out" }),
}));

/** What becomes of an account to pay out to, and of the transfers to it. */
export interface AccountScript {
  status: "pending" | "verified" | "rejected";
  /** Why transfers are refused: `insufficient_funds` once for each account, else always. */
  refused?: [code: FailureCode, detail: string];
  /** Once for each key, as with methods. */
  outage?: Script["outage"];
  /** How much of a transfer comes back at once, in percent. */
  reversed?: number;
}

export const accounts: ReadonlyMap<string, AccountScript> = new Map(Object.entries({
  acct_verified: { status: "verified" },
  acct_pending: { status: "pending" },
  acct_rejected: { status: "rejected" },
  acct_transferRefused: { status: "verified", refused: ["invalid_request", "account_closed"] },
  acct_balanceInsufficient: {
    status: "verified",
    refused: ["insufficient_funds", "balance_insufficient"],
  },
  acct_transferUnavailable: { status: "verified", outage: "unavailable" },
  acct_transferTimedOut: { status: "verified", outage: "timed_out" },
  acct_transferReversed: { status: "verified", reversed: 100 },
  acct_transferHalfReversed: { status: "verified", reversed: 50 },
}));
