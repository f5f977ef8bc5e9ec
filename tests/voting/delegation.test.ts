import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  carryVotes,
  type Delegation,
  delegationsHash,
  type DelegationSummary,
  followDelegations,
  type Group,
  makeReading,
  NOBODY,
  parseLens,
  weigh,
} from "../../supabase/functions/_shared/voting/mod.ts";
import { forAll, orders, VOTE } from "./support.ts";

/** Delegations written as "a>b c>d". */
const written = (text: string): Delegation[] =>
  text.split(" ").filter(Boolean).map((pair) => {
    const [delegator, delegate] = pair.split(">") as [string, string];
    return { delegator, delegate, domain: null };
  });

/** Who carries how many, as "b2 d1", and the summary; `voters` are written as "bd". */
function carry(delegations: string, voters: string): [string, DelegationSummary] {
  const { carried, summary } = carryVotes(written(delegations), (tag) => voters.includes(tag));
  return [[...carried].map(([tag, count]) => tag + count).sort().join(" "), summary];
}

const summary = (
  delegated: number,
  carried: number,
  lost = 0,
  circling = 0,
  circles = 0,
): DelegationSummary => ({ delegated, carried, lost, circling, circles });

Deno.test("a vote goes to the first along the chain who voted", () => {
  assert.deepEqual(carry("", "a"), ["", summary(0, 0)]);
  assert.deepEqual(carry("a>b", "b"), ["b1", summary(1, 1)]);
  assert.deepEqual(carry("a>b b>c c>d", "d"), ["d3", summary(3, 3)]);
  assert.deepEqual(carry("a>b b>c c>d", "bd"), ["b1 d1", summary(2, 2)]);
  assert.deepEqual(carry("a>d b>d c>d", "d"), ["d3", summary(3, 3)]);
});

Deno.test("whoever voted is carried by nobody", () => {
  assert.deepEqual(carry("a>b", "ab"), ["", summary(0, 0)]);
  assert.deepEqual(carry("a>b b>a", "a"), ["a1", summary(1, 1)]);
});

Deno.test("a chain that ends with nobody's vote is lost", () => {
  assert.deepEqual(carry("a>b", ""), ["", summary(1, 0, 1)]);
  assert.deepEqual(carry("a>b b>c d>e", "e"), ["e1", summary(3, 1, 2)]);
});

Deno.test("circles carry to nobody, nor do those who lead into one", () => {
  assert.deepEqual(carry("a>b b>a", ""), ["", summary(2, 0, 0, 2, 1)]);
  assert.deepEqual(carry("a>b b>c c>a d>a e>d", "z"), ["", summary(5, 0, 0, 5, 1)]);
  assert.deepEqual(carry("d>a a>b b>a e>f f>e g>h", "h"), ["h1", summary(6, 1, 0, 5, 2)]);
  assert.deepEqual(carry("a>b b>c c>a", "c"), ["c2", summary(2, 2)]);
});

Deno.test("nobody delegates twice, or to themselves", () => {
  assert.throws(() => carry("a>b a>c", "b"), { code: "invalid_election" });
  assert.throws(() => carry("a>a", "b"), { code: "invalid_election" });
});

Deno.test("the snapshot is a line per delegation, in the delegators' order", () => {
  const delegations = [...written("bb>cc"), { delegator: "aa", delegate: "cc", domain: "0613" }];
  const expected = createHash("sha256").update([
    "polity.delegations.v1",
    '{"delegate":"cc","delegator":"aa","domain":"0613"}',
    '{"delegate":"cc","delegator":"bb","domain":null}',
  ].join("\n")).digest("hex");
  assert.equal(delegationsHash(delegations), expected);
  assert.equal(delegationsHash(delegations.toReversed()), expected);
});

/** A town: whom each delegates to (NOBODY: to nobody), and who voted. */
interface Town {
  delegates: number[];
  voted: boolean[];
}
const towns: fc.Arbitrary<Town> = fc.integer({ min: 1, max: 12 }).chain((people) =>
  fc.record({
    delegates: fc.array(fc.integer({ min: NOBODY, max: people - 1 }), {
      minLength: people,
      maxLength: people,
    }).map((all) => all.map((to, from) => to === from ? NOBODY : to)),
    voted: fc.array(fc.boolean(), { minLength: people, maxLength: people }),
  })
);

/** The same by walking from every person anew. */
function walk({ delegates, voted }: Town, person: number): number | "circle" {
  const passed = new Set<number>();
  for (let at = person;; at = delegates[at]!) {
    if (at === NOBODY || voted[at]) return at;
    if (passed.has(at)) return "circle";
    passed.add(at);
  }
}

const follow = ({ delegates, voted }: Town) =>
  followDelegations(Int32Array.from(delegates), Uint8Array.from(voted, Number));

Deno.test("everybody is carried where a walk of their own leads", () => {
  forAll(towns, (town) => {
    const { carriers, circling, circles } = follow(town);
    const walks = town.delegates.map((_, person) => walk(town, person));
    assert.deepEqual([...carriers], walks.map((end) => end === "circle" ? NOBODY : end));
    assert.equal(circling, walks.filter((end) => end === "circle").length);
    // A circle is known by its lowest member.
    const lowest = walks.flatMap((end, person) => {
      if (end !== "circle") return [];
      const around = [person];
      for (let at = town.delegates[person]!; !around.includes(at); at = town.delegates[at]!) {
        around.push(at);
      }
      const back = town.delegates[around.at(-1)!]!;
      return back === person ? [Math.min(...around)] : [];
    });
    assert.equal(circles, new Set(lowest).size);
  });
});

