import { gcd } from "./fraction.ts";
import type { Ranking } from "./rankings.ts";
import { exactSums } from "./sums.ts";

/** Ranked ballots with a first preference and a weight, one or many alike. */
export interface Pile {
  choice: Ranking;
  weight: bigint;
}

/**
 * Where the votes lie while options drop out or are elected. A ballot counts for the hopeful
 * options of its highest tier that has any, for each in equal parts; what an elected option holds
 * is set aside until its surplus moves on. So a ballot's live value always lies at one tier, and
 * its value is a factor of its weight that many ballots share: only factors need fractions, and the
 * weights are summed as they are.
 */
export class Piles {
  readonly hopeful: Uint8Array;
  /** What a micro-vote counts in `totals` and `held`: their common denominator. */
  unit = 1n;
  /** By elected option: what it holds. */
  readonly held = new Map<number, bigint>();

  readonly #sum: ReturnType<typeof exactSums>;
  /** All piles' options in a row, tier by tier, and at each tier's first place its size. */
  readonly #ranked: Uint8Array;
  readonly #tierSize: Uint8Array;
  /** Where each pile's current tier begins, and where the pile ends. */
  readonly #at: Uint32Array;
  readonly #end: Uint32Array;
  /** How many hopeful options share each pile; 0 when no preference is left. */
  readonly #sharing: Uint8Array;
  /** Each pile's live factor, and what elected options hold of it, as indexes of `#factors`. */
  #live: Uint32Array;
  readonly #aside = new Map<number, Map<number, number>>();
  /** Numerators; with `#shares`, their denominator makes `unit`. */
  #factors: bigint[] = [1n];
  /** Any number of options up to the largest tier divides it. */
  readonly #shares: bigint;

  constructor(options: number, piles: readonly Pile[]) {
    this.hopeful = new Uint8Array(options).fill(1);
    this.#sum = exactSums(piles.map(({ weight }) => weight));
    const places = piles.reduce(
      (sum, { choice }) => choice.reduce((size, tier) => size + tier.length, sum),
      0,
    );
    this.#ranked = new Uint8Array(places);
    this.#tierSize = new Uint8Array(places);
    this.#at = new Uint32Array(piles.length);
    this.#end = new Uint32Array(piles.length);
    this.#sharing = new Uint8Array(piles.length);
    this.#live = new Uint32Array(piles.length);
    let [place, largest] = [0, 1];
    piles.forEach(({ choice }, pile) => {
      this.#at[pile] = place;
      for (const tier of choice) {
        this.#tierSize[place] = tier.length;
        largest = Math.max(largest, tier.length);
        for (const option of tier) this.#ranked[place++] = option;
      }
      this.#end[pile] = place;
    });
    this.#shares = multipleOfAll(largest);
    this.unit = this.#shares;
    this.#settle();
  }

