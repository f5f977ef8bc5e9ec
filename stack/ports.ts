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

/**
 * A free port, drawn from below those that operating systems give to outgoing connections: one of
 * theirs could be taken by any client before it is listened on.
 */
export function freePort(): number {
  const [lowest, below] = [10_000, 32_768];
  let port: number;
  do port = lowest + Math.floor(Math.random() * (below - lowest)); while (!isFree(port));
  return port;
}

/** Throws a one-line failure naming the port when it is taken. */
export function requireFree(port: number, what: string): void {
  if (isFree(port)) return;
  throw new Failure(
    `Port ${port} (${what}) is in use: stop what listens there, or start with --port N (0 picks free ports).`,
  );
}
