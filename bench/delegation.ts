// How long it takes to find who carries whom among 100,000 voters of whom 60 % delegate, beside one
// plain pass over the same arrays; and the whole of it, from tags to carried votes and their hash.
import {
  carryVotes,
  type Delegation,
  delegationsHash,
  followDelegations,
  NOBODY,
} from "../supabase/functions/_shared/voting/mod.ts";
import { quantile, report } from "./measure.ts";

const VOTERS = 100_000;
const DELEGATING = 0.6;
const LIMIT_MILLISECONDS = 1000;
const RUNS = 15;

// Always the same town: whom somebody trusts is drawn by a linear congruential generator.
let state = 1;
const draw = (below: number) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor(state / 2 ** 32 * below);
};
const people = Array.from({ length: VOTERS }, (_, person) => person);
const delegators = people.map((person) => person < VOTERS * DELEGATING);
const random = Int32Array.from(
  people,
  (person) => delegators[person] ? (person + 1 + draw(VOTERS - 1)) % VOTERS : NOBODY,
);
// One chain through everybody who delegates: the longest there can be.
const chain = Int32Array.from(people, (person) => delegators[person] ? person + 1 : NOBODY);
const voted = Uint8Array.from(delegators, (delegates) => delegates ? 0 : 1);

function plainPass(delegates: Int32Array): number {
  let sum = 0;
  for (let person = 0; person < VOTERS; person++) sum += delegates[person]! + voted[person]!;
  return sum;
}

const tags = people.map((person) => person.toString(16).padStart(64, "0"));
const delegations: Delegation[] = [...random].flatMap((to, from) =>
  to === NOBODY ? [] : [{ delegator: tags[from]!, delegate: tags[to]!, domain: null }]
);
const voters = new Set(tags.filter((_, person) => voted[person] === 1));

let kept = 0;
function median(work: () => number): number {
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    kept += work();
    return performance.now() - began;
  });
  return quantile(times, 0.5);
}
const pass = median(() => plainPass(random));
const drawn = median(() => followDelegations(random, voted).circles);
const chained = median(() => followDelegations(chain, voted).circles);
const whole = median(() =>
  carryVotes(delegations, (tag) => voters.has(tag)).summary.carried +
  delegationsHash(delegations).length
);
const show = (milliseconds: number) => `${milliseconds.toFixed(2)} ms`;
report(`${VOTERS} voters, ${DELEGATING * 100} % delegating`, [
  [`drawn at random: ${show(drawn)}`, `one pass: ${show(pass)}`, drawn / pass],
  [`in one chain: ${show(chained)}`, `one pass: ${show(pass)}`, chained / pass],
  [
    `tags to votes and hash: ${show(whole)}`,
    `${LIMIT_MILLISECONDS} ms`,
    whole / LIMIT_MILLISECONDS,
  ],
]);
if (kept < 0) throw new Error("unreachable: keeps the work from being optimized away");
