// A server that speaks the part of Stripe's API that the adapter uses, over real HTTP: forms in, JSON
// out, keys, error types, and events signed by the SDK's own test helper. It shares no code with the
// sandbox. Shapes: https://docs.stripe.com/api.
import Stripe from "stripe";
import { STRIPE_API_VERSION } from "../../supabase/functions/_shared/payments/stripe/mod.ts";

// deno-lint-ignore no-explicit-any -- JSON as Stripe has it
type Json = any;
type Form = Record<string, Json>;

/** What the next request meets instead of an answer. `hang`: it is done, and never answered. */
export interface Outage {
  status?: number;
  error?: Json;
  headers?: Record<string, string>;
  hang?: boolean;
}

class Refusal extends Error {
  constructor(readonly status: number, readonly error: Json) {
    super(error.message);
  }
}

const invalid = (message: string, code?: string, status = 400) =>
  new Refusal(status, { type: "invalid_request_error", message, code });

const SECRET = "sk_test_polity";
/** More than this is not there to be sent. */
const BALANCE = 10_000_000;
const WEBHOOK_SECRET = "whsec_stripe_server";

/** Test methods and what the bank says to them. */
const declines: Record<string, string> = {
  pm_card_chargeDeclined: "generic_decline",
  pm_card_visa_chargeDeclinedInsufficientFunds: "insufficient_funds",
};
const offSession: Record<string, string> = {
  pm_card_authenticationRequired: "authentication_required",
  pm_card_chargeCustomerFail: "generic_decline",
};

/** Turns `a[b][0]=c` into `{ a: { b: { 0: "c" } } }`. */
function parse(body: string): Form {
  const form: Form = {};
  for (const [key, value] of new URLSearchParams(body)) {
    const path = key.split(/[[\]]+/).filter(Boolean);
    const last = path.pop()!;
    path.reduce((at, part) => at[part] ??= {}, form)[last] = value;
  }
  return form;
}

