// Events as the inbox has them, made by hand: tests that care for order need no provider.
import type postgres from "postgres";
import { createHash } from "node:crypto";

/** An id as the function would seal it: a digest, and nothing inside. */
export const sealedId = (id: string) => ({
  digests: [createHash("sha256").update(id).digest("hex")],
  sealed: null,
  key_version: 1,
});

/** An event about an object of the provider's. */
export interface Told {
  id: string;
  at: string;
  object: Record<string, unknown>;
  account?: string;
}

const ids = ["id", "payment", "account", "source"];

/** The event as receive_payment_event() takes it. */
export function event({ id, at, object, account }: Told) {
  const sealed = Object.entries(object).map(([name, value]) => [
    name,
    ids.includes(name) && typeof value === "string" ? sealedId(value) : value,
  ]);
  return {
    id,
    type: `${object.kind}.${object.status ?? "read"}`,
    at,
    account: account ? sealedId(account) : null,
    live: false,
    object: Object.fromEntries(sealed),
  };
}

/** Tells the inbox of something, as the function does. */
export async function tell(sql: postgres.Sql, told: Told): Promise<string> {
  const [row] = await sql`
    select private.receive_payment_event('sandbox', ${sql.json(event(told) as never)}, null, null)
      as status`;
  return row!.status;
}
