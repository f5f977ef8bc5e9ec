/**
 * Recounts a reading of a poll from its bundle, without a database, a network or the engine that made
 * it: deno run --allow-read verify.ts bundle.json [receipt…]
 *
 * Ends with 0 when everything recounts, 1 when something does not, 2 when not everything can be.
 * Whoever forges a whole bundle can make it agree with itself: compare the hashes printed with those
 * of the published reading, and name your own receipt.
 */
import { createHash } from "node:crypto";

// deno-lint-ignore no-explicit-any -- from a file; what does not fit does not recount
type Any = any;
type Group = { choice: Any; weight: bigint };
type Lots = (of: number[]) => number[];
type Election = { n: number; seats: number; p: Any; groups: Group[]; draw: Lots };
type Worth = (choice: Any, option: number) => number;
type Order = (a: number, b: number) => number;

const MICRO = 1_000_000n;
const range = (size: number) => [...Array(size).keys()];
const add = (all: bigint[]) => all.reduce((sum, one) => sum + one, 0n);
const matrixOf = <T>(n: number, value: (a: number, b: number) => T) =>
  range(n).map((a) => range(n).map((b) => value(a, b)));
const sha = (text: string, as?: "hex") => createHash("sha256").update(text, as).digest("hex");

/** RFC 8785; a bigint is its decimal string. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `"${value}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
}

/** RFC 6962. */
function merkleRoot(leaves: string[]): string {
  let row = leaves.length > 0 ? leaves : [sha("")];
  while (row.length > 1) {
    const above = range(Math.ceil(row.length / 2)).map((pair) => row.slice(2 * pair, 2 * pair + 2));
    row = above.map((pair) => pair.length === 1 ? pair[0]! : sha(`01${pair.join("")}`, "hex"));
  }
  return row[0]!;
}

function fraction(a: bigint, b: bigint): string {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return b === x ? `${a / x}` : `${a / x}/${b / x}`;
}

const high = (value: readonly (bigint | number)[]): Order => (a, b) =>
  value[a] === value[b] ? 0 : value[a]! > value[b]! ? -1 : 1;

function tiers(of: number[], order: Order): number[][] {
  const made: number[][] = [];
  for (const option of of.toSorted((a, b) => order(a, b) || a - b)) {
    const tier = made.at(-1);
    if (tier !== undefined && order(tier[0]!, option) === 0) tier.push(option);
    else made.push([option]);
  }
  return made;
}

const nobody = (n: number) => ({ winners: [], ranking: [range(n)], ties: [] });

/** Takes places from the top of a ranking; lots decide within a tier that is too large. */
function fill(ranking: number[][], places: number, draw: Lots) {
  const winners: number[] = [];
  const ties: object[] = [];
  for (const tier of ranking) {
    const free = places - winners.length;
    if (free === 0) break;
    const chosen = draw(tier).slice(0, free);
    winners.push(...chosen);
    if (tier.length > free) ties.push({ stage: "seats", coWinners: tier, chosen });
  }
  return { winners, ranking, ties };
}

function elect(e: Election, totals: readonly (bigint | number)[], some = totals.some((t) => t)) {
  return some ? fill(tiers(range(e.n), high(totals)), e.seats, e.draw) : nobody(e.n);
}

/** By option: the weights of all ballots times what a ballot is worth to it. */
const weigh = ({ n, groups }: Election, worth: Worth) =>
  range(n).map((o) => add(groups.map((g) => g.weight * BigInt(worth(g.choice, o)))));
const supported = ({ groups }: Election, counts: (mark: number) => boolean) =>
  groups.some((g) => g.choice.some((mark: number | null) => mark !== null && counts(mark)));
const means = (totals: bigint[], voters: bigint[]) =>
  totals.map((total, o) => voters[o] === 0n ? null : fraction(total, voters[o]!));

/** One word for, one against, one aside: the first needs its share of the first two. */
function decide(e: Election, words: [string, string, string], neededBps: number, verdict: string) {
  const [pro, contra, aside] = words.map((word) =>
    add(e.groups.filter(({ choice }) => choice === word).map(({ weight }) => weight))
  ) as [bigint, bigint, bigint];
  const yes = pro > 0n && pro * 10_000n >= BigInt(neededBps) * (pro + contra);
  const totals = { [words[0]]: pro, [words[1]]: contra, [words[2]]: aside };
  if (pro + contra + aside === 0n) return { ...nobody(2), totals, [verdict]: yes };
  const ranking = yes ? [[0], [1]] : [[1], [0]];
  return { winners: ranking[0], ranking, ties: [], totals, [verdict]: yes };
}

function summed(e: Election, some?: boolean, worth: Worth = (choice, o) => choice[o] ?? 0) {
  const totals = weigh(e, worth);
  return { ...elect(e, totals, some), totals };
}

