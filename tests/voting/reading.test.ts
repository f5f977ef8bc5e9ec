import assert from "node:assert/strict";
import fc from "fast-check";
import {
  canonicalJson,
  ENGINE_VERSION,
  type Group,
  type Lens,
  lensHash,
  makeReading,
  parseLens,
  type ReadingInput,
  snapshotHash,
  tieSeed,
  toJson,
  weigh,
  type WeighingInput,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll, VOTE, votes } from "./support.ts";

const ekoh: Lens = {
  kind: "ekoh",
  cap: 1_000_000,
  relevance: { "0732": 750_000, "0421": 250_000 },
};
const ekohHash = "0d8e24c754dcc27cb74d3b8d65cebb3f52e886555e5fbfb45f8c2904dd9fb106";
const equalHash = "b622ad220c890bb4bdd35e123394d2b3b45f0dbaa02a1d8ca23a85e1b78114cb";

const baseline: ReadingInput = {
  pollId: "11111111-1111-4111-8111-111111111111",
  method: "plurality",
  optionIds: ["bbbb", "aaaa", "cccc"],
  groups: votes([0, 12], [1, 13]),
  lens: { kind: "equal" },
  snapshotHash: null,
  ballotsRoot: "00".repeat(32),
  eligibleCount: 50,
  quorumBps: 3300,
  expertCount: 0,
  baselineWinners: null,
};
const expertGroups: Group[] = [
  { choice: 0, count: 12, weight: 20_000_000n },
  { choice: 1, count: 13, weight: 13_000_000n },
];
const weighted: ReadingInput = {
  ...baseline,
  groups: expertGroups,
  lens: ekoh,
  snapshotHash: "11".repeat(32),
  expertCount: 12,
  baselineWinners: [1],
};

Deno.test("a lens is hashed over its canonical JSON", () => {
  assert.equal(lensHash(ekoh), ekohHash);
  assert.equal(lensHash({ kind: "equal" }), equalHash);
});

Deno.test("a lens says all and nothing else", () => {
  const wrong = [
    null,
    {},
    { kind: "stake" },
    { kind: "equal", cap: 1 },
    { kind: "ekoh" },
    { ...ekoh, cap: undefined },
    { ...ekoh, cap: -1 },
    { ...ekoh, cap: 1_000_001 },
    { ...ekoh, cap: 0.5 },
    { ...ekoh, relevance: {} },
    { ...ekoh, relevance: { "0732": 999_999 } },
    { ...ekoh, relevance: { "0732": 1_000_001, "0421": -1 } },
    { ...ekoh, relevance: { "": 1_000_000 } },
    { ...ekoh, extra: 1 },
  ];
  for (const lens of wrong) {
    assert.throws(() => parseLens(lens), { code: "invalid_lens" }, Deno.inspect(lens));
  }
});

Deno.test("a lens weighs: equal gives one vote to all, ekoh looks at scores and ethics", () => {
  const expert = { scores: { "0732": 800_000n, "0421": 400_000n }, ethics: 500_000n };
  assert.equal(weigh({ kind: "equal" }, expert), VOTE);
  assert.equal(weigh(ekoh, expert), 1_350_000n); // 1 + (0.6 + 0.1) × 0.5
  assert.equal(weigh(ekoh, { scores: {}, ethics: null }), VOTE);
  assert.equal(weigh(ekoh, null), VOTE);
  assert.equal(weigh(ekoh, { scores: { "0732": "800000" }, ethics: null }), 1_600_000n);
  assert.throws(() => weigh(ekoh, { scores: { "0732": 0.5 } }), { code: "invalid_lens" });
});

Deno.test("a snapshot is hashed as a line per voter, in the voters' order", () => {
  const inputs: WeighingInput[] = [
    { voter: "bb", scores: { "0732": 400_000n, "0421": 5n }, ethics: 900_000n },
    { voter: "aa", scores: {}, ethics: null },
  ];
  const expected = "2c336f623ff0a6b3e12e24a2559731c7176487c66b946f794fe37049e5f2a4fb";
  assert.equal(snapshotHash(inputs), expected);
  assert.equal(snapshotHash(inputs.toReversed()), expected);
  assert.throws(() => snapshotHash([...inputs, inputs[0]!]), { code: "invalid_election" });
});

Deno.test("a baseline reading holds everything needed to count again", () => {
  assert.deepEqual(makeReading(baseline), {
    engineVersion: ENGINE_VERSION,
    pollId: baseline.pollId,
    seed: tieSeed(baseline.pollId, baseline.optionIds),
    optionIds: ["bbbb", "aaaa", "cccc"],
    seats: 1,
    parameters: {},
    lens: { kind: "equal" },
    lensHash: equalHash,
    snapshotHash: null,
    ballotsRoot: baseline.ballotsRoot,
    eligibleCount: 50,
    quorumBps: 3300,
    expertCount: 0,
    expertCuts: {},
    agreementBps: 5200,
    strongConsensusBps: 7500,
    strongConsensus: false,
    result: {
      method: "plurality",
      ballots: 25,
      weight: 25n * VOTE,
      winners: [1],
      ranking: [[1], [0], [2]],
      ties: [],
      totals: [12n * VOTE, 13n * VOTE, 0n],
    },
    warnings: [],
    changesWinner: false,
  });
});

