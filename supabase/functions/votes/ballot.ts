import { sql } from "kysely";
import { z } from "zod";
import { body, type Call, pollId } from "../_shared/app.ts";
import { asCaller } from "../_shared/database.ts";

/** What a voter keeps: the parts of the hash `receipt`, in hex, and when it was cast. */
export interface Receipt {
  poll_id: string;
  voter_tag: string;
  choice: unknown;
  nonce: string;
  sequence: string;
  revision: number;
  receipt: string;
  cast_at: string;
}

// The poll's method decides what a choice looks like; here it only has to be there.
const Ballot = z.strictObject({ choice: z.json() });

/** Casts a ballot. The same choice again returns the same receipt; another one is `already_cast`. */
export const cast = async (c: Call) => c.json(await write(c, "cast_ballot"), 201);

/** Replaces the caller's ballot while the poll is open and revisable. */
export const change = async (c: Call) => c.json(await write(c, "change_ballot"));

async function write(c: Call, command: "cast_ballot" | "change_ballot"): Promise<Receipt> {
  const { choice } = await body(c, Ballot);
  return await asCaller(c.get("caller"), async (database) => {
    const { rows } = await sql<Receipt>`
      select * from ${sql.id("public", command)}(${pollId(c)}, ${
      JSON.stringify(choice)
    }::text::jsonb)`
      .execute(database);
    return rows[0]!;
  });
}

/** Takes the caller's ballot back while the poll is open and revisable. */
export async function withdraw(c: Call): Promise<Response> {
  await asCaller(
    c.get("caller"),
    (database) => sql`select public.withdraw_ballot(${pollId(c)})`.execute(database),
  );
  return c.body(null, 204);
}

/** The receipt of the caller's current ballot. */
export async function receipt(c: Call): Promise<Response> {
  return c.json(await receiptOf(c));
}

/** Reads the caller's receipt; refuses with `no_ballot` when there is none. */
export async function receiptOf(c: Call): Promise<Receipt> {
  return await asCaller(c.get("caller"), async (database) => {
    const { rows } = await sql<Receipt>`select * from public.my_receipt(${pollId(c)})`.execute(
      database,
    );
    return rows[0]!;
  });
}
