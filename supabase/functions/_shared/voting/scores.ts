import { ensureRange } from "./errors.ts";

/** 1.0 in micro-units, the integer unit of metrics, scores, relevance, ethics and weights. */
export const MICRO = 1_000_000n;

/** Bounds of the ethics multiplier, in micro-units. */
export const ETHICS_FLOOR = 200_000n;
export const ETHICS_CAP = 1_500_000n;

/** The ethics multiplier of a person about whom nothing is known. */
export const ETHICS_UNKNOWN = MICRO;

/** A value for each of the three metrics of a person in a domain. */
export interface Axes {
  quality: bigint;
  expertise: bigint;
  frequency: bigint;
}

/** How much each metric counts where no configuration says otherwise, in micro-units. */
export const DEFAULT_AXIS_WEIGHTS: Axes = {
  quality: 1_000_000n,
  expertise: 1_500_000n,
  frequency: 750_000n,
};

const AXIS_WEIGHT_MAX = 5n * MICRO;

/** numerator / denominator, rounded to the nearest integer, halves to the even one. */
export function halfEvenDiv(numerator: bigint, denominator: bigint): bigint {
  ensureRange("A denominator", denominator, 1n);
  const truncated = numerator / denominator;
  const floor = truncated * denominator > numerator ? truncated - 1n : truncated;
  const twiceRest = 2n * (numerator - floor * denominator);
  const roundUp = twiceRest > denominator || (twiceRest === denominator && floor % 2n !== 0n);
  return roundUp ? floor + 1n : floor;
}

/**
 * A person's score in a domain, 0..1_000_000: the mean of the three metrics (0..1_000_000) under
 * the axis weights (0..5_000_000, not all 0). Throws `out_of_range`.
 */
export function weightedScore(metrics: Axes, weights: Axes = DEFAULT_AXIS_WEIGHTS): bigint {
  let sum = 0n;
  let weightSum = 0n;
  for (const axis of ["quality", "expertise", "frequency"] as const) {
    ensureRange(`The metric ${axis}`, metrics[axis], 0n, MICRO);
    ensureRange(`The weight of ${axis}`, weights[axis], 0n, AXIS_WEIGHT_MAX);
    sum += weights[axis] * metrics[axis];
    weightSum += weights[axis];
  }
  ensureRange("The sum of the axis weights", weightSum, 1n);
  return halfEvenDiv(sum, weightSum);
}
