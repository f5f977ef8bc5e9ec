// The commands of the fault test: the nth is always the same, so that whoever looks afterwards knows
// what was asked for without having been told.

/** An amount from one account to another, by their numbers. */
export interface Leg {
  from: number;
  to: number;
  amount: number;
}

export type Command =
  | ({ do: "transfer" } & Leg)
  | { do: "batch"; legs: Leg[] }
  | { do: "hold"; from: number; amount: number }
  | { do: "pay"; hold: number; to: number; amount: number }
  | { do: "void"; hold: number };

export const ACCOUNTS = 50;

/** Idempotency key of the nth command, or of a posting in its batch. */
export const keyOf = (n: number, place?: number): string =>
  `command ${n}${place === undefined ? "" : `.${place}`}`;

/** Of each eight commands one is a hold. It is voided so much later, unless it was paid by then. */
const HELD = 202;

/** The nth command. */
export function commandOf(n: number): Command {
  const random = randomFrom(n);
  const account = () => Math.floor(random() * ACCOUNTS);
  const leg = (): Leg => {
    const [from, to, amount] = [account(), account(), 1 + Math.floor(random() * 20)];
    return { from, to: to === from ? (to + 1) % ACCOUNTS : to, amount };
  };
  switch (n % 8) {
    case 4:
      return { do: "batch", legs: Array.from({ length: 5 }, leg) };
    case 5:
      return { do: "hold", from: account(), amount: 1 + Math.floor(random() * 20) };
    case 6:
      return { do: "pay", hold: n - 1 - 8 * Math.floor(random() * 3), to: account(), amount: 1 };
    case 7:
      return { do: "void", hold: n - HELD };
    default:
      return { do: "transfer", ...leg() };
  }
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
