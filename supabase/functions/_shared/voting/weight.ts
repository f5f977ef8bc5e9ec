import { ensureRange } from "./errors.ts";
import { ETHICS_CAP, ETHICS_FLOOR, ETHICS_UNKNOWN, halfEvenDiv, MICRO } from "./scores.ts";

/** What weighs a ballot; every value in micro-units. */
export interface WeightInput {
  /** By domain, 0..1_000_000 each, 1_000_000 in all. */
  relevance: Readonly<Record<string, bigint>>;
  /** By domain, 0..1_000_000; a domain left out counts as 0, one outside `relevance` not at all. */
  scores: Readonly<Record<string, bigint>>;
  /** 200_000..1_500_000; null when nothing is known, which is 1_000_000. */
  ethics: bigint | null;
  /** The most that scores may add before ethics; 0 or more. */
  cap: bigint;
}

/** One domain's part: `product` is relevance × score, exact, in 10⁻¹² votes. */
export interface Term {
  domain: string;
  relevance: bigint;
  score: bigint;
  product: bigint;
}

/**
 * A weight with its explanation. It re-sums: with s = Σ product, `capped` says s > cap × 10⁶,
 * bonus = halfEven(min(s, cap × 10⁶) × ethics / 10¹²), weight = 1_000_000 + bonus.
 */
export interface BallotWeight {
  weight: bigint;
  terms: Term[];
  capped: boolean;
  bonus: bigint;
  ethics: bigint;
}

/**
 * What a ballot weighs, in micro-votes: 1 + min(Σ relevance × score, cap) × ethics, exact until one
 * rounding at the end. Never below 1 vote and never above 2.5. Throws `out_of_range`.
 */
export function ballotWeight({ relevance, scores, cap, ...person }: WeightInput): BallotWeight {
  const ethics = person.ethics ?? ETHICS_UNKNOWN;
  ensureRange("The ethics multiplier", ethics, ETHICS_FLOOR, ETHICS_CAP);
  ensureRange("The cap", cap, 0n);

  const terms = Object.keys(relevance).sort().map((domain) => term(domain, relevance, scores));
  const relevanceSum = terms.reduce((sum, term) => sum + term.relevance, 0n);
  ensureRange("The sum of relevance", relevanceSum, MICRO, MICRO);

  const sum = terms.reduce((sum, term) => sum + term.product, 0n);
  const capped = sum > cap * MICRO;
  const bonus = halfEvenDiv((capped ? cap * MICRO : sum) * ethics, MICRO * MICRO);
  return { weight: MICRO + bonus, terms, capped, bonus, ethics };
}

function term(
  domain: string,
  { [domain]: relevance = 0n }: WeightInput["relevance"],
  { [domain]: score = 0n }: WeightInput["scores"],
): Term {
  ensureRange(`The relevance of ${domain}`, relevance, 0n, MICRO);
  ensureRange(`The score in ${domain}`, score, 0n, MICRO);
  return { domain, relevance, score, product: relevance * score };
}
