import type { z } from "zod";

/** One bad part of an input: where it is (empty path: the whole of it) and what is wrong with it. */
export interface Fault {
  path: (string | number)[];
  message: string;
}

/**
 * Anything the voting core refuses. `code` is stable: `invalid_choice`, `invalid_parameters`,
 * `invalid_election`, `invalid_lens`, `invalid_receipt`, `out_of_range` or `unknown_method`.
 */
export class VotingError extends Error {
  constructor(readonly code: string, message: string, readonly details: Fault[] = []) {
    super(message);
    this.name = new.target.name;
  }
}

/** A ballot that its method does not allow (code `invalid_choice`); `details` names each bad part. */
export class InvalidChoice extends VotingError {
  constructor(details: Fault[]) {
    super("invalid_choice", "The choice is not valid for this poll.", details);
  }
}

/** Parses with a schema; what the schema refuses is thrown as the error made from its faults. */
export function parse<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  refusal: (details: Fault[]) => VotingError,
): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues.map(({ path, message }) => ({
    path: path.map((step) => typeof step === "number" ? step : String(step)),
    message,
  })));
}

/** Throws `out_of_range` unless low ≤ value ≤ high, all in the same integer unit. */
export function requireRange(what: string, value: bigint, low: bigint, high?: bigint): void {
  if (typeof value === "bigint" && value >= low && (high === undefined || value <= high)) return;
  const range = high === undefined ? `at least ${low}` : `between ${low} and ${high}`;
  throw new VotingError("out_of_range", `${what} must be an integer ${range}, not ${value}.`);
}
