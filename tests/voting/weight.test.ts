import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Axes,
  ballotWeight,
  halfEvenDiv,
  weightedScore,
  type WeightInput,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll } from "./support.ts";

const outOfRange = { code: "out_of_range" };
const micro = fc.bigInt({ min: 0n, max: 1_000_000n });

/** Whether q is n / d rounded half to even, said without dividing. */
function isRounded(q: bigint, n: bigint, d: bigint): boolean {
  const twiceOff = 2n * (q * d - n);
  const distance = twiceOff < 0n ? -twiceOff : twiceOff;
  return distance < d || (distance === d && q % 2n === 0n);
}

Deno.test("halves go to the even integer, on both sides of zero", () => {
  const halves = [[1n, 0n], [3n, 2n], [5n, 2n], [7n, 4n], [-1n, 0n], [-3n, -2n], [-5n, -2n]];
  for (const [numerator, rounded] of halves) assert.equal(halfEvenDiv(numerator!, 2n), rounded);
  const thirds = [[1n, 0n], [2n, 1n], [-1n, 0n], [-2n, -1n], [6n, 2n]];
  for (const [numerator, rounded] of thirds) assert.equal(halfEvenDiv(numerator!, 3n), rounded);
});

Deno.test("rounding is the nearest integer, also with many halves", () => {
  const fractions = fc.oneof(
    fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt(1n, 10n ** 15n)),
    fc.tuple(fc.bigInt(-50n, 50n), fc.bigInt(1n, 8n)),
  );
  forAll(fractions, ([n, d]) => assert(isRounded(halfEvenDiv(n, d), n, d)));
});

Deno.test("a denominator is positive", () => {
  for (const denominator of [0n, -1n]) {
    assert.throws(() => halfEvenDiv(1n, denominator), outOfRange);
  }
});

Deno.test("a score is the weighted mean of its metrics", () => {
  const metrics = { quality: 600_000n, expertise: 800_000n, frequency: 400_000n };
  // (0.6 × 1 + 0.8 × 1.5 + 0.4 × 0.75) / 3.25 = 2.1 / 3.25 = 0.6461538…
  assert.equal(weightedScore(metrics), 646_154n);
  const onlyQuality = { quality: 5_000_000n, expertise: 0n, frequency: 0n };
  assert.equal(weightedScore(metrics, onlyQuality), 600_000n);
});

Deno.test("a score refuses metrics and axis weights out of bounds", () => {
  const metrics = { quality: 1n, expertise: 1n, frequency: 1n };
  const none = { quality: 0n, expertise: 0n, frequency: 0n };
  const wrong: [Axes, Axes?][] = [
    [{ ...metrics, quality: -1n }],
    [{ ...metrics, frequency: 1_000_001n }],
    [{ ...metrics, expertise: 1 as unknown as bigint }],
    [metrics, { ...metrics, quality: 5_000_001n }],
    [metrics, none],
  ];
  for (const input of wrong) assert.throws(() => weightedScore(...input), outOfRange);
});

Deno.test("a score lies between its metrics", () => {
  const axes = fc.record({ quality: micro, expertise: micro, frequency: micro });
  forAll(axes, (metrics) => {
    const sorted = Object.values(metrics).sort((a, b) => (a < b ? -1 : 1));
    const score = weightedScore(metrics);
    assert(sorted[0]! <= score && score <= sorted[2]!);
  });
});

Deno.test("a weight by hand: relevance × score × ethics", () => {
  const weighed = ballotWeight({
    relevance: { "0732": 750_000n, "0421": 250_000n },
    scores: { "0732": 646_154n, "0111": 999_999n },
    ethics: 1_200_000n,
    cap: 1_000_000n,
  });
  // 0.75 × 0.646154 = 0.4846155; × 1.2 = 0.5815386
  assert.deepEqual(weighed, {
    weight: 1_581_539n,
    terms: [
      { domain: "0421", relevance: 250_000n, score: 0n, product: 0n },
      { domain: "0732", relevance: 750_000n, score: 646_154n, product: 484_615_500_000n },
    ],
    capped: false,
    bonus: 581_539n,
    ethics: 1_200_000n,
  });
});

Deno.test("a weight is rounded once, at the very end, half to even", () => {
  const relevance = { a: 500_000n, b: 500_000n };
  const bonus = (score: bigint, ethics: bigint) =>
    ballotWeight({ relevance, scores: { a: score }, ethics, cap: 1_000_000n }).bonus;
  assert.equal(bonus(1n, 1_500_000n), 1n, "0.5 × 1.5 = 0.75; rounding 0.5 first would give 0");
  assert.equal(bonus(3n, 500_000n), 1n, "1.5 × 0.5 = 0.75");
  assert.equal(bonus(1n, 1_000_000n), 0n, "0.5");
  assert.equal(bonus(3n, 1_000_000n), 2n, "1.5");
  assert.equal(bonus(5n, 1_000_000n), 2n, "2.5");
});

