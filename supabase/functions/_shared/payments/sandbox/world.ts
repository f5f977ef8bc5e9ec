// What happens outside of a provider's API: people pay or do not, banks dispute, accounts are checked.
import {
  type AccountObject,
  type CheckoutObject,
  type DisputeObject,
  type MethodObject,
  type PaymentObject,
  ProviderError,
} from "../port.ts";
import { accounts, methods } from "./methods.ts";
import type { Sandbox } from "./mod.ts";
import { disputeLine, openDispute, type Page, pay } from "./payments.ts";
import { digest, type Outcome, Records } from "./records.ts";
import { reverse } from "./transfers.ts";

/** Ways to make things happen in a sandbox, as people and banks would. */
export function sandboxWorld({ keeper, now }: Sandbox) {
  const doing = <T>(work: (records: Records) => Promise<T>) =>
    keeper.use((book) => work(new Records(book, now)));

  return {
    /** A page as its visitor sees it. */
    page: (checkout: string) =>
      doing(async (records) => ({
        ...await records.find("checkout", checkout),
        ...await records.aside<Page>(checkout),
      })),

    /** Somebody pays, or leaves a method, on a page. What the bank refuses leaves the page open. */
    async complete(checkout: string, method: string): Promise<CheckoutObject> {
      const outcome = await doing(async (records): Promise<Outcome<CheckoutObject>> => {
        const open = await records.find("checkout", checkout);
        if (open.status !== "open") {
          return { refusal: ["invalid_request", "This page is closed.", "page_closed"] };
        }
        const page = await records.aside<Page>(checkout);
        const script = methods.get(method);
        if (!script) return { refusal: ["invalid_request", `There is no test method ${method}.`] };
        const customer = page.customer ?? `cus_${digest(checkout)}`;
        let payment: PaymentObject | null = null;
        if (page.paysFor === "payment") {
          const paid = await pay(
            records,
            `pi_${digest(checkout)}`,
            { ...page, customer, method },
            { offSession: false },
          );
          if ("refusal" in paid) return paid;
          payment = paid.answer;
        }
        if (page.paysFor === "method" || page.keepMethod) {
          const kept = await records.put<MethodObject>({
            kind: "method",
            id: `pm_${digest(checkout)}`,
            reference: page.reference,
            status: "usable",
            customer,
            brand: script.brand,
            last4: script.last4,
            expires: "2035-12",
          }, "method.kept");
          await records.putAside(kept.id, { method });
          if (payment) await records.put({ ...payment, method: kept.id });
        }
        const answer = await records.put<CheckoutObject>({
          ...open,
          status: "completed",
          url: null,
          payment: payment?.id ?? null,
        }, "checkout.completed");
        return { answer };
      });
      if ("refusal" in outcome) throw new ProviderError(...outcome.refusal);
      return outcome.answer;
    },

    /** A page nobody used is closed. */
    expire: (checkout: string) =>
      doing(async (records) => {
        const open = await records.find("checkout", checkout);
        return records.put<CheckoutObject>(
          { ...open, status: "expired", url: null },
          "checkout.expired",
        );
      }),

    /** A bank disputes a payment, or asks about it. */
    dispute: (payment: string, amount?: number, status: "open" | "inquiry" = "open") =>
      doing(async (records) => {
        const paid = await records.find("payment", payment);
        return openDispute(records, paid, amount ?? paid.amount, status);
      }),

    /** The bank decides; what is won comes back, the fee does not. */
    decide: (dispute: string, status: "won" | "lost") =>
      doing(async (records) => {
        const open = await records.find("dispute", dispute);
        if (status === "won") await disputeLine(records, open, open.amount, 0);
        return records.put<DisputeObject>({ ...open, status }, "dispute.closed");
      }),

    /** It turns out that a payment cost more, or less. */
    correctFee: (payment: string, by: number) =>
      doing(async (records) => {
        const { currency } = await records.find("payment", payment);
        return records.line(
          { type: "fee", amount: -by, currency, fee: 0, source: payment, payment },
          `${payment}:fee:${by}`,
        );
      }),

    /** The page on which somebody tells of themselves, as they see it. */
    accountPage: (account: string) =>
      doing(async (records) => ({
        ...await records.find("account", account),
        returnUrl: await records.aside<string>(`return:${account}`),
      })),

    /** The provider has seen all it wants of somebody's account, and finds what the script says. */
    checkAccount: (account: string, name: string) =>
      doing(async (records) => {
        const before = await records.find("account", account);
        const script = accounts.get(name);
        if (!script) {
          throw new ProviderError("invalid_request", `There is no test account ${name}.`);
        }
        await records.putAside(account, name);
        return records.put<AccountObject>(
          { ...before, status: script.status, missing: [] },
          "account.updated",
          account,
        );
      }),

    /** A transfer comes back, in part or as a whole. */
    reverseTransfer: (transfer: string, amount?: number) =>
      doing(async (records) => {
        const sent = await records.find("transfer", transfer);
        return reverse(records, sent, amount ?? sent.amount - sent.reversed);
      }),
  };
}
