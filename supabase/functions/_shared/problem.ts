// How a function says no: one JSON shape, one stable code for each cause.
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import pg from "pg";
import { z } from "zod";

/** A refusal the caller can act on. `code` is stable; `message` is for people. */
export class Problem extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
    readonly details: unknown = null,
  ) {
    super(message);
  }
}

// Postgres speaks SQLSTATE; clients get one code for each cause.
const bySqlState: Record<string, [status: ContentfulStatusCode, code: string]> = {
  "23503": [409, "reference_missing"],
  "23505": [409, "already_exists"],
  "23514": [422, "rule_broken"],
  "42501": [403, "forbidden"],
  "54001": [422, "invalid_input"],
  "57014": [503, "timed_out"],
};

/** Reads what Postgres raised: PTnnn carries an HTTP status and, as its hint, a stable code. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError) {
    return new Problem(422, "invalid_input", "Some fields are wrong.", z.flattenError(error));
  }
  if (!(error instanceof pg.DatabaseError)) return null;
  const status = /^PT([45]\d\d)$/.exec(error.code!)?.[1];
  if (status) {
    return new Problem(
      Number(status) as ContentfulStatusCode,
      error.hint ?? "refused",
      error.message,
    );
  }
  // Class 22: a value that its type cannot hold.
  const known = error.code!.startsWith("22")
    ? [422, "invalid_input"] as const
    : bySqlState[error.code!];
  return known ? new Problem(known[0], known[1], error.message) : null;
}

/** Hono's error handler: a problem leaves as itself, anything else is logged and leaves as a bare 500. */
export function answerProblem(error: Error, c: Context): Response {
  const problem = problemOf(error);
  if (!problem) console.error(error);
  const { status, code, message, details } = problem ??
    new Problem(500, "internal_error", "Something failed on our side.");
  return c.json({ code, message, details }, status);
}
