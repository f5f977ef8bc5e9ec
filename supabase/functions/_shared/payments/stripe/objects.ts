// Stripe's objects in the words of the port.
import type Stripe from "stripe";
import type {
  AccountObject,
  BalanceTransaction,
  CheckoutObject,
  DisputeObject,
  MethodObject,
  PaymentObject,
  ProviderObject,
  RefundObject,
  TransferObject,
} from "../port.ts";
import { fromStripe } from "./amounts.ts";

/** Where Stripe carries our own ids. */
export const REFERENCE = "polity_reference";

const referenceOf = ({ metadata }: { metadata?: Stripe.Metadata | null }) =>
  metadata?.[REFERENCE] ?? null;

/** Stripe gives an id or, expanded, the object itself. */
const idOf = (value: string | { id: string } | null | undefined) =>
  typeof value === "string" ? value : value?.id ?? null;

const instant = (seconds: number) => new Date(seconds * 1000).toISOString();

/** What this object means to us; null where it means nothing. */
export function objectOf(object: { object: string }): ProviderObject | null {
  switch (object.object) {
    case "payment_intent":
      return paymentOf(object as Stripe.PaymentIntent);
    case "charge":
      return paymentOfCharge(object as Stripe.Charge);
    case "checkout.session":
      return checkoutOf(object as Stripe.Checkout.Session);
    case "setup_intent":
      return methodOfSetup(object as Stripe.SetupIntent);
    case "payment_method":
      return methodOf(object as Stripe.PaymentMethod);
    case "refund":
      return refundOf(object as Stripe.Refund);
    case "dispute":
      return disputeOf(object as Stripe.Dispute);
    case "transfer":
      return transferOf(object as Stripe.Transfer);
    case "account":
      return accountOf(object as Stripe.Account);
    case "balance_transaction":
      return balanceTransactionOf(object as Stripe.BalanceTransaction);
    default:
      return null;
  }
}

export function paymentOf(intent: Stripe.PaymentIntent): PaymentObject {
  const failure = intent.last_payment_error;
  const paid = intent.status === "succeeded" ? intent.amount_received : intent.amount;
  return {
    kind: "payment",
    id: intent.id,
    reference: referenceOf(intent),
    status: statusOf(intent.status, failure !== null),
    ...fromStripe(paid, intent.currency),
    failure: intent.status === "succeeded" ? null : failure?.decline_code ?? failure?.code ?? null,
    customer: idOf(intent.customer),
    method: idOf(intent.payment_method),
  };
}

function statusOf(
  status: Stripe.PaymentIntent.Status,
  hasFailed: boolean,
): PaymentObject["status"] {
  switch (status) {
    case "succeeded":
      return "succeeded";
    case "canceled":
      return "cancelled";
    case "requires_action":
      return "action_required";
    case "requires_payment_method":
      return hasFailed ? "failed" : "pending";
    default:
      return "pending";
  }
}

/** A charge is an attempt of its payment. One that belongs to none was not made by us. */
function paymentOfCharge(charge: Stripe.Charge): PaymentObject | null {
  const id = idOf(charge.payment_intent);
  return id && {
        kind: "payment",
        id,
        reference: referenceOf(charge),
        status: charge.status as PaymentObject["status"],
        ...fromStripe(charge.amount, charge.currency),
        failure: charge.status === "failed" ? charge.outcome?.reason ?? charge.failure_code : null,
        customer: idOf(charge.customer),
        method: charge.payment_method,
      } || null;
}

export function checkoutOf(session: Stripe.Checkout.Session): CheckoutObject {
  return {
    kind: "checkout",
    id: session.id,
    reference: session.client_reference_id,
    status: session.status === "complete"
      ? "completed"
      : session.status === "expired"
      ? "expired"
      : "open",
    url: session.url,
    payment: idOf(session.payment_intent),
  };
}

/** What a person left on a setup page. Brand and digits come with `fetchObject`. */
function methodOfSetup(setup: Stripe.SetupIntent): MethodObject | null {
  const id = idOf(setup.payment_method);
  if (setup.status !== "succeeded" || !id) return null;
  return {
    kind: "method",
    id,
    reference: referenceOf(setup),
    status: "usable",
    customer: idOf(setup.customer),
    brand: null,
    last4: null,
    expires: null,
  };
}

