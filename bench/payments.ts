// How many events a second the inbox of payment providers takes, beside a plain one-row insert in the
// same run: signed deliveries through the gateway and the function, each of which settles a payment,
// books it and issues a receipt. Everything runs on this machine: stack, database and this load
// generator.
import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { parallel, quantile, report } from "./measure.ts";
import { startBenchStack } from "./stack.ts";

const EVENTS = 8_000;
const WARM = 1_000;
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
    from generate_series(1, ${EVENTS / 10}) as n`;
  const payments = await sql`
    select p.id
    from (select u.id, row_number() over () as n from auth.users u) as giver
    cross join generate_series(1, 10) as gift
    join (select s.id, row_number() over () as n from public.spaces s) as place
      on place.n = (giver.n * 10 + gift) % ${SPACES} + 1
    cross join lateral private.start_payment('donation', place.id, null,
      '{"currency": "EUR", "amount": 1000}', false, 'sandbox', true, giver.id, gift::text) as p`;

  const secret = createHmac("sha256", keys.secret).update("sandbox webhooks").digest("hex");
  const timestamp = Math.floor(Date.now() / 1000);
  const deliveries = await Promise.all(payments.map(async ({ id }, index) => {
    const payload = JSON.stringify({
      id: `evt_${index}`,
      type: "payment.succeeded",
      at: new Date().toISOString(),
      account: null,
      live: false,
      object: {
        kind: "payment",
        id: `pi_${id}`,
        reference: id,
        status: "succeeded",
        amount: 1000,
        currency: "EUR",
        failure: null,
        customer: null,
        method: null,
      },
    });
    return {
      body: payload,
      signature: await Stripe.webhooks.generateTestHeaderStringAsync({
        payload,
        secret,
        timestamp,
      }),
    };
  }));
  const deliver = async ({ body, signature }: typeof deliveries[number]) => {
    const response = await fetch(`${url}/functions/v1/payment-webhooks/sandbox`, {
      method: "POST",
      headers: { "sandbox-signature": signature },
      body,
    });
    const answer = await response.json();
    if (answer.status !== "applied") {
      throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    }
  };
  await parallel(deliveries.slice(0, WARM), CONCURRENCY, deliver);
  const taken = await parallel(deliveries.slice(WARM), CONCURRENCY, deliver);

  await sql`create table public.plain (id text primary key, body jsonb not null)`;
  const inserts = await parallel(
    deliveries,
    CONCURRENCY,
    ({ body, signature }) =>
      sql`insert into public.plain (id, body) values (${signature}, ${body}::jsonb)`,
  );
  report("events of payment providers", [
    [`${Math.round(taken.perSecond)}/s`, `at least ${LIMIT}/s`, taken.perSecond / LIMIT],
    [`p95 ${quantile(taken.milliseconds, 0.95).toFixed(1)} ms`, "", 1],
    [
      `plain one-row insert ${Math.round(inserts.perSecond)}/s`,
      "",
      inserts.perSecond / taken.perSecond,
    ],
  ]);
} finally {
  await stop();
}
