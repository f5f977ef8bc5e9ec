// What Polity asks of a payment provider, in its own words. Adapters translate; nothing outside this
// folder knows how a provider calls things.

/** An amount in minor units as ISO 4217 counts them (5 euros: 500, 5 yen: 5); a safe integer. */
export interface Money {
  amount: number;
  /** ISO 4217, upper case. */
  currency: string;
}

/** A payment at the provider, whatever it went through to get there. */
export interface PaymentObject extends Money {
  kind: "payment";
  id: string;
  /** What we called it when we asked for it: the id of our payment. */
  reference: string | null;
  /** `failed` and `expired` may still be followed by `succeeded`: another card, a slow bank. */
  status: "pending" | "action_required" | "failed" | "cancelled" | "succeeded";
  /** Why the last attempt failed: a stable code of the provider's, never card data. */
  failure: string | null;
  customer: string | null;
  method: string | null;
}

/** A page at the provider on which somebody pays or leaves a payment method. */
export interface CheckoutObject {
  kind: "checkout";
  id: string;
  reference: string | null;
  status: "open" | "completed" | "expired";
  /** Where to send the person; null once it is not open. */
  url: string | null;
  payment: string | null;
}

/** A payment method kept for later. Card numbers never arrive here. */
export interface MethodObject {
  kind: "method";
  id: string;
  /** What we called it when we asked for it. Null where the provider does not say. */
  reference: string | null;
  status: "usable" | "detached";
  customer: string | null;
  brand: string | null;
  last4: string | null;
  /** Last month of validity, `YYYY-MM`. */
  expires: string | null;
}

/** Money on its way back to who paid. */
export interface RefundObject extends Money {
  kind: "refund";
  id: string;
  reference: string | null;
  payment: string;
  /** `failed` may follow `succeeded`: a bank sends it back. */
  status: "pending" | "succeeded" | "failed" | "cancelled";
  failure: string | null;
}

/** A payment that who paid disputes with their bank. */
export interface DisputeObject extends Money {
  kind: "dispute";
  id: string;
  payment: string;
  /** `inquiry` and `closed` move no money; `open` and `lost` took it, `won` gave it back. */
  status: "inquiry" | "closed" | "open" | "won" | "lost";
  reason: string;
  /** Evidence is taken until then; ISO 8601. */
  dueBy: string | null;
}

/** Money on its way to somebody's payout account. */
export interface TransferObject extends Money {
  kind: "transfer";
  id: string;
  reference: string | null;
  account: string;
  /** How much of it came back. */
  reversed: number;
}

/** Where the provider pays somebody out to. */
export interface AccountObject {
  kind: "account";
  id: string;
  reference: string | null;
  status: "incomplete" | "pending" | "verified" | "rejected";
  /** What the provider still wants to know, as it names it. */
  missing: string[];
}

/** One line of the provider's own book: what it added to or took from our balance there. */
export interface BalanceTransaction extends Money {
  kind: "balance_transaction";
  id: string;
  /** `amount` is before the fee; what arrives is `amount - fee`. */
  fee: number;
  type: "payment" | "refund" | "dispute" | "transfer" | "payout" | "fee" | "other";
  /** The object it is about, and the payment that object belongs to, where there is one. */
  source: string | null;
  payment: string | null;
  /** When, ISO 8601. */
  at: string;
}

export type ProviderObject =
  | PaymentObject
  | CheckoutObject
  | MethodObject
  | RefundObject
  | DisputeObject
  | TransferObject
  | AccountObject
  | BalanceTransaction;
export type ObjectKind = ProviderObject["kind"];
export type ObjectOf<Kind extends ObjectKind> = Extract<ProviderObject, { kind: Kind }>;

/** What a provider says happened. Delivered at least once, in any order. */
export interface ProviderEvent {
  id: string;
  /** In the provider's words. */
  type: string;
  /** When it happened there, ISO 8601. */
  at: string;
  /** The connected account it happened in; null is our own. */
  account: string | null;
  /** Is it about real money? */
  live: boolean;
  /** As it was then; null where the type means nothing to us. */
  object: ProviderObject | null;
}

