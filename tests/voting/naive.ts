// The same methods once more, written for reading and not for size: ballots one by one, medians by
// removing grades from a list, beat paths by walking every path, fractions carried per ballot.
// Weights are small whole numbers here. Each gives the winner of one seat (all of them for STV),
// drawing lots by the order given.

export interface Ballot<Choice> {
  choice: Choice;
  weight: number;
}
type Rankings = readonly Ballot<number[][]>[];
type Marks = readonly Ballot<(number | null)[]>[];

/** Options from the luckiest to the unluckiest. */
type Lots = readonly number[];

const range = (size: number) => [...new Array(size).keys()];
const luckiest = (tied: readonly number[], lots: Lots) => lots.find((p) => tied.includes(p))!;
const unluckiest = (tied: readonly number[], lots: Lots) => lots.findLast((p) => tied.includes(p))!;

function best(options: number, lots: Lots, value: (option: number) => number): number {
  const top = Math.max(...range(options).map(value));
  return luckiest(range(options).filter((option) => value(option) === top), lots);
}

/** How many prefer a to b. */
function preferring(ballots: Rankings, a: number, b: number, unranked: string): number {
  const place = (choice: number[][], option: number) => {
    const tier = choice.findIndex((tier) => tier.includes(option));
    return tier < 0 ? (unranked === "last" ? Infinity : NaN) : tier;
  };
  return ballots.filter(({ choice }) => place(choice, a) < place(choice, b))
    .reduce((sum, { weight }) => sum + weight, 0);
}

interface Duels {
  unranked: string;
  pairStrength: string;
}

function strength(ballots: Rankings, a: number, b: number, { unranked, pairStrength }: Duels) {
  const [pro, contra] = [
    preferring(ballots, a, b, unranked),
    preferring(ballots, b, a, unranked),
  ];
  if (pro <= contra) return 0;
  return pairStrength === "margins" ? pro - contra : pro;
}

export function schulze(options: number, ballots: Rankings, lots: Lots, duels: Duels): number {
  const strongest = (from: number, to: number, visited: number[], weakest: number): number =>
    Math.max(
      0,
      ...range(options).filter((next) => !visited.includes(next)).map((next) => {
        const link = Math.min(weakest, strength(ballots, from, next, duels));
        if (link === 0) return 0;
        return next === to ? link : strongest(next, to, [...visited, next], link);
      }),
    );
  const path = (a: number, b: number) => strongest(a, b, [a], Infinity);
  return best(
    options,
    lots,
    (a) => range(options).filter((b) => a !== b && path(a, b) > path(b, a)).length,
  );
}

export function minimax(options: number, ballots: Rankings, lots: Lots, duels: Duels): number {
  return best(
    options,
    lots,
    (a) => -Math.max(...range(options).map((b) => a === b ? 0 : strength(ballots, b, a, duels))),
  );
}

export function copeland(options: number, ballots: Rankings, lots: Lots, duels: Duels): number {
  return best(
    options,
    lots,
    (a) =>
      range(options).filter((b) => b !== a).reduce((sum, b) =>
        sum + 1 + Math.sign(
          preferring(ballots, a, b, duels.unranked) - preferring(ballots, b, a, duels.unranked),
        ), 0),
  );
}

/** Null where the order of equal pairs or several undefeated options leave it to lots. */
export function rankedPairs(options: number, ballots: Rankings, duels: Duels): number | null {
  const pairs = range(options).flatMap((a) =>
    range(options).map((b) => ({
      a,
      b,
      strength: strength(ballots, a, b, duels),
      opposition: preferring(ballots, b, a, duels.unranked),
    }))
  ).filter(({ strength }) => strength > 0)
    .sort((x, y) => y.strength - x.strength || x.opposition - y.opposition);
  const distinct = new Set(pairs.map((pair) => `${pair.strength} ${pair.opposition}`));
  if (distinct.size < pairs.length) return null;
  const locked: { a: number; b: number }[] = [];
  const leads = (from: number, to: number): boolean =>
    from === to || locked.some(({ a, b }) => a === from && leads(b, to));
  for (const pair of pairs) if (!leads(pair.b, pair.a)) locked.push(pair);
  const undefeated = range(options).filter((option) => !locked.some(({ b }) => b === option));
  return undefeated.length === 1 ? undefeated[0]! : null;
}

/** With `base` 0 and left-out options last: half a point for every equal, a point for every lower. */
export function borda(options: number, ballots: Rankings, lots: Lots): number {
  return best(options, lots, (a) =>
    range(options).filter((b) => b !== a).reduce((sum, b) => {
      const all = ballots.filter(({ choice }) => choice.length > 0)
        .reduce((sum, { weight }) => sum + weight, 0);
      const [pro, contra] = [preferring(ballots, a, b, "last"), preferring(ballots, b, a, "last")];
      return sum + pro + (all - pro - contra) / 2;
    }, 0));
}

/** A fraction, never shortened. */
type Fraction = readonly [numerator: bigint, denominator: bigint];
const ZERO: Fraction = [0n, 1n];
const plus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d + c * b, b * d];
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const compare = ([a, b]: Fraction, [c, d]: Fraction) =>
  a * d === c * b ? 0 : a * d < c * b ? -1 : 1;

/** A piece of a ballot that lies at an option. */
interface Piece {
  choice: number[][];
  value: Fraction;
  at: number;
}

function placed(choice: number[][], value: Fraction, hopeful: readonly number[]): Piece[] {
  const tier = choice.find((tier) => tier.some((option) => hopeful.includes(option)));
  const holders = (tier ?? []).filter((option) => hopeful.includes(option));
  const part = times(value, [1n, BigInt(holders.length || 1)]);
  return holders.map((at) => ({ choice, value: part, at }));
}

