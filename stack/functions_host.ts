// Serves supabase/functions, each folder under its own name, as the edge runtime does.
// Started by the stack with only the permissions that functions have.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Handler = { fetch(request: Request): Response | Promise<Response> };

const folder = fileURLToPath(new URL("../supabase/functions/", import.meta.url));
const handlers = new Map<string, Handler>();
for await (const entry of Deno.readDir(folder)) {
  if (!entry.isDirectory || entry.name.startsWith("_")) continue;
  handlers.set(entry.name, (await import(join(folder, entry.name, "index.ts"))).default);
}

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0]),
  onListen: () => {},
  onError: (error) => {
    console.error(error);
    return Response.json({ code: "internal_error", message: "The function failed." }, {
      status: 500,
    });
  },
}, (request) => {
  const name = new URL(request.url).pathname.split("/")[1] ?? "";
  if (name === "_ready") return new Response("ok");
  const handler = handlers.get(name);
  return handler ? handler.fetch(request) : Response.json(
    { code: "function_not_found", message: `There is no function called ${name}.` },
    { status: 404 },
  );
});