function score(e: Election) {
  const byMean = e.p.aggregate === "mean";
  const totals = weigh(e, (choice, o) => choice[o] ?? (byMean ? 0 : e.p.min));
  const scored = weigh(e, (choice, o) => choice[o] === null ? 0 : 1);
  const voters = byMean ? scored : scored.map(() => add(e.groups.map(({ weight }) => weight)));
  const detail = { totals, scored, means: means(totals, voters) };
  if (!supported(e, (mark) => mark > e.p.min)) return { ...nobody(e.n), ...detail };
  const order: Order = (a, b) => {
    if (voters[a] === 0n || voters[b] === 0n) return +(voters[a] === 0n) - +(voters[b] === 0n);
    const [one, other] = [totals[a]! * voters[b]!, totals[b]! * voters[a]!];
    return one === other ? 0 : one > other ? -1 : 1;
  };
  return { ...fill(tiers(range(e.n), order), e.seats, e.draw), ...detail };
}

function stance(e: Election) {
  const where = (is: (mark: number) => boolean) =>
    weigh(e, (choice, o) => +(choice[o] !== null && is(choice[o])));
  const [against, neutral] = [where((mark) => mark < 0), where((mark) => mark === 0)];
  const [supporting, voters] = [where((mark) => mark > 0), where(() => true)];
  const blank = weigh(e, (choice, o) => +(choice[o] === null));
  const counted = summed(e, supported(e, () => true));
  return { ...counted, means: means(counted.totals, voters), against, neutral, supporting, blank };
}

/** The tiers of a ballot, with what it leaves out as the last one where the poll says so. */
function places({ n, p }: Election, choice: number[][], ranked = choice.flat()): number[][] {
  const left = range(n).filter((option) => !ranked.includes(option));
  return p.unranked === "last" && left.length > 0 ? [...choice, left] : choice;
}

function borda(e: Election) {
  const doubled = Array<bigint>(e.n).fill(0n);
  const cast = e.groups.filter(({ choice }) => choice.length > 0);
  for (const { choice, weight } of cast) {
    const all = places(e, choice);
    let below = all.flat().length;
    for (const tier of all) {
      below -= tier.length;
      const doubledPoints = BigInt(2 * (below + e.p.base) + tier.length - 1);
      for (const option of tier) doubled[option]! += weight * doubledPoints;
    }
  }
  const totals = doubled.map((total) => fraction(total, 2n));
  return { ...elect(e, doubled, cast.length > 0), totals };
}

function duels(e: Election) {
  const matrix = matrixOf(e.n, () => 0n);
  for (const { choice, weight } of e.groups) {
    const all = places(e, choice);
    all.forEach((tier, at) => {
      const worse = all.slice(at + 1).flat();
      for (const a of tier) for (const b of worse) matrix[a]![b]! += weight;
    });
  }
  const strength = matrixOf(e.n, (a, b) => {
    const [pro, contra] = [matrix[a]![b]!, matrix[b]![a]!];
    return pro <= contra ? 0n : e.p.pairStrength === "margins" ? pro - contra : pro;
  });
  return { matrix, strength, some: matrix.flat().some((weight) => weight > 0n) };
}

function minimax(e: Election) {
  const { matrix, strength, some } = duels(e);
  const worstDefeats = range(e.n).map((b) =>
    strength.map((row) => row[b]!).reduce((most, one) => one > most ? one : most, 0n)
  );
  return { ...elect(e, worstDefeats.map((worst) => -worst), some), matrix, worstDefeats };
}

function copeland(e: Election) {
  const { matrix, some } = duels(e);
  const twice = matrix.map((row, a) =>
    row.reduce((sum, pro, b) => a === b ? sum : sum + 1 - high([pro, matrix[b]![a]!])(0, 1), 0)
  );
  return { ...elect(e, twice, some), matrix, points: twice.map((t) => fraction(BigInt(t), 2n)) };
}

function schulze(e: Election) {
  const { matrix, strength: paths, some } = duels(e);
  for (const via of range(e.n)) {
    for (const [from, to] of matrixOf(e.n, (a, b) => [a, b] as const).flat()) {
      const [one, two] = [paths[from]![via]!, paths[via]![to]!];
      const weakest = one < two ? one : two;
      if (from !== to && weakest > paths[from]![to]!) paths[from]![to] = weakest;
    }
  }
  const wins = paths.map((row, a) => row.filter((path, b) => path > paths[b]![a]!).length);
  return { ...elect(e, wins, some), matrix, paths, wins };
}

// irv, stv, ranked_pairs, star and majority_judgment decide in steps and are not recounted here.
const METHODS: Record<string, (e: Election) => object> = {
  yes_no: (e) => decide(e, ["yes", "no", "abstain"], e.p.thresholdBps, "passed"),
  consent: (e) =>
    decide(e, ["consent", "object", "stand_aside"], 10_000 - e.p.maxObjectionBps, "adopted"),
  plurality: (e) => summed(e, undefined, (choice, option) => +(choice === option)),
  approval(e) {
    const blank = add(e.groups.filter(({ choice }) => choice.length === 0).map((g) => g.weight));
    return { ...summed(e, undefined, (choice, option) => +choice.includes(option)), blank };
  },
  cumulative: (e) => summed(e),
  quadratic: (e) => summed(e, supported(e, (mark) => e.p.allowNegative || mark !== 0)),
  budget_split(e) {
    const counted = summed(e);
    const all = add(counted.totals);
    const share = (total: bigint) => all === 0n ? 0 : Number(total * 10_000n / all);
    return { ...counted, sharesBps: counted.totals.map(share) };
  },
  ...{ score, stance, borda, minimax, copeland, schulze },
};

