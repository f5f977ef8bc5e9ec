// The verifier against the engine: it agrees with every reading that the engine makes, and finds out
// every bundle that somebody altered.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Group,
  groupBallots,
  lensHash,
  makeReading,
  merkleRoot,
  methods,
  parseParameters,
  receiptHash,
  sha256Hex,
  snapshotHash,
  toJson,
  weigh,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { verify } from "../../verify.ts";
import { type Counted, electionsOf, forAll, KINDS, type RandomElection } from "./support.ts";

const IN_STEPS = ["irv", "stv", "ranked_pairs", "star", "majority_judgment"];
const recounted = (Object.keys(KINDS) as Counted[]).filter((name) => !IN_STEPS.includes(name));

interface Voted extends RandomElection {
  weighted: boolean;
}

const POLL = "11111111-1111-4111-8111-111111111111";

// deno-lint-ignore no-explicit-any -- what a bundle holds, the verifier says
type Bundle = any;

/** What the function hands out for an election, made by the engine. */
function bundleOf({ method, optionIds, seats, parameters, groups, weighted }: Voted): Bundle {
  const lens = weighted
    ? { kind: "ekoh" as const, cap: 900_000, relevance: { "05": 300_001, "06": 699_999 } }
    : { kind: "equal" as const };
  const ballots = groups.map(({ choice }, index) => {
    const voter = sha256Hex(`voter ${index}`);
    const known: Record<string, bigint> = index % 3 === 0
      ? {}
      : { "05": BigInt((index * 777_777) % 1_000_001), "06": BigInt((index * 31) % 1_000_001) };
    const scores = weighted ? known : {};
    const ethics = index % 3 === 1 ? 1_300_001n : null;
    return {
      voter,
      choice,
      nonce: sha256Hex(`nonce ${index}`).slice(0, 32),
      sequence: 1000 + index * 3,
      weight: weigh(lens, { scores, ethics }).weight,
      scores,
      ethics,
    };
  });
  const snapshot = ballots.filter(({ scores }) => Object.keys(scores).length > 0);
  const receipts = ballots.map(({ voter, ...cast }) =>
    receiptHash({ pollId: POLL, voterTag: voter, ...cast })
  );
  const input = {
    pollId: POLL,
    method,
    parameters,
    seats,
    optionIds,
    snapshotHash: snapshotHash(snapshot),
    ballotsRoot: merkleRoot(receipts),
    eligibleCount: 20,
    quorumBps: 3300,
  };
  const grouped = (weight?: bigint): Group[] =>
    groupBallots(ballots.map((ballot) => ({ ...ballot, weight: weight ?? ballot.weight })));
  const baseline = makeReading({
    ...input,
    parameters: parseParameters(method, parameters, weighted),
    groups: grouped(1_000_000n),
    lens: { kind: "equal" },
    expertCount: 0,
    baselineWinners: null,
  });
  const reading = makeReading({
    ...input,
    groups: grouped(),
    lens,
    expertCount: snapshot.length,
    baselineWinners: weighted ? baseline.result.winners : null,
  });
  return toJson({
    format: "polity.bundle.v1",
    poll: {
      id: POLL,
      title: "Which?",
      seed: reading.seed,
      options: optionIds.map((id) => ({ id })),
    },
    reading: {
      engineVersion: reading.engineVersion,
      method,
      seats,
      parameters: reading.parameters,
      lens,
      lensHash: lensHash(lens),
      snapshotHash: reading.snapshotHash,
      ballotsRoot: reading.ballotsRoot,
      changesWinner: weighted ? reading.changesWinner : null,
      warnings: reading.warnings,
      result: reading.result,
    },
    ballots: ballots.map(({ scores, ethics, ...cast }) => ({
      ...cast,
      sequence: Number(cast.sequence),
      ...(Object.keys(scores).length > 0 ? { scores, ethics } : {}),
    })),
  });
}

const voted = (method: Counted): fc.Arbitrary<Voted> =>
  fc.tuple(electionsOf(method), fc.boolean())
    .map(([election, weighted]) => ({ ...election, weighted }));

Deno.test("yes_no and consent recount", () => {
  for (
    const [method, words] of [
      ["yes_no", ["yes", "no", "abstain"]],
      ["consent", ["consent", "object", "stand_aside"]],
    ] as const
  ) {
    forAll(
      fc.record({ words: fc.array(fc.constantFrom(...words)), weighted: fc.boolean() }),
      (e) => {
        const { wrong, open } = verify(bundleOf({
          method: method as Counted,
          options: 2,
          optionIds: ["a", "b"],
          seats: 1,
          seed: "",
          parameters: {},
          groups: e.words.map((choice) => ({ choice, weight: 0n, count: 1 })) as never,
          weighted: e.weighted,
        }));
        assert.deepEqual([wrong, open], [[], []]);
      },
    );
  }
});

for (const method of recounted) {
  Deno.test(`${method} recounts`, () => {
    forAll(voted(method), (election) => {
      assert.deepEqual(verify(bundleOf(election)), { wrong: [], open: [] });
    });
  });
}

Deno.test("of methods that decide in steps it says that it does not recount them", () => {
  assert.deepEqual(
    [...recounted, ...IN_STEPS, "yes_no", "consent"].sort(),
    Object.keys(methods).sort(),
  );
  for (const method of IN_STEPS as Counted[]) {
    const [election] = fc.sample(voted(method), { seed: 7, numRuns: 1 });
    const { wrong, open } = verify(bundleOf({ ...election!, weighted: false }));
    assert.deepEqual([wrong, open], [[], [`the method ${method}`]]);

    const bundle = bundleOf({ ...election!, weighted: true });
    bundle.reading.result.weight = "1";
    assert(verify(bundle).wrong.includes("result.weight"), "but it adds up their ballots");
  }
});

