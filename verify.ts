/**
 * Recounts a reading of a poll from its bundle, without a database, a network or the engine that made
 * it: deno run --allow-read verify.ts bundle.json [receipt…]. Ends with 0 when everything recounts, 1
 * when something does not, 2 when not everything can be. Whoever forges a whole bundle can make it
 * agree with itself: compare the hashes printed with those published, and name your own receipt.
 */
import { createHash } from "node:crypto";

// deno-lint-ignore no-explicit-any -- from a file; what does not fit does not recount
type Any = any;
/** An option is its position. `p`: parameters; `lots` put equals in order; `ties` are what they did. */
type Election =
  & { all: number[]; ballots: Any[] }
  & Record<"weight" | "seats" | "p" | "lots" | "ties", Any>;

const MICRO = 1_000_000n;
const add = (all: bigint[]) => all.reduce((sum, one) => sum + one, 0n);
const most = (...all: bigint[]) => all.reduce((a, b) => a > b ? a : b);
const least = (...all: bigint[]) => all.reduce((a, b) => a < b ? a : b);
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

/** In lowest terms; null where there is nothing to divide by. */
function fraction(a: bigint, b: bigint): string | null {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return b === 0n ? null : b === x ? `${a / x}` : `${a / x}/${b / x}`;
}

/** By lens: what a ballot weighs by what is known of its voter; halves are rounded to even. */
const WEIGHTS: Record<string, (known: Any, lens: Any) => bigint> = {
  equal: () => MICRO,
  delegated: ({ carried = 0n }) => MICRO * (1n + carried),
  quadratic: ({ votes = 1 }) => MICRO * BigInt(votes),
  stake: ({ staked = 0 }) => MICRO * BigInt(Math.min(34, Math.floor(Math.sqrt(staked)))),
  cohort: ({ fulfils = false }) => fulfils ? MICRO : 0n,
  ekoh({ scores = {}, ethics = MICRO }, { relevance, cap }) {
    const part = (field: string) => BigInt(relevance[field]) * BigInt(scores[field] ?? 0);
    const expertise = least(add(Object.keys(relevance).map(part)), BigInt(cap) * MICRO);
    const [exact, unit] = [expertise * BigInt(ethics ?? MICRO), MICRO * MICRO];
    const [whole, twice] = [exact / unit, 2n * (exact % unit)];
    return MICRO + whole + (twice + whole % 2n > unit ? 1n : 0n);
  },
};

/** How many each ballot carries, and what became of those who delegated and did not vote. */
function carry(delegations: Any[], voted: Set<string>) {
  const next = new Map(delegations.map(({ delegator, delegate }) => [delegator, delegate]));
  for (const voter of voted) next.delete(voter);
  const [carried, circles] = [new Map<string, bigint>(), new Set()];
  const told = { delegated: next.size, carried: 0, lost: 0, circling: 0 };
  for (let at of [...next.keys()]) {
    const passed = new Set<string>();
    for (; next.has(at) && !passed.has(at); at = next.get(at)) passed.add(at);
    for (const one of passed) next.set(one, at);
    told[voted.has(at) ? "carried" : next.has(at) ? "circling" : "lost"] += 1;
    if (voted.has(at)) carried.set(at, (carried.get(at) ?? 0n) + 1n);
    if (next.has(at)) circles.add(at);
  }
  return { carried, delegation: { ...told, circles: circles.size } };
}

/** What a choice gives each option, more being better; NaN is neither above nor below another. */
function marksOf(choice: Any, method: string, all: number[], p: Any): Any[] {
  const sides: Record<string, number> = { yes: 0, consent: 0, no: 1, object: 1 };
  if (!Array.isArray(choice)) return all.map((o) => +((sides[choice] ?? choice) === o));
  if (method === "approval") return all.map((o) => +choice.includes(o));
  if (!p.unranked) return choice.map((mark) => mark ?? p.min ?? 0);
  const places = all.map((o) => choice.findIndex((tier) => tier.includes(o)));
  const left = p.unranked === "last" && choice.length > 0 ? 0 : NaN;
  return places.map((at) => at < 0 ? left : choice.length - at);
}