export interface CheckoutRequest extends Money {
  /** Our payment's id: comes back in every event about it. */
  reference: string;
  /** What is paid for, shown to who pays. */
  description: string;
  successUrl: string;
  cancelUrl: string;
  /** Whom the provider knows already. */
  customer?: string;
  /** Keep the payment method for charges without the person. */
  keepMethod?: boolean;
}

export interface SetupRequest {
  reference: string;
  currency: string;
  successUrl: string;
  cancelUrl: string;
  customer?: string;
}

export interface ChargeRequest extends Money {
  reference: string;
  description: string;
  customer: string;
  method: string;
}

export interface RefundRequest extends Money {
  reference: string;
  payment: string;
  reason: "requested_by_customer" | "duplicate" | "fraudulent";
}

export interface TransferRequest extends Money {
  reference: string;
  account: string;
  description: string;
}

export interface AccountRequest {
  reference: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  email?: string;
}

export interface OnboardingRequest {
  account: string;
  returnUrl: string;
  refreshUrl: string;
}

/** Lines of the provider's book, newest first. */
export interface BalancePage {
  transactions: BalanceTransaction[];
  /** Give it as `after` for the next page; null at the end. */
  next: string | null;
}

/**
 * A payment provider. Everything that writes takes an idempotency key: the same key with the same
 * request answers as it did the first time, with another request it is refused with `key_reused`.
 * Everything may throw a `ProviderError`.
 */
export interface PaymentProvider {
  readonly name: "stripe" | "sandbox";
  /** The header of a delivery that proves who sent it. */
  readonly signatureHeader: string;
  /** Opens a page on which somebody pays. */
  createCheckout(request: CheckoutRequest, key: string): Promise<CheckoutObject>;
  /** Opens a page on which somebody leaves a payment method for later. */
  createSetup(request: SetupRequest, key: string): Promise<CheckoutObject>;
  /** Forgets a method. Needs no key: one that is forgotten already is answered as such. */
  detach(method: string): Promise<MethodObject>;
  /** Charges a method that was kept. A refusal by the bank is `card_declined` and the like. */
  charge(request: ChargeRequest, key: string): Promise<PaymentObject>;
  refund(request: RefundRequest, key: string): Promise<RefundObject>;
  /** Refused with `insufficient_funds` where our balance there does not cover it yet. */
  createTransfer(request: TransferRequest, key: string): Promise<TransferObject>;
  /** The transfer that was made under this reference, if any. */
  findTransfer(reference: string): Promise<TransferObject | null>;
  createAccount(request: AccountRequest, key: string): Promise<AccountObject>;
  /** Where somebody tells the provider what it has to know before it pays them; works once. */
  onboard(request: OnboardingRequest): Promise<{ url: string; expiresAt: string }>;
  /** Reads a delivery, or throws `bad_signature`, also where it is older than 300 seconds. */
  verifyWebhook(body: Uint8Array, signature: string | null): Promise<ProviderEvent>;
  /** The object as it is now. Errors: `not_found`. */
  fetchObject<Kind extends ObjectKind>(kind: Kind, id: string): Promise<ObjectOf<Kind>>;
  /** The provider's book since a moment (ISO 8601), newest first, at most 100 lines a page. */
  balanceTransactions(since: string, after?: string): Promise<BalancePage>;
}

/** Codes of a ProviderError and whether asking again, with the same key, may help. */
const failures = {
  card_declined: false,
  insufficient_funds: false,
  authentication_required: false,
  invalid_request: false,
  not_found: false,
  unauthorized: false,
  key_reused: false,
  bad_signature: false,
  currency_unsupported: false,
  key_in_use: true,
  rate_limited: true,
  timed_out: true,
  unavailable: true,
} as const;
export type FailureCode = keyof typeof failures;

/** Why a provider did not do it. After `timed_out` and `unavailable` it may have been done. */
export class ProviderError extends Error {
  override name = "ProviderError";
  readonly retryable: boolean;

  constructor(
    readonly code: FailureCode,
    message: string,
    /** The provider's own word for it. */
    readonly detail: string | null = null,
    /** The payment that was tried, where there is one. */
    readonly payment: string | null = null,
  ) {
    super(message);
    this.retryable = failures[code];
  }
}