  /** What lies at each hopeful option, in parts of `unit`; 0 for the others. */
  totals(): bigint[] {
    const options = this.hopeful.length;
    const classes: { factor: number; sharing: number }[] = [];
    const classOf = new Uint32Array(this.#live.length);
    const known = new Map<number, number>();
    let [lastKey, lastClass] = [-1, -1];
    for (let pile = 0; pile < classOf.length; pile++) {
      const [factor, sharing] = [this.#live[pile]!, this.#sharing[pile]!];
      const key = factor * 128 + sharing;
      if (key !== lastKey) {
        lastKey = key;
        lastClass = known.get(key) ?? classes.push({ factor, sharing }) - 1;
        known.set(key, lastClass);
      }
      classOf[pile] = lastClass;
    }

    const sums = this.#sum(classes.length * options, (weights, slots) => {
      for (let pile = 0; pile < classOf.length; pile++) {
        if (this.#sharing[pile] === 0) continue;
        const row = classOf[pile]! * options;
        const weight = weights[pile]!;
        const tierEnd = this.#at[pile]! + this.#tierSize[this.#at[pile]!]!;
        for (let place = this.#at[pile]!; place < tierEnd; place++) {
          const option = this.#ranked[place]!;
          if (this.hopeful[option] === 1) slots[row + option]! += weight;
        }
      }
    });
    const totals = new Array<bigint>(options).fill(0n);
    classes.forEach(({ factor, sharing }, index) => {
      if (sharing === 0) return;
      const worth = this.#factors[factor]! * (this.#shares / BigInt(sharing));
      for (let option = 0; option < options; option++) {
        const sum = sums[index * options + option]!;
        if (sum !== 0n) totals[option]! += sum * worth;
      }
    });
    return totals;
  }

  /** Passes what lies at a hopeful option on to the next preferences, whole. */
  eliminate(option: number): void {
    this.hopeful[option] = 0;
    this.#settle();
  }

  /** Sets aside what lies at a hopeful option. */
  elect(option: number): void {
    this.held.set(option, this.totals()[option]!);
    if (this.#shares > 1n) this.#scale(this.#shares);
    const aside = new Map<number, number>();
    const split = new Map<number, { kept: number; left: number }>();
    for (let pile = 0; pile < this.#live.length; pile++) {
      const sharing = this.#sharing[pile]!;
      if (sharing === 0 || !this.#liesAt(pile, option)) continue;
      const key = this.#live[pile]! * 128 + sharing;
      let parts = split.get(key);
      if (parts === undefined) {
        const whole = this.#factors[this.#live[pile]!]!;
        const part = whole / BigInt(sharing);
        parts = {
          kept: this.#factors.push(part) - 1,
          left: this.#factors.push(whole - part) - 1,
        };
        split.set(key, parts);
      }
      aside.set(pile, parts.kept);
      this.#live[pile] = parts.left;
    }
    this.#aside.set(option, aside);
    this.hopeful[option] = 0;
    this.#settle();
  }

  /**
   * Passes a surplus on: every ballot that the elected option holds moves with the same part of its
   * value, surplus / held, and the option keeps the rest. `surplus` is over `unit` × `per`.
   */
  transfer(option: number, surplus: bigint, per: bigint): void {
    const held = this.held.get(option)! * per;
    const common = gcd(surplus, held);
    const [numerator, denominator] = [surplus / common, held / common];
    this.held.set(option, this.held.get(option)! * (denominator - numerator));
    this.unit *= denominator;
    for (const [other, total] of this.held) {
      if (other !== option) this.held.set(other, total * denominator);
    }

    const moved = this.#aside.get(option)!;
    this.#aside.delete(option);
    const factors: bigint[] = [];
    const known = new Map<number, number>();
    const renewed = (live: number, released = -1) => {
      const key = live * (this.#factors.length + 1) + released + 1;
      let index = known.get(key);
      if (index === undefined) {
        const gained = released < 0 ? 0n : this.#factors[released]! * numerator;
        index = factors.push(this.#factors[live]! * denominator + gained) - 1;
        known.set(key, index);
      }
      return index;
    };
    this.#live = this.#live.map((live, pile) => renewed(live, moved.get(pile)));
    for (const aside of this.#aside.values()) {
      for (const [pile, factor] of aside) aside.set(pile, renewed(factor));
    }
    this.#factors = factors;
  }

  /** Makes every factor a numerator over a denominator `times` as large. */
  #scale(times: bigint): void {
    this.#factors = this.#factors.map((factor) => factor * times);
    this.unit *= times;
    for (const [option, total] of this.held) this.held.set(option, total * times);
  }

  #liesAt(pile: number, option: number): boolean {
    const at = this.#at[pile]!;
    return this.#ranked.subarray(at, at + this.#tierSize[at]!).includes(option);
  }

  /** Moves each pile on to its highest tier with a hopeful option. */
  #settle(): void {
    for (let pile = 0; pile < this.#at.length; pile++) {
      let [at, sharing] = [this.#at[pile]!, 0];
      while (at < this.#end[pile]!) {
        const tierEnd = at + this.#tierSize[at]!;
        for (let place = at; place < tierEnd; place++) {
          sharing += this.hopeful[this.#ranked[place]!]!;
        }
        if (sharing > 0) break;
        at = tierEnd;
      }
      this.#at[pile] = at;
      this.#sharing[pile] = sharing;
    }
  }
}

/** The least common multiple of 1 to `most`. */
function multipleOfAll(most: number): bigint {
  let multiple = 1n;
  for (let n = 2n; n <= most; n++) multiple *= n / gcd(multiple, n);
  return multiple;
}