const heldBy = (pieces: readonly Piece[], option: number) =>
  pieces.filter(({ at }) => at === option).reduce((sum, { value }) => plus(sum, value), ZERO);

/** The option that drops out, given what each had in every round. */
function dropping(hopeful: number[], rounds: Fraction[][], lots: Lots): number {
  let tied = hopeful;
  for (const round of rounds.toReversed()) {
    const fewest = tied.map((p) => round[p]!).reduce((a, b) => compare(a, b) <= 0 ? a : b);
    tied = tied.filter((p) => compare(round[p]!, fewest) === 0);
  }
  return unluckiest(tied, lots);
}

export function irv(options: number, ballots: Rankings, lots: Lots): number {
  let hopeful = range(options);
  const rounds: Fraction[][] = [];
  while (hopeful.length > 1) {
    const pieces = ballots
      .flatMap(({ choice, weight }) => placed(choice, [BigInt(weight), 1n], hopeful));
    rounds.push(range(options).map((option) => heldBy(pieces, option)));
    const out = dropping(hopeful, rounds, lots);
    hopeful = hopeful.filter((option) => option !== out);
  }
  return hopeful[0]!;
}

/** `vote` says how much weight makes one vote, which is what droop's quota is in. */
export function stv(
  options: number,
  seats: number,
  ballots: Rankings,
  lots: Lots,
  quotaKind: string,
  vote: number,
): number[] {
  const cast = ballots.filter(({ choice }) => choice.length > 0)
    .reduce((sum, { weight }) => sum + weight, 0);
  const exceeded = quotaKind === "hagenbach_bischoff";
  const droop = (Math.floor(cast / vote / (seats + 1)) + 1) * vote;
  const quota: Fraction = quotaKind === "droop"
    ? [BigInt(droop), 1n]
    : [BigInt(cast), BigInt(exceeded ? seats + 1 : seats)];
  const elected: number[] = [];
  const pending = new Set<number>();
  const rounds: Fraction[][] = [];
  let hopeful = range(options);
  let pieces = ballots.flatMap(({ choice, weight }) =>
    placed(choice, [BigInt(weight), 1n], hopeful)
  );
  for (;;) {
    const totals = range(options).map((option) => heldBy(pieces, option));
    rounds.push(totals);
    for (const option of hopeful) {
      const over = compare(totals[option]!, quota);
      if (over > 0 || (!exceeded && over === 0)) {
        elected.push(option);
        if (over > 0) pending.add(option);
      }
    }
    hopeful = hopeful.filter((option) => !elected.includes(option));
    if (hopeful.length <= seats - elected.length) return [...elected, ...hopeful];
    if (elected.length === seats) return elected;

    if (pending.size > 0) {
      let most = [...pending];
      for (const round of rounds.toReversed()) {
        const top = most.map((p) => round[p]!).reduce((a, b) => compare(a, b) >= 0 ? a : b);
        most = most.filter((p) => compare(round[p]!, top) === 0);
      }
      const from = luckiest(most, lots);
      pending.delete(from);
      const [a, b] = totals[from]!;
      const [c, d] = quota;
      const moving: Fraction = [a * d - c * b, a * d];
      const staying: Fraction = [c * b, a * d];
      pieces = pieces.flatMap((piece) =>
        piece.at !== from ? [piece] : [
          { ...piece, value: times(piece.value, staying) },
          ...placed(piece.choice, times(piece.value, moving), hopeful),
        ]
      );
    } else {
      const out = dropping(hopeful, rounds, lots);
      hopeful = hopeful.filter((option) => option !== out);
      pieces = pieces.flatMap((piece) =>
        piece.at === out ? placed(piece.choice, piece.value, hopeful) : [piece]
      );
    }
  }
}

export function majorityJudgment(options: number, ballots: Marks, lots: Lots): number {
  const columns = range(options).map((option) =>
    ballots.flatMap(({ choice, weight }) => new Array<number>(weight).fill(choice[option] ?? 0))
      .sort((a, b) => a - b)
  );
  let tied = range(options);
  while (tied.length > 1 && columns[0]!.length > 0) {
    const medians = columns.map((grades) => grades.splice(Math.ceil(grades.length / 2) - 1, 1)[0]!);
    const top = Math.max(...tied.map((option) => medians[option]!));
    tied = tied.filter((option) => medians[option] === top);
  }
  return luckiest(tied, lots);
}

export function star(options: number, ballots: Marks, max: number, lots: Lots): number {
  const sum = (value: (choice: (number | null)[]) => number) =>
    ballots.reduce((sum, { choice, weight }) => sum + weight * value(choice), 0);
  const total = range(options).map((option) => sum((choice) => choice[option] ?? 0));
  const tops = range(options).map((option) => sum((choice) => choice[option] === max ? 1 : 0));
  const over = (a: number, b: number) =>
    sum((choice) => (choice[a] ?? 0) > (choice[b] ?? 0) ? 1 : 0);
  const wins = (option: number) =>
    range(options).filter((other) => other !== option && total[other] === total[option])
      .reduce((sum, other) => sum + 1 + Math.sign(over(option, other) - over(other, option)), 0);
  const lot = (option: number) => -lots.indexOf(option);
  const by = (...keys: ((option: number) => number)[]) => (a: number, b: number) =>
    keys.map((key) => key(b) - key(a)).find((difference) => difference !== 0) ?? 0;
  const [one, other] = range(options).sort(
    by((p) => total[p]!, wins, (p) => tops[p]!, lot),
  ) as [number, number];
  return [one, other].sort(
    by((p) => over(p, p === one ? other : one), (p) => total[p]!, (p) => tops[p]!, lot),
  )[0]!;
}
