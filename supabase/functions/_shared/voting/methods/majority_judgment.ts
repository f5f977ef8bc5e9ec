import { z } from "zod";
import { anySupport, markCounts, marks } from "../marks.ts";
import { defineMethod } from "../method.ts";
import { fillSeats, nobody, tiersBy } from "../outcome.ts";

/**
 * A grade for each option, 0 the worst to `grades` − 1 (default 6 grades) the best; a blank is the
 * worst. An option is worth its lower median grade. Equal ones lose one median grade each until
 * their medians differ, so that only options graded alike to the last vote draw lots. Nobody is
 * elected where no grade is above the worst.
 */
export const majorityJudgment = defineMethod({
  name: "majority_judgment",
  description: "Grade every option; the highest median grade wins.",
  parameters: z.strictObject({
    grades: z.int().min(2).max(100).default(6).describe("How many grades there are."),
  }),
  choice: (options, { grades }) => marks(options, 0, grades - 1),
  count({ options, groups, parameters: { grades }, ...box }) {
    const { counts, blank } = markCounts(options, groups, 0, grades - 1);
    blank.forEach((weight, option) => counts[option]![0]! += weight);
    const total = groups.reduce((sum, { weight }) => sum + weight, 0n);
    const medians = counts.map((byGrade) => total === 0n ? null : medianRuns(byGrade)[0]!.grade);

    const detail = { medians, counts };
    if (!anySupport(groups, (mark) => mark > 0)) return { ...nobody(options), ...detail };
    const runs = counts.map(medianRuns);
    const ranking = tiersBy([...counts.keys()], (a, b) => compareRuns(runs[b]!, runs[a]!));
    return { ...fillSeats(ranking, box), ...detail };
  },
});

interface Run {
  grade: number;
  /** For how many removals in a row this pair of grades comes up. */
  times: bigint;
  /** Removed right after `grade`: the one above the median. */
  above: number;
}

/**
 * The grades in the order in which medians are removed, as runs. From the middle outwards: the
 * lower median, then the grade just above it, then the next one below … so a pair (below, above)
 * repeats until one side changes its grade. With an odd number the middle one pairs with itself.
 */
function medianRuns(byGrade: readonly bigint[]): Run[] {
  const total = byGrade.reduce((sum, weight) => sum + weight, 0n);
  const half = total / 2n;
  const upTo = (from: number[], needed: bigint) => {
    const side: { grade: number; left: bigint }[] = [];
    for (const grade of from) {
      const left = byGrade[grade]! < needed ? byGrade[grade]! : needed;
      if (left > 0n) side.push({ grade, left });
      needed -= left;
    }
    return side.reverse();
  };
  const ascending = [...byGrade.keys()];
  const below = upTo(ascending, half);
  const above = upTo(ascending.toReversed(), half);

  const runs: Run[] = [];
  if (total % 2n === 1n) {
    let seen = 0n;
    const middle = byGrade.findIndex((weight) => (seen += weight) > half);
    runs.push({ grade: middle, times: 1n, above: middle });
  }
  for (let low = 0, high = 0; low < below.length;) {
    const [down, up] = [below[low]!, above[high]!];
    const times = down.left < up.left ? down.left : up.left;
    runs.push({ grade: down.grade, times, above: up.grade });
    if ((down.left -= times) === 0n) low += 1;
    if ((up.left -= times) === 0n) high += 1;
  }
  return runs;
}

/** Compares two options' runs, which cover equally many grades: negative, 0 or positive. */
function compareRuns(a: readonly Run[], b: readonly Run[]): number {
  let [left, right] = [a[0]?.times ?? 0n, b[0]?.times ?? 0n];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i]!, b[j]!];
    if (one.grade !== other.grade) return one.grade - other.grade;
    if (one.above !== other.above) return one.above - other.above;
    const times = left < right ? left : right;
    if ((left -= times) === 0n) left = a[++i]?.times ?? 0n;
    if ((right -= times) === 0n) right = b[++j]?.times ?? 0n;
  }
  return 0;
}
