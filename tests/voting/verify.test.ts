// The verifier against the engine: it agrees with every reading that the engine makes, and finds out
// every bundle that somebody altered.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  carryVotes,
  countExperts,
  type Delegation,
  delegationsHash,
  type Group,
  groupBallots,
  type Lens,
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
import { type Counted, electionsOf, forAll, type RandomElection } from "./support.ts";

const WORDS: Record<string, string[]> = {
  yes_no: ["yes", "no", "abstain"],
  consent: ["consent", "object", "stand_aside"],
};

/** Of every method, so that a new one fails until the verifier counts it. */
const all = Object.keys(methods);

interface Voted extends RandomElection {
  lens: keyof typeof LENSES;
  /** Of people who did not vote, whom each delegates to: a voter, or another of them. */
  delegates: number[];
}

const POLL = "11111111-1111-4111-8111-111111111111";

const LENSES = {
  equal: { kind: "equal" },
  ekoh: { kind: "ekoh", cap: 900_000, relevance: { "05": 300_001, "06": 699_999 } },
  delegated: { kind: "delegated", relevance: { "05": 1_000_000 } },
  quadratic: { kind: "quadratic", credits: 100 },
  stake: { kind: "stake", asset: "22222222-2222-4222-8222-222222222222" },
  cohort: { kind: "cohort", filter: { role: "organizer" } },
} satisfies { [kind in Lens["kind"]]: Lens };

/** What the snapshot of a lens holds of some voters, and of others nothing. */
const KNOWN: Record<Lens["kind"], (index: number) => object | null> = {
  equal: () => null,
  delegated: () => null,
  ekoh: (index) =>
    index % 3 === 0 ? null : {
      scores: {
        "05": BigInt((index * 777_777) % 1_000_001),
        "06": BigInt((index * 31) % 1_000_001),
      },
      ethics: index % 3 === 1 ? 1_300_001n : null,
    },
  quadratic: (index) => index % 3 === 0 ? null : { votes: BigInt(index) },
  stake: (index) => index % 3 === 0 ? null : { staked: BigInt(index) ** 4n },
  cohort: (index) => index % 3 === 0 ? null : { fulfils: true },
};

/** Above these scores somebody is an expert. */
const CUTS = { "05": 400_000 };

// deno-lint-ignore no-explicit-any -- what a bundle holds, the verifier says
type Bundle = any;

/** What the function hands out for an election, made by the engine. */
function bundleOf({ method, optionIds, seats, parameters, groups, ...voted }: Voted): Bundle {
  const weighted = voted.lens !== "equal";
  const lens = LENSES[voted.lens];
  const people = groups.length + voted.delegates.length;
  const delegations = voted.delegates.map((delegate, index): Delegation => ({
    delegator: sha256Hex(`voter ${groups.length + index}`),
    delegate: sha256Hex(`voter ${delegate % people}`),
    domain: delegate % 2 === 0 ? "05" : null,
  })).filter(({ delegator, delegate }) => delegator !== delegate);
  const voters = new Set(groups.map((_, index) => sha256Hex(`voter ${index}`)));
  const { carried, summary } = carryVotes(delegations, (tag) => voters.has(tag));
  const ballots = groups.map(({ choice }, index) => {
    const voter = sha256Hex(`voter ${index}`);
    const known = KNOWN[lens.kind](index);
    const weight = lens.kind === "delegated"
      ? 1_000_000n * BigInt(1 + (carried.get(voter) ?? 0))
      : weigh(lens, known);
    return {
      voter,
      choice,
      nonce: sha256Hex(`nonce ${index}`).slice(0, 32),
      weight,
      known,
    };
  });
  const snapshot = ballots.filter(({ known }) => known !== null)
    .map(({ voter, known }) => ({ voter, ...known }));
  const receipts = ballots.map(({ voter, ...cast }) =>
    receiptHash({ pollId: POLL, voterTag: voter, ...cast })
  );
  const input = {
    pollId: POLL,
    method,
    parameters,
    seats,
    optionIds,
    snapshotHash: lens.kind === "delegated" ? delegationsHash(delegations) : snapshotHash(snapshot),
    ballotsRoot: merkleRoot(receipts),
    eligibleCount: 20,
    quorumBps: 3300,
    strongConsensusBps: 6000,
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
    expertCount: lens.kind === "ekoh" ? countExperts(CUTS, snapshot) : snapshot.length,
    expertCuts: lens.kind === "ekoh" ? CUTS : undefined,
    baselineWinners: weighted ? baseline.result.winners : null,
    summary: lens.kind === "delegated" ? { delegation: summary } : undefined,
  });
  return toJson({
    format: "polity.bundle.v1",
    poll: {
      id: POLL,
      title: "Which?",
      seed: reading.seed,
      options: optionIds.map((id) => ({ id })),
      eligibleCount: 20,
      quorumBps: 3300,
      strongConsensusBps: reading.strongConsensusBps,
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
      agreementBps: reading.agreementBps,
      strongConsensus: reading.strongConsensus,
      experts: lens.kind === "ekoh"
        ? { count: reading.expertCount, cuts: reading.expertCuts }
        : null,
      warnings: reading.warnings,
      result: reading.result,
    },
    ...(lens.kind === "delegated" ? { delegations } : {}),
    ballots: ballots.map(({ known, ...cast }) => ({ ...cast, ...known })),
  });
}

