// The environment that Supabase gives to every function, parsed once.
import { z } from "zod";

const json = z.string().transform((text, ctx) => {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()));
const Environment = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_DB_URL: z.string().startsWith("postgres"),
  SUPABASE_SECRET_KEYS: json.pipe(z.record(z.string(), z.string())),
  /** Real payments; without it there are none. */
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRETS: list.pipe(z.array(z.string().min(1))).default([]),
  /** `on` where nobody's money moves: the sandbox then stands in for a provider. */
  PAYMENTS_SANDBOX: z.enum(["on", "off"]).default("off"),
  SUPABASE_JWKS: json.pipe(z.object({ keys: z.array(z.record(z.string(), z.unknown())) })),
});

/** What the functions need to know of the project they run in. */
export const environment = Environment.parse(Deno.env.toObject());
