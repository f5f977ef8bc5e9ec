import { Failure } from "./failure.ts";

/** True when nothing listens on this port of the loopback interface. */
export function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}

/** A free port, chosen by the operating system. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Throws a one-line failure naming the port when it is taken. */
export function requireFree(port: number, what: string): void {
  if (isFree(port)) return;
  throw new Failure(
    `Port ${port} (${what}) is in use: stop what listens there, or start with --port N (0 picks free ports).`,
  );
}