const lensed = fc.record({
  lens: fc.constantFrom(...Object.keys(LENSES) as Lens["kind"][]),
  delegates: fc.array(fc.nat(30), { maxLength: 6 }),
});

const decisionsOf = (method: string): fc.Arbitrary<RandomElection> =>
  fc.array(fc.constantFrom(...WORDS[method]!), { maxLength: 9 }).map((words) => ({
    method: method as Counted,
    options: 2,
    optionIds: ["a", "b"],
    seats: 1,
    seed: "",
    parameters: {},
    groups: words.map((choice) => ({ choice: choice as never, weight: 0n, count: 1 })),
  }));

const voted = (method: string): fc.Arbitrary<Voted> =>
  fc.tuple(method in WORDS ? decisionsOf(method) : electionsOf(method as Counted), lensed)
    .map(([election, lens]) => ({ ...election, ...lens }));

for (const method of all) {
  Deno.test(`${method} recounts`, () => {
    forAll(voted(method), (election) => {
      assert.deepEqual(verify(bundleOf(election)), { wrong: [], open: [] });
    });
  });
}

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
    ballots.push({ voter: hash, choice, nonce: hash.slice(32), weight });
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
    const nonce = drawn(`${seed}+`, 2) === 0 ? ballot.nonce : flipped(ballot.nonce);
    ballots.push({ ...ballot, nonce });
  },
  "of another voter": ({ ballots }, seed) => {
    const ballot = ballots[drawn(seed, ballots.length)];
    ballot.voter = flipped(ballot.voter);
  },
  "another lens": ({ reading }, seed) => {
    reading.lens = reading.lens.kind !== "ekoh" || drawn(seed, 2) === 0
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
  "other warnings": ({ reading }, seed) => {
    const warning = [
      "quorum_not_met",
      "insufficient_sample_size",
      "expert_threshold_not_met",
      "cohort_filter_too_narrow",
    ][drawn(seed, 4)]!;
    reading.warnings = reading.warnings.includes(warning) ? [] : [...reading.warnings, warning];
  },
  "another agreement": ({ reading }, seed) => {
    if (drawn(seed, 2) === 0) reading.strongConsensus = !reading.strongConsensus;
    else reading.agreementBps = (reading.agreementBps ?? 0) + 1;
  },
  "other experts": ({ reading }) => {
    reading.experts = { count: (reading.experts?.count ?? 0) + 1, cuts: CUTS };
  },
  "another delegation": (bundle, seed) => {
    const [first] = bundle.delegations ?? [];
    if (first) first.delegate = flipped(first.delegate);
    else bundle.delegations = [{ delegator: sha256Hex(seed), delegate: sha256Hex(`${seed}+`) }];
  },
};

// A thousand in all, and by night a thousand of each method.
const MUTATIONS = Deno.env.get("NIGHTLY") === "1" ? 1000 : Math.ceil(1000 / all.length);

Deno.test("every altered bundle is found out", async (t) => {
  const names = Object.keys(mutations);
  for (const [start, method] of all.entries()) {
    await t.step(method, () => {
      const elections = fc.sample(voted(method).filter(({ groups }) => groups.length > 1), {
        seed: 11,
        numRuns: MUTATIONS,
      });
      const missed: string[] = [];
      for (const [turn, election] of elections.entries()) {
        const bundle = bundleOf(election);
        assert.deepEqual(verify(structuredClone(bundle)), { wrong: [], open: [] });
        const name = names[(start + turn) % names.length]!;
        const before = JSON.stringify(bundle);
        mutations[name]!(bundle, `${method} ${turn}`);
        assert.notEqual(JSON.stringify(bundle), before, name);
        if (verify(bundle).wrong.length === 0) missed.push(`${turn}: ${name}`);
      }
      assert.deepEqual(missed, []);
    });
  }
});

Deno.test("a forger who seals anew what they altered cannot keep the published root", () => {
  const [election] = fc.sample(voted("plurality").filter(({ groups }) => groups.length > 3), {
    seed: 3,
    numRuns: 1,
  });
  const honest = { ...election!, lens: "equal" as const, delegates: [] };
  const [first, ...rest] = honest.groups;
  const forged = {
    ...honest,
    groups: [{ ...first!, choice: (first!.choice as number) ^ 1 }, ...rest],
  };
  const [before, after] = [bundleOf(honest), bundleOf(forged)];
  assert.deepEqual(verify(after), { wrong: [], open: [] });
  assert.notEqual(after.reading.ballotsRoot, before.reading.ballotsRoot);

  const { voter, choice, nonce } = before.ballots[0];
  const mine = receiptHash({ pollId: POLL, voterTag: voter, choice, nonce });
  assert.deepEqual(verify(before, [mine]).wrong, []);
  assert.deepEqual(verify(after, [mine]).wrong, [`your receipt ${mine}`]);
});

Deno.test("what a later engine counts in its own way is told as not recounted", () => {
  const [election] = fc.sample(voted("plurality"), { seed: 3, numRuns: 1 });
  const bundle = bundleOf({ ...election!, lens: "equal" });
  for (const later of [{ method: "sortition" }, { lens: { kind: "age" } }]) {
    const { open } = verify({ ...bundle, reading: { ...bundle.reading, ...later } });
    assert.match(open.join(), /^anything: .* is unknown here$/);
  }
});
