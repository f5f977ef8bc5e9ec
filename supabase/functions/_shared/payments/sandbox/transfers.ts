// Transfers in the sandbox, which do what the account they go to was scripted to.
import type { TransferObject, TransferRequest } from "../port.ts";
import { accounts, type AccountScript } from "./methods.ts";
import type { Outcome, Records } from "./records.ts";

const scriptOf = async (records: Records, account: string): Promise<Partial<AccountScript>> =>
  accounts.get(await records.aside<string | undefined>(account) ?? "") ?? {};

/** What the account has the sandbox fail with: once for each key, so that a retry helps. */
export async function transferOutage(
  records: Records,
  { account }: TransferRequest,
  key: string,
): Promise<AccountScript["outage"]> {
  const { outage } = await scriptOf(records, account);
  if (!outage || await records.aside(`outage:${key}`)) return undefined;
  await records.putAside(`outage:${key}`, true);
  return outage;
}

/** Sends money to an account, if it takes any. */
export async function transfer(
  records: Records,
  id: string,
  { account, amount, currency, reference }: TransferRequest,
): Promise<Outcome<TransferObject>> {
  const { status } = await records.find("account", account);
  if (status !== "verified") {
    return {
      refusal: ["invalid_request", "This account takes no transfers.", "account_not_verified"],
    };
  }
  const { refused, reversed } = await scriptOf(records, account);
  const isForNow = refused?.[0] === "insufficient_funds";
  if (refused && !(isForNow && await records.aside(`refused:${account}`))) {
    await records.putAside(`refused:${account}`, true);
    return { refusal: [refused[0], "The sandbox was asked to refuse.", refused[1]] };
  }
  const answer = await records.put<TransferObject>({
    kind: "transfer",
    id,
    reference,
    account,
    amount,
    currency,
    reversed: 0,
  }, "transfer.created");
  await transferLine(records, answer, -amount, id);
  if (reversed) await reverse(records, answer, Math.floor(amount * reversed / 100));
  return { answer };
}

/** Some of a transfer comes back. */
export async function reverse(
  records: Records,
  sent: TransferObject,
  amount: number,
): Promise<TransferObject> {
  const reversed = sent.reversed + amount;
  await transferLine(records, sent, amount, `${sent.id}:${reversed}`);
  return await records.put<TransferObject>({ ...sent, reversed }, "transfer.reversed");
}

const transferLine = (
  records: Records,
  { id, currency }: TransferObject,
  amount: number,
  occasion: string,
) =>
  records.line({ type: "transfer", amount, currency, fee: 0, source: id, payment: null }, occasion);
