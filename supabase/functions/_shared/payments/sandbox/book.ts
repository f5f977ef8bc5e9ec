// What the sandbox remembers.

/** One thing under its id. `kind` groups what is listed together. */
export interface Entry {
  id: string;
  kind: string;
  body: unknown;
}

/** Entries, for the time of one piece of work. */
export interface Book {
  get(id: string): Promise<Entry | undefined>;
  put(entry: Entry): Promise<void>;
  /** All of a kind, in the order in which they were first put. */
  list(kind: string): Promise<Entry[]>;
}

/** Keeps a book. Pieces of work come one after the other; what one that fails has put is not kept. */
export interface BookKeeper {
  use<T>(work: (book: Book) => Promise<T>): Promise<T>;
}

/** A book that ends with the process. */
export function memoryBook(): BookKeeper {
  const kept = new Map<string, Entry>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    use(work) {
      const turn = last.then(async () => {
        const changed = new Map<string, Entry>();
        const result = await work({
          get: (id) => Promise.resolve(structuredClone(changed.get(id) ?? kept.get(id))),
          put: (entry) => {
            changed.set(entry.id, structuredClone(entry));
            return Promise.resolve();
          },
          list: (kind) =>
            Promise.resolve(
              [...new Map([...kept, ...changed]).values()].filter((entry) => entry.kind === kind)
                .map((entry) => structuredClone(entry)),
            ),
        });
        for (const [id, entry] of changed) kept.set(id, entry);
        return result;
      });
      last = turn.catch(() => {});
      return turn;
    },
  };
}
