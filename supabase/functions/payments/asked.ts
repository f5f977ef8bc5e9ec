// What a client says of a payment, however it is made.
import { z } from "zod";

/** What is to be paid for. Amounts are the database's, but for what a purpose lets people choose. */
export const Asked = z.strictObject({
  space: z.uuid(),
  purpose: z.enum(["donation", "pledge", "ticket", "bounty", "campaign", "subscription"]),
  target: z.uuid().nullish(),
  // What it takes differs by purpose, whose domain in the database reads it.
  details: z.record(z.string().max(40), z.json()).default({}),
  covers_fee: z.boolean().default(false),
  receipt_name: z.string().trim().min(1).max(200).regex(/^\P{Cc}*$/u).nullish(),
  request_key: z.string().min(1).max(100),
});

/** What was asked, as the database's commands take it. */
export const argumentsOf = (asked: z.infer<typeof Asked>) => ({
  purpose: asked.purpose,
  space: asked.space,
  target: asked.target ?? null,
  details: JSON.stringify(asked.details),
  covers_fee: asked.covers_fee,
  receipt_name: asked.receipt_name ?? null,
  request_key: asked.request_key,
});

/** A payment as the person who pays may see it. */
export interface Payment {
  id: string;
  status: string;
  provider: string;
  total_amount: number;
  fee_amount: number;
  currency: string;
  description: string;
}
