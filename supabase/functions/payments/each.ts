// Going through what the schedule finds due.
import { ProviderError } from "../_shared/payments/port.ts";

/**
 * Does the work for each, and says for how many it was done. One that fails is logged and comes again with
 * the next schedule; the others do not wait for it, unless it is the provider that does not answer.
 */
export async function each<T>(all: T[], work: (one: T) => Promise<unknown>): Promise<number> {
  let done = 0;
  for (const one of all) {
    try {
      await work(one);
      done++;
    } catch (error) {
      console.error("due:", error);
      if (error instanceof ProviderError && error.retryable) break;
    }
  }
  return done;
}