/** What a lens makes of a voter, halves rounded to even; null where the bundle's word has to do. */
function weightOf({ kind, relevance, cap }: Any, { scores = {}, ethics }: Any): bigint | null {
  if (kind !== "ekoh") return kind === "equal" ? MICRO : null;
  const parts = Object.entries<number>(relevance);
  const sum = add(parts.map(([field, part]) => BigInt(part) * BigInt(scores[field] ?? 0)));
  const [most, unit] = [BigInt(cap) * MICRO, MICRO * MICRO];
  const exact = (sum > most ? most : sum) * BigInt(ethics ?? MICRO);
  const [whole, rest] = [exact / unit, 2n * (exact % unit)];
  return MICRO + whole + (rest > unit || (rest === unit && whole % 2n === 1n) ? 1n : 0n);
}

/** What does not recount, and what could not be recounted at all. */
export function verify({ poll, reading, ballots, leaves }: Any, mine: string[] = []) {
  const [wrong, open]: [string[], string[]] = [[], []];
  const check = (holds: boolean, what: string) => holds || wrong.push(what);
  const { lens, method, result: { delegation: _, ...result } } = reading;
  const ids: string[] = poll.options.map(({ id }: { id: string }) => id);
  check(poll.seed === sha([poll.id, ...ids.toSorted()].join("\n")), "the seed of lots");
  check(reading.lensHash === sha(canonical(lens)), "the hash of the lens");

  const all: Any[] = ballots ?? [];
  const receipts = all.map(({ voter, choice, nonce, sequence }) =>
    sha(["polity.receipt.v1", poll.id, voter, canonical(choice), nonce, sequence].join("\n"))
  );
  const leaf = (receipt: string) => sha(`00${receipt}`, "hex");
  const tree: string[] = leaves ?? receipts.sort().map(leaf);
  check(new Set(tree).size === tree.length, "a receipt of its own for each ballot");
  check(reading.ballotsRoot === merkleRoot(tree), "the root over all receipts");
  check(tree.length === result.ballots, "the number of ballots");
  for (const receipt of mine) check(tree.includes(leaf(receipt)), `your receipt ${receipt}`);
  if (ballots === undefined) return { wrong, open: ["anything: the ballots are not shown"] };
  check(new Set(all.map(({ voter }) => voter)).size === all.length, "one ballot for each voter");
  const known = all.filter(({ scores }) => scores).sort((a, b) => (a.voter < b.voter ? -1 : 1))
    .map(({ voter, scores, ethics }) => canonical({ voter, scores, ethics }));
  const snapshot = sha(["polity.snapshot.v1", ...known].join("\n")); // delegations are not shown
  check(lens.kind === "delegated" || reading.snapshotHash === snapshot, "the snapshot");
  const groups = new Map<string, Group & { ballots: bigint }>();
  for (const ballot of all) {
    const weight = weightOf(lens, ballot);
    check(weight === null || `${weight}` === ballot.weight, `the weight of ${ballot.voter}`);
    const key = canonical(ballot.choice);
    const group = groups.get(key) ?? { choice: ballot.choice, weight: 0n, ballots: 0n };
    groups.set(key, group);
    group.weight += BigInt(ballot.weight);
    group.ballots += 1n;
  }

  const count = METHODS[method];
  if (lens.kind !== "equal" && lens.kind !== "ekoh") open.push(`weights of the lens ${lens.kind}`);
  if (count === undefined) open.push(`the method ${method}`);
  const lots = ids.map((id) => sha(`${poll.seed}\n${id}`));
  const draw: Lots = (of) => of.toSorted((a, b) => (lots[a]! < lots[b]! ? -1 : 1));
  const election = { n: ids.length, seats: reading.seats, p: reading.parameters, draw };
  const recount = (groups: Group[]): Any => count?.({ ...election, groups });
  const weighed = [...groups.values()];
  const weight = add(weighed.map((group) => group.weight));
  const counted = { method, ballots: all.length, weight, ...recount(weighed) };
  for (const key of Object.keys({ ...counted, ...(count && result) })) {
    check(canonical(counted[key]) === canonical(result[key]), `result.${key}`);
  }
  if (count === undefined) return { wrong, open };
  const even = recount(weighed.map(({ choice, ballots }) => ({ choice, weight: ballots * MICRO })));
  const differs = canonical(even.winners.sort()) !== canonical(counted.winners.toSorted());
  check((reading.changesWinner ?? false) === differs, "whether weights change the winner");
  return { wrong, open };
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
