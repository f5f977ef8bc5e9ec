/** Adds each ballot's weight, given as numbers, to any slots it counts for, once per slot. */
export type Adder = (weights: Float64Array, slots: Float64Array) => void;

/**
 * Exact sums of weights at the speed of doubles. Below 2^53 in all, doubles are exact; above, the
 * weights are cut into parts so short that no sum of them can round, each part is summed by itself,
 * and the sums are put together.
 */
export function exactSums(weights: readonly bigint[]): (slots: number, add: Adder) => bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  const fits = total <= BigInt(Number.MAX_SAFE_INTEGER);
  const bits = BigInt(fits ? 53 : 52 - Math.ceil(Math.log2(weights.length)));
  const parts: Float64Array[] = [];
  let rest = weights;
  do {
    parts.push(Float64Array.from(rest, (weight) => Number(BigInt.asUintN(Number(bits), weight))));
    rest = rest.map((weight) => weight >> bits);
  } while (rest.some((weight) => weight > 0n));

  return (slots, add) => {
    const sums = new Array<bigint>(slots).fill(0n);
    parts.forEach((part, index) => {
      const partSums = new Float64Array(slots);
      add(part, partSums);
      partSums.forEach((sum, slot) => {
        if (sum !== 0) sums[slot]! += BigInt(sum) << (bits * BigInt(index));
      });
    });
    return sums;
  };
}
