// What benchmarks share: a bounded closed loop, quantiles, and one way to print ratios.

/** Runs `work` over all items with `concurrency` at once; times each. */
export async function parallel<T>(
  items: T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
) {
  const milliseconds: number[] = [];
  const queue = items.values();
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, async () => {
    for (const item of queue) {
      const start = performance.now();
      await work(item);
      milliseconds.push(performance.now() - start);
    }
  }));
  return { milliseconds, perSecond: items.length / ((performance.now() - began) / 1000) };
}

/** The value below which a share of all lies. */
export function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)]!;
}

/** A line of a report: what was measured, its limit, and the ratio to it. */
type Row = [measured: string, limit: string, ratio: number];

/** Plain one-row inserts a second on the machine that the limits were set for. */
const INSERTS = 12_000;

/**
 * A rate beside its limit, and beside what is left of the limit on a machine that inserts plain rows so
 * often: how much of a slow figure is the machine's.
 */
export function rate(what: string, perSecond: number, limit: number, inserts: number): Row[] {
  const here = limit * inserts / INSERTS;
  const measured = `${what} ${Math.round(perSecond)}/s`.trim();
  return [
    [measured, `at least ${limit}/s`, perSecond / limit],
    ["", `here ${Math.round(here)}/s`, perSecond / here],
  ];
}

/** Plain one-row inserts a second, and how many of them one of what was measured costs. */
export function plain(inserts: number, perSecond: number): Row {
  return [`plain one-row insert ${Math.round(inserts)}/s`, "", inserts / perSecond];
}

/** Prints measured figures with their limit and the ratio to it. */
export function report(title: string, rows: Row[]): void {
  console.log(title);
  for (const [measured, limit, ratio] of rows) {
    console.log(`  ${measured.padEnd(36)} ${limit.padEnd(18)} ratio ${ratio.toFixed(2)}`);
  }
}
