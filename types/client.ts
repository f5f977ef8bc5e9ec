// The typed client: what `createClient` of @supabase/supabase-js returns for this schema.
import {
  createClient,
  type SupabaseClient,
  type SupabaseClientOptions,
} from "@supabase/supabase-js";
import type { Database } from "./database.ts";

export type { Database, Json } from "./database.ts";

/** A client whose tables, functions and enums are checked against the schema. */
export type PolityClient = SupabaseClient<Database>;

/** Connects to a Polity project with its URL and a key. */
export const createPolityClient = (
  url: string,
  key: string,
  options?: SupabaseClientOptions<"public">,
): PolityClient => createClient<Database>(url, key, options);
