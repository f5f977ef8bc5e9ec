// Serves a folder of edge functions, each under its own name, as the edge runtime does. Started by
// the stack with only the permissions that functions have: <functions> <port> <data folder>, the last
// of which only tells whose process this is.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

type Handler = { fetch(request: Request): Response | Promise<Response> };

const [folder, port] = Deno.args as [string, string];
const handlers = new Map<string, Handler>();
/** Functions that could not be loaded: they answer 503, the others work. */
const broken: string[] = [];
for (const { name, isDirectory } of existsSync(folder) ? Deno.readDirSync(folder) : []) {
  if (!isDirectory || /^[._]/.test(name)) continue;
  try {
    const file = pathToFileURL(join(folder, name, "index.ts")).href;
    handlers.set(name, (await import(file)).default);
  } catch (error) {
    console.error(`${name}:`, error);
    broken.push(name);
  }
}

const problem = (status: number, code: string, message: string) =>
  Response.json({ code, message, details: null }, { status });

Deno.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  onListen: () => {},
  onError: (error) => {
    console.error(error);
    return problem(500, "internal_error", "The function failed.");
  },
}, (request) => {
  const { url } = request;
  const name = /^\/([^/?]*)/.exec(url.slice(url.indexOf("/", 8)))?.[1] ?? "";
  const handler = handlers.get(name);
  if (handler) return handler.fetch(request);
  if (name === "_ready") return Response.json({ broken });
  return broken.includes(name)
    ? problem(503, "boot_error", `The function ${name} could not be loaded: see its log.`)
    : problem(404, "function_not_found", `There is no function called ${name}.`);
});
