// What every function's router has in common.
import { Hono } from "hono";
import { z } from "zod";
import { callerOf, type Claims } from "./caller.ts";
import { answerProblem, Problem } from "./problem.ts";

/** A router for the function of this name, whose handlers know their verified caller. */
export function functionApp(name: string) {
  const app = new Hono<{ Variables: { caller: Claims } }>().basePath(`/${name}`);
  app.onError(answerProblem);
  app.notFound((c) =>
    answerProblem(new Problem(404, "not_found", "Nothing is served at this address."), c)
  );
  app.use(async (c, next) => {
    c.set("caller", await callerOf(c.req.raw));
    await next();
  });
  return app;
}

/** Parses a JSON body; the problem names each bad field. */
export async function body<T extends z.ZodType>(request: Request, shape: T): Promise<z.infer<T>> {
  const value = await request.json().catch(() => {
    throw new Problem(400, "invalid_json", "The body is not JSON.");
  });
  return shape.parse(value);
}

/** Parses a path parameter that must be a UUID. */
export const uuid = (value: string): string => z.uuid().parse(value);