/** What all ballots weigh, each as often as told; and that by option. */
const sum = (e: Election, times: (ballot: Any) => number) =>
  e.ballots.reduce((sum: bigint, ballot) => sum + ballot.weight * BigInt(times(ballot)), 0n);
const weigh = (e: Election, times: (ballot: Any, option: number) => number): Any[] =>
  e.all.map((o) => sum(e, (ballot) => times(ballot, o)));
const totalsOf = (e: Election) => weigh(e, ({ marks }, o) => marks[o]);
const square = (e: Election, of: (a: number, b: number) => Any): Any[] =>
  e.all.map((a) => e.all.map((b) => of(a, b)));

/** Tiers of equals, the highest first, told apart by one key after another. */
function tiers(of: number[], [key, ...keys]: Any[][]): number[][] {
  if (!key) return [of];
  const groups = [...Map.groupBy(of, (o) => key[o])].sort(([a], [b]) => a > b ? -1 : 1);
  return groups.flatMap(([, tier]) => tiers(tier, keys));
}

/** Layers: those with nobody above them, then those with nobody left above them … */
function layers(of: number[], above: Any[]): number[][] {
  const top = of.filter((b) => !of.some((a) => above[a][b]));
  const rest = of.filter((one) => !top.includes(one));
  return rest.length > 0 ? [top, ...layers(rest, above)] : [top];
}

/** Fills places from the top of a ranking; lots decide in a tier that is too large. */
const draw = (e: Election, of: number[]) => of.toSorted((a, b) => e.lots[a] < e.lots[b] ? -1 : 1);
function fill(e: Election, ranking: number[][], places = e.seats, stage = "seats"): number[] {
  return ranking.reduce((winners: number[], coWinners) => {
    const chosen = draw(e, coWinners).slice(0, places - winners.length);
    if (chosen.length % coWinners.length > 0) e.ties.push({ stage, coWinners, chosen });
    return [...winners, ...chosen];
  }, []);
}

/** What weight prefers each option to each other, and how strong a victory that is. */
function duels(e: Election) {
  const matrix = square(e, (a, b) => sum(e, ({ marks }) => +(marks[a] > marks[b])));
  const lead = (pro: bigint, contra: bigint) => e.p.pairStrength === "margins" ? pro - contra : pro;
  const strength = square(
    e,
    (a, b) => matrix[a][b] > matrix[b][a] ? lead(matrix[a][b], matrix[b][a]) : 0n,
  );
  return [matrix, strength] as const;
}

/** Doubled points of each against some: 2 for a duel won, 1 for one drawn, as with itself. */
const points = (e: Election, matrix: Any[], among: number[]) =>
  e.all.map((a) =>
    add(
      among.map((b) => BigInt(matrix[a][b] > matrix[b][a]) + BigInt(matrix[a][b] >= matrix[b][a])),
    )
  );

