// What people are called, and how they appear.
import type { Stage } from "../story.ts";

export async function identity({ as, club, square }: Stage): Promise<void> {
  for (const person of ["member", "moderator", "neighbour"]) {
    await as(person, `public.choose_handle('${person}_one')`);
    await as(person, `public.choose_handle('${person}_two')`);
  }
  await as("moderator", "public.set_confidentiality('anonymous')");
  await as("neighbour", "public.set_confidentiality('pseudonym')");
  await as("organizer", `public.set_confidentiality('pseudonym', '${club}', 'The Bell')`);
  await as("neighbour", `public.set_confidentiality('anonymous', '${square}')`);
}
