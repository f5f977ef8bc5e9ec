import { z } from "zod";
import { body, type Call, pollId } from "../_shared/app.ts";
import { call } from "../_shared/database.ts";

// The poll's method decides what a choice looks like; here it only has to be there.
const Ballot = z.strictObject({ choice: z.custom((choice) => choice !== undefined) });

const Cast = Ballot.extend({ votes: z.int().optional() });

/** Casts a ballot, and with `votes` puts so many voice votes behind it. The same choice again returns the same receipt; another one is `already_cast`. */
export async function cast(c: Call): Promise<Response> {
  const { choice, votes } = await body(c, Cast);
  const ballot = { poll_id: pollId(c), choice: JSON.stringify(choice) };
  const receipt = votes === undefined
    ? await call(c.get("caller"), "cast_ballot", ballot)
    : await call(c.get("caller"), "cast_ballot_with_votes", { ...ballot, votes });
  return c.json(receipt, 201);
}

/** Replaces the caller's ballot while the poll is open and revisable. */
export async function change(c: Call): Promise<Response> {
  const { choice } = await body(c, Ballot);
  return c.json(
    await call(c.get("caller"), "change_ballot", {
      poll_id: pollId(c),
      choice: JSON.stringify(choice),
    }),
  );
}

/** Takes the caller's ballot back while the poll is open and revisable. */
export async function withdraw(c: Call): Promise<Response> {
  await call(c.get("caller"), "withdraw_ballot", { poll_id: pollId(c) });
  return c.body(null, 204);
}

/** The receipt of the caller's current ballot. */
export async function receipt(c: Call): Promise<Response> {
  return c.json(await receiptOf(c));
}

/** Reads the caller's receipt; refuses with `no_ballot` when there is none. */
export const receiptOf = (c: Call) => call(c.get("caller"), "my_receipt", { poll_id: pollId(c) });
