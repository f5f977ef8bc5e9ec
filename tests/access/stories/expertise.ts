// What people know, from where, and how far they can be relied on.
import { idOf } from "../actors.ts";
import type { Stage } from "../story.ts";

export async function expertise({ as }: Stage): Promise<void> {
  for (const person of ["member", "moderator"]) {
    await as(
      "service",
      `public.record_expertise('${idOf(person)}', '0311', 900000, 800000, 700000, 'Degree.')`,
    );
  }
  for (const person of ["member", "owner"]) {
    await as(
      "service",
      `public.record_ethics_event('${idOf(person)}', 'conduct_commended', 'peers', 'Peer review.')`,
    );
  }
}
