// Who asks. Everybody but the service role reaches the database as anon or authenticated; what a
// signed-in person is in the story's private space makes the rest of the difference.
import type postgres from "postgres";

export const people = [
  "stranger",
  "banned",
  "member",
  "organizer",
  "moderator",
  "admin",
  "owner",
] as const;
export const actors = ["anon", ...people, "service"] as const;
export type Actor = typeof actors[number];

/** Those the story needs who do not ask. */
export const others = ["neighbour", "applicant"];

/** The id of a person of the story. */
export function idOf(person: string): string {
  const number = [...people, ...others].indexOf(person) + 1;
  return `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** From here on the connection acts as somebody, as the Data API would. */
export async function become(sql: postgres.Sql, actor: string): Promise<void> {
  const role = actor === "anon" ? "anon" : actor === "service" ? "service_role" : "authenticated";
  const claims = role === "authenticated" ? { role, sub: idOf(actor) } : { role };
  await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, false),
    set_config('role', ${role}, false)`;
}

/** Back to the owner of the schema. */
export async function becomeNobody(sql: postgres.Sql): Promise<void> {
  await sql.unsafe("reset role; reset request.jwt.claims");
}
