// People give, providers tell, treasurers send back, while the functions' process and Postgres are
// killed, again and again. What was acknowledged is there, once; of what was not, there is all or
// nothing; the provider tells everything once more, and then its book and ours say the same.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import postgres from "postgres";
import Stripe from "stripe";
import type { Child } from "../../stack/child.ts";
import { startFunctions } from "../../stack/functions.ts";
import { repository } from "../../stack/packages.ts";
import { prepareData } from "../../stack/prepared_data.ts";
import { type Database, startDatabase } from "../../stack/stack.ts";
import { personToken } from "../../stack/tokens.ts";
import { killPostgres, reachable } from "../support/kills.ts";

const isNight = Deno.env.has("NIGHTLY");
const STORIES = isNight ? 10_000 : 60;
/** Of each: of the functions' process, and of Postgres. */
const KILLS = isNight ? 50 : 2;
const LANES = 6;
const AMOUNT = 1_000;

type Step = "checkout" | "page" | "succeeded" | "refund" | "dispute" | "won";
/** What each step of a story came to: `done`, or `lost` where nobody knows. */
type Outcomes = Map<string, { story: number; step: Step; payment: string; outcome: string }>;

/** Every tenth payment is made on the sandbox's page, the others are told of by signed events. */
function stepsOf(story: number): Step[] {
  switch (story % 10) {
    case 0:
      return ["checkout", "page", "refund"];
    case 1:
      return ["checkout", "succeeded", "dispute", "won"];
    case 2:
      return ["checkout", "succeeded", "dispute"];
    default:
      return ["checkout", "succeeded"];
  }
}

Deno.test("the functions' process and Postgres are killed while money moves", async (t) => {
  const data = await prepareData({ seed: false });
  const database = await startDatabase({ data, ephemeral: false, seed: false });
  const postgresProcess = { current: database.child };
  const process = await functionsOf(database);
  try {
    const world = await found(database);
    const outcomes = await play(database, postgresProcess, process, world);
    const { url } = process;
    const service = { authorization: "", apikey: database.keys.secret };
    const post = async (path: string, body: unknown = {}) => {
      const response = await fetch(`${url}/functions/v1/payments/${path}`, {
        method: "POST",
        headers: { ...service, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer = await response.json();
      assert.equal(response.status, 200, JSON.stringify(answer));
      return answer;
    };
    const sql = postgres(database.url, { max: 1, onnotice: () => {} });

    await t.step(
      "the provider tells everything again, and the schedule asks once more",
      async () => {
        for (const { http } of await post("sandbox/deliver")) assert.equal(http, 200);
        await post("due/refunds");
      },
    );
    await t.step("the books add up", async () => {
      assert.deepEqual([...await sql`select * from private.reconcile_ledger()`], []);
    });
    await t.step("what was acknowledged is there once", () => checkSteps(sql, outcomes));
    await t.step("nothing is half done", () => checkPayments(sql));
    await t.step("steps were lost, and none was refused", () => {
      const seen = new Set([...outcomes.values()].map(({ outcome }) => outcome));
      assert.deepEqual([...seen].sort(), ["done", "lost"]);
    });
    await sql.end();
  } finally {
    await process.stop();
    await postgresProcess.current.stop();
    await database.stop();
    await Deno.remove(data, { recursive: true });
  }
});

/** The functions' process, under an address that stays when it is another one. */
async function functionsOf(database: Database) {
  const { folder, keys, server } = database;
  const address = Promise.withResolvers<string>();
  let running: { child: Child; url: string };
  const gate = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) => address.resolve(`http://127.0.0.1:${port}`),
    onError: () => new Response("{}", { status: 502 }),
  }, (request) => {
    const { pathname } = new URL(request.url);
    const { method, headers, body } = request;
    return fetch(running.url + pathname.slice("/functions/v1".length), { method, headers, body });
  });
  const url = await address.promise;
  const start = async () => {
    running = await startFunctions(repository, folder, keys, { url, databasePort: server.port });
  };
  await start();
  return {
    url,
    async kill() {
      Deno.kill(running.child.pid, "SIGKILL");
      await running.child.ended;
      await start();
    },
    async stop() {
      await gate.shutdown();
      await running.child.stop();
    },
  };
}

