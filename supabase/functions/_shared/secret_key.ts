// Who calls with the project's own key: the database's schedules.
import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { environment } from "./environment.ts";
import { Problem } from "./problem.ts";

/** The project's secret keys. */
export const secretKeys = Object.values(environment.SUPABASE_SECRET_KEYS);

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares digests, which are equally long and tell nothing of how near a guess was. */
const isSecretKey = (key: string) =>
  secretKeys.some((known) => timingSafeEqual(digest(known), digest(key)));

/** Lets nobody pass but a schedule. Refuses with `invalid_api_key`. */
export const onlySchedules: MiddlewareHandler = async (c, next) => {
  if (!isSecretKey(c.req.header("apikey") ?? "")) {
    throw new Problem(401, "invalid_api_key", "Only the schedule calls this, with a secret key.");
  }
  await next();
};
