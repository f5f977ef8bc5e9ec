/**
 * How each method counts, for `verify.ts`: written from the rules in docs/voting.md, and apart from the
 * engine, so that both would have to err alike. An option is its position.
 */

// deno-lint-ignore no-explicit-any -- choices and parameters come from a file
type Any = any;
type Worth = (choice: Any, option: number) => number;

/** What is counted. `p`: the poll's parameters; `draw`: puts equals in the order of their lots. */
export interface Election {
  all: number[];
  seats: number;
  p: Any;
  ballots: { choice: Any; weight: bigint }[];
  draw(equals: number[]): number[];
}

const MICRO = 1_000_000n;
const add = (all: bigint[]) => all.reduce((sum, one) => sum + one, 0n);

/** In lowest terms; null where there is nothing to divide by. */
function fraction(a: bigint, b: bigint): string | null {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return b === 0n ? null : b === x ? `${a / x}` : `${a / x}/${b / x}`;
}

/** Tiers of equals, those with the higher keys first; keys compare like words, part by part. */
function tiers(of: Any[], keyOf: (one: Any) => Any[]): Any[][] {
  return [...Map.groupBy(of, (one) => `${keyOf(one)}`).values()].sort(([a], [b]) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    const at = one.findIndex((part, index) => part !== other[index]);
    return one[at] > other[at] ? -1 : 1;
  });
}

/** Fills places from the top of a ranking; lots decide in a tier that is too large. */
function fill(e: Election, ranking: number[][], places = e.seats, stage = "seats") {
  const [winners, ties]: [number[], object[]] = [[], []];
  for (const tier of ranking) {
    const chosen = e.draw(tier).slice(0, places - winners.length);
    if (chosen.length % tier.length > 0) ties.push({ stage, coWinners: tier, chosen });
    winners.push(...chosen);
  }
  return { winners, ties };
}

/** By option: what a ballot is worth to it times what the ballot weighs, over all ballots. */
const weigh = (e: Election, worth: Worth): Any[] =>
  e.all.map((o) => add(e.ballots.map(({ choice, weight }) => weight * BigInt(worth(choice, o)))));
const highest = (totals: Any[]) => tiers([...totals.keys()], (o) => [totals[o]]);
const marked = (e: Election, counts: (mark: number) => boolean) =>
  e.ballots.some(({ choice }) => choice.some((mark: Any) => mark !== null && counts(mark)));

function summed(e: Election, worth: Worth = (choice, o) => choice[o] ?? 0) {
  const totals = weigh(e, worth);
  return { some: totals.some((total) => total > 0n), ranking: highest(totals), totals };
}

/** One word for, one against, one aside: the first needs its share of the first two. */
function decide(e: Election, words: string[], neededBps: number, verdict: string) {
  const [pro, contra, aside] = words.map((word) => weigh(e, (choice) => +(choice === word))[0]);
  const yes = pro > 0n && pro * 10_000n >= BigInt(neededBps) * (pro + contra);
  const totals = { [words[0]!]: pro, [words[1]!]: contra, [words[2]!]: aside };
  const ranking = yes ? [[0], [1]] : [[1], [0]];
  return { some: e.ballots.length > 0, ranking, totals, [verdict]: yes };
}

/** Ballots as the place they give each option; NaN is neither before nor behind any other. */
function placed(e: Election) {
  const ballots = e.ballots.filter(({ choice }) => choice.length > 0).map((ballot) => {
    const left = e.p.unranked === "last" ? ballot.choice.length : NaN;
    const place = (o: number) => ballot.choice.findIndex((tier: number[]) => tier.includes(o));
    return { ...ballot, choice: e.all.map((o) => place(o) < 0 ? left : place(o)) };
  });
  return { ...e, ballots };
}

/** What weight prefers each option to each other, and how strong a victory that is. */
function duels(e: Election, by = placed(e)) {
  const matrix = e.all.map((a) => weigh(by, (place, b) => +(place[a] < place[b])));
  const lead = (pro: bigint, contra: bigint) => e.p.pairStrength === "margins" ? pro - contra : pro;
  const beats = (pro: bigint, contra: bigint) => pro > contra ? lead(pro, contra) : 0n;
  const strength = matrix.map((row, a) => row.map((pro, b) => beats(pro, matrix[b]![a])));
  return { matrix, strength, some: matrix.flat().some((weight) => weight > 0n) };
}

/** Doubled points of one among some: 2 for each duel won, 1 for each drawn. */
const points = (matrix: Any[][], among: number[], a: number) =>
  among.filter((b) => b !== a).reduce((sum, b) => {
    const [pro, contra] = [matrix[a]![b], matrix[b]![a]];
    return sum + (pro > contra ? 2n : pro === contra ? 1n : 0n);
  }, 0n);

