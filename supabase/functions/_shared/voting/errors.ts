import type { z } from "zod";

/** One bad part of an input: where it is (an empty path is the whole) and what is wrong. */
export interface Fault {
  path: (string | number)[];
  message: string;
}

/** Stable names of what can be wrong; messages may change, these may not. */
export type VotingErrorCode =
  | "invalid_choice"
  | "invalid_parameters"
  | "invalid_election"
  | "invalid_lens"
  | "invalid_receipt"
  | "out_of_range"
  | "unknown_method";

/** Anything that the voting core refuses. */
export class VotingError extends Error {
  constructor(
    readonly code: VotingErrorCode,
    message: string,
    readonly details: Fault[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A choice that its method does not allow; `details` names each bad part. */
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
  throw refusal(
    parsed.error.issues.map(({ path, message }) => ({
      path: path.map((step) => typeof step === "number" ? step : String(step)),
      message,
    })),
  );
}

/** Throws an error of this code and message unless the condition holds. */
export function ensure(holds: boolean, code: VotingErrorCode, message: string): void {
  if (!holds) throw new VotingError(code, message);
}

/** Throws `out_of_range` unless low ≤ value ≤ high, all in the same integer unit. */
export function ensureRange(what: string, value: bigint, low: bigint, high?: bigint): void {
  const fits = typeof value === "bigint" && value >= low && (high === undefined || value <= high);
  const range = high === undefined ? `at least ${low}` : `${low} to ${high}`;
  ensure(fits, "out_of_range", `${what} must be an integer, ${range}, not ${value}.`);
}
