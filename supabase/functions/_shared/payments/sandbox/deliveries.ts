// The sandbox's webhooks: all that it has to tell, signed, in the order and as often as asked.
import Stripe from "stripe";
import type { ProviderEvent } from "../port.ts";
import type { Sandbox } from "./mod.ts";
import { Records } from "./records.ts";

/** What arrives at an endpoint. */
export interface Delivery {
  event: ProviderEvent;
  body: string;
  signature: string;
}

/** How to deliver; as providers do on a good day, where nothing is said. */
export interface DeliveryOrder {
  /** Only events after this many. */
  from?: number;
  reversed?: boolean;
  /** How often each arrives. */
  times?: number;
  /** Signed so many seconds ago. */
  secondsAgo?: number;
}

/** The deliveries of everything that happened, ready to be posted one after the other. */
export async function deliveries(
  sandbox: Sandbox,
  { from = 0, reversed = false, times = 1, secondsAgo = 0 }: DeliveryOrder = {},
): Promise<Delivery[]> {
  const events = await sandbox.keeper.use((book) => new Records(book, sandbox.now).events());
  const chosen = events.slice(from).flatMap((event) => Array<ProviderEvent>(times).fill(event));
  if (reversed) chosen.reverse();
  const timestamp = Math.floor(sandbox.now().getTime() / 1000) - secondsAgo;
  return Promise.all(chosen.map((event) => sign(event, sandbox.webhookSecret, timestamp)));
}

async function sign(event: ProviderEvent, secret: string, timestamp: number): Promise<Delivery> {
  const body = JSON.stringify(event);
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: body,
    secret,
    timestamp,
  });
  return { event, body, signature };
}