/** Single transferable vote, or with `once` instant run-off. Parts of ballots lie at one option. */
function transfer(e: Election, once = false) {
  const cast = sum(e, ({ choice }) => +(choice.length > 0));
  const shares = BigInt(e.p.quota === "hare" ? e.seats : e.seats + 1);
  const inWhole = (cast / (MICRO * shares) + 1n) * MICRO;
  const [votes, per] = e.p.quota === "droop" ? [inWhole, 1n] : [cast, shares];
  const reach = ["droop", "hare"].includes(e.p.quota) ? 0n : 1n;
  const isTied = (size: number) =>
    e.ballots.some((b) => b.choice.some((t: Any) => t.length > size));
  const parts = e.all.filter(isTied).reduce((product, o) => product * BigInt(o + 1), 1n);
  let [unit, hopeful] = [1n, e.all];
  let piles = e.ballots.map(({ choice, weight }): Any => ({ at: -1, choice, worth: weight }));
  const isIn = (option: number) => hopeful.includes(option);
  /** Passes a part of what lies at an option on to the next who are in, in equal shares. */
  const move = (from: number, part: bigint, whole: bigint) => {
    unit *= whole * parts;
    piles = piles.flatMap(({ at, choice, worth }) => {
      if (at !== from) return { at, choice, worth: worth * whole * parts };
      const next = choice.find((tier: number[]) => tier.some(isIn))?.filter(isIn) ?? [];
      const share = worth * part * parts / BigInt(next.length || 1);
      const passed = next.map((at: number) => ({ at, choice, worth: share }));
      return [{ at, choice, worth: worth * (whole - part) * parts }, ...passed];
    }).filter(({ worth }) => worth > 0n);
  };
  const [ranking, winners, dropped]: [number[][], number[], Any[]] = [[], [], []];
  const [rounds, history]: [Any[], Any[][]] = [[], []];
  for (move(-1, 1n, 1n); cast > 0n;) {
    const totals: Any[] = e.all.map(() => 0n);
    for (const { at, worth } of piles) totals[at] += worth;
    history.unshift(totals);
    const over = (o: number) => totals[o] * per - (once ? add(totals) : votes * unit);
    const isLast = hopeful.length <= e.seats - winners.length;
    const reached = tiers(hopeful.filter((o) => isLast || over(o) >= reach), history);
    const elected = reached.flatMap((tier) => draw(e, tier));
    const round: Any = { totals: totals.map((total) => total / unit), dropped: null };
    rounds.push(once ? round : Object.assign(round, { elected, surplus: null }));
    ranking.push(...reached);
    winners.push(...elected);
    hopeful = hopeful.filter((o) => !elected.includes(o));
    if (winners.length === e.seats) break;
    const [rich] = tiers(e.all.filter((o) => winners.includes(o) && over(o) > 0n), history);
    const poor = tiers(hopeful, history).at(-1)!;
    const rivals = rich ? [] : fill(e, [poor], poor.length - 1, "elimination");
    const [option] = rich ? fill(e, [rich], 1, "surplus") : poor.filter((o) => !rivals.includes(o));
    round[rich ? "surplus" : "dropped"] = option;
    if (!rich) dropped.unshift({ option, rivals });
    hopeful = hopeful.filter((o) => o !== option);
    move(option!, rich ? over(option!) : 1n, rich ? totals[option!] * per : 1n);
  }
  ranking.push(...tiers(hopeful, once ? history.slice(0, 1) : history));
  for (const { option, rivals } of dropped) {
    if (ranking.at(-1)!.some((other) => rivals.includes(other))) ranking.at(-1)!.push(option);
    else ranking.push([option]);
  }
  for (const tier of ranking) tier.sort((a, b) => a - b);
  return { ranking, winners, rounds, quota: cast > 0n ? fraction(votes, per) : null };
}

/** One side needs its share of both; the third word is on neither. */
function decide(e: Election, [yes, no, aside]: string[], neededBps: number, verdict: string) {
  const [pro, contra] = totalsOf(e);
  const holds = pro > 0n && pro * 10_000n >= BigInt(neededBps) * (pro + contra);
  const totals = { [yes!]: pro, [no!]: contra, [aside!]: e.weight - pro - contra };
  return {
    some: e.weight > 0n,
    ranking: holds ? [[0], [1]] : [[1], [0]],
    totals,
    [verdict]: holds,
  };
}