Deno.test("the cap bounds what scores add, before ethics; reaching it is not being capped", () => {
  const scores = { a: 1_000_000n };
  const input = { relevance: { a: 1_000_000n }, scores, ethics: 500_000n };
  const capped = ballotWeight({ ...input, cap: 400_000n });
  assert.deepEqual([capped.weight, capped.capped], [1_200_000n, true]);
  const reached = ballotWeight({ ...input, cap: 1_000_000n });
  assert.deepEqual([reached.weight, reached.capped], [1_500_000n, false]);
});

Deno.test("a person of whom nothing is known has one vote, and ethics 1.0", () => {
  const relevance = { a: 1_000_000n };
  const { weight, ethics } = ballotWeight({ relevance, scores: {}, ethics: null, cap: 1_000_000n });
  assert.deepEqual([weight, ethics], [1_000_000n, 1_000_000n]);
});

Deno.test("a weight refuses inputs out of bounds", () => {
  const input = { relevance: { a: 1_000_000n }, scores: {}, ethics: null, cap: 1_000_000n };
  const wrong: Partial<WeightInput>[] = [
    { relevance: {} },
    { relevance: { a: 999_999n } },
    { relevance: { a: 1_000_000n, b: 1n } },
    { relevance: { a: 1_000_001n, b: -1n } },
    { scores: { a: -1n } },
    { scores: { a: 1_000_001n } },
    { scores: { a: 1 as unknown as bigint } },
    { ethics: 199_999n },
    { ethics: 1_500_001n },
    { cap: -1n },
  ];
  for (const change of wrong) {
    assert.throws(() => ballotWeight({ ...input, ...change }), outOfRange, Deno.inspect(change));
  }
});

/** Relevance as the gaps between cuts of 0..1_000_000, so that it sums to the whole. */
const inputs: fc.Arbitrary<WeightInput> = fc.uniqueArray(micro, { maxLength: 5 })
  .map((cuts) => [0n, ...cuts.sort((a, b) => (a < b ? -1 : 1)), 1_000_000n])
  .map((edges) => edges.slice(1).map((edge, index) => [`d${index}`, edge - edges[index]!]))
  .chain((parts) =>
    fc.record({
      relevance: fc.constant(Object.fromEntries(parts)),
      scores: fc.dictionary(fc.constantFrom("d0", "d1", "d2", "d3", "other"), micro),
      ethics: fc.option(fc.bigInt({ min: 200_000n, max: 1_500_000n })),
      cap: fc.oneof(micro, fc.constant(1_000_000n)),
    })
  );

Deno.test("a weight lies between 1 and 2.5 votes", () => {
  forAll(inputs, (input) => {
    const { weight } = ballotWeight(input);
    assert(1_000_000n <= weight && weight <= 2_500_000n);
  });
});

Deno.test("both bounds are reached", () => {
  const best = { relevance: { a: 1_000_000n }, scores: { a: 1_000_000n }, cap: 1_000_000n };
  assert.equal(ballotWeight({ ...best, ethics: 1_500_000n }).weight, 2_500_000n);
  assert.equal(ballotWeight({ ...best, ethics: 1_500_000n, cap: 0n }).weight, 1_000_000n);
});

Deno.test("an explanation re-sums to the weight", () => {
  forAll(inputs, (input) => {
    const { weight, terms, capped, bonus, ethics } = ballotWeight(input);
    const expected = Object.keys(input.relevance).sort();
    assert.deepEqual(terms.map(({ domain }) => domain), expected);
    for (const { domain, relevance, score, product } of terms) {
      assert.equal(relevance, input.relevance[domain]);
      assert.equal(score, input.scores[domain] ?? 0n);
      assert.equal(product, relevance * score);
    }
    const sum = terms.reduce((sum, { product }) => sum + product, 0n);
    const most = input.cap * 1_000_000n;
    assert.equal(capped, sum > most);
    assert(isRounded(bonus, (capped ? most : sum) * ethics, 10n ** 12n));
    assert.equal(weight, 1_000_000n + bonus);
  });
});

Deno.test("a better score or better ethics never lowers a weight", () => {
  forAll(fc.tuple(inputs, micro), ([input, other]) => {
    const score = input.scores.d0 ?? 0n;
    const higher = { ...input, scores: { ...input.scores, d0: score > other ? score : other } };
    assert(ballotWeight(higher).weight >= ballotWeight(input).weight);
    assert(ballotWeight({ ...higher, ethics: 1_500_000n }).weight >= ballotWeight(higher).weight);
  });
});
