// The sandbox's book: objects, lines of the balance, events, and answers kept under their keys.
import { createHash } from "node:crypto";
import {
  type BalanceTransaction,
  type ObjectKind,
  type ObjectOf,
  ProviderError,
  type ProviderEvent,
  type ProviderObject,
} from "../port.ts";
import type { Book, BookKeeper } from "./book.ts";

export const digest = (text: string) =>
  createHash("sha256").update(text).digest("hex").slice(0, 24);

/** What a command ends with: an answer, or a refusal that is kept and told again. */
export type Outcome<T> = { answer: T } | { refusal: ConstructorParameters<typeof ProviderError> };

/** The book during one piece of work, in terms of what a provider has. */
export class Records {
  constructor(private readonly book: Book, private readonly now: () => Date) {}

  async find<Kind extends ObjectKind>(kind: Kind, id: string): Promise<ObjectOf<Kind>> {
    const entry = await this.book.get(id);
    if (entry?.kind !== kind) throw new ProviderError("not_found", `There is no ${kind} ${id}.`);
    return entry.body as ObjectOf<Kind>;
  }

  async all<Kind extends ObjectKind>(kind: Kind): Promise<ObjectOf<Kind>[]> {
    return (await this.book.list(kind)).map(({ body }) => body as ObjectOf<Kind>);
  }

  /** What the sandbox knows of an object and tells nobody. */
  async aside<T>(id: string): Promise<T> {
    return (await this.book.get(`aside:${id}`))?.body as T;
  }

  putAside(id: string, body: unknown): Promise<void> {
    return this.book.put({ id: `aside:${id}`, kind: "aside", body });
  }

  /** Keeps an object as it is now and, with a type, tells of it. */
  async put<T extends ProviderObject>(object: T, type?: string, account?: string): Promise<T> {
    await this.book.put({ id: object.id, kind: object.kind, body: object });
    if (type) {
      const count = ((await this.book.get("count"))?.body as number | undefined ?? 0) + 1;
      await this.book.put({ id: "count", kind: "count", body: count });
      const event: ProviderEvent = {
        id: `evt_${digest(`${count}:${object.id}:${type}`)}`,
        type,
        at: this.now().toISOString(),
        account: account ?? null,
        live: false,
        object,
      };
      await this.book.put({ id: event.id, kind: "event", body: event });
    }
    return object;
  }

  /** Writes a line of the balance. */
  line(line: Omit<BalanceTransaction, "kind" | "id" | "at">, occasion: string): Promise<unknown> {
    return this.put({
      kind: "balance_transaction",
      id: `txn_${digest(occasion)}`,
      ...line,
      at: this.now().toISOString(),
    });
  }

  async events(): Promise<ProviderEvent[]> {
    return (await this.book.list("event")).map(({ body }) => body as ProviderEvent);
  }
}

/** Does a command once for each key, as providers do: refusals are remembered, too. */
export async function once<T>(
  keeper: BookKeeper,
  now: () => Date,
  key: string,
  request: unknown,
  work: (book: Records) => Promise<Outcome<T>>,
): Promise<T> {
  const hash = digest(JSON.stringify(request));
  const outcome = await keeper.use(async (book) => {
    const before = (await book.get(`key:${key}`))?.body as
      | { hash: string; outcome: Outcome<T> }
      | undefined;
    if (before) {
      if (before.hash === hash) return before.outcome;
      throw new ProviderError("key_reused", "This key belongs to another request.");
    }
    const outcome = await work(new Records(book, now));
    await book.put({ id: `key:${key}`, kind: "key", body: { hash, outcome } });
    return outcome;
  });
  if ("refusal" in outcome) throw new ProviderError(...outcome.refusal);
  return outcome.answer;
}
