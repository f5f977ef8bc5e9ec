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