/** By method: what it tells, with a ranking, or with totals that rank by themselves. */
const METHODS: Record<string, (e: Election) => Any> = {
  yes_no: (e) => decide(e, ["yes", "no", "abstain"], e.p.thresholdBps, "passed"),
  consent: (e) =>
    decide(e, ["consent", "object", "stand_aside"], 10_000 - e.p.maxObjectionBps, "adopted"),
  plurality: (e) => ({ totals: totalsOf(e) }),
  cumulative: (e) => ({ totals: totalsOf(e) }),
  approval: (e) => ({ totals: totalsOf(e), blank: sum(e, ({ choice }) => +!choice.length) }),
  quadratic(e) {
    const isBought = (mark: number | null) => mark !== null && (e.p.allowNegative || mark !== 0);
    return { totals: totalsOf(e), some: e.ballots.some(({ choice }) => choice.some(isBought)) };
  },
  budget_split(e) {
    const totals = totalsOf(e);
    const all = add(totals) || 1n;
    return { totals, sharesBps: totals.map((total) => Number(total * 10_000n / all)) };
  },
  score(e) {
    const byMean = e.p.aggregate === "mean";
    const scored = weigh(e, ({ choice }, o) => +(choice[o] !== null));
    const totals = weigh(e, ({ choice, marks }, o) => byMean ? choice[o] ?? 0 : marks[o]);
    const voters = byMean ? scored : e.all.map(() => e.weight);
    const means = totals.map((total, o) => fraction(total, voters[o]));
    // So large that means which differ do so in whole numbers.
    const large = totals.map((sum, o) => voters[o] ? sum * e.weight ** 3n / voters[o] : -Infinity);
    return { ranking: tiers(e.all, [large]), totals, scored, means };
  },
  stance(e) {
    const side = (mark: number | null) => mark && Math.sign(mark);
    const [against, neutral, supporting, blank]: Any[] = [-1, 0, 1, null]
      .map((which) => weigh(e, ({ choice }, o) => +(side(choice[o]) === which)));
    const totals = totalsOf(e);
    const means = totals.map((total, o) => fraction(total, (e.weight as bigint) - blank[o]));
    const some = blank.some((weight: bigint) => weight < e.weight);
    return { some, totals, means, against, neutral, supporting, blank };
  },
  star(e) {
    const [totals, [matrix]] = [totalsOf(e), duels(e)];
    const topScores = weigh(e, ({ marks }, o) => +(marks[o] === e.p.max));
    const scored = tiers(e.all, [totals])
      .flatMap((tier) => tiers(tier, [points(e, matrix, tier), topScores]));
    const finalists = fill(e, scored, add(totals) > 0n ? 2 : 0, "finalists");
    const runoff = finalists.map((one, at) => matrix[one][finalists[1 - at]!]);
    const votes = e.all.map((o) => runoff[finalists.indexOf(o)]);
    const final = tiers(finalists.toSorted((a, b) => a - b), [votes, totals, topScores]);
    const rest = scored.map((tier) => tier.filter((o) => !finalists.includes(o)));
    const ranking = [...final, ...rest].filter((tier) => tier.length > 0);
    return { totals, topScores, finalists, runoff, ranking, winners: fill(e, final, 1, "runoff") };
  },
  /** Equal medians are told apart by the grades outwards from the middle, the lower side first. */
  majority_judgment(e) {
    const grades = [...Array(e.p.grades).keys()];
    const counts = e.all.map((o) => grades.map((g) => sum(e, ({ marks }) => +(marks[o] === g))));
    const upTo = counts.map((row) => grades.map((grade) => add(row.slice(0, grade + 1))));
    const gradesAt = (place: bigint) => upTo.map((row) => row.findIndex((sum) => sum > place));
    const [low, high] = [(e.weight - 1n) / 2n, e.weight / 2n];
    // Only at these distances from the middle does an option's grade change.
    const steps = [0n, ...upTo.flat().flatMap((sum) => [low - sum + 1n, sum - high])]
      .filter((step) => step >= 0n && step <= low).sort((a, b) => Number(a - b));
    const keys = steps.flatMap((step) => [gradesAt(low - step), gradesAt(high + step)]);
    const medians = e.weight > 0n ? gradesAt(low) : e.all.map(() => null);
    return { ranking: tiers(e.all, keys), medians, counts };
  },
  borda(e) {
    const place = (mine: number, mark: number) => +(mine > mark) + +(mine >= mark);
    const worth = (marks: number[], o: number) =>
      marks.reduce((sum, mark) => sum + place(marks[o]!, mark), 2 * e.p.base - 1);
    const doubled = weigh(e, ({ marks }, o) => isNaN(marks[o]) ? 0 : worth(marks, o));
    return { ranking: tiers(e.all, [doubled]), totals: doubled.map((two) => fraction(two, 2n)) };
  },
  minimax(e) {
    const [matrix, strength] = duels(e);
    const worstDefeats = e.all.map((o) => most(...strength.map((row) => row[o])));
    return { matrix, worstDefeats, ranking: tiers(e.all, [worstDefeats]).reverse() };
  },
  copeland(e) {
    const [matrix] = duels(e);
    const doubled = points(e, matrix, e.all).map((two) => two - 1n);
    const told = doubled.map((two) => fraction(two, 2n));
    return { matrix, points: told, ranking: tiers(e.all, [doubled]) };
  },
  schulze(e) {
    let [matrix, paths] = duels(e);
    for (const via of e.all) {
      const round = (a: number, b: number) => least(paths[a][via], paths[via][b]);
      paths = square(e, (a, b) => a === b ? 0n : most(paths[a][b], round(a, b)));
    }
    const wins = e.all.map((a) => e.all.filter((b) => paths[a][b] > paths[b][a]).length);
    return { matrix, paths, wins, ranking: tiers(e.all, [wins]) };
  },
  ranked_pairs(e) {
    const [matrix, strength] = duels(e);
    const lots = draw(e, e.all);
    const pairs = lots.flatMap((a) => lots.toReversed().map((b): [number, number] => [a, b]))
      .filter(([a, b]) => strength[a][b] > 0n);
    const keys = [pairs.map(([a, b]) => strength[a][b]), pairs.map(([a, b]) => -matrix[b][a])];
    const put = (above: Any[], [victor, loser]: [number, number]) =>
      square(
        e,
        (a, b) =>
          above[a][b] || (a === victor || above[a][victor]) && (b === loser || above[loser][b]),
      );
    const [locked, disputed]: [number, number][][] = [[], []];
    let above = square(e, () => false);
    for (const equals of tiers([...pairs.keys()], keys)) {
      const possible = equals.map((at) => pairs[at]!).filter(([a, b]) => !above[b][a]);
      for (const [a, b] of possible) {
        (above[b][a] ? disputed! : locked!).push([a, b]);
        if (!above[b][a]) above = put(above, [a, b]);
      }
    }
    const either = disputed!.reduce(put, above);
    const ranking = layers(e.all, square(e, (a, b) => either[a][b] && !either[b][a]));
    for (const a of ranking.flat()) {
      const coWinners = e.all.filter((b) => either[a][b] && either[b][a]);
      const [chosen] = layers(coWinners, above);
      if (coWinners[0] === a) e.ties.push({ stage: "pairs", coWinners, chosen });
    }
    const winners = fill(e, ranking.flatMap((tier) => layers(tier, above)));
    return { matrix, locked, ranking, winners };
  },
  irv: (e) => ({ ...transfer(e, true), quota: undefined }),
  stv: (e) => transfer(e),
};

