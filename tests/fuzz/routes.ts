// Prints the routes of all edge functions as JSON. A program of its own, because importing a function
// reads its environment: what this one is given leads nowhere.
import { SmartRouter } from "hono/router/smart-router";

const functions = new URL("../../supabase/functions/", import.meta.url);
const routes: { method: string; path: string }[] = [];
const { add } = SmartRouter.prototype;
// Every router of Hono's adds its routes here, however a function is put together or exported.
SmartRouter.prototype.add = function (method, path, handler) {
  routes.push({ method, path });
  return add.call(this, method, path, handler);
};

for (const { name, isDirectory } of Deno.readDirSync(functions)) {
  if (!isDirectory || /^[._]/.test(name)) continue;
  await import(new URL(`${name}/index.ts`, functions).href);
  const found = routes.some(({ path }) => path.startsWith(`/${name}`));
  if (!found) throw new Error(`The function ${name} has no route of Hono's, so nothing calls it.`);
}
// Middleware is for every method.
console.log(JSON.stringify(routes.filter(({ method }) => method !== "ALL")));
