// The sandbox's own pages and its deliveries. None of it is there where the sandbox is off.
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { ProviderError } from "../_shared/payments/port.ts";
import { sandbox } from "../_shared/payments/providers.ts";
import { accounts, methods } from "../_shared/payments/sandbox/methods.ts";
import { deliver, deliverNew } from "../_shared/payments/sandbox/postman.ts";
import { sandboxWorld } from "../_shared/payments/sandbox/world.ts";
import { Problem } from "../_shared/problem.ts";
import { onlySchedules } from "../_shared/secret_key.ts";

const Order = z.strictObject({
  from: z.int().min(0).optional(),
  reversed: z.boolean().optional(),
  times: z.int().min(1).max(10).optional(),
  secondsAgo: z.int().min(0).optional(),
});

// deno-lint-ignore no-explicit-any -- a router of any function
export function sandboxRoutes(app: Hono<any>): void {
  if (!sandbox) return;
  const world = sandboxWorld(sandbox);

  app.post(
    "/sandbox/deliver",
    onlySchedules,
    async (c) => c.json(await deliver(sandbox!, Order.parse(await c.req.json()))),
  );

  const choice = (title: string, names: Iterable<string>, backUrl: string) =>
    html`
      <!doctype html>
      <html lang="en">
        <meta charset="utf-8">
        <title>Sandbox</title>
        <h1>Sandbox: nobody's money moves</h1>
        <p>${title}</p>
        <form method="post">${[...names].map((name) =>
          html`<p><button name="method" value="${name}">${name}</button></p>`
        )}</form>
        <p><a href="${backUrl}">Back</a></p>
      </html>
    `;
  /** Lets somebody choose on a page, tells of it, and sends them back to where they came from. */
  const chosen = async (c: Context, backUrl: string, act: (method: string) => Promise<unknown>) => {
    const isForm = c.req.header("content-type")?.includes("form");
    const { method } = z.object({ method: z.string() }).parse(
      isForm ? await c.req.parseBody() : await c.req.json(),
    );
    try {
      await asked(act(method));
    } finally {
      await deliverNew(sandbox!);
    }
    return isForm ? c.redirect(backUrl) : c.json({ status: "completed" });
  };

  app.get("/sandbox/:page{acct_.+}", async (c) => {
    const { status, returnUrl } = await asked(world.accountPage(c.req.param("page")));
    return c.html(choice(`An account to pay out to, ${status}`, accounts.keys(), returnUrl));
  });
  app.post("/sandbox/:page{acct_.+}", async (c) => {
    const page = c.req.param("page");
    const { returnUrl } = await asked(world.accountPage(page));
    return await chosen(c, returnUrl, (name) => world.checkAccount(page, name));
  });

  app.get("/sandbox/:page", async (c) => {
    const { amount, currency, status, cancelUrl } = await asked(world.page(c.req.param("page")));
    const title = `${amount} minor units of ${currency}, ${status}`;
    return c.html(choice(title, methods.keys(), cancelUrl));
  });
  app.post("/sandbox/:page", async (c) => {
    const page = c.req.param("page");
    const { successUrl } = await asked(world.page(page));
    return await chosen(c, successUrl, (method) => world.complete(page, method));
  });
}

/** The sandbox's refusals, for who stands before its page. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const status = error.code === "not_found" ? 404 : error.retryable ? 503 : 402;
    throw new Problem(status, error.code, error.message, error.detail);
  }
}
