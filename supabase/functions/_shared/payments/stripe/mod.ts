// Stripe, by its own SDK: Checkout, charges without the person, refunds, Connect.
import Stripe from "stripe";
import {
  type ObjectKind,
  type ObjectOf,
  type PaymentProvider,
  ProviderError,
  type ProviderEvent,
  type ProviderObject,
} from "../port.ts";
import { toStripe } from "./amounts.ts";
import { asking } from "./failures.ts";
import {
  accountOf,
  balanceTransactionOf,
  checkoutOf,
  disputeOf,
  methodOf,
  objectOf,
  paymentOf,
  REFERENCE,
  refundOf,
  transferOf,
} from "./objects.ts";

/** What the objects look like. Webhook endpoints are made with the same version. */
export const STRIPE_API_VERSION = "2026-10-28.endive";
/** Deliveries older than this are refused. */
const TOLERANCE_SECONDS = 300;

export interface StripeSettings {
  /** `sk_…` or, better, a restricted key `rk_…`. */
  secretKey: string;
  /** Secrets of the webhook endpoints: two of the same endpoint while one is being replaced, and one
   * for events of connected accounts. */
  webhookSecrets: string[];
  /** Where Stripe is; tests say otherwise. */
  host?: { protocol: "http" | "https"; host: string; port: number };
  timeoutMilliseconds?: number;
}

