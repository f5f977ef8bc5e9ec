/** Compares a/b with c/d exactly, the denominators positive: negative, 0 or positive. */
export function compareFractions(a: bigint, b: bigint, c: bigint, d: bigint): number {
  const left = a * d;
  const right = c * b;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The greatest common divisor of two bigints that are not negative. */
export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** A fraction in lowest terms, as text: "7/2", or "3" where it is whole. */
export function fractionText(numerator: bigint, denominator: bigint): string {
  const common = gcd(numerator < 0n ? -numerator : numerator, denominator);
  const [top, bottom] = [numerator / common, denominator / common];
  return bottom === 1n ? `${top}` : `${top}/${bottom}`;
}
