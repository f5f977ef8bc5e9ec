// Payments in the sandbox and what becomes of them.
import {
  type CheckoutRequest,
  type DisputeObject,
  type PaymentObject,
  ProviderError,
  type RefundObject,
  type RefundRequest,
} from "../port.ts";
import { methods, type Script } from "./methods.ts";
import { digest, type Outcome, type Records } from "./records.ts";

/** A page somebody was sent to, and what it is for. */
export type Page =
  & Omit<CheckoutRequest, "description" | "amount">
  & { paysFor: "payment" | "method"; amount: number };

/** 1.5 % and 25 minor units, rounded down; a dispute costs 1500. */
export const sandboxFee = (amount: number) => Math.floor(amount * 15 / 1000) + 25;
export const SANDBOX_DISPUTE_FEE = 1500;

/** What the method behind a charge has the sandbox fail with: once for each key, so that a retry helps. */
export async function outageOf(
  records: Records,
  { method }: { method: string },
  key: string,
): Promise<Script["outage"]> {
  const kept = await records.aside<{ method: string } | undefined>(method);
  const outage = kept && methods.get(kept.method)?.outage;
  if (!outage || await records.aside(`outage:${key}`)) return undefined;
  await records.putAside(`outage:${key}`, true);
  return outage;
}

/** The scripted method behind one that was kept. */
async function scripted(
  records: Records,
  { customer, method }: { customer?: string; method: string },
): Promise<string> {
  const kept = await records.find("method", method);
  if (kept.status !== "usable" || kept.customer !== customer) {
    throw new ProviderError("invalid_request", "The customer has no such payment method.");
  }
  return (await records.aside<{ method: string }>(method)).method;
}

interface Asked {
  reference: string;
  amount: number;
  currency: string;
  customer?: string;
  method: string;
}

/** Tries a payment with a method that somebody named or kept. */
export async function pay(
  records: Records,
  id: string,
  asked: Asked,
  { offSession }: { offSession: boolean },
): Promise<Outcome<PaymentObject>> {
  const { reference, amount, currency } = asked;
  const named = offSession ? await scripted(records, asked) : asked.method;
  const script = methods.get(named);
  if (!script) {
    return { refusal: ["invalid_request", `There is no test method ${named}.`, "no_such_method"] };
  }
  const declined = script.declined ?? (offSession ? script.declinedOffSession : undefined);
  const payment: PaymentObject = {
    kind: "payment",
    id,
    reference,
    status: declined ? "failed" : "succeeded",
    amount,
    currency,
    failure: declined?.[1] ?? null,
    customer: asked.customer ?? null,
    method: offSession ? asked.method : null,
  };
  await records.put(payment, `payment.${payment.status}`);
  if (declined) {
    return { refusal: [declined[0], "The bank said no.", declined[1], id] };
  }
  await records.putAside(id, { method: named });
  await records.line({
    type: "payment",
    amount,
    currency,
    fee: sandboxFee(amount),
    source: id,
    payment: id,
  }, id);
  if (script.disputed) await openDispute(records, payment, amount, script.disputed);
  return { answer: payment };
}

/** A bank takes a disputed amount back, or asks about it. */
export async function openDispute(
  records: Records,
  payment: PaymentObject,
  amount: number,
  status: "open" | "inquiry",
): Promise<DisputeObject> {
  const dispute = await records.put<DisputeObject>({
    kind: "dispute",
    id: `dp_${digest(payment.id)}`,
    payment: payment.id,
    status,
    amount,
    currency: payment.currency,
    reason: "fraudulent",
    dueBy: null,
  }, "dispute.created");
  if (status === "open") await disputeLine(records, dispute, -amount, SANDBOX_DISPUTE_FEE);
  return dispute;
}

export const disputeLine = (
  records: Records,
  dispute: DisputeObject,
  amount: number,
  fee: number,
) =>
  records.line({
    type: "dispute",
    amount,
    currency: dispute.currency,
    fee,
    source: dispute.id,
    payment: dispute.payment,
  }, `${dispute.id}:${amount}`);

/** Sends money back. What is pending, or fails, is so until the next event, which follows at once. */
export async function refund(
  records: Records,
  id: string,
  request: RefundRequest,
): Promise<Outcome<RefundObject>> {
  const { amount, currency, reference } = request;
  const payment = await records.find("payment", request.payment);
  const { method, refunded = 0 } = await records.aside<{ method: string; refunded?: number }>(
    payment.id,
  ) ?? {};
  if (
    payment.status !== "succeeded" || payment.currency !== currency ||
    refunded + amount > payment.amount
  ) {
    return {
      refusal: ["invalid_request", "That is more than is left of it.", "charge_already_refunded"],
    };
  }
  const script = methods.get(method!)?.refunds;
  const line = (amount: number, occasion: string) =>
    records.line(
      { type: "refund", amount, currency, fee: 0, source: id, payment: payment.id },
      occasion,
    );

  const answer = await records.put<RefundObject>({
    kind: "refund",
    id,
    reference,
    payment: payment.id,
    status: script === "pending" ? "pending" : "succeeded",
    amount,
    currency,
    failure: null,
  }, "refund.created");
  await line(-amount, id);
  if (script === "pending") {
    await records.put<RefundObject>({ ...answer, status: "succeeded" }, "refund.updated");
  } else if (script === "fail_later") {
    const failure = "expired_or_canceled_card";
    await records.put<RefundObject>({ ...answer, status: "failed", failure }, "refund.updated");
    await line(amount, `${id}:failed`);
  }
  const left = script === "fail_later" ? refunded : refunded + amount;
  await records.putAside(payment.id, { method, refunded: left });
  return { answer };
}