/** Layers: those with nobody above them, then those with nobody left above them … */
function layers(of: number[], isAbove: (a: number, b: number) => boolean): number[][] {
  const top = of.filter((one) => !of.some((other) => isAbove(other, one)));
  const rest = of.filter((one) => !top.includes(one));
  return rest.length > 0 ? [top, ...layers(rest, isAbove)] : [top];
}

/** Whom an option is above, in one step or several, and itself. */
function below(pairs: number[][], option: number): Set<number> {
  const found = new Set([option]);
  for (const a of found) for (const [one, other] of pairs) if (one === a) found.add(other!);
  return found;
}

/** Single transferable vote, or with `once` instant run-off. Parts of ballots lie at one option. */
function transfer(e: Election, once = false) {
  const cast = e.ballots.filter(({ choice }) => choice.length > 0);
  const sum = add(cast.map(({ weight }) => weight));
  const shares = BigInt(e.p.quota === "hare" ? e.seats : e.seats + 1);
  const inWhole = (sum / (MICRO * shares) + 1n) * MICRO;
  const [votes, per] = e.p.quota === "droop" ? [inWhole, 1n] : [sum, shares];
  const least = once || e.p.quota === "hagenbach_bischoff" ? 1n : 0n;
  const parts = e.all.filter((o) => cast.some((b) => b.choice.some((t: Any) => t.length > o)))
    .reduce((product, o) => product * BigInt(o + 1), 1n);

  let piles = cast.map(({ choice, weight }): Any => ({ at: -1, choice, worth: weight }));
  let [unit, hopeful]: [bigint, number[]] = [1n, e.all];
  const isIn = (option: number) => hopeful.includes(option);
  /** Passes a part of what lies at an option on to the next who are in, in equal shares. */
  const move = (from: number, part: bigint, whole: bigint) => {
    const scale = whole * parts;
    unit *= scale;
    piles = piles.flatMap((pile) => {
      const { at, choice, worth } = pile;
      if (at !== from) return scale === 1n ? pile : { at, choice, worth: worth * scale };
      const next = choice.find((tier: number[]) => tier.some(isIn))?.filter(isIn) ?? [];
      const share = worth * part * parts / BigInt(next.length || 1);
      const passed = next.map((at: number) => ({ at, choice, worth: share }));
      return [{ at, choice, worth: worth * (whole - part) * parts }, ...passed];
    }).filter(({ worth }) => worth > 0n);
  };
  const [history, rounds, winners]: [bigint[][], Any[], number[]] = [[], [], []];
  const [ties, dropped]: [object[], { option: number; rivals: number[] }[]] = [[], []];
  const byRounds = (of: number[]) => tiers(of, (o) => history.map((totals) => totals[o]));
  const ranking: number[][] = [];
  for (move(-1, 1n, 1n); sum > 0n;) {
    const totals = e.all.map(() => 0n);
    for (const { at, worth } of piles) totals[at] += worth;
    history.unshift(totals);
    const over = (o: number) => totals[o]! * per - (once ? add(totals) : votes * unit);
    const isLast = hopeful.length <= e.seats - winners.length;
    const reached = byRounds(isLast ? hopeful : hopeful.filter((o) => over(o) >= least));
    const elected = reached.flatMap(e.draw);
    const round: Any = { totals: totals.map((total: bigint) => total / unit), dropped: null };
    rounds.push(once ? round : Object.assign(round, { elected, surplus: null }));
    ranking.push(...reached);
    winners.push(...elected);
    hopeful = hopeful.filter((o) => !elected.includes(o));
    if (winners.length === e.seats) {
      ranking.push(...once ? tiers(hopeful, (o) => [totals[o]]) : byRounds(hopeful));
      break;
    }
    const rich = byRounds(e.all.filter((o) => winners.includes(o) && over(o) > 0n));
    const tied = byRounds(hopeful).at(-1)!;
    if (rich.length > 0) {
      const first = fill(e, rich, 1, "surplus");
      ties.push(...first.ties);
      round.surplus = first.winners[0];
      move(round.surplus, over(round.surplus), totals[round.surplus]! * per);
    } else {
      round.dropped = e.draw(tied).at(-1);
      const rivals = tied.filter((other) => other !== round.dropped);
      if (rivals.length > 0) ties.push({ stage: "elimination", coWinners: tied, chosen: rivals });
      dropped.unshift({ option: round.dropped, rivals });
      hopeful = hopeful.filter((o) => o !== round.dropped);
      move(round.dropped, 1n, 1n);
    }
  }
  for (const { option, rivals } of dropped) {
    if (ranking.at(-1)!.some((other) => rivals.includes(other))) ranking.at(-1)!.push(option);
    else ranking.push([option]);
  }
  for (const tier of ranking) tier.sort((a, b) => a - b);
  const quota = sum > 0n ? fraction(votes, per) : null;
  return { some: sum > 0n, winners, ranking, ties, ...(once ? {} : { quota }), rounds };
}

