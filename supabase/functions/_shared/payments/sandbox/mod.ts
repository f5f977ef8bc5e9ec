// A payment provider in our own process, for development and tests: no keys, no network, no money.
// What it is asked to do it does the same way every time, and it signs its deliveries as Stripe does.
import Stripe from "stripe";
import { z } from "zod";
import {
  type CheckoutObject,
  type ObjectKind,
  type ObjectOf,
  type PaymentObject,
  type PaymentProvider,
  ProviderError,
  type ProviderEvent,
  type RefundObject,
  type TransferObject,
} from "../port.ts";
import { type BookKeeper, memoryBook } from "./book.ts";
import { digest, once, type Outcome, Records } from "./records.ts";
import { outageOf, type Page, pay, refund } from "./payments.ts";
import { transfer, transferOutage } from "./transfers.ts";

export interface SandboxSettings {
  /** Signs its deliveries. */
  webhookSecret: string;
  /** Where its pages are; the checkout's id is put behind it. */
  pages: string;
  keeper?: BookKeeper;
  now?: () => Date;
}

/** The port to the sandbox, and the book in which it keeps what it did. */
export interface Sandbox extends PaymentProvider {
  readonly keeper: BookKeeper;
  readonly now: () => Date;
  readonly webhookSecret: string;
}

const Delivered = z.looseObject({
  id: z.string(),
  type: z.string(),
  at: z.iso.datetime(),
  account: z.string().nullable(),
  live: z.boolean(),
  object: z.looseObject({ kind: z.string(), id: z.string() }).nullable(),
});

/** Deliveries older than this are refused. */
const TOLERANCE_SECONDS = 300;

/** A sandbox. Without a keeper it forgets everything with the process. */
export function sandboxProvider(settings: SandboxSettings): Sandbox {
  const { webhookSecret, pages, keeper = memoryBook(), now = () => new Date() } = settings;

  const command = <T>(
    name: string,
    key: string,
    request: object,
    work: (records: Records) => Promise<Outcome<T>>,
  ) => once(keeper, now, key, [name, request], work);
  const query = <T>(work: (records: Records) => Promise<T>) =>
    keeper.use((book) => work(new Records(book, now)));

  const openPage = async (
    records: Records,
    prefix: string,
    key: string,
    page: Page,
  ): Promise<Outcome<CheckoutObject>> => {
    const id = `${prefix}_${digest(key)}`;
    await records.putAside(id, page);
    const answer = await records.put<CheckoutObject>({
      kind: "checkout",
      id,
      reference: page.reference,
      status: "open",
      url: `${pages}/${id}`,
      payment: null,
    });
    return { answer };
  };

  return {
    name: "sandbox",
    signatureHeader: "sandbox-signature",
    keeper,
    now,
    webhookSecret,

    createCheckout: (request, key) =>
      command("checkout", key, request, (records) => {
        checkAmount(request.amount);
        return openPage(records, "cs", key, { ...request, paysFor: "payment" });
      }),

    createSetup: (request, key) =>
      command(
        "setup",
        key,
        request,
        (records) => openPage(records, "cs", key, { ...request, amount: 0, paysFor: "method" }),
      ),

    detach: (method) =>
      query(async (records) => {
        const kept = await records.find("method", method);
        if (kept.status === "detached") return kept;
        return records.put({ ...kept, status: "detached", customer: null }, "method.detached");
      }),

    async charge(request, key) {
      checkAmount(request.amount);
      const outage = await keeper.use((book) => outageOf(new Records(book, now), request, key));
      const failed = () => new ProviderError(outage!, "The sandbox was asked to fail.");
      if (outage && outage !== "timed_out") throw failed();
      const payment = await command<PaymentObject>(
        "charge",
        key,
        request,
        (records) => pay(records, `pi_${digest(key)}`, request, { offSession: true }),
      );
      if (outage) throw failed();
      return payment;
    },

    refund: (request, key) =>
      command<RefundObject>("refund", key, request, (records) => {
        checkAmount(request.amount);
        return refund(records, `re_${digest(key)}`, request);
      }),

    async createTransfer(request, key) {
      checkAmount(request.amount);
      const outage = await keeper.use((book) =>
        transferOutage(new Records(book, now), request, key)
      );
      const failed = () => new ProviderError(outage!, "The sandbox was asked to fail.");
      if (outage && outage !== "timed_out") throw failed();
      const made = await command<TransferObject>(
        "transfer",
        key,
        request,
        (records) => transfer(records, `tr_${digest(key)}`, request),
      );
      if (outage) throw failed();
      return made;
    },

    findTransfer: (reference) =>
      query(async (records) =>
        (await records.all("transfer")).find((made) => made.reference === reference) ?? null
      ),

    createAccount: (request, key) =>
      command("account", key, request, async (records) => ({
        answer: await records.put({
          kind: "account",
          id: `acct_${digest(key)}`,
          reference: request.reference,
          status: "incomplete",
          missing: ["individual.verification.document"],
        }, "account.updated"),
      })),

    onboard: ({ account, returnUrl }) =>
      query(async (records) => {
        await records.find("account", account);
        await records.putAside(`return:${account}`, returnUrl);
        return {
          url: `${pages}/${account}`,
          expiresAt: new Date(now().getTime() + 300_000).toISOString(),
        };
      }),

    async verifyWebhook(body, signature) {
      try {
        const event = await Stripe.webhooks.constructEventAsync(
          body,
          signature ?? "",
          webhookSecret,
          TOLERANCE_SECONDS,
          undefined,
          now().getTime(),
        );
        return Delivered.parse(event) as unknown as ProviderEvent;
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
        throw new ProviderError("bad_signature", error.message);
      }
    },

    fetchObject: <Kind extends ObjectKind>(kind: Kind, id: string): Promise<ObjectOf<Kind>> =>
      query((records) => records.find(kind, id)),

    balanceTransactions: (since, after) =>
      query(async (records) => {
        const lines = (await records.all("balance_transaction")).filter(({ at }) => at >= since)
          .reverse();
        const start = after ? lines.findIndex(({ id }) => id === after) + 1 : 0;
        const transactions = lines.slice(start, start + 100);
        const isEnd = start + 100 >= lines.length;
        return { transactions, next: isEnd ? null : transactions.at(-1)!.id };
      }),
  };
}

function checkAmount(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    throw new ProviderError("invalid_request", "An amount is a positive number of minor units.");
  }
}
