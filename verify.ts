/**
 * Recounts a reading of a poll from its bundle, without a database, a network or the engine that made
 * it: deno run --allow-read verify.ts bundle.json [receipt…]. Ends with 0 when everything recounts, 1
 * when something does not, 2 when not everything can be. Whoever forges a whole bundle can make it
 * agree with itself: compare the hashes printed with those published, and name your own receipt.
 */
import { createHash } from "node:crypto";
import { recount } from "./verify_methods.ts";

// deno-lint-ignore no-explicit-any -- from a file; what does not fit does not recount
type Any = any;

const MICRO = 1_000_000n;
const add = (all: bigint[]) => all.reduce((sum, one) => sum + one, 0n);
const sha = (text: string, as?: "hex") => createHash("sha256").update(text, as).digest("hex");

/** RFC 8785; a bigint is its decimal string. */
function canonical(value: Any): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `"${key}":${canonical(value[key])}`)}}`;
}

/** RFC 6962. */
function rootOf(leaves: string[]): string {
  if (leaves.length < 2) return leaves[0] ?? sha("");
  const half = 2 ** (31 - Math.clz32(leaves.length - 1));
  return sha(`01${rootOf(leaves.slice(0, half))}${rootOf(leaves.slice(half))}`, "hex");
}

/** What a lens makes of what is known of a voter, halves rounded to even; null: not known here. */
function weightOf({ kind, relevance, cap }: Any, known: Any, carried = 0n) {
  const { scores = {}, ethics, votes = 1, staked = 0, fulfils = false } = known;
  if (kind === "equal" || kind === "delegated") return MICRO * (1n + carried);
  if (kind === "quadratic") return MICRO * BigInt(votes);
  if (kind === "stake") return MICRO * BigInt(Math.min(34, Math.floor(Math.sqrt(staked))));
  if (kind === "cohort") return fulfils ? MICRO : 0n;
  if (kind !== "ekoh") return null;
  const products = Object.keys(relevance).map((field) => {
    return BigInt(relevance[field]) * BigInt(scores[field] ?? 0);
  });
  const [sum, limit, unit] = [add(products), BigInt(cap) * MICRO, MICRO * MICRO];
  const exact = (sum > limit ? limit : sum) * BigInt(ethics ?? MICRO);
  const [whole, twice] = [exact / unit, 2n * (exact % unit)];
  return MICRO + whole + (twice + whole % 2n > unit ? 1n : 0n);
}

/** How many each ballot carries, and what became of those who delegated and did not vote. */
function carry(delegations: Any[], voted: Set<string>) {
  const [next, carried, circles] = [new Map(), new Map<string, bigint>(), new Set()];
  for (const { delegator, delegate } of delegations) next.set(delegator, delegate);
  for (const voter of voted) next.delete(voter);
  const told = { delegated: next.size, carried: 0, lost: 0, circling: 0, circles: 0 };
  for (const start of [...next.keys()]) {
    const passed = new Set<string>();
    let at = start;
    for (; next.has(at) && !passed.has(at); at = next.get(at)) passed.add(at);
    for (const one of passed) next.set(one, at);
    told[voted.has(at) ? "carried" : next.has(at) ? "circling" : "lost"] += 1;
    if (voted.has(at)) carried.set(at, (carried.get(at) ?? 0n) + 1n);
    if (next.has(at)) circles.add(at);
  }
  return { carried, told: { ...told, circles: circles.size } };
}

/** What does not recount, and what could not be recounted at all. */
export function verify(bundle: Any, mine: string[] = []) {
  const { poll, reading, ballots, delegations = [] } = bundle;
  const { lens, lens: { kind }, result, warnings } = reading;
  const wrong: string[] = [];
  const check = (holds: boolean, what: string) => holds || wrong.push(what);
  const ids: string[] = poll.options.map(({ id }: Any) => id);
  check(poll.seed === sha([poll.id, ...ids.toSorted()].join("\n")), "the seed of lots");
  check(reading.lensHash === sha(canonical(lens)), "the hash of the lens");

  const receipts = ballots?.map(({ voter, choice, nonce }: Any) =>
    sha(["polity.receipt.v1", poll.id, voter, canonical(choice), nonce].join("\n"))
  );
  const leaf = (receipt: string) => sha(`00${receipt}`, "hex");
  const leaves: string[] = ballots ? receipts.sort().map(leaf) : bundle.leaves;
  const size = leaves.length;
  check(new Set(leaves).size === size, "a receipt of its own for each ballot");
  check(reading.ballotsRoot === rootOf(leaves), "the root over all receipts");
  check(result.ballots === size, "the number of ballots");
  for (const receipt of mine) check(leaves.includes(leaf(receipt)), `your receipt ${receipt}`);
  const quorum = size > 0 && size * 10_000 >= poll.quorumBps * poll.eligibleCount;
  const warned = (what: string, is: boolean) => check(warnings.includes(what) === is, what);
  warned("quorum_not_met", poll.quorumBps > 0 && !quorum);
  warned("insufficient_sample_size", size < 5);
  if (!ballots) return { wrong, open: ["anything: the ballots are not shown"] };

  const voters = new Set<string>(ballots.map(({ voter }: Any) => voter));
  check(voters.size === size, "one ballot for each voter");
  const isDelegated = kind === "delegated";
  check(isDelegated === Boolean(bundle.delegations), "whether votes are delegated");
  const { carried, told: delegation } = carry(isDelegated ? delegations : [], voters);
  const groups = new Map<string, Any>();
  const known: Any[] = [];
  for (const { choice, nonce: _, weight, ...voter } of ballots) {
    if (Object.keys(voter).length > 1) known.push(voter);
    const due = weightOf(lens, voter, carried.get(voter.voter));
    check(due === null || `${due}` === weight, `the weight of ${voter.voter}`);
    const group = groups.get(canonical(choice)) ?? { choice, weight: 0n, count: 0n };
    groups.set(canonical(choice), group);
    group.weight += BigInt(weight);
    group.count += 1n;
  }
  const [lines, by] = isDelegated ? [[...delegations, ...known], "delegator"] : [known, "voter"];
  const sorted = lines.toSorted((a: Any, b: Any) => a[by] < b[by] ? -1 : 1).map(canonical);
  const head = `polity.${isDelegated ? "delegations" : "snapshot"}.v1`;
  check(reading.snapshotHash === sha([head, ...sorted].join("\n")), "the snapshot");
  warned("delegations_in_circles", delegation.circling > 0);

  const lots = ids.map((id) => sha(`${poll.seed}\n${id}`));
  const draw = (of: number[]) => of.toSorted((a, b) => (lots[a]! < lots[b]! ? -1 : 1));
  const election = { all: [...ids.keys()], seats: reading.seats, p: reading.parameters, draw };
  const weighed = [...groups.values()];
  const weight = add(weighed.map((group) => group.weight));
  const heavy = recount(reading.method, {
    ...election,
    ballots: weighed.filter((group) => group.weight > 0n),
  });
  const counted: Any = { method: reading.method, ballots: size, weight, ...heavy };
  if (isDelegated) counted.delegation = delegation;
  for (const key of Object.keys({ ...counted, ...result })) {
    check(canonical(counted[key]) === canonical(result[key]), `result.${key}`);
  }
  const even = recount(reading.method, {
    ...election,
    ballots: weighed.map(({ choice, count }) => ({ choice, weight: count * MICRO })),
  });
  const differs = canonical(even.winners.toSorted()) !== canonical(heavy.winners.toSorted());
  check((reading.changesWinner ?? false) === differs, "whether weights change the winner");
  return { wrong, open: weightOf(lens, {}) === null ? [`weights of the lens ${kind}`] : [] };
}

if (import.meta.main) {
  const [path, ...mine] = Deno.args;
  const bundle = JSON.parse(await Deno.readTextFile(path!));
  const { wrong, open } = verify(bundle, mine);
  const { lensHash, snapshotHash, ballotsRoot, result } = bundle.reading;
  console.log(`${bundle.poll.title} ${result.ballots} ballots, winners ${result.winners}`);
  console.log(`lens ${lensHash}\nsnapshot ${snapshotHash}\nroot ${ballotsRoot}`);
  for (const what of wrong) console.log(`WRONG: ${what}`);
  for (const what of open) console.log(`NOT RECOUNTED: ${what}`);
  if (wrong.length + open.length === 0) console.log("Everything recounts.");
  Deno.exitCode = wrong.length > 0 ? 1 : open.length > 0 ? 2 : 0;
}