export function startStripeServer() {
  let count = 0;
  let clock = Math.floor(Date.now() / 1000);
  const objects = new Map<string, Json>();
  const events: Json[] = [];
  const lines: Json[] = [];
  const answers = new Map<string, { body: string; status?: number; answer?: Json }>();
  const requests: { method: string; path: string; key: string | null }[] = [];
  const outages: Outage[] = [];
  /** Payment methods by the token they were made from. */
  const tokens = new Map<string, string>();

  const make = (prefix: string, object: string, fields: Json) => {
    const id = `${prefix}_${++count}`;
    const made = { id, object, created: ++clock, livemode: false, metadata: {}, ...fields };
    objects.set(id, made);
    return made;
  };
  const tell = (type: string, object: Json, account?: string) => {
    events.push({
      id: `evt_${++count}`,
      object: "event",
      api_version: STRIPE_API_VERSION,
      created: ++clock,
      livemode: false,
      type,
      data: { object: structuredClone(object) },
      ...(account && { account }),
    });
  };
  const line = (type: string, category: string, amount: number, fee: number, source: Json) => {
    const { id, currency } = source;
    lines.unshift(make("txn", "balance_transaction", {
      type,
      reporting_category: category,
      amount,
      fee,
      net: amount - fee,
      currency,
      source: id,
    }));
  };
  const find = (id: string, object: string) => {
    const found = objects.get(id);
    if (found?.object !== object) {
      throw invalid(`No such ${object}: '${id}'`, "resource_missing", 404);
    }
    return found;
  };
  const amountOf = (text: string) => {
    const amount = Number(text);
    if (!Number.isInteger(amount) || amount < 1) {
      throw invalid("Invalid positive integer", "parameter_invalid_integer");
    }
    return amount;
  };

  /** Confirms an intent with a method; a refusal is a 402 that carries the intent. */
  const confirm = (intent: Json, token: string, isOffSession: boolean) => {
    const refused = declines[token] ?? (isOffSession ? offSession[token] : undefined);
    const charge = make("ch", "charge", {
      payment_intent: intent.id,
      amount: intent.amount,
      currency: intent.currency,
      customer: intent.customer,
      payment_method: intent.payment_method,
      metadata: intent.metadata,
      status: refused ? "failed" : "succeeded",
      failure_code: refused ? "card_declined" : null,
      outcome: refused ? { reason: refused } : { reason: null },
      balance_transaction: null,
    });
    intent.latest_charge = charge.id;
    if (refused) {
      const error = refused === "authentication_required"
        ? { code: "authentication_required", decline_code: "authentication_required" }
        : { code: "card_declined", decline_code: refused };
      intent.status = "requires_payment_method";
      intent.last_payment_error = { type: "card_error", ...error };
      tell("charge.failed", charge);
      tell("payment_intent.payment_failed", intent);
      throw new Refusal(402, {
        type: "card_error",
        message: "Your card was declined.",
        ...error,
        payment_intent: structuredClone(intent),
      });
    }
    intent.status = "succeeded";
    intent.last_payment_error = null;
    intent.amount_received = intent.amount;
    line("charge", "charge", intent.amount, Math.round(intent.amount * 0.015) + 25, charge);
    charge.balance_transaction = lines[0].id;
    tell("charge.succeeded", charge);
    tell("payment_intent.succeeded", intent);
    if (token === "pm_card_createDispute") openDispute(intent, intent.amount);
    return intent;
  };

  const intentOf = (fields: Json) =>
    make("pi", "payment_intent", {
      status: "requires_payment_method",
      amount_received: 0,
      last_payment_error: null,
      latest_charge: null,
      customer: null,
      payment_method: null,
      ...fields,
    });

  const openDispute = (intent: Json, amount: number) => {
    const dispute = make("dp", "dispute", {
      payment_intent: intent.id,
      charge: intent.latest_charge,
      amount,
      currency: intent.currency,
      reason: "fraudulent",
      status: "needs_response",
      evidence_details: { due_by: clock + 604_800 },
    });
    line("adjustment", "dispute", -amount, 1500, dispute);
    tell("charge.dispute.created", dispute);
    return dispute;
  };

  const sessionOf = (form: Form) => {
    const isPayment = form.mode === "payment";
    const item = form.line_items?.[0];
    if (isPayment && !item?.price_data?.product_data?.name) throw invalid("Missing line_items");
    if (!form.success_url) throw invalid("Missing required param: success_url.");
    return make("cs", "checkout.session", {
      mode: form.mode,
      status: "open",
      payment_status: isPayment ? "unpaid" : "no_payment_required",
      client_reference_id: form.client_reference_id,
      metadata: form.metadata ?? {},
      amount_total: isPayment ? amountOf(item.price_data.unit_amount) : null,
      currency: item?.price_data.currency ?? form.currency,
      customer: form.customer ?? null,
      payment_intent: null,
      url: `https://checkout.stripe.test/${count}`,
      intent_data: form.payment_intent_data ?? form.setup_intent_data,
      keeps: form.mode === "setup" || form.payment_intent_data?.setup_future_usage,
    });
  };

  const posts: Record<string, (form: Form) => Json> = {
    "/v1/checkout/sessions": sessionOf,
    "/v1/payment_intents": (form) => {
      const method = find(form.payment_method, "payment_method");
      if (method.customer !== form.customer) throw invalid("No such PaymentMethod");
      const intent = intentOf({
        amount: amountOf(form.amount),
        currency: form.currency,
        customer: form.customer,
        payment_method: method.id,
        metadata: form.metadata ?? {},
      });
      return confirm(intent, tokens.get(method.id)!, form.off_session === "true");
    },
    "/v1/refunds": (form) => {
      const intent = find(form.payment_intent, "payment_intent");
      const amount = amountOf(form.amount);
      const before = [...objects.values()]
        .filter((o) => o.object === "refund" && o.payment_intent === intent.id)
        .filter((o) => o.status !== "failed")
        .reduce((sum, o) => sum + o.amount, 0);
      if (before + amount > intent.amount_received) {
        throw invalid("Refund amount is greater than unrefunded amount", "charge_already_refunded");
      }
      const token = tokens.get(intent.payment_method);
      const refund = make("re", "refund", {
        payment_intent: intent.id,
        charge: intent.latest_charge,
        amount,
        currency: intent.currency,
        metadata: form.metadata ?? {},
        reason: form.reason,
        status: token === "pm_card_pendingRefund" ? "pending" : "succeeded",
      });
      line("refund", "refund", -amount, 0, refund);
      tell("refund.created", refund);
      const answer = structuredClone(refund);
      if (token === "pm_card_pendingRefund") {
        refund.status = "succeeded";
        tell("refund.updated", refund);
      } else if (token === "pm_card_refundFail") {
        refund.status = "failed";
        refund.failure_reason = "expired_or_canceled_card";
        line("refund_failure", "refund_failure", amount, 0, refund);
        tell("refund.failed", refund);
      }
      return answer;
    },
    "/v1/accounts": (form) => {
      const account = make("acct", "account", {
        country: form.country,
        metadata: form.metadata ?? {},
        capabilities: { transfers: "inactive" },
        payouts_enabled: false,
        details_submitted: false,
        requirements: {
          currently_due: ["individual.verification.document"],
          disabled_reason: "requirements.past_due",
        },
      });
      tell("account.updated", account, account.id);
      return account;
    },
    "/v1/account_links": (form) => {
      find(form.account, "account");
      return {
        object: "account_link",
        created: ++clock,
        expires_at: clock + 300,
        url: `https://connect.stripe.test/${form.account}`,
      };
    },
    "/v1/transfers": (form) => {
      const account = find(form.destination, "account");
      if (amountOf(form.amount) > BALANCE) {
        throw invalid("You have insufficient available funds.", "balance_insufficient");
      }
      if (account.capabilities.transfers !== "active") {
        throw invalid("The account needs the transfers capability.", "insufficient_capabilities");
      }
      const transfer = make("tr", "transfer", {
        amount: amountOf(form.amount),
        amount_reversed: 0,
        reversed: false,
        currency: form.currency,
        destination: account.id,
        transfer_group: form.transfer_group ?? null,
        metadata: form.metadata ?? {},
      });
      line("transfer", "transfer", -transfer.amount, 0, transfer);
      tell("transfer.created", transfer);
      return transfer;
    },
  };

  const detach = (id: string) => {
    const method = find(id, "payment_method");
    if (!method.customer) {
      throw invalid("The payment method you provided is not attached to a customer.");
    }
    method.customer = null;
    tell("payment_method.detached", method);
    return method;
  };
  const detached = /^\/v1\/payment_methods\/([^/]+)\/detach$/;

  const kinds: Record<string, string> = {
    "checkout/sessions": "checkout.session",
    payment_intents: "payment_intent",
    payment_methods: "payment_method",
    refunds: "refund",
    disputes: "dispute",
    transfers: "transfer",
    accounts: "account",
    balance_transactions: "balance_transaction",
  };
  const expanded = (line: Json) => ({ ...line, source: objects.get(line.source) });
  const get = (path: string, query: URLSearchParams) => {
    if (path === "/v1/balance_transactions") {
      const since = Number(query.get("created[gte]") ?? 0);
      const after = query.get("starting_after");
      const due = lines.filter(({ created }) => created >= since);
      const start = after ? due.findIndex(({ id }) => id === after) + 1 : 0;
      const limit = Number(query.get("limit") ?? 10);
      return {
        object: "list",
        url: path,
        data: due.slice(start, start + limit).map(expanded),
        has_more: start + limit < due.length,
      };
    }
    if (path === "/v1/transfers") {
      const group = query.get("transfer_group");
      const data = [...objects.values()].filter((o) =>
        o.object === "transfer" && o.transfer_group === group
      );
      return { object: "list", url: path, data, has_more: false };
    }
    const [, collection, id] = /^\/v1\/(.+)\/([^/]+)$/.exec(path)!;
    const found = find(id!, kinds[collection!]!);
    return found.object === "balance_transaction" ? expanded(found) : found;
  };

  const respond = (status: number, body: Json, headers: Record<string, string> = {}) =>
    Response.json(body, { status, headers: { "request-id": `req_${++count}`, ...headers } });

  // Longer than anybody waits.
  const silence = () => new Promise((resolve) => setTimeout(resolve, 1_500));

  async function handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const key = request.headers.get("idempotency-key");
    const body = await request.text();
    requests.push({ method: request.method, path: pathname, key });
    if (request.headers.get("authorization") !== `Bearer ${SECRET}`) {
      throw new Refusal(401, { type: "invalid_request_error", message: "Invalid API Key" });
    }
    if (request.headers.get("stripe-version") !== STRIPE_API_VERSION) {
      throw invalid("Another API version than the adapter's objects have.");
    }
    const outage = outages.shift();
    if (outage?.status) return respond(outage.status, { error: outage.error }, outage.headers);
    if (request.method === "GET") return respond(200, get(pathname, searchParams));

    const before = key ? answers.get(key) : undefined;
    if (before && before.body !== pathname + body) {
      throw new Refusal(400, {
        type: "idempotency_error",
        message: "Keys for idempotent requests can only be used with the same parameters.",
      });
    } else if (before) {
      if (outage?.hang) await silence();
      return respond(before.status!, before.answer);
    }
    const method = detached.exec(pathname)?.[1];
    const post = method ? () => detach(method) : posts[pathname];
    if (!post) throw invalid("Unrecognized request URL", undefined, 404);
    const kept: { body: string; status?: number; answer?: Json } = { body: pathname + body };
    if (key) answers.set(key, kept);
    try {
      Object.assign(kept, { status: 200, answer: structuredClone(post(parse(body))) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // What is wrong in form is not kept; what the bank said is.
      if (error.status !== 402) answers.delete(key ?? "");
      Object.assign(kept, { status: error.status, answer: { error: error.error } });
    }
    if (outage?.hang) await silence();
    return respond(kept.status!, kept.answer);
  }

  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) =>
      handle(request).catch((error) => {
        if (error instanceof Refusal) return respond(error.status, { error: error.error });
        console.error(error);
        return respond(500, { error: { type: "api_error", message: String(error) } });
      }),
  );

  return {
    settings: {
      secretKey: SECRET,
      webhookSecrets: [WEBHOOK_SECRET],
      host: { protocol: "http" as const, host: "127.0.0.1", port: server.addr.port },
      timeoutMilliseconds: 300,
    },
    requests,
    /** Scripts what the next requests meet. */
    fail: (...next: Outage[]) => outages.push(...next),
    stop: () => server.shutdown(),

    /** What a person does on a page. */
    complete(id: string, token: string): void {
      const session = find(id, "checkout.session");
      session.customer ??= make("cus", "customer", {}).id;
      let method = null;
      if (session.keeps || session.mode === "payment") {
        method = make("pm", "payment_method", {
          type: "card",
          customer: session.keeps ? session.customer : null,
          card: { brand: "visa", last4: "4242", exp_year: 2035, exp_month: 12 },
        });
        tokens.set(method.id, token);
      }
      const data = session.intent_data;
      if (session.mode === "payment") {
        const intent = session.payment_intent
          ? find(session.payment_intent, "payment_intent")
          : intentOf({
            amount: session.amount_total,
            currency: session.currency,
            customer: session.customer,
            metadata: data?.metadata ?? {},
          });
        session.payment_intent = intent.id;
        intent.payment_method = method.id;
        confirm(intent, token, false);
        session.payment_status = "paid";
      } else {
        const setup = make("seti", "setup_intent", {
          status: "succeeded",
          customer: session.customer,
          payment_method: method.id,
          metadata: data?.metadata ?? {},
        });
        tell("setup_intent.succeeded", setup);
      }
      Object.assign(session, { status: "complete", url: null });
      tell("checkout.session.completed", session);
    },
    expire(id: string): void {
      const session = find(id, "checkout.session");
      Object.assign(session, { status: "expired", url: null });
      tell("checkout.session.expired", session);
    },
    dispute: (payment: string) => openDispute(find(payment, "payment_intent"), 400).id as string,
    decide(id: string, status: "won" | "lost"): void {
      const dispute = find(id, "dispute");
      dispute.status = status;
      if (status === "won") line("adjustment", "dispute_reversal", dispute.amount, 0, dispute);
      tell("charge.dispute.closed", dispute);
    },
    checkAccount(id: string): void {
      const account = find(id, "account");
      account.capabilities.transfers = "active";
      account.payouts_enabled = account.details_submitted = true;
      account.requirements = { currently_due: [], disabled_reason: null };
      tell("account.updated", account, id);
    },
    reverseTransfer(id: string): void {
      const transfer = find(id, "transfer");
      Object.assign(transfer, { amount_reversed: transfer.amount, reversed: true });
      const reversal = make("trr", "transfer_reversal", {
        transfer: transfer.id,
        amount: transfer.amount,
        currency: transfer.currency,
      });
      line("transfer_refund", "transfer_reversal", transfer.amount, 0, reversal);
      tell("transfer.reversed", transfer);
    },
    /** All events so far, as they are posted to the endpoint. */
    deliveries: () => Promise.all(events.map((event) => sign(event))),
  };
}

/** A body with the header that Stripe would send with it, made by the SDK's helper for tests. */
export async function sign(event: unknown, secondsAgo = 0, secret = WEBHOOK_SECRET) {
  const body = JSON.stringify(event);
  const timestamp = Math.floor(Date.now() / 1000) - secondsAgo;
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: body,
    secret,
    timestamp,
  });
  return { body, signature };
}
