// supabase/config.toml, the one settings file for `supabase start`, deployments and this stack.
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { Failure } from "./failure.ts";

const Config = z.object({
  api: z.object({
    port: z.int(),
    schemas: z.array(z.string()),
    extra_search_path: z.array(z.string()),
    max_rows: z.int(),
  }),
  db: z.object({ port: z.int() }),
  auth: z.object({
    site_url: z.string(),
    additional_redirect_urls: z.array(z.string()),
    jwt_expiry: z.int(),
    enable_refresh_token_rotation: z.boolean(),
    refresh_token_reuse_interval: z.int(),
    enable_signup: z.boolean(),
    minimum_password_length: z.int(),
    email: z.object({
      double_confirm_changes: z.boolean(),
      enable_confirmations: z.boolean(),
      max_frequency: z.string(),
      otp_length: z.int(),
      otp_expiry: z.int(),
    }),
  }),
  storage: z.object({ file_size_limit: z.string() }),
  functions: z.record(z.string(), z.object({ verify_jwt: z.boolean().default(true) })).default({}),
});

/** The part of config.toml that the local stack follows. */
export type Config = z.infer<typeof Config>;

/** Reads a project's supabase/config.toml. */
export async function readConfig(project: string): Promise<Config> {
  const file = join(project, "supabase/config.toml");
  try {
    return Config.parse(parse(await Deno.readTextFile(file)));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const reason = issue
      ? `${issue.path.join(".")}: ${issue.message}`
      : (error as Error).message.split("\n")[0];
    throw new Failure(`${file} cannot be used: ${reason}`);
  }
}
