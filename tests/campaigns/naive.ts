// The same sums as the database's, done the long way.

/** Every share rounded down, then one unit after the other to whoever is furthest below their due. */
export function largestRemainder(amount: bigint, weights: bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => amount * weight / total);
  const missing = (place: number) => amount * weights[place]! - shares[place]! * total;
  for (let left = amount - shares.reduce((sum, share) => sum + share, 0n); left > 0n; left--) {
    let next = 0;
    for (const place of shares.keys()) if (missing(place) > missing(next)) next = place;
    shares[next]!++;
  }
  return shares;
}

/** The largest whole number whose square is no more, bit by bit. */
function root(square: bigint): bigint {
  let found = 0n;
  for (let bit = 1n << 60n; bit > 0n; bit >>= 1n) {
    if ((found + bit) * (found + bit) <= square) found += bit;
  }
  return found;
}

/** Twice the product of the roots, to six decimals, of every two givers. */
export function score(given: bigint[]): bigint {
  const roots = given.map((amount) => root(amount * 10n ** 12n));
  let sum = 0n;
  for (const [place, one] of roots.entries()) {
    for (const other of roots.slice(place + 1)) sum += 2n * one * other;
  }
  return sum;
}

/** With a cap: whoever is due the most is filled up, one after the other; the rest is shared. */
export function matching(pot: bigint, scores: bigint[], cap: bigint | null): bigint[] {
  const weights = [...scores];
  const full: number[] = [];
  let left = pot;
  while (cap !== null) {
    const total = weights.reduce((sum, weight) => sum + weight, 0n);
    const first = weights.indexOf(weights.reduce((most, weight) => weight > most ? weight : most));
    if (total === 0n || left * weights[first]! < cap * total) break;
    full.push(first);
    weights[first] = 0n;
    left -= cap;
  }
  const shares = largestRemainder(left, weights);
  for (const place of full) shares[place] = cap!;
  return shares;
}
