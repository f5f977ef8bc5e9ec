import { z } from "zod";
import { fractionText } from "../fraction.ts";
import { defineMethod, type Tie } from "../method.ts";
import { nobody } from "../outcome.ts";
import { Piles } from "../piles.ts";
import { rankings, unranked } from "../rankings.ts";
import { byRounds, dropFewest, type Dropped, rankingOf } from "../rounds.ts";
import { MICRO } from "../scores.ts";

/** A step of the count: what each option held before it, in micro-votes, and what happened. */
interface Round {
  totals: bigint[];
  elected: number[];
  /** Whose surplus was passed on, or null. */
  surplus: number | null;
  dropped: number | null;
}

/**
 * Fills several seats in proportion. Whoever reaches the quota is elected, and the surplus moves to
 * the next preferences of all ballots held, each with the same part of its value (weighted
 * inclusive Gregory): the largest first, one at a time. Without a surplus the option with the
 * fewest votes drops out. When as many are left as there are seats, they are elected without the
 * quota. Equal surpluses and fewest votes are told apart by earlier rounds, the latest first, then
 * by lot. A ballot without a next preference is lost, so `unranked` changes nothing here. All values
 * are exact fractions; `rounds` gives them rounded down to micro-votes.
 */
export const stv = defineMethod({
  name: "stv",
  description: "Rank the options; seats go to groups of voters in proportion to their size.",
  // Exact fractions double in length with each surplus.
  maxSeats: 12,
  whenWeighted: { quota: "hagenbach_bischoff" },
  parameters: z.strictObject({
    unranked,
    quota: z.enum(["droop", "hagenbach_bischoff", "hare"]).default("droop").describe(
      "Votes V, seats s. droop: floor(V / (s + 1)) + 1 whole votes; hagenbach_bischoff: more than " +
        "V / (s + 1); hare: V / s.",
    ),
  }),
  choice: rankings,
  count({ options, groups, parameters, seats, draw }) {
    const ballots = groups.filter(({ choice, weight }) => choice.length > 0 && weight > 0n);
    if (ballots.length === 0) return { ...nobody(options), quota: null, rounds: [] };
    const quota = quotaOf(parameters.quota, ballots, seats);

    const piles = new Piles(options, ballots);
    const history: bigint[][] = [];
    const rounds: Round[] = [];
    const stayed: number[][] = [];
    const winners: number[] = [];
    const surpluses = new Set<number>();
    const dropped: Dropped[] = [];
    const ties: Tie[] = [];

    for (;;) {
      const totals = piles.totals();
      for (const [option, held] of piles.held) totals[option] = held;
      history.push(totals);
      const shown = totals.map((total) => total / piles.unit);
      const round: Round = { totals: shown, elected: [], surplus: null, dropped: null };
      rounds.push(round);
      const elect = (options: readonly number[]) => {
        const tiers = byRounds(options, history);
        stayed.push(...tiers);
        const elected = tiers.flatMap((tier) => draw(tier));
        round.elected.push(...elected);
        winners.push(...elected);
      };

      const hopeful = [...piles.hopeful.keys()].filter((option) => piles.hopeful[option] === 1);
      const surplus = (option: number) => totals[option]! * quota.per - quota.votes * piles.unit;
      const reached = hopeful.filter((option) => surplus(option) >= (quota.above ? 1n : 0n));
      const others = hopeful.filter((option) => !reached.includes(option));
      elect(reached);
      if (others.length <= seats - winners.length) elect(others.splice(0));
      if (winners.length === seats) {
        stayed.push(...byRounds(others, history));
        return { winners, ranking: rankingOf(stayed, dropped), ties, quota: quota.text, rounds };
      }

      for (const option of reached) if (surplus(option) > 0n) surpluses.add(option);
      for (const option of reached) piles.elect(option);
      if (surpluses.size > 0) {
        const largest = byRounds([...surpluses], history)[0]!;
        const chosen = draw(largest).slice(0, 1);
        if (largest.length > 1) ties.push({ stage: "surplus", coWinners: largest, chosen });
        const [option] = chosen as [number];
        const held = piles.held.get(option)!;
        piles.transfer(option, held * quota.per - quota.votes * piles.unit, quota.per);
        surpluses.delete(option);
        round.surplus = option;
      } else {
        const fewest = dropFewest(others, history, draw);
        ties.push(...fewest.ties);
        dropped.push(fewest.dropped);
        piles.eliminate(fewest.dropped.option);
        round.dropped = fewest.dropped.option;
      }
    }
  },
});

/** A quota of `votes` / `per` micro-votes; `above`: it must be exceeded, not only reached. */
function quotaOf(
  kind: "droop" | "hagenbach_bischoff" | "hare",
  ballots: readonly { weight: bigint }[],
  seats: number,
) {
  const cast = ballots.reduce((sum, { weight }) => sum + weight, 0n);
  const shares = BigInt(kind === "hare" ? seats : seats + 1);
  const whole = kind === "droop";
  const votes = whole ? (cast / (MICRO * shares) + 1n) * MICRO : cast;
  const per = whole ? 1n : shares;
  return { votes, per, above: kind === "hagenbach_bischoff", text: fractionText(votes, per) };
}