/** The port to Stripe. */
export function stripeProvider(settings: StripeSettings): PaymentProvider {
  const stripe = new Stripe(settings.secretKey, {
    apiVersion: STRIPE_API_VERSION,
    httpClient: Stripe.createFetchHttpClient(),
    maxNetworkRetries: 2,
    timeout: settings.timeoutMilliseconds ?? 15_000,
    telemetry: false,
    appInfo: { name: "polity" },
    ...settings.host,
  });

  async function verified(body: Uint8Array, signature: string): Promise<Stripe.Event> {
    for (const [index, secret] of settings.webhookSecrets.entries()) {
      try {
        return await stripe.webhooks.constructEventAsync(
          body,
          signature,
          secret,
          TOLERANCE_SECONDS,
        );
      } catch (error) {
        const isLast = index === settings.webhookSecrets.length - 1;
        if (isLast || !(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
          throw error;
        }
      }
    }
    throw new ProviderError("bad_signature", "No webhook secret is set.");
  }

  const fetchers: Record<ObjectKind, (id: string) => Promise<ProviderObject | null>> = {
    payment: async (id) => paymentOf(await stripe.paymentIntents.retrieve(id)),
    checkout: async (id) => checkoutOf(await stripe.checkout.sessions.retrieve(id)),
    method: async (id) => methodOf(await stripe.paymentMethods.retrieve(id)),
    refund: async (id) => refundOf(await stripe.refunds.retrieve(id)),
    dispute: async (id) => disputeOf(await stripe.disputes.retrieve(id)),
    transfer: async (id) => transferOf(await stripe.transfers.retrieve(id)),
    account: async (id) => accountOf(await stripe.accounts.retrieve(id)),
    balance_transaction: async (id) =>
      balanceTransactionOf(await stripe.balanceTransactions.retrieve(id, { expand: ["source"] })),
  };

  /** Null: an object of this id exists but is none that we could have made. */
  const known = <T>(object: T | null): T => {
    if (object === null) throw new ProviderError("not_found", "This is none of our objects.");
    return object;
  };

  return {
    name: "stripe",
    signatureHeader: "stripe-signature",

    async createCheckout(request, key) {
      const { amount, currency } = toStripe(request);
      const metadata = { [REFERENCE]: request.reference };
      const session = await asking(stripe.checkout.sessions.create({
        mode: "payment",
        client_reference_id: request.reference,
        metadata,
        line_items: [{
          quantity: 1,
          price_data: {
            currency,
            unit_amount: amount,
            product_data: { name: request.description },
          },
        }],
        payment_intent_data: {
          metadata,
          description: request.description,
          ...(request.keepMethod && { setup_future_usage: "off_session" }),
        },
        ...(request.customer
          ? { customer: request.customer }
          : request.keepMethod && { customer_creation: "always" }),
        success_url: request.successUrl,
        cancel_url: request.cancelUrl,
      }, { idempotencyKey: key }));
      return checkoutOf(session);
    },

    async createSetup(request, key) {
      const metadata = { [REFERENCE]: request.reference };
      const session = await asking(stripe.checkout.sessions.create({
        mode: "setup",
        client_reference_id: request.reference,
        metadata,
        currency: request.currency.toLowerCase(),
        setup_intent_data: { metadata },
        ...(request.customer ? { customer: request.customer } : { customer_creation: "always" }),
        success_url: request.successUrl,
        cancel_url: request.cancelUrl,
      }, { idempotencyKey: key }));
      return checkoutOf(session);
    },

    async detach(method) {
      try {
        return methodOf(await asking(stripe.paymentMethods.detach(method)));
      } catch (error) {
        if (!(error instanceof ProviderError) || error.retryable) throw error;
        // It refuses what is detached already.
        const now = methodOf(await asking(stripe.paymentMethods.retrieve(method)));
        if (now.status !== "detached") throw error;
        return now;
      }
    },

    async charge(request, key) {
      const intent = await asking(stripe.paymentIntents.create({
        ...toStripe(request),
        customer: request.customer,
        payment_method: request.method,
        description: request.description,
        metadata: { [REFERENCE]: request.reference },
        off_session: true,
        confirm: true,
      }, { idempotencyKey: key }));
      return paymentOf(intent);
    },

    async refund(request, key) {
      const refund = await asking(stripe.refunds.create({
        payment_intent: request.payment,
        amount: toStripe(request).amount,
        reason: request.reason,
        metadata: { [REFERENCE]: request.reference },
      }, { idempotencyKey: key }));
      return known(refundOf(refund));
    },

    async createTransfer(request, key) {
      const transfer = await asking(stripe.transfers.create({
        ...toStripe(request),
        destination: request.account,
        description: request.description,
        // What it is found by: Stripe does not list by metadata.
        transfer_group: request.reference,
        metadata: { [REFERENCE]: request.reference },
      }, { idempotencyKey: key }));
      return known(transferOf(transfer));
    },

    async findTransfer(reference) {
      const { data } = await asking(
        stripe.transfers.list({ transfer_group: reference, limit: 1 }),
      );
      return data[0] ? transferOf(data[0]) : null;
    },

    async createAccount(request, key) {
      const account = await asking(stripe.accounts.create({
        country: request.country,
        email: request.email,
        capabilities: { transfers: { requested: true } },
        controller: {
          fees: { payer: "application" },
          losses: { payments: "application" },
          requirement_collection: "stripe",
          stripe_dashboard: { type: "express" },
        },
        metadata: { [REFERENCE]: request.reference },
      }, { idempotencyKey: key }));
      return accountOf(account);
    },

    async onboard({ account, returnUrl, refreshUrl }) {
      const link = await asking(stripe.accountLinks.create({
        account,
        type: "account_onboarding",
        return_url: returnUrl,
        refresh_url: refreshUrl,
      }));
      return { url: link.url, expiresAt: new Date(link.expires_at * 1000).toISOString() };
    },

    async verifyWebhook(body, signature) {
      const event = await asking(verified(body, signature ?? ""));
      return eventOf(event);
    },

    async fetchObject<Kind extends ObjectKind>(kind: Kind, id: string) {
      return known(await asking(fetchers[kind](id))) as ObjectOf<Kind>;
    },

    async balanceTransactions(since, after) {
      const page = await asking(stripe.balanceTransactions.list({
        created: { gte: Math.floor(Date.parse(since) / 1000) },
        limit: 100,
        expand: ["data.source"],
        ...(after && { starting_after: after }),
      }));
      return {
        transactions: page.data.map(balanceTransactionOf),
        next: page.has_more ? page.data.at(-1)!.id : null,
      };
    },
  };
}

function eventOf(event: Stripe.Event): ProviderEvent {
  return {
    id: event.id,
    type: event.type,
    at: new Date(event.created * 1000).toISOString(),
    account: event.account ?? null,
    live: event.livemode,
    object: objectOf(event.data.object as { object: string }),
  };
}
