import { defineMethod, type Tie } from "../method.ts";
import { fillSeats, nobody } from "../outcome.ts";
import { condorcetParameters, type Matrix, pairwise, saysNothing, victories } from "../pairwise.ts";
import { rankings } from "../rankings.ts";

/**
 * Compares every two options and locks the victories in, strongest first, equal ones by the smaller
 * opposition, then by the lots of victor and loser; one that would close a circle is passed over,
 * and a draw is not locked. Whoever has no locked defeat wins; several draw lots. Where only lots
 * said which victories of a circle are locked, its options share a tier.
 */
export const rankedPairs = defineMethod({
  name: "ranked_pairs",
  description: "Rank the options; duels are settled from the clearest to the closest.",
  parameters: condorcetParameters,
  choice: rankings,
  count({ options, groups, parameters: { unranked, pairStrength }, ...box }) {
    const matrix = pairwise(options, groups, unranked);
    if (saysNothing(matrix)) return { ...nobody(options), matrix, locked: [] };

    const all = [...new Array(options).keys()];
    const classes = pairClasses(matrix, victories(matrix, pairStrength), box.draw(all));
    const { locked, disputed, above } = lockIn(classes, options);
    const either = disputed.length === 0 ? above : closure([...locked, ...disputed], options);

    const ranking = peel(all, (a, b) => either[a]![b] === 1 && either[b]![a] === 0);
    const lots: Tie[] = ranking.flat()
      .map((option) => all.filter((other) => either[option]![other] && either[other]![option]))
      .filter((circle, index) => circle[0] === ranking.flat()[index])
      .map((coWinners) => ({
        stage: "pairs",
        coWinners,
        chosen: peel(coWinners, (a, b) => above[a]![b] === 1)[0]!,
      }));
    const order = ranking.flatMap((tier) => peel(tier, (a, b) => above[a]![b] === 1));
    const { winners, ties } = fillSeats(order, box);
    return { winners, ranking, ties: [...lots, ...ties], matrix, locked };
  },
});

type Pair = [victor: number, loser: number];

/** Who is above whom, directly or through others: `above[a][b]` is 1. */
type Above = Uint8Array[];

/** Victories in classes of equal strength and opposition, first to lock first, sorted by lots. */
function pairClasses(matrix: Matrix, strength: Matrix, lots: readonly number[]): Pair[][] {
  const compare = ([a, b]: Pair, [c, d]: Pair) =>
    ascending(strength[c]![d]!, strength[a]![b]!) || ascending(matrix[b]![a]!, matrix[d]![c]!);
  // The luckier victor first, and of its victories the one over the unluckier loser.
  const pairs: Pair[] = lots.flatMap((victor) =>
    lots.toReversed().filter((loser) => strength[victor]![loser]! > 0n)
      .map((loser): Pair => [victor, loser])
  );
  const classes: Pair[][] = [];
  for (const pair of pairs.sort(compare)) {
    const equals = classes.at(-1);
    if (equals !== undefined && compare(equals[0]!, pair) === 0) equals.push(pair);
    else classes.push([pair]);
  }
  return classes;
}

/** `disputed` victories would have been locked had the lots put them before their equals. */
function lockIn(classes: readonly Pair[][], options: number) {
  const locked: Pair[] = [];
  const disputed: Pair[] = [];
  const above = closure([], options);
  for (const equals of classes) {
    const possible = equals.filter(([victor, loser]) => above[loser]![victor] === 0);
    for (const pair of possible) {
      const [victor, loser] = pair;
      if (above[loser]![victor] === 1) disputed.push(pair);
      else {
        locked.push(pair);
        put(above, pair);
      }
    }
  }
  return { locked, disputed, above };
}

function closure(pairs: readonly Pair[], options: number): Above {
  const above = Array.from({ length: options }, () => new Uint8Array(options));
  for (const pair of pairs) put(above, pair);
  return above;
}

/** Puts one option, and all above it, above another and all below that. */
function put(above: Above, [victor, loser]: Pair): void {
  if (above[victor]![loser] === 1) return;
  const lower = [...above.keys()].filter((b) => b === loser || above[loser]![b] === 1);
  for (const [a, row] of above.entries()) {
    if (a === victor || row[victor] === 1) { for (const b of lower) row[b] = 1; }
  }
}

/** Options in layers: those with nobody above them, then those with nobody left above them … */
function peel(options: readonly number[], isAbove: (a: number, b: number) => boolean): number[][] {
  const layers: number[][] = [];
  let rest = [...options];
  while (rest.length > 0) {
    const layer = rest.filter((option) => !rest.some((other) => isAbove(other, option)));
    layers.push(layer.sort((a, b) => a - b));
    rest = rest.filter((option) => !layer.includes(option));
  }
  return layers;
}

function ascending(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
