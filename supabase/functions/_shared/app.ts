// What every function's router has in common.
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { callerOf, type Claims } from "./caller.ts";
import { answerProblem, Problem } from "./problem.ts";

interface Env {
  Variables: { caller: Claims };
}

/** A request whose caller is known. */
export type Call = Context<Env, string>;

const upTo = (kibibytes: number) =>
  bodyLimit({
    maxSize: kibibytes * 1024,
    onError: (c) =>
      answerProblem(new Problem(413, "body_too_large", `Send at most ${kibibytes} KiB.`), c),
  });
const [upTo64, upTo1024, upTo2048] = [upTo(64), upTo(1024), upTo(2048)];

/** A router for the function of this name; whatever goes wrong leaves as a problem. */
function router(name: string) {
  const app = new Hono<Env>().basePath(`/${name}`);
  app.onError(answerProblem);
  app.notFound((c) =>
    answerProblem(new Problem(404, "not_found", "Nothing is served at this address."), c)
  );
  return app;
}

/** A router for a function that others call without a token of ours: they sign what they send. */
export const signedApp = (name: string) => router(name).use(upTo1024);

/**
 * A router for the function of this name, whose handlers know their verified caller. What `open` adds
 * is served without one.
 */
export function functionApp(name: string, open?: (app: Hono<Env>) => void) {
  const app = router(name);
  app.use((c, next) => (c.req.path.endsWith("/batch") ? upTo2048 : upTo64)(c, next));
  open?.(app);
  app.use(async (c, next) => {
    c.set("caller", await callerOf(c.req.raw));
    await next();
  });
  return app;
}

/** Parses a JSON body; the problem names each bad field. */
export async function body<T extends z.ZodType>(c: Call, shape: T): Promise<z.infer<T>> {
  const value = await c.req.json().catch(() => {
    throw new Problem(400, "invalid_json", "The body is not JSON.");
  });
  return shape.parse(value);
}

const Id = z.uuid();

/** The poll a path names. */
export function pollId(c: Call): string {
  const id = Id.safeParse(c.req.param("poll"));
  if (!id.success) throw new Problem(422, "invalid_input", "The poll's id is not a UUID.");
  return id.data;
}
