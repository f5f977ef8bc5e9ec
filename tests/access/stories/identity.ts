// What people are called.
import type { Stage } from "../story.ts";

export async function identity({ as }: Stage): Promise<void> {
  for (const person of ["member", "moderator", "neighbour"]) {
    await as(person, `public.choose_handle('${person}_one')`);
    await as(person, `public.choose_handle('${person}_two')`);
  }
}