/** Counts an election: the outcome after every lot, and what the method tells beside it. */
export function recount(method: string, e: Election) {
  const { some, ...counted } = METHODS[method]!(e);
  if (!some) return { ...counted, winners: [], ranking: [e.all], ties: [] };
  return { ...fill(e, counted.ranking), ...counted };
}

const METHODS: Record<string, (e: Election) => Any> = {
  yes_no: (e) => decide(e, ["yes", "no", "abstain"], e.p.thresholdBps, "passed"),
  consent: (e) =>
    decide(e, ["consent", "object", "stand_aside"], 10_000 - e.p.maxObjectionBps, "adopted"),
  plurality: (e) => summed(e, (choice, o) => +(choice === o)),
  approval(e) {
    const [blank] = weigh(e, (choice) => +(choice.length === 0));
    return { ...summed(e, (choice, o) => +choice.includes(o)), blank };
  },
  cumulative: (e) => summed(e),
  quadratic: (e) => ({ ...summed(e), some: marked(e, (mark) => e.p.allowNegative || mark !== 0) }),
  budget_split(e) {
    const counted = summed(e);
    const all = add(counted.totals) || 1n;
    return { ...counted, sharesBps: counted.totals.map((total) => Number(total * 10_000n / all)) };
  },
  score(e) {
    const byMean = e.p.aggregate === "mean";
    const totals = weigh(e, (choice, o) => choice[o] ?? (byMean ? 0 : e.p.min));
    const scored = weigh(e, (choice, o) => +(choice[o] !== null));
    const voters = byMean ? scored : weigh(e, () => 1);
    const common = voters.reduce((product, weight) => product * (weight || 1n), 1n);
    const mean = (o: number) => voters[o] ? [1, totals[o] * common / voters[o]] : [0];
    const means = totals.map((total, o) => fraction(total, voters[o]));
    const some = marked(e, (mark) => mark > e.p.min);
    return { some, ranking: tiers(e.all, mean), totals, scored, means };
  },
  stance(e) {
    const where = (is: (mark: Any) => boolean) => weigh(e, (choice, o) => +is(choice[o]));
    const [against, neutral] = [where((mark) => mark < 0), where((mark) => mark === 0)];
    const [supporting, blank] = [where((mark) => mark > 0), where((mark) => mark === null)];
    const counted = { ...summed(e), some: marked(e, () => true) };
    const voters = (o: number) => against[o] + neutral[o] + supporting[o];
    const means = counted.totals.map((total, o) => fraction(total, voters(o)));
    return { ...counted, means, against, neutral, supporting, blank };
  },
  star(e) {
    const { totals, ranking: byTotal } = summed(e);
    const some = marked(e, (mark) => mark > 0);
    const topScores = weigh(e, (choice, o) => +(choice[o] === e.p.max));
    const ballots = e.ballots.map((b) => ({ ...b, choice: b.choice.map((m: Any) => -m) }));
    const { matrix } = duels(e, { ...e, ballots });
    const apart = (tier: number[]) => tiers(tier, (o) => [points(matrix, tier, o), topScores[o]]);
    const scored = byTotal.flatMap(apart);
    const { winners: finalists, ties } = fill(e, scored, some ? 2 : 0, "finalists");
    const runoff = finalists.map((one, at) => matrix[one]![finalists[1 - at]!]);
    const best = (o: number) => [runoff[finalists.indexOf(o)], totals[o], topScores[o]];
    const final = tiers(finalists.toSorted((a, b) => a - b), best);
    const rest = scored.map((tier) => tier.filter((o) => !finalists.includes(o)));
    const ranking = [...final, ...rest].filter((tier) => tier.length > 0);
    const won = fill(e, final, 1, "runoff");
    const told = { totals, topScores, finalists, runoff };
    return { some, ranking, ...told, winners: won.winners, ties: [...ties, ...won.ties] };
  },
  /** Equal medians are told apart by the grades outwards from the middle, the lower side first. */
  majority_judgment(e) {
    const grades = [...Array(e.p.grades).keys()];
    const byGrade = grades.map((grade) => weigh(e, (choice, o) => +((choice[o] ?? 0) === grade)));
    const counts = e.all.map((o) => byGrade.map((weights) => weights[o]));
    const upTo = counts.map((row) => row.map((_, grade) => add(row.slice(0, grade + 1))));
    const gradeAt = (o: number, place: bigint) => upTo[o]!.findIndex((sum) => sum > place);
    const total = add(counts[0]!);
    const [half, upper] = [total / 2n, total - total / 2n];
    const medians = e.all.map((o) => total > 0n ? gradeAt(o, (total - 1n) / 2n) : null);
    // Between these distances from the middle no option's grade changes.
    const changes = upTo.flat().flatMap((sum) => [half - sum, sum - upper]);
    const steps = tiers([0n, ...changes].filter((s) => s >= 0n && s < half), (s) => [-s]);
    const outwards = (o: number) =>
      steps.flatMap(([s]) => [gradeAt(o, half - 1n - s), gradeAt(o, upper + s)]);
    const ranking = tiers(e.all, (o) => [medians[o], ...outwards(o)]);
    return { some: marked(e, (mark) => mark > 0), ranking, medians, counts };
  },
  borda(e) {
    const against = (place: number, other: number) => place < other ? 2 : +(place === other);
    const doubled = weigh(placed(e), (places, o) => {
      const doubled = places.map((other: number) => against(places[o], other));
      const sum = doubled.reduce((sum: number, one: number) => sum + one, -1);
      return sum < 0 ? 0 : sum + 2 * e.p.base;
    });
    const totals = doubled.map((points) => fraction(points, 2n));
    return { some: placed(e).ballots.length > 0, ranking: highest(doubled), totals };
  },
  minimax(e) {
    const { matrix, strength, some } = duels(e);
    const worst = (o: number) => strength.map((row) => row[o]!).reduce((a, b) => a > b ? a : b);
    const worstDefeats = e.all.map(worst);
    const ranking = highest(worstDefeats.map((defeat) => -defeat));
    return { some, ranking, matrix, worstDefeats };
  },
  copeland(e) {
    const { matrix, some } = duels(e);
    const doubled = e.all.map((o) => points(matrix, e.all, o));
    const told = doubled.map((points) => fraction(points, 2n));
    return { some, ranking: highest(doubled), matrix, points: told };
  },
  schulze(e) {
    const { matrix, strength, some } = duels(e);
    const weakest = (one: bigint, two: bigint) => one < two ? one : two;
    let paths = strength;
    for (const via of e.all) {
      const round = (a: number, b: number) => weakest(paths[a]![via]!, paths[via]![b]!);
      paths = paths.map((row, a) =>
        row.map((path, b) => a !== b && round(a, b) > path ? round(a, b) : path)
      );
    }
    const wins = paths.map((row, a) => row.filter((path, b) => path > paths[b]![a]!).length);
    return { some, ranking: highest(wins), matrix, paths, wins };
  },
  ranked_pairs(e) {
    const { matrix, strength, some } = duels(e);
    const lots = e.draw(e.all);
    const pairs = lots.flatMap((a) => lots.toReversed().map((b) => [a, b]))
      .filter(([a, b]) => strength[a!]![b!]! > 0n);
    const [locked, disputed]: number[][][] = [[], []];
    for (const equals of tiers(pairs, ([a, b]) => [strength[a]![b], -matrix[b]![a]])) {
      const before = [...locked!];
      for (const [a, b] of equals) {
        if (!below(locked!, b).has(a)) locked!.push([a, b]);
        else if (!below(before, b).has(a)) disputed!.push([a, b]);
      }
    }
    const sure = e.all.map((o) => below(locked!, o));
    const maybe = e.all.map((o) => below([...locked!, ...disputed!], o));
    const isAbove = (a: number, b: number) => a !== b && sure[a]!.has(b);
    const ranking = layers(e.all, (a, b) => maybe[a]!.has(b) && !maybe[b]!.has(a));
    const circleOf = (a: number) => e.all.filter((b) => maybe[a]!.has(b) && maybe[b]!.has(a));
    const lotted = ranking.flat().filter((a) => circleOf(a).length > 1 && circleOf(a)[0] === a)
      .map(circleOf).map((coWinners) => {
        return { stage: "pairs", coWinners, chosen: layers(coWinners, isAbove)[0] };
      });
    const { winners, ties } = fill(e, ranking.flatMap((tier) => layers(tier, isAbove)));
    return { some, ranking, winners, ties: [...lotted, ...ties], matrix, locked };
  },
  irv: (e) => transfer(e, true),
  stv: (e) => transfer(e),
};