/** A number between 0 and below, the same for the same seed. */
const drawn = (seed: string, below: number) => parseInt(sha256Hex(seed).slice(0, 12), 16) % below;

const flipped = (hex: string) => (hex[0] === "0" ? "1" : "0") + hex.slice(1);

const mutations: Record<string, (bundle: Bundle, seed: string) => void> = {
  altered({ ballots }, seed) {
    const ballot = ballots[drawn(seed, ballots.length)];
    const other = ballots.find(({ choice }: Bundle) =>
      JSON.stringify(choice) !== JSON.stringify(ballot.choice)
    );
    if (other) ballot.choice = other.choice;
    else ballot.nonce = flipped(ballot.nonce);
  },
  dropped: ({ ballots }, seed) => ballots.splice(drawn(seed, ballots.length), 1),
  added({ ballots }, seed) {
    const { choice, weight } = ballots[drawn(seed, ballots.length)];
    const hash = sha256Hex(seed);
    ballots.push({ voter: hash, choice, nonce: hash.slice(32), sequence: 999_999, weight });
  },
  reweighted({ ballots }, seed) {
    const ballot = ballots[drawn(seed, ballots.length)];
    ballot.weight = String(BigInt(ballot.weight) + BigInt(1 + drawn(`${seed}+`, 1_500_000)));
  },
  "weight moved": ({ ballots }, seed) => {
    const from = ballots[drawn(seed, ballots.length)];
    const alike = ballots.filter((ballot: Bundle) => ballot !== from)
      .sort((a: Bundle) => JSON.stringify(a.choice) === JSON.stringify(from.choice) ? -1 : 1);
    alike[0].weight = String(BigInt(alike[0].weight) + 1n);
    from.weight = String(BigInt(from.weight) - 1n);
  },
  "other expertise": ({ ballots }, seed) => {
    const ballot = ballots[drawn(seed, ballots.length)];
    ballot.scores = { ...ballot.scores, "07": String(drawn(`${seed}+`, 1_000_000)) };
    ballot.ethics ??= null;
  },
  duplicated({ ballots }, seed) {
    const ballot = ballots[drawn(seed, ballots.length)];
    ballots.push({ ...ballot, sequence: ballot.sequence + drawn(`${seed}+`, 2) });
  },
  "of another voter": ({ ballots }, seed) => {
    const ballot = ballots[drawn(seed, ballots.length)];
    ballot.voter = flipped(ballot.voter);
  },
  "another lens": ({ reading }, seed) => {
    reading.lens = reading.lens.kind === "equal" || drawn(seed, 2) === 0
      ? { kind: "ekoh", cap: drawn(seed, 800_000), relevance: { "05": 1_000_000 } }
      : { kind: "equal" };
  },
  "another result": ({ reading: { result } }, seed) => {
    const keys = Object.keys(result).sort();
    const key = keys[drawn(seed, keys.length)]!;
    const text = JSON.stringify(result[key]);
    const digits = [...text.matchAll(/[0-9]/g)].map(({ index }) => index);
    if (digits.length === 0) result[key] = { nothing: text };
    else {
      const at = digits[drawn(`${seed}+`, digits.length)]!;
      const digit = text[at] === "9" ? 1 : Number(text[at]) + 1;
      result[key] = JSON.parse(text.slice(0, at) + digit + text.slice(at + 1));
    }
  },
  "other winners": ({ poll, reading: { result } }) => {
    result.winners = [(result.winners[0] ?? 0) + 1].map((option) => option % poll.options.length);
    result.ranking = result.ranking.toReversed();
  },
};

Deno.test("1,000 of 1,000 altered bundles are found out", () => {
  const names = Object.keys(mutations);
  const elections = recounted.flatMap((method) =>
    fc.sample(voted(method).filter(({ groups }) => groups.length > 1), { seed: 11, numRuns: 20 })
  );
  const missed: string[] = [];
  for (let turn = 0; turn < 1000; turn++) {
    const bundle = bundleOf(elections[turn % elections.length]!);
    assert.deepEqual(verify(structuredClone(bundle)), { wrong: [], open: [] });
    const name = names[turn % names.length]!;
    const before = JSON.stringify(bundle);
    mutations[name]!(bundle, `seed ${turn}`);
    assert.notEqual(JSON.stringify(bundle), before, name);
    if (verify(bundle).wrong.length === 0) missed.push(`${turn}: ${name}`);
  }
  assert.deepEqual(missed, []);
});

Deno.test("a forger who seals anew what they altered cannot keep the published root", () => {
  const [election] = fc.sample(voted("plurality").filter(({ groups }) => groups.length > 3), {
    seed: 3,
    numRuns: 1,
  });
  const honest = { ...election!, weighted: false };
  const [first, ...rest] = honest.groups;
  const forged = {
    ...honest,
    groups: [{ ...first!, choice: (first!.choice as number) ^ 1 }, ...rest],
  };
  const [before, after] = [bundleOf(honest), bundleOf(forged)];
  assert.deepEqual(verify(after), { wrong: [], open: [] });
  assert.notEqual(after.reading.ballotsRoot, before.reading.ballotsRoot);

  const { voter, choice, nonce, sequence } = before.ballots[0];
  const mine = receiptHash({ pollId: POLL, voterTag: voter, choice, nonce, sequence });
  assert.deepEqual(verify(before, [mine]).wrong, []);
  assert.deepEqual(verify(after, [mine]).wrong, [`your receipt ${mine}`]);
});
