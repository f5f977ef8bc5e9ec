import { z } from "zod";
import { body, type Call, pollId } from "../_shared/app.ts";
import { call } from "../_shared/database.ts";
import type { Json } from "../_shared/voting/mod.ts";

const Batch = z.strictObject({
  ballots: z.array(
    z.strictObject({ voter: z.string(), choice: z.custom((choice) => choice !== undefined) }),
  ).min(1).max(10_000),
});

/** Brings votes cast elsewhere into an import, in one round trip; each bad row is told by its number. */
export async function importBatch(c: Call): Promise<Response> {
  const { ballots } = await body(c, Batch);
  const answer = await call(c.get("caller"), "import_ballots", {
    poll: pollId(c),
    voters: ballots.map(({ voter }) => voter),
    choices: JSON.stringify(ballots.map(({ choice }) => choice)),
  });
  return c.json(answer as Json);
}