interface World {
  space: string;
  treasurer: string;
  givers: string[];
}

/** A space and people who give, ten times each: nobody may leave more than twenty unpaid. */
async function found(database: Database): Promise<World> {
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await sql`update public.feature_flags set is_enabled = true where key = 'donations_v1'`;
  const people = await sql<{ id: string }[]>`
    insert into auth.users (id, aud, role, email)
    select gen_random_uuid(), 'authenticated', 'authenticated', 'person' || n || '@example.com'
    from generate_series(0, ${Math.ceil(STORIES / 10)}::int) as n
    returning id`;
  const [treasurer, ...givers] = people.map(({ id }) => id) as [string, ...string[]];
  const space = await sql.begin(async (sql) => {
    await sql`select set_config('request.jwt.claims', ${JSON.stringify({ sub: treasurer })}, true)`;
    const [{ id } = { id: "" }] = await sql`
      select id from public.create_space('Rowing Club', 'rowing')`;
    await sql`update public.spaces set visibility = 'public' where id = ${id}`;
    return id as string;
  });
  await sql.end();
  return { space, treasurer, givers };
}

/** Plays all stories, several at once, and kills on the way. */
async function play(
  database: Database,
  postgresProcess: { current: Child },
  process: Awaited<ReturnType<typeof functionsOf>>,
  { space, treasurer, givers }: World,
): Promise<Outcomes> {
  const { keys } = database;
  const outcomes: Outcomes = new Map();
  const secret = createHmac("sha256", keys.secret).update("sandbox webhooks").digest("hex");
  const total = Array.from({ length: STORIES }, (_, story) => stepsOf(story).length)
    .reduce((sum, steps) => sum + steps, 0);
  let [tried, kills] = [0, 0];
  let whole: Promise<unknown> = Promise.resolve();

  /** While some are on their way; the next wait until all is whole again. */
  const kill = async (which: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5 + which % 20));
    if (which % 2 === 1) await process.kill();
    else await killPostgres(database, postgresProcess, which % 4 === 0);
    await reachable(database);
  };
  const post = async (path: string, headers: Record<string, string>, body: string) => {
    try {
      const response = await fetch(`${process.url}/functions/v1/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      });
      return { status: response.status, answer: await response.json() };
    } catch {
      return { status: 502, answer: {} };
    }
  };
  const as = async (person: string) => ({
    authorization: `Bearer ${await personToken(keys, person)}`,
  });
  const tell = async (id: string, object: Record<string, unknown>) => {
    const payload = JSON.stringify({
      id,
      type: "told",
      at: new Date().toISOString(),
      account: null,
      live: false,
      object,
    });
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret });
    return post("payment-webhooks/sandbox", { "sandbox-signature": signature }, payload);
  };

  const send = async (story: number, step: Step, payment: string, page: string) => {
    const giver = givers[story % givers.length]!;
    const dispute = (status: string) =>
      tell(`${payment}:${status}`, {
        kind: "dispute",
        id: `dp_${payment}`,
        payment: `pi_${payment}`,
        status,
        amount: AMOUNT,
        currency: "EUR",
        reason: "fraudulent",
        dueBy: null,
      });
    switch (step) {
      case "checkout":
        return post(
          "payments/checkouts",
          await as(giver),
          JSON.stringify({
            space,
            purpose: "donation",
            details: { currency: "EUR", amount: AMOUNT },
            request_key: `story ${story}`,
            success_url: "https://app.test/thanks",
            cancel_url: "https://app.test/",
          }),
        );
      case "page":
        return post(page, {}, JSON.stringify({ method: "pm_card_visa" }));
      case "succeeded":
        return tell(`${payment}:succeeded`, {
          kind: "payment",
          id: `pi_${payment}`,
          reference: payment,
          status: "succeeded",
          amount: AMOUNT,
          currency: "EUR",
          failure: null,
          customer: null,
          method: null,
        });
      case "refund":
        return post(
          "payments/refunds",
          await as(treasurer),
          JSON.stringify({ payment, amount: AMOUNT / 2, request_key: `story ${story}` }),
        );
      case "dispute":
        return dispute("open");
      case "won":
        return dispute("won");
    }
  };

  const tellStory = async (story: number) => {
    let [payment, page] = ["", ""];
    for (const step of stepsOf(story)) {
      for (;;) {
        await whole;
        tried++;
        if (kills < 2 * KILLS && tried > (kills + 1) * Math.floor(total / (2 * KILLS + 1))) {
          whole = kill(++kills);
        }
        const { status, answer } = await send(story, step, payment, page);
        const isStored = ["failed", "waiting", "parked"].includes(answer.status);
        // A page that was paid before its answer was lost is closed.
        const outcome = status < 300 && !isStored || answer.details === "page_closed"
          ? "done"
          : status >= 500
          ? "lost"
          : answer.code ?? answer.status;
        if (step === "checkout" && outcome === "done") {
          payment = answer.payment.id;
          page = new URL(answer.url).pathname.slice("/functions/v1/".length);
        }
        outcomes.set(`${story} ${step}`, { story, step, payment, outcome });
        if (outcome === "done") break;
        if (outcome !== "lost" || story % 2 === 1) return;
      }
    }
  };
  const stories = Array.from({ length: STORIES }, (_, story) => story).values();
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const story of stories) await tellStory(story);
  }));
  await whole;
  assert.equal(kills, 2 * KILLS);
  return outcomes;
}

/** Every acknowledged step has left its mark, whatever was killed after it. */
async function checkSteps(sql: postgres.Sql, outcomes: Outcomes) {
  const rows = await sql`
    select p.request_key, p.id, p.status, p.refunded_amount::int as refunded,
      p.disputed_amount::int as disputed,
      (select count(*)::int from public.refunds r where r.payment_id = p.id) as refunds
    from public.payments p`;
  const payments = new Map(rows.map((row) => [row.request_key, row]));
  assert.equal(payments.size, rows.length);
  for (const { story, step, payment, outcome } of outcomes.values()) {
    const row = payments.get(`story ${story}`);
    if (outcome !== "done") continue;
    assert.equal(row?.id, payment, `${story} ${step}`);
    const isWon = outcomes.get(`${story} won`)?.outcome;
    if (step !== "checkout") assert.equal(row!.status, "succeeded", `${story} ${step}`);
    if (step === "refund") assert.deepEqual([row!.refunds, row!.refunded], [1, AMOUNT / 2]);
    if (step === "won") assert.equal(row!.disputed, 0, `${story} ${step}`);
    if (step === "dispute" && isWon === undefined) assert.equal(row!.disputed, AMOUNT);
  }
}

/** A payment that succeeded is booked and has a receipt, whole; any other has neither. */
async function checkPayments(sql: postgres.Sql) {
  const halves = await sql`
    select p.id, p.status, r.number, b.booked
    from public.payments p
    left join public.receipts r on r.payment_id = p.id
    left join (
      select t.reference, -sum(e.amount)::int as booked
      from private.ledger_transactions t
      join private.ledger_entries e on e.transaction_id = t.id
      join public.ledger_accounts a on a.id = e.account_id and a.purpose = 'provider:sandbox'
      group by 1
    ) as b on b.reference = 'payments/' || p.id
    where (p.status = 'succeeded') <> (r.id is not null)
      or coalesce(b.booked, 0) <> case when p.status = 'succeeded'
        then p.total_amount - p.refunded_amount - p.disputed_amount else 0 end`;
  assert.deepEqual([...halves], []);
  const [numbers] = await sql`
    select count(*)::int as receipts, max(number) as last, min(number) as first
    from public.receipts`;
  assert.deepEqual(
    [numbers!.first, numbers!.last],
    [1, numbers!.receipts],
    "no number is left out",
  );
}
