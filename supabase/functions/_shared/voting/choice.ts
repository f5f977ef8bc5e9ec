import type { Json } from "./canonical.ts";
import { methodNamed } from "./methods/mod.ts";

/**
 * The canonical form of a choice, as it is stored, hashed and counted. Throws InvalidChoice on what
 * the method does not allow: nothing is repaired. Throws `unknown_method`, `invalid_election` and
 * `invalid_parameters` where the poll itself is wrong.
 */
export function parseChoice(
  method: string,
  options: number,
  parameters: unknown,
  input: unknown,
): Json {
  return methodNamed(method).prepare(options, parameters ?? {}).choice(input);
}

/**
 * A poll's parameters, completed with the method's defaults, which may be others where a lens gives
 * ballots different weights. Throws `invalid_parameters`.
 */
export function parseParameters(method: string, input: unknown, weighted = false): Json {
  return methodNamed(method).parameters(input ?? {}, weighted);
}