/** The outcome of an election after every lot, and how far its ballots agree with it. */
function recount(method: string, e: Election) {
  const { some, ...counted } = METHODS[method]!(e);
  const favoured = e.ballots.map(({ marks, weight }) => {
    const best = Math.max(...marks.filter((mark: number) => mark > (e.p.min ?? 0)));
    return { first: e.all.filter((o) => marks[o] === best), weight };
  }).filter(({ first }) => first.length > 0);
  if (!(some ?? counted.matrix?.flat().some(Number) ?? favoured.length > 0)) {
    return { ...counted, winners: [], ranking: [e.all], ties: [], agreementBps: null };
  }
  const ranking = counted.ranking ?? tiers(e.all, [counted.totals]);
  const winners = counted.winners ?? fill(e, ranking);
  const agreeing = favoured.filter(({ first }) => first.includes(winners[0]));
  const [part, whole] = [agreeing, favoured].map((all) => add(all.map(({ weight }) => weight)));
  const agreementBps = winners.length > 1 || !whole ? null : Number(part! * 10_000n / whole);
  return { ...counted, ranking, winners, ties: e.ties, agreementBps };
}

/** What does not recount, and what could not be recounted at all. */
export function verify(bundle: Any, mine: string[] = []) {
  const { poll, reading, ballots, delegations } = bundle;
  const { lens, lens: { kind }, method, parameters: p, seats, result, experts } = reading;
  const wrong: string[] = [];
  const check = (what: string, given: Any, due: Any) =>
    canonical(given) === canonical(due) || wrong.push(what);
  const compare = (what: string, given: Any, due: Any) =>
    Object.keys(due).forEach((key) => check(`${what}.${key}`, given[key], due[key]));
  const warned = (due: Record<string, boolean>) =>
    Object.keys(due).forEach((name) => check(name, reading.warnings.includes(name), due[name]));

  const ids: string[] = poll.options.map(({ id }: Any) => id);
  const receipt = ({ voter, choice, nonce }: Any) =>
    sha(["polity.receipt.v1", poll.id, voter, canonical(choice), nonce].join("\n"));
  const leaf = (receipt: string) => sha(`00${receipt}`, "hex");
  const leaves: string[] = ballots?.map(receipt).sort().map(leaf) ?? bundle.leaves;
  const size = leaves.length;
  check("a receipt of its own for each ballot", new Set(leaves).size, size);
  for (const receipt of mine) {
    check(`your receipt ${receipt}`, leaves.includes(leaf(receipt)), true);
  }
  compare("poll", poll, { seed: sha([poll.id, ...ids.toSorted()].join("\n")) });
  compare("reading", reading, { lensHash: sha(canonical(lens)), ballotsRoot: rootOf(leaves) });
  compare("result", result, { ballots: size });
  const quorum = size > 0 && size * 10_000 >= poll.quorumBps * poll.eligibleCount;
  warned({ quorum_not_met: poll.quorumBps > 0 && !quorum, insufficient_sample_size: size < 5 });
  if (!ballots) return { wrong, open: ["anything: the ballots are not shown"] };
  if (!METHODS[method] || !WEIGHTS[kind]) {
    return { wrong, open: [`anything: ${method} under ${kind} is unknown here`] };
  }

  const voters = new Set<string>(ballots.map(({ voter }: Any) => voter));
  check("one ballot for each voter", voters.size, size);
  check("whether votes are delegated", Boolean(delegations), kind === "delegated");
  const { carried, delegation } = carry(delegations ?? [], voters);
  const [groups, known, all] = [new Map<string, Any>(), [] as Any[], [...ids.keys()]];
  for (const { choice, nonce: _, weight, ...voter } of ballots) {
    if (Object.keys(voter).length > 1) known.push(voter);
    const due = WEIGHTS[kind]!({ carried: carried.get(voter.voter), ...voter }, lens);
    check(`the weight of ${voter.voter}`, weight, due);
    const key = canonical(choice);
    if (!groups.has(key)) {
      groups.set(key, { choice, marks: marksOf(choice, method, all, p), weight: 0n, count: 0n });
    }
    groups.get(key).weight += BigInt(weight);
    groups.get(key).count += MICRO;
  }
  const by = (line: Any) => line.delegator ?? line.voter;
  const lines = [...delegations ?? [], ...known].sort((a, b) => by(a) < by(b) ? -1 : 1);
  const head = `polity.${kind === "delegated" ? "delegations" : "snapshot"}.v1`;
  const cuts = Object.entries<Any>(experts?.cuts ?? {});
  const isExpert = ({ scores = {} }: Any) => cuts.some(([field, cut]) => scores[field] > cut);

  const lots = ids.map((id) => sha(`${poll.seed}\n${id}`));
  const count = (by: "weight" | "count") => {
    const weighed = [...groups.values()].map((group) => ({ ...group, weight: group[by] }));
    const ballots = weighed.filter(({ weight }) => weight > 0n);
    const weight = add(ballots.map(({ weight }) => weight));
    return { weight, ...recount(method, { all, seats, p, lots, ballots, weight, ties: [] }) };
  };
  const [even, { agreementBps, ...heavy }] = [count("count"), count("weight")];
  const [one, other] = [even, heavy].map(({ winners }) => canonical(winners.toSorted()));
  const due = { method, ballots: size, ...heavy, ...kind === "delegated" ? { delegation } : {} };
  compare("result", result, {
    ...Object.fromEntries(Object.keys(result).map((key) => [key])),
    ...due,
  });
  compare("reading", reading, {
    snapshotHash: sha([head, ...lines.map(canonical)].join("\n")),
    changesWinner: kind === "equal" ? null : one !== other,
    agreementBps,
    strongConsensus: agreementBps !== null && agreementBps >= poll.strongConsensusBps,
    experts: kind === "ekoh" ? { ...experts, count: known.filter(isExpert).length } : null,
  });
  warned({
    expert_threshold_not_met: kind === "ekoh" && !(experts?.count >= 12),
    cohort_filter_too_narrow: kind === "cohort" && known.length < 5,
    delegations_in_circles: delegation.circling > 0,
  });
  return { wrong, open: [] };
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
