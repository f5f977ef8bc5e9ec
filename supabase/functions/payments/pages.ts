// What pages at a provider have in common.
import { z } from "zod";
import { currentSeal } from "../_shared/payments/seal.ts";

/** Where to send somebody afterwards. */
export const Address = z.url({ protocol: /^https?$/ }).max(2000);

/** Whom a provider knows already, as it wants to hear it. */
export async function customerOf(sealed: string | null): Promise<{ customer?: string }> {
  return sealed === null ? {} : { customer: (await currentSeal()).unseal(sealed) };
}
