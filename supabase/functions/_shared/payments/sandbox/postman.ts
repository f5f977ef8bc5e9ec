// Brings the sandbox's deliveries to our endpoint, as a provider would: over HTTP, until they are taken.
import { environment } from "../../environment.ts";
import { deliveries, type DeliveryOrder } from "./deliveries.ts";
import type { Sandbox } from "./mod.ts";
import { Records } from "./records.ts";

/** Posts deliveries as ordered, and says how each was taken. */
export async function deliver(sandbox: Sandbox, order: DeliveryOrder) {
  const taken: { http: number; [answer: string]: unknown }[] = [];
  for (const { body, signature } of await deliveries(sandbox, order)) {
    const response = await fetch(
      `${environment.SUPABASE_URL}/functions/v1/payment-webhooks/sandbox`,
      { method: "POST", headers: { [sandbox.signatureHeader]: signature }, body },
    );
    taken.push({ http: response.status, ...await response.json() });
  }
  return taken;
}

/** Posts what was not taken yet, up to the first that is not taken now. */
export async function deliverNew(sandbox: Sandbox): Promise<void> {
  const records = <T>(work: (records: Records) => Promise<T>) =>
    sandbox.keeper.use((book) => work(new Records(book, sandbox.now)));
  const from = await records((records) => records.aside<number | undefined>("delivered")) ?? 0;
  const taken = await deliver(sandbox, { from });
  const refused = taken.findIndex(({ http }) => http !== 200);
  const upTo = from + (refused < 0 ? taken.length : refused);
  await records(async (records) => {
    const before = await records.aside<number | undefined>("delivered") ?? 0;
    await records.putAside("delivered", Math.max(before, upTo));
  });
}

/** The sandbox, which tells of what it was asked to do before it answers. */
export function telling(sandbox: Sandbox): Sandbox {
  const then =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      try {
        return await work(...args);
      } finally {
        // What cannot be delivered now is with the next.
        await deliverNew(sandbox).catch((error) => console.error("sandbox:", error));
      }
    };
  return {
    ...sandbox,
    detach: then(sandbox.detach),
    charge: then(sandbox.charge),
    refund: then(sandbox.refund),
    createTransfer: then(sandbox.createTransfer),
    createAccount: then(sandbox.createAccount),
  };
}
