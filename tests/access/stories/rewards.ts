// The club has a rule of its own, and the neighbour's square another.
import type { Stage } from "../story.ts";

export async function rewards({ as, club, square }: Stage): Promise<void> {
  await as("organizer", `public.set_reward_rule('${club}', 'post', 'LUCK', 1, 1)`);
  await as("neighbour", `public.set_reward_rule('${square}', 'post', 'LUCK', 1, 2)`);
  await as("member", `public.check_in('${club}')`);
}
