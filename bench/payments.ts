// How many events a second the inbox of payment providers takes, beside a plain one-row insert in the
// same run: signed deliveries through the gateway and the function. Of a payment on its page Stripe
// tells five times, and one of these books it and issues its receipt: see `told`. Everything runs on
// this machine: stack, database and this load generator.
import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { parallel, plain, quantile, rate, report } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const PAYMENTS = 3_000;
const WARM = 400;
/** So many payments later comes a payment's next event. */
const APART = 20;
const SPACES = 50;
const CONCURRENCY = 20;
const LIMIT = 1_000;

const { url, keys, sql, stop } = await startBenchStack(CONCURRENCY);
try {
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  await sql`
    insert into public.spaces (slug, name, visibility)
    select 'space-' || n, 'Space ' || n, 'public' from generate_series(1, ${SPACES}) as n`;
  // Ten gifts each, since nobody may leave more than twenty unpaid.
  await sql`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', 'giver' || n || '@example.com'
    from generate_series(1, ${PAYMENTS / 10}) as n`;
  const payments = await sql<{ id: string }[]>`
    select p.id
    from (select u.id, row_number() over () as n from auth.users u) as giver
    cross join generate_series(1, 10) as gift
    join (select s.id, row_number() over () as n from public.spaces s) as place
      on place.n = (giver.n * 10 + gift) % ${SPACES} + 1
    cross join lateral private.start_payment('donation', place.id, null,
      '{"currency": "EUR", "amount": 1000}', false, 'sandbox', true, giver.id, gift::text) as p`;

  const secret = createHmac("sha256", keys.secret).update("sandbox webhooks").digest("hex");
  const timestamp = Math.floor(Date.now() / 1000);
  const sign = async (event: Record<string, unknown>) => {
    const payload = JSON.stringify({
      ...event,
      at: new Date().toISOString(),
      account: null,
      live: false,
    });
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload,
      secret,
      timestamp,
    });
    return { body: payload, signature };
  };
  const deliver = async ({ body, signature }: typeof deliveries[number]) => {
    const response = await fetch(`${url}/functions/v1/payment-webhooks/sandbox`, {
      method: "POST",
      headers: { "sandbox-signature": signature },
      body,
    });
    const answer = await response.json();
    if (response.status !== 200 || !["applied", "ignored"].includes(answer.status)) {
      throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    }
  };
  const deliveries = await Promise.all(inTurn(payments.map(({ id }) => told(id))).map(sign));
  await parallel(deliveries.slice(0, WARM * 5), CONCURRENCY, deliver);
  await sql`analyze`;
  const taken = await parallel(deliveries.slice(WARM * 5), CONCURRENCY, deliver);
  const [{ receipts } = { receipts: 0 }] = await sql`
    select count(*)::int as receipts from public.receipts`;
  if (receipts !== PAYMENTS) throw new Error(`${receipts} receipts for ${PAYMENTS} payments`);

  await sql`create table public.plain (id text primary key, body jsonb not null)`;
  const inserts = await parallel(
    deliveries,
    CONCURRENCY,
    ({ body, signature }) =>
      sql`insert into public.plain (id, body) values (${signature}, ${body}::jsonb)`,
  );
  report("events of payment providers", [
    ...rate("", taken.perSecond, LIMIT, inserts.perSecond),
    [`p95 ${quantile(taken.milliseconds, 0.95).toFixed(1)} ms`, "", 1],
    plain(inserts.perSecond, taken.perSecond),
  ]);
} finally {
  await stop();
}

/** What a provider tells of one payment on its page, in the order in which Stripe does. */
function told(payment: string): Record<string, unknown>[] {
  const object = (status: string) => ({
    kind: "payment",
    id: `pi_${payment}`,
    reference: payment,
    status,
    amount: 1000,
    currency: "EUR",
    failure: null,
    customer: null,
    method: null,
  });
  const checkout = {
    kind: "checkout",
    id: `cs_${payment}`,
    reference: payment,
    status: "completed",
    url: null,
    payment: `pi_${payment}`,
  };
  return [
    { type: "payment_intent.created", object: object("pending") },
    { type: "charge.succeeded", object: object("succeeded") },
    { type: "payment_intent.succeeded", object: object("succeeded") },
    { type: "checkout.session.completed", object: checkout },
    { type: "charge.updated", object: object("succeeded") },
  ].map((event, place) => ({ id: `evt_${payment}_${place}`, ...event }));
}

/** All events in a row: between two of one payment come those of others. */
function inTurn<T>(events: T[][]): T[] {
  return events
    .flatMap((some, at) => some.map((event, place) => ({ event, turn: at + place * APART })))
    .sort((a, b) => a.turn - b.turn)
    .map(({ event }) => event);
}