export function methodOf(method: Stripe.PaymentMethod): MethodObject {
  const { card } = method;
  return {
    kind: "method",
    id: method.id,
    reference: referenceOf(method),
    status: method.customer ? "usable" : "detached",
    customer: idOf(method.customer),
    brand: card?.brand ?? method.type,
    last4: card?.last4 ?? method.sepa_debit?.last4 ?? null,
    expires: card ? `${card.exp_year}-${String(card.exp_month).padStart(2, "0")}` : null,
  };
}

export function refundOf(refund: Stripe.Refund): RefundObject | null {
  const payment = idOf(refund.payment_intent);
  if (!payment) return null;
  return {
    kind: "refund",
    id: refund.id,
    reference: referenceOf(refund),
    payment,
    status: refund.status === "succeeded" || refund.status === "failed"
      ? refund.status
      : refund.status === "canceled"
      ? "cancelled"
      : "pending",
    ...fromStripe(refund.amount, refund.currency),
    failure: refund.failure_reason ?? null,
  };
}

export function disputeOf(dispute: Stripe.Dispute): DisputeObject | null {
  const payment = idOf(dispute.payment_intent);
  if (!payment) return null;
  const { due_by } = dispute.evidence_details;
  return {
    kind: "dispute",
    id: dispute.id,
    payment,
    status: disputeStatus(dispute.status),
    ...fromStripe(dispute.amount, dispute.currency),
    reason: dispute.reason,
    dueBy: due_by ? instant(due_by) : null,
  };
}

function disputeStatus(status: Stripe.Dispute.Status): DisputeObject["status"] {
  switch (status) {
    case "warning_needs_response":
    case "warning_under_review":
      return "inquiry";
    case "warning_closed":
    case "prevented":
      return "closed";
    case "won":
      return "won";
    // An appeal leaves the money where the first decision put it.
    case "lost":
    case "appeal_needs_response":
    case "appeal_under_review":
      return "lost";
    default:
      return "open";
  }
}

export function transferOf(transfer: Stripe.Transfer): TransferObject | null {
  const account = idOf(transfer.destination);
  if (!account) return null;
  return {
    kind: "transfer",
    id: transfer.id,
    reference: referenceOf(transfer),
    account,
    ...fromStripe(transfer.amount, transfer.currency),
    reversed: fromStripe(transfer.amount_reversed, transfer.currency).amount,
  };
}

export function accountOf(account: Stripe.Account): AccountObject {
  const { requirements } = account;
  const missing = requirements?.currently_due ?? [];
  return {
    kind: "account",
    id: account.id,
    reference: referenceOf(account),
    status: requirements?.disabled_reason?.startsWith("rejected")
      ? "rejected"
      : account.payouts_enabled && account.capabilities?.transfers === "active"
      ? "verified"
      : account.details_submitted && missing.length === 0
      ? "pending"
      : "incomplete",
    missing,
  };
}

export function balanceTransactionOf(line: Stripe.BalanceTransaction): BalanceTransaction {
  const source = typeof line.source === "object" ? line.source : null;
  return {
    kind: "balance_transaction",
    id: line.id,
    ...fromStripe(line.amount, line.currency),
    fee: fromStripe(line.fee, line.currency).amount,
    type: typeOfLine(line),
    // What comes back of a transfer is about the transfer.
    source: source?.object === "transfer_reversal" ? idOf(source.transfer) : idOf(line.source),
    payment: source && "payment_intent" in source
      ? idOf(source.payment_intent as string | { id: string } | null)
      : null,
    at: instant(line.created),
  };
}

function typeOfLine({ type, reporting_category }: Stripe.BalanceTransaction) {
  if (reporting_category.startsWith("dispute")) return "dispute";
  if (/^(charge|payment)$/.test(type)) return "payment";
  if (/refund/.test(type) && !/^(transfer|application_fee)/.test(type)) return "refund";
  if (/^transfer/.test(type)) return "transfer";
  if (/^payout/.test(type)) return "payout";
  if (/^(stripe|tax)_/.test(type) && /fee/.test(type)) return "fee";
  return "other";
}