Deno.test("no vote is lost but those reported, and none is made", () => {
  forAll(towns, (town) => {
    const delegations = listed(town);
    const { carried, summary } = carryVotes(delegations, (tag) => town.voted[Number(tag)]!);
    const silent = delegations.filter(({ delegator }) => !town.voted[Number(delegator)]).length;
    assert.equal(summary.delegated, silent);
    assert.equal(summary.delegated, summary.carried + summary.lost + summary.circling);
    assert.equal([...carried.values()].reduce((sum, count) => sum + count, 0), summary.carried);
    for (const [tag, count] of carried) assert(town.voted[Number(tag)] && count > 0);
  });
});

Deno.test("neither names nor the order of listing play a part", () => {
  const renamed = towns.chain((town) =>
    fc.record({
      town: fc.constant(town),
      names: orders(town.voted.length),
      order: orders(listed(town).length),
    })
  );
  forAll(renamed, ({ town, names, order }) => {
    const name = (tag: string) => `${names[Number(tag)]}`;
    const plain = carryVotes(listed(town), (tag) => town.voted[Number(tag)]!);
    const other = carryVotes(
      order.map((place) => listed(town)[place]!).map(({ delegator, delegate, domain }) => ({
        delegator: name(delegator),
        delegate: name(delegate),
        domain,
      })),
      (tag) => town.voted[names.indexOf(Number(tag))]!,
    );
    assert.deepEqual(other.summary, plain.summary);
    assert.deepEqual(
      [...other.carried].sort(),
      [...plain.carried].map(([tag, count]) => [name(tag), count]).sort(),
    );
  });
});

const listed = ({ delegates }: Town): Delegation[] =>
  delegates.flatMap((to, from) =>
    to === NOBODY ? [] : [{ delegator: `${from}`, delegate: `${to}`, domain: null }]
  );

Deno.test("a delegated reading counts the carried votes, and says what became of the others", () => {
  const delegation = summary(6, 3, 1, 2, 1);
  const groups: Group[] = [
    { choice: "yes", count: 1, weight: 4n * VOTE },
    { choice: "no", count: 2, weight: 2n * VOTE },
  ];
  const input = {
    pollId: "11111111-1111-4111-8111-111111111111",
    method: "yes_no",
    optionIds: ["aaaa", "bbbb"],
    groups,
    lens: { kind: "delegated" as const, relevance: {} },
    snapshotHash: "11".repeat(32),
    ballotsRoot: "00".repeat(32),
    eligibleCount: 9,
    quorumBps: 3300,
    expertCount: 0,
    baselineWinners: [1],
    summary: { delegation },
  };
  const reading = makeReading(input);
  assert.deepEqual(reading.result.winners, [0]);
  assert.deepEqual(reading.result.delegation, delegation);
  assert.equal(reading.result.weight, 6n * VOTE);
  assert.equal(reading.changesWinner, true);
  assert.deepEqual(reading.warnings, ["insufficient_sample_size", "delegations_in_circles"]);
  assert.deepEqual(
    makeReading({ ...input, summary: { delegation: summary(3, 3) }, snapshotHash: null }).warnings,
    ["insufficient_sample_size", "snapshot_missing"],
  );

  const wrong = { code: "invalid_election" };
  const [yes, no] = groups as [Group, Group];
  for (
    const bad of [
      { summary: undefined },
      { summary: { delegation, cohort: delegation } },
      { summary: { delegation: summary(4, 4) } },
      { summary: { delegation: summary(6, 3, 1, 1, 1) } },
      { summary: { delegation: summary(5, 3, 1, 1, 1) } },
      { summary: { delegation: summary(4, 5, -1) } },
      { groups: [{ ...yes, weight: 5n * VOTE }, no] },
      { groups: [{ ...yes, weight: 5n * VOTE }, { ...no, weight: VOTE }] },
      { groups: [{ ...yes, weight: 4n * VOTE - 1n }, { ...no, weight: 2n * VOTE + 1n }] },
      { lens: { kind: "equal" as const }, baselineWinners: null },
    ]
  ) assert.throws(() => makeReading({ ...input, ...bad }), wrong, Deno.inspect(bad));
});

Deno.test("a delegated lens has whole relevance or none, and counts who is carried", () => {
  const lens = parseLens({ kind: "delegated", relevance: { "06": 1_000_000 } });
  parseLens({ kind: "delegated", relevance: {} });
  for (const relevance of [undefined, { "06": 999_999 }, { "": 1_000_000 }]) {
    assert.throws(() => parseLens({ kind: "delegated", relevance }), { code: "invalid_lens" });
  }
  assert.equal(weigh(lens, null), VOTE);
  assert.equal(weigh(lens, { carried: "3" }), 4n * VOTE);
  assert.throws(() => weigh(lens, { carried: "-1" }), { code: "invalid_lens" });
});
