import { sql } from "kysely";
import type { Context } from "hono";
import { asService, callPrivate } from "../_shared/database.ts";
import { receive, told } from "../_shared/payments/inbox.ts";
import type { AccountObject, ObjectKind, PaymentProvider } from "../_shared/payments/port.ts";
import { providerNamed, providers } from "../_shared/payments/providers.ts";
import { currentSeal } from "../_shared/payments/seal.ts";
import { Problem } from "../_shared/problem.ts";
import { tendCharges } from "./charges.ts";
import { each } from "./each.ts";
import { tendMethods } from "./methods.ts";
import { lookUp } from "./payout_accounts.ts";
import { sendPayouts } from "./payouts.ts";
import { printReceipts } from "./receipts.ts";
import { askForRefund } from "./refunds.ts";

const steps: Record<string, () => Promise<number>> = {
  refunds,
  payments,
  accounts,
  payouts: sendPayouts,
  receipts: printReceipts,
  lines,
  sealed,
  methods: tendMethods,
  charges: tendCharges,
};

/**
 * What the schedule does about payments: refunds whose answer was lost, payments and accounts whose
 * webhook did not come, payouts and receipts that wait, the provider's book, what an old key sealed, kept
 * methods, and charges that are due. The step named or all, each by itself, so that none stops another.
 */
export async function tend(c: Context): Promise<Response> {
  const asked = c.req.param("step");
  if (asked && !Object.hasOwn(steps, asked)) {
    throw new Problem(404, "not_found", "The schedule has no such step.");
  }
  const done: Record<string, number | string> = {};
  for (const name of asked ? [asked] : Object.keys(steps)) {
    try {
      done[name] = await steps[name]!();
    } catch (error) {
      console.error(`${name}:`, error);
      done[name] = "failed";
    }
  }
  return c.json(done);
}

/** As the service role: a schedule is nobody. */
const rows = <T>(statement: ReturnType<typeof sql<T>>) =>
  asService(null, async (database) => (await statement.execute(database)).rows);

async function refunds(): Promise<number> {
  const due = await rows(sql<{ id: string }>`select id from private.refunds_to_ask_for() as id`);
  return each(due, ({ id }) => askForRefund(id));
}

async function payments(): Promise<number> {
  const due = await rows(
    sql<{ provider: string; kind: ObjectKind; sealed_id: string }>`
      select * from private.payments_to_look_up()`,
  );
  const seal = await currentSeal();
  return each(due, async ({ provider, kind, sealed_id }) => {
    const known = providerNamed(provider);
    const object = await known.fetchObject(kind, seal.unseal(sealed_id));
    await told(known, "looked_up", object);
    // A page alone does not say what became of the money.
    if (object.kind === "checkout" && object.payment !== null) {
      await told(known, "looked_up", await known.fetchObject("payment", object.payment));
    }
  });
}

async function accounts(): Promise<number> {
  const due = await rows(
    sql<{
      provider: string;
      sealed_id: string;
      status: AccountObject["status"];
      missing: string[];
    }>`
      select * from private.payout_accounts_to_look_up() where sealed_id is not null`,
  );
  const seal = await currentSeal();
  return each(
    due,
    ({ provider, sealed_id, ...known }) =>
      lookUp(providerNamed(provider), seal.unseal(sealed_id), known),
  );
}

async function lines(): Promise<number> {
  let count = 0;
  for (const provider of providers) count += await linesOf(provider);
  return count;
}

async function linesOf(provider: PaymentProvider): Promise<number> {
  const known = await callPrivate<string>(null, "balance_lines_since", { provider: provider.name });
  const since = new Date(known).toISOString();
  let count = 0;
  let after: string | undefined;
  do {
    const page = await provider.balanceTransactions(since, after);
    for (const line of page.transactions) {
      const status = await receive(provider, {
        // The same line is the same event, and one that changed another.
        id: `line:${line.id}:${line.amount}:${line.fee}`,
        type: "balance_transaction.read",
        at: line.at,
        account: null,
        live: false,
        object: line,
      });
      if (status !== "duplicate") count++;
    }
    after = page.next ?? undefined;
  } while (after);
  return count;
}

async function sealed(): Promise<number> {
  const old = await rows(
    sql<{ source: string; id: string; sealed: string }>`
      select * from private.sealed_with_old_keys()`,
  );
  const seal = await currentSeal();
  return each(old, async ({ source, id, sealed }) => {
    const { digests: [digest], sealed: anew, key_version } = seal.id(seal.unseal(sealed));
    await callPrivate(null, "seal_anew", { source, id, digest, sealed: anew, key_version });
  });
}