Deno.test("a weighted reading says whether weights changed the winner", () => {
  const reading = makeReading(weighted);
  assert.deepEqual(reading.result.winners, [0]);
  assert.equal(reading.lensHash, ekohHash);
  assert.equal(reading.changesWinner, true);
  assert.deepEqual(reading.warnings, []);
  assert.equal(makeReading({ ...weighted, baselineWinners: [0] }).changesWinner, false);
  assert.equal(makeReading({ ...weighted, baselineWinners: [0, 1] }).changesWinner, true);
  assert.equal(makeReading({ ...weighted, baselineWinners: [] }).changesWinner, true);
});

Deno.test("winners of several seats are compared as a set", () => {
  const reading = makeReading({ ...weighted, seats: 2, baselineWinners: [1, 0] });
  assert.deepEqual(reading.result.winners, [0, 1]);
  assert.equal(reading.changesWinner, false);
});

Deno.test("warnings appear exactly below their thresholds", () => {
  const warnings = (change: Partial<ReadingInput>) =>
    makeReading({ ...weighted, ...change }).warnings;
  // 25 ballots are 33 % of 75.75 people.
  assert.deepEqual(warnings({ eligibleCount: 75 }), []);
  assert.deepEqual(warnings({ eligibleCount: 76 }), ["quorum_not_met"]);
  assert.deepEqual(warnings({ eligibleCount: 25, quorumBps: 10_000 }), []);
  assert.deepEqual(warnings({ expertCount: 11 }), ["expert_threshold_not_met"]);
  assert.deepEqual(warnings({ snapshotHash: null }), ["snapshot_missing"]);
  const few = { eligibleCount: 5 };
  assert.deepEqual(warnings({ ...few, groups: votes([0, 5]) }), []);
  assert.deepEqual(warnings({ ...few, groups: votes([0, 4]) }), ["insufficient_sample_size"]);
});

Deno.test("a strong consensus begins exactly at its share of the weight", () => {
  const consensus = (change: Partial<ReadingInput>) => {
    const { agreementBps, strongConsensus } = makeReading({ ...weighted, ...change });
    return [agreementBps, strongConsensus];
  };
  const sides = (most: bigint): Group[] => [
    { choice: 0, count: 12, weight: most },
    { choice: 1, count: 13, weight: 13_000_000n },
  ];
  assert.deepEqual(consensus({ groups: sides(24_000_000n) }), [6486, false]);
  assert.deepEqual(consensus({ groups: sides(24_000_000n), strongConsensusBps: 6486 }), [
    6486,
    true,
  ]);
  assert.deepEqual(consensus({ groups: sides(24_000_000n), strongConsensusBps: 6487 }), [
    6486,
    false,
  ]);
  const even = { ...baseline, groups: votes([0, 3], [1, 1]) };
  assert.equal(makeReading(even).strongConsensus, true, "three of four are 75 %");
});

Deno.test("a quorum above zero needs a ballot, and the equal lens needs no experts", () => {
  const empty = { ...baseline, groups: [], eligibleCount: 0 };
  assert.deepEqual(makeReading(empty).warnings, ["quorum_not_met", "insufficient_sample_size"]);
  assert.deepEqual(makeReading({ ...empty, quorumBps: 0 }).warnings, ["insufficient_sample_size"]);
});

Deno.test("a reading that cannot be true is refused", () => {
  const wrong: [ReadingInput, Partial<ReadingInput>][] = [
    [baseline, { groups: expertGroups }],
    [baseline, { groups: [{ choice: 0, count: 2, weight: VOTE }] }],
    [baseline, { baselineWinners: [1] }],
    [weighted, { baselineWinners: null }],
    [weighted, { groups: [{ choice: 0, count: 1, weight: 2_500_001n }] }],
    [weighted, { groups: [{ choice: 0, count: 1, weight: 999_999n }] }],
    [weighted, { lens: { ...ekoh, cap: 400_000 } }],
    [baseline, { eligibleCount: -1 }],
    [baseline, { expertCount: 0.5 }],
    [baseline, { quorumBps: 10_001 }],
    [baseline, { strongConsensusBps: 10_001 }],
    [baseline, { optionIds: ["aaaa", "aaaa"] }],
  ];
  for (const [reading, change] of wrong) {
    const code = "invalid_election";
    assert.throws(() => makeReading({ ...reading, ...change }), { code }, Deno.inspect(change));
  }
});

Deno.test("the same poll gives the same bytes, however its ballots come", () => {
  const text = (input: ReadingInput) => canonicalJson(toJson(makeReading(input)));
  const groups = fc.array(fc.record({ choice: fc.nat(2), count: fc.integer({ min: 1, max: 9 }) }))
    .map((groups) => groups.map((group) => ({ ...group, weight: BigInt(group.count) * VOTE })));
  forAll(groups, (groups) => {
    const reversed = { ...baseline, groups: groups.toReversed() };
    assert.equal(text({ ...baseline, groups }), text(reversed));
  });
});

Deno.test("a weighted reading of STV has a quota that scaling does not change, unless one is chosen", () => {
  const ranked = (groups: readonly Group[]) =>
    groups.map((group) => ({ ...group, choice: [[group.choice as number]] }));
  const quotaOf = (input: ReadingInput, parameters = {}) => {
    const reading = makeReading({
      ...input,
      method: "stv",
      parameters,
      groups: ranked(input.groups),
    });
    return (reading.parameters as { quota: string }).quota;
  };
  assert.equal(quotaOf(baseline), "droop");
  assert.equal(quotaOf(weighted), "hagenbach_bischoff");
  assert.equal(quotaOf(weighted, { quota: "hare" }), "hare");
});
