import { VotingError } from "../errors.ts";
import type { Method, Result } from "../method.ts";
import { approval } from "./approval.ts";
import { plurality } from "./plurality.ts";
import { yesNo } from "./yes_no.ts";

/** Every method that can be counted, by the name that polls use. */
export const methods = { yes_no: yesNo, plurality, approval };

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
