import { VotingError } from "../errors.ts";
import type { Method, Result } from "../method.ts";
import { approval } from "./approval.ts";
import { borda } from "./borda.ts";
import { copeland, minimax } from "./condorcet.ts";
import { consent } from "./consent.ts";
import { irv } from "./irv.ts";
import { majorityJudgment } from "./majority_judgment.ts";
import { plurality } from "./plurality.ts";
import { budgetSplit, cumulative, quadratic } from "./points.ts";
import { rankedPairs } from "./ranked_pairs.ts";
import { schulze } from "./schulze.ts";
import { score } from "./score.ts";
import { stance } from "./stance.ts";
import { star } from "./star.ts";
import { stv } from "./stv.ts";
import { yesNo } from "./yes_no.ts";

/** Every method that can be counted, by the name that polls use. */
export const methods = {
  yes_no: yesNo,
  consent,
  plurality,
  approval,
  score,
  star,
  stance,
  majority_judgment: majorityJudgment,
  cumulative,
  budget_split: budgetSplit,
  quadratic,
  borda,
  irv,
  stv,
  schulze,
  ranked_pairs: rankedPairs,
  minimax,
  copeland,
};

export type MethodName = keyof typeof methods;

type ResultOf<M> = M extends Method<infer Name, infer Detail> ? Result<Name, Detail> : never;

/** The result of any method; `method` tells which. Totals are micro-votes. */
export type TallyResult = ResultOf<typeof methods[MethodName]>;

/** The method of that name. Throws `unknown_method`. */
export function methodNamed(name: string): typeof methods[MethodName] {
  if (isMethodName(name)) return methods[name];
  throw new VotingError("unknown_method", `There is no voting method "${name}".`);
}

function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}
