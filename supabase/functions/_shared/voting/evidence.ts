import { ensureRange } from "./errors.ts";
import { type Axes, halfEvenDiv, MICRO } from "./scores.ts";

const NANO = 1_000_000_000n;

/** ½ to the power of 1/2, 1/4, 1/8 …, to nine digits. */
const ROOTS = [
  707106781n,
  840896415n,
  917004043n,
  957603281n,
  978572062n,
  989228013n,
  994599423n,
  997296056n,
  998647113n,
  999323328n,
  999661606n,
  999830789n,
  999915391n,
  999957695n,
  999978847n,
  999989423n,
  999994712n,
  999997356n,
  999998678n,
  999999339n,
  999999669n,
  999999835n,
  999999917n,
  999999959n,
];

/**
 * What is left of a value (0..1_000_000) after some days, half of it every `halfLifeDays`. Whole
 * halvings divide; the rest, in 2²⁴ths of a half-life rounded down, is a product of `ROOTS`, each
 * step rounded half to even, as the end is. Throws `out_of_range`.
 */
export function decay(value: bigint, days: bigint, halfLifeDays: bigint): bigint {
  ensureRange("A value that decays", value, 0n, MICRO);
  ensureRange("A half-life", halfLifeDays, 1n);
  if (days <= 0n) return value;
  const halvings = days / halfLifeDays;
  if (halvings > 30n) return 0n;
  const part = ((days % halfLifeDays) << 24n) / halfLifeDays;
  const factor = ROOTS.reduce(
    (factor, root, place) =>
      part & (1n << BigInt(23 - place)) ? halfEvenDiv(factor * root, NANO) : factor,
    NANO,
  );
  return halfEvenDiv(value * factor, NANO << halvings);
}

/** Something that is known of a person's work in a domain; days are those of UTC since 1970. */
export interface Evidence {
  kind: string;
  given: Axes;
  day: bigint;
}

/** The metrics that evidence comes to, oldest first, and the day from which they decay. */
export function foldEvidence(
  events: readonly Evidence[],
  halfLifeDays: bigint,
): { metrics: Axes; day: bigint } | null {
  let state: { metrics: Axes; day: bigint } | null = null;
  for (const { kind, given, day } of events) {
    const since: bigint = state ? day - state.day : 0n;
    const before: Axes | undefined = state?.metrics;
    const after = (axis: keyof Axes): bigint =>
      applied(kind, decay(before?.[axis] ?? 0n, since, halfLifeDays), given[axis]);
    state = {
      metrics: {
        quality: after("quality"),
        expertise: after("expertise"),
        frequency: after("frequency"),
      },
      day,
    };
  }
  return state;
}

/** An axis after an event: set, shifted, or moved a part of the way to 1.0. */
function applied(kind: string, before: bigint, given: bigint): bigint {
  if (kind === "assessment") return given;
  if (kind === "context_adjustment") {
    const shifted = before + given;
    return shifted < 0n ? 0n : shifted > MICRO ? MICRO : shifted;
  }
  return before + halfEvenDiv((MICRO - before) * given, MICRO);
}
